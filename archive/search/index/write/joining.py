"""All segments of a full build to one, so that a word is looked up once and its postings are views of one file.

Nothing is sorted again and little is held: terms come in order from every segment, so that those of a portion of the
vocabulary are a stretch of each segment's file; columns, cues and tables are copied one segment after the other. What
is read is verified as it is read, and so a damage of one of the segments is never joined."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
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
    MENTIONS,
    MENTIONS_EXT,
    PAIR_LOOKUP_EXT,
    PAIRS_EXT,
    SKETCH_EXT,
    SUMMARY,
    TIMES_EXT,
    VOCABULARY,
    segment_file,
)
from archive.search.index.phrases import PairWriter, codes_of
from archive.search.index.position_to_time import TimesPart, joined_times
from archive.search.index.posting_blocks import Unpacked, counts_of, portions, ranges, unpack_blocks
from archive.search.index.types import FIELDS, Field, SegmentInfo
from archive.search.index.vocabulary import no_pairs
from archive.search.index.whoosh_format.codec import BlockFieldWriter, FieldTerms
from archive.search.index.whoosh_format.segment import SegmentFiles, WhooshSegment
from archive.search.index.whoosh_format.term_table import PartTerms, block_places, hash_words, joined_info
from archive.search.index.write.inversion import document_starts, first_word_addresses
from archive.search.index.write.segment_writer import StoredColumns, whole_or_gone
from archive.storage.array_file import Array, Pieces, map_arrays
from archive.storage.atomic import link_or_copy

Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
PORTION = 2**20
"""The terms of so many words are joined at a time; one that is said more often, alone."""


def join_segments(directory: Path, segments: Sequence[SegmentInfo]) -> SegmentInfo:
    """Writes one segment of all documents of some, of which none is deleted. The vocabulary of all and their table of
    mentions must be written already. Raises DamagedError."""
    files = SegmentFiles(directory)
    with whole_or_gone(files.abandon):
        join = _Join(directory, segments)
        for part in join.parts:
            _copy_documents(part.segment, files)
        table = files.close_columns()
        join.write_postings(files, table["length"])
        files.write(TIMES_EXT, join.times())
        files.write(SKETCH_EXT, {"sketch": np.concatenate([join.arrays(part, SKETCH_EXT)["sketch"] for part in join.parts])})
        # The linked names of all are those of the generation, until it is linked anew.
        link_or_copy(directory / MENTIONS, segment_file(directory, files.name, MENTIONS_EXT))
        files.write(ACCENTS_EXT, join.accents())
        files.seal(table)
    return SegmentInfo(files.name, len(files))


def _copy_documents(segment: WhooshSegment, files: SegmentFiles) -> None:
    for doc, row in enumerate(Documents(segment.documents).rows()):
        files.add(row, StoredColumns(*(bytes(segment.column(name, doc)) for name in (CAPTIONS, SUMMARY, ANALYSIS))))


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the segments: where its documents begin among all, and of each field where its addresses do; of each field
    its terms and the number of each in the vocabulary, int64[t], and uint32[n+1], the addresses of its own documents'
    first words."""

    segment: WhooshSegment
    first_doc: int
    first_address: Mapping[Field, int]
    terms: Mapping[Field, FieldTerms]
    numbers: Mapping[Field, Int64]
    starts: Mapping[Field, NDArray[np.uint32]]


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
            starts = {field: first_word_addresses(segment.documents["length"][place]) for place, field in enumerate(FIELDS)}
            self.parts.append(_Part(segment, first_doc, dict(first_address), terms, numbers, starts))
            first_doc += info.documents
            for field in FIELDS:
                first_address[field] += int(starts[field][-1])

    def write_postings(self, files: SegmentFiles, length: NDArray[np.int32]) -> None:
        """The blocks of all terms, field after field; the lexicon, whose pairs are the expansion's alone; the
        lookup."""
        often = np.zeros(len(self.words), np.int64)
        for part in self.parts:
            if "speech" in part.terms:
                often[part.numbers["speech"]] += counts_of(part.segment.terms.postings, part.terms["speech"].offset)[1]
        code = codes_of(self.words, often)
        offsets: dict[Field, tuple[NDArray[np.int32] | Int64, Int64]] = {}
        fields = files.field_writer()
        for field in sorted(FIELDS):
            blocks = _FieldBlocks(field, [part for part in self.parts if field in part.terms], len(self.words))
            starts = first_word_addresses(length[FIELDS.index(field)])
            offsets[field] = blocks.numbers, blocks.write(fields, files.schema[field], self.words, starts)
        fields.close()
        files.write(LEXICON_EXT, {**self._lexicon, **no_pairs()})
        lookup: dict[str, Array] = {"slot": hash_words(self.words), "block": block_places(offsets, len(self.words)), "code": code}
        starts = first_word_addresses(length[0])
        with TemporaryFile(dir=self._directory) as gathered:
            pairs = PairWriter(gathered)
            column = Pieces(np.dtype(np.uint8), (int(starts[-1]) + 1,), lambda: self._column(code, pairs))
            files.write(LOOKUP_EXT, {**lookup, "column": column})
            files.write(PAIR_LOOKUP_EXT, pairs.write(segment_file(self._directory, files.name, PAIRS_EXT), starts))

    def _column(self, code: UInt8, pairs: PairWriter) -> Iterator[UInt8]:
        """What is said at each address, of one segment after the other; `code` uint8[words] is the byte of each word.
        What `pairs` takes of it, it is given."""
        for part in self.parts:
            starts = part.starts["speech"]
            column = np.zeros(int(starts[-1]), np.uint8)
            if "speech" in part.terms:
                terms, own = part.terms["speech"], code[part.numbers["speech"]]
                for some in portions(terms.length):
                    blocks = unpack_blocks(part.segment.terms.postings, terms.offset[some], terms.length[some], starts)
                    column[blocks.address] = own[some].repeat(blocks.tokens)
            pairs.add(column, part.first_address["speech"])
            yield column
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

    def arrays(self, part: _Part, extension: str) -> Mapping[str, Array]:
        """A file of arrays of one of the segments."""
        return map_arrays(segment_file(self._directory, part.segment.info.name, extension))


class _FieldBlocks:
    """The blocks of a field of some segments, joined term by term: numbers int64[t] of the terms that any of them
    holds."""

    def __init__(self, field: Field, parts: Sequence[_Part], words: int) -> None:
        self._field, self._parts = field, parts
        postings, tokens = np.zeros(words, np.int64), np.zeros(words, np.int64)
        for part in parts:
            counts = counts_of(part.segment.terms.postings, part.terms[field].offset)
            postings[part.numbers[field]] += counts[0]
            tokens[part.numbers[field]] += counts[1]
        self.numbers: Int64 = np.flatnonzero(postings)
        self._postings, self._tokens = postings[self.numbers], tokens[self.numbers]

    def write(self, fields: BlockFieldWriter, schema: Any, words: Sequence[bytes], starts: NDArray[np.uint32]) -> Int64:
        """Writes them all; the byte at which each begins, int64[t]. `starts` are the addresses of all documents' first
        words."""
        parts = [
            PartTerms(self.numbers.searchsorted(part.numbers[self._field]), part.terms[self._field].info, part.first_doc)
            for part in self._parts
        ]
        terms = [words[number] for number in self.numbers.tolist()]
        joined = (self._joined(some) for some in portions(self._tokens, PORTION))
        return fields.add_joined(self._field, schema, terms, joined_info(parts, len(terms)), joined, starts)

    def _joined(self, some: slice) -> Unpacked:
        """The postings of some terms: of each its documents in all segments, one after the other."""
        numbers, postings, tokens = self.numbers[some], self._postings[some], self._tokens[some]
        joined = Unpacked(
            postings,
            tokens,
            np.empty(int(postings.sum()), np.int32),
            np.empty(int(postings.sum()), np.uint32),
            np.empty(int(tokens.sum()), np.uint32),
        )
        next_posting, next_token = np.cumsum(postings) - postings, np.cumsum(tokens) - tokens
        for part in self._parts:
            place, blocks = self._of_part(part, numbers)
            at = ranges(next_posting[place], next_posting[place] + blocks.postings)
            joined.doc[at] = blocks.doc + np.int32(part.first_doc)
            joined.frequency[at] = blocks.frequency
            at = ranges(next_token[place], next_token[place] + blocks.tokens)
            joined.address[at] = blocks.address + np.uint32(part.first_address[self._field])
            next_posting[place] += blocks.postings
            next_token[place] += blocks.tokens
        return joined

    def _of_part(self, part: _Part, numbers: Int64) -> tuple[Int64, Unpacked]:
        """Which of neighbouring terms of the vocabulary a segment has, and their blocks, verified; raises
        BlockError."""
        first, last = part.numbers[self._field].searchsorted((numbers[0], numbers[-1] + 1)).tolist()
        terms, some = part.terms[self._field], slice(first, last)
        starts = part.starts[self._field]
        blocks = unpack_blocks(part.segment.terms.postings, terms.offset[some], terms.length[some], starts)
        return numbers.searchsorted(part.numbers[self._field][some]), blocks
