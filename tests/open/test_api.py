"""The API: two names for one thing, answers that fit their types, errors that programs can rely on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.transcripts import EpisodeJson
from archive.web.api import endpoints, openapi
from archive.web.api.schemas import PREFIXES, operations
from archive.web.http.error_pages import CursorExpired, Problem

HERE = Path(__file__).parent
ABOUT = {"/api", "/api/v1", "/api/openapi.json"}
EXAMPLES = [one.example for one in operations() if one.example]


def told_of(client: FlaskClient, address: str, status: int) -> Problem:
    answer = client.get(address, headers={"Accept-Language": "fr"})
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    return msgspec.json.decode(answer.data, type=Problem)


def test_every_address_of_the_api_is_in_its_description(app: Flask, client: FlaskClient) -> None:
    described = {path.removeprefix("/api/v1") for path in client.get("/api/openapi.json").json["paths"]}  # type: ignore[index]
    rules = {str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith("/api")} - {
        "/api",
        "/api/v1",
        "/api/openapi.json",
    }
    below = {openapi.braced(rule.removeprefix("/api/v1").removeprefix("/api")) for rule in rules}
    assert below == described
    assert rules == {prefix + path for prefix in PREFIXES for path in ("/verify", *(one.path for one in operations()))}


def test_every_schema_is_closed_and_has_a_name_of_its_own(client: FlaskClient) -> None:
    schemas = client.get("/api/openapi.json").json["components"]["schemas"]  # type: ignore[index]
    assert _is_closed(schemas)
    assert all(name.isidentifier() for name in schemas), "two types of one name"
    assert {"AnswerJson", "EpisodeJson", "Problem"} <= set(schemas)


def test_an_open_schema_would_be_noticed() -> None:
    assert not _is_closed({"type": "object", "properties": {"a": {"type": "string"}}})
    assert not _is_closed({"type": "object", "properties": {"a": {}}, "additionalProperties": False})


@pytest.mark.parametrize("example", EXAMPLES)
def test_both_names_of_an_address_give_one_object(client: FlaskClient, example: str) -> None:
    old, new = (client.get(prefix + example).get_json() for prefix in PREFIXES)
    for told in (old, new):
        if isinstance(told, dict):
            told.pop("took_ms", None)
            told.pop("next", None)
    assert old == new


def test_schemathesis_finds_no_answer_that_does_not_fit(address: str, tmp_path: Path) -> None:
    words = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(HERE / "schemathesis.toml"), "run"]
    words += [
        f"{address}/api/openapi.json",
        "--checks",
        "all",
        "--max-examples",
        "3",
        "--phases",
        "coverage,fuzzing",
        "--seed",
        "1",
    ]
    environ = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.open.hooks", "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(words, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "passed" in done.stdout


def test_every_line_of_the_dump_is_an_episode(client: FlaskClient, slugs: list[str]) -> None:
    answer = client.get("/api/v1/dump")
    assert answer.content_type == "application/jsonl"
    lines = [msgspec.json.decode(line, type=EpisodeJson) for line in answer.data.splitlines()]
    assert sorted(line.slug for line in lines) == sorted(slugs)
    one = client.get(f"/api/v1/episodes/{lines[0].slug}")
    assert msgspec.json.decode(one.data, type=EpisodeJson) == lines[0]


def test_moments_come_by_worth_and_the_cursor_leads_through_all_of_them(client: FlaskClient) -> None:
    found, address = [], "/api/v1/moments?q=mer&limit=4"
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"{address}&cursor={cursor}").json
        assert page
        found += page["moments"]
        cursor = page["next"]
    hits = client.get("/api/v1/search?q=mer&limit=100&moments=1000").json["episodes"]  # type: ignore[index]
    same = [{**moment, "slug": hit["slug"]} for hit in hits if not hit["lacks"] for moment in hit["moments"]]
    assert len(found) == page["total"] == len(same) > 4
    assert sorted(found, key=str) == sorted(same, key=str)
    assert found[0]["slug"] == hits[0]["slug"]


def test_a_cursor_does_not_hold_for_what_answers_without_some_episodes(app: Flask, client: FlaskClient) -> None:
    cursor = client.get("/api/v1/moments?q=mer&limit=1").json["next"]  # type: ignore[index]
    identity = app.extensions["archive"].provider.open().identity
    assert endpoints.read_cursor(cursor, identity).offset == 1
    with pytest.raises(CursorExpired):
        endpoints.read_cursor(cursor, f"{identity}-ff00")


def test_a_cursor_of_another_index_has_expired(client: FlaskClient) -> None:
    for cursor in ("x", "MTIzNDU2Nzg5MDEyLjEuMw", "é"):
        assert told_of(client, f"/api/v1/moments?q=mer&cursor={cursor}", 409).code == "cursor-expired"


@pytest.mark.parametrize(
    "address", ["/api/search?limit=101", "/api/v1/search?limit=-1", "/api/v1/search?limit=many", "/api/search?limit="]
)
def test_a_bad_limit_is_refused_and_named_in_two_languages(client: FlaskClient, address: str) -> None:
    told = told_of(client, address, 400)
    assert (told.code, told.parameter, told.status) == ("bad-parameter", "limit", 400)
    assert "de 0 à 100" in told.detail and "from 0 to 100" in told.detail_en
    assert told.title != told.title_en


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/v1/search?after=hier", "after"),
        ("/api/v1/search?page=0", "page"),
        ("/api/v1/search?sort=luck", "sort"),
        ("/api/v1/search?q=a&q=b", "q"),
        ("/api/v1/search?lang=de", "lang"),
        ("/api/v1/search?moments=1001", "moments"),
        ("/api/v1/search?q=" + "a" * 501, "q"),
        ("/api/v1/search?year=26", "year"),
        ("/api/v1/search?after=2026&before=2025", "before"),
        ("/api/v1/search?" + "&".join(f"show={number}" for number in range(21)), "show"),
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, address: str, parameter: str) -> None:
    assert told_of(client, address, 400).parameter == parameter


def test_other_problems_have_their_codes(client: FlaskClient) -> None:
    assert told_of(client, "/api/v1/episodes/nothing", 404).code == "unknown-episode"
    assert told_of(client, "/api/nothing", 404).code == "not-found"
    assert told_of(client, "/api/v1/people/nobody", 404).code == "not-found"
    refused = client.post("/api/v1/search")
    assert refused.status_code == 405 and "GET" in refused.headers["Allow"]
    assert msgspec.json.decode(refused.data, type=Problem).code == "method-not-allowed"


def test_any_site_may_read_answers_and_problems_but_no_page(client: FlaskClient) -> None:
    for address in ("/api/v1/search?q=mer", "/api/v1/search?limit=x", "/api/openapi.json", "/api/nothing"):
        answer = client.get(address, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in client.get("/search?q=mer").headers
    assert client.options("/api/v1/search").headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_answer_that_has_not_changed_is_not_sent_again(client: FlaskClient, example: str) -> None:
    etag = client.get(f"/api/v1{example}").headers["ETag"]
    assert client.get(f"/api/v1{example}", headers={"If-None-Match": etag}).status_code == 304


def test_the_page_of_the_api_shows_every_address_and_explains_every_code(client: FlaskClient) -> None:
    page = client.get("/api").get_data(as_text=True)
    for one in operations():
        assert f"/api/v1{openapi.braced(one.path)}" in page
    told = told_of(client, "/api/v1/search?limit=x", 400)
    assert f'id="{told.type.partition("#")[2]}"' in page


def test_people_and_shows_lead_to_their_episodes(client: FlaskClient) -> None:
    for room in ("people", "shows"):
        for one in client.get(f"/api/v1/{room}").json[room]:  # type: ignore[index]
            page = client.get(f"/api/v1/{room}/{one['key']}?limit=100").json
            assert page and page["name"] == one["name"] and page["total"] == one["episodes"] == len(page["episodes"])


def _is_closed(schema: object) -> bool:
    """Whether every object of a schema says which fields it has and that it has no others."""
    return all(
        one.get("additionalProperties") is False and all(isinstance(field, dict) and field for field in one["properties"].values())
        for one in _objects(schema)
    )


def _objects(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)
