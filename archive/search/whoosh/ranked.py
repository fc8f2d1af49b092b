"""The best of many episodes, in an order that is the same at every call."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import Ranked

UInt64 = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Ordered:
    """All documents that answer (int64[n], rising), and the best of them, best first."""

    hits: NDArray[np.int64]
    first: NDArray[np.int64]

    def has(self, most: int) -> bool:
        """Whether so many of the best are known."""
        return len(self.first) >= min(most, len(self.hits))


def best(docs: NDArray[np.int64], keys: tuple[NDArray[np.generic], ...], most: int) -> NDArray[np.int64]:
    """int64[<= most]: the documents in order of the keys, smallest first, the first key deciding first; `keys` float or int [n]."""
    if most <= 0 or not len(docs):
        return docs[:0]
    if len(docs) > most:
        first = keys[0]
        bound = np.partition(first, most - 1)[most - 1]
        chosen = np.flatnonzero(first <= bound)
        docs, keys = docs[chosen], tuple(key[chosen] for key in keys)
    return docs[np.lexsort(keys[::-1])[:most]]


def ranked(docs: NDArray[np.int64], score: NDArray[np.float32], lacks: UInt64) -> Ranked:
    """The documents with their scores and what they lack, taken from arrays over all episodes."""
    return Ranked(docs.astype(np.int32), score[docs], lacks[docs])


def nothing() -> Ranked:
    """No episode."""
    return Ranked(np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.uint64))
