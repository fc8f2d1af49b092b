"""What was measured, as tables of ratios in Markdown."""

import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

OURS = "ours"
FULL = "ours, full query"
STATED = "tantivy"
LOWEST = 0.005
WALL, CPU, SEARCHED = 0, 1, 2
"""The columns of what a query took."""
KINDS = {
    "real": "Blocks of 25 captions cut from real French transcripts and put together anew: natural phrases, but a vocabulary that "
    "stops growing after some thousand episodes.",
    "generated": "Made-up speech: a vocabulary that grows without end, as Heaps' law has it, but words that follow each other by "
    "chance.",
}


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
    """All runs over one kind of corpus, and how much text each size holds (MB)."""

    kind: str
    runs: tuple[Run, ...]
    text_mb: dict[int, float] = field(default_factory=dict)

    def at(self, size: int) -> dict[str, Run]:
        """The runs of a size by engine."""
        return {run.peer: run for run in self.runs if run.size == size}

    @property
    def sizes(self) -> list[int]:
        """The sizes at which ours was measured, smallest first."""
        return sorted({run.size for run in self.runs if run.peer == OURS})


def groups(run: Run, column: int = WALL) -> dict[str, list[float]]:
    """Each class of new queries with the times of its queries, ms: the wall's, the process's own, or those until the hits are
    known."""
    taken: dict[str, list[list[float]]] = run.ask["new"]  # type: ignore[assignment]
    return {group: [one[column] for one in queries] for group, queries in taken.items()}


def percentile(times: Sequence[float], share: int) -> float:
    """What so many of 100 do not exceed; the median of 50."""
    if share == 50:
        return statistics.median(times)
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]


def markdown(bench: Bench) -> str:
    """Every table of one corpus."""
    parts = [f"## Corpus: {bench.kind}", KINDS[bench.kind]]
    for size in bench.sizes:
        parts += _at(bench, size)
    for small, large in pairwise(bench.sizes):
        parts += [f"### Growth from {small:,} to {large:,} episodes", _growth(bench, small, large)]
    return "\n\n".join(parts) + "\n"


def summary(benches: Sequence[Bench]) -> str:
    """Every corpus and size in one line a class: how many times ours tantivy's median and p99 are."""
    pairs = [(bench, size, bench.at(size)) for bench in benches for size in bench.sizes]
    pairs = [one for one in pairs if {OURS, STATED} <= one[2].keys()]
    each = [(groups(runs[OURS]), groups(runs[STATED])) for *_, runs in pairs]
    found = dict.fromkeys(group for ours, _ in each for group in ours)
    rows = [[group, *(_ratio(ours.get(group), theirs.get(group)) for ours, theirs in each)] for group in found]
    return _table([f"{STATED}, times ours", *(f"{bench.kind}, {size:,}" for bench, size, _ in pairs)], rows)


def _at(bench: Bench, size: int) -> list[str]:
    runs = bench.at(size)
    text = f"{size:,} episodes, {bench.text_mb[size]:.0f} MB of speech" if size in bench.text_mb else f"{size:,} episodes"
    return [
        f"### New queries, each asked once: {text}",
        _ratios(runs, WALL),
        "The same in ms, p50 / p95 / p99 (n):",
        _times(runs, WALL),
        "The process's own time in ms (of all its threads), p50 / p95 / p99 (n):",
        _times(runs, CPU),
        "Search alone, before what a hit shows is fetched:",
        _ratios(runs, SEARCHED, only_strict=True),
        _times(runs, SEARCHED, only_strict=True),
        f"### Asked again: {text}",
        "What the caches do: eight queries of a class, ten times each, after they were new; p50 / p99 in ms.",
        _again(runs),
        "A stream of queries that come back: 5,000 draws of the new ones, the query of rank r 1 / r as often as the first, in a "
        "process that met none of them before.",
        _stream(runs),
        f"### Building and keeping: {size:,} episodes",
        _building(runs, size),
    ]


def machine() -> str:
    """What the figures were measured on."""
    cpu = _first_value(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()
    memory = _first_value(Path("/proc/meminfo"), "MemTotal") or "?"
    threads = len(_values(Path("/proc/cpuinfo"), "processor")) or "?"
    return f"Measured on {cpu}, {threads} threads, {memory} of memory, {platform.system()}, Python {platform.python_version()}"


def _ratios(runs: dict[str, Run], column: int, *, only_strict: bool = False) -> str:
    """The others' medians and p99 divided by ours; our full query's by the strict median and p99 of tantivy."""
    peers = [peer for peer in runs if peer not in {OURS, FULL}]
    ours, full = groups(runs[OURS], column), groups(runs[FULL], column) if FULL in runs and not only_strict else {}
    rows = []
    for group, times in ours.items():
        others = [_ratio(times, groups(runs[peer], column).get(group)) for peer in peers]
        stated = groups(runs[STATED], column).get(group) if STATED in runs else None
        rows.append([group, *others, *([_ratio(stated, full.get(group))] if full else [])])
    return _table(["p50 (p99), times ours", *peers, *([f"{FULL}, times {STATED}"] if full else [])], rows)


def _ratio(times: Sequence[float] | None, others: Sequence[float] | None) -> str:
    """How many times the first median (and p99) the second is."""
    if not times or not others:
        return "–"
    p50, p99 = (percentile(others, share) / max(percentile(times, share), LOWEST) for share in (50, 99))
    return f"×{p50:.2f} (×{p99:.2f})"


def _times(runs: dict[str, Run], column: int, *, only_strict: bool = False) -> str:
    peers = [peer for peer in runs if not only_strict or peer != FULL]
    each = {peer: groups(runs[peer], column) for peer in peers}
    rows = [[group, *(_three(each[peer].get(group)) for peer in peers)] for group in groups(runs[OURS])]
    if column == WALL:
        opened = [f"{runs[peer].first['open_ms'] + runs[peer].first['first_ms']:.1f}" for peer in peers]
        rows.append(["first answer of a new process, opening included", *opened])
    return _table(["ms", *peers], rows)


def _three(times: Sequence[float] | None) -> str:
    if not times:
        return "–"
    return " / ".join(f"{percentile(times, share):.2f}" for share in (50, 95, 99)) + f" ({len(times)})"


def _again(runs: dict[str, Run]) -> str:
    again: dict[str, dict[str, list[float]]] = {peer: run.ask["again"] for peer, run in runs.items()}  # type: ignore[misc]
    rows = [[group, *(_pair(again[peer].get(group)) for peer in runs)] for group in again[OURS]]
    return _table(["ms", *runs], rows)


def _stream(runs: dict[str, Run]) -> str:
    taken: dict[str, list[float]] = {peer: run.ask["stream"] for peer, run in runs.items()}  # type: ignore[misc]
    return _table(["ms, p50 / p95 / p99 (n)", *runs], [["stream", *(_three(taken[peer]) for peer in runs)]])


def _pair(times: Sequence[float] | None) -> str:
    return f"{percentile(times, 50):.2f} / {percentile(times, 99):.2f}" if times else "–"


def _building(runs: dict[str, Run], size: int) -> str:
    ours = runs[OURS].build
    head = ["engine", "episodes a second", "ms of the processors an episode", "time", "size MB", "size", "peak memory, building MB"]
    rows = []
    for peer, run in runs.items():
        for built in (run.build, *([run.build_two] if run.build_two and peer == OURS else [])):
            rate, ratio = size / built["seconds"], built["seconds"] / ours["seconds"]
            sizes = [f"{built['size_mb']:.0f}", f"×{built['size_mb'] / ours['size_mb']:.2f}", f"{built['peak_mb']:.0f}"]
            name = f"{peer}, two processes" if peer == OURS and built["workers"] == 2 else peer
            rows.append([name, f"{rate:.0f}", f"{1e3 * built['cpu_seconds'] / size:.2f}", f"×{ratio:.2f}", *sizes])
    memory = [[peer, f"{run.ask['memory_mb']:.0f}"] for peer, run in runs.items()]
    return "\n\n".join([_table(head, rows), _table(["engine", "own memory when it was asked, MB"], memory)])


def _growth(bench: Bench, fewer: int, more: int) -> str:
    small, large = bench.at(fewer), bench.at(more)
    peers = [peer for peer in small if peer in large]
    rows = [[group, *(_grown(small[peer], large[peer], group) for peer in peers)] for group in groups(small[OURS])]
    per_episode = [large[p].build["cpu_seconds"] / small[p].build["cpu_seconds"] * fewer / more for p in peers]
    rows.append(["work to index an episode", *(f"×{ratio:.2f}" for ratio in per_episode)])
    rows.append(["peak memory, building", *(f"×{large[p].build['peak_mb'] / small[p].build['peak_mb']:.2f}" for p in peers)])
    rows.append(["size", *(f"×{large[p].build['size_mb'] / small[p].build['size_mb']:.2f}" for p in peers)])
    return _table(["p50, ratio", *peers], rows)


def _grown(small: Run, large: Run, group: str) -> str:
    fewer, more = groups(small).get(group), groups(large).get(group)
    return f"×{percentile(more, 50) / max(percentile(fewer, 50), LOWEST):.1f}" if fewer and more else "–"


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
