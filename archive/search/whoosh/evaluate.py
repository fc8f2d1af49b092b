"""A request to its answer: clauses, exclusions, filters, order, partial answers, counts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import Evaluation, Ranked, Request, Tally
from archive.search.whoosh.budget import Budget
from archive.search.whoosh.catalogue import Catalogue
from archive.search.whoosh.clauses import ClauseEvaluator, Met
from archive.search.whoosh.filters import Mask, all_but, masks_of
from archive.search.whoosh.ranked import Ordered, best, nothing, ranked
from archive.search.whoosh.tally import Counter
from archive.search.whoosh.twins import Twins

Score = NDArray[np.float32]
MOST_CLAUSES = 64
"""`Ranked.lacks` has a bit a clause."""
KEPT = 500
"""So many of the best are kept with a clause asked alone: the hundred that are read again, and fifty pages of ten."""


class Evaluator:
    """Answers requests over one generation."""

    def __init__(self, catalogue: Catalogue, clauses: ClauseEvaluator, counter: Counter, twins: Twins) -> None:
        self._catalogue, self._clauses, self._counter, self._twins = catalogue, clauses, counter, twins
        self._none = np.zeros(len(catalogue.slugs), np.uint64)

    def evaluate(self, request: Request) -> Evaluation:
        """The ranked episodes of the request and the counts over all of them."""
        budget = Budget(request)
        met = [self._clauses.evaluate(clause, budget) for clause in request.clauses[:MOST_CLAUSES]]
        open_to_all = self._open(request, budget)
        masks = masks_of(request.filters, self._catalogue)
        score = self._score(met)
        answer, partial, partial_total = self._answer(request, met, all_but(masks, None, open_to_all), score)
        tally = Tally()
        if request.tally and not budget.late("the counts are missing"):
            tally = self._counter.count(met, answer.hits, masks, open_to_all, request.facets)
        full = ranked(answer.first[: request.candidates], score, self._none)
        return Evaluation(full, partial, len(answer.hits), partial_total, tally, tuple(budget.cut))

    def _answer(self, request: Request, met: Sequence[Met], allowed: Mask, score: Score) -> tuple[Ordered, Ranked, int]:
        """What answers in full, then what answers in part. The answer to one clause alone is kept with it: it comes back when the
        same word is asked with its next page, or by the next listener."""
        if len(met) == 1 and allowed is self._catalogue.live and request.sort == "relevance":
            if met[0].alone is None or not met[0].alone.has(request.candidates):
                met[0].alone = self._ordered(request, met[0].met, score, max(request.candidates, KEPT))
            return met[0].alone, nothing(), 0
        full = self._full(met, allowed)
        partial, partial_total = self._partial(request, met, allowed & ~full, score) if request.partial else (nothing(), 0)
        return self._ordered(request, full, score, request.candidates), partial, partial_total

    def _ordered(self, request: Request, full: Mask, score: Score, most: int) -> Ordered:
        hits = self._twins.fold(np.flatnonzero(full), score, self._catalogue.order)
        return Ordered(hits, self._best(request, hits, score, most))

    def _open(self, request: Request, budget: Budget) -> Mask:
        """The episodes that meet no excluded clause."""
        allowed = self._catalogue.live
        for clause in request.excluded:
            allowed = allowed & ~self._clauses.evaluate(clause, budget).met
        return allowed

    def _score(self, met: Sequence[Met]) -> Score:
        if len(met) == 1:
            return met[0].score
        score = np.zeros(len(self._catalogue.slugs), np.float32)
        for one in met:
            score += one.score
        return score

    def _full(self, met: Sequence[Met], allowed: Mask) -> Mask:
        for one in met:
            allowed = allowed & one.met
        return allowed

    def _best(self, request: Request, hits: NDArray[np.int64], score: Score, most: int) -> NDArray[np.int64]:
        order = self._catalogue.order[hits]
        if request.sort == "date" or not request.clauses:
            return best(hits, (order,), most)
        return best(hits, (-score[hits], order), most)

    def _partial(self, request: Request, met: Sequence[Met], allowed: Mask, score: Score) -> tuple[Ranked, int]:
        """Those that meet some clauses but not all: the rarer what they meet, the better; then by score."""
        if request.partial <= 0 or len(met) < 2:
            return nothing(), 0
        coverage = np.zeros(len(score), np.float32)
        lacks = np.zeros(len(score), np.uint64)
        for bit, one in enumerate(met):
            coverage += np.float32(max(one.idf, 1e-6)) * one.met
            lacks |= (~one.met).astype(np.uint64) << np.uint64(bit)
        docs = self._twins.fold(np.flatnonzero(allowed & (coverage > 0)), score, self._catalogue.order)
        first = best(docs, (-coverage[docs], -score[docs], self._catalogue.order[docs]), request.partial)
        return ranked(first, score, lacks), len(docs)
