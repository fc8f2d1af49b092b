"""The engine: Whoosh's files, a codec of numpy blocks, vectorised evaluation. The only package that imports Whoosh.

What is used of Whoosh beyond its public API is listed in `beyond_public.py`.
"""

from pathlib import Path
from typing import Protocol

from archive.search.engine import Engine
from archive.search.whoosh.checking import DamagedError, check_segment
from archive.search.whoosh.contents import (
    CHANGES,
    NAMES,
    TWINS,
    VOCABULARY,
    contents_files,
    documents_of,
    files_of,
    new_variant_counts,
    texts_with_brackets,
    variant_counts,
    write_changes,
    write_names,
    write_vocabulary,
)
from archive.search.whoosh.engine import WhooshEngine
from archive.search.whoosh.likeness import write_twins
from archive.search.whoosh.moves import moved_groups, moved_names, moves
from archive.search.whoosh.names import NameTable
from archive.search.whoosh.segments import Entry, write_contents
from archive.search.whoosh.shelf import Shelf
from archive.search.whoosh.stored import stored_documents
from archive.search.whoosh.writer import SegmentWriter


class Published(Protocol):
    """What the engine needs of a generation."""

    @property
    def path(self) -> Path:
        """Its directory."""
        ...

    @property
    def entries(self) -> tuple[Entry, ...]:
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
    "NAMES",
    "TWINS",
    "VOCABULARY",
    "DamagedError",
    "Entry",
    "NameTable",
    "Published",
    "SegmentWriter",
    "Shelf",
    "check_segment",
    "contents_files",
    "documents_of",
    "files_of",
    "moved_groups",
    "moved_names",
    "moves",
    "new_variant_counts",
    "open_engine",
    "stored_documents",
    "texts_with_brackets",
    "variant_counts",
    "write_changes",
    "write_contents",
    "write_names",
    "write_twins",
    "write_vocabulary",
]
