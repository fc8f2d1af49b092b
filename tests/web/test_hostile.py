"""Queries that once cost seconds or ended in an error get their page, their JSON and their marks in an episode."""

import pytest
from flask.testing import FlaskClient

from tests.search.hostile import FOUND, LONGEST
from tests.web.small_archive import PORT

TOO_LONG = {"fr": "la recherche est trop longue", "en": "the search is too long"}


def asked(text: str) -> str:
    """As much of a query as an address takes."""
    return " ".join(text.split())[:LONGEST]


@pytest.mark.parametrize("address", ["/search", "/api/search", f"/episodes/{PORT}", f"/episodes/{PORT}/moments"])
@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_what_once_failed_is_answered(client: FlaskClient, address: str, text: str) -> None:
    assert client.get(address, query_string={"q": asked(text)}).status_code == 200


def test_the_json_says_in_two_languages_what_was_not_looked_for(client: FlaskClient) -> None:
    receipt = client.get("/api/search", query_string={"q": FOUND["words of unknown beginnings"]}).get_json()["receipt"]
    (first, *_) = [cut for cut in receipt["cut"] if cut["why"] == "forms"]
    assert first["text"] in first["fr"]
    assert first["text"] in first["en"]
    assert first["fr"] != first["en"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", ["/search", f"/episodes/{PORT}", f"/episodes/{PORT}/moments"])
def test_the_page_says_what_was_not_looked_for(client: FlaskClient, address: str, language: str) -> None:
    text = " ".join(f"m{number}" for number in range(90))
    page = client.get(address, query_string={"q": text, "lang": language}).get_data(as_text=True)
    assert TOO_LONG[language] in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_empty_page_says_what_was_not_looked_for(client: FlaskClient, language: str) -> None:
    page = client.get("/search", query_string={"q": FOUND["words of unknown beginnings"], "lang": language}).get_data(as_text=True)
    assert {"fr": "toutes les formes ne sont pas cherchées", "en": "not all of its forms are looked for"}[language] in page
