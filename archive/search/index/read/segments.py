"""The open segments of a generation: documents and addresses of all of them numbered in one row."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.index.position_to_time import PositionToTime, segment_times
from archive.search.index.types import FIELDS, Field
from archive.search.index.whoosh_format.beyond_public import TOC
from archive.search.index.whoosh_format.codec import BlockTermsReader, make_segment
from archive.search.index.whoosh_format.columns import BytesColumn
from archive.search.index.whoosh_format.layout import DOCUMENTS_EXT, INDEX_NAME, TIMES_EXT, segment_file
from archive.search.index.whoosh_format.schema import make_schema
from archive.search.index.whoosh_format.storage import MappedStorage
from archive.search.index.write.inversion import document_starts
from archive.storage.array_file import Array, map_arrays

_BYTES = BytesColumn()


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """A segment in a table of contents: its name, how many documents it has, which of them are deleted."""

    name: str
    documents: int
    deleted: tuple[int, ...] = ()


def write_toc(directory: Path, entries: Sequence[SegmentInfo]) -> None:
    """Writes the table of contents from which Whoosh opens the index."""
    segments = [_named_segment(directory, entry) for entry in entries]
    TOC(make_schema(), segments, 1).write(MappedStorage(directory), INDEX_NAME)


def _named_segment(directory: Path, entry: SegmentInfo) -> Any:
    """The segment with the words of each field, as Whoosh weighs them; deleted documents count until they are merged away."""
    segment = make_segment(entry.name, entry.documents, entry.deleted)
    lengths = map_arrays(segment_file(directory, entry.name, DOCUMENTS_EXT))["length"]
    segment._fieldlengths = dict(zip(FIELDS, lengths.sum(axis=1).tolist(), strict=True))
    return segment


class OpenSegment:
    """One segment, mapped. `first_doc` is the number of its first document among all."""

    def __init__(self, directory: Path, entry: SegmentInfo, first_doc: int) -> None:
        self.entry, self.first_doc = entry, first_doc
        self._storage = MappedStorage(directory)
        self._segment = make_segment(entry.name, entry.documents, entry.deleted)
        codec = self._segment.codec()
        self.terms: BlockTermsReader = codec.terms_reader(self._storage, self._segment)
        self._columns = codec.per_document_reader(self._storage, self._segment)
        self._readers: dict[str, Any] = {}
        self.documents: dict[str, Array] = map_arrays(segment_file(directory, entry.name, DOCUMENTS_EXT))
        self.times: dict[str, Array] = map_arrays(segment_file(directory, entry.name, TIMES_EXT))

    def column(self, name: str, doc: int) -> memoryview:
        """A document's bytes in a column, as a view of the file."""
        reader = self._readers.get(name)
        if reader is None:
            reader = self._readers[name] = self._columns.column_reader(name, _BYTES)
        value: memoryview = reader[doc]
        return value


class Segments:
    """All segments. starts: of each field, uint32[n+1], the address of each document's first word; spoken uint32[n, 2]: where the
    speech of each begins and where that of the next does; live bool[n]."""

    def __init__(self, directory: Path, entries: Sequence[SegmentInfo]) -> None:
        firsts = np.cumsum([0, *(entry.documents for entry in entries)]).tolist()
        self.open = [OpenSegment(directory, entry, first) for entry, first in zip(entries, firsts, strict=False)]
        self.count: int = firsts[-1]
        self._firsts: list[int] = firsts[:-1]
        self.live: NDArray[np.bool_] = np.ones(self.count, np.bool_)
        for segment in self.open:
            self.live[np.array(segment.entry.deleted, np.int64) + segment.first_doc] = False
        self.length: NDArray[np.int32] = _side_by_side([s.documents["length"] for s in self.open])
        self.starts: dict[Field, NDArray[np.uint32]] = {}
        self.first_addresses: dict[Field, list[int]] = {}
        for number, field in enumerate(FIELDS):
            starts = document_starts(self.length[number])
            self.starts[field] = starts.astype(np.uint32)
            self.first_addresses[field] = starts[self._firsts].tolist()
        self.spoken = np.stack((self.starts["speech"][:-1], self.starts["speech"][1:]), axis=1)
        self.clock = self._clock()

    def column(self, name: str, doc: int) -> memoryview:
        """A document's bytes in a column, as a view of the file."""
        segment = self.open[bisect_right(self._firsts, doc) - 1]
        return segment.column(name, doc - segment.first_doc)

    def _clock(self) -> PositionToTime:
        clocks, first_cue = [], 0
        for segment, first_address in zip(self.open, self.first_addresses["speech"], strict=True):
            numbers = (first_address, first_cue, segment.first_doc, segment.entry.documents)
            clocks.append(segment_times(segment.times, *numbers))
            first_cue += len(segment.times["start_ms"])
        return PositionToTime(clocks, self.starts["speech"])


def _side_by_side(lengths: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate(lengths, axis=1) if lengths else np.zeros((len(FIELDS), 0), np.int32)
