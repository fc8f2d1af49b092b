"""What grows with an archive: one run over sizes and engines, as a table.

    python -m tests.opensearch.scale [--sizes 1000 10000] [--engines whoosh one two] [--work FOLDER]

Each new query is asked once, in a process of its own behind a few that warm; `full` is what the public asks (forms, slips, facets,
months, moments), `strict` one exact word a slot. A node has a heap of 512 MB, and what its files take in the system's cache.
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

from archive.search.index.factory import EngineChoice, choose
from tests.bench import corpus, queries
from tests.bench.one import own_memory, timed
from tests.bench.peers.ours import Full, Strict
from tests.opensearch.nodes import TestCluster, cluster

ENGINES = ("whoosh", "one", "two")
MOST_ASKED = 150
COLUMNS = (
    "episodes", "engine", "episodes a second", "kB an episode here", "kB an episode there",
    "full p50", "full p99", "strict p50", "strict p99", "MB of the process",
)  # fmt: skip


def measured(root: Path, episodes: Path, address: str) -> dict[str, float]:
    """Asks what is in a folder; times in ms."""
    choose(EngineChoice(address))
    chosen = queries.kept(episodes.parent, corpus.stored(episodes))
    told: dict[str, float] = {}
    for name, peer in (("strict", Strict(root)), ("full", Full(root))):
        peer.open()
        for query in chosen.warming[:10]:
            peer.ask(query)
        taken = sorted(timed(peer, query)[0][0] for query in chosen.new[:: max(1, len(chosen.new) // MOST_ASKED)])
        told |= {f"{name} p50": taken[len(taken) // 2], f"{name} p99": taken[int(0.99 * (len(taken) - 1))]}
        told["MB of the process"] = own_memory() / 1e6
        peer.close()
    return told


def row(size: int, engine: str, work: Path) -> dict[str, float | str]:
    """Builds, and asks in another process."""
    with ExitStack() as stack:
        nodes = stack.enter_context(cluster(Path(tempfile.mkdtemp(dir=work)), *_nodes(engine))) if engine != "whoosh" else None
        address = nodes.address("scale", shards=2) if nodes else ""
        root = Path(tempfile.mkdtemp(dir=work))
        episodes = corpus.write("generated", size, work / f"generated-{size}" / "episodes.jsonl")
        choose(EngineChoice(address))
        began = time.perf_counter()
        Strict(root, workers=2).build(episodes)
        seconds = time.perf_counter() - began
        here = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
        asked = [sys.executable, "-m", "tests.opensearch.scale", "--ask", str(root), str(episodes), address]
        told = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
        sizes = {"kB an episode here": here / size / 1e3, "kB an episode there": _stored(nodes) / size / 1e3 if nodes else 0.0}
        rate: dict[str, float | str] = {"episodes": size, "engine": engine, "episodes a second": size / seconds}
        return rate | sizes | dict[str, float](told)


def _nodes(engine: str) -> tuple[int, int]:
    return (1, 0) if engine == "one" else (2, 1)


def _stored(nodes: TestCluster) -> float:
    """Bytes of all copies of all shards, when they are written as one segment each."""
    base = f"http://127.0.0.1:{nodes.nodes[0].http}"
    nodes.wait(status="green")
    with urllib.request.urlopen(f"{base}/_stats/store") as answer:
        return float(json.load(answer)["_all"]["total"]["store"]["size_in_bytes"])


def table(rows: Sequence[dict[str, float | str]]) -> str:
    """The rows in Markdown."""
    return "\n".join(_lines(rows))


def _lines(rows: Sequence[dict[str, float | str]]) -> Iterator[str]:
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|" + "---|" * len(COLUMNS)
    for one in rows:
        yield "| " + " | ".join(f"{one[name]:,.1f}" if isinstance(one[name], float) else f"{one[name]}" for name in COLUMNS) + " |"


def main() -> None:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--work", type=Path, default=Path("bench-work"))
    parser.add_argument("--ask", nargs=3, metavar=("ROOT", "EPISODES", "ADDRESS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ask:
        print(json.dumps(measured(Path(asked.ask[0]), Path(asked.ask[1]), asked.ask[2])))
        return
    asked.work.mkdir(parents=True, exist_ok=True)
    rows = []
    for size in asked.sizes:
        for engine in asked.engines:
            rows.append(row(size, engine, asked.work))
            print(table(rows[-1:]), file=sys.stderr, flush=True)
    print(table(rows))


if __name__ == "__main__":
    main()
