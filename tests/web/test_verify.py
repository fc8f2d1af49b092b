"""Quotations checked through the site: POST /api/v1/verify, and the block of the search page."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from archive.web.api.verification import MOST_BYTES, MOST_QUOTATIONS
from tests.web.small_archive import PORT


def told(client: FlaskClient, *quotations: str, address: str = "/api/v1/verify") -> list[dict[str, object]]:
    answer = client.post(address, json={"quotations": quotations})
    assert answer.status_code == 200, answer.text
    verdicts: list[dict[str, object]] = answer.json["verdicts"]  # type: ignore[index]
    return verdicts


def test_a_quotation_is_said_nearly_said_or_not_found(client: FlaskClient, said: str) -> None:
    words = said.split()
    altered = " ".join([*words[:2], "zygomatique", *words[3:]])
    verdicts = told(client, said, altered, "nul ne prononce zygomatique ici")
    assert [one["outcome"] for one in verdicts] == ["exact", "nearly", "not-found"]


@pytest.fixture
def said(client: FlaskClient) -> str:
    """Eight words that an episode says."""
    cues = client.get(f"/api/episodes/{PORT}").json["cues"]  # type: ignore[index]
    return " ".join(" ".join(cue["text"] for cue in cues if cue["kind"] == "speech").split()[:8])


def test_filters_of_the_address_hold(client: FlaskClient, said: str) -> None:
    assert [one["outcome"] for one in told(client, said, address="/api/v1/verify?episode=nulle-part")] == ["not-found"]


def test_a_table_is_answered_by_a_table(client: FlaskClient, said: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["auteur", "citation"], ["Ana", said], ["Léo", "=nul ne prononce, zygomatique"]])
    answer = client.post("/api/v1/verify", data=out.getvalue().encode(), content_type="text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["outcome"] for row in rows] == ["exact", "not-found"]
    assert rows[1]["quotation"].startswith("'="), "no cell is taken for a formula"


def test_lines_keep_their_commas(client: FlaskClient) -> None:
    answer = client.post("/api/v1/verify", data=b"un, deux\ntrois, quatre", content_type="text/plain")
    assert [row["quotation"] for row in csv.DictReader(io.StringIO(answer.text))] == ["un, deux", "trois, quatre"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"quotations": "x"}', "application/json", 400),
        (b'{"quotations": []}', "application/json", 400),
        (json.dumps({"quotations": ["x"] * (MOST_QUOTATIONS + 1)}).encode(), "application/json", 400),
        (b"\xff", "text/plain", 400),
        (b"x" * (MOST_BYTES + 1), "text/plain", 413),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_a_name(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    answer = client.post("/api/v1/verify", data=body, content_type=kind)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_it_is_asked_by_post_alone(client: FlaskClient) -> None:
    answer = client.get("/api/v1/verify")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_the_page_shows_nearly_these_words_with_what_differs(client: FlaskClient, said: str) -> None:
    words = said.split()
    page = client.get("/search", query_string={"q": f'"{" ".join([*words[:2], "zygomatique", *words[3:]])}"'}).text
    assert "Presque ces mots" in page
    assert "<del>zygomatique</del>" in page
    assert "<del>" not in client.get("/search", query_string={"q": f'"{said}"'}).text
