"""Dates are parsed in one way, and a month or a year is all of its days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model.episode import Precision, Published
from archive.model.period import Period, PeriodError, dates_in, parse_date, parse_period, period_of, place_by_date, undated

DAYS = st.dates()
PRECISIONS = st.sampled_from(["day", "month", "year"])


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        ("2026-02", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("2024-2", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("02/2026", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("2/2026", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("2026-02-09", dt.date(2026, 2, 9), dt.date(2026, 2, 9)),
        ("2026-2-9", dt.date(2026, 2, 9), dt.date(2026, 2, 9)),
        ("09/02/2026", dt.date(2026, 2, 9), dt.date(2026, 2, 9)),
        ("9/2/2026", dt.date(2026, 2, 9), dt.date(2026, 2, 9)),
        ("9 février 2026", dt.date(2026, 2, 9), dt.date(2026, 2, 9)),
        ("le lundi 9 févr. 2026", dt.date(2026, 2, 9), dt.date(2026, 2, 9)),
        ("1er mars 2017", dt.date(2017, 3, 1), dt.date(2017, 3, 1)),
        ("March 9, 2026", dt.date(2026, 3, 9), dt.date(2026, 3, 9)),
        ("9th of March 2026", dt.date(2026, 3, 9), dt.date(2026, 3, 9)),
        ("mars 2017", dt.date(2017, 3, 1), dt.date(2017, 3, 31)),
        ("mars-2017", dt.date(2017, 3, 1), dt.date(2017, 3, 31)),
        ("AOÛT 2024", dt.date(2024, 8, 1), dt.date(2024, 8, 31)),
        ("Dec 2024", dt.date(2024, 12, 1), dt.date(2024, 12, 31)),
        ("Nov 28th, 2017", dt.date(2017, 11, 28), dt.date(2017, 11, 28)),
        ("mar. 28 nov. 2017", dt.date(2017, 11, 28), dt.date(2017, 11, 28)),
        ("on Tuesday, November 28, 2017", dt.date(2017, 11, 28), dt.date(2017, 11, 28)),
        ("the 28th of November 2017", dt.date(2017, 11, 28), dt.date(2017, 11, 28)),
        ("en novembre 2017", dt.date(2017, 11, 1), dt.date(2017, 11, 30)),
        ("28/11/17", dt.date(2017, 11, 28), dt.date(2017, 11, 28)),
        ("11/28/2017", dt.date(2017, 11, 28), dt.date(2017, 11, 28)),
        ("9999", dt.date(9999, 1, 1), dt.date(9999, 12, 31)),
    ],
)
def test_a_date_in_every_form(written: str, first: dt.date, last: dt.date) -> None:
    assert parse_date(written) == parse_period(written) == Period(first, last)


def test_a_range_is_from_the_first_day_of_one_to_the_last_of_the_other() -> None:
    assert parse_period("12/2025..2026-2-9") == Period(dt.date(2025, 12, 1), dt.date(2026, 2, 9))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "demain",
        "0000",
        "2026-13",
        "13/2026",
        "2026-02-30",
        "31/02/2026",
        "20260209",
        "²026",
        "٢٠٢٦",
        "2026-",
        "9" * 40,
        "mars",
        "31 février 2026",
        "thermidor 1794",
        "mars 17",
        "paris 9 mars 2017",
        "macron mars 2017",
        "13/31/2026",
        "11/17",
        "9.2.26",
    ],
)
def test_what_is_no_date_is_refused_with_what_may_be_written(written: str) -> None:
    with pytest.raises(PeriodError, match="2026-02-09 or 09/02/2026"):
        parse_date(written)


@pytest.mark.parametrize("written", ["2026..", "..2026", "2026..demain", "2025..2026..2027", "2026..2025"])
def test_what_is_no_range_is_refused(written: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(written)


@given(DAYS, PRECISIONS)
def test_a_period_begins_and_ends_where_its_neighbours_do_not(date: dt.date, precision: Precision) -> None:
    period = Period.of(date, precision)
    assert period.first <= date <= period.last
    within = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[precision]
    for edge, step in ((period.first, -1), (period.last, 1)):
        assert edge.strftime(within) == date.strftime(within)
        if dt.date.min < edge < dt.date.max:
            assert (edge + dt.timedelta(days=step)).strftime(within) != date.strftime(within)


@given(DAYS, PRECISIONS)
def test_a_period_is_read_back_from_its_iso_form(date: dt.date, precision: Precision) -> None:
    length = {"day": 10, "month": 7, "year": 4}[precision]
    period = parse_date(date.isoformat()[:length])
    assert period == Period.of(date, precision)
    assert period.precision == precision


def test_two_months_are_no_month() -> None:
    assert parse_period("2026-01..2026-02").precision is None


@pytest.mark.parametrize(
    ("after", "before", "meets"),
    [
        (None, None, True),
        (dt.date(2026, 2, 28), None, True),
        (dt.date(2026, 3, 1), None, False),
        (None, dt.date(2026, 2, 1), True),
        (None, dt.date(2026, 1, 31), False),
        (dt.date(2026, 2, 10), dt.date(2026, 2, 11), True),
    ],
)
def test_a_month_overlaps_what_holds_one_of_its_days(after: dt.date | None, before: dt.date | None, meets: bool) -> None:
    assert period_of(Published(dt.date(2026, 2, 1), "page", "month")).overlaps(after, before) is meets


def test_of_about_a_month_the_year_is_known_and_no_such_date_heads_a_list() -> None:
    about = period_of(Published(dt.date(2026, 10, 1), "page: 1 months ago", "month", approximate=True))
    assert about == parse_date("2026")
    found = [None, about, parse_date("2022-08-04"), parse_date("2024"), parse_date("2022-09")]
    assert sorted(found, key=place_by_date) == [parse_date("2022-09"), parse_date("2022-08-04"), about, parse_date("2024"), None]


@pytest.mark.parametrize(
    ("title", "precision", "left"),
    [
        ("Talk Kernac: Ana Kermadec, 24 September 2015", "day", "Talk Kernac: Ana Kermadec"),
        ("Ana Kermadec, 24 septembre 2015", "day", "Ana Kermadec"),
        ("Ana Kermadec, septembre 2015", "month", "Ana Kermadec"),
        ("Ana Kermadec, 2015", "year", "Ana Kermadec"),
        ("Ana Kermadec, 2015", "day", "Ana Kermadec, 2015"),
        ("Ana Kermadec, 25 September 2015", "day", "Ana Kermadec, 25 September 2015"),
        ("Ana, Léo", "day", "Ana, Léo"),
        ("24 septembre 2015", "day", "24 septembre 2015"),
    ],
)
def test_a_title_is_told_without_the_day_that_stands_beside_it(title: str, precision: Precision, left: str) -> None:
    assert undated(title, dt.date(2015, 9, 24), precision) == left
    assert undated(title, None, None) == title


@pytest.mark.parametrize(
    ("prose", "stated"),
    [
        ("Ana, le 3 mars 2020 à Brest", ["2020-03-03"]),
        ("on March 3, 2020 at noon", ["2020-03-03"]),
        ("on March 3, 2020.", ["2020-03-03"]),
        ("the 3rd of March 2020.", ["2020-03-03"]),
        ("depuis le lundi 3 mars 2020 et jusqu'en avril 2021", ["2020-03-03", "2021-04"]),
        ("un soir d'octobre 2016 (2016-10-04)", ["2016-10", "2016-10-04"]),
        ("Ana Kermadec (2022, 9 min 03 s)", ["2022"]),
        ("Ana, en 2019 : ", ["2019"]),
        ("devant 2000 personnes, 2017-2019, #40/20", []),
    ],
)
def test_the_dates_that_prose_states_are_found(prose: str, stated: list[str]) -> None:
    assert dates_in(prose) == [parse_date(one) for one in stated]
