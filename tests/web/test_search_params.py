"""What a listener asks in an address."""

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from archive.web.http.search_params import (
    KEYS,
    LONGEST_TEXT,
    BadSearchParams,
    SearchParams,
    as_phrase,
    parse_search_params,
)

TEXT = st.text(min_size=1, max_size=30).map(lambda text: " ".join(text.replace("\0", "").split())).filter(bool)
FREE = [key for key in KEYS if key not in {"after", "before", "year", "duration", "dated", "language"}]


def ask_of(address: str) -> SearchParams:
    return parse_search_params(MultiDict(parse_qsl(urlsplit(address).query)))


@given(text=TEXT, chosen=st.lists(st.tuples(st.sampled_from(FREE), TEXT), max_size=6, unique=True), page=st.integers(1, 1000))
def test_an_ask_is_read_back_from_its_own_address(text: str, chosen: list[tuple[str, str]], page: int) -> None:
    ask = SearchParams(text, tuple(sorted(chosen)), "date", page)
    assert ask_of(ask.address("/search")) == ask


@pytest.mark.parametrize("written", ["2026-02", "2026-2", "02/2026"])
def test_a_month_is_all_of_its_days_in_every_form(written: str) -> None:
    filters = ask_of(f"?after={written}&before={written}").filters()
    assert (filters.after, filters.before) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))


@pytest.mark.parametrize("written", ["hier", "2026-13", "2026-02-30", "31/02/2026", "0000", "20260209", "²026", "2025..2026"])
def test_what_is_no_day_is_refused_by_name(written: str) -> None:
    with pytest.raises(BadSearchParams) as refused:
        ask_of(f"?after={written}")
    assert (refused.value.key, refused.value.why) == ("after", "date")


@pytest.mark.parametrize(
    "address",
    [
        "?page=0",
        "?page=1001",
        "?page=-1",
        "?page=²",
        "?page=99999999999999999999",
        "?sort=x",
        "?year=26",
        "?q=" + "a" * 501,
        "?show=" + "a" * 201,
    ],
)
def test_parameters_are_bounded(address: str) -> None:
    with pytest.raises(BadSearchParams):
        ask_of(address)


def test_more_than_twenty_filters_are_refused() -> None:
    with pytest.raises(BadSearchParams):
        ask_of("?" + "&".join(f"show=s{number}" for number in range(21)))


def test_unknown_parameters_and_empty_ones_are_left_alone() -> None:
    assert ask_of("?q=port&utm_source=x&show=&person=") == SearchParams("port")


def test_since_and_until_are_accepted_too() -> None:
    assert ask_of("?since=2026-01&until=2026-02").filters() == ask_of("?after=2026-01&before=2026-02").filters()


def test_a_filter_changed_begins_at_the_first_page() -> None:
    ask = SearchParams("port", (("show", "a"),), page=4)
    assert ask.adding("show", "b").page == 1
    assert ask.without("show").page == 1
    assert ask.in_month("2026-02").chosen == (("show", "a"), ("after", "2026-02-01"), ("before", "2026-02-28"), ("dated", "month"))


def test_a_phrase_of_the_longest_text_is_cut_behind_a_word_so_that_its_address_is_read() -> None:
    text = ("un port de pêche " * LONGEST_TEXT)[:LONGEST_TEXT].rstrip().ljust(LONGEST_TEXT, "s")
    phrase = as_phrase(SearchParams(text))
    assert phrase and ask_of(phrase.address("/search")).text == phrase.text
    held = phrase.text.strip('"')
    assert text.startswith(f"{held} ") and len(held) > LONGEST_TEXT - 20
