"""The engine that is embedded in the program: Whoosh's files, a codec of numpy blocks, evaluation over whole arrays.

What is used of Whoosh beyond its public API is listed in `whoosh_format/beyond_public.py`. Whoosh is imported when a
segment is opened or written, and not before: it takes a third of the time in which a command starts."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from archive.analysis.mentions import NameLink
from archive.search.index.backend import Backend, bracketed_texts
from archive.search.index.layout import CHANGES, contents_files
from archive.search.index.read.engine import Engine
from archive.search.index.read.segments import Segments
from archive.search.index.read.stored_documents import StoredDocuments
from archive.search.index.types import SegmentInfo
from archive.search.index.vocabulary import merged, table_of_sets
from archive.search.index.write.index_writer import words_of_masked
from archive.search.index.write.segment_writer import SegmentWriter
from archive.storage.array_file import map_arrays

if TYPE_CHECKING:
    from archive.search.index.whoosh_format.segment import WhooshSegment


def _segment(directory: Path, info: SegmentInfo) -> "WhooshSegment":
    from archive.search.index.whoosh_format.segment import WhooshSegment

    return WhooshSegment(directory, info)


class WhooshBackend(Backend):
    """The engine of generations whose index lies in their directory, as files that Whoosh reads too."""

    def open(
        self, directory: Path, segments: Sequence[SegmentInfo], on_close: Callable[[], None], without: Collection[str] = ()
    ) -> Engine:
        """The index, open for reading, without some slugs; raises DamagedDataError."""
        opened = self.open_segments(directory, self.masked(directory, segments, without))
        changes = map_arrays(directory / CHANGES)
        if without:
            changes = merged([changes, table_of_sets(words_of_masked(opened, segments), -1)])
        return Engine(opened, directory, changes, on_close)

    def stored_documents(self, directory: Path, segments: Sequence[SegmentInfo]) -> StoredDocuments:
        """What was indexed, without opening an engine."""
        return StoredDocuments(directory, segments, partial(_segment, directory))

    def segment_writer(self, directory: Path) -> SegmentWriter:
        """Begins a segment."""
        from archive.search.index.whoosh_format.segment import SegmentFiles

        return SegmentWriter(directory, SegmentFiles(directory))

    def verify(self, directory: Path, segment: SegmentInfo) -> None:
        """Reads a segment from end to end; raises DamagedError."""
        from archive.search.index.whoosh_format.segment import check_segment

        check_segment(directory, segment)

    def open_segments(self, directory: Path, segments: Sequence[SegmentInfo]) -> Segments:
        """All segments of a generation; raises DamagedError."""
        from archive.search.index.whoosh_format.segment import open_segments

        return open_segments(directory, segments)

    def merge(
        self, directory: Path, segments: Sequence[SegmentInfo], links: Mapping[int, Sequence[NameLink]]
    ) -> Iterator[SegmentInfo]:
        """Writes as few segments as hold the live documents of some."""
        from archive.search.index.write.merging import merge_segments

        return merge_segments(directory, segments, links)

    def join(self, directory: Path, segments: Sequence[SegmentInfo]) -> SegmentInfo:
        """Writes one segment of some without a masked document."""
        from archive.search.index.write.merging import join_segments

        return join_segments(directory, segments)

    def write_contents(self, directory: Path, segments: Sequence[SegmentInfo]) -> None:
        """Writes the table of contents from which stock Whoosh opens the index."""
        from archive.search.index.whoosh_format.segment import write_contents

        write_contents(directory, segments)

    def own_files(self, directory: Path) -> frozenset[str]:
        """The names of the files that each generation writes for itself."""
        return super().own_files(directory) | {*contents_files(directory)}

    def texts_with_brackets(self, directory: Path, segments: Sequence[SegmentInfo]) -> Iterator[str]:
        """Titles, descriptions and transcripts that hold a bracket."""
        return bracketed_texts(_segment(directory, info) for info in segments)
