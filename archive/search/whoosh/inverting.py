"""From the words of many documents, in order, to postings in the order of the terms: one stable radix sort a field."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]
FEW = 6
"""Words numbered up to 6 times 65,536 are parted faster than they are sorted."""


@dataclass(frozen=True, slots=True)
class Inverted:
    """Postings of a field, by term (rank in the segment's sorted words), then document, then position.

    term int32[t]: the ranks that occur, rising; posting_start int64[t+1]: where a term's postings begin;
    doc int32[p], frequency uint32[p]; address_start int64[t+1]: where a term's addresses begin; address uint32[w].
    """

    term: NDArray[np.int32]
    posting_start: Int64
    doc: NDArray[np.int32]
    frequency: NDArray[np.uint32]
    address_start: Int64
    address: NDArray[np.uint32]

    @property
    def episodes(self) -> Int64:
        """int64[t]: in how many documents each term stands."""
        return np.diff(self.posting_start)


def document_starts(length: NDArray[np.integer]) -> Int64:
    """int64[n+1]: the address of each document's first word, one address being left empty after each document."""
    return np.concatenate(([0], np.cumsum(length.astype(np.int64) + 1)))


def invert(rank: NDArray[np.uint32], length: NDArray[np.int32]) -> Inverted:
    """The postings of words given by rank (uint32[w], documents one after another) and words of each document (int32[n])."""
    doc = np.repeat(np.arange(len(length), dtype=np.int32), length)
    order = _stable_order(rank)
    sorted_doc = doc[order]
    times = np.bincount(rank)
    term = np.flatnonzero(times)
    address_start = np.append(0, np.cumsum(times[term]))
    begins = np.ones(len(rank), np.bool_)
    np.not_equal(sorted_doc[1:], sorted_doc[:-1], out=begins[1:])
    begins[address_start[:-1]] = True
    first = np.flatnonzero(begins)
    return Inverted(
        term=term.astype(np.int32),
        posting_start=np.searchsorted(first, address_start),
        doc=sorted_doc[first],
        frequency=np.diff(np.append(first, len(rank))).astype(np.uint32),
        address_start=address_start,
        address=(order + sorted_doc).astype(np.uint32),
    )


def _stable_order(rank: NDArray[np.uint32]) -> Int64:
    """Two passes over 16 bits each: numpy sorts uint16 by radix, anything wider by merging (5 times slower)."""
    low = np.argsort((rank & np.uint32(0xFFFF)).astype(np.uint16), kind="stable")
    if not len(rank) or int(rank.max()) < 1 << 16:
        return low
    high = (rank >> np.uint32(16)).astype(np.uint8 if int(rank.max()) < 1 << 24 else np.uint16)[low]
    most = int(high.max())
    if most < FEW:
        return np.concatenate([low[high == value] for value in range(most + 1)])
    return low[np.argsort(high, kind="stable")]
