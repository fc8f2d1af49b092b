"""python -m tests.bench.hostile ROOT [--count 1000]: what queries typed to do harm cost an archive, in ms of the processor.

Each is asked twice: of the archive, as its JSON is written, and inside one episode. The
most counts, and so do failures: 1 where one fails or costs more than --most.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from archive.search import Index, open_index
from archive.search.index.types import Sort
from archive.search.results.answer_json import answer_object
from tests.search.hostile import Hostile, Words, hostile

MOST_MS = 300
SLOWEST = 10
SHOWN = 70


@dataclass(frozen=True, slots=True)
class Measured:
    """A query, how it was asked, and what that cost; `failure` is the traceback of an answer that did not come."""

    asked: Hostile
    how: str
    ms: float
    failure: str | None


def words_of(index: Index) -> Words:
    """The words and names of an archive."""
    names = {name for summary in index.newest(limit=index.episodes).episodes for name, _, _ in summary.people} | {"Le Kiosque"}
    with index._lease() as opened:
        common = opened.engine.vocabulary.starting("", 1 << 30)
    return Words(common, sorted(names))


def measure(index: Index, asked: Hostile, slug: str) -> Iterator[Measured]:
    """What one query costs, each way it can be asked."""

    def everywhere() -> object:
        sort = cast(Sort, asked.sort)
        return answer_object(index.search(asked.text, page=asked.page, limit=asked.limit, sort=sort))

    yield _measured(asked, "archive", everywhere)
    yield _measured(asked, "episode", lambda: index.search_episode(asked.text, slug))


def _measured(asked: Hostile, how: str, ask: Callable[[], object]) -> Measured:
    failure = None
    began = time.thread_time()
    try:
        ask()
    except Exception:
        failure = traceback.format_exc()
    return Measured(asked, how, (time.thread_time() - began) * 1e3, failure)


def table(found: Sequence[Measured]) -> str:
    """Percentiles, failures and the slowest."""
    lines = ["| asked | queries | failed | p50 ms | p95 | p99 | most |", "|---|---|---|---|---|---|---|"]
    for how in dict.fromkeys(one.how for one in found):
        times = [one.ms for one in found if one.how == how]
        failed = sum(one.failure is not None for one in found if one.how == how)
        shares = " | ".join(f"{value:.1f}" for value in np.percentile(times, (50, 95, 99, 100)))
        lines.append(f"| {how} | {len(times)} | {failed} | {shares} |")
    lines += ["", f"The slowest {SLOWEST}:", ""]
    slowest = sorted(found, key=lambda one: -one.ms)[:SLOWEST]
    return "\n".join(lines + [f"- {one.ms:.0f} ms, {one.how}, {one.asked.kind}: {one.asked.text[:SHOWN]!r}" for one in slowest])


def main(arguments: Sequence[str]) -> int:
    """Asks, prints, and says whether all was well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path, help="a library, or a directory of an index")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first query")
    parser.add_argument("--most", type=float, default=MOST_MS)
    given = parser.parse_args(arguments)
    index = open_index(given.root)
    words, slugs = words_of(index), sorted(summary.slug for summary in index.newest(limit=index.episodes).episodes)
    # What is read once a process or a generation and not once a query: the model of meanings, which a site loads before it
    # answers, the names of people, the tables of cues.
    index.warm()
    index.search(f"{words.common[0]} guest:{words.names[0]}")
    numbers = range(given.first, given.first + given.count)
    found = [one for n in numbers for one in measure(index, hostile(n, words), slugs[n % len(slugs)])]
    print(f"{index.episodes:,} episodes.\n\n{table(found)}")
    for one in found:
        if one.failure:
            print(f"\n{one.how}, {one.asked.kind}: {one.asked.text!r}\n{one.failure}")
    return int(any(one.failure or one.ms > given.most for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
