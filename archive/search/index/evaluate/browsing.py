"""The archive without a query: its episodes newest first, and how many there are of each value and in each month."""

import numpy as np

from archive.search.index.evaluate.filters import Mask, all_but, masks_of
from archive.search.index.facet_index import FacetIndex
from archive.search.index.filters import Filters
from archive.search.index.types import ArchiveTotals, EpisodePage, Facet, FacetCount, Month


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

    def months(self, filters: Filters) -> tuple[Month, ...]:
        """Every month from the first to the last in which there is an episode, with those that pass."""
        calendar, passing = self._facets.calendar, self._passing(filters)
        many = len(calendar.names)
        episodes = np.bincount(calendar.place[passing], minlength=many)[:many].tolist()
        return tuple(map(Month, calendar.names, [0] * many, episodes, calendar.on_air))

    def totals(self) -> ArchiveTotals:
        """How much the archive holds."""
        live, facets = self._facets.live, self._facets
        undated = int(np.count_nonzero(live & ~facets.dated))
        return ArchiveTotals(int(np.count_nonzero(live)), undated, int(facets.duration_ms[live].sum()))

    def _passing(self, filters: Filters) -> Mask:
        return all_but(masks_of(filters, self._facets), None, self._facets.live)
