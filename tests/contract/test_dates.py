"""A date is read by one rule, wherever it is written: in an address, in the search box, behind an option of a command."""

import datetime as dt
import re
from collections.abc import Callable

import pytest

from tests.contract.conftest import Archive

FORMS = {
    "2026-02-09": "2026-02-09",
    "2026-2-9": "2026-02-09",
    "09/02/2026": "2026-02-09",
    "9/2/2026": "2026-02-09",
    "2026-02": "2026-02",
    "2026-2": "2026-02",
    "02/2026": "2026-02",
    "2/2026": "2026-02",
    "2026": "2026",
}
"""What may be written -> how it is written at length."""

Found = frozenset[str]
Way = Callable[[Archive, str], Found]


def _slugs(rows: object) -> Found:
    return frozenset(row["slug"] for row in rows)  # type: ignore[attr-defined]


def by_address(archive: Archive, date: str) -> Found:
    """/api/search?after=…"""
    return _slugs(archive.api("search", after=date, limit="100")["episodes"])


def by_box(archive: Archive, date: str) -> Found:
    """/api/search?q=after:…"""
    return _slugs(archive.api("search", q=f"after:{date}", limit="100")["episodes"])


def by_search_option(archive: Archive, date: str) -> Found:
    """archive search --after … with words that stand everywhere."""
    return _slugs(archive.run("search", "--json", "--limit", "100", "--after", date, "--", "de").json["episodes"])  # type: ignore[index]


def by_search_words(archive: Archive, date: str) -> Found:
    """archive search 'de after:…'"""
    return _slugs(archive.run("search", "--json", "--limit", "100", "--", "de", f"after:{date}").json["episodes"])  # type: ignore[index]


def by_list_option(archive: Archive, date: str) -> Found:
    """archive list --after …"""
    return _slugs(archive.run("list", "--json", "--after", date).json)


def by_last_day(archive: Archive, date: str) -> Found:
    """archive list --before …: the last day of a month or a year."""
    return _slugs(archive.run("list", "--json", "--before", date).json)


WAYS: tuple[Way, ...] = (by_address, by_box, by_search_option, by_search_words, by_list_option, by_last_day)


@pytest.mark.parametrize(
    ("way", "form"), [(way, form) for way in WAYS for form in FORMS], ids=lambda value: getattr(value, "__name__", value)
)
def test_a_date_means_the_same_however_it_is_written(sample: Archive, way: Way, form: str) -> None:
    found = way(sample, form)
    assert found == way(sample, FORMS[form])
    assert found < _slugs(sample.run("list", "--json").json) or way is by_last_day


@pytest.fixture(scope="module")
def kiosk(given: Callable[..., Archive]) -> Archive:
    return given({"id": "a", "title": "Le Kiosque", "date": "2025-01-01", "segments": [{"start": 1, "text": "la citerne"}]})


@pytest.mark.parametrize("form", FORMS)
def test_staff_may_write_a_date_as_listeners_do(kiosk: Archive, form: str) -> None:
    slug = kiosk.run("list", "--json").json[0]["slug"]  # type: ignore[index]
    for typed, date in (("2025-01-01", "2025-01-01"), (form, FORMS[form])):
        kiosk.run("edit", slug, "--date", typed)
        told = kiosk.api(f"episodes/{slug}")["published"]
        assert told["date"].startswith(date)  # type: ignore[index]


LAST_DAYS = {
    "2023-02": "2023-02-28",
    "2024-02": "2024-02-29",
    "2025-04": "2025-04-30",
    "2025-12": "2025-12-31",
    "2025": "2025-12-31",
}
NEXT_DAYS = {period: (dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat() for period, last in LAST_DAYS.items()}


@pytest.fixture(scope="module")
def dated(given: Callable[..., Archive]) -> Archive:
    """An episode for each period, known to that precision, and one for each last day and each day after."""
    precision = {4: "year", 7: "month", 10: "day"}
    days = [*LAST_DAYS, *dict.fromkeys([*LAST_DAYS.values(), *NEXT_DAYS.values()])]
    return given(
        *(
            {
                "id": day,
                "title": f"Le Kiosque {day}",
                "date": (day + "-01-01")[:10],
                "date_precision": precision[len(day)],
                "segments": [{"start": 1, "text": f"citerne de {number}"}],
            }
            for number, day in enumerate(days)
        )
    )


BEFORE: tuple[Way, ...] = (
    lambda archive, date: _guids(archive.api("search", before=date, limit="100")["episodes"]),
    lambda archive, date: _guids(archive.api("search", q=f"before:{date}", limit="100")["episodes"]),
    lambda archive, date: _guids(archive.run("search", "--json", "--limit", "100", "--before", date, "--", "de").json["episodes"]),  # type: ignore[index]
    lambda archive, date: _guids(archive.run("list", "--json", "--before", date).json),
)
AFTER: tuple[Way, ...] = (
    lambda archive, date: _guids(archive.api("search", after=date, limit="100")["episodes"]),
    lambda archive, date: _guids(archive.api("search", q=f"after:{date}", limit="100")["episodes"]),
    lambda archive, date: _guids(archive.run("search", "--json", "--limit", "100", "--after", date, "--", "de").json["episodes"]),  # type: ignore[index]
    lambda archive, date: _guids(archive.run("list", "--json", "--after", date).json),
)


def _guids(rows: object) -> Found:
    return frozenset(row["guid"] for row in rows)  # type: ignore[attr-defined]


@pytest.mark.parametrize("period", LAST_DAYS)
def test_a_period_ends_with_its_last_day_on_every_way(dated: Archive, period: str) -> None:
    for before in BEFORE:
        found = before(dated, period)
        assert LAST_DAYS[period] in found
        assert NEXT_DAYS[period] not in found


@pytest.mark.parametrize("period", LAST_DAYS)
def test_an_episode_known_to_the_month_or_year_may_be_of_its_last_day_on_every_way(dated: Archive, period: str) -> None:
    for after in AFTER:
        assert period in after(dated, LAST_DAYS[period])
        assert period not in after(dated, NEXT_DAYS[period])


def test_the_months_of_a_page_lead_to_their_last_day(dated: Archive) -> None:
    page = dated.page("/search", q="citerne")
    for month in (period for period in LAST_DAYS if len(period) == 7):
        assert f"after={month}-01&amp;before={LAST_DAYS[month]}" in page


@pytest.mark.parametrize("word", ["search", pytest.param("list", id="list")])
def test_the_last_month_of_the_calendar_ends_on_a_day(sample: Archive, word: str) -> None:
    assert sample.api("search", before="9999-12")["total"] == 19
    ended = sample.run(word, "--json", "--before", "9999-12", *(["--", "de"] if word == "search" else []))
    assert ended.code == 0


def test_episodes_of_which_the_year_alone_is_known_are_asked_for_in_words(dated: Archive) -> None:
    assert _guids(dated.api("search", dated="year-only")["episodes"]) == {"2025"}
    assert _guids(dated.api("search", q="dated:year -dated:month")["episodes"]) == {"2025"}
    page = dated.page("/calendar")
    assert re.search(r'href="([^"]+)">1 épisode dont le mois n’est pas sûr', page)[1] == "/search?year=2025&amp;dated=year-only"  # type: ignore[index]
    found = dated.page("/search", dated="year-only")
    assert "seule l’année est connue" in found and "dated:" not in found


def test_episodes_that_may_be_of_other_days_of_their_year_are_told_of_beside_the_count(given: Callable[..., Archive]) -> None:
    said = [{"start": second, "text": "Bonjour à tous, nous parlons de la digue et du port ce soir."} for second in range(0, 60, 5)]
    held = given(
        *(
            {
                "id": day,
                "title": f"La digue {day}",
                "date": day,
                "date_precision": how,
                "segments": said + [{"start": 60, "text": day}],
            }
            for day, how in (("2017-01-05", "day"), ("2017-01-01", "year"), ("2016-01-01", "year"))
        )
    )
    html = held.page("/search", after="janvier 2017", before="janvier 2017", q="digue")
    assert ">2 épisodes, " in html
    (address,) = re.findall(r'dont 1 daté par l’année seule <a href="([^"]*)"', html)
    assert ">1 épisode, " in held.client.get(address.replace("&amp;", "&") + "&lang=fr").text
    for after, before, told in (
        ("2017-01", "2017-01", "1"),
        ("2017", "2017", "0"),
        ("2016", "2017-03", "1"),
        ("2016-02", "2017", "1"),
    ):
        receipt = held.api("search", after=after, before=before)["receipt"]
        assert str(receipt["year_only"]) == told, (after, before)  # type: ignore[index]
    assert "with 1 episode of which only the year is known" in held.run("search", "--before", "2017-01", "digue").out
