"""A quotation, and how it is laid beside one stretch of speech, word for word: what is said as it was quoted, and what
otherwise.

The cheapest way from the one to the other: a word left out, put in or said in another's place costs what it weighs,
less where the two are nearly the same (a form, a slip). Speech may begin before the quotation and go on behind it at no
cost; in place of the first and last words, where they are not said, stand as many that are."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, groupby, pairwise
from math import inf
from typing import Literal

from rapidfuzz.distance import Levenshtein

from archive.languages import is_function_word, numbers, united
from archive.search.index.types import Captions
from archive.search.results.answer import Fate
from archive.text.tokenizer import Span, spans
from archive.text.word_times import SaidAt

ALIKE, ALIKE_FROM = 0.6, 4
"""Words of so many letters that are alike from this share of their letters on may be forms or slips of each other."""
PUT_IN = 0.35
"""What a word costs that is said and was not quoted, of its weight: who remembers leaves out more than he puts in."""

FEWEST_WORDS, MOST_WORDS = 3, 300
"""Of a quotation that is looked for otherwise than word for word; that are read."""
MOST_CHARACTERS = 4000
_GAP = re.compile(r"\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.{3,}")
"""How who quotes says that he leaves something out."""
_PAUSES = frozenset(",;.!?:")
SWAPPED = 0.1
"""What two words cost that are said the other way round, of what both weigh: nobody invents by turning two words."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words with one fate: quoted[first:end] of the quotation's, said[begin:stop] of the speech's."""

    fate: Fate
    first: int
    end: int
    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """score: 1 where the words are said as they are quoted, 0 where none is; the stretches of both, in order."""

    score: float
    stretches: tuple[Stretch, ...]

    @property
    def begin(self) -> int:
        """The first of the speech's words that meets the quotation."""
        return self.stretches[0].begin

    @property
    def stop(self) -> int:
        """The one behind the last."""
        return self.stretches[-1].stop

    @property
    def met(self) -> tuple[int, int]:
        """The first of the speech's words that is said as it is quoted, and the one behind the last."""
        same = [one for one in self.stretches if one.fate == "same"] or self.stretches
        return same[0].begin, same[-1].stop

    @property
    def longest_run(self) -> int:
        """Of the quotation, how many words are said one after another as they are quoted."""
        return max((one.end - one.first for one in self.stretches if one.fate == "same"), default=0)

    def score_without(self, places: Collection[int], weights: Sequence[float]) -> float:
        """The score, but for those of some of the quotation's words that are not said where those around them are."""
        same = [place for one in self.stretches if one.fate == "same" for place in range(one.first, one.end)]
        lost = sum(weights[place] for place in places if same and same[0] < place < same[-1] and place not in same)
        return self.score * sum(weights) / (sum(weights) - lost)


def aligned(quoted: Sequence[str], said: Sequence[str], weight: Callable[[str], float], gaps: Collection[int] = ()) -> Alignment:
    """The cheapest way to lay folded words of a quotation beside those of some speech; a quotation has a word at
    least. `weight` is what a word tells of a quotation, more than 0; before the words at `gaps` anything may be said at
    no cost."""
    table = _Table(quoted, said, weight, gaps)
    return Alignment(table.score, tuple(_stretches(_to_the_ends(table.steps(), quoted, said), gaps)))


FURTHER = 3
"""Words that may be put in before the last word of a quotation, and behind its first, though they cost more than it."""
Step = tuple[int, int, bool]
"""A word of each side, -1 where there is none, and whether they are the same."""


class _Table:
    """Least costs: cost[i][j] of the first i quoted words against speech that ends with its j-th."""

    def __init__(self, quoted: Sequence[str], said: Sequence[str], weight: Callable[[str], float], gaps: Collection[int]) -> None:
        self._quoted, self._said, self._gaps = quoted, said, gaps
        self._own, self._other = list(map(weight, quoted)), [PUT_IN * weight(word) for word in said]
        self._pairs = list(pairwise(said))
        self._cost = [[0.0] * (len(said) + 1)]
        for number in range(len(quoted)):
            self._cost.append(self._row(number))
        self._end = min(range(len(said) + 1), key=self._cost[-1].__getitem__)

    @property
    def score(self) -> float:
        """How much of the quotation is said, 0 to 1."""
        return max(0.0, 1 - self._cost[-1][self._end] / sum(self._own))

    def _row(self, i: int) -> list[float]:
        above = self._cost[-1]
        row = [above[0] + self._own[i]]
        quoted, own, before, swaps = self._quoted[i], self._own[i], row[0], self._swaps(i)
        put_in = self._other if i + 1 not in self._gaps else [0.0] * len(self._said)
        for j, word in enumerate(self._said):
            instead = above[j] if word == quoted else above[j] + self._instead(i, j, word)
            before = min(instead, above[j + 1] + own, before + put_in[j])
            if j in swaps:
                before = min(before, self._swapped(i, j))
            row.append(before)
        return row

    def _swaps(self, i: int) -> set[int]:
        """The words of the speech at which a quoted one and the one before it are said the other way round."""
        pair = (self._quoted[i], self._quoted[i - 1]) if i else None
        return {j for j, said in enumerate(self._pairs, 1) if said == pair}

    def _swapped(self, i: int, j: int) -> float:
        """What it costs that two words are said the other way round."""
        if not (i and j and self._quoted[i] == self._said[j - 1] and self._quoted[i - 1] == self._said[j]):
            return inf
        return self._cost[i - 1][j - 1] + SWAPPED * (self._own[i] + self._own[i - 1])

    def _instead(self, i: int, j: int, word: str) -> float:
        """What it costs that one word is said in the place of another."""
        if word == self._quoted[i]:
            return 0.0
        both = max(self._own[i], self._other[j])
        if _are_one_of_grammar(self._quoted[i], word):
            return both * (1 - ALIKE)
        return both * (1 - likeness(self._quoted[i], word)) if len(word) >= ALIKE_FROM else both

    def steps(self) -> list[Step]:
        """The way itself, in order, from the first quoted word to the last."""
        i, j, found = len(self._quoted), self._end, []
        while i:
            cost = self._cost[i][j]
            if j and cost == self._cost[i - 1][j - 1] + self._instead(i - 1, j - 1, self._said[j - 1]):
                found.append((i - 1, j - 1, self._quoted[i - 1] == self._said[j - 1]))
                i, j = i - 1, j - 1
            elif i > 1 and j > 1 and cost == self._swapped(i - 1, j - 1):
                found += [(i - 1, j - 1, False), (i - 2, j - 2, False)]
                i, j = i - 2, j - 2
            elif cost == self._cost[i - 1][j] + self._own[i - 1]:
                found.append((i - 1, -1, False))
                i -= 1
            else:
                found.append((-1, j - 1, False))
                j -= 1
        return found[::-1]


@lru_cache(8192)
def likeness(one: str, other: str) -> float:
    """How alike two words are, 0 where they are strangers to each other."""
    alike = Levenshtein.normalized_similarity(one, other)
    return alike if alike >= ALIKE else 0.0


def _are_one_of_grammar(one: str, other: str) -> bool:
    """Whether the one is the other with a letter behind it, and both are words of grammar: a, an; l, la."""
    short, long = sorted((one, other), key=len)
    return long[:-1] == short and is_function_word(short) and is_function_word(long)


def _to_the_ends(steps: Sequence[Step], quoted: Sequence[str], said: Sequence[str]) -> list[Step]:
    """The steps with the speech's own words in place of the first and the last quoted ones, where these are not said
    there: the same words, where they are said a few words further, else as many."""
    both = ((number, word, place) for number, (word, place, _) in enumerate(steps) if min(word, place) >= 0)
    met = [number for number, word, place in both if _is_met(quoted, word, said[place])]
    if not met:
        return list(steps)
    first, last = met[0], met[-1]
    before = _outwards(range(steps[first][0] - 1, -1, -1), steps[first][1], -1, quoted, said)
    behind = _outwards(range(steps[last][0] + 1, len(quoted)), steps[last][1], 1, quoted, said)
    return [*before[::-1], *steps[first : last + 1], *behind]


def _is_met(quoted: Sequence[str], word: int, said: str) -> bool:
    """Whether what is said in a quoted word's place is like it, or is the one beside it, the other way round."""
    return said in quoted[max(0, word - 1) : word + 2] or likeness(quoted[word], said) > 0


def _outwards(left: range, at: int, way: Literal[-1, 1], quoted: Sequence[str], said: Sequence[str]) -> list[Step]:
    """Steps from a word of the speech away, one way, for some quoted words, the nearest first."""
    found: list[Step] = []
    for number in left:
        ahead = [place for place in range(at + way, at + way * (FURTHER + 2), way) if 0 <= place < len(said)]
        place = next((place for place in ahead if said[place] == quoted[number]), at + way)
        found += [(-1, between, False) for between in range(at + way, place, way)]
        inside = 0 <= place < len(said)
        found.append((number, place if inside else -1, inside and said[place] == quoted[number]))
        at = place
    return found


def _stretches(steps: Sequence[Step], gaps: Collection[int]) -> Iterator[Stretch]:
    first, begin = 0, next((said for _, said, _ in steps if said >= 0), 0)
    for fate, run in groupby(steps, key=_fate):
        some = list(run)
        end, stop = first + sum(quoted >= 0 for quoted, _, _ in some), begin + sum(said >= 0 for _, said, _ in some)
        yield Stretch("left-out" if fate == "unquoted" and first in gaps else fate, first, end, begin, stop)
        first, begin = end, stop


def _fate(step: Step) -> Fate:
    quoted, said, same = step
    if same:
        return "same"
    return "otherwise" if quoted >= 0 and said >= 0 else "unsaid" if quoted >= 0 else "unquoted"


_ENDS, _QUOTES = ".!?…:", " -–—«»\"'()"


def cut_of(text: str, found: Sequence[Span], first: int, end: int) -> str:
    """Some of the words of a text as they stand there, the last with its apostrophe."""
    if first >= end:
        return ""
    stop = found[end - 1].end
    return text[found[first].start : stop + (text[stop : stop + 1] in ("'", "’"))]


class Quotation:
    """Some words that somebody remembers as said."""

    def __init__(self, text: str) -> None:
        every = list(spans(text[:MOST_CHARACTERS]))
        self.text, self.spans = text, every[:MOST_WORDS]
        self.complete = len(text) <= MOST_CHARACTERS and len(every) <= MOST_WORDS
        """Whether all of it is read."""
        self.words = tuple(span.word for span in self.spans)
        behind = (sum(span.start < gap.end() for span in self.spans) for gap in _GAP.finditer(text[:MOST_CHARACTERS]))
        self.gaps = tuple(sorted({place for place in behind if 0 < place < len(self.spans)}))
        """The words before which it leaves something out."""

    def __len__(self) -> int:
        return len(self.words)

    def shown(self, first: int, end: int) -> str:
        """Some of its words as they were typed."""
        return cut_of(self.text, self.spans, first, end)

    def exchanged(self, first: int, end: int, begin: int, stop: int) -> "Quotation":
        """The same with its words [first:end] and those of [begin:stop], behind them, in each other's place."""
        bounds = ((0, first), (begin, stop), (end, begin), (first, end), (stop, len(self)))
        return Quotation(" ".join(filter(None, (self.shown(*one) for one in bounds))))

    def in_figures(self) -> Iterator["Quotation"]:
        """The same with the numbers in figures that it spells, if any."""
        if spelt := list(numbers.spelt(self.words)):
            yield self._with(spelt)

    def spelt(self) -> Iterator["Quotation"]:
        """The same with the numbers spelt that it has in figures, as each language does."""
        ways = [(place, numbers.in_words(word)) for place, word in enumerate(self.words)]
        for number in range(max((len(said) for _, said in ways), default=0)):
            yield self._with([(at, at + 1, " ".join(said[min(number, len(said) - 1)])) for at, said in ways if said])

    def _with(self, some: Sequence[tuple[int, int, str]]) -> "Quotation":
        """The same with some of its words, [first:end], written otherwise."""
        text = self.text
        for first, end, written in reversed(some):
            text = text[: self.spans[first].start] + written + text[self.spans[end - 1].end :]
        return Quotation(text)

    def exchanges(self, bounds: Sequence[int], said: Sequence[str]) -> Iterator[tuple["Quotation", int]]:
        """The ways in which some speech may say two parts of it in each other's place, with the same words between
        them, and the word behind the first part then; each part lies between two of the `bounds` and tells something.
        Where "and" alone is between them (rouge et noir) it is the same either way."""
        speech, joining = f" {' '.join(said)} ", set(united().and_words)
        for first, end, begin, stop in combinations(bounds, 4):
            one, between, other = self.words[first:end], self.words[end:begin], self.words[begin:stop]
            turned = f" {' '.join((*other, *between, *one))} " in speech
            if turned and one != other and not joining.issuperset(between) and all(map(_tells, (one, other))):
                yield self.exchanged(first, end, begin, stop), first + len(other)

    @property
    def clauses(self) -> tuple[str, ...]:
        """What may be said of it without the rest, as it was typed: what stands between its gaps, else between its
        commas and points; those long enough to be looked for."""
        signs = [set(self.text[before.end : after.start]) for before, after in pairwise(self.spans)]
        ends = self.gaps or tuple(place for place, between in enumerate(signs, 1) if between & _PAUSES)
        bounds = zip((0, *ends), (*ends, len(self)), strict=True)
        return tuple(self.shown(first, end) for first, end in bounds if end - first >= FEWEST_WORDS)


DENIES, APOSTROPHES = "t", ("'", "’")
"""What English binds to a word to deny it, of which the tokenizer makes a word of its own: `can't` holds `can`."""


def _tells(some: Sequence[str]) -> bool:
    return not all(map(is_function_word, some))


_SPACES = (" ", "\u00a0", "\u202f")


def _but_the_last(same: Stretch) -> Iterator[Stretch]:
    """A stretch that is said as it is quoted, but its last word: that is said with the one behind."""
    if same.end - same.first > 1:
        yield replace(same, end=same.end - 1, stop=same.stop - 1)
    yield Stretch("otherwise", same.end - 1, same.end, same.stop - 1, same.stop + 1)


def _but_the_first(same: Stretch) -> Iterator[Stretch]:
    """The same of its first word, said with the one before."""
    yield Stretch("otherwise", same.first, same.first + 1, same.begin - 1, same.begin + 1)
    if same.end - same.first > 1:
        yield replace(same, first=same.first + 1, begin=same.begin + 1)


class Speech:
    """The words of an episode's speech in the cues round some positions, as they stand."""

    def __init__(self, captions: Captions, first: int, end: int) -> None:
        begin = max(0, int(captions.first_word.searchsorted(first, "right")) - 1)
        stop = int(captions.first_word.searchsorted(end, "left"))
        self._captions, texts, self._cues, self.words = captions, [], [], []
        self.first = int(captions.first_word[begin])
        """The position of its first word."""
        length = 0
        for cue in range(begin, stop):
            if cue + 1 < len(captions.first_word) and captions.first_word[cue] == captions.first_word[cue + 1]:
                continue  # not indexed
            every = [Span(span.word, span.start + length, span.end + length) for span in spans(captions.texts[cue])]
            self.words += every
            self._cues += [cue] * len(every)
            texts.append(captions.texts[cue])
            length += len(captions.texts[cue]) + 1
        self._text = " ".join(texts)

    def shown(self, begin: int, stop: int) -> str:
        """Some of its words as they stand."""
        return cut_of(self._text, self.words, begin, stop)

    def beside(self, quoted: Sequence[str], weight: Callable[[str], float], gaps: Collection[int]) -> Alignment:
        """A quotation laid beside it. What is said in place of its last word is taken with what an apostrophe binds to
        it (wasn't); a first or last word that is said as a part of another is not said (can't, 13 750)."""
        laid = aligned(quoted, [span.word for span in self.words], weight, gaps)
        *before, last = laid.stretches
        if last.fate == "otherwise" and self._between(laid.stop) in APOSTROPHES:
            return replace(laid, stretches=(*before, replace(last, stop=last.stop + 1)))
        if last.fate == "same" and self._is_one_word(laid.stop):
            laid = replace(laid, stretches=(*before, *_but_the_last(last)))
        first, *behind = laid.stretches
        if first.fate == "same" and self._is_one_number(laid.begin):
            laid = replace(laid, stretches=(*_but_the_first(first), *behind))
        return laid

    def _between(self, place: int) -> str:
        """What stands between a word and the one before it; a space where there is none."""
        return self._text[self.words[place - 1].end : self.words[place].start] if 0 < place < len(self.words) else " "

    def _is_one_word(self, place: int) -> bool:
        """Whether a word and the one before it are written as one that says something else."""
        denied = self._between(place) in APOSTROPHES and self.words[place].word == DENIES
        return denied or self._is_one_number(place)

    def _is_one_number(self, place: int) -> bool:
        """Whether a word and the one before it are the figures of one number: of thousands, or behind a point."""
        if not 0 < place < len(self.words):
            return False
        before, word, sign = self.words[place - 1].word, self.words[place].word, self._between(place)
        figures = before.isdecimal() and word.isdecimal()
        return figures and (sign in (".", ",") or (sign in _SPACES and len(word) == 3 and len(before) <= 3))

    def edges(self, begin: int, stop: int) -> int:
        """At how many of its ends a sentence begins or ends."""
        if begin >= stop:
            return 0
        before = self._text[: self.words[begin].start].rstrip(_QUOTES)
        behind = self._text[self.words[stop - 1].end :].lstrip(_QUOTES)
        return (not before or before[-1] in _ENDS) + (not behind or behind[0] in _ENDS)

    def begins(self, word: int) -> tuple[int, int]:
        """When the cue of a word begins, and which of the cues of that second it is."""
        cue = self._cues[min(word, len(self._cues) - 1)]
        return self._captions.start_ms.item(cue), self._captions.place_in_second(cue)

    def said_at(self, word: int) -> SaidAt:
        """When a word is said."""
        word = min(word, len(self._cues) - 1)
        return self._captions.said_at(self._cues[word], self.first + word)
