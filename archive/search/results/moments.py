"""From word positions to moments: passages to hear, each with its second and its snippet; and the moments
of all episodes in one list, the best first.

All episodes of a page are divided at once: one by one they take ten times as many steps, each over a few words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from archive.search.filters import Filters
from archive.search.index.types import AS_ASKED, MATCH_KINDS, MOMENT_GAP_MS, Captions, Occurrences
from archive.search.query.parser import is_plain, parse
from archive.search.ranking.passages import PASSAGE_MS, Passages, passages
from archive.search.results.answer import Answer, Hit, Moment, MomentKind, TickJson
from archive.search.results.snippets import FEWEST_WORDS, MOST_WORDS, Matched, Snippet
from archive.storage.array_file import Float32, Int64

BREATH_MS, BREATH_WORTH = 8_000, 0.1
"""Words said within less than this are worth more, by up to so much: said at once they are one thought."""
RETURN_WORTH, MOST_RETURNS = 0.03, 3
"""What a passage that says the words twice, four or eight times as often is worth more, a doubling: it is about
them."""
MUCH, CHANCE = 3, 0.25
"""Beside a moment that holds so many words of a query, what is worth less than this of it is not shown: one word that
is said everywhere (rend, of « le chômage ça rend malade »)."""
CLAUSE_BITS = 8
"""The number of a clause is a byte."""
Part = tuple[int, int]
"""From one place up to, not including, another."""
Mask = NDArray[np.bool_]

if TYPE_CHECKING:
    from archive.search.api import Index


@dataclass(frozen=True, slots=True)
class _Divided:
    """The occurrences of some episodes, divided. Of each moment: starts, leads int64[moments], where it and its best
    passage begin; excerpt, worth float32[moments], what that is worth, and more where its words come back. Of each
    tick: ticks int64[t], where it stands, and its moment among all, int64[t]."""

    found: Occurrences
    passages: Passages
    starts: Int64
    leads: Int64
    excerpt: Float32
    worth: NDArray[np.float32]
    ticks: Int64
    moment: Int64


@dataclass(frozen=True, slots=True)
class LocatedMoments:
    """One of several episodes whose occurrences were divided into moments: which of them all are its own."""

    every: _Divided
    occurrences: Part
    moments: Part
    ticks: Part

    @property
    def total(self) -> int:
        """How many moments there are."""
        return self.moments[1] - self.moments[0]

    @property
    def leads(self) -> tuple[int, ...]:
        """The second of the caption that each is told to begin with."""
        return tuple((self.every.found.start_ms[self.every.leads[slice(*self.moments)]] // 1000).tolist())

    @property
    def met(self) -> set[tuple[int, int]]:
        """The clauses that are met, each with the kind."""
        here, found = slice(*self.occurrences), self.every.found
        return set(zip(found.clause[here].tolist(), found.kind[here].tolist(), strict=True))

    def whole(self, clauses: int) -> tuple[int, ...]:
        """Which of its moments are surely shown to say all of so many clauses: a caption of minutes holds what no
        passage says."""
        return tuple((_said(self) == np.uint64((1 << clauses) - 1)).nonzero()[0].tolist()) if self.total else ()

    @property
    def telling(self) -> tuple[int, ...]:
        """Which of its moments are needed to tell its words, or no chance beside the best, where that holds much of a
        sentence; else all."""
        if not self.total:
            return ()
        told = _is_telling(self)
        told[_needed(self, self.total)] = True
        return tuple(told.nonzero()[0].tolist())


def locate_moments(found: Occurrences, value: Float32, parts: Sequence[Part], shares: Float32) -> tuple[LocatedMoments, ...]:
    """The parts of some episodes, each divided into moments: marked words less than 10 s apart are one. What an
    occurrence is worth is its `value` by the share float32[parts, clauses] of it that a part counts."""
    chosen = np.concatenate([np.empty(0, np.int64), *(np.arange(first, end) for first, end in parts)])
    sizes = [end - first for first, end in parts]
    part = np.arange(len(parts), dtype=np.int32).repeat(sizes)  # no passage goes on in another episode
    here = structs.replace(found.taken(chosen), row=part)
    bounds = np.array([0, *sizes]).cumsum()
    share = shares[part, here.clause]
    divided = _divided(here, (value[chosen] * share).astype(np.float32), bounds, shares.shape[1])
    places = (bounds, divided.starts.searchsorted(bounds), divided.ticks.searchsorted(bounds))
    own = zip(*(pairwise(edges.tolist()) for edges in places), strict=True)
    return tuple(LocatedMoments(divided, *each) for each in own)


def _divided(found: Occurrences, value: Float32, bounds: Int64, clauses: int) -> _Divided:
    """The one place that tells the moments of an episode. Where one begins, and what it says, is told by what is said
    in it alone, as its excerpt is; it is worth more where others near it say the other words."""
    first = bounds[:-1][bounds[:-1] < bounds[1:]]
    begins = _differs(found.start_ms[1:] - found.start_ms[:-1] >= MOMENT_GAP_MS, first)
    starts, ticks = begins.nonzero()[0], _differs(found.cue[1:] != found.cue[:-1], first).nonzero()[0]
    number = begins.cumsum() - 1
    told = passages(structs.replace(found, row=number.astype(np.int32)), value, clauses)
    if not len(starts):
        return _Divided(found, told, starts, starts, told.excerpt, told.excerpt, ticks, ticks)
    said = np.diff(starts, append=len(begins))
    best = np.maximum.reduceat(told.excerpt, starts).repeat(said)
    leads = _tightest(found, told, told.excerpt == best, starts, said)
    excerpt = np.maximum.reduceat(passages(found, value, clauses).excerpt, starts)
    return _Divided(found, told, starts, leads, excerpt, _worth(found, told, excerpt, leads, said), ticks, number[ticks])


def _tightest(found: Occurrences, told: Passages, is_best: Mask, starts: Int64, said: Int64) -> Int64:
    """Of each moment's best excerpts that of the passage of the fewest words, that in the order typed, the first of
    equals: times of a caption's words are the caption's, and "science, data science" begins at its "data" as the same
    words in quotes do."""
    words = (found.position[told.last] - found.position).astype(np.int64)
    rank = np.where(is_best, words << CLAUSE_BITS | found.clause, np.iinfo(np.int64).max)
    leads: Int64 = (rank == np.minimum.reduceat(rank, starts).repeat(said)).nonzero()[0]
    return leads[leads.searchsorted(starts)]


def _differs(from_before: Mask, first: Int64) -> Mask:
    """bool[n]: where something begins, the first of each episode included; `from_before` bool[n - 1]."""
    begins = np.empty(len(from_before) + 1 if len(first) else 0, np.bool_)
    begins[1:] = from_before
    begins[first] = True
    return begins


def _worth(found: Occurrences, passages: Passages, best: NDArray[np.float32], leads: Int64, said: Int64) -> NDArray[np.float32]:
    """What each moment is worth: its best passage, more where the words are said in one breath, and where they come
    back."""
    span = found.start_ms[passages.last[leads]] - found.start_ms[leads]
    breath = 1 - np.minimum(np.maximum(span / BREATH_MS, 0), 1)
    returns = np.log2(said / np.maximum(1, np.bitwise_count(passages.holds[leads])))
    returns = np.minimum(np.maximum(returns, 0), MOST_RETURNS)
    return np.asarray(best * (1 + BREATH_WORTH * breath + RETURN_WORTH * returns), np.float32)


def timeline_hits(at: LocatedMoments, most: int | None = None) -> tuple[TickJson, ...]:
    """Every caption that holds the first word of a match, once, with the nearest kind said in it; of too many the
    first."""
    first, end = at.ticks
    if first == end:
        return ()
    every = at.every
    starts = every.ticks[first:end]
    kinds = np.minimum.reduceat(every.found.kind[: at.occurrences[1]], starts)[:most].tolist()
    seconds = every.found.start_ms[starts[:most]] // 1000
    moment = every.moment[first:end][:most] - at.moments[0]
    return tuple(map(TickJson, seconds.tolist(), map(MATCH_KINDS.__getitem__, kinds), moment.tolist()))


def best_moments(at: LocatedMoments, captions: Captions, most: int | None) -> tuple[Moment, ...]:
    """The best moments, at most so many, the best first, each shown by its best passage: together all of the words that
    the episode says, if so many can, and beside a first that holds much of a sentence none that is a chance; with
    `most` None all of them, in order of time."""
    first, end = at.moments
    chosen = range(end - first) if most is None else _worth_showing(at, most).tolist()
    ends = [*at.every.starts[first + 1 : end].tolist(), at.occurrences[1]]
    return tuple(_moment(at.every, captions, first + number, ends[number]) for number in chosen)


def _worth_showing(at: LocatedMoments, most: int) -> Int64:
    """The best moments of an episode, the best first: those that are needed to tell its words, and of the others those
    that are no chance beside a first that holds much of a sentence."""
    best = _best_first(at)
    needed = np.isin(best, _needed(at, most))
    others = ~needed & _is_telling(at)[best]
    room = most - int(needed.sum())
    chosen: Int64 = best[needed | (others & (others.cumsum() <= room))]
    return chosen


def _best_first(at: LocatedMoments) -> Int64:
    """The moments of an episode, those that are shown to say all that any of its moments says first, then by worth."""
    said = _said(at)
    order: Int64 = np.lexsort((-at.every.worth[slice(*at.moments)], said != np.bitwise_or.reduce(said)))
    return order


def _is_telling(at: LocatedMoments) -> Mask:
    """bool[moments]: whether each is no chance beside the best, where that holds much of a sentence."""
    worth = at.every.worth[slice(*at.moments)]
    best = _best_first(at).item(0)
    much = np.bitwise_count(_said(at)[best]) >= MUCH
    return np.asarray((worth >= CHANCE * worth[best]) | ~much, np.bool_)


def _needed(at: LocatedMoments, most: int) -> list[int]:
    """The best moment and, of the others, at most so many in all, those that say what is not said in it: each time that
    which adds the most words, then one within a passage of the best, then the best of them."""
    first, end = at.moments
    starts, worth, said = at.every.found.start_ms[at.every.leads[first:end]], at.every.worth[first:end], _said(at)
    best = _best_first(at).item(0)
    far = np.abs(starts - starts[best]) > PASSAGE_MS
    chosen, told, every = [best], said[best], np.bitwise_or.reduce(said)
    while told != every and len(chosen) < most:
        adds = np.bitwise_count(said & ~told).astype(np.int8)
        chosen.append(np.lexsort((-worth, far, -adds)).item(0))
        told |= said[chosen[-1]]
    return chosen


def _said(at: LocatedMoments) -> NDArray[np.uint64]:
    """The clauses that each moment is surely shown to say, to their last word, uint64[moments]."""
    return at.every.passages.shows[at.every.leads[slice(*at.moments)]]


def _moment(every: _Divided, captions: Captions, number: int, end: int) -> Moment:
    found, lead = every.found, every.leads.item(number)
    last = every.passages.last.item(lead)
    cue = found.cue.item(lead)
    matched = _matched(found, lead, last, end)
    shown = Snippet(captions, cue, matched[last - lead].position + matched[last - lead].length - 1)
    text, marks = shown.cut(matched)
    said = captions.said_at(cue, matched[0].position)
    loosest = max(one.kind for one in matched[: last - lead + 1])
    kind = MATCH_KINDS[loosest]
    return Moment(
        start_ms=found.start_ms.item(lead),
        at_ms=said.ms,
        at_source=said.source,
        cue=cue,
        text=text,
        marks=marks,
        kind=kind,
        heard=None if kind in AS_ASKED else _heard(shown, matched, loosest),
        worth=every.excerpt.item(number),
        place=captions.place_in_second(cue),
    )


def _matched(found: Occurrences, lead: int, last: int, end: int) -> list[Matched]:
    """What a snippet may mark of a moment: its best passage and what lies as near as a snippet is long."""
    if end - last > MOST_WORDS:
        near = found.position[lead:end].searchsorted(found.position[lead] + np.int32(MOST_WORDS))
        end = max(last + 1, lead + int(near))
    columns = (found.position[lead:end], found.length[lead:end], found.kind[lead:end], found.clause[lead:end])
    return list(map(Matched, *(column.tolist() for column in columns)))


def _heard(shown: Snippet, matched: Sequence[Matched], kind: int) -> str | None:
    """The words of the first match of a kind."""
    first = next(one for one in matched if one.kind == kind)
    return shown.words_at(first.position, first.length)


TURN_WORDS = 30
"""Words of a passage that is shown for what nobody asked of it."""


def unmarked(captions: Captions, cue: int, kind: MomentKind) -> Moment:
    """The passage that begins with a cue; nothing of it is marked."""
    position = captions.first_word.item(cue)
    text, _ = Snippet(captions, cue, position + TURN_WORDS).cut([Matched(position, TURN_WORDS, 0, 0)])
    return Moment(
        captions.start_ms.item(cue), *captions.said_at(cue, position), cue, text, (), kind, place=captions.place_in_second(cue)
    )


def opening(captions: Captions) -> Moment:
    """How an episode begins that has any caption: from the first word that is said in it on, behind noted sounds."""
    return unmarked(captions, max(0, int(captions.first_word.searchsorted(0, "right")) - 1), "exact")


def locate_turns(captions: Captions, spoken: Sequence[Part]) -> LocatedMoments:
    """What a speaker says in an episode, from some positions to others, divided as words that are sought are: the turns
    that are as long as a passage, of a speaker who has none all of them."""
    long = [turn for turn in spoken if turn[1] - turn[0] >= FEWEST_WORDS] or spoken
    first, end = np.array(long, np.int32).reshape(-1, 2).T
    cue = (captions.first_word.searchsorted(first, "right") - 1).astype(np.int32)
    none = np.zeros(len(long), np.uint8)
    worth = np.ones(len(long), np.float32)
    start_ms, row = captions.start_ms[cue], np.zeros(len(long), np.int32)
    found = Occurrences(row, first, end - first, cue, start_ms, none, none, none, worth, none.astype(np.bool_))
    (only,) = locate_moments(found, worth, [(0, len(long))], np.ones((1, 1), np.float32))
    return only


def turns(at: LocatedMoments, captions: Captions, most: int | None) -> tuple[Moment, ...]:
    """The first turns of a speaker, at most so many, in order of time. Each shows their own words alone, unmarked."""
    found, leads = at.every.found, at.every.leads[slice(*at.moments)][:most].tolist()
    return tuple(_turn(captions, found.position.item(lead), found.length.item(lead)) for lead in leads)


def _turn(captions: Captions, first: int, words: int) -> Moment:
    cue, behind = int(captions.first_word.searchsorted(first, "right")) - 1, int(captions.first_word.searchsorted(first + words))
    theirs = Captions(captions.start_ms[cue:behind], captions.first_word[cue:behind], captions.texts[cue:behind])
    said = captions.said_at(cue, first)
    place = captions.place_in_second(cue)
    return replace(unmarked(theirs, 0, "exact"), cue=cue, at_ms=said.ms, at_source=said.source, place=place)


def said_at_once(text: str) -> str:
    """Several plain words as a search for where all of them are said in one moment: any one of them alone is no moment
    of what is counted or compared. What has signs of its own is left as it is."""
    query = parse(text)
    several = is_plain(query) and len(query.groups) > 1 and not query.excluded and not query.filters.keys
    return f'"{text}"~{MOMENT_GAP_MS // 1000}' if several else text


BATCH = 100
"""Episodes whose moments are put in one order: the hundred that a search reads again by where their words stand."""
OF_ONE_EPISODE = 20
"""Moments of each, so that a hundred episodes ask for no more snippets than one search may cut
(archive.search.index.limits)."""
MOST_OF_ONE = 1000
"""Moments where one episode alone is asked for."""


@dataclass(frozen=True, slots=True)
class EpisodeMoment:
    """A moment, with the episode in which it is said as a search found it."""

    hit: Hit
    moment: Moment


@dataclass(frozen=True, slots=True)
class MomentBatch:
    """The moments of one batch, the best first, and the answer they come from."""

    answer: Answer
    moments: tuple[EpisodeMoment, ...]

    def is_last(self, number: int) -> bool:
        """Whether no episode stands behind the batch of this number."""
        return number * BATCH >= self.answer.total


def moment_batch(index: "Index", text: str, filters: Filters, number: int = 1) -> MomentBatch:
    """The batch of a number, from 1 on; of a single episode that the filters name all of its moments."""
    most = MOST_OF_ONE if len(filters.values("episode")) == 1 else OF_ONE_EPISODE
    answer = index.search(text, filters=filters, page=number, limit=BATCH, moments=most)
    return MomentBatch(answer, tuple(_by_worth(answer)))


def _by_worth(answer: Answer) -> Iterator[EpisodeMoment]:
    """Of the hits that are counted; of equals those of the better episode, then the earlier."""
    found = [
        (-moment.worth, rank, moment.start_ms, EpisodeMoment(hit, moment))
        for rank, hit in enumerate(answer.hits)
        if hit.counted
        for moment in hit.moments
    ]
    found.sort(key=lambda one: one[:3])
    return (one[3] for one in found)
