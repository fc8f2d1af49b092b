"""`make load`: requests a second of the site beside Datasette over the same captions, the same questions for both.

    python -m tests.load.http_bench LIBRARY [--work DIR] [--questions 2000] [--seconds 10] [--datasette PROGRAM] [--write FILE]

wrk asks over the loopback, and accepts gzip and brotli as browsers do. New questions are asked once each, of a server that just
started and was warmed by a hundred others;
what is asked again is asked until the time is over. Every table says how many were asked, how, and how many failed.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from archive.library import Library
from tests.load import datasette_peer
from tests.load.questions import CLASSES, Question, draw, said_in
from tests.servers import get, serve_library

SEED = 20260209
WARMING = 100
AT_ONCE = 8
PAGES = 400
"""Episode pages that are asked in turn."""
TIMES_BEFORE = 10
"""Each page is asked for so often before pages are measured, so that every process has made it."""
SCRIPT = Path(__file__).with_name("replay.lua")
LONGEST_S = 3600

Serve = Callable[[], AbstractContextManager[str]]
PathOf = Callable[[Question], str]


class Measured(msgspec.Struct, frozen=True):
    """What wrk reports: how many answers in how many seconds, their bytes, those that failed, and their times in microseconds."""

    requests: int
    seconds: float
    bytes: int
    errors: int
    p50: float
    p90: float
    p95: float
    p99: float
    most: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds if self.seconds else 0.0

    def told(self) -> str:
        """Rate, p50 and p99 in ms, and failures where there are any."""
        return (
            f"{self.rate:,.0f} ({self.p50 / 1000:.1f}, {self.p99 / 1000:.1f} ms{f'; {self.errors} failed' if self.errors else ''})"
        )


@dataclass(frozen=True, slots=True)
class Server:
    """One of those compared: its name, how it is started, and the paths of a question as a page and as JSON."""

    name: str
    serve: Serve
    page: PathOf
    json: PathOf


def measure(address: str, paths: Sequence[str], work: Path, *, at_once: int = AT_ONCE, seconds: int = 0) -> Measured:
    """wrk over some paths: each once, or for some seconds again and again."""
    listed = work / "paths.txt"
    listed.write_text("".join(f"{path}\n" for path in paths))
    lasts = f"{seconds or LONGEST_S}s"
    told = {**os.environ, "PATHS": str(listed), "ROUND": "1" if seconds else "0"}
    command = ["wrk", "-t1", f"-c{at_once}", f"-d{lasts}", "--timeout", "30s", "-s", SCRIPT, address]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=told)
    return msgspec.json.decode(done.stdout.strip().rpartition("\n")[2], type=Measured)


def page_of(question: Question) -> str:
    """Our page of a question."""
    return "/search?" + _asked(question)


def json_of(question: Question) -> str:
    """Our answer of a question, for programs."""
    return "/api/search?" + _asked(question)


def _asked(question: Question) -> str:
    asked = {"q": question.text, "after": question.after, "before": question.before}
    return urlencode({key: value for key, value in asked.items() if value})


def warmed(server: Server, questions: Sequence[Question], form: PathOf, work: Path) -> AbstractContextManager[str]:
    """A server that just started and has answered some questions, to measure it with others."""
    return _Warmed(server, [form(question) for question in questions], work)


class _Warmed(AbstractContextManager[str]):
    def __init__(self, server: Server, paths: Sequence[str], work: Path) -> None:
        self._running, self._paths, self._work = server.serve(), paths, work

    def __enter__(self) -> str:
        address = self._running.__enter__()
        measure(address, self._paths, self._work)
        return address

    def __exit__(self, *raised: object) -> None:
        self._running.__exit__(None, None, None)


def new_questions(servers: Sequence[Server], asked: Sequence[Question], warming: Sequence[Question], work: Path) -> Iterator[str]:
    """The table of questions that nobody asked before: all of them eight at once, as page and as JSON."""
    rows: dict[str, list[Measured]] = {"page": [], "JSON": []}
    for server in servers:
        for label, path_of in (("page", server.page), ("JSON", server.json)):
            with warmed(server, warming, path_of, work) as address:
                rows[label].append(measure(address, [path_of(question) for question in asked], work))
    yield from table(f"new questions, {len(asked):,}, {AT_ONCE} at once", servers, rows)


def by_class(servers: Sequence[Server], asked: Sequence[Question], warming: Sequence[Question], work: Path) -> Iterator[str]:
    """The table of pages by class of question, one at a time."""
    rows: dict[str, list[Measured]] = {kind: [] for kind in CLASSES}
    for server in servers:
        with warmed(server, warming, server.page, work) as address:
            for kind in CLASSES:
                paths = [server.page(question) for question in asked if question.kind == kind]
                rows[kind].append(measure(address, paths, work, at_once=1))
    yield from table("page, one at a time", servers, rows)


def asked_again(servers: Sequence[Server], asked: Sequence[Question], seconds: int, work: Path) -> Iterator[str]:
    """The table of what is asked again and again: one common word, and every question a second time."""
    common = next(question for question in asked if question.kind == "common word")
    rows: dict[str, list[Measured]] = {
        "a common word, page": [],
        "a common word, JSON": [],
        "every question a second time, page": [],
    }
    for server in servers:
        with warmed(server, [common], server.page, work) as address:
            rows["a common word, page"].append(measure(address, [server.page(common)], work, seconds=seconds))
            rows["a common word, JSON"].append(measure(address, [server.json(common)], work, seconds=seconds))
            paths = [server.page(question) for question in asked]
            measure(address, paths, work)
            rows["every question a second time, page"].append(measure(address, paths, work))
    yield from table(f"asked again, {AT_ONCE} at once", servers, rows)


def table(what: str, servers: Sequence[Server], rows: Mapping[str, Sequence[Measured]]) -> Iterator[str]:
    """A table of the servers, what the first does first as a multiple of each other's rate."""
    others = servers[1:]
    yield "| " + " | ".join([what, *(f"times {other.name}" for other in others), *(server.name for server in servers)]) + " |"
    yield "|---" * (len(servers) + len(others) + 1) + "|"
    for label, (own, *theirs) in rows.items():
        times = [f"×{own.rate / their.rate:.2g}" if their.rate else "" for their in theirs]
        yield "| " + " | ".join([label, *times, own.told(), *(their.told() for their in theirs)]) + " |"


def pages(server: Server, root: Path, seconds: int, work: Path) -> Iterator[str]:
    """The table of pages that hang on no question, and of the sizes of what is sent."""
    with Library.open(root, read_only=True) as library:
        slugs = sorted(library.digests())
    drawn = random.Random(SEED).sample(slugs, min(PAGES, len(slugs)))
    groups = {
        "home": ["/"],
        f"{len(drawn)} episode pages": [f"/episodes/{slug}" for slug in drawn],
        "browse pages": ["/shows", "/people", "/calendar", "/episodes", "/help", "/trends"],
        "feed": ["/feeds/episodes.atom"],
    }
    yield f"| pages, {AT_ONCE} at once for {seconds} s | {server.name} |"
    yield "|---|---|"
    with server.serve() as address:
        for label, paths in groups.items():
            measure(address, paths * TIMES_BEFORE, work)
            yield f"| {label} | {measure(address, paths, work, seconds=seconds).told()} |"


def sizes(server: Server, asked: Sequence[Question]) -> str:
    """How large pages of results are, before compression."""
    with server.serve() as address:
        found = sorted((len(get(address + server.page(question))), server.page(question)) for question in asked)
    (median, _), (most, where) = found[len(found) // 2], found[-1]
    return f"HTML of {len(found)} pages of results: median {median:,}, largest {most:,} bytes before gzip ({where})."


def questions(root: Path, count: int, work: Path) -> tuple[list[Question], list[Question]]:
    """Those to measure with, and others to warm with; kept in a file, so that every run and every server is asked the same."""
    kept = work / f"questions-{count}.json"
    if not kept.exists():
        dice = random.Random(SEED)
        kept.write_bytes(msgspec.json.encode(draw(said_in(root, dice), count + WARMING, dice)))
    drawn = msgspec.json.decode(kept.read_bytes(), type=list[Question])
    measured = [question for kind in CLASSES for question in _of(drawn, kind)[: count // len(CLASSES)]]
    chosen = {id(question) for question in measured}
    random.Random(SEED).shuffle(measured)
    return measured, [question for question in drawn if id(question) not in chosen]


def _of(drawn: Sequence[Question], kind: str) -> list[Question]:
    return [question for question in drawn if question.kind == kind]


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("library", type=Path)
    options.add_argument("--work", type=Path, default=Path("bench-work"))
    options.add_argument("--questions", type=int, default=2000)
    options.add_argument("--seconds", type=int, default=10)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--datasette", type=Path, default=Path(sys.executable).with_name("datasette"))
    options.add_argument("--write", type=Path, help="a file for the tables")
    chosen = options.parse_args()
    if not shutil.which("wrk"):
        options.exit(2, "wrk is not installed: on Debian and Ubuntu, apt-get install wrk\n")
    chosen.work.mkdir(parents=True, exist_ok=True)
    text = "\n".join(_tables(chosen))
    print(text)
    if chosen.write:
        chosen.write.write_text(text + "\n")


def _tables(chosen: argparse.Namespace) -> Iterator[str]:
    asked, warming = questions(chosen.library, chosen.questions, chosen.work)
    ours = Server("ours", lambda: serve_library(chosen.library, "--workers", str(chosen.workers)), page_of, json_of)
    servers = [ours, *_datasette(chosen)]
    with Library.open(chosen.library, read_only=True) as library:
        yield f"{len(library.digests()):,} episodes; {chosen.workers} workers; requests/s, in brackets p50 and p99.\n"
    yield from new_questions(servers, asked, warming, chosen.work)
    yield ""
    yield from by_class(servers, asked, warming, chosen.work)
    yield ""
    yield from asked_again(servers, asked, chosen.seconds, chosen.work)
    yield ""
    yield from pages(ours, chosen.library, chosen.seconds, chosen.work)
    yield "\n" + sizes(ours, asked[:: max(1, len(asked) // 200)])


def _datasette(chosen: argparse.Namespace) -> Iterator[Server]:
    """Datasette, where it is installed."""
    if not chosen.datasette.exists():
        print(f"{chosen.datasette} is missing: ours is measured alone", file=sys.stderr)
        return
    database = chosen.work / "captions.db"
    datasette_peer.build(chosen.library, database)
    yield Server(
        "Datasette, FTS5",
        lambda: datasette_peer.serve(chosen.datasette, database),
        datasette_peer.path_of,
        lambda question: datasette_peer.path_of(question, ".json"),
    )


if __name__ == "__main__":
    main()
