"""What grows with an archive: one run over sizes and engines, as a table.

    python -m tests.opensearch.scale [--sizes 1000 10000] [--engines whoosh one two] [--work FOLDER]

Runs in parts: a size with an engine that was measured in FOLDER before is not measured again, and its episodes are not made again.
Each new query is asked once, in a process of its own behind a few that warm; `full` is what the public asks (forms, slips, facets,
months, moments), `strict` one exact word a slot. A node has a heap of 512 MB, and what its files take in the system's cache.
What each query took stands in FOLDER/points-SIZE-ENGINE.json (`tests.opensearch.load` fits a model to it).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from archive.search.index.factory import EngineChoice, choose
from tests.bench import corpus, queries
from tests.bench.one import own_memory, timed
from tests.bench.peers.ours import Full, Strict
from tests.opensearch.nodes import TestCluster, cluster

ENGINES = ("whoosh", "one", "two")
MOST_ASKED = 150
QUICK = 30
"""Of these, the last ones are asked again at once: what is kept answers."""
PEERS = {"strict": Strict, "full": Full}
Row = dict[str, Any]
COLUMNS = (
    "episodes",
    "engine",
    "episodes a second",
    "kB an episode here",
    "kB an episode there",
    "full p50",
    "full p99",
    "full again",
    "strict p50",
    "strict p99",
    "MB of the process",
    "MB of the nodes",
)


def measured(peer: Strict | Full, episodes: Path) -> dict[str, Any]:
    """Asks what is in a folder, each query for the first time; times in ms. `points`: of each query its kind, how many episodes
    answer, and its time."""
    chosen = queries.kept(episodes.parent, corpus.stored(episodes))
    asked = chosen.new[:: max(1, len(chosen.new) // MOST_ASKED)]
    peer.open()
    for query in chosen.warming[:10]:
        peer.ask(query)
    points = [_point(peer, query) for query in asked]
    again = sorted(timed(peer, query)[0][0] for query in asked[-QUICK:])
    taken = sorted(float(point[-1]) for point in points)
    told = {"p50": taken[len(taken) // 2], "p99": taken[int(0.99 * (len(taken) - 1))], "again": again[len(again) // 2]}
    peer.close()
    return told | {"memory": own_memory() / 1e6, "points": points}


def _point(peer: Strict | Full, query: queries.Asked) -> list[Any]:
    (wall, *_), found = timed(peer, query)
    assert found is not None
    return [query.group, found.total, wall]


def _asked(name: str, root: Path, episodes: Path, address: str) -> dict[str, Any]:
    """What a process of its own measured, that has nothing at hand."""
    words = [sys.executable, "-m", "tests.opensearch.scale", "--ask", name, str(root), str(episodes), address]
    told: dict[str, Any] = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return told


def row(size: int, engine: str, work: Path) -> Row:
    """Builds, and asks in another process; what was built is deleted again."""
    with ExitStack() as stack:
        home, root = (Path(stack.enter_context(tempfile.TemporaryDirectory(dir=work))) for _ in range(2))
        nodes = stack.enter_context(cluster(home / "nodes", *_nodes(engine))) if engine != "whoosh" else None
        address = nodes.address("scale", shards=2) if nodes else ""
        episodes = corpus.write("generated", size, work / f"generated-{size}" / "episodes.jsonl")
        choose(EngineChoice(address))
        began = time.perf_counter()
        Strict(root, workers=2).build(episodes)
        seconds = time.perf_counter() - began
        here = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
        strict, full = (_asked(name, root, episodes, address) for name in PEERS)
        (work / f"points-{size}-{engine}.json").write_text(json.dumps(full["points"]))
        told = {
            f"{name} {what}": found[what]
            for name, found in (("full", full), ("strict", strict))
            for what in ("p50", "p99", "again")
        }
        told["MB of the process"] = full["memory"]
        there = {"kB an episode there": _stored(nodes) / size / 1e3 if nodes else 0.0, "MB of the nodes": _memory(nodes) / 1e6}
        return (
            {"episodes": size, "engine": engine, "episodes a second": size / seconds, "kB an episode here": here / size / 1e3}
            | there
            | told
        )


def _nodes(engine: str) -> tuple[int, int]:
    return (1, 0) if engine == "one" else (2, 1)


def _stored(nodes: TestCluster) -> float:
    """Bytes of all copies of all shards."""
    nodes.wait(status="green")
    with urllib.request.urlopen(f"http://127.0.0.1:{nodes.nodes[0].http}/_stats/store") as answer:
        return float(json.load(answer)["_all"]["total"]["store"]["size_in_bytes"])


def _memory(nodes: TestCluster | None) -> float:
    """Bytes of all nodes together that are no file's."""
    return float(sum(psutil.Process(node.pid).memory_full_info().uss for node in nodes.nodes)) if nodes else 0.0


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    return "\n".join(_lines(rows))


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|" + "---|" * len(COLUMNS)
    for one in rows:
        yield "| " + " | ".join(f"{one[name]:,.1f}" if isinstance(one[name], float) else f"{one[name]}" for name in COLUMNS) + " |"


def kept(path: Path) -> list[Row]:
    """What was measured before."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def main() -> None:
    """Measures what is not measured yet, and prints the table of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--work", type=Path, default=Path("bench-work"))
    parser.add_argument("--ask", nargs=4, metavar=("PEER", "ROOT", "EPISODES", "ADDRESS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ask:
        name, root, episodes, address = asked.ask
        choose(EngineChoice(address))
        print(json.dumps(measured(PEERS[name](Path(root)), Path(episodes))))
        return
    asked.work.mkdir(parents=True, exist_ok=True)
    log = asked.work / "rows.jsonl"
    for size in asked.sizes:
        for engine in asked.engines:
            if not any((one["episodes"], one["engine"]) == (size, engine) for one in kept(log)):
                fresh = row(size, engine, asked.work)
                with log.open("a") as out:
                    out.write(json.dumps(fresh) + "\n")
                print(table([fresh]), file=sys.stderr, flush=True)
    print(table(kept(log)))


if __name__ == "__main__":
    main()
