"""Words a slip of the pen away: one edit from 4 letters, two from 8, a transposition being one.

A word's letters are summed up in 64 bits (each of a to z once, and twice); an edit changes two of them at most, so that a
comparison of bits over the words of nearly the same length leaves few to be measured letter by letter.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from archive.mapped import Array
from archive.search.variants.entries import Entries

UInt64 = NDArray[np.uint64]
ONE_EDIT, TWO_EDITS = 4, 8
LONGEST = 63
"""Longer words are taken for as long as this when they are looked up by length."""
_LETTERS = 26
_FIRST = ord("a")


def edits_allowed(word: str) -> int:
    """How many edits a word of its length is forgiven."""
    return 0 if len(word) < ONE_EDIT else 1 if len(word) < TWO_EDITS else 2


def arrays(keys: Sequence[str]) -> dict[str, Array]:
    """Tables over the keys of all entries in order of length: entry int32[n], letters uint64[n], and by_length int64[65]."""
    lengths = np.array([min(len(key), LONGEST) for key in keys], dtype=np.int64)
    order = np.argsort(lengths, kind="stable")
    by_length = np.searchsorted(lengths[order], np.arange(LONGEST + 2))
    return {"spelling.entry": order.astype(np.int32), "spelling.letters": letters(keys)[order], "spelling.by_length": by_length}


def letters(keys: Sequence[str]) -> UInt64:
    """uint64[n]: bit i for a letter that is there, bit 26 + i where it is there twice. Others than a to z leave no bit."""
    data = np.frombuffer("\n".join(keys).encode() + b"\n", dtype=np.uint8)
    owner = np.cumsum(data == ord("\n")) - (data == ord("\n"))
    plain = (data >= _FIRST) & (data < _FIRST + _LETTERS)
    cell = owner[plain] * _LETTERS + (data[plain] - _FIRST)
    counts = np.bincount(cell, minlength=len(keys) * _LETTERS).reshape(len(keys), _LETTERS)
    bits = np.uint64(1) << np.arange(2 * _LETTERS, dtype=np.uint64)
    once, twice = (counts >= 1).astype(np.uint64), (counts >= 2).astype(np.uint64)
    return np.asarray(np.bitwise_or(once @ bits[:_LETTERS], twice @ bits[_LETTERS:]), dtype=np.uint64)


class Spelling:
    """The spelling tables of one layer."""

    def __init__(self, tables: Mapping[str, Array], entries: Entries) -> None:
        self._entry, self._letters = tables["spelling.entry"], tables["spelling.letters"]
        self._by_length = tables["spelling.by_length"]
        self._entries = entries

    def near(self, key: str, most: int) -> Iterator[tuple[int, int]]:
        """(entry, edits) of every entry at most so many edits from a key, the key itself among them."""
        low, high = min(max(len(key) - most, 0), LONGEST), min(len(key) + most, LONGEST)
        part = slice(int(self._by_length[low]), int(self._by_length[high + 1]))
        differing = np.bitwise_count(self._letters[part] ^ letters([key])[0])
        for entry in self._entry[part][differing <= 2 * most].tolist():
            edits = OSA.distance(key, self._entries.key(entry), score_cutoff=most)
            if edits <= most:
                yield entry, edits
