"""How many web machines a load takes: a model of what a question takes, fitted to measured points, and a simulation of queues.

    python -m tests.opensearch.load WORK SIZE ENGINE [--rates 1 5 20 50]

WORK is the folder of `tests.opensearch.scale`. The model, in ms: a + b for each episode that answers and whose words may be read
(1,000 at most) + c for each that answers. It is fitted to one half of the points; the error is told of the other half.

The simulation: questions come at random (Poisson), as often as Zipf's law has it (rank^-1 among 20,000); each process answers one
after another, keeps the answers that were asked for last, and turns away who would be the ninth to wait, as `archive serve` does. A
publication empties what is kept. What the nodes of the cluster can bear is not simulated: a question is as slow as it was measured.
"""

import argparse
import heapq
import json
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

READ = 1000
STEPS = 100
"""of the fit: ten are enough"""
QUESTIONS, SKEW = 20_000, 1.0
KEPT = 300
"""Answers that a process keeps: 16 MB of pages of 50 kB."""
WAITING = 8
PUBLISHED_S = 600.0
"""An archive that is added to all day: a generation each ten minutes."""
LENGTH_S = 1200.0
GOOD_MS, GOOD_REFUSED = 1000.0, 0.001
"""What is wanted: of a hundred questions one takes longer than a second, of a thousand one is turned away."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """What a question takes in ms, by the episodes that answer it; `error` is the median of the relative errors on the other half,
    `spread` their standard deviation in the logarithm: what the model does not know is drawn from it."""

    base: float
    read: float
    met: float
    error: float
    spread: float

    def of(self, totals: Floats) -> Floats:
        """ms for each of some totals."""
        return np.asarray(self.base + self.read * np.minimum(totals, READ) + self.met * totals)


def fitted(totals: Floats, taken: Floats) -> Model:
    """The model of some points, by least squares over the logarithms (Gauss, Newton): twice as slow is as wrong as twice as fast.
    No part of it is below 0."""
    columns = np.stack([np.ones_like(totals), np.minimum(totals, READ), totals], axis=1)
    half = np.arange(len(totals)) % 2 == 0
    weights = np.array([np.median(taken), 1e-3, 1e-6])
    for _ in range(STEPS):
        at = columns[half] @ weights
        slope = columns[half] * weights / at[:, None]
        step = np.linalg.lstsq(slope, np.log(taken[half] / at), rcond=1e-6)[0]
        weights = weights * np.exp(np.clip(step, -1, 1))
    other = columns[~half] @ weights / taken[~half]
    return Model(*weights, float(np.median(np.abs(other - 1))), float(np.std(np.log(other))))


@dataclass(frozen=True, slots=True)
class Simulated:
    """Of all that came the shares that were turned away and that were kept, and what the others waited for their answers, in ms."""

    refused: float
    kept: float
    p50: float
    p99: float

    @property
    def is_good(self) -> bool:
        """Whether listeners are served as is wanted."""
        return self.p99 <= GOOD_MS and self.refused <= GOOD_REFUSED


class _Process:
    """One process: when each of its answers will be done, and what it keeps."""

    def __init__(self) -> None:
        self.done: list[float] = []
        self.kept: OrderedDict[int, None] = OrderedDict()

    def waiting(self, now: float) -> int:
        """How many are answered or wait."""
        while self.done and self.done[0] <= now:
            heapq.heappop(self.done)
        return len(self.done)

    def keeps(self, question: int) -> bool:
        """Whether the answer is kept; it is from now on."""
        known = question in self.kept
        self.kept[question] = None
        self.kept.move_to_end(question)
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return known


def simulated(rate: float, processes: int, new_ms: Floats, again_ms: float, seed: int = 1) -> Simulated:
    """Questions at `rate` a second for `LENGTH_S`; `new_ms` is what each of QUESTIONS takes when it is new."""
    rng = np.random.default_rng(seed)
    arrivals = np.cumsum(rng.exponential(1 / rate, int(rate * LENGTH_S)))
    share = 1 / np.arange(1, QUESTIONS + 1) ** SKEW
    asked = rng.choice(QUESTIONS, len(arrivals), p=share / share.sum())
    several = [_Process() for _ in range(processes)]
    chosen = rng.integers(processes, size=len(arrivals))
    published, refused, hits, waited = PUBLISHED_S, 0, 0, []
    for now, question, number in zip(arrivals.tolist(), asked.tolist(), chosen.tolist(), strict=True):
        if now > published:
            published += PUBLISHED_S
            for process in several:
                process.kept.clear()
        process = several[number]
        if process.waiting(now) > WAITING:
            refused += 1
            continue
        known = process.keeps(question)
        hits += known
        begun = max(now, max(process.done, default=now))
        over = begun + (again_ms if known else float(new_ms[question])) / 1e3
        heapq.heappush(process.done, over)
        waited.append((over - now) * 1e3)
    p50, p99 = np.percentile(waited, [50, 99])
    return Simulated(refused / len(arrivals), hits / len(arrivals), float(p50), float(p99))


def enough(rate: float, new_ms: Floats, again_ms: float, most: int = 256) -> tuple[int, Simulated]:
    """The fewest processes (by doubling, then by halves) with which all are served as is wanted."""
    low, high = 0, 1
    while high < most and not simulated(rate, high, new_ms, again_ms).is_good:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if simulated(rate, middle, new_ms, again_ms).is_good else (middle, high)
    return high, simulated(rate, high, new_ms, again_ms)


def new_times(model: Model, totals: Floats, seed: int = 2) -> Floats:
    """ms of each of QUESTIONS: of totals drawn from those measured, with the spread that the model does not explain."""
    rng = np.random.default_rng(seed)
    return model.of(rng.choice(totals, QUESTIONS)) * np.exp(rng.normal(0, min(model.spread, 1.0), QUESTIONS))


def main() -> None:
    """Fits and simulates, and prints both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("engine")
    parser.add_argument("--rates", type=float, nargs="+", default=[1, 5, 20, 50])
    asked = parser.parse_args()
    points = json.loads((asked.work / f"points-{asked.size}-{asked.engine}.json").read_text())
    rows = [json.loads(line) for line in (asked.work / "rows.jsonl").read_text().splitlines()]
    again = next(one["full again"] for one in rows if (one["episodes"], one["engine"]) == (asked.size, asked.engine))
    totals, taken = (np.array([point[place] for point in points], np.float64) for place in (1, 2))
    model = fitted(totals, taken)
    parts = f"{model.base:.0f} ms + {model.read:.3f} ms an episode of the first {READ} + {model.met:.4f} ms an episode"
    print(f"{len(points)} points: {parts};")
    print(f"error {model.error:.0%} (median, the other half)\n")
    print("| questions a second | processes | turned away | from what is kept | p50 ms | p99 ms |\n|---|---|---|---|---|---|")
    for rate in asked.rates:
        processes, found = enough(rate, new_times(model, totals), again)
        print(f"| {rate:g} | {processes} | {found.refused:.2%} | {found.kept:.0%} | {found.p50:.0f} | {found.p99:.0f} |")


if __name__ == "__main__":
    main()
