"""Assistants, by the client of the protocol's own package, over both transports."""

import asyncio
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from archive import open_archive

TOOLS = {"search", "moments", "episode", "passage", "cite", "people", "trends"}
Ask = Callable[[ClientSession], Awaitable[Any]]


def over_stdio(library: Path, ask: Ask) -> Any:
    """What a session over stdin and stdout gives."""
    program = StdioServerParameters(command=sys.executable, args=["-m", "archive.cli", "--library", str(library), "mcp"])

    async def run() -> Any:
        async with stdio_client(program) as (reading, writing), ClientSession(reading, writing) as session:
            await session.initialize()
            return await ask(session)

    return asyncio.run(run())


async def told(session: ClientSession, tool: str, **asked: object) -> dict[str, Any]:
    """What a tool answers, as an object."""
    answer = await session.call_tool(tool, asked)
    assert not answer.is_error, answer.content
    assert answer.structured_content is not None
    return dict(answer.structured_content)


async def every_tool(session: ClientSession) -> dict[str, Any]:
    """One answer of each."""
    found = await told(session, "search", query="mer", limit=2)
    slug = found["episodes"][0]["slug"]
    second = found["episodes"][0]["quotations"][0]["second"]
    return {
        "tools": {tool.name for tool in (await session.list_tools()).tools},
        "search": found,
        "moments": await told(session, "moments", query="mer", limit=3),
        "episode": await told(session, "episode", slug=slug),
        "passage": await told(session, "passage", slug=slug, second=second, seconds=20),
        "cite": await told(session, "cite", slug=slug, second=second),
        "people": await told(session, "people", limit=3),
        "trends": await told(session, "trends", words=["mer", "train"]),
        "near": await told(session, "search", query="zzyzxq"),
        "unknown": (await session.call_tool("episode", {"slug": "nothing"})).content[0].text,
        "too many": (await session.call_tool("search", {"query": "mer", "limit": 1000})).is_error,
        "bad date": (await session.call_tool("search", {"query": "mer", "after": "hier"})).content[0].text,
    }


@pytest.fixture(scope="module")
def answers(sample_library: Path) -> dict[str, Any]:
    """What the sample archive answers over stdio."""
    return dict(over_stdio(sample_library, every_tool))


def quotations(value: object) -> Iterator[dict[str, Any]]:
    """Every quotation of an answer."""
    if isinstance(value, dict):
        if {"text", "second", "link", "found"} <= set(value):
            yield value
        for part in value.values():
            yield from quotations(part)
    elif isinstance(value, list):
        for part in value:
            yield from quotations(part)


def test_all_tools_are_there(answers: dict[str, Any]) -> None:
    assert answers["tools"] == TOOLS


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_answer_quotes_what_was_said_with_second_and_link(answers: dict[str, Any], tool: str, sample_library: Path) -> None:
    said = list(quotations(answers[tool]))
    assert said
    with open_archive(sample_library) as archive:
        for one in said:
            episode = archive.episode(one["slug"])
            assert episode is not None
            words = " ".join(" ".join(cue.text for cue in episode.cues).split())
            assert " ".join(one["text"].strip("…").split()) in words, "word for word"
            assert one["second"] in {cue.start_ms // 1000 for cue in episode.cues}
            assert one["link"] == f"http://127.0.0.1:8000/episodes/{one['slug']}?t={one['second']}#t{one['second']}"


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


@contextmanager
def serving(library: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-m", "archive.cli", "--library", library, "mcp", "--http", str(number)], stderr=-3)
    try:
        for _ in range(600):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.1)
        yield number
    finally:
        process.terminate()
        process.wait(20)


def test_over_http_the_same_is_answered(port: int, answers: dict[str, Any]) -> None:
    async def run() -> Any:
        async with (
            streamable_http_client(f"http://127.0.0.1:{port}/mcp") as (reading, writing, *_rest),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await told(session, "search", query="mer", limit=2)

    assert asyncio.run(run()) == answers["search"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_over_http_others_are_refused(port: int, headers: dict[str, str]) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    common = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/mcp", body, {**common, **headers})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=20)
    assert refused.value.code in {403, 421}
    refused.value.close()
