"""One line a request, without the words of a query unless asked."""

import json
import logging

import pytest
from flask import Flask

from archive.web.http.health_and_logs import ACCESS, JsonLines, log_requests


def lines_of(caplog: pytest.LogCaptureFixture, *, queries: bool) -> list[dict[str, object]]:
    app = Flask(__name__)
    app.add_url_rule("/search", view_func=lambda: "found")
    log_requests(app, queries=queries)
    with caplog.at_level(logging.INFO, ACCESS):
        app.test_client().get("/search?q=souverainet%C3%A9", headers={"X-Forwarded-For": "203.0.113.9"})
        app.test_client().get("/nowhere%0Aforged?q=a")
    return [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_a_request_is_one_line_without_the_words_or_the_address(caplog: pytest.LogCaptureFixture) -> None:
    first, second = lines_of(caplog, queries=False)
    assert (first["said"], first["status"], first["bytes"]) == ("GET /search", 200, 5)
    assert second["status"] == 404
    assert "souverain" not in json.dumps(first)
    assert "203.0.113.9" not in json.dumps(first)


def test_the_words_stand_in_the_line_where_they_are_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    assert lines_of(caplog, queries=True)[0]["q"] == "souveraineté"


def test_a_line_stays_one_line_whatever_is_asked(caplog: pytest.LogCaptureFixture) -> None:
    lines_of(caplog, queries=True)
    assert all("\n" not in JsonLines().format(record) for record in caplog.records)
