"""The documents of a generation as they were stored: digests, analyses, linked names, by slug."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from archive.analysis.analyze import Analysis
from archive.search.index.captions import unpack_captions
from archive.search.index.document_table import Column, Documents, unpack_analysis
from archive.search.index.layout import ANALYSIS, CAPTIONS, DOCUMENTS_EXT, MENTIONS, segment_file
from archive.search.index.mentions import MentionLookup
from archive.search.index.protocols import SegmentInfo, StoredMentions, Volume
from archive.search.index.read.segments import OpenSegment
from archive.search.index.types import FIELDS
from archive.storage.array_file import map_arrays

SPEECH = FIELDS.index("speech")


class SegmentDocuments:
    """`StoredDocuments` of segments in files. Opened lazily: digests need no segment."""

    def __init__(
        self, directory: Path, segments: Sequence[SegmentInfo], open_segment: Callable[[SegmentInfo], OpenSegment]
    ) -> None:
        self._directory, self._segments, self._open_segment = directory, segments, open_segment
        self._opened: dict[int, OpenSegment] = {}

    def digests(self) -> dict[str, str]:
        """slug -> digest of every episode that answers."""
        return {slug: self._tables[number].digest[doc] for slug, (number, doc) in self._places.items()}

    def __contains__(self, slug: str) -> bool:
        return slug in self._places

    def location(self, slug: str) -> tuple[str, int] | None:
        """The name of the segment that holds an episode, and its place there; a segment never changes, whatever links it."""
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
        return MentionLookup(map_arrays(self._directory / MENTIONS))

    def _segment(self, number: int) -> OpenSegment:
        if number not in self._opened:
            self._opened[number] = self._open_segment(self._segments[number])
        return self._opened[number]


def _by_document(column: Column) -> dict[int, str]:
    return {doc: column.names[code] for doc, code in zip(column.doc.tolist(), column.code.tolist(), strict=True)}
