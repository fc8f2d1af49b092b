"""The words of a segment and in how many of its episodes each stands, by language; and its rare pairs of neighbours."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.write.inversion import Inverted
from archive.storage.array_file import Array, strings_to_array

MOST_OF_A_PAIR = 50
"""A pair of neighbours said more often than this is no slip of the machine."""
MOST_PAIRS = 2_000_000
RARE_SHARE = 0.01
RARE_LEAST = 5
"""One word of a pair must stand in at most this share of the episodes, or in this many: a small archive has rare words too."""


def union_counts(fields: Sequence[Inverted], language: NDArray[np.int32], languages: int, words: int) -> NDArray[np.int32]:
    """int32[languages, words]: episodes that hold each word in any field. `fields` begins with speech, the largest."""
    documents = max(1, len(language))
    counts = np.zeros(languages * words, np.int64)
    seen: list[NDArray[np.int64]] = []
    for inverted in fields:
        key = np.repeat(inverted.term.astype(np.int64), inverted.episodes) * documents + inverted.doc
        for before in seen:
            key = key[~_stands_in(key, before)]
        seen.append(key)
        counts += np.bincount(language[key % documents].astype(np.int64) * words + key // documents, minlength=len(counts))
    return counts.reshape(languages, words).astype(np.int32)


def _stands_in(values: NDArray[np.int64], rising: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(rising):
        return np.zeros(len(values), np.bool_)
    place = np.minimum(np.searchsorted(rising, values), len(rising) - 1)
    return rising[place] == values


def rare_pairs(rank: NDArray[np.uint32], length: NDArray[np.int32], episodes: NDArray[np.int64]) -> dict[str, Array]:
    """Pairs of neighbours within a document, at most MOST_OF_A_PAIR times, one word in few episodes: left, right, count int32[n].

    `rank` uint32[w] are the words of all documents in order, `episodes` int64[words] in how many each stands."""
    rare = episodes <= max(RARE_LEAST, int(RARE_SHARE * len(length)))
    neighbours = np.ones(max(0, len(rank) - 1), np.bool_)
    ends = np.cumsum(length)[:-1]
    neighbours[ends[(ends > 0) & (ends < len(rank))] - 1] = False
    neighbours &= rare[rank[:-1]] | rare[rank[1:]]
    first = np.flatnonzero(neighbours)
    key = (rank[first].astype(np.uint64) << np.uint64(32)) | rank[first + 1]
    pair, count = _counted(key)
    keep = np.flatnonzero(count <= MOST_OF_A_PAIR)[:MOST_PAIRS]
    pair = pair[keep]
    left, right = (pair >> np.uint64(32)).astype(np.int32), pair.astype(np.uint32).view(np.int32)
    return {"left": left, "right": right, "pair_count": count[keep].astype(np.int32)}


def _counted(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Each key once, rising, and how often it came. By sorting: numpy's own `unique` hashes since 2.3, three times slower here."""
    keys = np.sort(keys)
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    return keys[first], np.diff(np.append(first, len(keys)))


def lexicon_arrays(words: Sequence[bytes], counts: NDArray[np.int32], languages: Sequence[str]) -> dict[str, Array]:
    """words (a line feed after each, in order of bytes), start uint32[n+1], episodes int32[languages, n], languages."""
    lengths = np.fromiter(map(len, words), np.int64, len(words)) + 1
    return {
        "words": np.frombuffer(b"".join(word + b"\n" for word in words), np.uint8),
        "start": np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32),
        "episodes": counts,
        "languages": strings_to_array(list(languages)),
    }
