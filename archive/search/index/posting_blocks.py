"""The block that holds all postings of one term of one field in one segment.

header: magic, version, number of postings p, number of tokens w, crc32 of what follows
int32[p]  documents, rising         uint32[p]  frequencies         uint32[w]  addresses, rising

An address is a word's place when the segment's documents are laid end to end with one empty place after each, so that a
phrase is one subtraction whatever the document, and never runs from one document into the next.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.index.errors import DamagedError

_HEADER = struct.Struct("<HBxIII")
_MAGIC = 0x4D50
VERSION = 1
HEADER_BYTES = _HEADER.size
_KIND = _MAGIC | VERSION << 16
_CRC = 12
"""Where a block's checksum stands in its header."""
PORTION = 8 * 2**20
"""Blocks of so many bytes are held against their counts at a time; the sums take three times as much memory."""
Int64 = NDArray[np.int64]


class BlockError(DamagedError):
    """A posting block is not ours, of another version, or damaged."""


@dataclass(frozen=True, slots=True)
class Block:
    """Postings of a term: docs int32[p], frequencies uint32[p], addresses uint32[w], as views of the file."""

    docs: NDArray[np.int32]
    frequencies: NDArray[np.uint32]
    addresses: NDArray[np.uint32]


def pack_block(docs: memoryview, frequencies: memoryview, addresses: memoryview) -> bytes:
    """A block from the bytes of its three arrays."""
    body = b"".join((docs, frequencies, addresses))
    return _HEADER.pack(_MAGIC, VERSION, len(docs) // 4, len(addresses) // 4, zlib.crc32(body)) + body


def block_sizes(postings: Int64, tokens: Int64) -> Int64:
    """How many bytes blocks of so many postings and tokens take, int64[n]."""
    return HEADER_BYTES + 8 * postings + 4 * tokens


def read_block(buffer: memoryview, offset: int) -> Block:
    """The block at an offset, without copying; raises BlockError where there is none."""
    start = offset + HEADER_BYTES
    if not 0 <= offset <= len(buffer) - HEADER_BYTES:
        raise BlockError(f"no posting block at byte {offset}: the file has {len(buffer)}")
    magic, version, postings, tokens, _ = _HEADER.unpack_from(buffer, offset)
    if magic != _MAGIC or version != VERSION or start + 8 * postings + 4 * tokens > len(buffer):
        raise BlockError(f"no posting block of version {VERSION} at byte {offset}")
    return Block(
        np.frombuffer(buffer, "<i4", postings, start),
        np.frombuffer(buffer, "<u4", postings, start + 4 * postings),
        np.frombuffer(buffer, "<u4", tokens, start + 8 * postings),
    )


def check_block(buffer: memoryview, offset: int, length: int) -> None:
    """Holds one block of so many bytes against its counts and its checksum (1 ms a MB); raises BlockError."""
    block = read_block(buffer, offset)
    end = offset + length
    if length != HEADER_BYTES + 8 * len(block.docs) + 4 * len(block.addresses):
        raise BlockError(f"the posting block at byte {offset} is of another length than its term says")
    if zlib.crc32(buffer[offset + HEADER_BYTES : end]) != _HEADER.unpack_from(buffer, offset)[4]:
        raise BlockError(f"the posting block at byte {offset} does not agree with its checksum")


def check_blocks(buffer: memoryview, offset: Int64, length: Int64) -> Int64:
    """How many words each block has, int64[n], after comparing all with their checksums, their counts and their order; raises
    BlockError. The blocks lie one behind the other, as they were written."""
    if not len(offset):
        return np.empty(0, np.int64)
    odd = offset[0] % 4 or (length % 4).any() or (length < HEADER_BYTES).any()
    if odd or (offset[1:] != offset[:-1] + length[:-1]).any() or offset[-1] + length[-1] > len(buffer):
        raise BlockError("the posting blocks do not lie one behind the other")
    stated = np.frombuffer(buffer, "<u4", len(buffer) // 4)[(offset + _CRC) // 4]
    for start, size, crc in zip(offset.tolist(), length.tolist(), stated.tolist(), strict=True):
        if zlib.crc32(buffer[start + HEADER_BYTES : start + size]) != crc:
            raise BlockError(f"the posting block at byte {start} does not agree with its checksum")
    return np.concatenate([_check_counts(buffer, offset[some], length[some]) for some in _portions(length)])


def read_addresses(buffer: memoryview, offset: Int64, length: Int64) -> tuple[Int64, NDArray[np.uint32]]:
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


def _check_counts(buffer: memoryview, offset: Int64, length: Int64) -> Int64:
    """The words of neighbouring blocks whose checksums are right; raises BlockError."""
    base = int(offset[0])
    numbers = np.frombuffer(buffer, "<u4", (int(offset[-1] + length[-1]) - base) // 4, base)
    head = (offset - base) // 4
    kind, postings, tokens = numbers[head], numbers[head + 1].astype(np.int64), numbers[head + 2].astype(np.int64)
    docs, frequencies = head + HEADER_BYTES // 4, head + HEADER_BYTES // 4 + postings
    addresses, end = frequencies + postings, frequencies + postings + tokens
    wrong = (kind != _KIND) | (end != head + length // 4) | (postings < 1) | (tokens < 1)
    if not wrong.any():
        falls = np.append(0, np.cumsum(numbers[1:] <= numbers[:-1], dtype=np.int32))
        sums = np.append(0, np.cumsum(numbers, dtype=np.int64))
        wrong = (falls[frequencies - 1] != falls[docs]) | (falls[end - 1] != falls[addresses])
        wrong |= sums[addresses] - sums[frequencies] != tokens
    if wrong.any():
        raise BlockError(f"the posting block at byte {int(offset[np.argmax(wrong)])} contradicts itself")
    return tokens
