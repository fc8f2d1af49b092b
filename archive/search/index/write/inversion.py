"""From the words of documents to postings: words become numbers as they come, and one sort a field puts them into the
order of the terms.

Words are numbered by a dictionary, and in front of it by a table that numpy asks for all words of a text at once. A
word of up to 16 bytes is two numbers of 64 bits; its place in the table is their product with an odd constant
(multiplicative hashing, Knuth 6.4). What the table does not know is asked of the dictionary, one by one: a table that
is too small, or words chosen to meet in one place, cost time and nothing else."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.index.layout import FullIndexError
from archive.storage.array_file import Int64
from archive.text.tokenizer import LINE_END

Uint64 = NDArray[np.uint64]

MOST_ADDRESSES = 2**32 - 1
"""Words are counted in 32 bits, over all episodes and with an empty place behind each: more would be taken for
others."""
BREAK = 0
"""The number of the end of a line."""
BITS = 19
"""The table has 2^19 places of 32 bytes, 16 MB: most words of a segment have one to themselves."""
SHORT = 500
"""A text of fewer bytes is numbered sooner by the dictionary alone."""
AT_ONCE = 1 << 20
"""Bytes of a text that are numbered at once: more than most episodes have."""
_LONGEST = 16
_SPACE = ord(" ")
_BEHIND = b" " * (_LONGEST + 1)
_ODD, _OTHER_ODD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_FIRST_BYTES = np.array([(1 << 8 * bytes_) - 1 for bytes_ in range(9)], np.uint64)


class TermIds:
    """Numbers words in the order in which they first come; the end of a line is BREAK."""

    def __init__(self) -> None:
        self._number: defaultdict[bytes, int] = defaultdict()
        self._number.default_factory = self._number.__len__
        self._number[LINE_END] = BREAK
        # A row: the two halves of a word and its number, all 0 where there is none; of four, to lie in one line of the
        # cache.
        self._table = np.zeros((1 << BITS, 4), np.uint64)

    @property
    def words(self) -> list[bytes]:
        """Every word as UTF-8, in order of its number, without the end of a line."""
        return list(self._number)[1:]

    def of(self, spaced: bytes) -> NDArray[np.uint32]:
        """uint32[w]: the numbers of the words of a text in which spaces stand between any two."""
        return np.concatenate([self._of(piece) for piece in _pieces(spaced)])

    def _of(self, spaced: bytes) -> NDArray[np.uint32]:
        if len(spaced) < SHORT:
            return np.array([self._number[word] for word in spaced.split()], np.uint32)
        text = b" " + spaced + _BEHIND
        start, end = _edges(text)
        length = end - start
        low, high = _halves(text, start, length)
        place = ((low ^ high * _OTHER_ODD) * _ODD >> np.uint64(64 - BITS)).astype(np.int64)
        row = self._table.take(place, axis=0)
        number = row[:, 2].astype(np.uint32)
        unknown = np.flatnonzero((row[:, 0] != low) | (row[:, 1] != high) | (length > _LONGEST))
        for at, first, last in zip(unknown.tolist(), start[unknown].tolist(), end[unknown].tolist(), strict=True):
            number[at] = self._number[text[first:last]]
        new = unknown[(length[unknown] <= _LONGEST) & (row[unknown, 0] == 0)]
        self._table[place[new], 0], self._table[place[new], 1] = low[new], high[new]
        self._table[place[new], 2] = number[new]
        return number


def _pieces(spaced: bytes) -> Iterator[bytes]:
    """The text in pieces of some MB, cut at a space, for what is made of one is 40 times its size."""
    first = 0
    while (cut := spaced.find(b" ", first + AT_ONCE)) >= 0:
        yield spaced[first:cut]
        first = cut
    yield spaced[first:]


def _edges(text: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """int64[w] each: where the words begin and end; the text begins and ends with a space."""
    space = np.frombuffer(text, np.uint8) == _SPACE
    edge = np.flatnonzero(space[1:] != space[:-1]) + 1
    return edge[0::2], edge[1::2]


def _halves(text: bytes, start: NDArray[np.int64], length: NDArray[np.int64]) -> tuple[Uint64, Uint64]:
    """uint64[w] each: the first eight bytes of each word, and the second eight; 0 for what it does not have."""
    eight = np.ndarray((len(text) - 7,), "<u8", text, strides=(1,))
    low = eight[start] & _FIRST_BYTES.take(length, mode="clip")
    high = eight[start + 8] & _FIRST_BYTES.take(length - 8, mode="clip")
    return low, high


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


def first_word_addresses(length: NDArray[np.integer]) -> NDArray[np.uint32]:
    """The same as uint32[n+1], in which an index counts; raises FullIndexError where it says more than that."""
    starts = document_starts(length)
    if (words := int(starts[-1])) > MOST_ADDRESSES:
        raise FullIndexError(
            f"one index reaches {MOST_ADDRESSES:,} words of speech, these episodes have {words:,}; "
            "what serves goes on; keep some shows in a library of their own, or search in a cluster (docs/deploy/opensearch)"
        )
    return starts.astype(np.uint32)


def invert(rank: NDArray[np.uint32], length: NDArray[np.int32]) -> Inverted:
    """The postings of words given by rank (uint32[w], documents one after another) and words of each document
    (int32[n])."""
    address = _sorted_addresses(rank, length)
    doc = np.repeat(np.arange(len(length), dtype=np.int32), length + 1)[address]
    times = np.bincount(rank)
    term = np.flatnonzero(times)
    address_start = np.append(0, np.cumsum(times[term]))
    begins = np.ones(len(rank), np.bool_)
    np.not_equal(doc[1:], doc[:-1], out=begins[1:])
    begins[address_start[:-1]] = True
    first = np.flatnonzero(begins)
    return Inverted(
        term=term.astype(np.int32),
        posting_start=np.searchsorted(first, address_start),
        doc=doc[first],
        frequency=np.diff(np.append(first, len(rank))).astype(np.uint32),
        address_start=address_start,
        address=address,
    )


def _sorted_addresses(rank: NDArray[np.uint32], length: NDArray[np.int32]) -> NDArray[np.uint32]:
    """uint32[w]: the address of each word, words in order of rank, then of address.

    Both are sorted as one number, the rank above the address: numpy sorts numbers of 64 bits with vector instructions
    (AVX2 or AVX-512), three to six times faster than it finds the order of ranks alone; without them it takes as
    long."""
    key = rank.astype(np.uint64)
    key <<= np.uint64(32)
    key |= addresses_of(length)
    key.sort()
    return key.astype(np.uint32)


def addresses_of(length: NDArray[np.int32]) -> NDArray[np.uint32]:
    """uint32[w]: the address of each word in order."""
    address = np.repeat(np.arange(len(length), dtype=np.uint32), length)
    address += np.arange(len(address), dtype=np.uint32)
    return address
