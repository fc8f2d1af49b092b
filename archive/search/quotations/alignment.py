"""How a quotation is laid beside one stretch of speech, word for word: what is said as it was quoted, and what
otherwise.

The cheapest way from the one to the other: a word left out, put in or said in another's place costs what it weighs,
less where the two are nearly the same (a form, a slip). Speech may begin before the quotation and go on behind it at no
cost; in place of the first and last words, where they are not said, stand as many that are."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from math import inf
from typing import Literal

from rapidfuzz.distance import Levenshtein

from archive.languages import is_function_word, numbers
from archive.search.index.types import Occurrences
from archive.search.results.answer import MOST_LEFT_OUT, Fate, PieceJson
from archive.text.tokenizer import Span, spans, words

ALIKE, ALIKE_FROM = 0.6, 4
"""Words of so many letters that are alike from this share of their letters on may be forms or slips of each other."""
PUT_IN, IN_A_GAP = 0.35, 1e-9
"""What a word costs that is said and was not quoted, of its weight: who remembers leaves out more than he puts in; and
what one costs in a gap of the quotation: of two places the one with less between is taken."""
FEWEST_WORDS = 3
"""Of a quotation that is looked for otherwise than word for word."""
SWAPPED = 0.1
"""What two words cost that are said the other way round, of what both weigh: nobody invents by turning two words."""
OF_NUMBERS = 0.9
"""The same of a number that is said in the place of another: rather than of the word beside it."""
AROUND = 6
"""Words before and behind the place that a run tells in which the rest may stand."""
PASSED, FARTHEST = 1.0, 60
"""What it costs that a quotation passes over words without saying so, and how many at most; as little as can be."""
BEGUN_AGAIN = 0.25
"""The same of what who speaks begins and leaves, to say it again (put it on, you know, … put it on Hacker News): less
than any word weighs, since who quotes takes the last of them."""
BESIDE_PASSED = 3
"""Words on each side of those that are said as they are quoted, one of them at least no word of grammar."""
LEAST_OF_A_SENTENCE = 1 / 3
"""Of the words of a sentence, how many must be said for it not to be told as one that nobody says."""
_PARTED = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zà-ÿ])")
Unsaid = tuple[int, int, str]
"""A sentence of a quotation that nobody says: from which of its words to which, and as it was typed."""
Weight = Callable[[str], float]
"""What a word tells of a quotation, more than 0."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words with one fate: quoted[first:end] of the quotation's, said[begin:stop] of the speech's."""

    fate: Fate
    first: int
    end: int
    begin: int
    stop: int

    @property
    def is_left_out(self) -> bool:
        """Whether it stands between two parts of the quotation: in a gap of it, or passed over without one."""
        return self.fate == "left-out" or (self.fate == "unquoted" and self.stop - self.begin > MOST_LEFT_OUT)


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


def aligned(
    quoted: Sequence[str], said: Sequence[str], weight: Callable[[str], float], gaps: Collection[int] = (), farthest: int = 0
) -> Alignment:
    """The cheapest way to lay folded words of a quotation beside those of some speech; a quotation has a word at
    least. `weight` is what a word tells of a quotation, more than 0; before the words at `gaps` anything may be said,
    as little as can be; so it may anywhere between words that are said as they are quoted, up to `farthest` words."""
    table = _Table(quoted, said, weight, gaps, farthest)
    return Alignment(table.score, tuple(_stretches(_to_the_ends(table.steps(), quoted, said), gaps)))


FURTHER = 3
"""Words that may be put in before the last word of a quotation, and behind its first, though they cost more than it."""
Step = tuple[int, int, bool]
"""A word of each side, -1 where there is none, and whether they are the same."""


class _Table:
    """Least costs: cost[i][j] of the first i quoted words against speech that ends with its j-th."""

    def __init__(
        self, quoted: Sequence[str], said: Sequence[str], weight: Callable[[str], float], gaps: Collection[int], farthest: int
    ) -> None:
        self._quoted, self._said, self._gaps = quoted, said, gaps
        self._own, self._other = list(map(weight, quoted)), [PUT_IN * weight(word) for word in said]
        self._pairs = list(pairwise(said))
        self._passes = _passes(quoted, said, farthest) if farthest else {}
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
        put_in = self._other if i + 1 not in self._gaps else [IN_A_GAP] * len(self._said)
        passes = self._passes.get(i + 1, {})
        for j, word in enumerate(self._said):
            instead = above[j] if word == quoted else above[j] + self._instead(i, j, word)
            before = min(instead, above[j + 1] + own, before + put_in[j])
            if j in swaps:
                before = min(before, self._swapped(i, j))
            for begin, price in passes.get(j + 1, ()):
                before = min(before, row[begin] + price)
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
        return max(self._own[i], self._other[j]) * _otherness(self._quoted[i], word)

    def _passed_from(self, i: int, j: int) -> int:
        """The place of the speech from which the way leads over words that are left out; 0 where it does not."""
        begins, row = self._passes.get(i, {}).get(j, ()), self._cost[i]
        return next((begin for begin, price in begins if row[j] == row[begin] + price), 0)

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
            elif begin := self._passed_from(i, j):
                found += [(-1, place, False) for place in range(j - 1, begin - 1, -1)]
                j = begin
            else:
                found.append((-1, j - 1, False))
                j -= 1
        return found[::-1]


def _passes(quoted: Sequence[str], said: Sequence[str], farthest: int) -> dict[int, dict[int, list[tuple[int, float]]]]:
    """From which words of speech a quotation may pass over some, and what it costs, by the word of it, and that of the
    speech, before which it does: both sides of them are said as they are quoted, and tell something."""
    runs: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(said) - BESIDE_PASSED + 1):
        runs.setdefault(tuple(said[place : place + BESIDE_PASSED]), []).append(place)
    ours = [tuple(quoted[first : first + BESIDE_PASSED]) for first in range(len(quoted))]
    found: dict[int, dict[int, list[tuple[int, float]]]] = {}
    for first in range(BESIDE_PASSED, len(quoted) - BESIDE_PASSED + 1):
        sides = ours[first - BESIDE_PASSED], ours[first]
        before, behind = (runs.get(side, []) for side in sides)
        tell = [not all(map(is_function_word, side)) for side in sides]
        for stop in behind if any(tell) else ():
            begins = (place + BESIDE_PASSED for place in before)
            prices = (
                (begin, BEGUN_AGAIN if begin in behind else PASSED) for begin in begins if BESIDE_PASSED < stop - begin <= farthest
            )
            if near := [(begin, price + IN_A_GAP * (stop - begin)) for begin, price in prices if all(tell) or price < PASSED]:
                found.setdefault(first, {})[stop] = near
    return found


@lru_cache(8192)
def _otherness(quoted: str, said: str) -> float:
    """Which share of a word it costs, 0 to 1, that another is said in its place."""
    if numbers.is_number(quoted) and numbers.is_number(said):
        return OF_NUMBERS
    if _are_one_of_grammar(quoted, said):
        return 1 - ALIKE
    return 1 - likeness(quoted, said) if len(said) >= ALIKE_FROM else 1.0


@lru_cache(8192)
def likeness(one: str, other: str) -> float:
    """How alike two words are, 0 where they are strangers to each other."""
    alike = Levenshtein.normalized_similarity(one, other)
    return alike if alike >= ALIKE else 0.0


def _are_one_of_grammar(one: str, other: str) -> bool:
    """Whether the one is the other with a letter behind it, and both are words of grammar: a, an; l, la."""
    return (one[:-1] == other or other[:-1] == one) and is_function_word(one) and is_function_word(other)


def _are_one(one: str, other: str) -> bool:
    return one == other or _are_one_of_grammar(one, other)


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
        place = next((place for place in ahead if _are_one(said[place], quoted[number])), at + way)
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


_BINDING = re.compile(r"['’]|-(?=[^\W\d_])|(?<=\d)[,.\u202f](?=\d{3}(?!\d))")


def cut_of(text: str, found: Sequence[Span], first: int, end: int) -> str:
    """Some of the words of a text as they stand there, the last with the apostrophe, the hyphen or the sign of
    thousands that binds it to the next, and with the signs of units."""
    if first >= end:
        return ""
    start, stop = numbers.with_signs(text, found[first].start, found[end - 1].end)
    is_bound = _BINDING.match(text, stop) is not None
    return text[start : stop + is_bound]


@dataclass(frozen=True, slots=True)
class Lead:
    """Words of the quotation, by their places in it, that lead to where it is said: one after another, or `loose`, near
    each other in any order. worth: what they tell of the place; speakers: who alone may say them, if any are told."""

    places: tuple[int, ...]
    worth: float
    loose: bool = False
    speakers: tuple[str, ...] = ()


_Told = tuple[set[int], set[int]]
"""Numbers of leads, and the places of a quotation's words that they hold."""


def likely_places(found: Occurrences, leads: Sequence[Lead], weights: Sequence[float]) -> list[tuple[int, int, int]]:
    """(episode's row, position, position) between which a quotation may begin, the likeliest first: where most of its
    words stand within a few words of their places, then where the leads agree that tell most. The first two positions
    are one but where its beginning stands at the one, and its end at the other, with more words between them."""
    told: dict[tuple[int, int], tuple[set[int], set[int]]] = {}
    columns = (found.row.tolist(), found.position.tolist(), found.clause.tolist(), found.slot.tolist())
    for row, position, number, slot in zip(*columns, strict=True):
        lead = leads[number]
        begin = position - lead.places[slot]
        for place in {(begin - AROUND // 2) // AROUND, (begin + AROUND // 2) // AROUND}:
            numbers, held = told.setdefault((row, place), (set(), set()))
            numbers.add(number)
            held.update(lead.places[slot : slot + 1] if lead.loose else lead.places)
    ends = {(*key, key[1]): one for key, one in told.items()} | dict(_apart(told))
    worth = [lead.worth for lead in leads]
    keys = {key: (-sum(map(weights.__getitem__, held)), -sum(map(worth.__getitem__, of))) for key, (of, held) in ends.items()}
    likeliest, middle = sorted(keys, key=lambda key: (keys[key], key)), AROUND // 2
    return [(row, begin * AROUND + middle, end * AROUND + middle) for row, begin, end in likeliest]


def _apart(told: Mapping[tuple[int, int], _Told]) -> Iterator[tuple[tuple[int, int, int], _Told]]:
    """Two places of an episode, farther apart than words stand round one, of which the first holds words of a
    quotation, and the other some of those behind them."""
    for (row, begin), (of, held) in told.items():
        ends = range(begin + 2, begin + FARTHEST // AROUND + 1) if len(held) >= BESIDE_PASSED else ()
        for end in [end for end in ends if (row, end) in told]:
            more, every = told[row, end]
            if told.get((row, begin - 1)) == (of, held) or told.get((row, end + 1)) == (more, every):
                continue  # the same, farther out
            last = max(held)
            behind = {place for place in every if place > last}
            if len(behind) >= BESIDE_PASSED:
                yield (row, begin, end), (of | more, held | behind)


def sentences_of(text: str) -> list[str]:
    """Those of a quotation, one at least."""
    return _PARTED.split(text.strip('«»“”„" \xa0\u202f'))


def unsaid_sentences(text: str, pieces: Sequence[PieceJson]) -> tuple[Unsaid, ...]:
    """The sentences of a quotation of several of which a third of the words is said at most, where more of another is;
    none of a word or two, in whose place others are said (Oui. Non.)."""
    said = [piece.fate == "same" for piece in pieces for _ in words(piece.quoted)]
    sentences = sentences_of(text)
    ends = list(accumulate((len(words(one)) for one in sentences), initial=0))
    if len(sentences) < 2 or ends[-1] != len(said):
        return ()
    shares = [sum(said[begin:end]) / max(1, end - begin) for begin, end in pairwise(ends)]
    told = zip(pairwise(ends), sentences, shares, strict=True)
    few = ((begin, end, one) for (begin, end), one, share in told if share <= LEAST_OF_A_SENTENCE < max(shares))
    return tuple((begin, end, one) for begin, end, one in few if end - begin >= FEWEST_WORDS)


def of_said_sentences(pieces: Sequence[PieceJson], unsaid: Sequence[Unsaid]) -> tuple[PieceJson, ...]:
    """The pieces without the sentences that nobody says, and without what stands in their place: what that is says
    nothing of theirs."""
    kept: list[PieceJson] = []
    first = 0
    for piece in pieces:
        ours, theirs = list(spans(piece.quoted)), list(spans(piece.said))
        left = [place for place in range(len(ours)) if not any(begin <= first + place < end for begin, end, _ in unsaid)]
        if len(left) == len(ours):
            kept += [] if not ours and any(begin <= first <= end for begin, end, _ in unsaid) else [piece]
        elif left:
            said = theirs[: len(left)] if left[0] == 0 else theirs[-len(left) :]
            both = cut_of(piece.quoted, ours, left[0], left[-1] + 1), cut_of(piece.said, said, 0, len(said))
            kept.append(PieceJson(piece.fate, *both))
        first += len(ours)
    return tuple(kept)
