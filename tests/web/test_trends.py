"""Words by month, where one of them could not be counted."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec import structs
from werkzeug.datastructures import MultiDict

from archive.search.index.limits import CutJson
from archive.search.results.answer import Answer
from archive.web.http.search_params import parse_search_params
from archive.web.site import index
from archive.web.views import trends


def _cut(answer: Answer) -> Answer:
    """The answer as it is when the time is over before anything is counted."""
    return replace(answer, months=(), moments_total=0, explanation=structs.replace(answer.explanation, cut=(CutJson.of("counts"),)))


@pytest.mark.parametrize("place", [0, 1])
def test_a_word_that_was_not_counted_leaves_its_cells_empty_and_the_others_as_they_are(app: Flask, place: int) -> None:
    with app.test_request_context("/trends?q=cantine,quai"):
        app.preprocess_request()
        asks = [replace(parse_search_params(MultiDict()), text=word) for word in ("cantine", "quai")]
        answers = [index().search(one.text, limit=0, moments=0) for one in asks]
        answers[place] = _cut(answers[place])
        rows = trends.rows(trends.compared([one.text for one in asks], asks, answers))
    assert [row.counts[place][1] for row in rows] == [None] * len(rows)
    assert (
        sum(count or 0 for row in rows for _, count in row.counts) == sum(month.moments for month in answers[1 - place].months) > 0
    )


def test_several_words_are_counted_where_they_are_said_together(client: FlaskClient) -> None:
    def moments(words: str) -> int:
        (found,) = (client.get("/api/v1/trends", query_string={"q": words}).json or {})["trends"]
        assert found["query"] == words
        return int(found["moments"])

    assert 0 < moments("commande publique") == moments('"commande publique"')
    assert moments("cantine lampe") == 0, "said in one episode, never together"


@pytest.mark.parametrize("slip", ["cantinne", "souverainetté", "cantinne alimentaire"])
def test_a_word_without_a_moment_is_offered_what_its_search_offers(client: FlaskClient, slip: str) -> None:
    offer = re.compile(r'Vouliez-vous dire <a href="[^"]*">([^<]+)</a>')
    meant = offer.findall(client.get("/search", query_string={"q": slip}).text)
    page = client.get("/trends", query_string={"q": f"port, {slip}"}).text
    assert len(meant) == 1 and offer.findall(page) == meant
    (link,) = re.findall(r'Vouliez-vous dire <a href="([^"]*)"', page)
    assert meant[0] in client.get(unescape(link)).text and f"port%2C+{quote_plus(meant[0])}" in link
