"""Several segments to one, without their source and without reading a word again.

The words of a segment are put back into their order from its postings, each as its place in the merged vocabulary;
columns are copied as bytes, tables row by row, deleted documents left out. From there on the merged segment is written
as any other, so it is the one that the writer would have made of the documents that are left, byte for byte."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.analysis.mentions import NameLink
from archive.search.index.accents import merged
from archive.search.index.document_table import Documents
from archive.search.index.layout import ANALYSIS, CAPTIONS, DOCUMENTS_EXT, LEXICON_EXT, SUMMARY, segment_file
from archive.search.index.name_links import MentionTable
from archive.search.index.position_to_time import CueTable
from archive.search.index.posting_blocks import portions, unpack_blocks
from archive.search.index.types import FIELDS, GONE, Field, SegmentInfo
from archive.search.index.whoosh_format.codec import FieldTerms
from archive.search.index.whoosh_format.segment import SegmentFiles, WhooshSegment
from archive.search.index.write.inversion import document_starts, first_word_addresses
from archive.search.index.write.segment_writer import MOST_WORDS, SegmentContents, StoredColumns, whole_or_gone
from archive.storage.array_file import Array, map_arrays

UInt32 = NDArray[np.uint32]
Int64 = NDArray[np.int64]


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
            _copy_documents(segment, new_doc, files)
        files.finish(merge.contents(links))
    return SegmentInfo(files.name, len(files))


def _copy_documents(segment: WhooshSegment, new_doc: Int64, files: SegmentFiles) -> None:
    """Row and columns of the documents that are left."""
    rows = Documents(segment.documents).rows()
    for doc in np.flatnonzero(new_doc != GONE).tolist():
        columns = (bytes(segment.column(name, doc)) for name in (CAPTIONS, SUMMARY, ANALYSIS))
        files.add(rows[doc], StoredColumns(*columns))


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
