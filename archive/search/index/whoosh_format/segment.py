"""One segment in Whoosh's files: written (columns as its documents come, postings and tables at the end; not synced:
the publisher syncs), opened, checked from end to end, named in the table of contents. And checksums of what Whoosh
writes without any: a segment's table of terms, and each document's bytes in each column.

Posting blocks and files of arrays carry their own. What a document has many bytes of, its captions, are added up, as
posting blocks are and for the same reason: an answer shows ten episodes, and to read these by CRC-32 took a tenth of
its time."""

import secrets
import struct
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.index.document_table import DocumentRow, DocumentTable
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
from archive.search.index.phrases import codes_of, column_of
from archive.search.index.posting_blocks import check_blocks, sum_of
from archive.search.index.read.segments import Segments
from archive.search.index.types import FIELDS, Field, SegmentInfo
from archive.search.index.whoosh_format.beyond_public import (
    TOC,
    VarBytesColumn,
    W3Codec,
)
from archive.search.index.whoosh_format.codec import BlockCodec, BlockFieldWriter, BlockTermsReader, make_segment
from archive.search.index.whoosh_format.schema import make_schema
from archive.search.index.whoosh_format.storage import BytesColumn, MappedStorage
from archive.search.index.whoosh_format.term_table import block_places, hash_words
from archive.search.index.write.inversion import Inverted, addresses_of, document_starts, first_word_addresses
from archive.search.index.write.segment_writer import SegmentContents, StoredColumns, inverted, write_segment_tables
from archive.storage.array_file import Array, ArraysError, Int32, Pieces, check_arrays, map_arrays, write_arrays

COLUMNS = (CAPTIONS, SUMMARY, ANALYSIS)
_TERMS = "terms"


LONG = 8192
"""From so many bytes on they are added up sooner."""


def checksum_of(value: bytes | memoryview) -> int:
    """The CRC-32 of a few bytes; of more, their number and the bytes added up as numbers of 32 bits, modulo 2^32."""
    if len(value) < LONG:
        return zlib.crc32(value)
    whole = len(value) // 4
    numbers = np.frombuffer(value, "<u4", whole)
    return (sum_of(numbers) + int.from_bytes(value[4 * whole :], "little") + len(value)) & 0xFFFFFFFF


class ChecksumWriter:
    """Takes the checksums of a segment while its columns are written."""

    def __init__(self) -> None:
        self._of_column: dict[str, list[int]] = {name: [] for name in COLUMNS}

    def add(self, values: Sequence[bytes]) -> None:
        """The next document's bytes in each of COLUMNS."""
        for name, value in zip(COLUMNS, values, strict=True):
            self._of_column[name].append(checksum_of(value))

    def arrays(self, table_of_terms: Path) -> dict[str, Array]:
        """uint32[documents] of each column, uint32[1] of the table of terms, which is written already."""
        columns = {name: np.array(sums, np.uint32) for name, sums in self._of_column.items()}
        return {**columns, _TERMS: np.array([zlib.crc32(table_of_terms.read_bytes())], np.uint32)}


class SegmentChecksums:
    """What the bytes of a segment must be. A column's value is verified when it is first read from this object."""

    def __init__(self, directory: Path, segment: str) -> None:
        """Reads them; raises ArraysError where they are damaged."""
        self._segment = segment
        self._sums: Mapping[str, Array] = map_arrays(segment_file(directory, segment, CHECKSUMS_EXT))
        self._of_column = {name: self._sums[name].data for name in COLUMNS}
        self._seen = {name: bytearray(len(sums)) for name, sums in self._of_column.items()}

    def check_terms(self, table: memoryview) -> None:
        """Holds the table of terms against its checksum; raises DamagedError."""
        if zlib.crc32(table) != self._sums[_TERMS][0]:
            raise DamagedError(f"segment {self._segment}: its table of terms does not agree with its checksum; {WAY_OUT}")

    def check_value(self, column: str, doc: int, value: memoryview) -> None:
        """Holds a document's bytes against their checksum, the first time; raises DamagedError."""
        if self._seen[column][doc]:
            return
        if checksum_of(value) != self._of_column[column][doc]:
            raise DamagedError(
                f"segment {self._segment}: the {column} of document {doc} do not agree with their checksum; {WAY_OUT}"
            )
        self._seen[column][doc] = 1


_VARIED, _BYTES = VarBytesColumn(), BytesColumn()


class SegmentFiles:
    """The files of a segment that is being written under a new `name`."""

    def __init__(self, directory: Path) -> None:
        self.name = secrets.token_hex(8)
        self.directory = directory
        self._documents = DocumentTable()
        self._checksums = ChecksumWriter()
        self._storage = MappedStorage(directory)
        self._codec, self.schema = BlockCodec(), make_schema()
        self._segment = make_segment(self.name, 0)
        self._columns = self._codec.per_document_writer(self._storage, self._segment)

    def __len__(self) -> int:
        return len(self._documents)

    def add(self, row: DocumentRow, stored: StoredColumns) -> None:
        """Writes the columns of the next document."""
        self._columns.start_doc(len(self))
        for field, length in zip(FIELDS, row.lengths, strict=True):
            self._columns.add_field(field, self.schema[field], None, length)
        self._columns.add_field("slug", self.schema["slug"], row.slug, 0)
        values = (stored.captions, stored.summary, stored.analysis)
        for name, value in zip(COLUMNS, values, strict=True):
            self._columns.add_column_value(name, _VARIED, value)
        self._checksums.add(values)
        self._columns.finish_doc()
        self._documents.add(row)

    def abandon(self) -> None:
        """Closes every file it opened, on a full disk too, and removes what it wrote: it is of no use to anyone."""
        self._storage.close_files()
        rmtree(self._storage.temporary, ignore_errors=True)
        for path in self.directory.glob(segment_file(self.directory, self.name, ".*").name):
            path.unlink(missing_ok=True)

    def finish(self, contents: SegmentContents) -> None:
        """Writes the postings and the tables; the segment is whole after this."""
        table = self.close_columns()
        length, spoken = table["length"], contents.ranks["speech"]
        postings = inverted(contents, length)
        offsets = self._write_postings(contents.vocabulary, postings, length)
        self.write(LOOKUP_EXT, _lookup(contents.vocabulary, offsets, spoken, length[0]))
        write_segment_tables(self.directory, self.name, self._documents, contents, postings)
        self.write(TIMES_EXT, contents.cues.arrays(document_starts(length[0])))
        self.seal(table)

    def close_columns(self) -> dict[str, Array]:
        """Ends the columns, after the last document; the table of documents."""
        self._columns.close()
        with suppress(OSError):
            self._storage.temporary.rmdir()
        self._segment.set_doc_count(len(self))
        return self._documents.arrays()

    def field_writer(self) -> BlockFieldWriter:
        """What the postings are written by, after the columns."""
        fields: BlockFieldWriter = self._codec.field_writer(self._storage, self._segment)
        return fields

    def seal(self, table: dict[str, Array]) -> None:
        """Writes the table of documents, and what the files that have no checksums must be: the last of all."""
        self.write(DOCUMENTS_EXT, table)
        table_of_terms = self.directory / self._segment.make_filename(W3Codec.TERMS_EXT)
        self.write(CHECKSUMS_EXT, self._checksums.arrays(table_of_terms))

    def _write_postings(
        self, vocabulary: list[bytes], postings: dict[Field, Inverted], length: Int32
    ) -> dict[Field, tuple[Int32, NDArray[np.int64]]]:
        """Of each field the terms that it holds, and where the block of each begins."""
        fields = self.field_writer()
        offsets = {}
        for field in sorted(FIELDS):
            one = postings[field]
            offsets[field] = one.term, fields.add_field(field, self.schema[field], vocabulary, one, length[FIELDS.index(field)])
        fields.close()
        return offsets

    def write(self, extension: str, arrays: Mapping[str, Array | Pieces]) -> None:
        """One of the files of arrays."""
        write_arrays(segment_file(self.directory, self.name, extension), arrays)


def _lookup(
    vocabulary: list[bytes],
    offsets: Mapping[Field, tuple[Int32, NDArray[np.int64]]],
    spoken: NDArray[np.uint32],
    length: Int32,
) -> dict[str, Array]:
    """From words to their postings, and what is said (uint32[w], by word) in documents of such lengths, place by
    place."""
    code = codes_of(vocabulary, np.bincount(spoken, minlength=len(vocabulary)))
    column = column_of(code[spoken], addresses_of(length), int(document_starts(length)[-1]))
    return {"slot": hash_words(vocabulary), "block": block_places(offsets, len(vocabulary)), "code": code, "column": column}


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
