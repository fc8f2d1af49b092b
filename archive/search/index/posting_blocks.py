"""The block that holds all postings of one term of one field in one segment.

header: magic, version, number of postings p, number of tokens w, sum of documents and frequencies, sum of addresses
int32[p]  documents, rising         uint32[p]  frequencies         uint32[w]  addresses, rising

An address is a word's place when the segment's documents are laid end to end with one empty place after each, so that a
phrase is one subtraction whatever the document, and never runs from one document into the next.

A sum is of the numbers, modulo 2^32: numpy adds up 10 GB a second where zlib's CRC-32 reads 2.4, and a word is held against it when
it is first asked for. It finds any one bit that is another, and misses one in 2^32 of what else a disk may do; the manifest has a
CRC-32 of the file. Where a word stands is held against its sum only where that is asked for: most of a block are addresses.
"""

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from archive.search.index.errors import DamagedError

_HEADER = struct.Struct("<HBxIIII")
_MAGIC = 0x4D50
VERSION = 2
HEADER_BYTES = _HEADER.size
_KIND = _MAGIC | VERSION << 16
PORTION = 8 * 2**20
"""Blocks of so many bytes are held against their counts at a time; the sums take three times as much memory."""
Int64 = NDArray[np.int64]
UInt32 = NDArray[np.uint32]


class BlockError(DamagedError):
    """A posting block is not ours, of another version, or damaged."""


class Block:
    """Postings of a term, as views of the file: docs int32[p], frequencies uint32[p], addresses uint32[w]."""

    __slots__ = ("_address_sum", "_addresses", "docs", "frequencies", "places")

    def __init__(self, docs: NDArray[np.int32], frequencies: UInt32, addresses: UInt32, address_sum: int | None) -> None:
        """`address_sum` is what the addresses must add up to; None where that is known."""
        self.docs, self.frequencies = docs, frequencies
        self._addresses, self._address_sum = addresses, address_sum
        self.places = len(addresses)

    @property
    def addresses(self) -> UInt32:
        """uint32[w], rising, held against their sum when first asked for; raises BlockError."""
        if self._address_sum is not None:
            if sum_of(self._addresses) != self._address_sum:
                raise BlockError("where a word stands does not agree with its sum")
            self._address_sum = None
        return self._addresses


def sum_of(numbers: NDArray[np.unsignedinteger]) -> int:
    """The sum of numbers of 32 bits modulo 2^32."""
    return int(np.add.reduce(numbers, dtype=np.uint32))


def pack_block(docs: memoryview, frequencies: memoryview, addresses: memoryview, sums: tuple[int, int]) -> bytes:
    """A block from the bytes of its three arrays and the sums of documents and frequencies, and of addresses."""
    return b"".join((pack_header(len(docs) // 4, len(addresses) // 4, sums), docs, frequencies, addresses))


def pack_header(postings: int, tokens: int, sums: tuple[int, int]) -> bytes:
    """How a block begins."""
    return _HEADER.pack(_MAGIC, VERSION, postings, tokens, *sums)


def block_sizes(postings: Int64, tokens: Int64) -> Int64:
    """How many bytes blocks of so many postings and tokens take, int64[n]."""
    return HEADER_BYTES + 8 * postings + 4 * tokens


def read_block(buffer: memoryview, offset: int) -> Block:
    """The block at an offset, without copying, its documents and frequencies held against their sum; raises BlockError where there
    is none, or they do not agree."""
    start = offset + HEADER_BYTES
    if not 0 <= offset <= len(buffer) - HEADER_BYTES:
        raise BlockError(f"no posting block at byte {offset}: the file has {len(buffer)}")
    magic, version, postings, tokens, posting_sum, address_sum = _HEADER.unpack_from(buffer, offset)
    if magic != _MAGIC or version != VERSION or start + 8 * postings + 4 * tokens > len(buffer):
        raise BlockError(f"no posting block of version {VERSION} at byte {offset}")
    both = np.frombuffer(buffer, "<u4", 2 * postings, start)
    if sum_of(both) != posting_sum:
        raise BlockError(f"the posting block at byte {offset} does not agree with its sum")
    addresses = np.frombuffer(buffer, "<u4", tokens, start + 8 * postings)
    return Block(both[:postings].view("<i4"), both[postings:], addresses, address_sum)


def counts_of(buffer: memoryview, offset: Int64) -> tuple[Int64, Int64]:
    """How many postings and how many words the blocks at some offsets say that they have, int64[n] each."""
    numbers, head = np.frombuffer(buffer, "<u4", len(buffer) // 4), offset // 4
    return numbers[head + 1].astype(np.int64), numbers[head + 2].astype(np.int64)


def check_block(buffer: memoryview, offset: int, length: int) -> None:
    """Holds one block of so many bytes against its counts and its sums; raises BlockError."""
    block = read_block(buffer, offset)
    if length != HEADER_BYTES + 8 * len(block.docs) + 4 * len(block.addresses):
        raise BlockError(f"the posting block at byte {offset} is of another length than its term says")


def check_blocks(buffer: memoryview, offset: Int64, length: Int64) -> Int64:
    """How many words each block has, int64[n], after comparing all with their sums, their counts and their order. The blocks lie
    one behind the other, as they were written; raises BlockError where not."""
    if not len(offset):
        return np.empty(0, np.int64)
    odd = offset[0] % 4 or (length % 4).any() or (length < HEADER_BYTES).any()
    if odd or (offset[1:] != offset[:-1] + length[:-1]).any() or offset[-1] + length[-1] > len(buffer):
        raise BlockError("the posting blocks do not lie one behind the other")
    return np.concatenate([_check_portion(buffer, offset[some], length[some]) for some in _portions(length)])


def read_addresses(buffer: memoryview, offset: Int64, length: Int64) -> tuple[Int64, UInt32]:
    """All words of some blocks that lie one behind the other, checked: the number of the block of each, int64[w], and its address,
    uint32[w]. Raises BlockError."""
    tokens = check_blocks(buffer, offset, length)
    ends = (offset + length) // 4
    numbers = np.frombuffer(buffer, "<u4", len(buffer) // 4)
    return np.repeat(np.arange(len(tokens)), tokens), numbers[ranges(ends - tokens, ends)]


def ranges(low: Int64, high: Int64) -> Int64:
    """int64[sum(high - low)]: low[0] to high[0]-1, then low[1] to high[1]-1, and so on."""
    counts = high - low
    ends = counts.cumsum()
    places = np.arange(ends.item(-1) if len(ends) else 0)
    places += (high - ends).repeat(counts)
    return places


def _portions(length: Int64) -> Iterator[slice]:
    """Neighbouring blocks of some PORTION bytes together."""
    ends = np.cumsum(length)
    first = 0
    while first < len(length):
        last = max(first + 1, int(np.searchsorted(ends, ends[first] + PORTION)))
        yield slice(first, last)
        first = last


def _check_portion(buffer: memoryview, offset: Int64, length: Int64) -> Int64:
    """The words of neighbouring blocks that are as they were written; raises BlockError."""
    base = int(offset[0])
    numbers = np.frombuffer(buffer, "<u4", (int(offset[-1] + length[-1]) - base) // 4, base)
    head = (offset - base) // 4
    kind, postings, tokens = numbers[head], numbers[head + 1].astype(np.int64), numbers[head + 2].astype(np.int64)
    docs, frequencies = head + HEADER_BYTES // 4, head + HEADER_BYTES // 4 + postings
    addresses, end = frequencies + postings, frequencies + postings + tokens
    wrong = (kind != _KIND) | (end != head + length // 4) | (postings < 1) | (tokens < 1)
    if not wrong.any():
        sums = np.append(0, np.cumsum(numbers, dtype=np.int64))
        wrong = (sums[addresses] - sums[docs]).astype(np.uint32) != numbers[head + 3]
        wrong |= (sums[end] - sums[addresses]).astype(np.uint32) != numbers[head + 4]
        _raise_first(wrong, offset, "does not agree with its sums")
        falls = np.append(0, np.cumsum(numbers[1:] <= numbers[:-1], dtype=np.int32))
        wrong = (falls[frequencies - 1] != falls[docs]) | (falls[end - 1] != falls[addresses])
        wrong |= sums[addresses] - sums[frequencies] != tokens
    _raise_first(wrong, offset, "contradicts itself")
    return tokens


def _raise_first(wrong: NDArray[np.bool_], offset: Int64, what: str) -> None:
    if wrong.any():
        raise BlockError(f"the posting block at byte {int(offset[np.argmax(wrong)])} {what}")
