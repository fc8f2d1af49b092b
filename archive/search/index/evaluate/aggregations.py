"""What is counted over all full answers, in one pass over them; of moments of speech exactly, for every episode at
once."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.filters import Filters
from archive.search.index.evaluate.clauses import ClauseResult
from archive.search.index.evaluate.spans import Everywhere, Within, Words, expansion_spans, spans_of
from archive.search.index.facet_index import LONGEST_DAYS, FacetIndex, Mask, all_but, masks_of
from archive.search.index.limits import Budget, counted_places, runs_of_slots, single_expansions
from archive.search.index.name_links import MentionPostings
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments
from archive.search.index.types import (
    MOMENT_GAP_MS,
    Aggregations,
    ArchiveTotals,
    Clause,
    EpisodePage,
    Facet,
    FacetCount,
    MonthJson,
    Request,
    YearJson,
)
from archive.search.index.vocabulary import Vocabulary
from archive.storage.array_file import Int64, UInt32
from archive.storage.byte_cache import ByteCache

CACHE_BYTES = 16 << 20


class CountsMoments(Protocol):
    """Counts moments."""

    def by_doc(self, clauses: Sequence[Clause], docs: NDArray[np.int64], budget: Budget) -> NDArray[np.int64] | None:
        """int64[n]: the moments of each document (rising) in which any clause is met; None where the budget has not the
        means."""
        ...


class MomentCounter:
    """Counts moments; keeps the counts of the last questions, which come back with other filters."""

    def __init__(
        self,
        segments: Segments,
        store: PostingStore,
        mentions: MentionPostings,
        vocabulary: Vocabulary,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._segments, self._store, self._mentions, self._vocabulary = segments, store, mentions, vocabulary
        self._everywhere = Everywhere(store, "speech", mentions)
        self._kept: ByteCache[NDArray[np.int64]] = ByteCache(cache_bytes)

    def by_doc(self, clauses: Sequence[Clause], docs: NDArray[np.int64], budget: Budget) -> NDArray[np.int64] | None:
        """int64[n]: the moments of each document (rising) in which any clause is met; None where the budget has not the
        means."""
        everywhere = 4 * len(docs) >= self._segments.count
        key = tuple(clauses) if everywhere else (*clauses, docs.tobytes())
        counts = self._kept.get(key)
        if counts is None:
            share = 1.0 if everywhere else len(docs) / self._segments.count
            if not budget.take("counted", int(share * counted_places(clauses, self._vocabulary))):
                return None
            counts = self._count(clauses, self._everywhere) if everywhere else self._count(clauses, self._within(docs))[docs]
            self._kept.put(key, counts, 2 * counts.nbytes + 1000)
        return counts[docs] if everywhere else counts

    def _within(self, docs: NDArray[np.int64]) -> Within:
        """The words of a few documents: less to count than everything, then not all of it is asked for."""
        return Within(self._store, self._mentions, self._segments, docs.astype(np.int32))

    def _count(self, clauses: Sequence[Clause], words: Words) -> NDArray[np.int64]:
        """int64[N]: the moments of every document, as far as the words are looked up in it."""
        parts = [part for part in self._addresses(clauses, words) if len(part)]
        # Numpy sorts numbers of 32 bits by vectors: ten times as fast as it merges parts that rise.
        rising = parts[0] if len(parts) == 1 else np.sort(np.concatenate([np.empty(0, np.uint32), *parts]))
        return self._segments.times.moments_of(rising, MOMENT_GAP_MS)

    def _addresses(self, clauses: Sequence[Clause], words: Words) -> Iterator[UInt32]:
        """uint32[n], rising: where each reading of a word, and each phrase, begins."""
        for expansion in single_expansions(clauses):
            yield expansion_spans(expansion, words).address
        for pattern in runs_of_slots(clauses):
            yield spans_of(pattern, words, self._segments)[0].address


DATE_FILTERS = ("after", "before", "dated")


class Aggregator:
    """Counts over one generation."""

    def __init__(self, facet_index: FacetIndex, moments: CountsMoments) -> None:
        self._facet_index, self._moments = facet_index, moments

    def count(
        self,
        met: Sequence[ClauseResult],
        anybody: Sequence[ClauseResult],
        hits: Int64,
        masks: dict[str, Mask],
        open_to_all: Mask,
        request: Request,
        budget: Budget,
    ) -> Aggregations:
        """Facets, months, moments, and what each clause meets and each filter removes; `anybody` is what the clauses
        meet whoever says them. Moments are counted in all episodes or, where the budget has not the means, in none."""
        moments = self._moments.by_doc([one.clause for one in met], hits, budget)
        if moments is None:
            budget.say("moments")
            moments = np.zeros(len(hits), np.int64)
        hit = np.zeros(self._facet_index.count, np.bool_)
        hit[hits] = True
        allowed = all_but(masks, None, open_to_all)
        answering, by_anybody = (_meeting_all(every, open_to_all) for every in (met, anybody))
        return Aggregations(
            moments=int(moments.sum()),
            facets={facet: self._facet(facet, hits, hit) for facet in request.facets},
            months=self._months(hits, moments),
            years=self._years(hits, moments),
            clauses=clause_counts(met, anybody, allowed),
            removed={name: _removed(name, masks, answering, by_anybody if name == "speaker" else answering) for name in masks},
            undated=self._undated(masks, answering),
            year_only=self._year_only(hits, request.filters),
        )

    def _facet(self, facet: Facet, hits: Int64, hit: Mask) -> tuple[tuple[str, int], ...]:
        """Values with their episodes, the commonest first, then by name; `hit` bool[n] says which episodes the hits
        are."""
        values = self._facet_index.values[facet]
        counts = values.counts(hits, hit)
        codes = counts.nonzero()[0]
        codes = codes[_falling(counts[codes])]
        return tuple(zip(values.names[codes].tolist(), counts[codes].tolist(), strict=True))

    def _months(self, hits: Int64, moments: NDArray[np.int64]) -> tuple[MonthJson, ...]:
        """Every month of the archive from the first to the last, those without an answer too."""
        calendar = self._facet_index.calendar
        month, months = calendar.place[hits], len(calendar.names)
        episodes = np.bincount(month, minlength=months)[:months].tolist()
        spoken = np.bincount(month, weights=moments, minlength=months)[:months].astype(np.int64).tolist()
        return tuple(map(MonthJson, calendar.names, spoken, episodes, calendar.on_air))

    def _years(self, hits: Int64, moments: NDArray[np.int64]) -> tuple[YearJson, ...]:
        """The years that are all that is known of some answers."""
        facets = self._facet_index
        alone = facets.dated[hits] & (facets.last_day[hits] - facets.first_day[hits] >= LONGEST_DAYS["month"])
        years, place = np.unique(facets.month[hits[alone]] // 12, return_inverse=True)
        spoken = np.bincount(place, weights=moments[alone], minlength=len(years)).astype(np.int64).tolist()
        return tuple(map(YearJson, map(str, years.tolist()), spoken, np.bincount(place, minlength=len(years)).tolist()))

    def _year_only(self, hits: Int64, filters: Filters) -> int:
        first, last = self._facet_index.first_day[hits], self._facet_index.last_day[hits]
        outside = np.zeros(len(hits), np.bool_)
        if filters.after:
            outside |= first < filters.after.toordinal()
        if filters.before:
            outside |= last > filters.before.toordinal()
        return int(np.count_nonzero(outside & (last - first >= LONGEST_DAYS["month"])))

    def _undated(self, masks: dict[str, Mask], answering: Mask) -> int:
        dates = [name for name in DATE_FILTERS if name in masks]
        if not dates:
            return 0
        others = {name: mask for name, mask in masks.items() if name not in dates}
        passing = all_but({name: masks[name] for name in dates}, None, answering)
        return int(np.count_nonzero(all_but(others, None, answering) & ~passing & ~self._facet_index.dated))


def clause_counts(met: Sequence[ClauseResult], anybody: Sequence[ClauseResult], allowed: Mask) -> tuple[tuple[int, int], ...]:
    """Of each clause the episodes that meet it, whoever says it in all, and among those allowed."""
    return tuple((every.count, int(np.count_nonzero(one.met & allowed))) for one, every in zip(met, anybody, strict=True))


def _meeting_all(met: Sequence[ClauseResult], among: Mask) -> Mask:
    for one in met:
        among = among & one.met
    return among


def _removed(name: str, masks: dict[str, Mask], answering: Mask, without: Mask) -> int:
    """How many answer only without a filter; `without` bool[n] are those that meet the clauses then."""
    return int(np.count_nonzero(all_but(masks, name, without) & ~(masks[name] & answering)))


def _falling(counts: Int64) -> Int64:
    """int64[n]: the places of counts from 0 on, the greatest first, of equals the first. Numpy sorts 16 bits by
    counting them."""
    small = int(counts.max(initial=0)) <= np.iinfo(np.uint16).max
    return np.argsort(~counts.astype(np.uint16) if small else -counts, kind="stable")


class Browser:
    """Lists and counts the episodes of one generation. Nothing is folded: an episode published twice is two."""

    def __init__(self, facets: FacetIndex) -> None:
        self._facets = facets

    def values(self, facet: Facet, filters: Filters) -> tuple[FacetCount, ...]:
        """The values of a facet among the episodes that pass, the commonest first, then by name."""
        values, passing = self._facets.values[facet], self._passing(filters)
        counts = values.counts(passing.nonzero()[0], passing)
        codes = np.argsort(-counts, kind="stable")[: int(np.count_nonzero(counts))]
        return tuple(map(FacetCount, values.names[codes].tolist(), counts[codes].tolist()))

    def newest(self, filters: Filters, first: int, limit: int) -> EpisodePage:
        """`limit` of the episodes that pass, from number `first` on."""
        docs = self._passing(filters).nonzero()[0]
        in_order = docs[np.argsort(self._facets.order[docs])]
        return EpisodePage(in_order[first : first + limit].astype(np.int32), len(docs))

    def months(self, filters: Filters) -> tuple[MonthJson, ...]:
        """Every month from the first to the last in which there is an episode, with those that pass."""
        calendar, passing = self._facets.calendar, self._passing(filters)
        many = len(calendar.names)
        episodes = np.bincount(calendar.place[passing], minlength=many)[:many].tolist()
        return tuple(map(MonthJson, calendar.names, [0] * many, episodes, calendar.on_air))

    def totals(self) -> ArchiveTotals:
        """How much the archive holds."""
        live, facets = self._facets.live, self._facets
        undated = int(np.count_nonzero(live & ~facets.dated))
        return ArchiveTotals(int(np.count_nonzero(live)), undated, int(facets.duration_ms[live].sum()))

    def _passing(self, filters: Filters) -> Mask:
        return all_but(masks_of(filters, self._facets), None, self._facets.live)
