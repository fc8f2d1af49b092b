"""From word positions to moments: passages to hear, each with its second, its words and what is marked in them."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from msgspec.structs import astuple
from numpy.typing import NDArray

from archive.search.answer import Mark, Moment, Tick
from archive.search.engine import KINDS, Captions, Int32, Kind, Occurrences
from archive.search.ranking import Passages
from archive.words import edges

MERGE_MS = 10_000
FEWEST_WORDS = 12
MOST_WORDS = 40
_sentence_marks = re.compile("[.!?…»]").finditer


@dataclass(frozen=True, slots=True)
class Places:
    """The occurrences of one episode, in order (a view of Occurrences), and the moment number of each: int32[n]."""

    found: Occurrences
    passages: Passages
    moment: Int32

    @property
    def total(self) -> int:
        """How many moments there are."""
        return int(self.moment[-1]) + 1 if len(self.moment) else 0


def slice_of(found: Occurrences, first: int, last: int) -> Occurrences:
    """The occurrences from first up to, not including, last."""
    return Occurrences(*(column[first:last] for column in astuple(found)))


def places(found: Occurrences, every: Passages, first: int, last: int) -> Places:
    """One episode's part of the occurrences, divided into moments: marked words less than 10 s apart are one."""
    here = slice_of(found, first, last)
    passed = Passages(every.worth[first:last], every.last[first:last] - first, every.holds[first:last])
    apart = np.zeros(len(here.start_ms), np.int32)
    apart[1:] = here.start_ms[1:] - here.start_ms[:-1] >= MERGE_MS
    return Places(here, passed, np.cumsum(apart, dtype=np.int32))


def ticks(at: Places) -> tuple[Tick, ...]:
    """Every caption that holds the first word of a match, once, with the nearest kind said in it."""
    if not len(at.moment):
        return ()
    starts = _begins(at.found.cue)
    kinds = np.minimum.reduceat(at.found.kind, starts)
    seconds = at.found.start_ms[starts] // 1000
    return tuple(
        Tick(second, KINDS[kind], moment)
        for second, kind, moment in zip(seconds.tolist(), kinds.tolist(), at.moment[starts].tolist(), strict=True)
    )


def _begins(numbers: Int32) -> NDArray[np.int64]:
    """Where a number differs from the one before it, the first included."""
    differs = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=differs[1:])
    return np.flatnonzero(differs)


def best_moments(at: Places, captions: Captions, most: int | None) -> tuple[Moment, ...]:
    """The best moments in order of time, each shown by its best passage; all of them with `most` None."""
    if not len(at.moment):
        return ()
    starts = _begins(at.moment)
    worth = np.maximum.reduceat(at.passages.worth, starts)
    chosen = np.arange(len(starts)) if most is None else np.sort(np.argsort(-worth, kind="stable")[:most])
    ends = np.append(starts[1:], len(at.moment))
    return tuple(_moment(at, captions, int(starts[number]), int(ends[number])) for number in chosen.tolist())


def _moment(at: Places, captions: Captions, first: int, end: int) -> Moment:
    lead = first + int(np.argmax(at.passages.worth[first:end]))
    last = max(lead, min(end - 1, int(at.passages.last[lead])))
    here = slice_of(at.found, lead, end)
    shown = Snippet(captions, int(here.cue[0]), int(at.found.position[last] + at.found.length[last]) - 1)
    text, marks = shown.cut(here)
    kind = KINDS[int(at.found.kind[lead : last + 1].max())]
    return Moment(
        start_ms=int(here.start_ms[0]),
        cue=int(here.cue[0]),
        text=text,
        marks=marks,
        kind=kind,
        heard=None if kind in {"exact", "inflected", "joined"} else _heard(shown, at, lead, last, kind),
    )


def _heard(shown: "Snippet", at: Places, lead: int, last: int, kind: Kind) -> str | None:
    for place in range(lead, last + 1):
        if KINDS[int(at.found.kind[place])] == kind:
            return shown.words_at(int(at.found.position[place]), int(at.found.length[place]))
    return None


class Snippet:
    """The words round a passage: from the sentence that holds its first mark to the end of the one that holds its last, of 12 to
    40 words, cut with … where it does not begin or end with a sentence."""

    def __init__(self, captions: Captions, cue: int, last_position: int) -> None:
        first, end = _cues_round(captions, cue, last_position)
        self._text, self._edges = _joined(captions, first, end)
        self._ends = _sentence_ends(self._text, self._edges)
        self._base = int(captions.first_word[first])
        self._whole = (first == 0, end == len(captions.texts))

    def words_at(self, position: int, length: int) -> str | None:
        """The text of some words as it stands, None where they lie outside the snippet's cues."""
        place = position - self._base
        if not 0 <= place < len(self._edges):
            return None
        last = min(place + length, len(self._edges)) - 1
        return self._text[self._edges[place][0] : self._edges[last][1]]

    def cut(self, found: Occurrences) -> tuple[str, tuple[Mark, ...]]:
        """The snippet's text, and the spans of it that are marked, from the first occurrence on."""
        first = int(found.position[0]) - self._base
        marked = [
            (place, place + length - 1)
            for place, length in zip((found.position - self._base).tolist(), found.length.tolist(), strict=True)
            if place < first + MOST_WORDS
        ]
        last = max((end for _, end in marked if end < first + MOST_WORDS - 4), default=marked[0][1])
        begin, end = self._bounds(first, min(last, first + MOST_WORDS - 1, len(self._edges) - 1))
        return self._dressed(begin, end, marked)

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        room = MOST_WORDS - (last - first + 1)
        begin = self._sentence_start(first, min(room, MOST_WORDS // 2))
        room -= first - begin
        end = self._sentence_end(last, room)
        while end - begin + 1 < FEWEST_WORDS and end + 1 < len(self._edges):
            end = self._sentence_end(end + 1, max(0, MOST_WORDS - (end + 2 - begin)))
        while end - begin + 1 < FEWEST_WORDS and begin > 0:
            begin = self._sentence_start(begin - 1, min(8, MOST_WORDS - (end - begin + 2)))
        return begin, end

    def _sentence_start(self, word: int, room: int) -> int:
        for begin in range(word, max(word - room, 0) - 1, -1):
            if begin == 0 or begin - 1 in self._ends:
                return begin
        return max(word - min(room, 8), 0)

    def _sentence_end(self, word: int, room: int) -> int:
        most = min(word + room, len(self._edges) - 1)
        for end in range(word, most + 1):
            if end == len(self._edges) - 1 or end in self._ends:
                return end
        return most

    def _dressed(self, begin: int, end: int, marked: Sequence[tuple[int, int]]) -> tuple[str, tuple[Mark, ...]]:
        start = self._edges[begin][0] if begin else 0
        stop = self._edges[end + 1][0] if end + 1 < len(self._edges) else len(self._text)
        body = self._text[start:stop].rstrip()
        before = "" if (begin == 0 and self._whole[0]) or begin - 1 in self._ends else "…"
        after = "" if (end + 1 == len(self._edges) and self._whole[1]) or end in self._ends else "…"
        shift = len(before) - start
        marks = tuple(
            (self._edges[first][0] + shift, self._edges[min(last, end)][1] + shift)
            for first, last in _apart(marked)
            if begin <= first <= end
        )
        return before + body + after, marks


def _sentence_ends(text: str, words: Sequence[tuple[int, int]]) -> set[int]:
    """The words behind which a sentence ends: a mark, and then a space, an opening quote or nothing more."""
    ends: set[int] = set()
    for mark in _sentence_marks(text):
        word = bisect_right(words, mark.start(), key=itemgetter(1)) - 1
        if word >= 0:
            last = word + 1 == len(words)
            if last or text[words[word + 1][0] - 1].isspace() or text[words[word + 1][0] - 1] in "-«\"'–—":
                ends.add(word)
    return ends


def _apart(marked: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks in order, those that overlap or touch on the same words made one."""
    apart: list[tuple[int, int]] = []
    for first, last in sorted(marked):
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]))
        else:
            apart.append((first, last))
    return apart


def _cues_round(captions: Captions, cue: int, last_position: int) -> tuple[int, int]:
    """The cues from some words before a cue to some after a position: first, and end not included."""
    first_word = captions.first_word
    begin = int(np.searchsorted(first_word, int(first_word[cue]) - MOST_WORDS // 2, "left"))
    end = int(np.searchsorted(first_word, last_position + MOST_WORDS // 2, "right"))
    return min(max(begin, 0), cue), max(end, cue + 1)


def _joined(captions: Captions, first: int, end: int) -> tuple[str, list[tuple[int, int]]]:
    """The indexed cues' texts joined by spaces, and their words' places."""
    count = len(captions.texts)
    begins = captions.first_word[first : end + 1].tolist() + [-1] * (end == count)
    spoken = [text for text, begin, until in zip(captions.texts[first:end], begins[:-1], begins[1:], strict=True) if until != begin]
    text = " ".join(spoken)
    return text, edges(text)
