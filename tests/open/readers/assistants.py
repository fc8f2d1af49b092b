"""The tools of assistants, by the client of the protocol's own package, over both transports."""

import asyncio
import re
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from archive.python_api import Archive
from tests.open.readers import Outcome, Visited

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


def over_http(port: int, ask: Ask) -> Any:
    """The same of a server on this machine."""

    async def run() -> Any:
        async with (
            streamable_http_client(f"http://127.0.0.1:{port}/mcp") as (reading, writing, *_rest),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await ask(session)

    return asyncio.run(run())


@contextmanager
def serving(library: Path) -> Iterator[int]:
    """The port of a server over HTTP."""
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


async def told(session: ClientSession, tool: str, **asked: object) -> dict[str, Any]:
    """What a tool answers, as an object."""
    answer = await session.call_tool(tool, asked)
    assert not answer.is_error, answer.content
    assert answer.structured_content is not None
    return dict(answer.structured_content)


async def every_tool(session: ClientSession) -> dict[str, Any]:
    """One answer of each, and of questions that cannot be answered."""
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


def astray(archive: Archive, one: dict[str, Any]) -> str | None:
    """Why a quotation is none: not word for word, not at a line's second, or without its link."""
    episode = archive.episode(one["slug"])
    if episode is None:
        return f"{one['slug']}: unknown"
    # Applause and music, which are no speech, are left out of a quotation.
    words = " ".join(" ".join(cue.text for cue in episode.cues if cue.kind == "speech").split())
    if " ".join(one["text"].strip("…").split()) not in words:
        return f"{one['slug']}: nobody says {one['text'][:80]!r}"
    at = one["second"] in {cue.start_ms // 1000 for cue in episode.cues}
    told = re.search(rf"/episodes/{re.escape(one['slug'])}\?t=(\d+)#t{one['second']}$", one["link"])
    linked = told is not None and int(told[1]) >= one["second"]
    return None if at and linked else f"{one['slug']}: {one['second']}, {one['link']}"


def mcp_stdio(visited: Visited) -> Iterator[Outcome]:
    """Every tool over stdio, and every episode by two of them."""

    async def ask(session: ClientSession) -> list[Outcome]:
        answers = await every_tool(session)
        found: list[Outcome] = [("tools", None if answers["tools"] == TOOLS else str(answers["tools"]))]
        found += [(tool, _wrong(visited.archive, answers[tool])) for tool in sorted(TOOLS)]
        for episode in visited.archive:
            second = episode.cues[len(episode.cues) // 2].start_ms // 1000
            for tool, more in (("passage", {"second": second, "seconds": 20}), ("cite", {"second": second})):
                answer = await told(session, tool, slug=episode.slug, **more)
                found.append((f"{tool} {episode.slug}", _wrong(visited.archive, answer)))
        return found

    yield from over_stdio(visited.library, ask)


def mcp_http(visited: Visited) -> Iterator[Outcome]:
    """Every tool over HTTP."""
    with serving(visited.library) as port:
        answers = over_http(port, every_tool)
    for tool in sorted(TOOLS):
        yield tool, _wrong(visited.archive, answers[tool])


def _wrong(archive: Archive, answer: object) -> str | None:
    said = list(quotations(answer))
    return next((why for one in said if (why := astray(archive, one))), None) if said else "no quotation"
