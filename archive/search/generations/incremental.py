"""A child generation: its parent's files by link, one small segment more, some documents masked."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from archive.analysis.mentions import NameLink
from archive.search.generations.building import merge_here
from archive.search.generations.checkpoint import Finished
from archive.search.generations.errors import GenerationError
from archive.search.generations.expansion_tables import table_files, write_additions
from archive.search.generations.generation import LOCK, Generation
from archive.search.generations.layout import generation_dir, next_number
from archive.search.generations.manifest import checksums
from archive.search.index.whoosh_index import (
    CHANGES,
    DUPLICATES,
    MENTIONS,
    MentionTable,
    SegmentInfo,
    StoredDocuments,
    contents_files,
    documents_of,
    files_of,
    renumbered_groups,
    renumbered_mentions,
    renumbering,
    write_changes,
    write_duplicate_groups,
    write_names,
    write_toc,
)

CHILD = ".child"
MANY_SMALL = 8
"""From so many segments of children on, a reindex makes one of them: each costs a request some 20 µs a word."""


class IncrementalBuild:
    """A child under construction in `path`; `made` are its own files with their checksums."""

    def __init__(self, path: Path, number: int, parent: Generation) -> None:
        self.path, self.number, self.parent = path, number, parent
        self.inherited: tuple[SegmentInfo, ...] = parent.entries
        self.entries = self.inherited
        self.added: tuple[SegmentInfo, ...] = ()
        self.made: dict[str, tuple[int, int]] = {}
        self.variants = parent.manifest.variants
        self._shelf, self._names, self._twins = parent.shelf, parent.shelf.names, parent.shelf.twins

    def compact(self) -> None:
        """Makes one segment of all that earlier children added, where these are many."""
        first = self.parent.manifest.base
        kept, small = self.inherited[:first], self.inherited[first:]
        if len(small) < MANY_SMALL:
            return
        moved = renumbering(kept, small)
        links = self.parent.shelf.names_from(sum(entry.documents for entry in kept))
        merged = merge_here(self.path, small, links)
        for segment in merged:
            self.made |= segment.files
        for file in (file for entry in small for file in files_of(self.path, entry.name)):
            file.unlink()
        self.entries = self.inherited = (*kept, *(SegmentInfo(segment.name, segment.documents) for segment in merged))
        self._shelf = StoredDocuments(self.path, self.inherited)
        self._names, self._twins = renumbered_mentions(self._names, moved), renumbered_groups(self._twins, moved)
        self._drop_additions(merged)

    def take(self, added: Sequence[Finished], gone: Iterable[str]) -> None:
        """Takes the new segments, and masks what they replace and what is gone; a slug that is not held is no error."""
        self.added = tuple(SegmentInfo(segment.name, segment.documents) for segment in added)
        for segment in added:
            self.made |= segment.files
        replaced = [slug for entry in self.added for slug in documents_of(self.path, entry).slug]
        if len(set(replaced)) < len(replaced):
            raise GenerationError("a slug comes twice among the documents; each episode has one of its own")
        deleted: dict[int, list[int]] = {}
        for slug in {*replaced, *gone}:
            place = self._shelf.place(slug)
            if place is not None:
                deleted.setdefault(place[0], []).append(place[1])
        self.entries = (*_masked(self.inherited, deleted), *self.added)

    def relink(self, links: Mapping[str, Sequence[NameLink]]) -> None:
        """Takes other name links for all episodes."""
        self._names = MentionTable()
        for slug, found in links.items():
            place = self._shelf.place(slug)
            if place is not None:
                self._names.add(sum(entry.documents for entry in self.entries[: place[0]]) + place[1], found)

    def write_beside(self) -> None:
        """The tables that are the child's own."""
        known = sum(entry.documents for entry in self.inherited)
        write_toc(self.path, self.entries)
        write_changes(self.path, self.parent.path, self.added, _newly_deleted(self.inherited, self.entries))
        write_names(self.path, self.entries, self._names, known)
        write_duplicate_groups(self.path, self.entries, self._twins)
        (self.path / LOCK).touch()
        self.variants = (*self.variants, *self._add_tables(self.added))
        self.made |= checksums(self.path, [CHANGES, MENTIONS, DUPLICATES, *contents_files(self.path)])

    def _add_tables(self, added: Sequence[SegmentInfo]) -> tuple[str, ...]:
        names = write_additions(self.path, added)
        self.made |= checksums(self.path, table_files(self.path, names))
        return names

    def _drop_additions(self, merged: Sequence[Finished]) -> None:
        """One table of variants for the words that the merged segments brought, in place of one for each."""
        first, *additions = self.variants
        for name in additions:
            shutil.rmtree(self.path / name)
        entries = [SegmentInfo(segment.name, segment.documents) for segment in merged]
        self.variants = (first, *self._add_tables(entries))


@contextmanager
def linked(root: Path, parent: Generation) -> Iterator[IncrementalBuild]:
    """A child with the parent's immutable files linked; removed again where it is not published."""
    number = next_number(root)
    path = generation_dir(root, number).with_suffix(CHILD)
    path.mkdir()
    try:
        own = {CHANGES, MENTIONS, DUPLICATES, *contents_files(parent.path)}
        for name in parent.manifest.files:
            if name not in own and "/" not in name:
                _link(parent.path / name, path / name)
        for name in parent.manifest.variants:
            shutil.copytree(parent.path / name, path / name, copy_function=_link)
        yield IncrementalBuild(path, number, parent)
    finally:
        if path.exists():
            shutil.rmtree(path)


def _link(source: str | Path, target: str | Path) -> None:
    """One file under two names; a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _masked(entries: Sequence[SegmentInfo], deleted: Mapping[int, Sequence[int]]) -> Iterator[SegmentInfo]:
    """The entries with more documents deleted; one of which nothing is left stays, since documents are numbered through it."""
    for number, entry in enumerate(entries):
        yield SegmentInfo(entry.name, entry.documents, tuple(sorted({*entry.deleted, *deleted.get(number, ())})))


def _newly_deleted(before: Sequence[SegmentInfo], after: Sequence[SegmentInfo]) -> list[SegmentInfo]:
    """The entries with only those documents as deleted that were not deleted before."""
    pairs = zip(before, after, strict=False)
    return [SegmentInfo(new.name, new.documents, tuple(sorted({*new.deleted} - {*old.deleted}))) for old, new in pairs]
