"""What a segment consists of, whatever engine keeps it: columns of its documents, its words in order, tables of
these."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.search.index.document_table import DocumentTable
from archive.search.index.layout import ACCENTS_EXT, LEXICON_EXT, MENTIONS_EXT, SKETCH_EXT, segment_file
from archive.search.index.name_links import MentionTable
from archive.search.index.near_duplicates import sketches
from archive.search.index.position_to_time import CueTable
from archive.search.index.types import FIELDS, Field
from archive.search.index.vocabulary import lexicon_arrays, rare_pairs, union_counts
from archive.search.index.write.inversion import Inverted, invert
from archive.storage.array_file import Array, write_arrays

Int32 = NDArray[np.int32]


@contextmanager
def whole_or_gone(abandon: Callable[[], None]) -> Iterator[None]:
    """Where what is done within fails, the segment that is being written is abandoned."""
    try:
        yield
    except BaseException:
        abandon()
        raise


@dataclass(frozen=True, slots=True)
class StoredColumns:
    """What is kept of a document as bytes: the caption table, the summary, the analysis without its name links."""

    captions: bytes
    summary: bytes
    analysis: bytes


@dataclass(frozen=True, slots=True)
class SegmentContents:
    """What a segment says besides its columns. vocabulary: its words in order of their bytes; ranks: of each field the
    places in it of the words of all documents, one after another, uint32[w]; the cues with words; the linked mentions
    of names; the arrays of what an accent tells apart."""

    vocabulary: list[bytes]
    ranks: Mapping[Field, NDArray[np.uint32]]
    cues: CueTable
    mentions: MentionTable
    accents: Mapping[str, Array]


def inverted(contents: SegmentContents, length: Int32) -> dict[Field, Inverted]:
    """The postings of each field; `length` int32[fields, n] are the words of each document."""
    return {field: invert(contents.ranks[field], length[number]) for number, field in enumerate(FIELDS)}


def write_segment_tables(
    directory: Path, name: str, documents: DocumentTable, contents: SegmentContents, postings: Mapping[Field, Inverted]
) -> None:
    """Writes the tables that stand beside the words of a segment: its lexicon, name links, sketches of speech."""
    spoken, length = contents.ranks["speech"], documents.lengths()[0]
    write_arrays(segment_file(directory, name, LEXICON_EXT), _lexicon(documents, contents.vocabulary, postings, spoken, length))
    write_arrays(segment_file(directory, name, SKETCH_EXT), {"sketch": sketches(spoken, length, contents.vocabulary)})
    write_arrays(segment_file(directory, name, MENTIONS_EXT), contents.mentions.arrays())
    write_arrays(segment_file(directory, name, ACCENTS_EXT), contents.accents)


def _lexicon(
    documents: DocumentTable,
    vocabulary: list[bytes],
    postings: Mapping[Field, Inverted],
    spoken: NDArray[np.uint32],
    length: Int32,
) -> dict[str, Array]:
    """The words with their episodes, by language, and the rare pairs of words that are said one after the other."""
    languages, language = documents.languages()
    counts = union_counts([postings[field] for field in FIELDS], language, len(languages), len(vocabulary))
    return lexicon_arrays(vocabulary, counts, languages) | rare_pairs(spoken, length, counts.sum(axis=0))
