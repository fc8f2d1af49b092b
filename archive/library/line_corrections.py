"""What an editor says was said: one line of a transcript, put right beside the page.

A correction is anchored by its passage: the line as the page had it, its second, and the lines around it. So it is found again
in a newer save that moves or re-cuts the transcript, and says so where it fits no longer. It is laid over the episode when that is
read; the episode and its page keep what was heard.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.library.records import LibraryError
from archive.library.schema import LINES
from archive.model.episode import Cue, Episode
from archive.text.tokenizer import fold

LONGEST = 1000
"""Characters of a line as it is corrected."""
_COLUMNS = "start_ms, heard, text, before, after"


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """A line that began at `start_ms`: what was `heard`, what the editor has instead, and the lines around it as they stood."""

    start_ms: int
    heard: str
    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PlacedCorrection:
    """A correction and the number of the cue that it corrects; None where the page that serves has no such line any more."""

    correction: LineCorrection
    cue: int | None


def at(cues: Sequence[Cue], number: int, text: str) -> LineCorrection:
    """The correction of a cue. Raises LibraryError for a text that is no line."""
    words = " ".join(text.split())
    if len(words) > LONGEST or not words.isprintable():
        words_allowed = f"a corrected line has at most {LONGEST} characters, all of them readable"
        raise LibraryError(words_allowed, code="bad-line", most=LONGEST)
    around = [cues[place].text if 0 <= place < len(cues) else "" for place in (number - 1, number + 1)]
    return LineCorrection(cues[number].start_ms, cues[number].text, words, *around)


def placed(cues: Sequence[Cue], corrections: Iterable[LineCorrection]) -> tuple[PlacedCorrection, ...]:
    """Each correction with the cue that it corrects in a transcript, no cue twice."""
    taken: set[int] = set()
    found: list[PlacedCorrection] = []
    for one in corrections:
        place = _place(cues, one, taken)
        found.append(PlacedCorrection(one, place))
        taken.update(() if place is None else (place,))
    return tuple(found)


def with_lines(episode: Episode, corrections: Sequence[LineCorrection]) -> Episode:
    """The episode with its corrected lines; each keeps what was heard."""
    if not corrections:
        return episode
    cues = list(episode.cues)
    for one in placed(cues, corrections):
        if one.cue is not None:
            cues[one.cue] = _with_text(cues[one.cue], _corrected(cues[one.cue].text, one.correction))
    return replace(episode, cues=tuple(cues))


def _with_text(cue: Cue, text: str) -> Cue:
    """The cue as corrected; times of words stay where each word still has one."""
    alike = len(text.split()) == len(cue.text.split())
    return replace(cue, text=text, heard=cue.text, words_ms=cue.words_ms if alike else None)


def _place(cues: Sequence[Cue], one: LineCorrection, taken: set[int]) -> int | None:
    """The cue that says what was heard: alike in full, else with it as a part; of several the one between the same lines, then the
    nearest in time."""
    heard = _plain(one.heard)
    texts = [_plain(cue.text) for cue in cues]
    free = [place for place in range(len(cues)) if place not in taken]
    found = [place for place in free if texts[place] == heard] or [place for place in free if heard in texts[place]]
    return min(found, key=lambda place: _distance(texts, cues, place, one), default=None)


def _distance(texts: Sequence[str], cues: Sequence[Cue], place: int, one: LineCorrection) -> tuple[int, int]:
    before = texts[place - 1] if place else ""
    after = texts[place + 1] if place + 1 < len(texts) else ""
    others = (before != _plain(one.before)) + (after != _plain(one.after))
    return others, abs(cues[place].start_ms - one.start_ms)


def _corrected(text: str, one: LineCorrection) -> str:
    """The text with what the editor has in the place of what was heard; a line re-cut keeps what stands around it."""
    whole = " ".join(text.split())
    start = _plain(whole).find(_plain(one.heard))
    if len(_plain(whole)) != len(whole) or start < 0:
        return one.text
    return whole[:start] + one.text + whole[start + len(_plain(one.heard)) :]


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def lines_of(connection: sqlite3.Connection, episode: int) -> tuple[LineCorrection, ...]:
    """The corrected lines of an episode, in order of time; none in a library that was last written before there were any."""
    if not has_lines(connection):
        return ()
    found = connection.execute(f"SELECT {_COLUMNS} FROM line_correction WHERE episode = ? ORDER BY start_ms, id", (episode,))
    return tuple(LineCorrection(*row) for row in found)


def has_lines(connection: sqlite3.Connection) -> bool:
    """Whether the library is of a schema that has corrected lines."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version >= LINES


def put_line(connection: sqlite3.Connection, episode: int, one: LineCorrection, when: str) -> None:
    """Keeps a correction in the place of an earlier one of the same line."""
    connection.execute(
        f"INSERT INTO line_correction (episode, at, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (episode, start_ms, heard) DO UPDATE SET text = excluded.text, at = excluded.at",
        (episode, when, one.start_ms, one.heard, one.text, one.before, one.after),
    )


def drop_line(connection: sqlite3.Connection, episode: int, one: LineCorrection) -> None:
    """Takes a correction back."""
    connection.execute(
        "DELETE FROM line_correction WHERE episode = ? AND start_ms = ? AND heard = ?", (episode, one.start_ms, one.heard)
    )
