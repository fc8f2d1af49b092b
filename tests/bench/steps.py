"""python -m tests.bench.steps LIBRARY [--count 60]: what each step of an answer costs for words never asked before.

Words are drawn from the vocabulary by a seed, each asked once in a process that asked nothing else: common, middling and rare ones,
those with a slip, pairs, triples, phrases, acronyms. Prints ms of the processor, median and 95th of a hundred, a step of a class a
line; the time of a step holds that of no other. On a machine that does other work the numbers mean little.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import thread_time
from typing import Any
from unittest.mock import patch

import numpy as np

from archive.search import Index, executor, open_index
from archive.search.expansion import Expander
from archive.search.index.read.engine import Engine
from archive.search.plan import request_context as request
from archive.search.plan.planner import Planner
from archive.search.ranking.reranker import Reranker
from archive.search.results.by_meaning import MeaningReader
from archive.search.results.hits import HitReader

SEED = 7
LETTERS = "abcdefghilmnoprstuv"
STEPS: tuple[tuple[str, Any, str], ...] = (
    ("read", request, "parse"),
    ("expand", Expander, "expand"),
    ("plan", Planner, "plan"),
    ("evaluate", Engine, "evaluate"),
    ("list what resembles", executor.SearchExecutor, "_with_listed"),
    ("partial answers", executor.SearchExecutor, "_with_partial"),
    ("match passages", Reranker, "match"),
    ("rank again", Reranker, "rescored"),
    ("show", HitReader, "hits"),
    ("explain", executor, "explain"),
    ("by meaning", MeaningReader, "hits"),
)


class Clock:
    """The time that each step takes by itself."""

    def __init__(self) -> None:
        self.took: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time noted without that of the steps within it."""

        def run(*args: Any, **named: Any) -> Any:
            began = thread_time()
            self._inner.append(0.0)
            try:
                return function(*args, **named)
            finally:
                whole = thread_time() - began
                self.took[name] += whole - self._inner.pop()
                self._inner[-1] += whole

        return run


@contextmanager
def clocked() -> Iterator[Clock]:
    """A clock on every step."""
    clock = Clock()
    with ExitStack() as stack:
        for name, place, step in STEPS:
            stack.enter_context(patch.object(place, step, clock.timed(name, getattr(place, step))))
        yield clock


def queries(index: Index, count: int) -> dict[str, list[str]]:
    """So many queries of each class, no word in two of them."""
    chance = random.Random(SEED)
    vocabulary = index._opened.engine.vocabulary
    words = sorted({word for first in LETTERS for word in vocabulary.starting(first, 2000) if word.isalpha() and len(word) > 3})
    chance.shuffle(words)
    most = index.episodes
    bands = {"common": (0.2, 1), "middling": (0.02, 0.2), "rare": (0, 0.01)}
    held = {
        name: [word for word in words if least * most < vocabulary.count(word) <= up * most] for name, (least, up) in bands.items()
    }
    middling = held["middling"]
    fresh = iter(middling[count:] + held["rare"][count:])
    return {
        **{name: found[:count] for name, found in held.items()},
        "slip": [_slip(word, chance) for word, _ in zip(fresh, range(count), strict=False)],
        "two": [f"{one} {other}" for one, other, _ in zip(fresh, fresh, range(count), strict=False)],
        "three": [" ".join(three) for *three, _ in zip(fresh, fresh, fresh, range(count), strict=False)],
        "phrase": [f'"{word} de"' for word, _ in zip(fresh, range(count), strict=False)],
        "acronym": ["".join(chance.sample("BCDFGKLMNPRST", 4)) for _ in range(count)],
    }


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice("aeioulnrst") + word[place + 1 :]


def measured(index: Index, asked: list[str]) -> dict[str, list[float]]:
    """Step -> ms of each query."""
    found: dict[str, list[float]] = defaultdict(list)
    for text in asked:
        with clocked() as clock:
            began = thread_time()
            index.search(text)
            whole = thread_time() - began
        for name, _, _ in STEPS:
            found[name].append(1000 * clock.took[name])
        found["all"].append(1000 * whole)
    return found


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--count", type=int, default=60)
    asked = parser.parse_args()
    index = open_index(asked.library)
    every = queries(index, asked.count)
    index.warm()
    index.search("bonjour")  # opens what every question opens
    for name, texts in every.items():
        for step, took in measured(index, texts).items():
            if took and max(took) > 0.005:
                print(f"{name:10} {step:20} p50 {np.percentile(took, 50):7.3f}  p95 {np.percentile(took, 95):7.3f}")
    index.close()


if __name__ == "__main__":
    main()
