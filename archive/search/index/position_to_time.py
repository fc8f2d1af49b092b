"""From a word's address to its cue and to its second, for hundreds of thousands of words at once.

A segment keeps one byte a word: how many cues began since the last multiple of 256 words (never more than 255, as only
cues with words are counted), and the number of the cue in which each such block begins. 48 million words take 48 MB,
mapped.

Numpy looks up by `take`, and by intp, three times as fast as by any other integer. Numbers are kept as narrow as they
may be: what takes time is to fetch them from memory, here and there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.storage.array_file import Array, Int32, Int64, Pieces, UInt32

NOBODY = -1
"""in the place of a speaker"""
SPEAKER_BITS = 16
BLOCK_BITS = 8
Int16 = NDArray[np.int16]


def build_times(first_address: NDArray[np.int64], words: int) -> dict[str, Array]:
    """The map of a segment from the address of the first word of each cue with words (rising) and the number of
    addresses."""
    begun = np.zeros(words + 1, np.uint32)
    begun[first_address] = 1
    cue = np.cumsum(begun, dtype=np.uint32)
    cue -= np.minimum(cue, 1)
    block = cue[:: 1 << BLOCK_BITS].copy()
    since = cue - np.repeat(block, 1 << BLOCK_BITS)[: len(cue)]
    return {"block": block, "since": since.astype(np.uint8)}


def first_addresses(block: Array, since: Array, first: int) -> Int64:
    """int64[c]: the address of the first word of each cue, as `build_times` was given them; `first` is the first of
    all."""
    cue = np.repeat(block.astype(np.int64), 1 << BLOCK_BITS)[: len(since)] + since
    return np.append(first, np.flatnonzero(cue[1:] > cue[:-1]) + 1)


class CueTable:
    """The cues with words of a segment that is being written: of each when it starts, its number within its document,
    the document, whether it is one of the show's repeated lines, who says it, its first word."""

    def __init__(self) -> None:
        self._parts: list[tuple[NDArray[Any], ...]] = []

    def add(self, doc: int, start_ms: Int32, first_word: Int32, repeated: NDArray[np.bool_], speaker: Int16) -> None:
        """All cues of one document; `first_word` int32[n+1] ends with the number of its words, `speaker` int16[n] is
        the place of who says each among the document's speakers, NOBODY where no one is named."""
        cue = np.flatnonzero(np.diff(first_word)).astype(np.int32)
        words = first_word[cue].astype(np.int64)
        self._parts.append((start_ms[cue], cue, np.full(len(cue), doc, np.int32), repeated[cue], speaker[cue], words))

    def add_some(
        self, doc: int, start_ms: Int32, cue: Int32, repeated: NDArray[np.bool_], speaker: Int16, first_word: Int64
    ) -> None:
        """The cues with words of one document, each with its number there and its first word."""
        self._parts.append((start_ms, cue, np.full(len(cue), doc, np.int32), repeated, speaker, first_word))

    def add_kept(self, times: Mapping[str, Array], starts: Int64, new_doc: Int64) -> None:
        """The cues of another segment, from its file; `starts` int64[n+1] are the addresses of its documents' first
        words, and `new_doc` int64[n] the numbers that they have now, below 0 for those left out."""
        doc = times["doc"]
        if not len(doc):
            return
        first_word = first_addresses(times["block"], times["since"], starts.item(doc[0])) - starts[doc]
        kept = new_doc[doc] >= 0
        cue, speaker = times["cue"].astype(np.int32), times["speaker"].astype(np.int16)
        columns = (times["start_ms"], cue, new_doc[doc].astype(np.int32), times["repeated"], speaker, first_word)
        self._parts.append(tuple(column[kept] for column in columns))

    def columns(self) -> tuple[Array, ...]:
        """start_ms, number within the document, document, repeated, speaker, first word: of each cue, documents
        rising."""
        return tuple(map(np.concatenate, zip(*self._parts or [_NO_CUES], strict=True)))

    def arrays(self, starts: Int64) -> dict[str, Array]:
        """The table with the map from addresses; `starts` int64[n+1] are the addresses of the documents' first
        words."""
        start_ms, cue, doc, repeated, speaker, first_word = self.columns()
        kept = {"start_ms": start_ms, "cue": cue, "doc": doc, "repeated": repeated, "speaker": speaker}
        most = {name: int(kept[name].max(initial=0)) for name in NARROWED}
        narrow = {name: kept[name].astype(_least(name, most[name])) for name in NARROWED}
        return kept | narrow | build_times(starts[doc] + first_word, int(starts[-1]))


NARROWED = ("cue", "doc", "speaker")
"""Columns that are written as narrow as their greatest number allows."""


def _least(name: str, most: int) -> np.dtype[Any]:
    """The narrowest type that holds the numbers of such a column up to `most`; a speaker may be NOBODY."""
    return np.min_scalar_type(-1 - most) if name == "speaker" else np.min_scalar_type(most)


_NO_CUES = (*(np.empty(0, np.int32),) * 3, np.empty(0, np.bool_), np.empty(0, np.int16), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class TimesPart:
    """The map of one of several segments that become one: its arrays; starts int64[n+1], the addresses of its
    documents' first words; the number of its first document among all."""

    times: Mapping[str, Array]
    starts: Int64
    first_doc: int

    def cues(self, first_cue: int, addresses: Int64) -> Int64:
        """int64[n]: the cue of each address, numbered among all; before the first word that of what is before."""
        doc = self.times["doc"]
        begins = self.starts[doc[0]] if len(doc) else self.starts[-1] + 1
        own = self.times["block"][addresses >> BLOCK_BITS] + self.times["since"][addresses] + np.int64(first_cue)
        return np.where(addresses < begins, max(0, first_cue - 1), own)


def joined_times(parts: Sequence[TimesPart]) -> dict[str, Array | Pieces]:
    """The map of all of some segments, as `CueTable.arrays` gives that of one; no more than one of them is held at a
    time."""
    cues = [len(part.times["start_ms"]) for part in parts]
    firsts, first_cues = ([0, *accumulate(counts)] for counts in ([int(part.starts[-1]) for part in parts], cues))
    size = 1 << BLOCK_BITS
    blocks = [
        part.cues(first_cue, np.arange(-first % size, int(part.starts[-1]) + (part is parts[-1]), size))
        for part, first, first_cue in zip(parts, firsts, first_cues, strict=False)
    ]
    block = np.concatenate(blocks)

    def since() -> Iterator[Array]:
        for part, first, first_cue in zip(parts, firsts, first_cues, strict=False):
            here = np.arange(int(part.starts[-1]) + (part is parts[-1]))
            yield (part.cues(first_cue, here) - block[(here + first) >> BLOCK_BITS]).astype(np.uint8)

    columns = {name: _column_of(name, parts, sum(cues)) for name in ("start_ms", "cue", "doc", "repeated", "speaker")}
    return {**columns, "block": block.astype(np.uint32), "since": Pieces(np.dtype(np.uint8), (firsts[-1] + 1,), since)}


def _column_of(name: str, parts: Sequence[TimesPart], cues: int) -> Pieces:
    """A column of all parts, documents numbered among all."""
    moved = [part.first_doc if name == "doc" else 0 for part in parts]
    dtype = parts[0].times[name].dtype
    if name in NARROWED:
        dtype = _least(name, max(int(part.times[name].max(initial=0)) + move for part, move in zip(parts, moved, strict=True)))

    def pieces() -> Iterator[Array]:
        for part, move in zip(parts, moved, strict=True):
            column = part.times[name]
            yield (column + np.int64(move) if move else column).astype(dtype)

    return Pieces(dtype, (cues,), pieces)


@dataclass(frozen=True, slots=True)
class SegmentTimes:
    """One segment's map. block int32[words/256], since uint8[words]; start_ms int32[c], cue (its number within the
    episode), doc and speaker[c], as narrow as they may be, repeated bool[c] (as CueTable takes them) of each cue with
    words; first address and first document of the segment among all, and how many documents it has."""

    block: Int32
    since: NDArray[np.uint8]
    start_ms: Int32
    cue: Array
    doc: Array
    repeated: NDArray[np.bool_]
    speaker: Array
    first_address: int
    first_doc: int
    documents: int


def segment_times(arrays: Mapping[str, Array], first_address: int, first_doc: int, documents: int) -> SegmentTimes:
    """The map of a segment from its file."""
    return SegmentTimes(
        block=arrays["block"].astype(np.int32),
        since=arrays["since"],
        start_ms=arrays["start_ms"],
        cue=arrays["cue"],
        doc=arrays["doc"],
        repeated=arrays["repeated"],
        speaker=arrays["speaker"],
        first_address=first_address,
        first_doc=first_doc,
        documents=documents,
    )


class Places(msgspec.Struct, frozen=True):
    """Of some words: cue int32[n] (its number within the episode), start_ms int32[n] of the cue, repeated bool[n] (the
    cue is one of the show's repeated lines)."""

    cue: Int32
    start_ms: Int32
    repeated: NDArray[np.bool_]


class PositionToTime:
    """The maps of all segments as one; only cues with words are in them."""

    def __init__(self, segments: Sequence[SegmentTimes], starts: UInt32) -> None:
        """`starts` uint32[documents+1]: the address of each document's first word, and one place more after its
        last."""
        self._segments, self._starts = segments, starts
        self._addresses = np.array([s.first_address for s in segments[1:]], np.uint32)

    def moments_of(self, addresses: UInt32, gap_ms: int) -> Int64:
        """int64[documents]: the moments of some words in each: those whose cues start less than a gap after the one
        before belong together; addresses must rise."""
        counts = np.zeros(len(self._starts) - 1, np.int64)
        for segment, cues in self._cues_in_segments(addresses):
            doc, start_ms = segment.doc.take(cues), segment.start_ms.take(cues)
            begins = np.ones(len(cues), np.bool_)
            begins[1:] = (start_ms[1:] - start_ms[:-1] >= gap_ms) | (doc[1:] != doc[:-1])
            here = slice(segment.first_doc, segment.first_doc + segment.documents)
            counts[here] = np.bincount(doc.take(begins.nonzero()[0]), minlength=segment.documents)
        return counts

    def instants_of(self, addresses: UInt32) -> Int64:
        """int64[n]: episode << 32 | start of its cue in ms, of each word; addresses must rise."""
        return _joined([_instants(s, cues) for s, cues in self._cues_in_segments(addresses)], np.int64)

    def voices_of(self, addresses: UInt32) -> Int64:
        """int64[n]: episode << SPEAKER_BITS | place of who says each word among its speakers, below 0 where nobody is
        named; addresses must rise."""
        return _joined([_voices(s, cues) for s, cues in self._cues_in_segments(addresses)], np.int64)

    def places_of(self, addresses: UInt32) -> Places:
        """Where each word stands; addresses must rise."""
        parts = self._cues_in_segments(addresses)
        if len(parts) == 1:
            ((segment, cues),) = parts
            return Places(segment.cue.take(cues).astype(np.int32), segment.start_ms.take(cues), segment.repeated.take(cues))
        return Places(
            _joined([s.cue[cues].astype(np.int32) for s, cues in parts], np.int32),
            _joined([s.start_ms[cues] for s, cues in parts], np.int32),
            _joined([s.repeated[cues] for s, cues in parts], np.bool_),
        )

    def _cues_in_segments(self, addresses: UInt32) -> list[tuple[SegmentTimes, Int64]]:
        """The cues of the addresses in each segment, numbered in that segment."""
        if len(self._segments) == 1:
            return [(self._segments[0], _local_cues(self._segments[0], addresses))]
        bounds = [0, *addresses.searchsorted(self._addresses).tolist(), len(addresses)]
        parts = zip(self._segments, bounds, bounds[1:], strict=False)
        return [(segment, _local_cues(segment, addresses[a:b])) for segment, a, b in parts if a < b]


def _local_cues(segment: SegmentTimes, addresses: UInt32) -> Int64:
    local = addresses.astype(np.intp)
    if segment.first_address:
        local -= segment.first_address
    cues = segment.block.take(local >> BLOCK_BITS) + segment.since.take(local)
    return cues.astype(np.intp)


def _instants(segment: SegmentTimes, cues: Int64) -> Int64:
    instants = segment.doc.take(cues).astype(np.int64)
    instants += segment.first_doc
    instants <<= 32
    instants += segment.start_ms.take(cues)
    return instants


def _voices(segment: SegmentTimes, cues: Int64) -> Int64:
    speaker = segment.speaker[cues].astype(np.int64)
    voices = ((segment.doc[cues].astype(np.int64) + segment.first_doc) << SPEAKER_BITS) | speaker
    return np.where(speaker < 0, np.int64(NOBODY), voices)


def _joined(parts: Sequence[Array], dtype: type) -> Array:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, dtype)
