"""A request to its answer: clauses, exclusions, filters, order, partial answers, counts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.aggregations import Aggregator, clause_counts
from archive.search.index.evaluate.clauses import ClauseResult, MeetsClauses
from archive.search.index.evaluate.scoring import NOTHING, OrderedDocs, best
from archive.search.index.facet_index import FacetIndex, Mask, all_but, masks_of
from archive.search.index.limits import Budget
from archive.search.index.near_duplicates import DuplicateGroups
from archive.search.index.types import Aggregations, Evaluation, Request, TopDocs, said_by

Score = NDArray[np.float32]
KEPT = 500
"""So many of the best are kept with a clause asked alone: the hundred that are read again, and fifty pages of ten."""


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
            return self._ordered(request, met, _meeting_all(met, allowed), request.candidates)
        alone = met[0].alone
        if alone is None or not alone.has(request.candidates):
            alone = met[0].alone = self._ordered(request, met, met[0].met, max(request.candidates, KEPT))
        return alone

    def _ordered(self, request: Request, met: Sequence[ClauseResult], full: Mask, most: int) -> OrderedDocs:
        hits = full.nonzero()[0]
        score = self._clauses.exact(met, hits, _sum_of_scores(met, hits), None)
        order = self._facet_index.order[hits]
        if (single := self._duplicates.single(hits, score, order)) is not None:
            hits, score, order = hits[single], score[single], order[single]
        first = best((order,) if request.sort == "date" or not met else (-score, order), most)
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
        score, order = self._clauses.exact(met, docs, _sum_of_scores(met, docs), coverage), self._facet_index.order[docs]
        if (single := self._duplicates.single(docs, score, order)) is not None:
            docs, score, order, coverage, lacks = docs[single], score[single], order[single], coverage[single], lacks[single]
        first = best((-coverage, -score, order), request.partial)
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
    score = met[0].score[docs] if met else np.zeros(len(docs), np.float32)
    for one in met[1:]:
        score += one.score[docs]
    return score
