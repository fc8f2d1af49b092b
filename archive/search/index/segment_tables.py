"""The tables beside a segment that every engine keeps in the directory of the generation: digests, words with their episodes."""

from collections.abc import Sequence
from pathlib import Path

from archive.search.expansion.ngrams import NGrams
from archive.search.index import expansion_source
from archive.search.index.document_table import Documents
from archive.search.index.layout import DOCUMENTS_EXT, LEXICON_EXT, VOCABULARY, segment_file, segment_files
from archive.search.index.protocols import SegmentInfo, WordCounts
from archive.storage.array_file import map_arrays


class SegmentTables:
    """Those methods of a backend that read them alone."""

    def digests(self, directory: Path, segment: SegmentInfo) -> dict[str, str]:
        """slug -> digest of all documents of a segment in their order, masked ones too."""
        table = Documents(map_arrays(segment_file(directory, segment.name, DOCUMENTS_EXT)))
        return dict(zip(table.slug, table.digest, strict=True))

    def masked(self, directory: Path, segments: Sequence[SegmentInfo], without: set[str]) -> Sequence[SegmentInfo]:
        """The segments with the documents of some slugs deleted too."""
        if not without:
            return segments
        masked = []
        for info in segments:
            docs = [doc for doc, slug in enumerate(self.digests(directory, info)) if slug in without]
            masked.append(SegmentInfo(info.name, info.documents, tuple(sorted({*info.deleted, *docs}))))
        return masked

    def segment_files(self, directory: Path, name: str) -> list[Path]:
        """The files of a segment."""
        return segment_files(directory, name)

    def word_counts(self, directory: Path, segments: Sequence[SegmentInfo]) -> tuple[WordCounts, NGrams]:
        """The words of a full generation, and its rare pairs of neighbours."""
        return expansion_source.word_counts(map_arrays(directory / VOCABULARY), _lexicons(directory, segments))

    def new_word_counts(self, directory: Path, added: Sequence[SegmentInfo]) -> tuple[WordCounts, NGrams]:
        """Those of some segments that the full generation does not hold."""
        return expansion_source.new_word_counts(map_arrays(directory / VOCABULARY), _lexicons(directory, added))


def _lexicons(directory: Path, segments: Sequence[SegmentInfo]) -> list[expansion_source.Lexicon]:
    return [map_arrays(segment_file(directory, info.name, LEXICON_EXT)) for info in segments]
