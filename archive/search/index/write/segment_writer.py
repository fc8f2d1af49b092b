"""Documents to one segment: their words become numbers as they come, and are sorted once at the end.
What a segment consists of, whatever engine keeps it: columns of its documents, its words in order, tables of these."""

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive.analysis.speakers import speakers_of
from archive.languages.accents import accents_of
from archive.model.episode import Cue
from archive.search.index.accents import AccentTable
from archive.search.index.captions import REPEATED, SPEECH, TIMED, pack_captions
from archive.search.index.document_table import (
    Document,
    DocumentRow,
    DocumentTable,
    pack_analysis,
    pack_summary,
    people_text,
    row_of,
    summary_of,
)
from archive.search.index.layout import ACCENTS_EXT, LEXICON_EXT, MENTIONS_EXT, SKETCH_EXT, segment_file
from archive.search.index.name_links import MentionTable
from archive.search.index.near_duplicates import sketches
from archive.search.index.position_to_time import CueTable
from archive.search.index.types import FIELDS, KNOWN, Field
from archive.search.index.vocabulary import lexicon_arrays, rare_pairs, union_counts
from archive.search.index.write.inversion import BREAK, Inverted, TermIds, invert
from archive.storage.array_file import Array, Int32, write_arrays
from archive.text.tokenizer import begins_and_ends, spaced


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


_between_spaces = re.compile(r"\S+").finditer
MOST_WORDS = 12_000_000
"""A segment is full at so many words (about 2,500 episodes): its sort takes some 450 MB."""


class Files(Protocol):
    """Where a segment that is being written goes."""

    @property
    def name(self) -> str:
        """The name of the segment."""
        ...

    def __len__(self) -> int:
        """How many documents it has."""
        ...

    def add(self, row: DocumentRow, stored: StoredColumns) -> None:
        """Takes row and columns of the next document."""
        ...

    def finish(self, contents: SegmentContents) -> None:
        """Writes the words and the tables; the segment is whole after this."""
        ...

    def abandon(self) -> None:
        """Removes what was written of it."""
        ...


class SegmentWriter:
    """Takes documents, then writes them as one segment of a directory. Memory grows with them: the caller asks
    `is_full`."""

    def __init__(self, directory: Path, files: Files) -> None:
        """`files` takes what is written."""
        self._files = files
        self._term_ids = TermIds()
        self._tokens: dict[Field, array[int]] = {field: array("I") for field in FIELDS}
        self._cues = CueTable()
        self._mentions = MentionTable()
        self._accents = AccentTable(partial(accents_of, kept=directory.parent / KNOWN))

    @property
    def name(self) -> str:
        """The name of the segment, which none other has."""
        return self._files.name

    def __len__(self) -> int:
        return len(self._files)

    @property
    def is_full(self) -> bool:
        """Whether the segment should be finished before another document."""
        return len(self._tokens["speech"]) >= MOST_WORDS

    def add(self, document: Document) -> None:
        """One more episode; raises ValueError where it has no slug."""
        if not document.slug:
            raise ValueError("a document without a slug cannot be indexed")
        doc, summary = len(self), summary_of(document.slug, document.known)
        captions, spoken = self._add_speech(doc, document)
        texts = {"title": summary.title, "people": people_text(summary), "description": summary.description}
        lengths = (spoken, *(self._add_words(field, texts[field]) for field in FIELDS[1:]))
        for field in FIELDS[1:]:
            self._accents.add(doc, field, texts[field], summary.language)
        # Name links are kept apart, as they are made again without the rest.
        analysis = pack_analysis(replace(document.analysis, links=()))
        self._files.add(row_of(document, lengths), StoredColumns(captions, pack_summary(summary), analysis))
        self._mentions.add(doc, document.analysis.links)

    def abandon(self) -> None:
        """Closes every file it opened, on a full disk too, and removes what it wrote: it is of no use to anyone."""
        self._files.abandon()

    def finish(self) -> None:
        """Writes the postings and the tables; the segment is whole after this. Where it fails, all is abandoned."""
        with whole_or_gone(self._files.abandon):
            vocabulary, rank_of = self._sorted_vocabulary()
            ranks = {field: rank_of[np.frombuffer(self._tokens[field], np.uint32)] for field in FIELDS}
            self._tokens.clear()
            self._files.finish(SegmentContents(vocabulary, ranks, self._cues, self._mentions, self._accents.arrays()))

    def _add_speech(self, doc: int, document: Document) -> tuple[bytes, int]:
        """The caption table, and the number of words spoken."""
        cues = document.episode.cues
        joined = one_line_each([cue.text for cue in cues])
        kinds = [cue.kind for cue in cues]
        all_speech = kinds.count("speech") == len(kinds)
        is_speech = np.ones(len(kinds), np.bool_) if all_speech else np.array([kind == "speech" for kind in kinds], np.bool_)
        spoken = joined if all_speech else one_line_each([cue.text if cue.kind == "speech" else "" for cue in cues])
        self._accents.add(doc, "speech", spoken, document.known.language)
        tokens = self._term_ids.of(spaced(spoken))
        breaks = np.flatnonzero(tokens == BREAK)
        first_word = np.append(0, breaks - np.arange(len(breaks))).astype(np.int32)[: len(cues)]
        total = len(tokens) - len(breaks)
        self._tokens["speech"].frombytes(tokens[tokens != BREAK].tobytes())
        flags = is_speech * SPEECH
        flags[[cue for cue in document.analysis.repeated if cue < len(cues)]] |= REPEATED
        start_ms = np.array([cue.start_ms for cue in cues], np.int32)
        words_ms = times_of_words(cues, first_word, total)
        if words_ms is not None:
            flags[[cue.words_ms is not None for cue in cues]] |= TIMED
        voices = np.array(speakers_of(document.known).of_cues, np.int16)
        self._cues.add(doc, start_ms, np.append(first_word, total), flags & REPEATED != 0, voices)
        return pack_captions(start_ms, first_word, flags, joined, words_ms), total

    def _add_words(self, field: Field, text: str) -> int:
        tokens = self._term_ids.of(spaced(text))
        tokens = tokens[tokens != BREAK]
        self._tokens[field].frombytes(tokens.tobytes())
        return len(tokens)

    def _sorted_vocabulary(self) -> tuple[list[bytes], NDArray[np.uint32]]:
        """The words in order of their bytes, and uint32[numbers]: the rank of each word's number."""
        words = self._term_ids.words
        order = sorted(range(len(words)), key=words.__getitem__)
        rank_of = np.empty(len(words) + 1, np.uint32)
        rank_of[np.array(order, np.int64) + 1] = np.arange(len(words), dtype=np.uint32)
        return [words[number] for number in order], rank_of


def times_of_words(cues: Sequence[Cue], first_word: NDArray[np.int32], total: int) -> NDArray[np.int32] | None:
    """int32[total]: when each indexed word is said, of cues that tell it; of others their start. None where no cue
    tells. A word may be half of one that stands between two spaces, and is said with it."""
    if all(cue.words_ms is None for cue in cues):
        return None
    many = np.diff(np.append(first_word, total))
    said = np.array([cue.start_ms for cue in cues], np.int32).repeat(many)
    for cue, first, count in zip(cues, first_word.tolist(), many.tolist(), strict=True):
        if cue.words_ms and count:
            stands = [word.start() for word in _between_spaces(cue.text)]
            place = np.array(stands).searchsorted(begins_and_ends(cue.text)[0], "right") - 1
            said[first : first + count] = np.array(cue.words_ms, np.int32)[place]
    return said


def one_line_each(texts: Sequence[str]) -> str:
    """The texts, one a line."""
    joined = "\n".join(texts)
    if joined.count("\n") == max(0, len(texts) - 1):
        return joined
    return "\n".join([text.replace("\n", " ") for text in texts])
