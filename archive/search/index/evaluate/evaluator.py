"""A request to its answer: clauses, exclusions, filters, order, partial answers, counts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.aggregations import Aggregator, clause_counts
from archive.search.index.evaluate.bm25 import NOTHING, OrderedDocs, best, smallest
from archive.search.index.evaluate.clauses import ClauseResult, MeetsClauses
from archive.search.index.facet_index import FacetIndex, Mask, all_but, masks_of
from archive.search.index.limits import Budget
from archive.search.index.near_duplicates import DuplicateGroups
from archive.search.index.types import Aggregations, Evaluation, Request, TopDocs, said_by

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
            aggregations = self._counter.count(met, anybody, full.hits, masks, open_to_all, request.facets, budget)
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
