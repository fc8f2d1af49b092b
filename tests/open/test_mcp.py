"""Assistants, by the client of the protocol's own package, over both transports."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession

from archive import open_archive
from tests.open.readers.assistants import TOOLS, astray, every_tool, over_http, over_stdio, quotations, serving, told


@pytest.fixture(scope="module")
def answers(sample_library: Path) -> dict[str, Any]:
    """What the sample archive answers over stdio."""
    return dict(over_stdio(sample_library, every_tool))


def test_all_tools_are_there(answers: dict[str, Any]) -> None:
    assert answers["tools"] == TOOLS


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_answer_quotes_what_was_said_with_second_and_link(answers: dict[str, Any], tool: str, sample_library: Path) -> None:
    said = list(quotations(answers[tool]))
    assert said
    with open_archive(sample_library) as archive:
        assert [why for one in said if (why := astray(archive, one))] == []
        assert all(one["link"].startswith("http://127.0.0.1:8000/episodes/") for one in said)


def test_what_is_not_there_is_said_not_to_be(answers: dict[str, Any]) -> None:
    assert answers["near"]["total"] == 0
    assert "Do not invent" in answers["near"]["note"]
    assert all(one["found"] != "said" for one in quotations(answers["near"]))


def test_a_wrong_question_says_what_may_be_asked(answers: dict[str, Any]) -> None:
    assert "no episode is called nothing" in answers["unknown"]
    assert answers["too many"] is True
    assert "2026-02-09" in answers["bad date"]


@pytest.fixture(scope="module")
def port(sample_library: Path) -> Iterator[int]:
    """The port of a server over HTTP."""
    with serving(sample_library) as found:
        yield found


def test_over_http_the_same_is_answered(port: int, answers: dict[str, Any]) -> None:
    async def ask(session: ClientSession) -> Any:
        return await told(session, "search", query="mer", limit=2)

    assert over_http(port, ask) == answers["search"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_over_http_others_are_refused(port: int, headers: dict[str, str]) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    common = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/mcp", body, {**common, **headers})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=20)
    assert refused.value.code in {403, 421}
    refused.value.close()
