"""The engine that is embedded in the program: Whoosh's files, a codec of numpy blocks, evaluation over whole arrays.

What is used of Whoosh beyond its public API is listed in `whoosh_format/beyond_public.py`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from archive.analysis.mentions import NameLink
from archive.search.index import expansion_source
from archive.search.index.layout import (
    CHANGES,
    DUPLICATES,
    MENTIONS,
    contents_files,
    segment_files,
)
from archive.search.index.protocols import Engine, IndexWriter, SegmentInfo, StoredDocuments
from archive.search.index.protocols import SegmentWriter as SegmentWriterProtocol
from archive.search.index.read.engine import EmbeddedEngine
from archive.search.index.read.stored_documents import SegmentDocuments
from archive.search.index.segment_tables import SegmentTables
from archive.search.index.vocabulary import merged, table_of_sets
from archive.search.index.whoosh_format.segment import WhooshSegment, check_segment, open_segments, write_contents
from archive.search.index.write.index_writer import TableIndexWriter, words_of_masked
from archive.search.index.write.joining import join_segments
from archive.search.index.write.merging import merge_segments
from archive.search.index.write.segment_writer import SegmentWriter
from archive.storage.array_file import map_arrays


class _WhooshFormat:
    """Segments as Whoosh's files."""

    open = staticmethod(open_segments)
    write_contents = staticmethod(write_contents)

    def merge(
        self, directory: Path, segments: Sequence[SegmentInfo], links: Mapping[int, Sequence[NameLink]]
    ) -> Iterator[SegmentInfo]:
        """Writes as few segments as hold the live documents of some."""
        return merge_segments(directory, segments, links)

    def join(self, directory: Path, segments: Sequence[SegmentInfo]) -> SegmentInfo:
        """Writes one segment of some without a masked document."""
        return join_segments(directory, segments)

    def remove(self, directory: Path, name: str) -> None:
        """Deletes the files of a segment."""
        for path in segment_files(directory, name):
            path.unlink()


class WhooshBackend(SegmentTables):
    """The `Backend` of generations whose index lies in their directory, as files that Whoosh reads too."""

    def open(
        self, directory: Path, segments: Sequence[SegmentInfo], on_close: Callable[[], None], without: Collection[str] = ()
    ) -> Engine:
        """The index, open for reading, without some slugs; raises DamagedDataError."""
        opened = open_segments(directory, self.masked(directory, segments, set(without)))
        changes = map_arrays(directory / CHANGES)
        if without:
            changes = merged([changes, table_of_sets(words_of_masked(opened, segments), -1)])
        return EmbeddedEngine(opened, directory, changes, on_close)

    def stored_documents(self, directory: Path, segments: Sequence[SegmentInfo]) -> StoredDocuments:
        """What was indexed, without opening an engine."""
        return SegmentDocuments(directory, segments, lambda info: WhooshSegment(directory, info))

    def segment_writer(self, directory: Path) -> SegmentWriterProtocol:
        """Begins a segment."""
        return SegmentWriter(directory)

    def index_writer(self, directory: Path, segments: Sequence[SegmentInfo] = (), earlier: Path | None = None) -> IndexWriter:
        """Begins the index of a generation, or goes on from an earlier one."""
        return TableIndexWriter(directory, segments, earlier, _WhooshFormat())

    def wrote(self, segment: SegmentInfo) -> bool:
        """Whether a segment is one of Whoosh's files: their names are hexadecimal numbers."""
        return not set(segment.name) - set("0123456789abcdef")

    def publish(self, segments: Sequence[SegmentInfo]) -> None:
        """All is in the directory."""

    def sharing(self) -> None:
        """All is in the directory."""

    def collect(self, names: Collection[str], identities: Collection[str]) -> tuple[int, ...]:
        """Nothing is elsewhere."""
        return ()

    def trouble(self, segments: Sequence[SegmentInfo]) -> str:
        """Nothing can be: what is in the directory is checked as it is read."""
        return ""

    def partial_answers(self) -> int:
        """None ever is."""
        return 0

    def verify(self, directory: Path, segment: SegmentInfo) -> None:
        """Reads a segment from end to end; raises DamagedError."""
        check_segment(directory, segment)

    def own_files(self, directory: Path) -> frozenset[str]:
        """The names of the files that each generation writes for itself."""
        return frozenset((CHANGES, MENTIONS, DUPLICATES, *contents_files(directory)))

    def texts_with_brackets(self, directory: Path, segments: Sequence[SegmentInfo]) -> Iterator[str]:
        """Titles, descriptions and transcripts that hold a bracket."""
        return expansion_source.texts_with_brackets(WhooshSegment(directory, info) for info in segments)
