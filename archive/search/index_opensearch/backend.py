"""The engine of a cluster, as who builds and opens generations sees it."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from archive.analysis.mentions import NameLink
from archive.search.index.backend import Backend, bracketed_texts
from archive.search.index.layout import (
    CHANGES,
    DamagedError,
    segment_files,
)
from archive.search.index.read.engine import Engine
from archive.search.index.read.segments import Segments
from archive.search.index.read.stored_documents import StoredDocuments
from archive.search.index.sharing import Sharing
from archive.search.index.types import SegmentInfo
from archive.search.index.vocabulary import merged, table_of_sets
from archive.search.index.write.index_writer import words_of_masked
from archive.search.index.write.segment_writer import SegmentWriter
from archive.search.index_opensearch.cluster import Cluster, ClusterAddress, ClusterError
from archive.search.index_opensearch.documents import ClusterDocuments, ClusterSegment, open_cluster_segments
from archive.search.index_opensearch.engine import ClusterEngine
from archive.search.index_opensearch.episode_words import EpisodeWords
from archive.search.index_opensearch.mapping import SERVING, index_of
from archive.search.index_opensearch.segment_upload import READ_AHEAD, SegmentUpload, UploadWriter, merge_parts
from archive.search.index_opensearch.sharing import ClusterSharing
from archive.search.index_opensearch.window import WORDS_BYTES
from archive.storage.array_file import ArraysError, check_arrays, map_arrays
from archive.storage.byte_cache import ByteCache

log = logging.getLogger(__name__)
GREEN_S = 60
"""So long a build waits for the copies of what it wrote; without them it serves all the same, and says so in the
log."""


class ClusterBackend(Backend):
    """The engine of generations whose words are in a cluster; their directory holds the tables, the cluster the
    episodes."""

    def __init__(self, address: ClusterAddress) -> None:
        self._cluster = Cluster(address)
        self._documents = ClusterDocuments(self._cluster)
        self._words: ByteCache[EpisodeWords] = ByteCache(WORDS_BYTES)
        self._sharing = ClusterSharing(self._cluster)

    def open(
        self, directory: Path, segments: Sequence[SegmentInfo], on_close: Callable[[], None], without: Collection[str] = ()
    ) -> Engine:
        """The index, open for reading, without some slugs; raises DamagedDataError."""
        opened = open_cluster_segments(directory, self.masked(directory, segments, without), self._documents)
        changes = map_arrays(directory / CHANGES)
        if without:
            changes = merged([changes, table_of_sets(words_of_masked(opened, segments), -1)])
        return ClusterEngine(opened, directory, changes, on_close, self._cluster, self._documents, self._words)

    def stored_documents(self, directory: Path, segments: Sequence[SegmentInfo]) -> StoredDocuments:
        """What was indexed, without opening an engine."""
        return StoredDocuments(directory, segments, lambda info: ClusterSegment(directory, info, self._documents), False)

    def segment_writer(self, directory: Path) -> SegmentWriter:
        """Begins a segment."""
        return UploadWriter(directory, SegmentUpload(self._cluster, directory))

    def open_segments(self, directory: Path, segments: Sequence[SegmentInfo]) -> Segments:
        """All segments of a generation."""
        return open_cluster_segments(directory, segments, self._documents)

    def merge(
        self, directory: Path, segments: Sequence[SegmentInfo], links: Mapping[int, Sequence[NameLink]]
    ) -> Iterator[SegmentInfo]:
        """Writes as few segments as hold the live documents of some."""
        return merge_parts(self._cluster, self._documents, directory, segments, links)

    def verify(self, directory: Path, segment: SegmentInfo) -> None:
        """Holds what the cluster has of a segment against its table, and reads its tables; raises DamagedError,
        ClusterError."""
        try:
            for path in segment_files(directory, segment.name):
                check_arrays(path)
            stated = dict(enumerate(self.digests(directory, segment).items()))
        except (ArraysError, OSError, ValueError) as error:
            raise DamagedError(f"segment {segment.name}: {error}") from error
        self._cluster.refresh(index_of(self._cluster.address.prefix, segment.name))
        held = self._documents.digests(segment.name, segment.documents)
        if held != stated:
            same = len(held.items() & stated.items())
            raise ClusterError(f"the cluster has {same} of the {len(stated)} episodes of a segment; `archive reindex` builds anew")

    def publish(self, segments: Sequence[SegmentInfo]) -> None:
        """Lets what the segments lie in be copied, and the alias name them."""
        indices = self._indices(segments)
        for index in indices:
            self._cluster.flush(index)
            self._cluster.set(index, SERVING)
            if self._cluster.wait_for(index, "green", GREEN_S) != "green":
                log.warning("%s has no second copy of each part yet; it serves all the same", index)
        if indices:
            self._cluster.point(self._cluster.address.prefix, indices)

    def sharing(self) -> Sharing:
        """The cluster shares them."""
        return self._sharing

    def collect(self, names: Collection[str], identities: Collection[str]) -> tuple[int, ...]:
        """Deletes every index of this archive in which no segment of these names lies, nor one of a generation that
        other machines hold; the numbers of those."""
        prefix = self._cluster.address.prefix
        staying = self._sharing.collect(identities)
        kept = {index_of(prefix, name) for name in (*names, *(name for one in staying for name in one.segments))}
        for index in self._cluster.indices(f"{prefix}-*"):
            if index not in kept and index.removeprefix(f"{prefix}-").isdecimal():
                self._cluster.delete_index(index)
        return tuple(one.number for one in staying if one.identity not in identities)

    def trouble(self, segments: Sequence[SegmentInfo]) -> str:
        """What is wrong with what serves, in a few words; nothing where all is well."""
        try:
            status = self._cluster.status(self._indices(segments))
        except ClusterError as error:
            return str(error)
        words = {"red": "a part of the index does not answer", "yellow": "a part of the index has no second copy"}
        return words.get(status, "")

    def partial_answers(self) -> int:
        """How many answers lacked a shard."""
        return self._cluster.partial_answers

    def texts_with_brackets(self, directory: Path, segments: Sequence[SegmentInfo]) -> Iterator[str]:
        """Titles, descriptions and transcripts that hold a bracket."""
        opened = (ClusterSegment(directory, info, self._documents, ahead=READ_AHEAD) for info in segments)
        return bracketed_texts(opened)

    def _indices(self, segments: Sequence[SegmentInfo]) -> list[str]:
        return sorted({index_of(self._cluster.address.prefix, info.name) for info in segments})
