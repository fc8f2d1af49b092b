"""The block that holds all postings of one term of one field in one segment.

header: magic, version, widths, number of postings p, number of words w, sum of these, documents and frequencies, sum of
positions documents[p], rising     frequencies[p]     positions[w], rising within a document

Each of the three has the least width that its greatest number needs, of one, two or four bytes, and ends at a multiple
of four; the byte of widths has the logarithms of the three, two bits each.

A position is a word's place within its document; an address is its place when the segment's documents are laid end to
end with one empty place after each, so that a phrase is one subtraction whatever the document, and never runs from one
document into the next. Positions are kept, as they take half the room, and made addresses where these are asked for.

A sum is of the bytes as numbers of 32 bits, modulo 2^32: numpy adds up 10 GB a second where zlib's CRC-32 reads 2.4,
and a word is held against it when it is first asked for. It finds any one bit that is another, and misses one in 2^32
of what else a disk may do; the manifest has a CRC-32 of the file. Where a word stands is held against its sum only
where that is asked for: most of a block are positions."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.index.layout import DamagedError
from archive.storage.array_file import Int64, UInt32

UNIT = 4
"""Blocks lie at multiples of so many bytes, and their places are counted in them: 32 bits reach 16 GB of postings."""
_HEADER = struct.Struct("<IIIII")
_MAGIC = 0x4D50
VERSION = 3
HEADER_BYTES = _HEADER.size
_WORDS = HEADER_BYTES // UNIT
_KIND = _MAGIC | VERSION << 16
PORTION = 4 * 2**20
"""Blocks of so many bytes are looked at or made at a time; that takes up to twenty times as much memory."""
CONTRADICTS = "contradicts itself"
_TYPES = (np.dtype("<u1"), np.dtype("<u2"), np.dtype("<u4"))
"""By the logarithm of the width."""
Unsigned = NDArray[np.unsignedinteger[Any]]


class BlockError(DamagedError):
    """A posting block is not ours, of another version, or damaged."""


def stands_in(values: UInt32, rising: UInt32) -> NDArray[np.bool_]:
    """bool[n]: whether each value is one of the rising ones."""
    if not len(rising):
        return np.zeros(len(values), np.bool_)
    place = np.searchsorted(rising, values)
    place[place == len(rising)] = 0
    return rising[place] == values


MANY_MORE, AT_LEAST = 64, 256
"""Where a word stands at so many times as many places as are asked about and as these, those in their documents are
made alone: to find which they are takes as long as to make so many."""


FEW = 64
"""Of more documents than these it is sooner to add up all that is before each."""


class Positions:
    """Where a term stands within its documents, as views of a file: numbers of any width, and the addresses of the
    documents' first words, uint32[n+1]. Held against their sum when they are first asked for."""

    __slots__ = ("_numbers", "_packed", "_starts", "_sum")

    def __init__(self, packed: UInt32, log_width: int, count: int, expected: int, starts: UInt32) -> None:
        self._packed, self._sum, self._starts = packed, expected, starts
        self._numbers = packed.view(_TYPES[log_width])[:count]

    def __len__(self) -> int:
        return len(self._numbers)

    def documents_of(self, addresses: UInt32) -> NDArray[np.int32]:
        """int32[n], rising: the documents in which some addresses lie, which rise."""
        doc = self._starts.searchsorted(addresses, "right") - 1
        first = np.ones(len(doc), np.bool_)
        np.not_equal(doc[1:], doc[:-1], out=first[1:])
        return doc[first].astype(np.int32)

    def addresses(self, docs: NDArray[np.int32], frequencies: Unsigned, places: slice | Int64) -> UInt32:
        """uint32[n]: the addresses of so many places in some documents; raises BlockError."""
        if self._sum >= 0 and sum_of(self._packed) != self._sum:
            raise BlockError("where a word stands does not agree with its sum")
        self._sum = -1
        addresses = self._starts.take(docs).repeat(frequencies)
        addresses += self._numbers[places]
        return addresses


NO_POSITIONS = Positions(np.empty(0, np.uint32), 0, 0, 0, np.zeros(1, np.uint32))


class Block:
    """Postings of a term: docs int32[p], rising; frequencies[p], of any unsigned type; `places` is how many addresses
    there are."""

    __slots__ = ("_addresses", "_positions", "_sum", "docs", "frequencies", "places")

    def __init__(self, docs: NDArray[np.int32], frequencies: Unsigned, addresses: UInt32 | Positions) -> None:
        """`addresses` uint32[w], rising, or what they are made of when they are asked for."""
        self.docs, self.frequencies = docs, frequencies
        self.places = len(addresses)
        self._addresses: UInt32 | None = None
        self._positions = NO_POSITIONS
        if isinstance(addresses, Positions):
            self._positions = addresses
        else:
            self._addresses = addresses

    @property
    def addresses(self) -> UInt32:
        """uint32[w], rising; raises BlockError."""
        if self._addresses is None:
            self._addresses = self._positions.addresses(self.docs, self.frequencies, slice(None))
        return self._addresses

    def holds(self, addresses: UInt32) -> NDArray[np.bool_]:
        """bool[n]: whether the term stands at each of some addresses, which rise; raises BlockError."""
        if self._addresses is None and MANY_MORE * (len(addresses) + AT_LEAST) < self.places:
            docs = self._positions.documents_of(addresses)
            return stands_in(addresses, self.within(docs))
        return stands_in(addresses, self.addresses)

    def within(self, docs: NDArray[np.int32]) -> UInt32:
        """uint32[n], rising: the addresses in some documents, which rise; raises BlockError."""
        held = self.docs.searchsorted(docs)
        there = self.docs.take(held, mode="clip") == docs
        if not there.all():
            held, docs = held[there], docs[there]
        if not len(held):
            return np.empty(0, np.uint32)
        frequencies = self.frequencies.take(held)
        first = _sums_before(self.frequencies, held)
        inside = ranges(first, first + frequencies)
        if self._addresses is not None:
            return self._addresses[inside]
        return self._positions.addresses(docs, frequencies, inside)


def _sums_before(numbers: Unsigned, places: Int64) -> Int64:
    """int64[n]: what the numbers before each of some places, which rise, add up to."""
    if len(places) > FEW:
        return numbers.cumsum(dtype=np.int64).take(places) - numbers.take(places).astype(np.int64)
    edges = np.zeros(len(places) + 1, np.int64)
    edges[1:] = places
    between = np.add.reduceat(numbers, edges, dtype=np.uint32)
    if not edges[1]:
        between[0] = 0
    return between[:-1].cumsum(dtype=np.int64)


def sum_of(numbers: NDArray[np.unsignedinteger[Any]]) -> int:
    """The sum of numbers of 32 bits modulo 2^32."""
    return int(np.add.reduce(numbers, dtype=np.uint32))


def read_block(buffer: memoryview, offset: int, starts: UInt32) -> Block:
    """The block at an offset, its documents and frequencies held against their sum; `starts` uint32[n+1] are the
    addresses of the documents' first words. Raises BlockError where there is no block, or the sum does not agree."""
    if not 0 <= offset <= len(buffer) - HEADER_BYTES:
        raise BlockError(f"no posting block at byte {offset}: the file has {len(buffer)}")
    kind, postings, tokens, posting_sum, position_sum = _HEADER.unpack_from(buffer, offset)
    widths = kind >> 24
    doc_log, frequency_log, position_log = widths & 3, widths >> 2 & 3, widths >> 4
    first = (postings << doc_log) + 3 >> 2
    middle = first + ((postings << frequency_log) + 3 >> 2)
    end = middle + ((tokens << position_log) + 3 >> 2)
    known = kind & 0xFFFFFF == _KIND and widths <= 0b101010 and 3 not in (doc_log, frequency_log)
    if not known or offset + HEADER_BYTES + UNIT * end > len(buffer):
        raise BlockError(f"no posting block of version {VERSION} at byte {offset}")
    numbers = np.frombuffer(buffer, "<u4", end, offset + HEADER_BYTES)
    if sum_of(numbers[:middle]) + kind + postings + tokens & 0xFFFFFFFF != posting_sum:
        raise BlockError(f"the posting block at byte {offset} does not agree with its sum")
    docs = numbers[:first].view(_TYPES[doc_log])[:postings].astype(np.int32)
    frequencies = numbers[first:middle].view(_TYPES[frequency_log])[:postings]
    return Block(docs, frequencies, Positions(numbers[middle:], position_log, tokens, position_sum, starts))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Blocks one behind the other: of each how many postings and how many words it has, int64[t]; of all, doc int32[p],
    frequency uint32[p], address uint32[w]."""

    postings: Int64
    tokens: Int64
    doc: NDArray[np.int32]
    frequency: UInt32
    address: UInt32


def block_of(addresses: UInt32, starts: UInt32) -> Block:
    """The postings of what stands at some addresses; `starts` as in `read_block`."""
    doc = starts.searchsorted(addresses, "right") - 1
    first = np.flatnonzero(np.append(True, doc[1:] != doc[:-1])[: len(doc)])
    return Block(doc[first].astype(np.int32), np.diff(np.append(first, len(doc))).astype(np.uint32), addresses)


def unpacked(block: Block) -> Unpacked:
    """The one block as several are."""
    counts = (np.array([len(block.docs)]), np.array([block.places]))
    return Unpacked(*counts, block.docs, block.frequencies.astype(np.uint32), block.addresses)


def pack_blocks(blocks: Unpacked, starts: UInt32) -> tuple[Int64, bytes]:
    """How many bytes the block of each term takes, int64[t], and all of them. `starts` as in `read_block`."""
    position = blocks.address - starts.take(blocks.doc).repeat(blocks.frequency)
    columns = (blocks.doc, blocks.frequency, position)
    counts = (blocks.postings, blocks.postings, blocks.tokens)
    logs = [_log_width(column, count) for column, count in zip(columns, counts, strict=True)]
    sizes = [_padded_all(count << log) for count, log in zip(counts, logs, strict=True)]
    length = HEADER_BYTES + sizes[0] + sizes[1] + sizes[2]
    begin = np.append(0, np.cumsum(length))
    out = np.zeros(begin[-1], np.uint8)
    at = begin[:-1] + HEADER_BYTES
    for column, count, log, size in zip(columns, counts, logs, sizes, strict=True):
        _scatter(out, at, column, count, log)
        at = at + size
    numbers, head = out.view("<u4"), begin[:-1] // UNIT
    widths = logs[0] | logs[1] << 2 | logs[2] << 4
    edges = np.stack((head + _WORDS, head + _WORDS + (sizes[0] + sizes[1]) // UNIT), axis=1).reshape(-1)
    sums = np.add.reduceat(numbers, edges, dtype=np.uint32) if len(edges) else numbers
    first = [_KIND | widths << 24, blocks.postings, blocks.tokens]
    for place, value in enumerate((*first, sums[0::2] + sum(first), sums[1::2])):
        numbers[head + place] = value & 0xFFFFFFFF
    return length, out.tobytes()


def unpack_blocks(buffer: memoryview, offset: Int64, length: Int64, starts: UInt32) -> Unpacked:
    """Blocks that lie one behind the other, as they were written, compared with their sums, their counts and their
    order; `starts` as in `read_block`. Raises BlockError."""
    if not len(offset):
        return NOTHING
    odd = offset[0] % UNIT or (length % UNIT).any() or (length < HEADER_BYTES).any()
    if odd or (offset[1:] != offset[:-1] + length[:-1]).any() or offset[-1] + length[-1] > len(buffer):
        raise BlockError("the posting blocks do not lie one behind the other")
    numbers = np.frombuffer(buffer, "<u4", int(length.sum()) // UNIT, int(offset[0]))
    head = (offset - offset[0]) // UNIT
    kind, widths = numbers[head] & np.uint32(0xFFFFFF), (numbers[head] >> np.uint32(24)).astype(np.int64)
    postings, tokens = numbers[head + 1].astype(np.int64), numbers[head + 2].astype(np.int64)
    counts, logs = (postings, postings, tokens), (widths & 3, widths >> 2 & 3, widths >> 4)
    sizes = [_padded_all(count << np.minimum(log, 2)) // UNIT for count, log in zip(counts, logs, strict=True)]
    at = np.cumsum([head + _WORDS, *sizes], axis=0)
    wrong = (kind != _KIND) | (widths > 0b101010) | (logs[0] > 2) | (logs[1] > 2) | (postings < 1) | (tokens < 1)
    _raise_first(wrong | (at[3] != head + length // UNIT), offset, CONTRADICTS)
    edges = np.stack((at[0], at[2], at[3]), axis=1)
    sums = np.stack([_sums_between(numbers, edges[:, place], edges[:, place + 1]) for place in (0, 1)])
    sums[0] += numbers[head] + numbers[head + 1] + numbers[head + 2]
    _raise_first((sums != numbers[np.stack((head + 3, head + 4))]).any(axis=0), offset, "does not agree with its sums")
    doc, frequency, position = (_gather(numbers, *one) for one in zip(at[:3], counts, logs, strict=True))
    return _checked(Unpacked(postings, tokens, doc.view(np.int32), frequency, position), starts, offset)


def _checked(found: Unpacked, starts: UInt32, offset: Int64) -> Unpacked:
    """The blocks with addresses in place of positions, in which documents and addresses rise; raises BlockError."""
    wrong = (found.doc < 0) | (found.doc >= len(starts) - 1) | (found.frequency == 0)
    wrong[1:] |= found.doc[1:] <= found.doc[:-1]
    first = np.cumsum(found.postings) - found.postings
    wrong[first] = (found.doc[first] < 0) | (found.doc[first] >= len(starts) - 1) | (found.frequency[first] == 0)
    wrong_count = _total(found.frequency, found.postings) != found.tokens
    _raise_first(np.logical_or.reduceat(wrong, first) | wrong_count, offset, CONTRADICTS)
    address = starts.take(found.doc).repeat(found.frequency)
    behind = (starts.take(found.doc + 1) - np.uint32(1)).repeat(found.frequency)
    wrong = found.address >= behind - address
    address += found.address
    falls = address[1:] <= address[:-1]
    first = np.cumsum(found.tokens) - found.tokens
    falls[first[1:] - 1] = False
    wrong[1:] |= falls
    _raise_first(np.logical_or.reduceat(wrong, first), offset, CONTRADICTS)
    return Unpacked(found.postings, found.tokens, found.doc, found.frequency, address)


def check_blocks(buffer: memoryview, offset: Int64, length: Int64, starts: UInt32) -> int:
    """How many words all of some blocks have, each verified as `unpack_blocks` does; raises BlockError."""
    return sum(int(unpack_blocks(buffer, offset[some], length[some], starts).tokens.sum()) for some in portions(length))


def counts_of(buffer: memoryview, offset: Int64) -> tuple[Int64, Int64]:
    """How many postings and how many words the blocks at some offsets say that they have, int64[n] each."""
    numbers, head = np.frombuffer(buffer, "<u4", len(buffer) // UNIT), offset // UNIT
    return numbers[head + 1].astype(np.int64), numbers[head + 2].astype(np.int64)


def portions(size: Int64, most: int = PORTION) -> Iterator[slice]:
    """Neighbours that take `most` together, by the size of each; one that takes more, alone."""
    ends = np.cumsum(size)
    first = 0
    while first < len(size):
        before = ends[first] - size[first]
        last = max(first + 1, int(np.searchsorted(ends, before + most, "right")))
        yield slice(first, last)
        first = last


def ranges(low: Int64, high: Int64) -> Int64:
    """int64[sum(high - low)]: low[0] to high[0]-1, then low[1] to high[1]-1, and so on."""
    counts = high - low
    ends = counts.cumsum()
    places = np.arange(ends.item(-1) if len(ends) else 0)
    places += (high - ends).repeat(counts)
    return places


def _padded_all(size: Int64) -> Int64:
    return size + (-size & (UNIT - 1))


def _log_width(column: NDArray[Any], count: Int64) -> Int64:
    """int64[t]: the logarithm of the width that the greatest number of each block needs."""
    most = np.maximum.reduceat(column, np.cumsum(count) - count) if len(count) else count
    return (most > 0xFF).astype(np.int64) + (most > 0xFFFF)


def _scatter(out: NDArray[np.uint8], at: Int64, column: NDArray[Any], count: Int64, log: Int64) -> None:
    """Writes to bytes what each block has of a column, at such bytes and of such widths."""
    first = np.cumsum(count) - count
    for width in range(len(_TYPES)):
        some = (log == width).nonzero()[0]
        if len(some):
            begin = at[some] >> width
            own = column if len(some) == len(log) else column[ranges(first[some], first[some] + count[some])]
            out.view(_TYPES[width])[ranges(begin, begin + count[some])] = own


def _gather(numbers: UInt32, at: Int64, count: Int64, log: Int64) -> UInt32:
    """uint32[sum(count)]: what each block has of a column, which begins at such a number and is of such a width."""
    first = np.cumsum(count) - count
    found = np.empty(int(count.sum()), np.uint32)
    for width in range(len(_TYPES)):
        some = (log == width).nonzero()[0]
        if len(some):
            begin = at[some] * UNIT >> width
            own = numbers.view(_TYPES[width])[ranges(begin, begin + count[some])]
            found[slice(None) if len(some) == len(log) else ranges(first[some], first[some] + count[some])] = own
    return found


def _sums_between(numbers: UInt32, first: Int64, end: Int64) -> UInt32:
    """uint32[t]: the sum of the numbers from one place of each block to another, modulo 2^32; the places rise, none is
    empty."""
    edges = np.stack((first, end), axis=1).reshape(-1)
    edges = edges[:-1] if edges[-1] == len(numbers) else edges
    return np.add.reduceat(numbers, edges, dtype=np.uint32)[0::2]


def _total(numbers: UInt32, count: Int64) -> Int64:
    """int64[t]: what the numbers of each block add up to."""
    return np.add.reduceat(numbers, np.cumsum(count) - count, dtype=np.int64)


def _raise_first(wrong: NDArray[np.bool_], offset: Int64, what: str) -> None:
    if wrong.any():
        raise BlockError(f"the posting block at byte {int(offset[np.argmax(wrong)])} {what}")


NOTHING = Unpacked(
    np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.uint32), np.empty(0, np.uint32)
)
