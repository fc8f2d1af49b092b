"""Whether a segment is readable from end to end: every posting block, every table, every count."""

from pathlib import Path

import numpy as np

from archive.search.index.errors import DamagedError
from archive.search.index.posting_blocks import BlockError, check_blocks
from archive.search.index.read.segments import OpenSegment, SegmentInfo
from archive.search.index.types import FIELDS
from archive.search.index.whoosh_format.layout import (
    ANALYSIS,
    CAPTIONS,
    DOCUMENTS_EXT,
    LEXICON_EXT,
    MENTIONS_EXT,
    SKETCH_EXT,
    SUMMARY,
    TIMES_EXT,
    segment_file,
)
from archive.storage.array_file import ArraysError, check_arrays


def check_segment(directory: Path, entry: SegmentInfo) -> None:
    """Reads all of a segment; raises DamagedError."""
    try:
        for extension in (DOCUMENTS_EXT, TIMES_EXT, LEXICON_EXT, MENTIONS_EXT, SKETCH_EXT):
            check_arrays(segment_file(directory, entry.name, extension))
        segment = OpenSegment(directory, entry, 0)
        _check_postings(segment)
        _check_documents(segment)
    except (ArraysError, BlockError, OSError, ValueError) as error:
        raise DamagedError(f"segment {entry.name}: {error}") from error


def _check_postings(segment: OpenSegment) -> None:
    """Every term list is read; all of a field's words are there."""
    found = segment.terms.fields()
    for field, stated in zip(FIELDS, segment.documents["length"].sum(axis=1).tolist(), strict=True):
        words = int(check_blocks(segment.terms.postings, found[field].offset, found[field].length).sum()) if field in found else 0
        if words != stated:
            raise DamagedError(f"segment {segment.entry.name} holds {words} words of {field}, its table says {stated}")


def _check_documents(segment: OpenSegment) -> None:
    count = segment.documents["length"].shape[1]
    deleted = np.array(segment.entry.deleted, np.int64)
    if count != segment.entry.documents or not ((deleted >= 0) & (deleted < count)).all():
        raise DamagedError(f"segment {segment.entry.name} has {count} documents, its contents say {segment.entry.documents}")
    for doc in range(count):
        if not segment.column(CAPTIONS, doc) or not segment.column(SUMMARY, doc) or not segment.column(ANALYSIS, doc):
            raise DamagedError(f"segment {segment.entry.name}: a column of document {doc} is empty")
