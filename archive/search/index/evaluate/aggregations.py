"""What is counted over all full answers, in one pass over them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.clauses import ClauseResult
from archive.search.index.evaluate.filters import Mask, all_but
from archive.search.index.evaluate.moment_counts import MomentCounter
from archive.search.index.facet_index import FacetIndex
from archive.search.index.types import Aggregations, Facet, Month
from archive.search.limits import Budget

Int64 = NDArray[np.int64]
DATE_FILTERS = ("after", "before")


class Aggregator:
    """Counts over one generation."""

    def __init__(self, catalogue: FacetIndex, moments: MomentCounter) -> None:
        self._catalogue, self._moments = catalogue, moments

    def count(
        self,
        met: Sequence[ClauseResult],
        hits: Int64,
        masks: dict[str, Mask],
        open_to_all: Mask,
        facets: Sequence[Facet],
        budget: Budget,
    ) -> Aggregations:
        """Facets, months, moments, and what each clause meets and each filter removes. Moments are counted in all episodes or,
        where the budget has not the means, in none."""
        moments = self._moments.by_doc([one.clause for one in met], hits, budget)
        if moments is None:
            budget.say("moments")
            moments = np.zeros(len(hits), np.int64)
        hit = np.zeros(self._catalogue.count, np.bool_)
        hit[hits] = True
        allowed = all_but(masks, None, open_to_all)
        answering = open_to_all
        for one in met:
            answering = answering & one.met
        return Aggregations(
            moments=int(moments.sum()),
            facets={facet: self._facet(facet, hits, hit) for facet in facets},
            months=self._months(hits, moments),
            clauses=clause_counts(met, allowed),
            removed={name: _removed(name, masks, answering) for name in masks},
            undated=self._undated(masks, answering),
        )

    def _facet(self, facet: Facet, hits: Int64, hit: Mask) -> tuple[tuple[str, int], ...]:
        """Values with their episodes, the commonest first, then by name; `hit` bool[n] says which episodes the hits are."""
        values = self._catalogue.values[facet]
        counts = values.counts(hits, hit)
        codes = counts.nonzero()[0]
        codes = codes[_falling(counts[codes])]
        return tuple(zip(values.names[codes].tolist(), counts[codes].tolist(), strict=True))

    def _months(self, hits: Int64, moments: NDArray[np.int64]) -> tuple[Month, ...]:
        """Every month of the archive from the first to the last, those without an answer too."""
        calendar = self._catalogue.calendar
        month, months = calendar.place[hits], len(calendar.names)
        episodes = np.bincount(month, minlength=months)[:months].tolist()
        spoken = np.bincount(month, weights=moments, minlength=months)[:months].astype(np.int64).tolist()
        return tuple(map(Month, calendar.names, spoken, episodes, calendar.on_air))

    def _undated(self, masks: dict[str, Mask], answering: Mask) -> int:
        dates = [name for name in DATE_FILTERS if name in masks]
        if not dates:
            return 0
        others = {name: mask for name, mask in masks.items() if name not in dates}
        return int(np.count_nonzero(all_but(others, None, answering) & ~self._catalogue.dated))


def clause_counts(met: Sequence[ClauseResult], allowed: Mask) -> tuple[tuple[int, int], ...]:
    """Of each clause the episodes that meet it, in all and among those allowed."""
    return tuple((one.count, int(np.count_nonzero(one.met & allowed))) for one in met)


def _removed(name: str, masks: dict[str, Mask], answering: Mask) -> int:
    return int(np.count_nonzero(all_but(masks, name, answering) & ~masks[name]))


def _falling(counts: Int64) -> Int64:
    """int64[n]: the places of counts from 0 on, the greatest first, of equals the first. Numpy sorts 16 bits by counting them."""
    small = int(counts.max(initial=0)) <= np.iinfo(np.uint16).max
    return np.argsort(~counts.astype(np.uint16) if small else -counts, kind="stable")
