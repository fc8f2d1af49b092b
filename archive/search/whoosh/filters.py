"""The filters of a request as masks over the episodes, each kept apart: the receipt says what each one alone removes."""

from collections.abc import Callable, Iterator
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import Filters
from archive.search.whoosh.catalogue import Catalogue

Mask = NDArray[np.bool_]


def masks_of(filters: Filters, catalogue: Catalogue) -> dict[str, Mask]:
    """The filter's name in an address -> bool[n], the episodes that pass it."""
    return dict(_masks(filters, catalogue))


def all_but(masks: dict[str, Mask], left_out: str | None, base: Mask) -> Mask:
    """bool[n]: the episodes of `base` that pass every filter but one."""
    return reduce(np.logical_and, (mask for name, mask in masks.items() if name != left_out), base)


def _masks(filters: Filters, catalogue: Catalogue) -> Iterator[tuple[str, Mask]]:
    count = len(catalogue.slugs)
    if filters.after:
        yield "after", catalogue.dated & (catalogue.last_day >= filters.after.toordinal())
    if filters.before:
        yield "before", catalogue.dated & (catalogue.first_day <= filters.before.toordinal())
    having: tuple[tuple[str, tuple[str, ...], Callable[..., Mask]], ...] = (
        ("show", filters.shows, catalogue.values["show"].having),
        ("person", filters.persons, catalogue.values["person"].having),
        ("category", filters.categories, catalogue.values["category"].having),
        ("lang", filters.languages, catalogue.languages.having),
        ("year", filters.years, catalogue.values["year"].having),
    )
    for name, wanted, mask_of in having:
        if wanted:
            yield name, mask_of(wanted, count)
    if filters.slugs:
        mask = np.zeros(count, np.bool_)
        mask[[catalogue.doc_of[slug] for slug in filters.slugs if slug in catalogue.doc_of]] = True
        yield "episode", mask
