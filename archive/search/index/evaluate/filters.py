"""The filters of a request as masks over the episodes, each kept apart, as an answer says what each one alone removes."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.facet_index import FacetIndex
from archive.search.index.types import NO_FILTERS, FilterName, Filters

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
    if filters.after:
        yield "after", facets.dated & (facets.last_day >= filters.after.toordinal())
    if filters.before:
        yield "before", facets.dated & (facets.first_day <= filters.before.toordinal())
    given: tuple[tuple[FilterName, tuple[str, ...]], ...] = (
        ("show", filters.shows),
        ("person", filters.persons),
        ("speaker", filters.speakers),
        ("category", filters.categories),
        ("lang", filters.languages),
        ("year", filters.years),
        ("episode", filters.slugs),
    )
    for name, values in given:
        if values:
            yield name, _having(name, values, facets)
    for name in dict.fromkeys(one.name for one in filters.without):
        yield f"-{name}", ~_having(name, [one.value for one in filters.without if one.name == name], facets)


def _having(name: FilterName, wanted: Sequence[str], facets: FacetIndex) -> Mask:
    """bool[n]: the episodes that have any of the values."""
    if name == "episode":
        mask = np.zeros(facets.count, np.bool_)
        mask[[facets.doc_of[slug] for slug in wanted if slug in facets.doc_of]] = True
        return mask
    values = facets.languages if name == "lang" else facets.values[name]
    return values.having(wanted, facets.count)
