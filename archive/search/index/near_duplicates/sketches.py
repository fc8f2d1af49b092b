"""A sketch of each speech: the smallest of the hashes of its runs of five words (bottom-k, Broder 1997).

Two speeches that share most of their runs share most of their sketch. It only says which are worth comparing.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.text.shingles import hash_runs, hash_words

SIZE = 64
NO_HASH = np.iinfo(np.uint32).max


def sketches(rank: NDArray[np.uint32], length: NDArray[np.int32], words: Sequence[bytes]) -> NDArray[np.uint32]:
    """uint32[n, SIZE]: the smallest hashes of each document, rising, filled up with NO_HASH; `rank` uint32[w] are the words of all
    documents in order, `length` int32[n] the words of each, `words` the sorted vocabulary."""
    found = np.full((len(length), SIZE), NO_HASH, np.uint32)
    hashes = hash_words(words)
    start = 0
    for doc, count in enumerate(length.tolist()):
        least = np.unique(_least(_short(hash_runs(hashes[rank[start : start + count]]))))[:SIZE]
        found[doc, : len(least)] = least
        start += count
    return found


def _short(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The upper half of each hash."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _least(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Twice as many as a sketch holds, since a run may come more than once."""
    most = 2 * SIZE
    return np.partition(hashes, most)[:most] if len(hashes) > most else hashes
