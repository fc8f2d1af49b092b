"""What every engine of the bench must do, and the captions that most of them need beside their index."""

import heapq
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from archive.model.episode import Episode
from archive.text.tokenizer import fold
from tests.bench import corpus
from tests.bench.queries import Asked

PAGE = 10
MOMENTS = 3

Moment = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: in how many episodes (None where the engine was not asked), ten of them with three moments each."""

    total: int | None
    episodes: tuple[tuple[int, tuple[Moment, ...]], ...]
    facets: dict[str, dict[str, int]] | None = None


Searched = Callable[[], None]


def nothing() -> None:
    """What is called where nobody asks how long the search alone takes."""


class Peer(Protocol):
    """An engine with its index in a folder of its own."""

    def build(self, episodes: Path) -> None:
        """Indexes the stored episodes of a file, from nothing to searchable. A peer may have a `prepare` too, which is called
        before and not timed: for what is made once whatever is indexed."""
        ...

    def open(self) -> None:
        """Opens the index for searching."""
        ...

    def close(self) -> None:
        """Closes what `open` opened."""
        ...

    def ask(self, query: Asked, searched: Searched = nothing) -> Found | None:
        """The answer to a query; None where the engine has no such query. `searched` is called when the hits are known, before what
        they show is fetched."""
        ...

    def count(self, query: Asked) -> int | None:
        """In how many episodes a query is met, exactly; not timed."""
        ...


def number_of(episode: Episode) -> int:
    """The episode's number in the corpus."""
    return corpus.number_of(episode.slug)


def day_of(episode: Episode) -> int:
    """The episode's day as a number that grows with time."""
    return episode.published.date.toordinal() if episode.published else 0


def year_of(episode: Episode) -> str:
    """The episode's year."""
    return str(episode.published.date.year) if episode.published else ""


class Captions:
    """The captions of each episode in one SQLite row, and where in their folded text the words asked for stand.

    Engines that know which episode, but not which second, look here: an index without positions of captions needs it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "captions.sqlite"

    def build(self, episodes: Path) -> Iterator[Episode]:
        """Keeps the captions of episodes as they pass: starts in ms and ends in bytes as int32, and the texts."""
        connection = sqlite3.connect(self._path)
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("CREATE TABLE captions (number INTEGER PRIMARY KEY, folded TEXT, starts BLOB, ends BLOB, texts BLOB)")
        for episode in corpus.stored(episodes):
            texts = [cue.text.encode() for cue in episode.cues]
            starts = np.array([cue.start_ms for cue in episode.cues], np.int32)
            ends = np.cumsum([len(text) for text in texts]).astype(np.int32)
            row = (number_of(episode), fold("\n".join(cue.text for cue in episode.cues)), starts, ends, b"".join(texts))
            connection.execute("INSERT INTO captions VALUES (?, ?, ?, ?, ?)", row)
            yield episode
        connection.commit()
        connection.close()

    def open(self) -> None:
        """Opens the captions for reading."""
        self._connection = sqlite3.connect(self._path)

    def close(self) -> None:
        """Closes the captions."""
        self._connection.close()

    def moments(self, number: int, query: Asked) -> tuple[Moment, ...]:
        """The first three captions of an episode that hold a word, or the beginning of the phrase, asked for."""
        chosen = "SELECT folded, starts, ends, texts FROM captions WHERE number = ?"
        folded, starts, ends, texts = self._connection.execute(chosen, (number,)).fetchone()
        lines = _first_lines(folded, places(folded, query))
        start, end = np.frombuffer(starts, np.int32), np.frombuffer(ends, np.int32)
        return tuple((int(start[line]), texts[end[line - 1] if line else 0 : end[line]].decode()) for line in lines)


def places(folded: str, query: Asked) -> Iterator[int]:
    """Where in folded text the words asked for begin, in order."""
    if query.kind == "phrase":
        return _phrase_places(folded, query.words)
    if query.kind == "prefix":
        return _word_places(folded, query.words[0], whole=False)
    forms = _nearly(query.words[0]) if query.kind == "typo" else query.words
    return heapq.merge(*(_word_places(folded, form, whole=True) for form in forms))


def _nearly(word: str) -> frozenset[str]:
    """The word without one of its letters: the bench's slips have one too many."""
    return frozenset(word[:place] + word[place + 1 :] for place in range(len(word)))


def _phrase_places(folded: str, phrase: tuple[str, ...]) -> Iterator[int]:
    wanted = re.compile(r"\W+".join(phrase) + r"\b")
    return (match.start() for match in wanted.finditer(folded) if _is_edge(folded, match.start() - 1))


def _word_places(folded: str, word: str, *, whole: bool) -> Iterator[int]:
    place = folded.find(word)
    while place >= 0:
        end = place + len(word)
        if _is_edge(folded, place - 1) and not (whole and not _is_edge(folded, end)):
            yield place
        place = folded.find(word, end)


def _is_edge(folded: str, place: int) -> bool:
    return not 0 <= place < len(folded) or not folded[place].isalnum()


def _first_lines(folded: str, found: Iterable[int]) -> list[int]:
    lines: list[int] = []
    line = last = 0
    for place in found:
        line += folded.count("\n", last, place)
        last = place
        if not lines or lines[-1] != line:
            lines.append(line)
            if len(lines) == MOMENTS:
                break
    return lines
