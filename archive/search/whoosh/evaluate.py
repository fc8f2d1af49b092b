"""A request to its answer: clauses, exclusions, filters, order, partial answers, counts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import Evaluation, Ranked, Request, Tally
from archive.search.whoosh.budget import Budget
from archive.search.whoosh.catalogue import Catalogue
from archive.search.whoosh.clauses import ClauseEvaluator, Met
from archive.search.whoosh.filters import Mask, all_but, masks_of
from archive.search.whoosh.ranked import best, nothing, ranked
from archive.search.whoosh.tally import Counter
from archive.search.whoosh.twins import Twins

MOST_CLAUSES = 64
"""`Ranked.lacks` has a bit a clause."""


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
        allowed = all_but(masks, None, open_to_all)
        score = self._score(met)
        full = self._full(met, allowed)
        hits = self._twins.fold(np.flatnonzero(full), score, self._catalogue.order)
        partial, partial_total = self._partial(request, met, allowed & ~full, score)
        tally = Tally()
        if request.tally and not budget.late("the counts are missing"):
            tally = self._counter.count(met, hits, masks, open_to_all)
        first = self._best(request, hits, score)
        return Evaluation(ranked(first, score, self._none), partial, len(hits), partial_total, tally, tuple(budget.cut))

    def _open(self, request: Request, budget: Budget) -> Mask:
        """The episodes that meet no excluded clause."""
        allowed = self._catalogue.live
        for clause in request.excluded:
            allowed = allowed & ~self._clauses.evaluate(clause, budget).met
        return allowed

    def _score(self, met: Sequence[Met]) -> NDArray[np.float32]:
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

    def _best(self, request: Request, hits: NDArray[np.int64], score: NDArray[np.float32]) -> NDArray[np.int64]:
        order = self._catalogue.order[hits]
        if request.sort == "date" or not request.clauses:
            return best(hits, (order,), request.candidates)
        return best(hits, (-score[hits], order), request.candidates)

    def _partial(self, request: Request, met: Sequence[Met], allowed: Mask, score: NDArray[np.float32]) -> tuple[Ranked, int]:
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
