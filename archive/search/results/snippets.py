"""Snippets: the words round a passage, cut at sentences, with what is marked in them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from archive.search.index.types import AS_ASKED, MATCH_KINDS, Captions
from archive.search.ranking.passages import SURELY_SHOWN
from archive.search.results.answer import MarkJson
from archive.text.tokenizer import LONGEST_TITLE, begins_and_ends, is_title

FEWEST_WORDS = 12
MOST_WORDS = SURELY_SHOWN + 4
_LEADS_ON = " \n\t\u00a0\u202f,;:–—-(«"
"""What no snippet ends with that is cut behind it."""
_sentence_marks = re.compile("[.!?…»]").finditer


class Matched(NamedTuple):
    """Words that meet a query: the position of the first and how many, their kind as its place among MATCH_KINDS, and
    the slot."""

    position: int
    length: int
    kind: int
    slot: int


class Snippet:
    """The words round a passage: from the sentence that holds its first mark to the end of the one that holds its last,
    of 12 to 40 words, cut with … where it does not begin or end with a sentence."""

    def __init__(self, captions: Captions, cue: int, last_position: int) -> None:
        # A view: a number of an array takes three times as long to read.
        first_word = captions.first_word.data
        first, end = _cues_round(first_word, cue, last_position)
        self._text = _joined(captions, first_word, first, end)
        self._begins, self._stops = begins_and_ends(self._text)
        self._ends = _sentence_ends(self._text, self._begins, self._stops)
        self._base = first_word[first]
        self._whole = (first == 0, end == len(captions.texts))

    def words_at(self, position: int, length: int) -> str | None:
        """The text of some words as it stands, None where they lie outside the snippet's cues."""
        place = position - self._base
        if not 0 <= place < len(self._stops):
            return None
        last = min(place + length, len(self._stops)) - 1
        return self._text[self._begins[place] : self._stops[last]]

    def begins_sentence(self, position: int) -> bool:
        """Whether a word is the first of a sentence, or of all that is said."""
        before = self._text[: self._begins[position - self._base]].rstrip("«“\"'’ -")
        return before.endswith((".", "!", "?", "…", ":")) and not is_title(before) if before else self._whole[0]

    def cut(self, matched: Sequence[Matched]) -> tuple[str, tuple[MarkJson, ...]]:
        """The snippet's text, and what of it is marked, from the first of the matched words on (in order of
        position)."""
        base, until = self._base, matched[0].position + MOST_WORDS
        marked = [Matched(position - base, *rest) for position, *rest in matched if position < until]
        first = marked[0].position
        ends = [one.position + one.length - 1 for one in marked]
        last = max((end for end in ends if end < first + SURELY_SHOWN), default=ends[0])
        begin, end = self._bounds(first, min(last, first + MOST_WORDS - 1, len(self._stops) - 1))
        return self._dressed(begin, end, marked)

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        room = MOST_WORDS - (last - first + 1)
        begin = self._sentence_start(first, min(room, MOST_WORDS // 2))
        room -= first - begin
        end = self._sentence_end(last, room)
        while end - begin + 1 < FEWEST_WORDS and end + 1 < len(self._stops):
            end = self._sentence_end(end + 1, max(0, MOST_WORDS - (end + 2 - begin)))
        while end - begin + 1 < FEWEST_WORDS and begin > 0:
            begin = self._sentence_start(begin - 1, min(8, MOST_WORDS - (end - begin + 2)))
        return begin, end

    def _sentence_start(self, word: int, room: int) -> int:
        for begin in range(word, max(word - room, 0) - 1, -1):
            if begin == 0 or begin - 1 in self._ends:
                return begin
        least = max(word - min(room, 8), 0)
        return next((begin for begin in range(least, word + 1) if self._is_apart(begin)), least)

    def _sentence_end(self, word: int, room: int) -> int:
        last = len(self._stops) - 1
        most = min(word + room, last)
        for end in range(word, most + 1):
            if end == last or end in self._ends:
                return end
        return next((end for end in range(most, word - 1, -1) if self._is_apart(end + 1)), most)

    def _is_apart(self, word: int) -> bool:
        return word == 0 or are_apart(self._text, self._stops[word - 1], self._begins[word])

    def _dressed(self, begin: int, end: int, marked: Sequence[Matched]) -> tuple[str, tuple[MarkJson, ...]]:
        start = self._begins[begin] if begin else 0
        stop = self._begins[end + 1] if end + 1 < len(self._begins) else len(self._text)
        body = self._text[start:stop]
        before = "" if (begin == 0 and self._whole[0]) or begin - 1 in self._ends else "…"
        after = "" if (end + 1 == len(self._begins) and self._whole[1]) or end in self._ends else "…"
        shift, body = len(before) - start, body.rstrip(_LEADS_ON) if after else body.rstrip()
        return before + body + after, tuple(self._marks(begin, end, marked, shift))

    def _marks(self, begin: int, end: int, marked: Sequence[Matched], shift: int) -> Iterator[MarkJson]:
        """What is marked between two words, both included, every word once; offsets are moved by `shift`."""
        for first, last, one in claims(one for one in marked if begin <= one.position <= end):
            if first > end:
                break
            start, stop = self._begins[first], self._stops[min(last, end)]
            kind = MATCH_KINDS[one.kind]
            yield MarkJson(start + shift, stop + shift, kind, None if kind in AS_ASKED else self._text[start:stop], one.slot)


def _sentence_ends(text: str, begins: Sequence[int], stops: Sequence[int]) -> set[int]:
    """The words behind which a sentence ends: a mark that is no title's, and then a space, an opening quote or nothing
    more."""
    ends: set[int] = set()
    last = len(stops) - 1
    for mark in _sentence_marks(text):
        if mark[0] == "." and is_title(text[max(0, mark.end() - LONGEST_TITLE) : mark.end()]):
            continue
        word = bisect_right(stops, mark.start()) - 1
        if word >= 0 and (word == last or text[begins[word + 1] - 1].isspace() or text[begins[word + 1] - 1] in "-«\"'–—"):
            ends.add(word)
    return ends


def are_apart(text: str, stop: int, begin: int) -> bool:
    """Whether a space stands between two words of the index: "it's" is two of them, and one for who reads it."""
    return any(map(str.isspace, text[stop:begin]))


def claims(marked: Iterable[Matched]) -> Iterator[tuple[int, int, Matched]]:
    """First and last of the words that each match marks: of two that hold a word, that of the nearer kind, then the
    earlier and longer one. What is heard for a word that is said in it marks nothing more (Jean-Luc, for Mélenchon)."""
    listed = list(marked)
    if all(one.position + one.length <= other.position for one, other in pairwise(listed)):
        yield from ((one.position, one.position + one.length - 1, one) for one in listed)
        return
    asked = {(word, one.slot) for one in listed if MATCH_KINDS[one.kind] in AS_ASKED for word in _words_of(one)}
    listed = [one for one in listed if MATCH_KINDS[one.kind] in AS_ASKED or asked.isdisjoint((w, one.slot) for w in _words_of(one))]
    claimed: dict[int, Matched] = {}
    for one in sorted(listed, key=lambda one: (one.kind, one.position, -one.length)):
        for word in _words_of(one):
            claimed.setdefault(word, one)
    # A match whose words another divides has a mark on each side of it.
    runs = groupby(enumerate(sorted(claimed)), key=lambda placed: (placed[1] - placed[0], claimed[placed[1]]))
    for (_, one), run in runs:
        held = [word for _, word in run]
        yield held[0], held[-1], one


def _words_of(one: Matched) -> range:
    """The positions of the words of a match."""
    return range(one.position, one.position + one.length)


def _cues_round(first_word: Sequence[int], cue: int, last_position: int) -> tuple[int, int]:
    """The cues from some words before a cue to some after a position: first, and end not included."""
    begin = bisect_left(first_word, first_word[cue] - MOST_WORDS // 2)
    return min(begin, cue), max(bisect_left(first_word, last_position + MOST_WORDS // 2 + 1), cue + 1)


def _joined(captions: Captions, first_word: "memoryview[int]", first: int, end: int) -> str:
    """The indexed cues' texts joined by spaces."""
    begins = first_word[first : end + 1].tolist() + [-1] * (end == len(first_word))
    spoken: Sequence[str] = captions.texts[first:end]
    if len(set(begins)) < len(begins):
        spoken = [text for text, begin, until in zip(spoken, begins[:-1], begins[1:], strict=True) if until != begin]
    return " ".join(spoken)
