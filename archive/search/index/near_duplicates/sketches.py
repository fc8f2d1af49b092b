"""A sketch of each speech: the smallest of the hashes of its runs of five words (bottom-k, Broder 1997).

Two speeches that share most of their runs share most of their sketch. It only says which are worth comparing.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.text.shingles import WORDS

SIZE = 64
NO_HASH = np.iinfo(np.uint32).max
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def sketches(rank: NDArray[np.uint32], length: NDArray[np.int32], words: Sequence[bytes]) -> NDArray[np.uint32]:
    """uint32[n, SIZE]: the smallest hashes of each document, rising, filled up with NO_HASH; `rank` uint32[w] are the words of all
    documents in order, `length` int32[n] the words of each, `words` the sorted vocabulary."""
    found = np.full((len(length), SIZE), NO_HASH, np.uint32)
    value = np.fromiter(map(zlib.crc32, words), np.uint64, len(words)) * _FACTOR
    start = 0
    for doc, count in enumerate(length.tolist()):
        least = np.unique(_least(_hash_runs(value[rank[start : start + count]])))[:SIZE]
        found[doc, : len(least)] = least
        start += count
    return found


def _hash_runs(value: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """uint32[w - 4]: a hash of each run of five words."""
    runs = max(0, len(value) - WORDS + 1)
    mixed = np.zeros(runs, np.uint64)
    for place in range(WORDS):
        mixed ^= value[place : place + runs]
        mixed *= _FACTOR
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def _least(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Twice as many as a sketch holds, since a run may come more than once."""
    most = 2 * SIZE
    return np.partition(hashes, most)[:most] if len(hashes) > most else hashes
