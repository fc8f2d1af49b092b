"""Episodes to one segment: words to numbers as they come, one sort a field at the end. Memory is bounded by whoever says when."""

import secrets
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.analysis import analyze as readings
from archive.search.index.captions import REPEATED, SPEECH, pack_captions
from archive.search.index.document import Document
from archive.search.index.document_table import DocumentTable, pack_summary, people_text, summary_of
from archive.search.index.mention_table import MentionTable
from archive.search.index.near_duplicates.sketches import sketches
from archive.search.index.position_to_time import build_times
from archive.search.index.types import FIELDS, Field
from archive.search.index.whoosh_format.beyond_public import VarBytesColumn
from archive.search.index.whoosh_format.codec import DOCUMENTS_EXT, BlockCodec, make_segment, segment_file
from archive.search.index.whoosh_format.schema import CAPTIONS, READING, SUMMARY, make_schema
from archive.search.index.whoosh_format.storage import MappedStorage
from archive.search.index.write.inversion import Inverted, document_starts, invert
from archive.search.index.write.segment_lexicon import lexicon_arrays, rare_pairs, union_counts
from archive.search.index.write.term_ids import BREAK, TermIds
from archive.storage.array_file import write_arrays
from archive.text.fast_tokenizer import spaced

CLOCK_EXT, LEXICON_EXT, NAMES_EXT, SKETCH_EXT = ".clock", ".lexicon", ".names", ".sketch"
MOST_WORDS = 12_000_000
"""A segment is full at so many words (about 2,500 episodes): its sort takes some 450 MB."""
_BYTES = VarBytesColumn()


class SegmentWriter:
    """Takes documents, then writes them as one segment of a directory. Not synced: the publisher syncs."""

    def __init__(self, directory: Path) -> None:
        self.name = secrets.token_hex(8)
        self.directory = directory
        self.documents = DocumentTable()
        self._storage = MappedStorage(directory)
        self._codec, self._schema = BlockCodec(), make_schema()
        self._segment = make_segment(self.name, 0)
        self._columns = self._codec.per_document_writer(self._storage, self._segment)
        self._numbers = TermIds()
        self._tokens: dict[Field, array[int]] = {field: array("I") for field in FIELDS}
        self._cues = _SpokenCues()
        self._names = MentionTable()

    def __len__(self) -> int:
        return len(self.documents.slug)

    @property
    def is_full(self) -> bool:
        """Whether the segment should be finished before another document."""
        return len(self._tokens["speech"]) >= MOST_WORDS

    def add(self, document: Document) -> None:
        """One more episode; raises ValueError where it has no slug."""
        if not document.slug:
            raise ValueError("a document without a slug cannot be indexed")
        doc, summary = len(self), summary_of(document.slug, document.episode)
        self._columns.start_doc(doc)
        captions, spoken = self._add_speech(doc, document)
        texts = {"title": summary.title, "people": people_text(summary), "description": summary.description}
        lengths = (spoken, *(self._add_words(field, texts[field]) for field in FIELDS[1:]))
        self._put(document, captions, pack_summary(summary), lengths)
        self.documents.add(document, lengths)
        self._names.add(doc, document.reading.links)

    def abandon(self) -> None:
        """Closes every file it opened, on a full disk too, and removes what it wrote: it is of no use to anyone."""
        self._storage.close_files()
        rmtree(self._storage.temporary, ignore_errors=True)
        for path in self.directory.glob(segment_file(self.directory, self.name, ".*").name):
            path.unlink(missing_ok=True)

    def finish(self) -> None:
        """Writes the postings and the tables; the segment is whole after this. Where it fails, all is abandoned."""
        try:
            self._write_all()
        except BaseException:
            self.abandon()
            raise

    def _write_all(self) -> None:
        self._columns.close()
        with suppress(OSError):
            self._storage.temporary.rmdir()
        table = self.documents.arrays()
        vocabulary, rank_of = self._sorted_vocabulary()
        ranks = {field: rank_of[np.frombuffer(self._tokens[field], np.uint32)] for field in FIELDS}
        self._tokens.clear()
        inverted = {field: invert(ranks[field], table["length"][number]) for number, field in enumerate(FIELDS)}
        self._write_postings(vocabulary, inverted, table["length"])
        self._write_lexicon(vocabulary, inverted, ranks["speech"], table["length"][0])
        self._write(SKETCH_EXT, {"sketch": sketches(ranks["speech"], table["length"][0], vocabulary)})
        self._write(CLOCK_EXT, self._cues.arrays(document_starts(table["length"][0])))
        self._write(NAMES_EXT, self._names.arrays())
        self._write(DOCUMENTS_EXT, table)

    def _add_speech(self, doc: int, document: Document) -> tuple[bytes, int]:
        """The caption table, and the number of words spoken."""
        cues = document.episode.cues
        joined = _one_line_each([cue.text for cue in cues])
        kinds = [cue.kind for cue in cues]
        all_speech = kinds.count("speech") == len(kinds)
        is_speech = np.ones(len(kinds), np.bool_) if all_speech else np.array([kind == "speech" for kind in kinds], np.bool_)
        spoken = joined if all_speech else _one_line_each([cue.text if cue.kind == "speech" else "" for cue in cues])
        tokens = self._numbers.of(spaced(spoken))
        breaks = np.flatnonzero(tokens == BREAK)
        first_word = np.append(0, breaks - np.arange(len(breaks))).astype(np.int32)[: len(cues)]
        total = len(tokens) - len(breaks)
        self._tokens["speech"].frombytes(tokens[tokens != BREAK].tobytes())
        flags = is_speech * SPEECH
        flags[[cue for cue in document.reading.repeated if cue < len(cues)]] |= REPEATED
        start_ms = np.array([cue.start_ms for cue in cues], np.int32)
        self._cues.add(doc, start_ms, np.append(first_word, total), flags)
        return pack_captions(start_ms, first_word, flags, joined), total

    def _add_words(self, field: Field, text: str) -> int:
        tokens = self._numbers.of(spaced(text))
        tokens = tokens[tokens != BREAK]
        self._tokens[field].frombytes(tokens.tobytes())
        return len(tokens)

    def _put(self, document: Document, captions: bytes, summary: bytes, lengths: Sequence[int]) -> None:
        """The columns of a document. Its name links are kept apart, as they are made again without it."""
        for field, length in zip(FIELDS, lengths, strict=True):
            self._columns.add_field(field, self._schema[field], None, length)
        self._columns.add_field("slug", self._schema["slug"], document.slug, 0)
        reading = readings.dumps(replace(document.reading, links=()))
        for name, value in ((CAPTIONS, captions), (SUMMARY, summary), (READING, reading)):
            self._columns.add_column_value(name, _BYTES, value)
        self._columns.finish_doc()

    def _sorted_vocabulary(self) -> tuple[list[bytes], NDArray[np.uint32]]:
        """The words in order of their bytes, and uint32[numbers]: the rank of each word's number."""
        words = self._numbers.words
        order = sorted(range(len(words)), key=words.__getitem__)
        rank_of = np.empty(len(words) + 1, np.uint32)
        rank_of[np.array(order, np.int64) + 1] = np.arange(len(words), dtype=np.uint32)
        return [words[number] for number in order], rank_of

    def _write_postings(self, vocabulary: list[bytes], inverted: dict[Field, Inverted], length: NDArray[np.int32]) -> None:
        self._segment.set_doc_count(len(self))
        fields = self._codec.field_writer(self._storage, self._segment)
        for field in sorted(FIELDS):
            fields.add_field(field, self._schema[field], vocabulary, inverted[field], length[FIELDS.index(field)])
        fields.close()

    def _write_lexicon(
        self, vocabulary: list[bytes], inverted: dict[Field, Inverted], spoken: NDArray[np.uint32], length: NDArray[np.int32]
    ) -> None:
        languages, language = self.documents.languages()
        counts = union_counts([inverted[field] for field in FIELDS], language, len(languages), len(vocabulary))
        pairs = rare_pairs(spoken, length, counts.sum(axis=0))
        self._write(LEXICON_EXT, lexicon_arrays(vocabulary, counts, languages) | pairs)

    def _write(self, extension: str, arrays: dict[str, Any]) -> None:
        write_arrays(segment_file(self.directory, self.name, extension), arrays)


class _SpokenCues:
    """Of the segment's cues those with words: start, place within their episode, episode, whether repeated, first word."""

    def __init__(self) -> None:
        self._parts: list[tuple[NDArray[np.int32], ...]] = []

    def add(self, doc: int, start_ms: NDArray[np.int32], first_word: NDArray[np.int32], flags: NDArray[np.uint8]) -> None:
        """The cues of one episode; `first_word` int32[n+1] ends with the number of words."""
        cue = np.flatnonzero(np.diff(first_word)).astype(np.int32)
        repeated = (flags[cue] & REPEATED != 0).astype(np.int32)
        self._parts.append((start_ms[cue], cue, np.full(len(cue), doc, np.int32), repeated, first_word[cue]))

    def arrays(self, starts: NDArray[np.int64]) -> dict[str, Any]:
        """The clock of the segment; `starts` int64[n+1] are the addresses of the episodes' first words."""
        start_ms, cue, doc, repeated, first_word = map(np.concatenate, zip(*self._parts, strict=True))
        kept = {"start_ms": start_ms, "cue": cue, "doc": doc, "repeated": repeated.astype(np.bool_)}
        return kept | build_times(starts[doc] + first_word, int(starts[-1]))


def _one_line_each(texts: Sequence[str]) -> str:
    """The texts, one a line."""
    joined = "\n".join(texts)
    if joined.count("\n") == max(0, len(texts) - 1):
        return joined
    return "\n".join([text.replace("\n", " ") for text in texts])
