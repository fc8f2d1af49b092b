"""Dates, facet values and order of all episodes, as arrays to count and filter with."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.categories import category_key
from archive.search.engine import Facet
from archive.search.whoosh.documents import UNDATED, DocumentTable, table_of
from archive.search.whoosh.segments import Segments
from archive.words import fold

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Values:
    """One facet. names: a value each, in its commonest spelling; doc, code int32[m]: an episode and a value it has, each pair once;
    place int32[values]: the place of each by name; key_of: the form in which values are compared."""

    names: tuple[str, ...]
    doc: Int32
    code: Int32
    place: Int32
    code_of: dict[str, int]
    key_of: Callable[[str], str]

    def having(self, wanted: Iterable[str], count: int) -> NDArray[np.bool_]:
        """bool[count]: the episodes that have any of the values."""
        codes = [self.code_of[key] for key in map(self.key_of, wanted) if key in self.code_of]
        mask = np.zeros(count, np.bool_)
        mask[self.doc[np.isin(self.code, codes)]] = True
        return mask


class Catalogue:
    """All episodes. first_day, last_day int32[n]: ordinals, UNDATED without a date; month int32[n]: year * 12 + month - 1, or -1;
    order int32[n]: place by date, newest first, undated last, then by slug."""

    def __init__(self, segments: Segments) -> None:
        table = _whole([table_of(segment.documents) for segment in segments.open])
        self.slugs: Sequence[str] = table.slug
        self.digests: Sequence[str] = table.digest
        self.first_day = np.array(table.first_day, np.int32)
        self.last_day = np.array(table.last_day, np.int32)
        self.dated = self.first_day != UNDATED
        self.live = segments.live
        self.month = _months(self.first_day)
        self.order = _order(self.first_day, table.slug)
        self.doc_of = {slug: doc for doc, slug in enumerate(table.slug) if segments.live[doc]}
        years = [[str(month // 12)] if month >= 0 else [] for month in self.month.tolist()]
        self.values: dict[Facet, Values] = {
            "show": _values([one] if one else [] for one in table.show),
            "person": _values(table.people),
            "category": _values(([one] if one else [] for one in table.category), category_key),
            "year": _values(years),
        }
        self.languages = _values([one] for one in table.language)
        live_months = self.month[self.live & self.dated]
        self.first_month = int(live_months.min()) if len(live_months) else 0
        self.months = int(live_months.max()) - self.first_month + 1 if len(live_months) else 0
        self.month_names = [_month_name(self.first_month + place) for place in range(self.months)]
        self.on_air = np.bincount(live_months - self.first_month, minlength=self.months)


def folded(value: str) -> str:
    """The form in which values are compared."""
    return " ".join(fold(value).split())


def _whole(tables: Sequence[DocumentTable]) -> DocumentTable:
    whole = DocumentTable()
    for table in tables:
        for name in DocumentTable.__slots__:
            getattr(whole, name).extend(getattr(table, name))
    return whole


def _months(day: Int32) -> Int32:
    """int32[n]: year * 12 + month - 1 of each ordinal; -1 of UNDATED. Each day that occurs is worked out once."""
    days, place = np.unique(day, return_inverse=True)
    dates = [dt.date.fromordinal(one) if one != UNDATED else None for one in days.tolist()]
    months = np.array([date.year * 12 + date.month - 1 if date else -1 for date in dates], np.int32)
    return months[place] if len(months) else months


def _month_name(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _order(day: Int32, slugs: Sequence[str]) -> Int32:
    by_slug = np.array(sorted(range(len(slugs)), key=slugs.__getitem__), np.int64)
    sorted_docs = by_slug[np.argsort(-day[by_slug], kind="stable")]
    order = np.empty(len(slugs), np.int32)
    order[sorted_docs] = np.arange(len(slugs), dtype=np.int32)
    return order


def _values(of_each: Iterable[Sequence[str]], key_of: Callable[[str], str] = folded) -> Values:
    spellings: dict[str, Counter[str]] = {}
    docs: list[int] = []
    codes: list[int] = []
    code_of: dict[str, int] = {}
    for doc, values in enumerate(of_each):
        for key, value in {key_of(value): value for value in values if value.strip()}.items():
            docs.append(doc)
            codes.append(code_of.setdefault(key, len(code_of)))
            spellings.setdefault(key, Counter())[value] += 1
    names = tuple(found.most_common(1)[0][0] for found in spellings.values())
    place = np.empty(len(names), np.int32)
    place[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names), dtype=np.int32)
    return Values(names, np.array(docs, np.int32), np.array(codes, np.int32), place, code_of, key_of)
