"""One segment as Whoosh keeps it: opened, checked from end to end, named in the table of contents."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from archive.search.index.layout import (
    ACCENTS_EXT,
    ANALYSIS,
    CAPTIONS,
    CHECKSUMS_EXT,
    DOCUMENTS_EXT,
    INDEX_NAME,
    LEXICON_EXT,
    LOOKUP_EXT,
    MENTIONS_EXT,
    PAIR_LOOKUP_EXT,
    SKETCH_EXT,
    SUMMARY,
    TIMES_EXT,
    WAY_OUT,
    DamagedError,
    contents_files,
    segment_file,
)
from archive.search.index.posting_blocks import check_blocks
from archive.search.index.read.segments import Segments
from archive.search.index.types import FIELDS, SegmentInfo
from archive.search.index.whoosh_format.beyond_public import TOC
from archive.search.index.whoosh_format.checksums import COLUMNS, SegmentChecksums
from archive.search.index.whoosh_format.codec import BlockTermsReader, make_segment
from archive.search.index.whoosh_format.schema import make_schema
from archive.search.index.whoosh_format.storage import BytesColumn, MappedStorage
from archive.search.index.write.inversion import first_word_addresses
from archive.storage.array_file import Array, ArraysError, check_arrays, map_arrays

_BYTES = BytesColumn()


class WhooshSegment:
    """One segment, an `OpenSegment`: all of its files are mapped at once, so it answers on where they are deleted."""

    def __init__(self, directory: Path, info: SegmentInfo, first_doc: int = 0) -> None:
        """Opens it; raises DamagedDataError where a file is missing, cut, or does not agree with its checksum."""
        self.info, self.first_doc = info, first_doc
        self._checksums = SegmentChecksums(directory, info.name)
        segment = make_segment(info.name, info.documents, info.deleted)
        codec, storage = segment.codec(), MappedStorage(directory)
        self.terms: BlockTermsReader = codec.terms_reader(storage, segment)
        self.lookup = self.terms.lookup
        self._columns = _columns(codec.per_document_reader(storage, segment), info.name)
        self.documents: Mapping[str, Array] = map_arrays(segment_file(directory, info.name, DOCUMENTS_EXT))
        self.times: Mapping[str, Array] = map_arrays(segment_file(directory, info.name, TIMES_EXT))
        self.accents: Mapping[str, Array] = map_arrays(segment_file(directory, info.name, ACCENTS_EXT))

    def check_terms(self) -> None:
        """Holds the table of terms that stock Whoosh reads against its checksum; raises DamagedError."""
        self._checksums.check_terms(self.terms.table)

    def column(self, name: str, doc: int) -> memoryview:
        """A document's bytes in a column, as a view of the file; raises DamagedError where they are not what was
        written."""
        value: memoryview = self._columns[name][doc]
        self._checksums.check_value(name, doc, value)
        return value


def _columns(reader: Any, segment: str) -> dict[str, Any]:
    try:
        return {name: reader.column_reader(name, _BYTES) for name in COLUMNS}
    except (LookupError, TypeError, ValueError, struct.error, OSError) as error:
        raise DamagedError(f"segment {segment}: a column cannot be opened ({type(error).__name__}); {WAY_OUT}") from error


def open_segments(directory: Path, segments: Sequence[SegmentInfo]) -> Segments:
    """All segments of a generation; raises DamagedError, and FullIndexError where they say more than one index
    counts."""
    firsts = np.cumsum([0, *(info.documents for info in segments)]).tolist()
    opened = Segments([WhooshSegment(directory, info, first) for info, first in zip(segments, firsts, strict=False)])
    for length in opened.length:
        first_word_addresses(length)
    return opened


def write_contents(directory: Path, segments: Sequence[SegmentInfo]) -> None:
    """Writes the table of contents from which stock Whoosh opens the index. It is never read here: its pickles name
    classes. It takes the place of an earlier one."""
    for name in contents_files(directory):
        (directory / name).unlink()
    named = [_named_segment(directory, info) for info in segments]
    TOC(make_schema(), named, 1).write(MappedStorage(directory), INDEX_NAME)


def _named_segment(directory: Path, info: SegmentInfo) -> Any:
    """The segment with the words of each field, as Whoosh weighs them; deleted documents count until they are merged
    away."""
    segment = make_segment(info.name, info.documents, info.deleted)
    lengths = map_arrays(segment_file(directory, info.name, DOCUMENTS_EXT))["length"]
    segment._fieldlengths = dict(zip(FIELDS, lengths.sum(axis=1).tolist(), strict=True))
    return segment


def check_segment(directory: Path, info: SegmentInfo) -> None:
    """Reads all of a segment: every posting block, every table, every count; raises DamagedError."""
    try:
        for path in _array_files(directory, info.name):
            check_arrays(path)
        segment = WhooshSegment(directory, info)
        _check_postings(segment)
        _check_documents(segment)
    except (ArraysError, DamagedError, OSError, ValueError) as error:
        raise DamagedError(f"segment {info.name}: {error}") from error


def _array_files(directory: Path, name: str) -> list[Path]:
    """The files of arrays of a segment; only one that several were joined to has pairs."""
    extensions = (DOCUMENTS_EXT, TIMES_EXT, LEXICON_EXT, LOOKUP_EXT, MENTIONS_EXT, SKETCH_EXT, ACCENTS_EXT, CHECKSUMS_EXT)
    pairs = segment_file(directory, name, PAIR_LOOKUP_EXT)
    return [*(segment_file(directory, name, extension) for extension in extensions), *([pairs] if pairs.exists() else [])]


def _check_postings(segment: WhooshSegment) -> None:
    """Every term list is read; all of a field's words are there."""
    segment.check_terms()
    found = segment.terms.fields()
    for field, length in zip(FIELDS, segment.documents["length"], strict=True):
        starts, stated = first_word_addresses(length), int(length.sum())
        words = check_blocks(segment.terms.postings, found[field].offset, found[field].length, starts) if field in found else 0
        if words != stated:
            raise DamagedError(f"it holds {words} words of {field}, its table says {stated}")
    segment.terms.check_pairs()


def _check_documents(segment: WhooshSegment) -> None:
    count = segment.documents["length"].shape[1]
    deleted = np.array(segment.info.deleted, np.int64)
    if count != segment.info.documents or not ((deleted >= 0) & (deleted < count)).all():
        raise DamagedError(f"it has {count} documents, its contents say {segment.info.documents}")
    for doc in range(count):
        if not segment.column(CAPTIONS, doc) or not segment.column(SUMMARY, doc) or not segment.column(ANALYSIS, doc):
            raise DamagedError(f"a column of document {doc} is empty")
