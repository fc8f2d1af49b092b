"""The block that holds all postings of one term of one field in one segment.

header: magic, version, number of postings p, number of tokens w, crc32 of what follows
int32[p]  documents, rising         uint32[p]  frequencies         uint32[w]  addresses, rising

An address is a word's place when the segment's documents are laid end to end with one empty place after each, so that a
phrase is one subtraction whatever the document, and never runs from one document into the next.
"""

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_HEADER = struct.Struct("<HBxIII")
_MAGIC = 0x4D50
VERSION = 1
HEADER_BYTES = _HEADER.size
_ONE = struct.Struct("<iII")
"""The body of a block of one posting: document, frequency, address."""


class BlockError(Exception):
    """A posting block is not ours, of another version, or damaged."""


@dataclass(frozen=True, slots=True)
class Block:
    """Postings of a term: docs int32[p], frequencies uint32[p], addresses uint32[w], as views of the file."""

    docs: NDArray[np.int32]
    frequencies: NDArray[np.uint32]
    addresses: NDArray[np.uint32]


def pack_block(postings: int, tokens: int, docs: memoryview, frequencies: memoryview, addresses: memoryview) -> bytes:
    """The bytes of a block from the bytes of its three arrays."""
    body = b"".join((docs, frequencies, addresses))
    return _HEADER.pack(_MAGIC, VERSION, postings, tokens, zlib.crc32(body)) + body


def read_block(buffer: memoryview, offset: int) -> Block:
    """The block at an offset, without copying; raises BlockError where there is none."""
    magic, version, postings, tokens, _ = _HEADER.unpack_from(buffer, offset)
    if magic != _MAGIC or version != VERSION:
        raise BlockError(f"no posting block of version {VERSION} at byte {offset}")
    start = offset + HEADER_BYTES
    return Block(
        np.frombuffer(buffer, "<i4", postings, start),
        np.frombuffer(buffer, "<u4", postings, start + 4 * postings),
        np.frombuffer(buffer, "<u4", tokens, start + 8 * postings),
    )


def check_block(buffer: memoryview, offset: int, length: int) -> int:
    """How many words a block has, after comparing it with its checksum, its counts and its order; raises BlockError."""
    magic, version, postings, tokens, crc = _HEADER.unpack_from(buffer, offset)
    if zlib.crc32(buffer[offset + HEADER_BYTES : offset + length]) != crc:
        raise BlockError(f"the posting block at byte {offset} does not agree with its checksum")
    if magic == _MAGIC and version == VERSION and postings == tokens == 1 and length == HEADER_BYTES + 12:
        return _check_single(buffer, offset)
    block = read_block(buffer, offset)
    if int(block.frequencies.sum()) != len(block.addresses) or not _rising(block.docs) or not _rising(block.addresses):
        raise BlockError(f"the posting block at byte {offset} contradicts itself")
    return int(tokens)


def _check_single(buffer: memoryview, offset: int) -> int:
    """A word that stands in one place only, as half of all words do: nothing in its block can be out of order."""
    if _ONE.unpack_from(buffer, offset + HEADER_BYTES)[1] != 1:
        raise BlockError(f"the posting block at byte {offset} contradicts itself")
    return 1


def _rising(numbers: NDArray[np.generic]) -> bool:
    return len(numbers) < 2 or bool((numbers[1:] > numbers[:-1]).all())  # type: ignore[operator]
