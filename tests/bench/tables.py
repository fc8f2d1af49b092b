"""What was measured, as tables of ratios in Markdown."""

import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.peers import SHARES

OURS = "ours"
STATED = "tantivy"
LOWEST = 0.005


@dataclass(frozen=True, slots=True)
class Run:
    """One engine at one size: what each step printed; `build_two` is that with two processes, where `build` is not."""

    peer: str
    size: int
    build: dict[str, float]
    ask: dict[str, object]
    first: dict[str, float]
    build_two: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """All runs over one kind of corpus."""

    kind: str
    runs: tuple[Run, ...]

    def at(self, size: int) -> dict[str, Run]:
        """The runs of a size by engine."""
        return {run.peer: run for run in self.runs if run.size == size}

    @property
    def sizes(self) -> list[int]:
        """The sizes at which ours was measured, smallest first."""
        return sorted({run.size for run in self.runs if run.peer == OURS})


def groups(run: Run) -> dict[str, list[float]]:
    """Return the milliseconds that each new query took, by query class."""
    taken: dict[str, list[list[float]]] = run.ask["new"]  # type: ignore[assignment]
    return {group: [one[0] for one in queries] for group, queries in taken.items()}


def percentile(times: Sequence[float], share: int) -> float:
    """What so many of 100 do not exceed; the median of 50."""
    if share == 50:
        return statistics.median(times)
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]


def summary(benches: Sequence[Bench]) -> str:
    """Every corpus and size in one line a class: how many times ours tantivy's median and p99 are."""
    pairs = [(bench, size, bench.at(size)) for bench in benches for size in bench.sizes]
    pairs = [one for one in pairs if {OURS, STATED} <= one[2].keys()]
    each = [(groups(runs[OURS]), groups(runs[STATED])) for *_, runs in pairs]
    found = dict.fromkeys(group for ours, _ in each for group in ours)
    rows = [[group, *(_ratio(ours.get(group), theirs.get(group)) for ours, theirs in each)] for group in found]
    return _table([f"{STATED}, times ours", *(f"{bench.kind}, {size:,}" for bench, size, _ in pairs)], rows)


def answer_times(benches: Sequence[Bench]) -> str:
    """Return a table of our p50 and p99 in milliseconds: a row for each query class, a column for each corpus and size."""
    columns = [(f"{bench.kind}, {size:,}", groups(bench.at(size)[OURS])) for bench in benches for size in bench.sizes]
    found = dict.fromkeys(group for _, times in columns for group in times)
    rows = [[group, *(_pair(times.get(group)) for _, times in columns)] for group in found]
    return _table(["ours, ms, p50 (p99)", *(name for name, _ in columns)], rows)


def building(benches: Sequence[Bench]) -> str:
    """Return a table of what each engine took to build each index. Engines that share an index share a row."""
    rows = []
    for bench, size in ((each, size) for each in benches for size in each.sizes):
        for peer, run in bench.at(size).items():
            if peer in SHARES:
                continue
            for built in (run.build, *([run.build_two] if run.build_two else [])):
                name = f"{peer}, {built['workers']:.0f} processes" if built["workers"] > 1 else peer
                figures = (size / built["seconds"], built["size_mb"], built["peak_mb"], run.ask["memory_mb"])
                rows.append([f"{bench.kind}, {size:,}", name, *(f"{figure:.0f}" for figure in figures)])  # type: ignore[str-bytes-safe]
    return _table(["corpus", "engine", "episodes a second", "size, MB", "peak memory, MB", "memory when asked, MB"], rows)


def machine() -> str:
    """What the figures were measured on."""
    cpu = _first_value(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()
    memory = _first_value(Path("/proc/meminfo"), "MemTotal") or "?"
    threads = len(_values(Path("/proc/cpuinfo"), "processor")) or "?"
    return f"Measured on {cpu}, {threads} threads, {memory} of memory, {platform.system()}, Python {platform.python_version()}"


def _ratio(times: Sequence[float] | None, others: Sequence[float] | None) -> str:
    """How many times the first median (and p99) the second is."""
    if not times or not others:
        return "–"
    p50, p99 = (percentile(others, share) / max(percentile(times, share), LOWEST) for share in (50, 99))
    return f"×{p50:.2f} (×{p99:.2f})"


def _pair(times: Sequence[float] | None) -> str:
    return f"{percentile(times, 50):.2f} ({percentile(times, 99):.2f})" if times else "–"


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
