"""What a file that is no page states of an episode: its captions and the facts beside them; and words with times, as
recognisers give them, joined to captions that a reader can follow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive.model.episode import Chapter, Person, Removed
from archive.model.reasons import NotRead

LATEST_MS = 48 * 3_600_000
LONGEST_TEXT = 20_000
_PAUSE_MS = 1_000
_LONGEST_MS = 7_000
_MOST_WORDS = 16
_ENOUGH_WORDS = 4
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "؟")


class BadRecord(NotRead):
    """A file that cannot be an episode."""


class NoSegments(BadRecord):
    """A record without a transcript: no fault, a row of another kind."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption; times in ms, `words_ms` when each word of the text begins, `heard` and `label` what an archive that
    wrote it out had before its staff spoke, as in Cue."""

    start_ms: int
    text: str
    end_ms: int | None = None
    speaker: str | None = None
    words_ms: tuple[int, ...] | None = None
    heard: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An episode as a file states it; None where it states nothing. `removed` is what the reader left out."""

    captions: tuple[Caption, ...]
    guid: str | None = None
    title: str | None = None
    show: str | None = None
    channel: str | None = None
    date: str | None = None
    precision: str | None = None
    description: str = ""
    category: str | None = None
    language: str | None = None
    url: str | None = None
    picture: str | None = None
    duration_ms: int | None = None
    chapters: tuple[Chapter, ...] = ()
    removed: tuple[Removed, ...] = ()
    people: tuple[Person, ...] = ()
    slug: str = ""
    """The name of its address in the archive that wrote it out."""
    number: int | None = None
    """And the number of its short one."""
    untimed: bool = False
    """Whether its captions are paragraphs, and their starts places of these (archive/model/episode.py)."""

    @property
    def is_ours(self) -> bool:
        """Whether an archive of this kind wrote it out: its lines stand in their order, whatever a stamp says."""
        return self.number is not None


def is_time(value: object) -> bool:
    """Whether a value is a time of a programme in ms."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LATEST_MS


def caption(start_ms: int, text: str, end_ms: int | None = None, speaker: str | None = None) -> Caption | None:
    """A caption with its white space folded; None where nothing is said. An end before the start is none."""
    words = " ".join(text[:LONGEST_TEXT].split())
    if not words:
        return None
    return Caption(start_ms, words, end_ms if end_ms is not None and end_ms >= start_ms else None, speaker or None)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its times in ms. `glued`: it stands directly behind the word before, as punctuation does."""

    start_ms: int
    text: str
    end_ms: int | None = None
    speaker: str | None = None
    glued: bool = False


def phrases(words: Iterable[Word]) -> Iterator[Caption]:
    """The words as captions: one ends with a sentence, at a pause, where another speaks, after sixteen words or seven
    seconds."""
    held: list[Word] = []
    for word in words:
        if held and not word.glued and _ends(held, word):
            yield from _joined(held)
            held = []
        held.append(word)
    yield from _joined(held)


def _ends(held: list[Word], word: Word) -> bool:
    first, last = held[0], held[-1]
    if word.speaker != last.speaker or word.start_ms - (last.end_ms or last.start_ms) >= _PAUSE_MS:
        return True
    if len(held) >= _MOST_WORDS or word.start_ms - first.start_ms >= _LONGEST_MS:
        return True
    return len(held) >= _ENOUGH_WORDS and last.text.endswith(_SENTENCE_ENDS)


def _joined(held: list[Word]) -> Iterator[Caption]:
    if not held:
        return
    text = "".join(word.text if word.glued else f" {word.text}" for word in held)
    end = max((word.end_ms for word in held if word.end_ms is not None), default=None)
    if found := caption(held[0].start_ms, text, end, held[0].speaker):
        begin = tuple(word.start_ms for word in held if not word.glued for _ in word.text.split())
        yield replace(found, words_ms=begin if len(begin) == len(found.text.split()) else None)


def with_starts(said: Caption | None, pieces: Iterable[tuple[int, str]]) -> Caption | None:
    """A caption with the times of its words, from the pieces of its text, each at its ms: a piece that begins without a
    space goes on with the word before. As it is where the pieces are not its words."""
    begin: list[int] = []
    before = " "
    for start, text in pieces:
        words = text.split()
        going_on = bool(words and begin) and not before[-1:].isspace() and not text[:1].isspace()
        begin += [start] * (len(words) - going_on)
        before = text or before
    return replace(said, words_ms=tuple(begin)) if said and len(begin) == len(said.text.split()) else said
