"""What is costly, by address; and what is said to whom is turned away."""

import json

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from archive.web.http.error_pages import STATUSES, Refusals
from archive.web.http.request_lanes import ways
from tests.web import small_archive


@pytest.mark.parametrize(
    ("address", "lane"),
    [
        ("/healthz", "health"),
        ("/help", "fixed"),
        ("/static/x/style.css", "fixed"),
        ("/", "pages"),
        (f"/episodes/{small_archive.PORT}", "pages"),
        ("/people", "pages"),
        ("/nothing-here", "pages"),
        ("/h%FF", "pages"),
        ("/search?q=mer", "searches"),
        ("/search?q=porte-parole+de+Saint-Malo", "searches"),
        ("/search?q=mer+-port", "queries"),
        ("/search?q=la+mer+d%E2%80%99Iroise&lang=fr", "searches"),
        ("/api/search?q=mer", "searches"),
        ("/api/suggest?q=me", "searches"),
        ("/search", "queries"),
        ("/search?q=*e*s*", "queries"),
        ("/search?q=%22la+mer%22~30", "queries"),
        ("/search?q=mer&q=port", "queries"),
        ("/search?q=mer&page=99", "queries"),
        (f"/search?q={'mer+' * 30}", "queries"),
        ("/trends?w=mer", "queries"),
        (f"/episodes/{small_archive.PORT}?q=mer", "queries"),
        (f"/episodes/{small_archive.PORT}?t=1&%71=mer", "queries"),
        (f"/episodes/{small_archive.PORT}/moments?q=mer", "queries"),
    ],
)
def test_what_looks_for_words_is_costly_and_what_asks_nothing_of_the_archive_never_waits_for_it(
    app: Flask, address: str, lane: str
) -> None:
    assert ways(app)(EnvironBuilder(address).get_environ()).lane == lane


@pytest.mark.parametrize(
    ("method", "address"), [("GET", "/search"), ("POST", "/search"), ("POST", "/nothing-here"), ("PUT", "/healthz")]
)
def test_a_page_that_takes_no_body_says_so(app: Flask, method: str, address: str) -> None:
    assert not ways(app)(EnvironBuilder(address, method=method).get_environ()).takes_body


@pytest.mark.parametrize("status", STATUSES)
def test_who_is_turned_away_is_told_so_in_his_language(app: Flask, status: int) -> None:
    refuse = Refusals(app, "fr")
    french, english = (
        refuse(status, EnvironBuilder("/search", headers={"Accept-Language": language}).get_environ()) for language in ("fr", "en")
    )
    assert {french.status_code, english.status_code} == {status}
    assert 'lang="fr"' in french.get_data(as_text=True)
    assert 'lang="en"' in english.get_data(as_text=True)
    assert "Content-Security-Policy" in french.headers


def test_who_comes_when_too_many_ask_is_told_when_to_come_again(app: Flask) -> None:
    refused = Refusals(app, "fr")(503, EnvironBuilder("/api/search?q=mer").get_environ())
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Cache-Control"] == "no-cache"
    assert json.loads(refused.get_data())["status"] == 503
