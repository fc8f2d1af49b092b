"""The documents of a generation as they were stored: digests, analyses, linked names, by slug."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.search.index.captions import unpack_captions
from archive.search.index.document_table import Column, Documents, unpack_analysis
from archive.search.index.layout import ANALYSIS, CAPTIONS, DOCUMENTS_EXT, LEXICON_EXT, MENTIONS, segment_file
from archive.search.index.name_links import MentionLookup, docs_linked, heard_often
from archive.search.index.posting_blocks import Block
from archive.search.index.read.segments import OpenSegment
from archive.search.index.types import FIELDS, SegmentInfo
from archive.search.index.write.inversion import document_starts
from archive.storage.array_file import Array, array_to_strings, map_arrays
from archive.storage.string_table import Texts


@dataclass(frozen=True, slots=True)
class StoredMentions:
    """What is kept of an episode for learning names: its show, and the linked mentions in it."""

    slug: str
    show: str | None
    links: tuple[NameLink, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """How much of an episode can be found: its cues, and its words of speech."""

    cues: int
    words: int


class SpokenSegment:
    """A `SpokenSegment`: words as a segment's lexicon has them, addresses as its postings do."""

    def __init__(
        self, info: SegmentInfo, documents: Documents, lexicon: Mapping[str, Array], block: Callable[[str], Block | None]
    ) -> None:
        self._documents, self._block, self._lexicon = documents, block, lexicon
        self.words: Sequence[str] = lexicon["words"].tobytes().decode().split("\n")[:-1]
        self._starts = document_starts(documents.length[SPEECH])
        self.size = int(self._starts[-1])
        self._live = np.isin(np.arange(info.documents), info.deleted, invert=True)

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the episodes."""
        return frozenset(self._documents.language)

    def words_in(self, language: str) -> NDArray[np.int64]:
        """The numbers of the words that an episode of a language holds, int64[n], rising."""
        languages: list[str] = array_to_strings(self._lexicon["languages"])
        return np.flatnonzero(self._lexicon["episodes"][languages.index(language)])

    def places(self, number: int) -> NDArray[np.uint32]:
        """uint32[w], rising: where the word of a number is said."""
        block = self._block(self.words[number])
        return block.addresses if block else np.empty(0, np.uint32)

    def number(self, word: str) -> int | None:
        """The number of a word; None where no episode holds it."""
        return self._numbers.get(word)

    def episodes(self, addresses: NDArray[np.integer], language: str | None = None) -> set[str]:
        """The slugs of the episodes that answer, in a language where one is given, in which some addresses lie."""
        docs = np.unique(np.searchsorted(self._starts, addresses, "right") - 1)
        held, spoken = self._documents.slug, self._documents.language
        return {held[doc] for doc in docs[self._live[docs]].tolist() if language in (None, spoken[doc])}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}


SPEECH = FIELDS.index("speech")


class StoredDocuments:
    """`StoredDocuments` of segments in files. Opened lazily: digests need no segment."""

    def __init__(
        self,
        directory: Path,
        segments: Sequence[SegmentInfo],
        open_segment: Callable[[SegmentInfo], OpenSegment],
        has_words: bool = True,
    ) -> None:
        """`has_words`: whether the segments are asked for their words here, and not in a cluster."""
        self._directory, self._segments, self._open_segment = directory, segments, open_segment
        self._has_words = has_words
        self._opened: dict[int, OpenSegment] = {}

    def digests(self) -> dict[str, str]:
        """slug -> digest of every episode that answers."""
        return {slug: self._tables[number].digest[doc] for slug, (number, doc) in self._places.items()}

    def __contains__(self, slug: str) -> bool:
        return slug in self._places

    def location(self, slug: str) -> tuple[str, int] | None:
        """The name of the segment that holds an episode, and its place there; a segment never changes, whatever links
        it."""
        place = self._places.get(slug)
        return (self._segments[place[0]].name, place[1]) if place else None

    def analysis(self, slug: str) -> Analysis | None:
        """What was computed over an episode, with its newest name links; None where it does not answer."""
        place = self._places.get(slug)
        if place is None:
            return None
        number, doc = place
        stored = unpack_analysis(self._segment(number).column(ANALYSIS, doc))
        return replace(stored, links=self._links.of(self._firsts[number] + doc))

    def volume(self, slug: str) -> Volume:
        """How much of an episode can be found; nothing where it does not answer."""
        place = self._places.get(slug)
        if place is None:
            return Volume(0, 0)
        number, doc = place
        cues = len(unpack_captions(self._segment(number).column(CAPTIONS, doc)).start_ms)
        return Volume(cues, int(self._tables[number].length[SPEECH, doc]))

    def mentions(self) -> Iterator[StoredMentions]:
        """The linked names of every episode that answers."""
        shows = [_by_document(table.column("show")) for table in self._tables]
        for slug, (number, doc) in self._places.items():
            yield StoredMentions(slug, shows[number].get(doc), self._links.of(self._firsts[number] + doc))

    def heard_often(self, least: int, strong: float) -> Iterator[StoredMentions]:
        """The links from which names are learned."""
        shows = self._shows
        names = sorted({show or "" for show in shows.values()})
        code = np.full(self._firsts[-1], -1, np.int64)
        code[list(shows)] = np.searchsorted(np.array(names), [show or "" for show in shows.values()]) if shows else []
        rows = heard_often(self._mention_arrays, code, least, strong)
        docs, starts = np.unique(self._mention_arrays["doc"][rows], return_index=True)
        slugs = {self._firsts[number] + doc: slug for slug, (number, doc) in self._places.items()}
        for doc, start, end in zip(docs.tolist(), starts.tolist(), [*starts[1:].tolist(), len(rows)], strict=False):
            yield StoredMentions(slugs[doc], shows[doc], self._links.at(rows[start:end]))

    def linked_names(self) -> frozenset[str]:
        """Every name that is linked somewhere."""
        live = np.isin(self._mention_arrays["doc"], list(self._shows))
        names = Texts.of(self._mention_arrays, "names")
        return frozenset(names[place] for place in np.unique(self._mention_arrays["name"][live]).tolist())

    def linked(self, keys: Iterable[str]) -> set[str]:
        """The slugs of the episodes in which one of some names is linked."""
        docs = set(docs_linked(self._mention_arrays, keys).tolist())
        return {slug for slug, (number, doc) in self._places.items() if self._firsts[number] + doc in docs}

    def speech(self) -> tuple[SpokenSegment, ...] | None:
        """What is said in them; None where it is in a cluster."""
        if not self._has_words:
            return None
        return tuple(self._speech_of(number, info) for number, info in enumerate(self._segments))

    def _speech_of(self, number: int, info: SegmentInfo) -> SpokenSegment:
        lexicon = map_arrays(segment_file(self._directory, info.name, LEXICON_EXT))
        terms = self._segment(number).terms
        return SpokenSegment(info, self._tables[number], lexicon, partial(terms.block, "speech"))

    @cached_property
    def _shows(self) -> dict[int, str | None]:
        """The show of every document that answers, by its number among all."""
        shows = [_by_document(table.column("show")) for table in self._tables]
        return {self._firsts[number] + doc: shows[number].get(doc) for number, doc in self._places.values()}

    @cached_property
    def _tables(self) -> list[Documents]:
        return [Documents(map_arrays(segment_file(self._directory, info.name, DOCUMENTS_EXT))) for info in self._segments]

    @cached_property
    def _firsts(self) -> list[int]:
        """The number of each segment's first document among all."""
        return list(accumulate((info.documents for info in self._segments), initial=0))

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """slug -> number of the segment and place in it, of every episode that answers."""
        places: dict[str, tuple[int, int]] = {}
        for number, (info, table) in enumerate(zip(self._segments, self._tables, strict=True)):
            masked = set(info.deleted)
            places |= {slug: (number, doc) for doc, slug in enumerate(table.slug) if doc not in masked}
        return places

    @cached_property
    def _links(self) -> MentionLookup:
        return MentionLookup(self._mention_arrays)

    @cached_property
    def _mention_arrays(self) -> Mapping[str, Array]:
        return map_arrays(self._directory / MENTIONS)

    def _segment(self, number: int) -> OpenSegment:
        if number not in self._opened:
            self._opened[number] = self._open_segment(self._segments[number])
        return self._opened[number]


def _by_document(column: Column) -> dict[int, str]:
    return {doc: column.names[code] for doc, code in zip(column.doc.tolist(), column.code.tolist(), strict=True)}
