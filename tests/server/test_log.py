"""What the server says of requests that it refuses: a line of JSON, without the visitor's address."""

import json
import logging

import pytest
from gunicorn.config import Config

from archive.server.connections import ServerLog
from archive.web.http.health_and_logs import JsonLines


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::9"])
def test_a_refused_request_is_logged_without_the_visitor_s_address(caplog: pytest.LogCaptureFixture, address: str) -> None:
    log = ServerLog(Config())
    with caplog.at_level(logging.INFO):
        log.warning(f"Invalid request from ip={address}: 'Invalid HTTP Version: 9'")
    (record,) = caplog.records
    line = json.loads(JsonLines().format(record))
    assert line["said"] == "Invalid request: 'Invalid HTTP Version: 9'"
    assert line["level"] == "warning"
    assert address not in JsonLines().format(record)
