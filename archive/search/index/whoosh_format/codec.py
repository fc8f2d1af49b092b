"""A Whoosh codec whose terms have one numpy block each. Ordinary Whoosh queries read it through `BlockMatcher`."""

import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.index.layout import (
    DOCUMENTS_EXT,
    INDEX_NAME,
    LEXICON_EXT,
    LOOKUP_EXT,
    PAIR_LOOKUP_EXT,
    PAIRS_EXT,
    WAY_OUT,
    DamagedError,
)
from archive.search.index.phrases import PairTable, phrase_places
from archive.search.index.posting_blocks import Block, BlockError, Unpacked, pack_blocks, portions, read_block
from archive.search.index.types import FIELDS, Field
from archive.search.index.whoosh_format.beyond_public import (
    CompressedBytesColumn,
    FileFormatError,
    LeafMatcher,
    ReadTooFar,
    W3Codec,
    W3FieldWriter,
    W3PerDocReader,
    W3PerDocWriter,
    W3Segment,
    W3TermsReader,
    byte_to_length,
    length_to_byte,
)
from archive.search.index.whoosh_format.storage import MappedFile, loads_plain
from archive.search.index.whoosh_format.term_table import TermLookup, TermTable, extents, term_info
from archive.search.index.write.inversion import Inverted, first_word_addresses
from archive.storage.array_file import map_arrays, map_file

PORTION_WORDS = 2**20
"""Blocks of so many words are made at a time; those of a word that is said more often, alone."""


class BlockCodec(W3Codec):
    """W3Codec with our blocks for the fields of words."""

    def per_document_writer(self, storage: Any, segment: Any) -> "ColumnFilesWriter":
        """Writes what is kept of each document."""
        return ColumnFilesWriter(self, storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> "BlockFieldWriter":
        """Writes fields from arrays."""
        return BlockFieldWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> "BlockTermsReader":
        """Reads terms and their blocks, from mapped files whatever the storage is: Whoosh's own maps none."""
        directory = Path(storage.folder)
        return BlockTermsReader(self, directory, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> "PlainRowsReader":
        """Reads lengths, columns and stored rows."""
        return PlainRowsReader(storage, segment)


def make_segment(name: str, documents: int, deleted: Sequence[int] = ()) -> W3Segment:
    """The segment as Whoosh knows it: its name, how many documents it has and which of them are deleted."""
    return W3Segment(BlockCodec(), INDEX_NAME, documents, name, set(deleted))


class ColumnFilesWriter(W3PerDocWriter):
    """Writes each column to a file of its own as it comes. Whoosh writes all to one, and copies each out of it at the
    end."""

    def __init__(self, codec: BlockCodec, storage: Any, segment: Any) -> None:
        self._files: list[Any] = []
        super().__init__(codec, storage, segment)

    def _create_column(self, name: str, column: Any) -> None:
        file = self._storage.create_file(self._column_filename(name))
        self._files.append(file)
        self._colwriters[name] = column.writer(file)

    def close(self) -> None:
        """Ends every column and its file."""
        super().close()
        for file in self._files:
            file.close()


class PlainRowsReader(W3PerDocReader):
    """Whoosh's own reader, but for stored rows: these may hold plain containers alone."""

    _rows = CompressedBytesColumn()

    def stored_fields(self, doc: int) -> dict[str, Any]:
        """The stored row of a document; raises ForeignPickleError."""
        packed = self._cached_reader("_stored", self._rows)[doc]
        return loads_plain(packed, W3Codec.column_filename(self._segment, "_stored")) if packed else {}


class BlockFieldWriter(W3FieldWriter):
    """Writes all terms of a field from arrays. Fields must come in the order of their names: by it Whoosh merges the
    words of several segments, and loses some in any other."""

    _tindex: Any

    def __init__(self, codec: BlockCodec, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        file = self._tindex.dbfile
        file.seek(0)
        self._tindex = TermTable(file)
        self._tindex.extras["fieldmap"] = self._fieldmap

    def add_field(
        self, name: Field, field: Any, words: Sequence[bytes], inverted: Inverted, length: NDArray[np.int32]
    ) -> NDArray[np.int64]:
        """The postings of a field: `words` are the segment's sorted words, `length` the field's words in each document.
        Gives the byte at which each term's block begins, int64[t]."""
        self.start_field(name, field)
        first, starts = self._postfile.tell(), first_word_addresses(length)
        size = np.concatenate([np.empty(0, np.int64), *(self._write_blocks(blocks, starts) for blocks in _portions_of(inverted))])
        offset = first + np.cumsum(size) - size
        terms = [words[rank] for rank in inverted.term.tolist()]
        self._tindex.add_terms(self._fieldid, terms, term_info(inverted, length, offset, size))
        self.finish_field()
        return offset

    def add_joined(
        self,
        name: Field,
        field: Any,
        words: Sequence[bytes],
        info: NDArray[np.void],
        blocks: Iterable[Unpacked],
        starts: NDArray[np.uint32],
    ) -> NDArray[np.int64]:
        """The postings of a field as they are given: sorted words, INFO of each but for its place, and their blocks,
        portion after portion; `starts` uint32[n+1] are the addresses of the documents' first words. Gives the byte at
        which each term's block begins, int64[t]."""
        self.start_field(name, field)
        first = self._postfile.tell()
        size = np.concatenate([np.empty(0, np.int64), *(self._write_blocks(portion, starts) for portion in blocks)])
        offset = first + np.cumsum(size) - size
        info["offset"], info["length"] = offset, size
        self._tindex.add_terms(self._fieldid, words, info)
        self.finish_field()
        return offset

    def _write_blocks(self, blocks: Unpacked, starts: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Writes the blocks of some terms; how many bytes each takes, int64[t]."""
        size, packed = pack_blocks(blocks, starts)
        self._postfile.write(packed)
        return size


def _portions_of(inverted: Inverted) -> Iterator[Unpacked]:
    """The postings of a field, some terms at a time."""
    tokens = np.diff(inverted.address_start)
    for some in portions(tokens, PORTION_WORDS):
        first, last = (slice(start[some.start], start[some.stop]) for start in (inverted.posting_start, inverted.address_start))
        yield Unpacked(
            inverted.episodes[some], tokens[some], inverted.doc[first], inverted.frequency[first], inverted.address[last]
        )


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """The terms of a field of a segment, in order, and what Whoosh knows of each, INFO[t]."""

    _table: memoryview
    _start: NDArray[np.int64]
    _end: NDArray[np.int64]
    info: NDArray[np.void]

    @property
    def offset(self) -> NDArray[np.int64]:
        """int64[t]: where the block of each begins in the postings file."""
        return self.info["offset"].astype(np.int64)

    @property
    def length(self) -> NDArray[np.int64]:
        """int64[t]: how many bytes it has."""
        return self.info["length"].astype(np.int64)

    def words(self) -> list[bytes]:
        """The words, as UTF-8."""
        return [bytes(self._table[start:end]) for start, end in zip(self._start.tolist(), self._end.tolist(), strict=True)]


class BlockTermsReader(W3TermsReader):
    """Finds a term's block; gives Whoosh's own queries a matcher over it."""

    def __init__(self, codec: BlockCodec, directory: Path, segment: Any) -> None:
        """Maps the files of a segment; raises DamagedError where the table of terms is none of ours."""
        terms = MappedFile(directory / segment.make_filename(W3Codec.TERMS_EXT))
        posts = MappedFile(directory / segment.make_filename(W3Codec.POSTS_EXT))
        try:
            super().__init__(codec, terms, len(terms.view), posts)
        except (FileFormatError, struct.error, LookupError, TypeError, ValueError, AttributeError) as error:
            raise DamagedError(f"{terms}: no table of terms of ours ({type(error).__name__}); {WAY_OUT}") from error
        self._path_of = lambda extension: directory / segment.make_filename(extension)
        self._starts: dict[str, NDArray[np.uint32]] = {}

    @property
    def table(self) -> memoryview:
        """The bytes of the table of terms."""
        view: memoryview = self._dbfile.view
        return view

    @property
    def postings(self) -> memoryview:
        """The bytes of the postings file."""
        view: memoryview = self._postfile.view
        return view

    def block(self, field: Field, word: str) -> Block | None:
        """The postings of a word in a field; None where it is not in this segment; raises BlockError."""
        number = self.lookup.find(word.encode())
        offset = self.lookup.offset(field, number) if number >= 0 else None
        if offset is None:
            return None
        try:
            return read_block(self.postings, offset, self._document_starts(field))
        except BlockError as error:
            raise BlockError(f"{self._postfile}: {error}; {WAY_OUT}") from None

    def phrase(self, words: Sequence[str]) -> NDArray[np.uint32]:
        """uint32[n], rising: the addresses in this segment at which these words are said one after another; raises
        BlockError."""
        numbers = [self.lookup.find(word.encode()) for word in words]
        blocks = [self.block("speech", word) for word in words]
        if None in blocks:
            return np.empty(0, np.uint32)
        code, column = self._spoken
        codes: list[int] = code[numbers].tolist()
        pairs = [self._pairs.find(*pair) for pair in pairwise(codes)] if self._pairs else [None] * (len(codes) - 1)
        return phrase_places(codes, [block for block in blocks if block], column, pairs)

    def pair(self, words: Sequence[str]) -> Block | None:
        """The postings of two words that are said one after the other, as if they were one; None where this segment
        does not keep these. Raises BlockError."""
        if self._pairs is None:
            return None
        numbers = [self.lookup.find(word.encode()) for word in words]
        return None if -1 in numbers else self._pairs.find(*self._spoken[0][numbers].tolist())

    @cached_property
    def lookup(self) -> TermLookup:
        """From words to blocks. Maps what all but Whoosh's own queries read: where the files are deleted after, it
        answers on. Raises ArraysError."""
        self._lookup_arrays = map_arrays(self._path_of(LOOKUP_EXT))
        self._document_starts("speech")
        self._pairs = self._open_pairs()
        return TermLookup(map_arrays(self._path_of(LEXICON_EXT)), self._lookup_arrays)

    def check_pairs(self) -> None:
        """Reads the postings of all pairs; raises BlockError."""
        if self._pairs:
            self._pairs.check()

    def _open_pairs(self) -> PairTable | None:
        """The pairs of the commonest words, where the segment has them."""
        path = self._path_of(PAIR_LOOKUP_EXT)
        if not path.exists():
            return None
        arrays = map_arrays(path)
        blocks = map_file(self._path_of(PAIRS_EXT)) if len(arrays["pair"]) else memoryview(b"")
        return PairTable(arrays, blocks, self._document_starts("speech"))

    @cached_property
    def _spoken(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The code of each word, and what is said at each address."""
        return self._lookup_arrays["code"], self._lookup_arrays["column"]

    def term_info(self, fieldname: str, tbytes: bytes) -> Any:
        """What Whoosh knows of a term; raises BlockError where it stands in the table with its postings, as none of
        ours does: Whoosh would unpickle these."""
        value = self._tindex.get(self._keycoder(fieldname, tbytes))
        if value is not None and value[:1] != b"\0":
            raise BlockError(f"{self._dbfile}: a term with its postings in the table is none of ours; {WAY_OUT}")
        return super().term_info(fieldname, tbytes)

    def fields(self) -> dict[Field, "FieldTerms"]:
        """The terms of each field, in order; raises BlockError."""
        found = extents(self._dbfile.view, self._tindex.startofdata, self._tindex.endofdata)
        places = {name: np.flatnonzero(found.field == number) for name, number in self._fieldmap.items()}
        return {
            name: FieldTerms(self._dbfile.view, found.word_start[at], found.word_end[at], found.info[at])
            for name, at in places.items()
        }

    def matcher(self, fieldname: str, tbytes: bytes, format_: Any, scorer: Any = None) -> "BlockMatcher":
        """What an ordinary Whoosh query walks through."""
        info = self.term_info(fieldname, tbytes)
        block = read_block(self.postings, info.extent()[0], self._document_starts(fieldname))
        return BlockMatcher(block, self._document_starts(fieldname), info, format_, (fieldname, tbytes), scorer)

    def _document_starts(self, field: str) -> NDArray[np.uint32]:
        """uint32[n+1]: the address of each document's first word in a field."""
        if field not in self._starts:
            lengths = map_arrays(self._path_of(DOCUMENTS_EXT))["length"]
            self._starts = {name: first_word_addresses(lengths[number]) for number, name in enumerate(FIELDS)}
        return self._starts[field]


class BlockMatcher(LeafMatcher):
    """Whoosh's way through a block, document by document."""

    def __init__(self, block: Block, starts: NDArray[np.uint32], info: Any, format_: Any, term: Any, scorer: Any) -> None:
        self._block, self._starts, self._info = block, starts, info
        self._docs: list[int] = block.docs.tolist()
        self._ends = np.cumsum(block.frequencies, dtype=np.int64)
        self._place = 0
        self.format, self._term, self.scorer = format_, term, scorer

    def copy(self) -> "BlockMatcher":
        """The same place in the same postings."""
        other = object.__new__(BlockMatcher)
        other.__dict__.update(self.__dict__)
        return other

    def is_active(self) -> bool:
        """Whether it stands on a document."""
        return self._place < len(self._docs)

    def reset(self) -> None:
        """Back to the first document."""
        self._place = 0

    def id(self) -> int:
        """The document it stands on."""
        return self._docs[self._place]

    def all_ids(self) -> Iterator[int]:
        """Every document."""
        return iter(self._docs)

    def weight(self) -> float:
        """How often the term stands in the document."""
        return float(self._block.frequencies[self._place])

    def value(self) -> bytes:
        """The positions, as `FoldedPositions` encodes them."""
        end = int(self._ends[self._place])
        addresses = self._block.addresses[end - int(self._block.frequencies[self._place]) : end]
        return (addresses - np.uint32(self._starts[self.id()])).astype("<u4").tobytes()

    def next(self) -> bool:
        """To the next document; says whether a block ended."""
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        """To the first document not before `id`."""
        if not self.is_active():
            raise ReadTooFar
        self._place = bisect_left(self._docs, id, self._place)

    def skip_to_quality(self, minquality: float) -> int:
        """To the end, when no document of the block can be that good."""
        if self.block_quality() > minquality:
            return 0
        self._place = len(self._docs)
        return 1

    def block_min_id(self) -> int:
        """The first document."""
        return self._docs[0]

    def block_max_id(self) -> int:
        """The last document."""
        return self._docs[-1]

    def block_min_length(self) -> int:
        """The shortest field that holds the term, in words, rounded as Whoosh rounds."""
        return byte_to_length(length_to_byte(self._info.min_length()))

    def block_max_length(self) -> int:
        """The longest, rounded likewise."""
        return byte_to_length(length_to_byte(self._info.max_length()))

    def block_max_weight(self) -> float:
        """The highest frequency."""
        return float(self._info.max_weight())
