"""One engine in one process of its own: builds its index, or asks it, and prints what was measured as JSON.

python -m tests.bench.one build|ask|first PEER CORPUS FOLDER [--workers N] [--clock wall|cpu]
"""

import argparse
import contextlib
import json
import os
import shutil
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from tests.bench import corpus, queries
from tests.bench.peers import make
from tests.bench.peers.base import Found, Peer
from tests.bench.queries import Asked

SECONDS_A_QUERY = 0.25
MOST_TIMES = 30
LEAST_TIMES = 3

Measured = dict[str, object]
Clock = Callable[[], float]
# On a machine that others use, a process's own time tells what an answer costs, and the wall's how long others made it wait.
CLOCKS: dict[str, Clock] = {"wall": time.perf_counter, "cpu": time.process_time}


def main(arguments: Sequence[str]) -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("build", "ask", "first"))
    parser.add_argument("peer")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--clock", choices=tuple(CLOCKS), default="wall")
    asked = parser.parse_args(arguments)
    if asked.what == "build":
        measured = build(asked.peer, asked.corpus, asked.folder, asked.workers)
    else:
        measured = {"ask": ask, "first": first}[asked.what](asked.peer, asked.corpus, asked.folder, CLOCKS[asked.clock])
    print(json.dumps(measured))


def build(name: str, episodes: Path, folder: Path, workers: int) -> Measured:
    """Time, memory and size of an index from stored episodes. Peak memory is that of all its processes together."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    peer = make(name, folder, workers)
    # What was written before this, a corpus of gigabytes perhaps, is not to be waited for by whoever syncs first.
    os.sync()
    with Peak() as peak:
        began = time.perf_counter()
        peer.build(episodes)
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "peak_mb": peak.bytes / 1e6, "size_mb": _size(folder) / 1e6}


def ask(name: str, episodes: Path, folder: Path, clock: Clock = time.perf_counter) -> Measured:
    """Every query's times in ms, after one pass that is not measured; what was answered in that pass; the process's own memory
    at the end, mapped files not counted."""
    chosen = queries.kept(episodes.parent, corpus.stored(episodes))
    peer = make(name, folder)
    peer.open()
    answers = [(query, peer.ask(query)) for query in chosen]
    times: dict[str, list[list[float]]] = defaultdict(list)
    for query, found in answers:
        if found is not None:
            times[query.group].append(_times(peer, query, clock))
    measured: Measured = {
        "times": times,
        "answers": [_answer(peer, query, found) for query, found in answers],
        "memory_mb": own_memory() / 1e6,
    }
    peer.close()
    return measured


def first(name: str, episodes: Path, folder: Path, clock: Clock = time.perf_counter) -> Measured:
    """Opening and the first query in a fresh process, in ms; imports are not counted."""
    query = queries.kept(episodes.parent, corpus.stored(episodes))[0]
    peer = make(name, folder)
    began = clock()
    peer.open()
    opened = clock()
    peer.ask(query)
    answered = clock()
    peer.close()
    return {"open_ms": (opened - began) * 1e3, "first_ms": (answered - opened) * 1e3}


def own_memory() -> int:
    """Bytes of this process that are no file's. Where the system does not tell them apart, clean pages of files that nobody else
    has mapped count too."""
    with contextlib.suppress(OSError):
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Anonymous:"))
    return int(psutil.Process().memory_full_info().uss)


class Peak:
    """The most memory that this process and its children were seen to hold, in bytes, looked at 20 times a second."""

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
                held = sum(one.memory_info().rss for one in (me, *me.children(recursive=True)))
                self.bytes = max(self.bytes, held)


def _times(peer: Peer, query: Asked, clock: Clock) -> list[float]:
    times: list[float] = []
    spent = 0.0
    while len(times) < LEAST_TIMES or (len(times) < MOST_TIMES and spent < SECONDS_A_QUERY):
        began = clock()
        peer.ask(query)
        times.append((clock() - began) * 1e3)
        spent += times[-1] / 1e3
    return times


def _answer(peer: Peer, query: Asked, found: Found | None) -> Measured:
    """What is compared between engines: the number of episodes, and whether ten of them have their moments."""
    with_moments = sum(bool(moments) for _, moments in found.episodes) if found else None
    return {
        "group": query.group,
        "text": query.text,
        "total": peer.count(query),
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
