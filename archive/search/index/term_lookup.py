"""From a word to its postings in a segment, by a hash table in a mapped file: a third of a microsecond, where a table
that Whoosh reads takes ten times as long. Open addressing with linear probing (Knuth 6.4) over the CRC-32 of a word,
two to four slots a word."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.posting_blocks import UNIT
from archive.search.index.types import FIELDS, Field
from archive.storage.array_file import Array

NOWHERE = np.uint32(0xFFFFFFFF)
"""in the place of a block, of a word that a field does not hold"""
_FIELD = {field: number for number, field in enumerate(FIELDS)}
Int64 = NDArray[np.int64]


class TermLookup:
    """The words of a segment, as its lexicon has them, numbered by their order; `slot` uint32[2^k] holds a word's
    number from 1 on, 0 where there is none; `block` uint32[fields, words] the place of its postings."""

    def __init__(self, lexicon: Mapping[str, Array], arrays: Mapping[str, Array]) -> None:
        self._words, self._start, self._slot = (
            np.ascontiguousarray(array).data for array in (lexicon["words"], lexicon["start"], arrays["slot"])
        )
        self._block = [np.ascontiguousarray(row).data for row in arrays["block"]]
        self._mask = len(self._slot) - 1

    def find(self, word: bytes) -> int:
        """The number of a word, -1 where the segment does not hold it."""
        place = zlib.crc32(word) & self._mask
        slot, start = self._slot, self._start
        while number := slot[place]:
            if self._words[start[number - 1] : start[number] - 1] == word:
                return int(number) - 1
            place = (place + 1) & self._mask
        return -1

    def offset(self, field: Field, number: int) -> int | None:
        """The byte at which the postings of a word in a field begin; None where it is not in this field."""
        place = self._block[_FIELD[field]][number]
        return None if place == NOWHERE else int(place) * UNIT


def hash_words(words: Sequence[bytes]) -> NDArray[np.uint32]:
    """uint32[2^k]: the slots of some words."""
    size = 2 << max(1, len(words)).bit_length()
    wanted = np.fromiter(map(zlib.crc32, words), np.int64, len(words)) & (size - 1)
    slots = np.zeros(size, np.uint32)
    order, place = open_addresses(wanted, size)
    slots[place] = order + 1
    return slots


def open_addresses(wanted: Int64, size: int) -> tuple[Int64, Int64]:
    """Keys in the order in which they are put, and the slot of each among `size`: the one it wants or the next free one
    behind it; what runs over the end goes on in the first free ones."""
    order = np.argsort(wanted, kind="stable")
    number = np.arange(len(wanted))
    slot = number + np.maximum.accumulate(wanted[order] - number)
    over = int(np.count_nonzero(slot >= size))
    slot[len(wanted) - over :] = np.setdiff1d(np.arange(size), slot[: len(wanted) - over])[:over]
    return order, slot


def block_places(offsets: Mapping[Field, tuple[NDArray[np.int32] | Int64, Int64]], words: int) -> NDArray[np.uint32]:
    """uint32[fields, words]: of each field the numbers of its words, and at which byte the postings of each begin."""
    places = np.full((len(FIELDS), words), NOWHERE, np.uint32)
    for field, (numbers, offset) in offsets.items():
        places[_FIELD[field], numbers] = offset // UNIT
    return places
