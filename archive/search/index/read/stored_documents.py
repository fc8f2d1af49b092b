"""The documents of a generation as they were stored: digests and readings, by slug."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.analysis import analyze as readings
from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.search.index.captions import unpack_captions
from archive.search.index.document_table import Column, Documents
from archive.search.index.mention_table import MentionLookup, MentionTable, table_of
from archive.search.index.read.segments import OpenSegment, SegmentInfo
from archive.search.index.side_files import documents_of
from archive.search.index.types import FIELDS
from archive.search.index.whoosh_format.layout import ANALYSIS, CAPTIONS, DUPLICATES, MENTIONS
from archive.storage.array_file import map_arrays

SPEECH = FIELDS.index("speech")


class StoredDocuments:
    """Opened lazily: digests need no segment."""

    def __init__(self, directory: Path, entries: Sequence[SegmentInfo]) -> None:
        self._directory, self._entries = directory, entries

    def digests(self) -> dict[str, str]:
        """slug -> digest of every episode that answers."""
        return {slug: digest for slug, digest, _, _ in self._rows}

    def place(self, slug: str) -> tuple[int, int] | None:
        """The number of its segment, and of the document in it."""
        return self._places.get(slug)

    def reading(self, slug: str) -> Analysis | None:
        """What was computed over an episode; None where it does not answer."""
        place = self._places.get(slug)
        if place is None:
            return None
        number, doc = place
        stored = readings.loads(self._segment(number).column(ANALYSIS, doc))
        first = sum(entry.documents for entry in self._entries[:number])
        return replace(stored, links=self._links.of(first + doc))

    def volume(self, slug: str) -> tuple[int, int]:
        """The cues of an episode, and its words of speech; 0 and 0 where it does not answer."""
        place = self._places.get(slug)
        if place is None:
            return 0, 0
        number, doc = place
        cues = len(unpack_captions(self._segment(number).column(CAPTIONS, doc)).start_ms)
        return cues, int(self._tables[number].length[SPEECH, doc])

    def heard(self) -> Iterator[tuple[str, str | None, tuple[NameLink, ...]]]:
        """Slug, show and linked names of every episode that answers."""
        firsts = list(accumulate((entry.documents for entry in self._entries), initial=0))
        shows = [_by_document(table.column("show")) for table in self._tables]
        for slug, _, number, doc in self._rows:
            yield slug, shows[number].get(doc), self._links.of(firsts[number] + doc)

    @cached_property
    def _tables(self) -> list[Documents]:
        return [documents_of(self._directory, entry) for entry in self._entries]

    @cached_property
    def _rows(self) -> list[tuple[str, str, int, int]]:
        rows = []
        for number, entry in enumerate(self._entries):
            table, deleted = self._tables[number], set(entry.deleted)
            rows += [
                (slug, digest, number, doc)
                for doc, (slug, digest) in enumerate(zip(table.slug, table.digest, strict=True))
                if doc not in deleted
            ]
        return rows

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        places: dict[str, tuple[int, int]] = {}
        for number, (entry, table) in enumerate(zip(self._entries, self._tables, strict=True)):
            deleted = set(entry.deleted)
            places |= {slug: (number, doc) for doc, slug in enumerate(table.slug) if doc not in deleted}
        return places

    @cached_property
    def names(self) -> MentionTable:
        """The links of all episodes, by number of episode."""
        return table_of(map_arrays(self._directory / MENTIONS))

    def names_from(self, first: int) -> dict[int, list[NameLink]]:
        """The links of the episodes from the number `first` on, by their number from there."""
        links: dict[int, list[NameLink]] = {}
        for doc, link in zip(self.names.doc, self.names.links, strict=True):
            if doc >= first:
                links.setdefault(doc - first, []).append(link)
        return links

    @property
    def twins(self) -> NDArray[np.int32]:
        """int32[n]: the group of each episode, as in `write_twins`."""
        return map_arrays(self._directory / DUPLICATES)["group"]

    @cached_property
    def _links(self) -> MentionLookup:
        return MentionLookup(map_arrays(self._directory / MENTIONS))

    @cached_property
    def _opened(self) -> dict[int, OpenSegment]:
        return {}

    def _segment(self, number: int) -> OpenSegment:
        if number not in self._opened:
            self._opened[number] = OpenSegment(self._directory, self._entries[number], 0)
        return self._opened[number]


def _by_document(column: Column) -> dict[int, str]:
    return {doc: column.names[code] for doc, code in zip(column.doc.tolist(), column.code.tolist(), strict=True)}
