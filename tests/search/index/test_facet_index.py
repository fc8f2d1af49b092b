"""What is worked out over all episodes at once equals what is worked out one by one."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.search.index.document_table import UNDATED, Column
from archive.search.index.evaluate.aggregations import _falling
from archive.search.index.facet_index import _each_once, _months, _values, _years, folded
from archive.text.tokenizer import fold

NAMES = st.text("aAéÉ \n\t\u00a0\u0301œ", max_size=6)
DAYS = st.one_of(st.just(UNDATED), st.dates().map(dt.date.toordinal))


@given(st.lists(NAMES, max_size=8))
def test_many_names_are_folded_as_each_alone(names: list[str]) -> None:
    assert folded(names) == [" ".join(fold(name).split()) for name in names]


@given(st.lists(DAYS, max_size=8))
def test_each_day_lies_in_its_month(days: list[int]) -> None:
    dates = [dt.date.fromordinal(day) if day != UNDATED else None for day in days]
    months = _months(np.array(days, np.int32))
    assert months.tolist() == [date.year * 12 + date.month - 1 if date else -1 for date in dates]
    years = _years(months)
    assert [(doc, years.names[code]) for doc, code in zip(years.doc.tolist(), years.code.tolist(), strict=True)] == [
        (doc, str(date.year)) for doc, date in enumerate(dates) if date
    ]


@given(st.lists(st.one_of(st.integers(0, 3), st.integers(65_530, 65_540)), max_size=20))
def test_the_greatest_counts_come_first_and_equals_in_order(counts: list[int]) -> None:
    places = _falling(np.array(counts, np.int64)).tolist()
    assert places == sorted(range(len(counts)), key=lambda place: (-counts[place], place))


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["Été", "ete", "ÉTÉ ", "Mer", "vent"])), unique=True), max_size=3
    )
)
def test_a_value_stands_under_its_commonest_spelling_once_an_episode(segments: list[list[tuple[int, str]]]) -> None:
    documents = 4 * len(segments)
    found = _values([column(rows) for rows in segments], range(0, documents, 4), documents, folded)
    rows = [(4 * number + doc, name) for number, part in enumerate(segments) for doc, name in sorted(part)]
    spelt = [name for _, name in rows]
    names = [found.names[code] for code in found.code.tolist()]
    assert sorted(zip(found.doc.tolist(), folded(names), strict=True)) == sorted({(doc, *folded([name])) for doc, name in rows})
    assert found.names.tolist() == sorted(found.names.tolist())
    for name in found.names.tolist():
        same = [other for other in spelt if folded([other]) == folded([name])]
        assert name == max(dict.fromkeys(same), key=same.count)
    some = np.arange(0, documents, 3)
    held = found.code[np.isin(found.doc, some)]
    assert (
        found.counts(some, np.isin(np.arange(documents), some)).tolist() == np.bincount(held, minlength=len(found.names)).tolist()
    )


def column(rows: Sequence[tuple[int, str]]) -> Column:
    """The column of one segment, as it is kept: names in the order in which they came."""
    rows = sorted(rows)
    names = list(dict.fromkeys(name for _, name in rows))
    codes = [names.index(name) for _, name in rows]
    return Column(tuple(names), np.array([doc for doc, _ in rows], np.int32), np.array(codes, np.int32))


def test_a_value_in_two_spellings_counts_once() -> None:
    doc, code = _each_once(np.array([0, 0, 1]), np.array([2, 2, 2]), distinct=False)
    assert (doc.tolist(), code.tolist()) == ([0, 1], [2, 2])
