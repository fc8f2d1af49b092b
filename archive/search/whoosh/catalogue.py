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
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Values:
    """One facet. names: a value each, in its commonest spelling, sorted; doc, code int64[m]: an episode and a value it has, each
    pair once; of_doc int64[n]: the one value of each episode, len(names) where it has none, and None where any has several; key_of:
    the form in which values are compared."""

    names: tuple[str, ...]
    doc: Int64
    code: Int64
    of_doc: Int64 | None
    code_of: dict[str, int]
    key_of: Callable[[str], str]

    def counts(self, docs: Int64, documents: int) -> Int64:
        """int64[values]: how many of these episodes, of so many documents, have each value."""
        if self.of_doc is not None:
            return np.bincount(self.of_doc[docs], minlength=len(self.names) + 1)[:-1]
        among = np.zeros(documents, np.bool_)
        among[docs] = True
        return np.bincount(self.code[among[self.doc]], minlength=len(self.names))

    def having(self, wanted: Iterable[str], count: int) -> NDArray[np.bool_]:
        """bool[count]: the episodes that have any of the values."""
        codes = [self.code_of[key] for key in map(self.key_of, wanted) if key in self.code_of]
        mask = np.zeros(count, np.bool_)
        mask[self.doc[np.isin(self.code, codes)]] = True
        return mask


class Catalogue:
    """All episodes. first_day, last_day int32[n]: ordinals, UNDATED without a date; month int64[n]: counted from the archive's
    first, `months` without a date; order int32[n]: place by date, newest first, undated last, then by slug."""

    def __init__(self, segments: Segments) -> None:
        tables = [Documents(segment.documents) for segment in segments.open]
        self.slugs: Sequence[str] = [slug for table in tables for slug in table.slug]
        self.first_day = _joined([table.first_day for table in tables])
        self.last_day = _joined([table.last_day for table in tables])
        self.dated = self.first_day != UNDATED
        self.live = segments.live
        self.order = _order(self.first_day, self.slugs)
        live = segments.live.tolist()
        self.doc_of = {slug: doc for doc, slug in enumerate(self.slugs) if live[doc]}
        months = _months(self.first_day)
        firsts = [segment.first_doc for segment in segments.open]
        columns = {name: [table.column(name) for table in tables] for name in COLUMNS}
        self.values: dict[Facet, Values] = {
            "show": _values(columns["show"], firsts, len(self.slugs)),
            "person": _values(columns["person"], firsts, len(self.slugs)),
            "category": _values(columns["category"], firsts, len(self.slugs), category_key),
            "year": _values([_years(months)], [0], len(self.slugs)),
        }
        self.languages = _values(columns["language"], firsts, len(self.slugs))
        live_months = months[self.live & self.dated]
        first_month = int(live_months.min()) if len(live_months) else 0
        self.months = int(live_months.max()) - first_month + 1 if len(live_months) else 0
        self.month: Int64 = np.where(self.dated, months - first_month, self.months).astype(np.int64)
        self.month_names = [_month_name(first_month + place) for place in range(self.months)]
        self.on_air: list[int] = np.bincount(live_months - first_month, minlength=self.months).tolist()


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


def _values(columns: Sequence[Column], firsts: Sequence[int], documents: int, key_of: Callable[[str], str] = folded) -> Values:
    """One facet of several segments, whose first documents are `firsts`, and which have so many documents together."""
    spellings: dict[str, Counter[str]] = {}
    docs, codes = [], []
    for column, first in zip(columns, firsts, strict=True):
        keys = [key_of(name) for name in column.names]
        for key, name, count in zip(keys, column.names, np.bincount(column.code, minlength=len(keys)).tolist(), strict=True):
            spellings.setdefault(key, Counter())[name] += count
        place_of = {key: place for place, key in enumerate(spellings)}
        docs.append(column.doc + np.int32(first))
        codes.append(np.array([place_of[key] for key in keys], np.int32)[column.code] if keys else column.code)
    doc, place = _each_once(_joined(docs), _joined(codes))
    name_of = {key: max(found.items(), key=lambda one: one[1])[0] for key, found in spellings.items()}
    by_name = sorted(name_of, key=name_of.__getitem__)
    code_of = {key: code for code, key in enumerate(by_name)}
    code = np.array([code_of[key] for key in spellings], np.int64)[place]
    names = tuple(name_of[key] for key in by_name)
    return Values(names, doc.astype(np.int64), code, _of_doc(doc, code, len(names), documents), code_of, key_of)


def _of_doc(doc: Int32, code: Int64, none: int, documents: int) -> Int64 | None:
    """int64[documents]: the one value of each, `none` where it has none; None where any has several. Documents rise."""
    if (doc[1:] == doc[:-1]).any():
        return None
    of_doc = np.full(documents, none, np.int64)
    of_doc[doc] = code
    return of_doc


def _each_once(doc: Int32, code: Int32) -> tuple[Int32, Int32]:
    """An episode that has a value in two spellings has it once."""
    pair = doc.astype(np.int64) << 32 | code
    first = np.unique(pair, return_index=True)[1]
    return (doc, code) if len(first) == len(pair) else (doc[first], code[first])
