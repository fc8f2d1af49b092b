"""Under the heading of answers that lack a word stand these alone, behind all that say it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from archive.web.http.search_params import SearchParams, of_that_date


@pytest.fixture(scope="module")
def sample(sample_library: Path) -> Iterator[FlaskClient]:
    """A visitor of the sample archive."""
    with Library.open(sample_library, read_only=True) as library:
        yield create_app(Site(IndexProvider(sample_library), library)).test_client()


@pytest.mark.parametrize("query", ["mairie électricité", "mairie port", "eau école", "mairie bidons"])
def test_no_whole_answer_stands_under_the_heading_of_partial_ones(sample: FlaskClient, query: str) -> None:
    page = sample.get("/search", query_string={"q": query}).text
    whole, partial = (half.split('<article class="hit"')[1:] for half in page.split('id="partial">'))
    assert [hit for hit in partial if 'class="tag no"' not in hit] == []
    assert sample.get("/api/search", query_string={"q": query}).json["total"] == sum('class="tag no"' not in hit for hit in whole)  # type: ignore[index]


HEADING = re.compile(r"<h([12])[^>]*>(.*?)</h", re.DOTALL)


def headings(sample: FlaskClient, typed: str) -> list[str]:
    page = sample.get("/search", query_string={"q": typed}).text
    return [re.sub(r"<[^>]+>|\s+", " ", text).strip() for _, text in HEADING.findall(page)]


def test_episodes_of_a_typed_day_stand_first_under_their_own_heading(sample: FlaskClient) -> None:
    told = headings(sample, "2026-02-12")
    assert [told.index(head) for head in told if head.startswith("À cette date")] == [0]
    assert told[0] == "À cette date : 1 épisode" and "12 février 2026" in told[2]
    assert "sans « 2026" not in sample.get("/search", query_string={"q": "2026-02-12"}).text.replace("\u00a0", " ")
    month = headings(sample, "février 2026")
    assert re.fullmatch(r"À cette date : \d+ épisodes", month[0]) and not any("sans vos mots" in told for told in month)
    assert headings(sample, "14 juillet 2016")[0] == "Aucun épisode le 14 juillet 2016"
    nearest = re.findall(r"Le plus proche (avant|après) : <a", sample.get("/search?q=14+juillet+2026").text.replace("\u00a0", " "))
    assert nearest == ["avant"]
    past = sample.get("/api/v1/search?q=14+juillet+2026").json["date"]  # type: ignore[index]
    assert (past["date"], past["episodes"], past["after"]) == ("2026-07-14", 0, None) and past["before"]["slug"]
    alone = re.search(r'href="([^"]+)">Seulement cette date', sample.get("/search?q=eau+2026-02-12").text)
    assert alone and alone[1] == "/search?q=eau&amp;after=2026-02-12&amp;before=2026-02-12&amp;dated=day"
    month = of_that_date(SearchParams("eau février 2026"))
    assert month and month.pairs()[1:] == [("after", "2026-02-01"), ("before", "2026-02-28"), ("dated", "month")]
    for more in ("-zygomatique", "langue:fr"):
        page = sample.get(f"/search?q=eau+2026-02-12+{more}").text
        assert "À cette date" in page and "Seulement cette date" not in page
    answer = sample.get("/api/v1/search", query_string={"q": "2026-02-12"}).json
    assert answer["episodes"][0]["published"]["date"] == "2026-02-12"  # type: ignore[index]


@pytest.mark.parametrize("typed", ["feb 2026", "12 feb 2026", "12/02/2026"])
def test_no_word_of_a_date_is_told_to_be_missing(sample: FlaskClient, typed: str) -> None:
    page = sample.get("/search", query_string={"q": typed}).text
    assert re.search(r"<h1[^>]*>À cette date", page)
    assert 'class="tag no"' not in page


def test_a_filter_that_is_typed_is_told_in_words_and_can_be_taken_back(sample: FlaskClient) -> None:
    page = sample.get("/search", query_string={"q": "eau dated:month langue:fr"}).text
    told = re.findall(r'data-key="typed=[^>]+ href="([^"]+)">([^<]+)', page)
    assert [(href, words.strip().replace("\u00a0", " ")) for href, words in told] == [
        ("/search?q=eau+langue%3Afr", "mois connu"),
        ("/search?q=eau+dated%3Amonth", "Langue : français"),
    ]
