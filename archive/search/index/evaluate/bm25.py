"""BM25 summed over the fields, its constants and its formula; and the best of many episodes, in an order that never
varies.

score = idf * sum over fields of weight * tf (K1 + 1) / (tf + K1 (1 - B + B length / mean length)), with idf = ln(1 + (N
- n + .5) / (n + .5)) and n the episodes that meet the clause in any field (Robertson and Zaragoza 2009)."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.search.index.types import Field, TopDocs
from archive.storage.array_file import Float32

K1 = 1.2
B: dict[Field, float] = {"speech": 0.75, "title": 0.3, "people": 0.3, "description": 0.6}
"""How far a field's length counts: a long transcript repeats itself, a long title says more."""
FIELD_WEIGHT: dict[Field, float] = {"speech": 1.0, "title": 1.6, "people": 1.4, "description": 0.7}
"""A title or a person's name says what an episode is about; a description less surely (addresses, thanks,
advertisements)."""
LEAST_WEIGHT = 1e-3
"""An expansion of no weight still meets its slot."""

Counts = NDArray[np.unsignedinteger[Any]] | Float32
Counted = tuple[float, NDArray[np.int32], Counts]
"""Weight of expansions, documents int32[n] (each once), how often they stand in each [n]."""


def idf(total: int, met: int) -> float:
    """The weight of a clause that `met` of `total` episodes meet."""
    return float(np.log1p((total - met + 0.5) / (met + 0.5)))


def mean_length(length: NDArray[np.int32]) -> float:
    """The mean of some lengths (int32[n]) in words, 1 at least."""
    return max(1.0, float(length.astype(np.float32).mean())) if len(length) else 1.0


class FieldScorer:
    """One field of the index: what its length does to a count."""

    def __init__(self, field: Field, length: NDArray[np.int32], mean: float | None = None) -> None:
        """`length` int32[n]: the words of each episode; `mean` of all of them, where these are but some."""
        words = length.astype(np.float32)
        mean = mean_length(length) if mean is None else mean
        self._damping: Float32 = (K1 * (1 - B[field] + B[field] * words / mean)).astype(np.float32)
        self._weight = np.float32(FIELD_WEIGHT[field] * (K1 + 1))

    def earned(self, weight: float, docs: NDArray[np.int64], counts: Counts) -> Float32:
        """float32[n]: what expansions of one weight, which stand in documents so often, earn there but for the idf."""
        return self._weighed(weight) * self._worth(counts.astype(np.float32), self._damping.take(docs))

    def add(self, levels: Sequence[Counted], score: Float32) -> None:
        """Adds to each document's score (float32[N]) what the expansions earn in this field, but for the idf.

        The best expansions come first; what a looser one adds to the count earns its own weight only, so that many
        slips of the tongue never outrank the word itself: sum of w_i (s(t_1 + ... + t_i) - s(t_1 + ... + t_(i-1)))."""
        if len(levels) == 1:
            weight, held, counts = levels[0]
            docs = held.astype(np.intp)
            score[docs] += self.earned(weight, docs, counts)
        elif levels:
            self._add_levels(levels, score)

    def _add_levels(self, levels: Sequence[Counted], score: Float32) -> None:
        count = np.zeros(len(score), np.float32)
        before = np.zeros(len(score), np.float32)
        for weight, held, counts in levels:
            docs = held.astype(np.intp)
            count[docs] += counts
            # What a level does not hold earns nothing more by it.
            worth = self._worth(count.take(docs), self._damping.take(docs))
            score[docs] += self._weighed(weight) * (worth - before.take(docs))
            before[docs] = worth

    def _worth(self, counts: Float32, damping: Float32) -> Float32:
        return self._weight * counts / (counts + damping)

    def _weighed(self, weight: float) -> np.float32:
        return np.float32(max(weight, LEAST_WEIGHT))


def levels(counted: Sequence[Counted], documents: int) -> list[Counted]:
    """Expansions in some of so many documents, the surest first, those of one weight as one."""
    if len(counted) == 1:
        return list(counted)
    weighed = groupby(sorted(counted, key=lambda one: -one[0]), key=lambda one: one[0])
    return [_as_one(list(level), documents) for _, level in weighed]


def _as_one(level: Sequence[Counted], documents: int) -> Counted:
    """Expansions of one weight as one: each document once, the counts added up."""
    if len(level) == 1:
        return level[0]
    often = np.zeros(documents, np.uint32)
    # Of unlike types numpy adds up one by one: fifty times as slow.
    docs, counts = np.concatenate([docs for _, docs, _ in level]), np.concatenate([counts for _, _, counts in level])
    np.add.at(often, docs.astype(np.intp), counts.astype(np.uint32))
    held = (often != 0).nonzero()[0]
    return level[0][0], held.astype(np.int32), often.take(held)


NOTHING = TopDocs(np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.uint64))
"""No episode."""


class OrderedDocs(msgspec.Struct, frozen=True):
    """All documents that answer (int64[n], rising), and the best of them."""

    hits: NDArray[np.int64]
    best: TopDocs

    def has(self, most: int) -> bool:
        """Whether so many of the best are known."""
        return len(self.best.doc) >= min(most, len(self.hits))

    def first(self, most: int) -> TopDocs:
        """So many of the best."""
        best = self.best
        return best if len(best.doc) <= most else TopDocs(best.doc[:most], best.score[:most], best.lacks[:most])


def best(keys: tuple[NDArray[np.generic], ...], most: int) -> NDArray[np.int64]:
    """int64[<= most]: the best places in order of the keys (float or int [n]), smallest first, the first key deciding
    first."""
    if most <= 0:
        return np.empty(0, np.int64)
    if len(keys[0]) <= most:
        return np.lexsort(keys[::-1])
    chosen = smallest(keys[0], most)
    return chosen[np.lexsort([key[chosen] for key in reversed(keys)])[:most]]


SAMPLED = 16
"""One key in so many tells where the smallest may lie."""
MANY = 4096


def smallest(keys: NDArray[np.generic], most: int) -> NDArray[np.int64]:
    """The places of the `most` smallest of more keys, and of all that equal the last of them. Of many, those are looked
    at that are not greater than a line which a sample draws: what is smaller than the line is all there."""
    if len(keys) > max(MANY, 8 * most):
        sample = keys[::SAMPLED]
        place = min(len(sample) - 1, 2 * most // SAMPLED + SAMPLED)
        maybe: NDArray[np.int64] = (keys <= np.partition(sample, place)[place]).nonzero()[0]
        if len(maybe) >= most:
            among = keys[maybe]
            return maybe[among <= np.partition(among, most - 1)[most - 1]]
    chosen: NDArray[np.int64] = (keys <= np.partition(keys, most - 1)[most - 1]).nonzero()[0]
    return chosen
