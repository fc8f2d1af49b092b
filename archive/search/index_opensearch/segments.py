"""Segments of a generation whose words are in a cluster: tables from files, columns from there."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from archive.search.index.layout import ACCENTS_EXT, DOCUMENTS_EXT, segment_file
from archive.search.index.protocols import SegmentInfo
from archive.search.index.read.segments import Segments, Terms
from archive.search.index_opensearch.documents import ClusterDocuments
from archive.storage.array_file import Array, map_arrays

_NO_TIMES: Mapping[str, Array] = {
    "block": np.zeros(1, np.uint32),
    "since": np.zeros(0, np.uint8),
    "start_ms": np.zeros(0, np.int32),
    "cue": np.zeros(0, np.int32),
    "doc": np.zeros(0, np.int32),
    "repeated": np.zeros(0, np.bool_),
    "speaker": np.zeros(0, np.int16),
}


class ClusterSegment:
    """An `OpenSegment` with a document table, and columns that the cluster gives; its words are asked for otherwise."""

    times = _NO_TIMES

    def __init__(self, directory: Path, info: SegmentInfo, documents: ClusterDocuments, first_doc: int = 0, ahead: int = 1) -> None:
        """Of columns `ahead` documents are asked for at a time. Raises DamagedDataError where the table is missing or cut."""
        self.info, self.first_doc = info, first_doc
        self.documents: Mapping[str, Array] = map_arrays(segment_file(directory, info.name, DOCUMENTS_EXT))
        self.accents: Mapping[str, Array] = map_arrays(segment_file(directory, info.name, ACCENTS_EXT))
        self._documents, self._ahead = documents, ahead

    @property
    def terms(self) -> Terms:
        """Words are found by the cluster."""
        raise NotImplementedError("the words of this segment are in the cluster")

    def column(self, name: str, doc: int) -> memoryview:
        """A document's bytes in a column."""
        ahead = max(1, min(self._ahead, self.info.documents - doc))
        return memoryview(self._documents.column(name, (self.info.name, doc), ahead))


def open_cluster_segments(
    directory: Path, segments: Sequence[SegmentInfo], documents: ClusterDocuments, ahead: int = 1
) -> Segments:
    """All segments of a generation."""
    firsts = accumulate((info.documents for info in segments), initial=0)
    return Segments(
        [ClusterSegment(directory, info, documents, first, ahead) for info, first in zip(segments, firsts, strict=False)]
    )
