"""What makes an engine: the base of the embedded one and of that of a cluster, as `archive.search.index.factory` gives
them.

An engine answers over one generation (`read.engine.Engine`), writes the index of one segment by segment
(`write.index_writer`, `write.segment_writer`), and gives back what was indexed (`read.stored_documents`).
`archive.search.generations` knows nothing else of it. Both engines keep the tables beside the words in the directory of
the generation, so that what reads these alone stands here.

Generations are shared with machines that have nothing of the archive as files in pieces, each known by its digest.

An engine numbers its episodes (`doc`) for itself; whoever stands outside the search names them by slug.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from archive.analysis.mentions import NameLink
from archive.search.index.captions import joined_texts
from archive.search.index.document_table import Documents, unpack_summary
from archive.search.index.layout import (
    CAPTIONS,
    CHANGES,
    DOCUMENTS_EXT,
    DUPLICATES,
    LEXICON_EXT,
    MENTIONS,
    SUMMARY,
    VOCABULARY,
    segment_file,
    segment_files,
)
from archive.search.index.read.engine import Engine
from archive.search.index.read.segments import OpenSegment, Segments
from archive.search.index.read.stored_documents import StoredDocuments
from archive.search.index.types import SegmentInfo, WordCounts
from archive.search.index.vocabulary import MOST_OF_A_PAIR, NGrams, Table, merged, pairs_of
from archive.search.index.write.index_writer import IndexWriter
from archive.search.index.write.segment_writer import SegmentWriter
from archive.storage.array_file import Array, map_arrays

PIECE_BYTES = 4 << 20
"""A file goes in pieces of so many bytes: one request each, and what did not change is not sent again."""


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of a generation: its name in the directory, with `/` between folders, and the sha256 of each piece, in
    hexadecimal."""

    name: str
    size: int
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedGeneration:
    """A generation as it is shared: what it is, its files, and the names of its segments."""

    identity: str
    number: int
    files: tuple[SharedFile, ...]
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lease:
    """A machine, and the identities of the generations that it holds until it says otherwise or is not heard of any
    more."""

    machine: str
    identities: tuple[str, ...]


class Sharing(Protocol):
    """Where generations are shared. All of it raises UnavailableError where it does not answer."""

    def share(self, generation: SharedGeneration, paths: Mapping[str, Path]) -> None:
        """Gives the files of a generation (name -> where it lies); it is there as a whole after this, or not at all."""
        ...

    def serve(self, identity: str) -> None:
        """Has a generation that is shared be the one that serves."""
        ...

    def serving(self) -> str | None:
        """The identity of the one that serves; None where none does."""
        ...

    def find(self, identity: str) -> SharedGeneration | None:
        """A generation that is shared and stays; None for one that is not, or is being let go."""
        ...

    def piece(self, digest: str) -> bytes:
        """A piece, held against its digest. Raises DamagedError."""
        ...

    def lease(self, machine: str, identities: Collection[str]) -> None:
        """Says that a machine lives, and holds these generations: nothing of them is deleted for a while. Ask for a
        generation again after this (`find`): only then it is held."""
        ...

    def release(self, machine: str) -> None:
        """Says that a machine holds nothing more."""
        ...

    def leases(self) -> tuple[Lease, ...]:
        """What the machines hold that were heard of lately, in order of their names."""
        ...


def pieces_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """The pieces of a file, each with its digest."""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield hashlib.sha256(piece).hexdigest(), piece


def shared_file(name: str, path: Path) -> SharedFile:
    """A file as it is shared."""
    return SharedFile(name, path.stat().st_size, tuple(digest for digest, _ in pieces_of(path)))


class Backend(ABC):
    """An engine, as who builds and opens generations sees it. `directory` is a generation's; files in it belong to the
    index. Where nothing is kept but in that directory, what is said here of other places is all there is to say."""

    @abstractmethod
    def open(
        self, directory: Path, segments: Sequence[SegmentInfo], on_close: Callable[[], None], without: Collection[str] = ()
    ) -> Engine:
        """The index, open for reading; `on_close` is called when the engine is closed. The slugs in `without` do not
        answer, and no word is known that stands in them alone. Raises DamagedDataError."""

    @abstractmethod
    def stored_documents(self, directory: Path, segments: Sequence[SegmentInfo]) -> StoredDocuments:
        """What was indexed, without opening an engine."""

    @abstractmethod
    def segment_writer(self, directory: Path) -> SegmentWriter:
        """Begins a segment."""

    def index_writer(self, directory: Path, segments: Sequence[SegmentInfo] = (), earlier: Path | None = None) -> IndexWriter:
        """Begins the index of a generation. Where `earlier` is given, it goes on from that generation, whose `segments`
        (their files are in `directory` already) it inherits; else it consists of `segments` alone."""
        return IndexWriter(directory, segments, earlier, self)

    @abstractmethod
    def open_segments(self, directory: Path, segments: Sequence[SegmentInfo]) -> Segments:
        """All segments of a generation."""

    @abstractmethod
    def verify(self, directory: Path, segment: SegmentInfo) -> None:
        """Reads a segment from end to end; raises DamagedError."""

    @abstractmethod
    def merge(
        self, directory: Path, segments: Sequence[SegmentInfo], links: Mapping[int, Sequence[NameLink]]
    ) -> Iterator[SegmentInfo]:
        """Writes as few segments as can be of the live documents of some; `links` by number of document among these."""

    @abstractmethod
    def texts_with_brackets(self, directory: Path, segments: Sequence[SegmentInfo]) -> Iterator[str]:
        """Titles, descriptions and transcripts that hold a bracket: where an acronym may be stated with what it stands
        for."""

    def join(self, directory: Path, segments: Sequence[SegmentInfo]) -> SegmentInfo | None:
        """Writes one segment of some without a masked document; None where nothing is gained by it."""
        return None

    def write_contents(self, directory: Path, segments: Sequence[SegmentInfo]) -> None:
        """Writes down which segments the generation has, where the engine wants to know: the manifest says it too."""
        return

    def remove(self, directory: Path, name: str) -> None:
        """Deletes the files of a segment that was merged into another."""
        for path in segment_files(directory, name):
            path.unlink()

    def publish(self, segments: Sequence[SegmentInfo]) -> None:
        """Makes ready what serves from now on, where it is not all in the directory. Raises UnavailableError."""
        return

    def sharing(self) -> Sharing | None:
        """Where generations are shared with machines that have nothing of the archive; None where all is in the
        directory."""
        return None

    def collect(self, names: Collection[str], identities: Collection[str]) -> tuple[int, ...]:
        """Deletes what is not in a directory, and belongs to no segment of these names; and what is shared of
        generations other than these and the one that is served. What other machines hold stays till they let it go: the
        numbers of those."""
        return ()

    def trouble(self, segments: Sequence[SegmentInfo]) -> str:
        """What is wrong with what serves, where it is not all in the directory; nothing where all is well."""
        return ""

    def partial_answers(self) -> int:
        """How many answers this process was given that may lack something, as a part of the engine did not answer."""
        return 0

    def digests(self, directory: Path, segment: SegmentInfo) -> dict[str, str]:
        """slug -> digest of all documents of a segment in their order, masked ones too."""
        table = Documents(map_arrays(segment_file(directory, segment.name, DOCUMENTS_EXT)))
        return dict(zip(table.slug, table.digest, strict=True))

    def masked(self, directory: Path, segments: Sequence[SegmentInfo], without: Collection[str]) -> Sequence[SegmentInfo]:
        """The segments with the documents of some slugs deleted too."""
        if not without:
            return segments
        found = []
        for info in segments:
            docs = [doc for doc, slug in enumerate(self.digests(directory, info)) if slug in without]
            found.append(SegmentInfo(info.name, info.documents, tuple(sorted({*info.deleted, *docs}))))
        return found

    def segment_files(self, directory: Path, name: str) -> list[Path]:
        """The files of a segment."""
        return segment_files(directory, name)

    def own_files(self, directory: Path) -> frozenset[str]:
        """The names of the files that each generation writes for itself; all others may be shared by link."""
        return frozenset((CHANGES, MENTIONS, DUPLICATES))

    def word_counts(self, directory: Path, segments: Sequence[SegmentInfo]) -> tuple[WordCounts, NGrams]:
        """What the expansion tables of a full generation are made of: its words, and its rare pairs of neighbours."""
        return word_counts(map_arrays(directory / VOCABULARY), _lexicons(directory, segments))

    def new_word_counts(self, directory: Path, added: Sequence[SegmentInfo]) -> tuple[WordCounts, NGrams]:
        """The same of some segments: only words that the full generation in `directory` lacks, and pairs with such a
        word."""
        lexicons = _lexicons(directory, added)
        counts, pairs = word_counts(merged(lexicons), lexicons)
        known = Table(map_arrays(directory / VOCABULARY))
        fresh = {
            language: {word: episodes for word, episodes in held.items() if not known.count(word.encode())}
            for language, held in counts.items()
        }
        new = {word for held in fresh.values() for word in held}
        is_new = np.fromiter((word in new for word in pairs.words), np.bool_, len(pairs.words))
        return fresh, pairs.take(pairs.with_any(is_new))


Lexicon = Mapping[str, Array]


def _lexicons(directory: Path, segments: Sequence[SegmentInfo]) -> list[Lexicon]:
    return [map_arrays(segment_file(directory, info.name, LEXICON_EXT)) for info in segments]


def word_counts(vocabulary: Lexicon, lexicons: Sequence[Lexicon]) -> tuple[WordCounts, NGrams]:
    """language -> word -> episodes, as a vocabulary says, and the rare pairs of neighbouring words of some segments,
    all of whose words it holds."""
    return Table(vocabulary).by_language(), pairs_of(lexicons, vocabulary, MOST_OF_A_PAIR)


def bracketed_texts(segments: Iterator[OpenSegment]) -> Iterator[str]:
    """The titles, descriptions and transcripts that hold a bracket."""
    for segment in segments:
        for doc in range(segment.info.documents):
            packed = segment.column(SUMMARY, doc)
            if b"(" in bytes(packed):
                summary = unpack_summary(packed)
                yield from (text for text in (summary.title, summary.description) if "(" in text)
            spoken = joined_texts(segment.column(CAPTIONS, doc))
            if "(" in spoken:
                yield spoken.replace("\n", " ")
