"""The open segments of a generation: documents and addresses of all of them numbered in one row."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.index.accents import Spellings
from archive.search.index.document_table import Column, Documents, folded
from archive.search.index.position_to_time import SPEAKER_BITS, PositionToTime, segment_times
from archive.search.index.posting_blocks import Block
from archive.search.index.types import FIELDS, Field, SegmentInfo
from archive.search.index.write.inversion import document_starts
from archive.storage.array_file import Array, Int64, UInt32


class Speakers:
    """The speakers of all documents: of each name (folded) the voices that are its, one a document in which it
    speaks."""

    def __init__(self, columns: Sequence[Column], firsts: Sequence[int], times: PositionToTime) -> None:
        """`columns` are the speakers of each segment, `firsts` the number of its first document."""
        self._times = times
        self._voices: dict[str, list[int]] = {}
        for column, first in zip(columns, firsts, strict=True):
            names, place = folded(column.names), _places(column)
            voices = ((column.doc.astype(np.int64) + first) << SPEAKER_BITS) | place
            for code, voice in zip(column.code.tolist(), voices.tolist(), strict=True):
                self._voices.setdefault(names[code], []).append(voice)

    def docs_of(self, names: Sequence[str]) -> Int64:
        """int64[n], rising: the documents in which any of them speaks."""
        return np.unique(self._voices_of(names) >> SPEAKER_BITS)

    def says(self, names: Sequence[str], addresses: UInt32) -> NDArray[np.bool_]:
        """bool[n]: whether the word at each address, which rise, is said by any of them."""
        return np.isin(self._times.voices_of(addresses), self._voices_of(names))

    def _voices_of(self, names: Sequence[str]) -> Int64:
        found = chain.from_iterable(self._voices.get(name, ()) for name in folded(names))
        return np.fromiter(sorted(set(found)), np.int64)


def _places(column: Column) -> Int64:
    """int64[m]: of each pair of a column its place among those of its document."""
    first = np.searchsorted(column.doc, column.doc)
    return np.arange(len(column.doc)) - first


class Terms(Protocol):
    """The terms of a segment."""

    def block(self, field: Field, word: str) -> Block | None:
        """The postings of a word in a field; None where it is not in this segment; raises BlockError."""
        ...

    def pair(self, words: Sequence[str]) -> Block | None:
        """The postings of two words that are said one after the other, as if they were one; None where the segment does
        not keep these. Raises BlockError."""
        ...

    def phrase(self, words: Sequence[str]) -> NDArray[np.uint32]:
        """uint32[n], rising: the addresses in this segment at which these words are said one after another; raises
        BlockError."""
        ...


class OpenSegment(Protocol):
    """One segment, open for reading. `first_doc` is the number of its first document among all; `documents` are the
    arrays of its document table, `times` those from words to seconds, `accents` those of what an accent tells apart."""

    info: SegmentInfo
    first_doc: int
    documents: Mapping[str, Array]
    times: Mapping[str, Array]
    accents: Mapping[str, Array]

    @property
    def terms(self) -> Terms:
        """Its words."""
        ...

    def column(self, name: str, doc: int) -> memoryview:
        """A document's bytes in a column."""
        ...


class Segments:
    """All segments. starts: of each field, uint32[n+1], the address of each document's first word; spoken uint32[n, 2]:
    where the speech of each begins and where that of the next does; live bool[n]."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self.open = segments
        self.count = sum(segment.info.documents for segment in segments)
        self._firsts = [segment.first_doc for segment in segments]
        self.live: NDArray[np.bool_] = np.ones(self.count, np.bool_)
        for segment in self.open:
            self.live[np.array(segment.info.deleted, np.int64) + segment.first_doc] = False
        self.length: NDArray[np.int32] = _side_by_side([s.documents["length"] for s in self.open])
        self.starts: dict[Field, NDArray[np.uint32]] = {}
        self.first_addresses: dict[Field, list[int]] = {}
        for number, field in enumerate(FIELDS):
            starts = document_starts(self.length[number])
            self.starts[field] = starts.astype(np.uint32)
            self.first_addresses[field] = starts[self._firsts].tolist()
        self.spoken = np.stack((self.starts["speech"][:-1], self.starts["speech"][1:]), axis=1)
        self.times = self._times()

    @cached_property
    def speakers(self) -> Speakers:
        """Who speaks in them; made when somebody asks for what one of them says."""
        return Speakers(self._speaker_columns, self._firsts, self.times)

    def speakers_at(self, doc: int, first: int, end: int) -> tuple[str, ...]:
        """Who says the words of a document's speech between two positions, each once, in their order."""
        begin, gap = self.spoken[doc].tolist()
        voices = self.times.voices_of(np.arange(begin + first, min(begin + end, gap - 1), dtype=np.uint32))
        segment = bisect_right(self._firsts, doc) - 1
        column = self._speaker_columns[segment]
        own = int(np.searchsorted(column.doc, doc - self._firsts[segment]))
        places = dict.fromkeys(voice - (doc << SPEAKER_BITS) for voice in voices.tolist() if voice >= 0)
        return tuple(column.names[column.code[own + place]] for place in places)

    def turns_of(self, doc: int, names: Sequence[str]) -> list[tuple[int, int]]:
        """Where a document's speech is said by any of some speakers: from one position up to, not including,
        another."""
        begin, gap = self.spoken[doc].tolist()
        theirs = self.speakers.says(names, np.arange(begin, max(begin, gap - 1), dtype=np.uint32))
        edges = np.flatnonzero(np.diff(theirs, prepend=False, append=False)).tolist()
        return list(zip(edges[::2], edges[1::2], strict=True))

    @cached_property
    def _speaker_columns(self) -> list[Column]:
        """Who speaks in the documents of each segment."""
        return [Documents(one.documents).column("speaker") for one in self.open]

    @cached_property
    def spellings(self) -> Spellings:
        """Where words are written with the accents that tell them apart."""
        return Spellings([one.accents for one in self.open], self._firsts)

    @cached_property
    def languages(self) -> list[str]:
        """The language of each document; read when a number is typed."""
        return [language for one in self.open for language in Documents(one.documents).language]

    def speaks(self, languages: Sequence[str]) -> NDArray[np.bool_]:
        """bool[n]: the documents whose speech is in one of some languages."""
        return np.fromiter((one in languages for one in self.languages), np.bool_, self.count)

    def column(self, name: str, doc: int) -> memoryview:
        """A document's bytes in a column, as a view of the file."""
        segment = self.open[bisect_right(self._firsts, doc) - 1]
        return segment.column(name, doc - segment.first_doc)

    def _times(self) -> PositionToTime:
        firsts = zip(self.open, self.first_addresses["speech"], strict=True)
        maps = [segment_times(one.times, first, one.first_doc, one.info.documents) for one, first in firsts]
        return PositionToTime(maps, self.starts["speech"])


def _side_by_side(lengths: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate(lengths, axis=1) if lengths else np.zeros((len(FIELDS), 0), np.int32)
