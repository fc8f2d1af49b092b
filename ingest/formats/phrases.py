"""Words with times, as recognisers give them, joined to captions that a reader can follow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.formats.record import Caption, caption

_PAUSE_MS = 1_000
_LONGEST_MS = 7_000
_MOST_WORDS = 16
_ENOUGH_WORDS = 4
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "؟")


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
