"""The filters of a request as masks over the episodes, each kept apart, as an answer says what each one alone removes."""

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.facet_index import FacetIndex
from archive.search.index.filters import BY_NAME, NO_FILTERS, Filter, Filters, minutes_of

Mask = NDArray[np.bool_]


def masks_of(filters: Filters, facets: FacetIndex) -> dict[str, Mask]:
    """The filter's name in an address -> bool[n], the episodes that pass it."""
    if filters == NO_FILTERS:
        return {}
    return dict(_masks(filters, facets))


def all_but(masks: dict[str, Mask], left_out: str | None, base: Mask) -> Mask:
    """bool[n]: the episodes of `base` that pass every filter but one."""
    for name, mask in masks.items():
        if name != left_out:
            base = base & mask
    return base


def _masks(filters: Filters, facets: FacetIndex) -> Iterator[tuple[str, Mask]]:
    for key in filters.keys:
        row = BY_NAME[key.lstrip("-")]
        if key.startswith("-"):
            yield key, ~_having(row, filters.left_out(row.name), facets)
        else:
            yield key, _having(row, filters.values(row.name), facets)


def _having(row: Filter, wanted: Sequence[str], facets: FacetIndex) -> Mask:
    """bool[n]: the episodes that have any of the values; of days those that have them all."""
    if row.kind == "from":
        return facets.dated & (facets.last_day >= max(map(dt.date.fromisoformat, wanted)).toordinal())
    if row.kind == "until":
        return facets.dated & (facets.first_day <= min(map(dt.date.fromisoformat, wanted)).toordinal())
    mask = np.zeros(facets.count, np.bool_)
    if row.kind == "episode":
        mask[[facets.doc_of[slug] for slug in wanted if slug in facets.doc_of]] = True
    elif row.kind == "minutes":
        for least, end in map(minutes_of, wanted):
            mask |= (facets.duration_ms >= least) & (facets.duration_ms < end)
    elif row.facet is not None:
        # All other values take longer to gather.
        values = facets.languages if row.facet == "language" else facets.values[row.facet]
        return values.having(wanted, facets.count)
    return mask
