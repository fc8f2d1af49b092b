"""The postings of a word in a field over all segments: views of the mapped files of one segment, else joined and kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import FIELDS, Field
from archive.search.whoosh.blocks import Block
from archive.search.whoosh.cache import ByteCache
from archive.search.whoosh.segments import OpenSegment, Segments

UInt32 = NDArray[np.uint32]

CACHE_BYTES = 112 << 20
BITS_BYTES = 64 << 20
MANY = 1 << 17
"""From so many words on, `stands_at` looks into a bitmap instead of searching."""


@dataclass(frozen=True, slots=True)
class Postings:
    """docs int32[p] rising, frequencies uint32[p], addresses uint32[w] rising; deleted documents left out."""

    docs: NDArray[np.int32]
    frequencies: UInt32
    addresses: UInt32


NOWHERE = Postings(np.empty(0, np.int32), np.empty(0, np.uint32), np.empty(0, np.uint32))


class PostingStore:
    """Finds and keeps postings."""

    def __init__(self, segments: Segments, cache_bytes: int = CACHE_BYTES, bits_bytes: int = BITS_BYTES) -> None:
        self._segments = segments
        self._kept: ByteCache[Postings] = ByteCache(cache_bytes)
        self._bits: ByteCache[NDArray[np.uint8]] = ByteCache(bits_bytes)

    def find(self, field: Field, word: str) -> Postings:
        """The postings of a word in a field; NOWHERE where it does not stand."""
        found = self._kept.get((field, word))
        if found is None:
            found = self._join(field, word)
            self._kept.put((field, word), found, 400 + found.addresses.nbytes + 2 * found.docs.nbytes)
        return found

    def frequency(self, word: str) -> int:
        """How often the word stands in all fields together."""
        return sum(len(self.find(field, word).addresses) for field in FIELDS)

    def stands_at(self, field: Field, word: str, addresses: UInt32) -> NDArray[np.bool_]:
        """bool[n]: whether the word stands at each address (rising)."""
        postings = self.find(field, word)
        if len(postings.addresses) >= MANY and 64 * len(addresses) > len(postings.addresses):
            bits = self._bits_of(field, word, postings)
            byte = bits[addresses >> np.uint32(3)]
            return (byte >> (addresses & np.uint32(7)).astype(np.uint8) & np.uint8(1)).view(np.bool_)
        return stands_in(addresses, postings.addresses)

    def _bits_of(self, field: Field, word: str, postings: Postings) -> NDArray[np.uint8]:
        bits = self._bits.get((field, word))
        if bits is None:
            bits = bitmap(postings.addresses, int(self._segments.starts[field][-1]) + 1)
            self._bits.put((field, word), bits, bits.nbytes)
        return bits

    def _join(self, field: Field, word: str) -> Postings:
        first_addresses = self._segments.first_addresses[field]
        parts = [
            _of_segment(block, segment, first_address, self._segments)
            for segment, first_address in zip(self._segments.open, first_addresses, strict=True)
            if (block := segment.terms.block(field, word)) is not None
        ]
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return NOWHERE
        return Postings(
            np.concatenate([part.docs for part in parts]),
            np.concatenate([part.frequencies for part in parts]),
            np.concatenate([part.addresses for part in parts]),
        )


def stands_in(values: UInt32, rising: UInt32) -> NDArray[np.bool_]:
    """bool[n]: whether each value is one of the rising ones."""
    if not len(rising):
        return np.zeros(len(values), np.bool_)
    place = np.searchsorted(rising, values)
    place[place == len(rising)] = 0
    return rising[place] == values


def bitmap(addresses: UInt32, size: int) -> NDArray[np.uint8]:
    """uint8[size/8 + 2]: bit a % 8 of byte a / 8 is set for each of the rising addresses."""
    bits = np.zeros((size >> 3) + 2, np.uint8)
    byte = addresses >> np.uint32(3)
    first = np.flatnonzero(np.concatenate(([True], byte[1:] != byte[:-1])))
    bits[byte[first]] = np.bitwise_or.reduceat(np.uint8(1) << (addresses & np.uint32(7)).astype(np.uint8), first)
    return bits


def _of_segment(block: Block, segment: OpenSegment, first_address: int, segments: Segments) -> Postings:
    docs = block.docs + np.int32(segment.first_doc) if segment.first_doc else block.docs
    addresses = block.addresses + np.uint32(first_address) if first_address else block.addresses
    if not segment.entry.deleted:
        return Postings(docs, block.frequencies, addresses)
    live = segments.live[docs]
    if live.all():
        return Postings(docs, block.frequencies, addresses)
    return Postings(docs[live], block.frequencies[live], addresses[np.repeat(live, block.frequencies)])
