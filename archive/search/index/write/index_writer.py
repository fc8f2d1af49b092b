"""The index of one generation under construction: which segments it has, and the tables that stand beside them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from archive.analysis.mentions import NameLink
from archive.search.index.captions import speech_texts
from archive.search.index.document_table import Documents, people_text, unpack_summary
from archive.search.index.layout import (
    CAPTIONS,
    CHANGES,
    DOCUMENTS_EXT,
    DUPLICATES,
    LEXICON_EXT,
    MENTIONS,
    MENTIONS_EXT,
    SKETCH_EXT,
    SUMMARY,
    VOCABULARY,
    segment_file,
)
from archive.search.index.name_links import LinkRows, MentionTable, combined, table_of
from archive.search.index.near_duplicates import ALONE, SKETCH_SIZE, Groups, duplicate_groups
from archive.search.index.read.segments import Segments
from archive.search.index.types import GONE, SegmentInfo
from archive.search.index.vocabulary import merged, table_of_sets
from archive.storage.array_file import Array, Int64, map_arrays, write_arrays
from archive.text.tokenizer import words

if TYPE_CHECKING:
    from archive.search.index.backend import Backend


class IndexWriter:
    """The index of a generation under construction: new segments, and those of an earlier one, which are never written
    to. Documents are numbered through the segments, masked ones too."""

    def __init__(self, directory: Path, segments: Sequence[SegmentInfo], earlier: Path | None, backend: "Backend") -> None:
        self._directory, self._earlier, self._backend = directory, earlier, backend
        self._inherited = self._segments = tuple(segments)
        self._known = sum(info.documents for info in segments) if earlier else 0
        self._mentions: Mapping[str, Array] = map_arrays(earlier / MENTIONS) if earlier else MentionTable().arrays()
        self._groups: Groups = map_arrays(earlier / DUPLICATES)["group"] if earlier else np.empty(0, np.int32)

    @property
    def segments(self) -> tuple[SegmentInfo, ...]:
        """What the generation will consist of, as far as it is known."""
        return self._segments

    def add(self, segments: Sequence[SegmentInfo]) -> None:
        """Takes finished segments, and masks the earlier documents that have their slugs; raises ValueError where a
        slug comes twice among the new ones."""
        replaced = [slug for info in segments for slug in self._documents(info).slug]
        if len(set(replaced)) < len(replaced):
            raise ValueError("a slug comes twice among the documents; each episode has one of its own")
        self.mask(replaced)
        self._segments = (*self._segments, *segments)

    def mask(self, slugs: Iterable[str]) -> None:
        """Lets some episodes answer no longer; one that is not held is no error."""
        masked: dict[int, list[int]] = {}
        for slug in slugs:
            if (place := self._places.get(slug)) is not None:
                masked.setdefault(place[0], []).append(place[1])
        self._segments = tuple(
            SegmentInfo(info.name, info.documents, tuple(sorted({*info.deleted, *masked.get(number, ())})))
            for number, info in enumerate(self._segments)
        )

    def merge(self, first: int) -> Iterator[SegmentInfo]:
        """Makes as few segments as can be of all from number `first` on, masked documents left out; each is yielded
        when it is written, and stands for the others when all are. Raises DamagedError."""
        kept, small = self._segments[:first], self._segments[first:]
        before = sum(info.documents for info in kept)
        added = combined([LinkRows.of(self._mentions, np.arange(self._known) - before)])
        links = table_of(added).by_doc()
        made: list[SegmentInfo] = []
        for info in self._backend.merge(self._directory, small, links):
            made.append(info)
            yield info
        for info in small:
            self._backend.remove(self._directory, info.name)
        self._inherited = self._segments = (*kept, *made)
        self._renumber(_new_numbers(kept, small))

    def join(self) -> SegmentInfo | None:
        """Writes one segment of all, of which none has a masked document, after the tables; it stands for the others,
        whose files stay. None where the engine answers as soon from several. Raises DamagedError."""
        joined = self._backend.join(self._directory, self._segments)
        if joined is not None:
            self._segments = (joined,)
            self._backend.write_contents(self._directory, self._segments)
        return joined

    def _renumber(self, new_number: Int64) -> None:
        """Lets the tables follow; `new_number` int64[n] is that of each document, GONE where it is left out."""
        groups = self._groups
        self._known = int(np.count_nonzero(new_number != GONE))
        self._mentions = combined([LinkRows.of(self._mentions, np.where(new_number != GONE, new_number, -1))])
        self._groups = np.full(self._known, ALONE, np.int32)
        there = new_number != GONE
        self._groups[new_number[there]] = groups[there]
        self.__dict__.pop("_places", None)

    def relink(self, links: Mapping[str, Sequence[NameLink]]) -> None:
        """Takes other name links (slug -> links) for some episodes."""
        firsts = list(accumulate((info.documents for info in self._segments), initial=0))
        number, table = np.arange(self._known), MentionTable()
        for slug, found in links.items():
            if (place := self._places.get(slug)) is not None:
                doc = firsts[place[0]] + place[1]
                number[doc] = -1
                table.add(doc, found)
        self._mentions = combined([LinkRows.of(self._mentions, number), LinkRows.of(table.arrays(), np.arange(self._known))])

    def write_tables(self) -> None:
        """Writes what stands beside the segments: the generation can be opened after this."""
        opened = self._backend.open_segments(self._directory, self._segments)
        self._backend.write_contents(self._directory, self._segments)
        self._write_vocabulary(opened)
        write_arrays(self._directory / MENTIONS, self._all_mentions())
        write_arrays(self._directory / DUPLICATES, {"group": self._all_groups(opened)})

    def _write_vocabulary(self, opened: Segments) -> None:
        """A table of all words; or, where an earlier generation has one, of what has changed since: what it knew of
        that, what new segments bring, what goes with the documents that are masked now and were not before."""
        gone = table_of_sets(words_of_masked(opened, self._inherited if self._earlier else ()), -1)
        if self._earlier:
            added = [self._arrays(info, LEXICON_EXT) for info in self._segments[len(self._inherited) :]]
            write_arrays(self._directory / CHANGES, merged([map_arrays(self._earlier / CHANGES), *added, gone]))
        else:
            every = [self._arrays(info, LEXICON_EXT) for info in self._segments]
            write_arrays(self._directory / VOCABULARY, merged([*every, gone]))
            write_arrays(self._directory / CHANGES, table_of_sets((), 1))

    def _all_mentions(self) -> Mapping[str, Array]:
        """The mentions known before, and what each further segment brings."""
        parts, first = [LinkRows.of(self._mentions, np.arange(self._known))], 0
        for info in self._segments:
            if first >= self._known:
                parts.append(LinkRows.of(self._arrays(info, MENTIONS_EXT), np.arange(first, first + info.documents)))
            first += info.documents
        return combined(parts) if len(parts) > 1 else self._mentions

    def _all_groups(self, opened: Segments) -> Groups:
        sketches = [self._arrays(info, SKETCH_EXT)["sketch"] for info in self._segments]
        sketch = np.concatenate(sketches) if sketches else np.empty((0, SKETCH_SIZE), np.uint32)
        return duplicate_groups(sketch, opened.live, lambda doc: speech_texts(opened.column(CAPTIONS, doc)), self._groups)

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """slug -> number of the inherited segment and place in it, of all that answered before."""
        places: dict[str, tuple[int, int]] = {}
        for number, info in enumerate(self._inherited):
            masked = set(info.deleted)
            places |= {slug: (number, doc) for doc, slug in enumerate(self._documents(info).slug) if doc not in masked}
        return places

    def _documents(self, info: SegmentInfo) -> Documents:
        return Documents(self._arrays(info, DOCUMENTS_EXT))

    def _arrays(self, info: SegmentInfo, extension: str) -> Mapping[str, Array]:
        return map_arrays(segment_file(self._directory, info.name, extension))


def _new_numbers(kept: Sequence[SegmentInfo], merged_: Sequence[SegmentInfo]) -> Int64:
    """int64[n]: the new number of each document: those of `kept` stay, the live ones of `merged_` follow, others are
    GONE."""
    first = sum(info.documents for info in kept)
    live = [np.isin(np.arange(info.documents), info.deleted, invert=True) for info in merged_]
    alive = np.concatenate(live) if live else np.empty(0, np.bool_)
    return np.concatenate((np.arange(first), np.where(alive, first + np.cumsum(alive) - 1, GONE)))


def words_of_masked(opened: Segments, before: Sequence[SegmentInfo]) -> Iterator[tuple[str, set[str]]]:
    """Language and words of the documents that are masked now and were not before, read again from captions and
    summary."""
    already = {info.name: set(info.deleted) for info in before}
    for segment in opened.open:
        for doc in sorted({*segment.info.deleted} - already.get(segment.info.name, set())):
            summary = unpack_summary(segment.column(SUMMARY, doc))
            texts = "\n".join(
                (summary.title, people_text(summary), summary.description, *speech_texts(segment.column(CAPTIONS, doc)))
            )
            yield summary.language, set(words(texts))
