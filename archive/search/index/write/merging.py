"""Several segments to one, without their source and without reading a word again.

The words of a segment are put back into their order from its postings, each as its place in the merged vocabulary;
columns are copied as bytes, tables row by row, deleted documents left out. From there on the merged segment is written
as any other, so it is the one that the writer would have made of the documents that are left, byte for byte.

All segments of a full build become one (`join_segments`), so that a word is looked up once and its postings are views
of one file. Nothing is sorted again and little is held: terms come in order from every segment, so that those of a
portion of the vocabulary are a stretch of each segment's file; columns, cues and tables are copied one segment after
the other. What is read is verified as it is read, and so a damage of one of the segments is never joined."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.analysis.mentions import NameLink
from archive.search.index.accents import merged
from archive.search.index.document_table import Documents
from archive.search.index.layout import (
    ACCENTS_EXT,
    ANALYSIS,
    CAPTIONS,
    DOCUMENTS_EXT,
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
from archive.search.index.name_links import MentionTable
from archive.search.index.phrases import PairWriter, codes_of
from archive.search.index.position_to_time import CueTable, TimesPart, joined_times
from archive.search.index.posting_blocks import Unpacked, counts_of, portions, ranges, unpack_blocks
from archive.search.index.types import FIELDS, GONE, Field, SegmentInfo
from archive.search.index.vocabulary import no_pairs
from archive.search.index.whoosh_format.codec import BlockFieldWriter, FieldTerms
from archive.search.index.whoosh_format.segment import SegmentFiles, WhooshSegment
from archive.search.index.whoosh_format.term_table import PartTerms, block_places, hash_words, joined_info
from archive.search.index.write.inversion import document_starts, first_word_addresses
from archive.search.index.write.segment_writer import MOST_WORDS, SegmentContents, StoredColumns, whole_or_gone
from archive.storage.array_file import Array, Int64, Pieces, UInt8, UInt32, map_arrays
from archive.storage.file_writing import link_or_copy


def merge_segments(
    directory: Path, segments: Sequence[SegmentInfo], links: Mapping[int, Sequence[NameLink]], most_words: int = MOST_WORDS
) -> Iterator[SegmentInfo]:
    """Writes as few segments as hold the live documents of some, none of more than `most_words` words unless one of
    them is; none where no document is left. `links` are the name links of documents, by number among all of these
    segments. Raises DamagedError where a posting block does not agree with its checksum."""
    first = 0
    for group in _groups(directory, segments, most_words):
        count = sum(info.documents for info in group)
        if sum(len(info.deleted) for info in group) < count:
            yield _merge_into_one(
                directory, group, {doc - first: links[doc] for doc in range(first, first + count) if doc in links}
            )
        first += count


def _groups(directory: Path, segments: Sequence[SegmentInfo], most_words: int) -> Iterator[list[SegmentInfo]]:
    """The segments in groups of so many words of speech; what is deleted counts too."""
    group: list[SegmentInfo] = []
    held = 0
    for info in segments:
        words = int(map_arrays(segment_file(directory, info.name, DOCUMENTS_EXT))["length"][0].sum())
        if group and held + words > most_words:
            yield group
            group, held = [], 0
        group.append(info)
        held += words
    if group:
        yield group


def _merge_into_one(directory: Path, segments: Sequence[SegmentInfo], links: Mapping[int, Sequence[NameLink]]) -> SegmentInfo:
    """Writes one segment of the live documents of some, of which there is at least one."""
    files = SegmentFiles(directory)
    with whole_or_gone(files.abandon):
        merge = _Merge(directory, segments)
        for segment, new_doc in zip(merge.segments, merge.new_docs, strict=True):
            _copy_documents(segment, files, new_doc)
        files.finish(merge.contents(links))
    return SegmentInfo(files.name, len(files))


def _copy_documents(segment: WhooshSegment, files: SegmentFiles, new_doc: Int64 | None = None) -> None:
    """Row and columns of the documents that are left: of all, where none has a new number."""
    for doc, row in enumerate(Documents(segment.documents).rows()):
        if new_doc is None or new_doc[doc] != GONE:
            files.add(row, StoredColumns(*(bytes(segment.column(name, doc)) for name in (CAPTIONS, SUMMARY, ANALYSIS))))


class _Merge:
    """Some open segments, and the new number of each of their documents."""

    def __init__(self, directory: Path, segments: Sequence[SegmentInfo]) -> None:
        self.segments = [WhooshSegment(directory, info) for info in segments]
        self.new_docs = _new_docs(segments)
        for segment in self.segments:
            segment.check_terms()
        self._terms = [segment.terms.fields() for segment in self.segments]
        lexicons = [map_arrays(segment_file(directory, info.name, LEXICON_EXT)) for info in segments]
        self._words = [lexicon["words"].tobytes().split(b"\n")[:-1] for lexicon in lexicons]

    def contents(self, links: Mapping[int, Sequence[NameLink]]) -> SegmentContents:
        """What the merged segment says."""
        vocabulary = sorted(set().union(*self._words))
        place = {word: number for number, word in enumerate(vocabulary)}
        ranks = {field: self._ranks(number, field, place) for number, field in enumerate(FIELDS)}
        vocabulary, ranks = _said(vocabulary, ranks)
        return SegmentContents(vocabulary, ranks, self._cues(), self._mentions(links), self._accents())

    def _ranks(self, number: int, field: Field, place: Mapping[bytes, int]) -> UInt32:
        """uint32[w]: the places of the words of a field of all documents that are left, one after another."""
        parts = [
            _words_in_order(segment.terms.postings, terms[field], segment.documents["length"][number], new_doc, place)
            for segment, terms, new_doc in zip(self.segments, self._terms, self.new_docs, strict=True)
        ]
        return np.concatenate(parts)

    def _cues(self) -> CueTable:
        cues = CueTable()
        for segment, new_doc in zip(self.segments, self.new_docs, strict=True):
            cues.add_kept(segment.times, document_starts(segment.documents["length"][0]), new_doc)
        return cues

    def _accents(self) -> dict[str, Array]:
        return merged((segment.accents, new_doc) for segment, new_doc in zip(self.segments, self.new_docs, strict=True))

    def _mentions(self, links: Mapping[int, Sequence[NameLink]]) -> MentionTable:
        mentions = MentionTable()
        for doc, new in enumerate(np.concatenate(self.new_docs).tolist()):
            if new != GONE:
                mentions.add(new, links.get(doc, ()))
        return mentions


def _new_docs(segments: Sequence[SegmentInfo]) -> list[Int64]:
    """Of each segment int64[n]: the number of each document in the merged one, GONE where it is deleted."""
    live = [np.isin(np.arange(info.documents), info.deleted, invert=True) for info in segments]
    numbers = np.cumsum(np.concatenate(live)) - 1
    ends = np.cumsum([info.documents for info in segments])
    return [np.where(alive, part, GONE) for alive, part in zip(live, np.split(numbers, ends[:-1]), strict=True)]


def _words_in_order(
    postings: memoryview, terms: FieldTerms, length: NDArray[np.int32], new_doc: Int64, place: Mapping[bytes, int]
) -> UInt32:
    """uint32[w]: the places of the words of a field in the order in which they are said, without those of deleted
    documents."""
    rank = np.array([place[word] for word in terms.words()], np.uint32)
    starts, offset, size = first_word_addresses(length), terms.offset, terms.length
    words = np.empty(int(starts[-1]), np.uint32)
    for some in portions(size):
        blocks = unpack_blocks(postings, offset[some], size[some], starts)
        words[blocks.address] = rank[some].repeat(blocks.tokens)
    return words[_said_in(starts, new_doc != GONE)]


def _said_in(starts: UInt32, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """bool[addresses]: whether a word of one of the documents that are kept stands there."""
    said = kept.repeat(np.diff(starts))
    said[starts[1:] - 1] = False
    return said


def _said(vocabulary: list[bytes], ranks: dict[Field, UInt32]) -> tuple[list[bytes], dict[Field, UInt32]]:
    """The vocabulary without words that only deleted documents held, and the places in it."""
    said = np.zeros(len(vocabulary), np.bool_)
    for words in ranks.values():
        said[words] = True
    moved = (np.cumsum(said) - 1).astype(np.uint32)
    return [vocabulary[place] for place in np.flatnonzero(said).tolist()], {field: moved[words] for field, words in ranks.items()}


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
