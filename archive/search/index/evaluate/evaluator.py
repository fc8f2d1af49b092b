"""A request to its answer: clauses, exclusions, filters, order, partial answers, counts; and
where clauses are met in the speech of a few episodes: word, cue, second."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.aggregations import Aggregator, clause_counts
from archive.search.index.evaluate.bm25 import NOTHING, OrderedDocs, best, smallest
from archive.search.index.evaluate.clauses import ClauseResult, MeetsClauses
from archive.search.index.evaluate.spans import NO_SPANS, Spans, Within, repeated, spans_of
from archive.search.index.facet_index import FacetIndex, Mask, all_but, masks_of
from archive.search.index.limits import Budget
from archive.search.index.name_links import MentionPostings
from archive.search.index.near_duplicates import DuplicateGroups
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments
from archive.search.index.types import Aggregations, Clause, Evaluation, Occurrences, Request, TopDocs, said_by
from archive.storage.array_file import Int32, UInt32

Score = NDArray[np.float32]
Docs = NDArray[np.int64]


class Evaluator:
    """Answers requests over one generation."""

    def __init__(self, facet_index: FacetIndex, clauses: MeetsClauses, counter: Aggregator, duplicates: DuplicateGroups) -> None:
        self._facet_index, self._clauses, self._counter, self._duplicates = facet_index, clauses, counter, duplicates

    def evaluate(self, request: Request, budget: Budget) -> Evaluation:
        """The ranked episodes of the request and the counts over all of them."""
        met = [self._clauses.evaluate(clause, budget) for clause in request.clauses]
        open_to_all = self._open(request, budget)
        masks = masks_of(request.filters, self._facet_index)
        allowed = all_but(masks, None, open_to_all)
        if request.besides:
            allowed = allowed & ~_meeting_all([self._clauses.evaluate(clause, budget) for clause in request.besides], allowed)
        full = self._full(request, met, allowed)
        partial, partial_total = self._partial(request, met, allowed) if request.partial > 0 and len(met) > 1 else (NOTHING, 0)
        aggregations = Aggregations()
        if request.aggregations and budget.late():
            budget.say("counts")
            aggregations = Aggregations(clauses=clause_counts(met, met, allowed))
        elif request.aggregations:
            anybody = [self._clauses.evaluate(said_by((), clause), budget) for clause in request.clauses]
            aggregations = self._counter.count(met, anybody, full.hits, masks, open_to_all, request, budget)
        return Evaluation(full.first(request.candidates), partial, len(full.hits), partial_total, aggregations)

    def _full(self, request: Request, met: Sequence[ClauseResult], allowed: Mask) -> OrderedDocs:
        """What answers in full. The answer to one clause alone is kept with it: it comes back when the same word is
        asked with its next page, or by the next listener."""
        if len(met) != 1 or allowed is not self._facet_index.live or request.sort != "relevance":
            return self._ordered(request, met, self._answering(met, allowed))
        alone = met[0].alone
        if alone is None or not alone.has(request.candidates):
            alone = met[0].alone = self._ordered(request, met, met[0].docs)
        return alone

    def _answering(self, met: Sequence[ClauseResult], allowed: Mask) -> Docs:
        """int64[n], rising: the episodes allowed that meet all clauses, those of the rarest looked up in the others.
        What is deleted meets none."""
        if not met:
            return allowed.nonzero()[0]
        rarest, *others = sorted(met, key=lambda one: one.count)
        docs = rarest.docs
        if allowed is not self._facet_index.live:
            docs = docs.take(allowed.take(docs).nonzero()[0])
        for one in others:
            docs = docs.take(one.among(docs).nonzero()[0])
        return docs

    def _ordered(self, request: Request, met: Sequence[ClauseResult], hits: Docs) -> OrderedDocs:
        score = self._clauses.exact(met, hits, _sum_of_scores(met, hits), None)
        order = self._facet_index.order
        if (single := self._duplicates.single(hits, score, order)) is not None:
            hits, score = hits[single], score[single]
        first = _first(None if request.sort == "date" or not met else -score, hits, order, request.candidates)
        return OrderedDocs(hits, TopDocs(hits[first].astype(np.int32), score[first], np.zeros(len(first), np.uint64)))

    def _open(self, request: Request, budget: Budget) -> Mask:
        """The episodes that meet no excluded clause."""
        allowed = self._facet_index.live
        for clause in request.excluded:
            allowed = allowed & ~self._clauses.evaluate(clause, budget).met
        return allowed

    def _partial(self, request: Request, met: Sequence[ClauseResult], allowed: Mask) -> tuple[TopDocs, int]:
        """Those that meet some clauses but not all: the rarer what they meet, the better; then by score."""
        docs = (_meeting_any(met, allowed) & ~_meeting_all(met, allowed)).nonzero()[0]
        coverage = np.zeros(len(docs), np.float32)
        lacks = np.zeros(len(docs), np.uint64)
        for bit, one in enumerate(met):
            holds = one.met[docs]
            coverage += np.float32(max(one.idf, 1e-6)) * holds
            lacks |= (~holds).astype(np.uint64) << np.uint64(bit)
        score, order = self._clauses.exact(met, docs, _sum_of_scores(met, docs), coverage), self._facet_index.order
        if (single := self._duplicates.single(docs, score, order)) is not None:
            docs, score, coverage, lacks = docs[single], score[single], coverage[single], lacks[single]
        first = best((-coverage, -score, order[docs]), request.partial)
        return TopDocs(docs[first].astype(np.int32), score[first], lacks[first]), len(docs)


def _meeting_all(met: Sequence[ClauseResult], allowed: Mask) -> Mask:
    for one in met:
        allowed = allowed & one.met
    return allowed


def _meeting_any(met: Sequence[ClauseResult], allowed: Mask) -> Mask:
    some = np.zeros(len(allowed), np.bool_)
    for one in met:
        some |= one.met
    return some & allowed


def _sum_of_scores(met: Sequence[ClauseResult], docs: NDArray[np.int64]) -> Score:
    """float32[n]: what the clauses earn together in each document."""
    score = met[0].earned(docs) if met else np.zeros(len(docs), np.float32)
    for one in met[1:]:
        score += one.earned(docs)
    return score


def _first(worst: Score | None, hits: Docs, order: NDArray[np.int32], most: int) -> Docs:
    """int64[<= most]: the places of the best hits, the least of `worst` (float32[n]) first where it is given, of equals
    by the order of all documents: that is looked up of those alone which may be among them."""
    if worst is None:
        return best((order.take(hits),), most)
    if len(hits) <= most:
        return best((worst, order.take(hits)), most)
    chosen = smallest(worst, most) if most > 0 else hits[:0]
    return chosen.take(best((worst.take(chosen), order.take(hits.take(chosen))), most))


_ALONE = np.zeros(1, np.int64)


class _Marked(msgspec.Struct, frozen=True):
    """Spans with the clause and the slot of each."""

    spans: Spans
    clause: NDArray[np.uint8]
    slot: NDArray[np.uint8]

    def take(self, chosen: NDArray[np.int64]) -> "_Marked":
        """Those chosen, by index."""
        return _Marked(self.spans.take(chosen), self.clause[chosen], self.slot[chosen])


def occurrences(
    clauses: Sequence[Clause], docs: Int32, segments: Segments, store: PostingStore, mentions: MentionPostings
) -> Occurrences:
    """Every place in these documents (each asked for once) where a clause is met."""
    asked = docs.argsort(kind="stable") if len(docs) > 1 else _ALONE[: len(docs)]
    within = Within(store, mentions, segments, docs[asked])
    marked = _in_order(_marked(clauses, within, segments))
    return _placed(marked, asked, within.bounds, segments)


def _marked(clauses: Sequence[Clause], within: Within, segments: Segments) -> list[_Marked]:
    parts = []
    for number, clause in enumerate(clauses):
        for pattern in clause.any_of:
            if "speech" in pattern.fields:
                spans, slot = spans_of(pattern, within, segments)
                parts.append(_Marked(spans, repeated(number, "u1", len(spans)), slot))
    return parts


def _in_order(parts: Sequence[_Marked]) -> _Marked:
    """All spans by address, the longest first, then by clause, slot and weight; of two that differ in no more the
    first."""
    if len(parts) == 1 and _rises(parts[0].spans.address):
        return parts[0]
    joined = _joined(parts)
    chosen = joined.spans.address.argsort(kind="stable")
    rising = joined.spans.address[chosen]
    shared = rising[1:] == rising[:-1]
    if shared.any():
        chosen = _without_repeats(joined, chosen, shared)
    return joined.take(chosen)


def _rises(address: UInt32) -> bool:
    return len(address) < 2 or bool((address[1:] > address[:-1]).all())


def _without_repeats(marked: _Marked, order: NDArray[np.int64], shared: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The order of spans by address made that of all that is compared, where it matters, and without repeats: `shared`
    bool[n-1] says which have the address of the one before. They are few, and to sort all by six keys takes twenty
    times as long."""
    spans = marked.spans
    among = np.append(shared, False) | np.append(False, shared)
    some = order[among]
    length, clause, slot = spans.length[some].astype(np.int64), marked.clause[some], marked.slot[some]
    order[among] = some[np.lexsort((spans.kind[some], -spans.weight[some], slot, clause, -length, spans.address[some]))]
    fresh = np.ones(len(order), np.bool_)
    columns = (spans.length[order], marked.clause[order], marked.slot[order])
    fresh[1:] = ~shared | np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return order[fresh]


def _joined(parts: Sequence[_Marked]) -> _Marked:
    if not parts:
        return _Marked(NO_SPANS, np.empty(0, np.uint8), np.empty(0, np.uint8))
    spans = [part.spans for part in parts]
    return _Marked(
        Spans(
            np.concatenate([one.address for one in spans]),
            np.concatenate([one.length for one in spans]),
            np.concatenate([one.kind for one in spans]),
            np.concatenate([one.weight for one in spans]),
        ),
        np.concatenate([part.clause for part in parts]),
        np.concatenate([part.slot for part in parts]),
    )


def _placed(marked: _Marked, asked: NDArray[np.int64], bounds: UInt32, segments: Segments) -> Occurrences:
    """Addresses to documents as they were asked for, positions, cues and times. `asked` is the place in the question of
    each of the documents in rising order, `bounds` uint32[d, 2] where their speech begins and ends."""
    spans = marked.spans
    places = segments.times.places_of(spans.address)
    row, first = _rows(spans.address, asked, bounds)
    found = Occurrences(
        row=row,
        position=(spans.address - first).view(np.int32),
        length=spans.length.view(np.int32),
        cue=places.cue,
        start_ms=places.start_ms,
        clause=marked.clause,
        slot=marked.slot,
        kind=spans.kind,
        weight=spans.weight,
        repeated=places.repeated,
    )
    return found if len(asked) == 1 else _by_row(found)


def _rows(address: UInt32, asked: NDArray[np.int64], bounds: UInt32) -> tuple[Int32, UInt32]:
    """Of each address its row in the question, and where the speech of its document begins (one number for all of one
    document)."""
    if len(asked) == 1:
        return np.zeros(len(address), np.int32), bounds[0, :1]
    low, high = address.searchsorted(bounds).T
    counts = high - low
    return asked.astype(np.int32).repeat(counts), bounds[:, 0].repeat(counts)


def _by_row(found: Occurrences) -> Occurrences:
    """Those of the first row first; within a row they stay in order."""
    order = found.row.argsort(kind="stable")
    return Occurrences(
        row=found.row[order],
        position=found.position[order],
        length=found.length[order],
        cue=found.cue[order],
        start_ms=found.start_ms[order],
        clause=found.clause[order],
        slot=found.slot[order],
        kind=found.kind[order],
        weight=found.weight[order],
        repeated=found.repeated[order],
    )
