"""The table of a segment's terms: Whoosh's ordered hash file, written from arrays in place of key by key.

A record is two lengths, the key (number of the field, word) and the value (what Whoosh knows of a term, where its block
lies). Records stand in order of their keys; behind them 256 hash tables, and the place of each record. Whoosh's own
reader reads it all.

Our own search finds a word's postings by a hash table in a mapped file (`TermLookup`): a third of a microsecond, where
a table that Whoosh reads takes ten times as long. Open addressing with linear probing (Knuth 6.4) over the CRC-32 of a
word, two to four slots a word."""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.index.posting_blocks import UNIT, BlockError
from archive.search.index.types import FIELDS, Field
from archive.search.index.whoosh_format.beyond_public import (
    GrowableArray,
    HashWriter,
    OrderedHashWriter,
    length_to_byte,
)
from archive.search.index.write.inversion import Inverted
from archive.storage.array_file import Array, Int64, UInt32

INFO = np.dtype(
    [
        ("inlined", ">u1"),
        ("weight", ">f4"),
        ("episodes", ">u4"),
        ("shortest", ">u1"),
        ("longest", ">u1"),
        ("most", ">f4"),
        ("first", ">u4"),
        ("last", ">u4"),
        ("offset", ">i8"),
        ("length", ">i4"),
    ]
)
"""The value of a record: `W3TermInfo._struct`, then where the block of the term begins in the postings file and how
long it is."""
_CRC32 = 1
"""Whoosh's number for the hash of keys; its reader finds it in the file. MD5, which it takes by itself, is ten times
slower."""
_BUCKETS = 256
_POINTER = np.dtype([("hash", ">u4"), ("place", ">i8")])
_HEAD = struct.Struct(">IIH")
"""How a record begins: the lengths of its key and of its value, and the first two bytes of the key, which name the
field."""
_HEAD_LENGTHS, _FIELD = 8, 2


class TermTable(OrderedHashWriter):
    """Takes the terms of one field after another, fields and terms in order."""

    def __init__(self, file: Any) -> None:
        HashWriter.__init__(self, file, hashtype=_CRC32)
        self._hashes: list[UInt32] = []
        self._places: list[Int64] = []

    def add_terms(self, field: int, words: Sequence[bytes], info: NDArray[np.void]) -> None:
        """The terms of a field: sorted words and INFO[n]."""
        start = self.dbfile.tell()
        length = np.fromiter(map(len, words), np.int64, len(words)) + _FIELD
        self.dbfile.write(b"".join(_records(field, words, info)))
        self._places.append(start + np.append(0, np.cumsum(length + (_HEAD_LENGTHS + INFO.itemsize)))[:-1])
        begun = zlib.crc32(field.to_bytes(_FIELD, "big"))
        self._hashes.append(np.array([zlib.crc32(word, begun) for word in words], np.uint32))

    def _write_hashes(self) -> None:
        hashes, places = _joined(self._hashes, np.uint32), _joined(self._places, np.int64)
        self._index_places(places)
        bucket = hashes % np.uint32(_BUCKETS)
        order = np.argsort(bucket, kind="stable")
        bounds = np.searchsorted(bucket[order], np.arange(_BUCKETS + 1)).tolist()
        for first, end in pairwise(bounds):
            chosen = order[first:end]
            self.directory.append((self.dbfile.tell(), 2 * len(chosen)))
            self.dbfile.write(hash_table(hashes[chosen], places[chosen]).tobytes())

    def _index_places(self, places: Int64) -> None:
        """Has the place of every record written, as Whoosh looks for the next key."""
        self.index = GrowableArray("i" if not len(places) or places[-1] < 2**31 else "q")
        self.index.array.frombytes(places.astype(self.index.typecode).tobytes())


def term_info(inverted: Inverted, length: NDArray[np.int32], offset: Int64, size: Int64) -> NDArray[np.void]:
    """INFO[t] of the terms of a field; `length` int32[n] are the field's words in each document, rounded as Whoosh
    rounds them; `offset`, `size` int64[t] say where the terms' blocks lie."""
    info = np.zeros(len(inverted.term), INFO)
    if not len(info):
        return info
    starts, ends = inverted.posting_start[:-1], inverted.posting_start[1:]
    rounded = _rounded(length)[inverted.doc]
    info["weight"] = np.diff(inverted.address_start)
    info["episodes"] = inverted.episodes
    info["shortest"], info["longest"] = np.minimum.reduceat(rounded, starts), np.maximum.reduceat(rounded, starts)
    info["most"] = np.maximum.reduceat(inverted.frequency, starts)
    info["first"], info["last"] = inverted.doc[starts], inverted.doc[ends - 1]
    info["offset"], info["length"] = offset, size
    return info


@dataclass(frozen=True, slots=True)
class PartTerms:
    """Terms of one of several segments that become one: their places among the terms of all, int64[t]; INFO[t]; the
    number of the segment's first document among all."""

    place: Int64
    info: NDArray[np.void]
    first_doc: int


def joined_info(parts: Sequence[PartTerms], count: int) -> NDArray[np.void]:
    """INFO[count] of the terms of all segments, but for where their blocks lie; the parts are in order of their
    documents."""
    info = np.zeros(count, INFO)
    info["shortest"], info["first"] = np.iinfo(np.uint8).max, np.iinfo(np.uint32).max
    for part in parts:
        here, own = info[part.place], part.info
        for name in ("weight", "episodes"):
            here[name] += own[name]
        for name in ("longest", "most"):
            here[name] = np.maximum(here[name], own[name])
        here["shortest"] = np.minimum(here["shortest"], own["shortest"])
        here["first"] = np.minimum(here["first"], own["first"] + np.uint32(part.first_doc))
        here["last"] = own["last"] + np.uint32(part.first_doc)
        info[part.place] = here
    return info


def hash_table(hashes: UInt32, places: Int64) -> NDArray[np.void]:
    """One of the hash tables: two slots a key; a key stands in the slot its hash names, else in the next one free,
    place 0 being none. A chain that runs over the end goes on in the first free slots."""
    count = len(hashes)
    table = np.zeros(2 * count, _POINTER)
    if not count:
        return table
    order, slot = open_addresses((hashes >> np.uint32(8)).astype(np.int64) % len(table), len(table))
    table["hash"][slot], table["place"][slot] = hashes[order], places[order]
    return table


@dataclass(frozen=True, slots=True)
class Extents:
    """Where terms and their blocks lie, in order of the table, int64[t] each: number of the field; first byte of the
    word in the table, and the first behind it; INFO[t]."""

    field: Int64
    word_start: Int64
    word_end: Int64
    info: NDArray[np.void]


def extents(table: memoryview, first: int, end: int) -> Extents:
    """What the records between two places of a table say; raises BlockError where they are none of ours."""
    field, starts, ends = [], [], []
    try:
        while first < end:
            key, value, number = _HEAD.unpack_from(table, first)
            starts.append(first + _HEAD.size)
            first += _HEAD_LENGTHS + key + value
            if value != INFO.itemsize or first > end:
                raise BlockError(f"the table of terms has no record before byte {first}")
            field.append(number)
            ends.append(first)
    except struct.error as error:
        raise BlockError(f"the table of terms ends at byte {first}, within a record") from error
    last = np.array(ends, np.int64)[:, None] + np.arange(-INFO.itemsize, 0)
    found = np.frombuffer(table, np.uint8)[last].view(INFO).reshape(len(ends))
    return Extents(
        field=np.array(field, np.int64),
        word_start=np.array(starts, np.int64),
        word_end=np.array(ends, np.int64) - INFO.itemsize,
        info=found,
    )


def _records(field: int, words: Sequence[bytes], info: NDArray[np.void]) -> Iterator[bytes]:
    values, size = info.tobytes(), INFO.itemsize
    heads: dict[int, bytes] = {}
    for word, at in zip(words, range(0, len(values), size), strict=True):
        head = heads.get(len(word))
        if head is None:
            head = heads[len(word)] = _HEAD.pack(_FIELD + len(word), size, field)
        yield head
        yield word
        yield values[at : at + size]


def _rounded(length: NDArray[np.int32]) -> NDArray[np.uint8]:
    lengths, place = np.unique(length, return_inverse=True)
    return np.array([length_to_byte(one) for one in lengths.tolist()], np.uint8)[place]


def _joined(parts: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype)


NOWHERE = np.uint32(0xFFFFFFFF)
"""in the place of a block, of a word that a field does not hold"""
_FIELD_ROW = {field: number for number, field in enumerate(FIELDS)}


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
        place = self._block[_FIELD_ROW[field]][number]
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
        places[_FIELD_ROW[field], numbers] = offset // UNIT
    return places
