"""Dates, facet values and order of all episodes, as arrays to count and filter with."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.categories import category_key
from archive.search.engine import Facet
from archive.search.whoosh.documents import COLUMNS, UNDATED, Column, Documents
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
        tables = [Documents(segment.documents) for segment in segments.open]
        self.slugs: Sequence[str] = [slug for table in tables for slug in table.slug]
        self.first_day = _joined([table.first_day for table in tables])
        self.last_day = _joined([table.last_day for table in tables])
        self.dated = self.first_day != UNDATED
        self.live = segments.live
        self.month = _months(self.first_day)
        self.order = _order(self.first_day, self.slugs)
        live = segments.live.tolist()
        self.doc_of = {slug: doc for doc, slug in enumerate(self.slugs) if live[doc]}
        firsts = [segment.first_doc for segment in segments.open]
        columns = {name: [table.column(name) for table in tables] for name in COLUMNS}
        self.values: dict[Facet, Values] = {
            "show": _values(columns["show"], firsts),
            "person": _values(columns["person"], firsts),
            "category": _values(columns["category"], firsts, category_key),
            "year": _values([_years(self.month)], [0]),
        }
        self.languages = _values(columns["language"], firsts)
        live_months = self.month[self.live & self.dated]
        self.first_month = int(live_months.min()) if len(live_months) else 0
        self.months = int(live_months.max()) - self.first_month + 1 if len(live_months) else 0
        self.month_names = [_month_name(self.first_month + place) for place in range(self.months)]
        self.on_air = np.bincount(live_months - self.first_month, minlength=self.months)


def folded(value: str) -> str:
    """The form in which values are compared."""
    return " ".join(fold(value).split())


def _joined(parts: Sequence[Int32]) -> Int32:
    return np.concatenate(parts) if parts else np.empty(0, np.int32)


def _years(month: Int32) -> Column:
    dated = np.flatnonzero(month >= 0).astype(np.int32)
    years, code = np.unique(month[dated] // 12, return_inverse=True)
    return Column(tuple(map(str, years.tolist())), dated, code.astype(np.int32))


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


def _values(columns: Sequence[Column], firsts: Sequence[int], key_of: Callable[[str], str] = folded) -> Values:
    """One facet of several segments, whose first documents are `firsts`."""
    spellings: dict[str, Counter[str]] = {}
    code_of: dict[str, int] = {}
    docs, codes = [], []
    for column, first in zip(columns, firsts, strict=True):
        keys = [key_of(name) for name in column.names]
        for key, name, count in zip(keys, column.names, np.bincount(column.code, minlength=len(keys)).tolist(), strict=True):
            spellings.setdefault(key, Counter())[name] += count
        global_code = np.array([code_of.setdefault(key, len(code_of)) for key in keys], np.int32)
        docs.append(column.doc + np.int32(first))
        codes.append(global_code[column.code] if keys else column.code)
    doc, code = _each_once(_joined(docs), _joined(codes))
    names = tuple(max(found.items(), key=lambda one: one[1])[0] for found in spellings.values())
    place = np.empty(len(names), np.int32)
    place[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names), dtype=np.int32)
    return Values(names, doc, code, place, code_of, key_of)


def _each_once(doc: Int32, code: Int32) -> tuple[Int32, Int32]:
    """An episode that has a value in two spellings has it once."""
    pair = doc.astype(np.int64) << 32 | code
    first = np.unique(pair, return_index=True)[1]
    return (doc, code) if len(first) == len(pair) else (doc[first], code[first])
