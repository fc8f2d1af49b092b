"""All segments of a full build to one, so that a word is looked up once and its postings are views of one file.

Nothing is sorted again and little is held: terms come in order from every segment, so that those of a portion of the vocabulary are
a stretch of each segment's file; columns, cues and tables are copied one segment after the other. What is read is verified as it is
read, and so a damage of one of the segments is never joined.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.index.accents import merged
from archive.search.index.document_table import Documents
from archive.search.index.layout import (
    ACCENTS_EXT,
    ANALYSIS,
    CAPTIONS,
    LEXICON_EXT,
    LOOKUP_EXT,
    MENTIONS_EXT,
    SKETCH_EXT,
    SUMMARY,
    TIMES_EXT,
    VOCABULARY,
    segment_file,
)
from archive.search.index.mentions import MentionTable, table_of
from archive.search.index.phrase_column import codes_of, column_of
from archive.search.index.position_to_time import TimesPart, joined_times
from archive.search.index.posting_blocks import HEADER_BYTES, block_sizes, check_blocks, counts_of, pack_header, ranges
from archive.search.index.protocols import SegmentInfo
from archive.search.index.term_lookup import UNIT, block_places, hash_words
from archive.search.index.types import FIELDS, Field
from archive.search.index.vocabulary import no_pairs
from archive.search.index.whoosh_format.codec import BlockFieldWriter, FieldTerms
from archive.search.index.whoosh_format.segment import WhooshSegment
from archive.search.index.whoosh_format.segment_files import SegmentFiles
from archive.search.index.whoosh_format.term_table import PartTerms, joined_info
from archive.search.index.write.inversion import document_starts
from archive.search.index.write.segment_contents import StoredColumns, whole_or_gone
from archive.storage.array_file import Array, Pieces, map_arrays

Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
PORTION = 16 * 2**20
"""The terms whose blocks take so many bytes are joined at a time; one that takes more, alone."""


def join_segments(directory: Path, segments: Sequence[SegmentInfo]) -> SegmentInfo:
    """Writes one segment of all documents of some, of which none is deleted. The vocabulary of all must be written already. Raises
    DamagedError."""
    files = SegmentFiles(directory)
    with whole_or_gone(files.abandon):
        join = _Join(directory, segments)
        for part in join.parts:
            _copy_documents(part.segment, files)
        table = files.close_columns()
        join.write_postings(files, table["length"])
        files.write(TIMES_EXT, join.times())
        files.write(SKETCH_EXT, {"sketch": np.concatenate([join.arrays(part, SKETCH_EXT)["sketch"] for part in join.parts])})
        files.write(MENTIONS_EXT, join.mentions().arrays())
        files.write(ACCENTS_EXT, join.accents())
        files.seal(table)
    return SegmentInfo(files.name, len(files))


def _copy_documents(segment: WhooshSegment, files: SegmentFiles) -> None:
    for doc, row in enumerate(Documents(segment.documents).rows()):
        files.add(row, StoredColumns(*(bytes(segment.column(name, doc)) for name in (CAPTIONS, SUMMARY, ANALYSIS))))


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the segments: where its documents begin among all, and of each field where its addresses do; of each field its terms
    and the number of each in the vocabulary, int64[t]."""

    segment: WhooshSegment
    first_doc: int
    first_address: Mapping[Field, int]
    terms: Mapping[Field, FieldTerms]
    numbers: Mapping[Field, Int64]


class _Join:
    """Some open segments, and the vocabulary of all."""

    def __init__(self, directory: Path, segments: Sequence[SegmentInfo]) -> None:
        self._directory = directory
        self._lexicon = map_arrays(directory / VOCABULARY)
        self.words = self._lexicon["words"].tobytes().split(b"\n")[:-1]
        number = {word: place for place, word in enumerate(self.words)}
        self.parts: list[_Part] = []
        first_doc, first_address = 0, dict.fromkeys(FIELDS, 0)
        for info in segments:
            segment = WhooshSegment(directory, info)
            segment.check_terms()
            terms = segment.terms.fields()
            numbers = {field: np.array([number[word] for word in one.words()], np.int64) for field, one in terms.items()}
            self.parts.append(_Part(segment, first_doc, dict(first_address), terms, numbers))
            first_doc += info.documents
            for place, field in enumerate(FIELDS):
                first_address[field] += int(document_starts(segment.documents["length"][place])[-1])

    def write_postings(self, files: SegmentFiles, length: NDArray[np.int32]) -> None:
        """The blocks of all terms, field after field; the lexicon, whose pairs are the expansion's alone; the lookup."""
        often = np.zeros(len(self.words), np.int64)
        for part in self.parts:
            if "speech" in part.terms:
                often[part.numbers["speech"]] += counts_of(part.segment.terms.postings, part.terms["speech"].offset)[1]
        code = codes_of(self.words, often)
        offsets: dict[Field, tuple[NDArray[np.int32] | Int64, Int64]] = {}
        fields = files.field_writer()
        for field in sorted(FIELDS):
            blocks = _FieldBlocks(field, [part for part in self.parts if field in part.terms], len(self.words))
            offsets[field] = blocks.numbers, blocks.write(fields, files.schema[field], self.words)
        fields.close()
        files.write(LEXICON_EXT, {**self._lexicon, **no_pairs()})
        lookup: dict[str, Array] = {"slot": hash_words(self.words), "block": block_places(offsets, len(self.words)), "code": code}
        size = int(document_starts(length[0])[-1])
        files.write(LOOKUP_EXT, {**lookup, "column": Pieces(np.dtype(np.uint8), (size + 1,), lambda: self._column(code))})

    def _column(self, code: UInt8) -> Iterator[UInt8]:
        """What is said at each address, of one segment after the other; `code` uint8[words] is the byte of each word."""
        for part in self.parts:
            words = int(document_starts(part.segment.documents["length"][0])[-1])
            if "speech" not in part.terms:
                yield np.zeros(words, np.uint8)
                continue
            terms, buffer = part.terms["speech"], part.segment.terms.postings
            ends = (terms.offset + terms.length) // UNIT
            tokens = counts_of(buffer, terms.offset)[1]
            addresses = np.frombuffer(buffer, "<u4", len(buffer) // UNIT)[ranges(ends - tokens, ends)]
            yield column_of(code[part.numbers["speech"]].repeat(tokens), addresses, words)[:words]
        yield np.zeros(1, np.uint8)

    def times(self) -> Mapping[str, Array | Pieces]:
        """The cues of all."""
        starts = [document_starts(part.segment.documents["length"][0]) for part in self.parts]
        return joined_times(
            [TimesPart(part.segment.times, start, part.first_doc) for part, start in zip(self.parts, starts, strict=True)]
        )

    def accents(self) -> dict[str, Array]:
        """What an accent tells apart in all."""
        return merged((part.segment.accents, np.arange(part.segment.info.documents) + part.first_doc) for part in self.parts)

    def mentions(self) -> MentionTable:
        """The linked names of all."""
        every = MentionTable()
        for part in self.parts:
            found = table_of(self.arrays(part, MENTIONS_EXT))
            every.doc.extend(doc + part.first_doc for doc in found.doc)
            every.links.extend(found.links)
        return every

    def arrays(self, part: _Part, extension: str) -> Mapping[str, Array]:
        """A file of arrays of one of the segments."""
        return map_arrays(segment_file(self._directory, part.segment.info.name, extension))


class _FieldBlocks:
    """The blocks of a field of some segments, joined term by term: numbers int64[t] of the terms that any of them holds."""

    def __init__(self, field: Field, parts: Sequence[_Part], words: int) -> None:
        self._field, self._parts = field, parts
        postings, tokens = np.zeros(words, np.int64), np.zeros(words, np.int64)
        for part in parts:
            counts = counts_of(part.segment.terms.postings, part.terms[field].offset)
            postings[part.numbers[field]] += counts[0]
            tokens[part.numbers[field]] += counts[1]
        self.numbers: Int64 = np.flatnonzero(postings)
        self._postings, self._tokens = postings[self.numbers], tokens[self.numbers]
        self._size = block_sizes(self._postings, self._tokens)

    def write(self, fields: BlockFieldWriter, schema: Any, words: Sequence[bytes]) -> Int64:
        """Writes them all; the byte at which each begins, int64[t]."""
        parts = [
            PartTerms(self.numbers.searchsorted(part.numbers[self._field]), part.terms[self._field].info, part.first_doc)
            for part in self._parts
        ]
        terms = [words[number] for number in self.numbers.tolist()]
        return fields.add_joined(self._field, schema, terms, joined_info(parts, len(terms)), self._size, self._portions())

    def _portions(self) -> Iterator[bytes]:
        ends, first = np.cumsum(self._size), 0
        while first < len(ends):
            last = max(first + 1, int(np.searchsorted(ends, ends[first] + PORTION)))
            yield b"".join(self._blocks(first, last))
            first = last

    def _blocks(self, first: int, last: int) -> Iterator[bytes | memoryview]:
        """The blocks of some terms: of each its header, then its documents in all segments, its frequencies, its addresses."""
        numbers = self.numbers[first:last]
        pieces: list[tuple[list[memoryview], ...]] = [([], [], []) for _ in range(len(numbers))]
        sums = np.zeros((2, len(numbers)), np.uint32)
        for part in self._parts:
            stretch = _Stretch.of(part, self._field, int(numbers[0]), int(numbers[-1]) + 1)
            place = numbers.searchsorted(stretch.numbers)
            sums[:, place] += stretch.sums
            for each, bounds in zip(place.tolist(), stretch.bounds.tolist(), strict=True):
                for kind in range(3):
                    pieces[each][kind].append(stretch.data[bounds[kind] : bounds[kind + 1]])
        counts = zip(self._postings[first:last].tolist(), self._tokens[first:last].tolist(), sums.T.tolist(), strict=True)
        for (postings, tokens, (posting_sum, address_sum)), kinds in zip(counts, pieces, strict=True):
            yield pack_header(postings, tokens, (posting_sum, address_sum))
            yield from chain.from_iterable(kinds)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The blocks of neighbouring terms of one segment, their documents and addresses moved to where they are among all: numbers
    int64[t] of the terms; bounds int64[t, 4], the bytes of data between which each has documents, frequencies and addresses; sums
    uint32[2, t] of documents and frequencies, and of addresses."""

    numbers: Int64
    data: memoryview
    bounds: Int64
    sums: NDArray[np.uint32]

    @classmethod
    def of(cls, part: _Part, field: Field, low: int, high: int) -> "_Stretch":
        """The blocks of the terms of the vocabulary from one number to another, verified; raises BlockError."""
        begin, end = part.numbers[field].searchsorted((low, high)).tolist()
        terms, buffer = part.terms[field], part.segment.terms.postings
        offset, length = terms.offset[begin:end], terms.length[begin:end]
        tokens = check_blocks(buffer, offset, length)
        if not len(tokens):
            return cls(np.empty(0, np.int64), memoryview(b""), np.empty((0, 4), np.int64), np.empty((2, 0), np.uint32))
        postings = counts_of(buffer, offset)[0]
        head = (offset - offset[0]) // UNIT
        written = np.frombuffer(buffer, "<u4", int(length.sum()) // UNIT, int(offset[0]))
        moves = np.array([0, part.first_doc, 0, part.first_address[field]], np.uint32)
        header = np.full(len(tokens), HEADER_BYTES // UNIT)
        widths = np.stack((header, postings, postings, tokens), axis=1)
        moved = written + np.tile(moves, len(tokens)).repeat(widths.reshape(-1))
        bounds = UNIT * (head[:, None] + np.cumsum(widths, axis=1))
        added = np.stack((postings, tokens)).astype(np.uint32) * moves[[1, 3], None]
        sums = np.stack((written[head + 3], written[head + 4])) + added
        return cls(part.numbers[field][begin:end], moved.view(np.uint8).data, bounds, sums)
