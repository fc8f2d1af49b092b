"""Slow clients hang on a site while another visitor reads it.

    python -m tests.load.slow_clients --library DIR [--clients 200] [--seconds 20] [--kinds silent …] [--query WORDS]

Loopback only, and bounded. A client that is cut off comes again at once. The other visitor asks every tenth of a second, each time
on a new connection, whether the one before was answered or not: a site that stands still is measured as often as one that does not.
"""

import argparse
import asyncio
import ipaddress
import itertools
import json
import statistics
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from tests.load.http import SMALL_BUFFER, Site, ask, connect, receive, send
from tests.servers import serve_library

MOST_CLIENTS, MOST_SECONDS = 500, 600
PACE_S = 1.0
"""Between two bytes of a slow client."""
EVERY_S = 0.1
"""Between two questions of the other visitor."""
WAIT_S = 15.0
WORDS = ("france", "monde", "école", "travail", "python", "data", "people", "time", "nombre", "liberté", "code", "question")
HOSTILE = '"the "' * 48
HOSTILE_CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Target:
    """A site, and pages of it: one to read, and the largest found, to read slowly."""

    site: Site
    episode: str
    largest: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the other visitor: what for, when (seconds from the start), the status (0: no answer), the seconds it took."""

    what: str
    at: float
    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the other visitor beside one kind of client, and how often these came."""

    kind: str
    asked: tuple[Asked, ...]
    connections: int

    def of(self, what: str = "", since: float = 0.0) -> tuple[Asked, ...]:
        """The questions for one thing (for all), from a second on."""
        return tuple(one for one in self.asked if one.what.startswith(what) and one.at >= since)


@dataclass(slots=True)
class Counting:
    """How often clients came."""

    connections: int = field(default=0)


Client = Callable[[Target, int], Awaitable[None]]
"""What one client does, by its number, until it is cut off."""


async def drip_headers(target: Target, _number: int) -> None:
    """A head that never ends."""
    connection = await connect(target.site)
    try:
        await send(connection, "GET / HTTP/1.1\r\nHost: localhost\r\n")
        for number in itertools.count():
            await asyncio.sleep(PACE_S)
            await send(connection, f"X-{number}: a\r\n")
    finally:
        connection.close()


async def drip_bodies(target: Target, _number: int) -> None:
    """A body of a thousand bytes, one a second."""
    connection = await connect(target.site)
    try:
        await send(connection, "POST /episodes/a/proposal HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
        while True:
            await asyncio.sleep(PACE_S)
            await send(connection, "a")
    finally:
        connection.close()


async def stay_idle(target: Target, _number: int) -> None:
    """One request, then nothing, on a connection that is kept."""
    connection = await connect(target.site)
    try:
        await send(connection, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while await receive(connection):
            pass
    finally:
        connection.close()


async def say_nothing(target: Target, _number: int) -> None:
    """A connection, and that is all."""
    connection = await connect(target.site)
    try:
        await receive(connection)
    finally:
        connection.close()


async def read_slowly(target: Target, _number: int) -> None:
    """A large page, 512 bytes a second."""
    await _take_slowly(target.site, target.largest)


async def read_apart(target: Target, number: int) -> None:
    """The same, each client at another second of the page: so it is made for each of them."""
    await _take_slowly(target.site, f"{target.largest}?t={number}")


async def _take_slowly(site: Site, path: str) -> None:
    connection = await connect(site, buffer=SMALL_BUFFER)
    try:
        await send(connection, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while await receive(connection, 512):
            await asyncio.sleep(PACE_S)
    finally:
        connection.close()


def search_for(words: str) -> Client:
    """A client that asks for these words, once."""

    async def search(target: Target, _number: int) -> None:
        await ask(target.site, f"/search?q={quote(words)}", wait_s=60)
        await asyncio.Event().wait()

    return search


KINDS: dict[str, Client] = {
    "headers": drip_headers,
    "bodies": drip_bodies,
    "idle": stay_idle,
    "silent": say_nothing,
    "readers": read_slowly,
    "apart": read_apart,
}


async def measure(target: Target, kind: str, client: Client, *, clients: int, seconds: float) -> Outcome:
    """The other visitor's time beside so many clients of a kind."""
    counting = Counting()
    hanging = [asyncio.create_task(_again_and_again(client, target, number, counting)) for number in range(clients)]
    try:
        asked = await _visit(target, seconds)
    finally:
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
    return Outcome(kind, asked, counting.connections)


async def _again_and_again(client: Client, target: Target, number: int, counting: Counting) -> None:
    while True:
        counting.connections += 1
        with suppress(OSError, TimeoutError):
            await client(target, number)
        await asyncio.sleep(EVERY_S)


async def _visit(target: Target, seconds: float) -> tuple[Asked, ...]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    questions = _questions(target)
    asking: list[asyncio.Task[Asked]] = []
    while (now := loop.time() - began) < seconds:
        what, path = next(questions)
        asking.append(asyncio.create_task(_question(target.site, what, path, now)))
        await asyncio.sleep(EVERY_S)
    return tuple(await asyncio.gather(*asking))


def _questions(target: Target) -> Iterator[tuple[str, str]]:
    words = itertools.cycle(WORDS)
    while True:
        yield "health", "/healthz"
        yield "home", "/"
        yield "episode", target.episode
        yield "search", f"/search?q={quote(next(words))}"


async def _question(site: Site, what: str, path: str, at: float) -> Asked:
    try:
        reply = await ask(site, path, wait_s=WAIT_S)
    except (OSError, TimeoutError):
        return Asked(what, at, 0, WAIT_S)
    return Asked(what, at, reply.status, reply.seconds)


async def target_of(address: str) -> Target:
    """Looks at a site of this machine. Raises ValueError for any other."""
    parts = urlsplit(address)
    if not ipaddress.ip_address(parts.hostname or "").is_loopback or parts.port is None:
        raise ValueError(f"{address} is not a port of this machine's loopback address, such as http://127.0.0.1:8000")
    site = Site(parts.hostname or "", parts.port)
    hits = json.loads((await ask(site, "/api/search?q=&limit=20", wait_s=WAIT_S)).body)["episodes"]
    pages = [f"/episodes/{hit['slug']}" for hit in hits]
    sizes = {page: len((await ask(site, page, wait_s=WAIT_S)).body) for page in pages}
    by_size = sorted(pages, key=sizes.__getitem__)
    return Target(site, by_size[len(by_size) // 2], by_size[-1])


def lines(outcome: Outcome, since: float = 0.0) -> list[str]:
    """The outcome as lines of a table: what was asked, answered of asked, other statuses, p50, p99 and longest in ms."""
    rows = []
    for what in ("", "health", "home", "episode", "search"):
        asked = outcome.of(what, since)
        if not asked:
            continue
        times = sorted(one.seconds * 1000 for one in asked)
        answered = sum(one.status == 200 for one in asked)
        others = Counter(one.status for one in asked if one.status != 200)
        rows.append(
            f"{outcome.kind:8} {what or 'all':8} {answered:4} of {len(asked):4}  "
            f"p50 {statistics.median(times):6.0f}  p99 {_percentile(times, 0.99):6.0f}  longest {times[-1]:6.0f} ms"
            + "".join(f"  {count} × {status or 'nothing'}" for status, count in others.items())
        )
    return rows


def _percentile(times: Sequence[float], part: float) -> float:
    return times[min(len(times) - 1, int(len(times) * part))]


async def run(address: str, options: argparse.Namespace) -> None:
    """Measures each kind in turn, and prints."""
    target = await target_of(address)
    clients = {"nobody": (say_nothing, 0), **{kind: (KINDS[kind], options.clients) for kind in options.kinds}}
    if options.query is not None:
        clients = {"queries": (search_for(options.query), HOSTILE_CLIENTS)}
    for kind, (client, count) in clients.items():
        outcome = await measure(target, kind, client, clients=count, seconds=options.seconds)
        print(f"-- {count} × {kind}, who came {outcome.connections} times in {options.seconds:g} s")
        print(*lines(outcome), sep="\n")
        if kind in {"readers", "apart"}:
            print("   after the first 6 s:", *lines(outcome, since=6), sep="\n", flush=True)
        await asyncio.sleep(1)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Slow clients hang on a site while another visitor reads it.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--library", type=Path, help="serve this library, with `archive serve` as it is")
    where.add_argument("--address", help="a site that is served on this machine, such as http://127.0.0.1:8000")
    parser.add_argument("--clients", type=int, default=200, help=f"of each kind, at most {MOST_CLIENTS}")
    parser.add_argument("--seconds", type=float, default=20, help=f"for each kind, at most {MOST_SECONDS}")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--query", nargs="?", const=HOSTILE, help=f"{HOSTILE_CLIENTS} clients who search for this at once, instead")
    options = parser.parse_args()
    if not (0 < options.clients <= MOST_CLIENTS and 0 < options.seconds <= MOST_SECONDS):
        parser.error(f"at most {MOST_CLIENTS} clients for {MOST_SECONDS} s")
    with ExitStack() as stack:
        address = options.address or stack.enter_context(serve_library(options.library))
        asyncio.run(run(address, options))


if __name__ == "__main__":
    main()
