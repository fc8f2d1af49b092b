"""What one of each thing takes that a request is charged for, measured, beside its price (`archive.search.index.limits.PRICES`).

python -m tests.bench.prices ROOT     [--most 2.0]

Everything is asked once, of an index that was just opened, in time of the processor. Exit 1 where something takes more than
`--most` times its price: the budget of a request is worth what its prices are.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from archive.search import open_index
from archive.search.executor import Options
from archive.search.filters import NO_FILTERS
from archive.search.index.limits import PRICES, Budget, Means, counted_places, places_in_episode, places_of, steps_of
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from archive.search.open_generation import OpenGeneration
from archive.search.plan.request_context import RequestMeans
from archive.search.ranking.reranker import Reranker
from archive.search.results.hits import unranked

COMMON = 150
"""So many of the commonest words are asked for: what they take is the most that any take."""
PATTERNS = ("*e*s*", "*s*e*", "*r*e*", "*i*t*", "*a*n*", "*o*u*", "*e*e*e*", "*on", "*ment", "a*e*", "s*t*n", "c*", "p*r*")
ABSENT = tuple("kouverneté bandurale frémousin télaspecteur margoulac ordinavelle supranette vlagobule".split())


@dataclass(frozen=True, slots=True)
class Sample:
    """What something took: how many of it, and microseconds of the processor."""

    means: Means
    amount: float
    us: float

    @property
    def each(self) -> float:
        """Microseconds of one."""
        return self.us / max(self.amount, 1)


def _timed(means: Means, amount: float, ask: Callable[[], object]) -> Sample:
    began = time.thread_time()
    ask()
    return Sample(means, amount, (time.thread_time() - began) * 1e6)


def _clause(*words: str) -> Clause:
    return Clause(" ".join(words), (Pattern(tuple(TermPosition(word, (Expansion((word,)),)) for word in words)),))


def samples(opened: OpenGeneration) -> Iterator[Sample]:
    """Everything that has a price, of one index."""
    engine, vocabulary = opened.engine, opened.engine.vocabulary
    for word in ABSENT:
        yield _timed("lookups", 1, lambda word=word: opened.expander.expand(word))
    for pattern in PATTERNS:
        yield _timed("scanned", vocabulary.scanned(pattern), lambda pattern=pattern: vocabulary.matching(pattern, 201))
    words = vocabulary.starting("", COMMON)
    every = Clause("", (Pattern((TermPosition("", tuple(Expansion((word,)) for word in words)),)),))
    plain = Request((every,), aggregations=False)
    yield _timed("terms", len(words), lambda: engine.evaluate(plain))
    for first, second in zip(words[:20], words[20:40], strict=True):
        phrase = Request((_clause(first, second, words[5]),), aggregations=False)
        yield _timed("positions", places_of(phrase.clauses[0].any_of[0], vocabulary), lambda phrase=phrase: engine.evaluate(phrase))
    yield from _counts(opened, [every, *(_clause(word) for word in words[:8])])
    yield from _read(opened, [_clause(word) for word in words[:8]])
    yield from _shown(opened, words[:6])
    if passages := opened.passages:
        passages.load()
        texts = [" ".join(words[first : first + 40 : 2]) for first in range(5)]
        yield from (_timed("compared", 1, lambda text=text: passages.compared(text).nearest()) for text in texts)


def _counts(opened: OpenGeneration, clauses: Sequence[Clause]) -> Iterator[Sample]:
    for clause in clauses:
        plain, counted = (Request((clause,), aggregations=told, facets=()) for told in (False, True))
        opened.engine.evaluate(plain)
        places = counted_places((clause,), opened.engine.vocabulary)
        yield _timed("counted", places, lambda counted=counted: opened.engine.evaluate(counted))


def _read(opened: OpenGeneration, clauses: Sequence[Clause]) -> Iterator[Sample]:
    docs = unranked(opened.engine.browse_newest(limit=100).doc.tolist())
    for many in (1, 4, 8):
        some = clauses[:many]
        for clause in some:
            opened.engine.evaluate(Request((clause,), aggregations=False))
        steps = len(docs.doc) * steps_of(places_in_episode(some, opened.engine.vocabulary), many)
        reranker = Reranker(opened.engine, some, Budget())
        yield _timed("steps", steps, lambda reranker=reranker: reranker.match(docs))


def _shown(opened: OpenGeneration, words: Sequence[str]) -> Iterator[Sample]:
    """Hits without moments; then what more it takes to write out moments."""
    for word in words:
        bare, with_moments = (_answer(opened, word, moments) for moments in (0, 20))
        yield Sample("hits", bare[0], bare[2])
        yield Sample("snippets", with_moments[1], max(0.0, with_moments[2] - bare[2]))


def _answer(opened: OpenGeneration, word: str, moments: int) -> tuple[int, int, float]:
    """Hits, moments, and microseconds of the last of two answers: the first warms what no hit is charged for."""
    for _ in range(2):
        question = opened.question(word, Options(NO_FILTERS, "date", 1, 50, moments, False), RequestMeans())
        began = time.thread_time()
        hits = question.answer().hits
        taken = (time.thread_time() - began) * 1e6
    return len(hits), sum(len(hit.moments) for hit in hits), taken


def main(arguments: Sequence[str]) -> int:
    """Prints the table; 1 where a price is too low."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--most", type=float, default=2.0)
    asked = parser.parse_args(arguments)
    index = open_index(asked.root)
    with index._lease() as opened:
        opened.directory.load()
        opened.engine.evaluate(Request((_clause("zzz"),)))
        found = list(samples(opened))
    print(f"{index.episodes} episodes\n\n| means | price µs | measured, all | p50 | most | n |\n|---|---|---|---|---|---|")
    worst = 0.0
    for means in dict.fromkeys(one.means for one in found):
        own = [one for one in found if one.means == means and one.amount]
        every = sum(one.us for one in own) / max(1, sum(one.amount for one in own))
        each = np.array([one.each for one in own])
        print(f"| {means} | {PRICES[means]:g} | {every:.4g} | {np.median(each):.4g} | {each.max():.4g} | {len(own)} |")
        worst = max(worst, every / PRICES[means])
    print(f"\nat most {worst:.2f} times its price")
    return int(worst > asked.most)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
