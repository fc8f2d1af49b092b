"""The engine: Whoosh's files, a codec of numpy blocks, vectorised evaluation. The only package that imports Whoosh.

What is used of Whoosh beyond its public API is listed in `beyond_public.py`.
"""

from pathlib import Path
from typing import Protocol

from archive.search.index.errors import DamagedError
from archive.search.index.mention_table import MentionTable
from archive.search.index.near_duplicates.detection import write_duplicate_groups
from archive.search.index.read.engine import WhooshEngine
from archive.search.index.read.integrity import check_segment
from archive.search.index.read.segments import SegmentInfo, write_toc
from archive.search.index.read.stored_documents import StoredDocuments
from archive.search.index.side_files import (
    documents_of,
    new_variant_counts,
    texts_with_brackets,
    variant_counts,
    write_changes,
    write_names,
    write_vocabulary,
)
from archive.search.index.types import Engine
from archive.search.index.whoosh_format.layout import CHANGES, DUPLICATES, MENTIONS, VOCABULARY, contents_files
from archive.search.index.whoosh_format.layout import segment_files as files_of
from archive.search.index.write.merging import merge_segments
from archive.search.index.write.renumbering import renumbered_groups, renumbered_mentions, renumbering
from archive.search.index.write.segment_writer import SegmentWriter


class Published(Protocol):
    """What the engine needs of a generation."""

    @property
    def path(self) -> Path:
        """Its directory."""
        ...

    @property
    def entries(self) -> tuple[SegmentInfo, ...]:
        """Its segments."""
        ...

    def close(self) -> None:
        """Lets go of its shared lock."""
        ...


def open_engine(generation: Published) -> Engine:
    """The engine of a generation, open for reading; closing it lets the generation go."""
    return WhooshEngine(generation.path, generation.entries, generation.close)


__all__ = [
    "CHANGES",
    "DUPLICATES",
    "MENTIONS",
    "VOCABULARY",
    "DamagedError",
    "MentionTable",
    "Published",
    "SegmentInfo",
    "SegmentWriter",
    "StoredDocuments",
    "check_segment",
    "contents_files",
    "documents_of",
    "files_of",
    "merge_segments",
    "new_variant_counts",
    "open_engine",
    "renumbered_groups",
    "renumbered_mentions",
    "renumbering",
    "texts_with_brackets",
    "variant_counts",
    "write_changes",
    "write_duplicate_groups",
    "write_names",
    "write_toc",
    "write_vocabulary",
]
