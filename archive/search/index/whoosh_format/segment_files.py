"""The files of one segment: columns as its documents come, postings and tables at the end. Not synced: the publisher
syncs."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

import numpy as np
from numpy.typing import NDArray

from archive.search.index.document_table import DocumentRow, DocumentTable
from archive.search.index.layout import (
    CHECKSUMS_EXT,
    DOCUMENTS_EXT,
    LOOKUP_EXT,
    TIMES_EXT,
    segment_file,
)
from archive.search.index.phrases import codes_of, column_of
from archive.search.index.term_lookup import block_places, hash_words
from archive.search.index.types import FIELDS, Field
from archive.search.index.whoosh_format.beyond_public import VarBytesColumn, W3Codec
from archive.search.index.whoosh_format.checksums import COLUMNS, ChecksumWriter
from archive.search.index.whoosh_format.codec import BlockCodec, BlockFieldWriter, make_segment
from archive.search.index.whoosh_format.schema import make_schema
from archive.search.index.whoosh_format.storage import MappedStorage
from archive.search.index.write.inversion import Inverted, addresses_of, document_starts
from archive.search.index.write.segment_contents import SegmentContents, StoredColumns, inverted, write_segment_tables
from archive.storage.array_file import Array, Pieces, write_arrays

_BYTES = VarBytesColumn()
Int32 = NDArray[np.int32]


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
            self._columns.add_column_value(name, _BYTES, value)
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
