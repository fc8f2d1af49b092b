"""The best of many episodes, in an order that is the same at every call."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.search.index.types import TopDocs

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
    """int64[<= most]: the best places in order of the keys (float or int [n]), smallest first, the first key deciding first."""
    first = keys[0]
    if most <= 0:
        return np.empty(0, np.int64)
    if len(first) <= most:
        return np.lexsort(keys[::-1])
    chosen = (first <= np.partition(first, most - 1)[most - 1]).nonzero()[0]
    return chosen[np.lexsort([key[chosen] for key in reversed(keys)])[:most]]
