"""A list that is taken away holds what the list counts, and opens as a table where people open it."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from archive import exports, sheets
from archive.library import Library
from archive.web import IndexProvider, Site, create_app


@pytest.fixture(scope="module")
def sample(sample_library: Path) -> Iterator[FlaskClient]:
    """A visitor of the sample archive."""
    with Library.open(sample_library, read_only=True) as library:
        yield create_app(Site(IndexProvider(sample_library), library)).test_client()


def rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get("/search.csv", query_string={"q": query}).text)))


@pytest.mark.parametrize("query", ["mer", "la", "mairie électricité", "eau école"])
def test_a_file_holds_every_episode_and_moment_that_its_list_counts(
    sample: FlaskClient, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "OF_BATCH", 3)
    answer = sample.get("/api/search", query_string={"q": query}).json or {}
    told = rows(sample, query)
    said, counted = ([row for row in told if row["section"] in kept] for kept in ({"said"}, {"said", "named"}))
    assert len({row["slug"] for row in counted}) == answer["total"] > 0
    assert len(said) == sum(month["moments"] for month in answer["months"])


def test_what_is_not_counted_is_told_apart_with_the_words_it_lacks(sample: FlaskClient) -> None:
    apart = [row for row in rows(sample, "mairie électricité") if row["section"] == "lacks a word"]
    assert apart and all(row["lacks"] in {"mairie", "électricité"} for row in apart)


def test_a_file_that_ends_before_its_list_says_so_in_its_last_row(sample: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [row for row in rows(sample, "la") if row["section"] == "note"]
    monkeypatch.setattr(exports, "OF_BATCH", 2)
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    last = rows(sample, "la")[-1]
    assert last["section"] == "note" and re.search(r"\d+ épisodes, [\d\u202f]+ moments", last["title"])
    assert last["url"] == "http://localhost/search?q=la"


def test_a_file_that_is_not_known_to_be_whole_is_asked_for_again(sample: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ETag" in sample.get("/search.csv?q=la").headers
    monkeypatch.setattr(exports, "OF_BATCH", 2)
    assert "ETag" not in sample.get("/search.csv?q=la").headers


def test_the_page_offers_a_table_for_the_spreadsheet_of_its_language(sample: FlaskClient) -> None:
    for tongue, first in (("fr", "\ufeffidentifiant;titre;émission;date;minutage;"), ("en", "\ufeffslug,title,show,date,clock,")):
        page = sample.get(f"/search?q=mer&lang={tongue}").text
        (address,) = re.findall(r'href="(/search\.csv[^"]*)"', page)
        found = sample.get(address.replace("&amp;", "&"))
        assert found.text.startswith(first)
    assert sample.get("/search.csv?q=mer").text.startswith("slug,title,")


def test_a_table_for_french_eyes_has_french_words_in_its_cells(sample: FlaskClient) -> None:
    asked = {"q": "mairie électricité", "sheet": "fr"}
    told = list(
        csv.DictReader(io.StringIO(sample.get("/search.csv", query_string=asked).text.removeprefix("\ufeff")), delimiter=";")
    )
    assert {row["genre de réponse"] for row in told} <= {*sheets.FRENCH_VALUES["section"].values(), "note"} > {"dit"}
    assert {row["forme"] for row in told} <= {*sheets.FRENCH_VALUES["kind"].values(), ""}
    verified = sample.post("/verify", data={"quotations": "zzz zzz zzz", "as": "csv", "sheet": "fr"}).text
    assert verified.startswith("\ufeffcitation;réponse;") and ";introuvable;" in verified
    assert sample.get("/trends.csv?q=mer&sheet=fr").text.startswith("\ufeffmois;mer;épisodes diffusés")


def test_an_episode_whose_title_alone_holds_the_word_is_no_row_of_what_is_said(sample: FlaskClient) -> None:
    named = [row for query in ("mardi", "trois") for row in rows(sample, query) if row["section"] == "named"]
    assert named and not any(row["text"] for row in named)


def test_a_file_is_named_after_what_was_asked(sample: FlaskClient) -> None:
    asked = {query: sample.get("/search.csv", buffered=True, query_string={"q": query}) for query in ("L’été !", "")}
    named = {query: answer.headers["Content-Disposition"] for query, answer in asked.items()}
    assert named == {"L’été !": 'attachment; filename="lete.csv"', "": 'attachment; filename="search.csv"'}
    assert 'filename="trends-mer-pain.csv"' in sample.get("/trends.csv?q=mer,pain").headers["Content-Disposition"]


def test_a_list_is_given_in_parts_as_its_batches_are_found(sample: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sample.get("/search.jsonl?q=la").text
    monkeypatch.setattr(exports, "OF_BATCH", 2)
    parts = list(sample.get("/search.jsonl?q=la").iter_encoded())
    assert len(parts) > 2, "none costs more than a page of results"
    assert b"".join(parts).decode() == whole


def test_a_line_of_a_list_tells_neither_show_nor_date_twice() -> None:
    blank = dict.fromkeys(("seconds", "kind", "heard", "source_url", "at_ms", "lacks"))
    made = {"slug": "x", "text": "Mer.", "url": "/x", "section": "said", "clock": "00:10", **blank}
    for title, show, date, told in (
        ("« La mer… », 2017", None, "2017", "« La mer… », 2017, 00:10"),
        ("Marées, 9 mars 2017", "Marées", "2017-03-09", "Marées, 9 mars 2017, 2017-03-09, 00:10"),
        ("La mer", "Marées", "2017", "La mer, Marées, 2017, 00:10"),
    ):
        row = msgspec.convert({"title": title, "show": show, "date": date, **made}, exports.ResultRow)
        assert "".join(exports.as_markdown([[row]], "")) == f"- « Mer. » [{told}](/x)\n"
