"""What was measured, as tables of ratios in Markdown."""

import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

OURS = "ours"
FULL = "ours, full query"
LOWEST = 0.005


@dataclass(frozen=True, slots=True)
class Run:
    """One engine at one size: what each step printed."""

    peer: str
    size: int
    build: dict[str, float]
    ask: dict[str, object]
    first: dict[str, float]


@dataclass(frozen=True, slots=True)
class Bench:
    """All runs over one kind of corpus, and how much text each size holds (MB)."""

    kind: str
    runs: tuple[Run, ...]
    text_mb: dict[int, float] = field(default_factory=dict)

    def at(self, size: int) -> dict[str, Run]:
        """The runs of a size by engine."""
        return {run.peer: run for run in self.runs if run.size == size}

    @property
    def sizes(self) -> list[int]:
        """The sizes, smallest first."""
        return sorted({run.size for run in self.runs})


def groups(run: Run) -> dict[str, list[float]]:
    """Each class of queries with all times of its queries, ms."""
    times: dict[str, list[list[float]]] = run.ask["times"]  # type: ignore[assignment]
    return {group: [time for query in queries for time in query] for group, queries in times.items()}


def p50(times: Sequence[float]) -> float:
    """The median."""
    return statistics.median(times)


def p99(times: Sequence[float]) -> float:
    """What 99 of 100 do not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


def markdown(bench: Bench) -> str:
    """Every table of one corpus."""
    parts = [f"## Corpus: {bench.kind}"]
    for size in bench.sizes:
        runs = bench.at(size)
        text = f"{size:,} episodes, {bench.text_mb[size]:.0f} MB of speech" if size in bench.text_mb else f"{size:,} episodes"
        parts += [f"### Asking: {text}", _asking(runs), f"### Building and keeping: {size:,} episodes", _building(runs, size)]
    for small, large in pairwise(bench.sizes):
        parts += [f"### Growth from {small:,} to {large:,} episodes", _growth(bench, small, large)]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """What the figures were measured on."""
    cpu = _first_value(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()
    memory = _first_value(Path("/proc/meminfo"), "MemTotal") or "?"
    threads = len(_values(Path("/proc/cpuinfo"), "processor")) or "?"
    return f"Measured on {cpu}, {threads} threads, {memory} of memory, {platform.system()}, Python {platform.python_version()}"


def _asking(runs: dict[str, Run]) -> str:
    peers = [peer for peer in runs if peer not in {OURS, FULL}]
    head = ["p50 / p99 in ms, others as a ratio of p50 to ours", "ours", "ours, full query", *peers]
    ours = groups(runs[OURS])
    full = groups(runs[FULL]) if FULL in runs else {}
    rows = []
    for group, times in ours.items():
        others = [_compared(groups(runs[peer]).get(group), times) for peer in peers]
        rows.append([group, _pair(times), _pair(full[group]) if group in full else "–", *others])
    first = [_first(runs.get(peer)) for peer in (OURS, FULL, *peers)]
    rows.append(["first answer of a new process, opening included", *first])
    return _table(head, rows)


def _first(run: Run | None) -> str:
    return f"{run.first['open_ms'] + run.first['first_ms']:.1f}" if run else "–"


def _compared(times: Sequence[float] | None, ours: Sequence[float]) -> str:
    if not times:
        return "–"
    return f"×{p50(times) / max(p50(ours), LOWEST):.2f} ({_pair(times)})"


def _pair(times: Sequence[float]) -> str:
    return f"{p50(times):.2f} / {p99(times):.2f}"


def _building(runs: dict[str, Run], size: int) -> str:
    ours = runs[OURS].build
    head = ["engine", "episodes a second", "time", "size MB", "size", "peak memory, building MB", "own memory, asking MB"]
    rows = [
        [
            peer,
            f"{size / run.build['seconds']:.0f}",
            f"×{run.build['seconds'] / ours['seconds']:.2f}",
            f"{run.build['size_mb']:.0f}",
            f"×{run.build['size_mb'] / ours['size_mb']:.2f}",
            f"{run.build['peak_mb']:.0f}",
            f"{run.ask['memory_mb']:.0f}",
        ]
        for peer, run in runs.items()
    ]
    if "two_seconds" in ours:
        two = ours["two_seconds"]
        rows.insert(1, ["ours, two processes", f"{size / two:.0f}", f"×{two / ours['seconds']:.2f}", "", "", "", ""])
    return _table(head, rows)


def _growth(bench: Bench, fewer: int, more: int) -> str:
    small, large = bench.at(fewer), bench.at(more)
    peers = [peer for peer in small if peer in large]
    rows = [
        [group, *(_ratio(groups(small[peer]).get(group), groups(large[peer]).get(group)) for peer in peers)]
        for group in groups(small[OURS])
    ]
    per_episode = [large[p].build["seconds"] / small[p].build["seconds"] * fewer / more for p in peers]
    rows.append(["index time an episode", *(f"×{ratio:.2f}" for ratio in per_episode)])
    rows.append(["peak memory, building", *(f"×{large[p].build['peak_mb'] / small[p].build['peak_mb']:.2f}" for p in peers)])
    rows.append(["size", *(f"×{large[p].build['size_mb'] / small[p].build['size_mb']:.2f}" for p in peers)])
    return _table(["p50, ratio", *peers], rows)


def _ratio(small: Sequence[float] | None, large: Sequence[float] | None) -> str:
    return f"×{p50(large) / max(p50(small), LOWEST):.1f}" if small and large else "–"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _first_value(path: Path, name: str) -> str | None:
    return next(iter(_values(path, name)), None)


def _values(path: Path, name: str) -> list[str]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf8").splitlines()
    return [line.partition(":")[2].strip() for line in lines if line.partition(":")[0].strip() == name]
