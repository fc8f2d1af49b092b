"""One engine in one process of its own: builds its index, or asks it, and prints what was measured as JSON.

python -m tests.bench.one build|ask|stream|first PEER CORPUS FOLDER [--workers N]
"""

import argparse
import contextlib
import gc
import json
import os
import resource
import shutil
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from tests.bench import corpus, queries
from tests.bench.peers import make
from tests.bench.peers.base import Found, Peer, nothing
from tests.bench.queries import Asked

TIMES = 10
"""A query that is asked again is asked so often."""
LONGEST = {"new": 12.0, "again": 3.0, "count": 4.0}
"""Seconds after which the rest of a class is not asked of an engine: what takes so long is known by then, and n is told."""
LONGEST_STREAM = 30.0

Measured = dict[str, object]
Taken = tuple[float, float, float]
"""Milliseconds: the wall's time, the process's own time, the wall's until the hits were known."""


def main(arguments: Sequence[str]) -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("build", "ask", "stream", "first"))
    parser.add_argument("peer")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args(arguments)
    if asked.what == "build":
        measured = build(asked.peer, asked.corpus, asked.folder, asked.workers)
    else:
        measured = {"ask": ask, "stream": stream, "first": first}[asked.what](asked.peer, asked.corpus, asked.folder)
    print(json.dumps(measured))


def build(name: str, episodes: Path, folder: Path, workers: int) -> Measured:
    """Time, memory and size of an index from stored episodes. Peak memory is that of all its processes together."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    peer = make(name, folder, workers)
    getattr(peer, "prepare", nothing)()
    # What was written before this, a corpus of gigabytes perhaps, is not to be waited for by whoever syncs first.
    os.sync()
    with Peak() as peak:
        began, busy = time.perf_counter(), _busy()
        peer.build(episodes)
        seconds, spent = time.perf_counter() - began, _busy() - busy
    sizes = {"peak_mb": peak.bytes / 1e6, "size_mb": _size(folder) / 1e6}
    return {"seconds": seconds, "cpu_seconds": spent, "workers": workers, **sizes}


def _busy() -> float:
    """Seconds that this process, its threads and the processes that it began and that ended have worked."""
    every = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in every)


def _freeze_loaded() -> None:
    """As `archive serve` does: what is loaded by now is never looked through again by the collector of cycles."""
    gc.collect()
    gc.freeze()


def ask(name: str, episodes: Path, folder: Path) -> Measured:
    """What every query took, of each class: `new`, asked once each after those that warm; `again`, the same few many times. Then
    what was answered, and the process's own memory after `new`, mapped files not counted."""
    chosen = queries.kept(episodes.parent, corpus.stored(episodes))
    peer = make(name, folder)
    peer.open()
    _freeze_loaded()
    for query in chosen.warming:
        peer.ask(query)
    new, answers = _new(peer, chosen.new)
    memory = own_memory()
    measured: Measured = {
        "new": new,
        "again": _again(peer, chosen.again),
        "answers": list(_answers(peer, chosen.new, answers)),
        "memory_mb": memory / 1e6,
    }
    peer.close()
    return measured


def stream(name: str, episodes: Path, folder: Path) -> Measured:
    """What each query of the stream took, ms, in a process that has met none of them before, for LONGEST_STREAM at most; those it
    has no query for left out."""
    chosen = queries.kept(episodes.parent, corpus.stored(episodes))
    peer = make(name, folder)
    peer.open()
    _freeze_loaded()
    for query in chosen.warming:
        peer.ask(query)
    taken, over = [], time.monotonic() + LONGEST_STREAM
    for place in chosen.stream:
        one, found = timed(peer, chosen.new[place])
        if found is not None:
            taken.append(one[0])
        if time.monotonic() > over:
            break
    peer.close()
    return {"stream": taken}


def first(name: str, episodes: Path, folder: Path) -> Measured:
    """Opening and the first query in a fresh process, in ms; imports are not counted."""
    query = queries.kept(episodes.parent, corpus.stored(episodes)).new[0]
    peer = make(name, folder)
    began = time.perf_counter()
    peer.open()
    opened = time.perf_counter()
    peer.ask(query)
    answered = time.perf_counter()
    peer.close()
    return {"open_ms": (opened - began) * 1e3, "first_ms": (answered - opened) * 1e3}


def _new(peer: Peer, asked: Sequence[Asked]) -> tuple[dict[str, list[Taken]], list[Found | None]]:
    """Each query once, as long as its class may take: what it took by class, and the answers, None where the engine has no such
    query or was not asked; raises ValueError where one would be asked twice."""
    if len(set(asked)) < len(asked):
        raise ValueError("a query would be measured twice")
    taken: dict[str, list[Taken]] = defaultdict(list)
    answers: list[Found | None] = []
    spent = Spent("new")
    for query in asked:
        if spent.all_of(query):
            answers.append(None)
            continue
        with spent.by(query):
            one, found = timed(peer, query)
        answers.append(found)
        if found is not None:
            taken[query.group].append(one)
    return taken, answers


class Spent:
    """The seconds that an engine took for each class of queries in one part of the bench."""

    def __init__(self, part: str) -> None:
        self._most = LONGEST[part]
        self._seconds: dict[str, float] = defaultdict(float)

    def all_of(self, query: Asked) -> bool:
        """Whether the class of a query has had its time."""
        return self._seconds[query.group] > self._most

    @contextlib.contextmanager
    def by(self, query: Asked) -> Iterator[None]:
        """Counts what is done for a query."""
        began = time.monotonic()
        yield
        self._seconds[query.group] += time.monotonic() - began


def timed(peer: Peer, query: Asked) -> tuple[Taken, Found | None]:
    """The answer to a query, and what it took in ms: the wall's time, the process's own, the wall's until the hits were known."""
    marks: list[float] = []
    began, busy = time.perf_counter(), time.process_time()
    found = peer.ask(query, lambda: marks.append(time.perf_counter()))
    over, spent = time.perf_counter(), time.process_time() - busy
    searched = marks[0] if marks else over
    return ((over - began) * 1e3, spent * 1e3, (searched - began) * 1e3), found


def _again(peer: Peer, asked: Sequence[Asked]) -> dict[str, list[float]]:
    """What the queries of each class took, ms, asked so many times: from the second on a cache may answer."""
    taken: dict[str, list[float]] = defaultdict(list)
    spent = Spent("again")
    for query in asked:
        if not spent.all_of(query):
            with spent.by(query):
                if peer.ask(query) is not None:
                    taken[query.group] += [timed(peer, query)[0][0] for _ in range(TIMES)]
    return taken


def own_memory() -> int:
    """Bytes of this process that are no file's. Where the system does not tell them apart, clean pages of files that nobody else
    has mapped count too."""
    with contextlib.suppress(OSError):
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Anonymous:"))
    return int(psutil.Process().memory_full_info().uss)


class Peak:
    """The most memory that this process and its children were seen to hold, in bytes, looked at 20 times a second; what is a file's
    is not theirs, where the system tells (Linux)."""

    def __init__(self) -> None:
        self.bytes = 0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Peak":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        me = psutil.Process()
        while not self._over.wait(0.05):
            with contextlib.suppress(psutil.NoSuchProcess):
                each = (one.memory_info() for one in (me, *me.children(recursive=True)))
                held = sum(one.rss - getattr(one, "shared", 0) for one in each)
                self.bytes = max(self.bytes, held)


def _answers(peer: Peer, asked: Sequence[Asked], answers: Sequence[Found | None]) -> Iterator[Measured]:
    """What is compared of each query. An engine that gave no total is asked for it, as long as that may take."""
    spent = Spent("count")
    for query, found in zip(asked, answers, strict=True):
        total = found.total if found else None
        if total is None and not spent.all_of(query):
            with spent.by(query):
                total = peer.count(query)
        yield _answer(query, found, total)


def _answer(query: Asked, found: Found | None, total: int | None) -> Measured:
    """What is compared between engines: the number of episodes, and whether ten of them have their moments."""
    with_moments = sum(bool(moments) for _, moments in found.episodes) if found else None
    return {
        "group": query.group,
        "text": query.text,
        "total": total,
        "shown": len(found.episodes) if found else None,
        "with_moments": with_moments,
        "facets": found.facets if found else None,
    }


def _size(folder: Path) -> int:
    """Bytes on disk; a file linked twice counts once."""
    found = {(path.stat().st_dev, path.stat().st_ino): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(found.values())


if __name__ == "__main__":
    main(sys.argv[1:])
