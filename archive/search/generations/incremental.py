"""An incremental generation: an earlier one's files by link, one small segment more, some documents masked."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from archive.analysis.mentions import NameLink
from archive.search.generations.building import finished
from archive.search.generations.expansion_tables import table_files, write_additions
from archive.search.generations.generation import LOCK, Generation
from archive.search.generations.layout import Finished, GenerationError, checksums, generation_dir, next_number
from archive.search.index.factory import backend
from archive.search.index.types import SegmentInfo
from archive.search.meaning import centre
from archive.storage.file_writing import link_or_copy

INCREMENTAL = ".incremental"
MANY_SMALL = 8
"""From so many small segments on, a reindex makes one of them: each costs a request some 20 µs a word."""


class IncrementalBuild:
    """An incremental generation under construction in `path`; `made` are its own files with their checksums."""

    def __init__(self, path: Path, number: int, parent: Generation) -> None:
        self.path, self.number, self.parent = path, number, parent
        self.made: dict[str, tuple[int, int]] = {}
        self.expansions = parent.manifest.expansions
        self._index = backend().index_writer(path, parent.segments, parent.path)
        self._added: tuple[SegmentInfo, ...] = ()

    @property
    def segments(self) -> tuple[SegmentInfo, ...]:
        """What it consists of."""
        return self._index.segments

    def compact(self) -> None:
        """Makes one segment of all that earlier incremental generations added, where these are many; raises
        DamagedError where one of them cannot be trusted."""
        first = self.parent.manifest.base
        if len(self.segments) - first < MANY_SMALL:
            return
        merged = [self._taken(finished(self.path, segment)) for segment in self._index.merge(first)]
        self._drop_additions(merged)

    def take(self, added: Sequence[Finished], gone: Iterable[str]) -> None:
        """Takes the new segments, and masks what they replace and what is gone; a slug that is not held is no error."""
        self._added = tuple(self._taken(segment) for segment in added)
        try:
            self._index.add(self._added)
        except ValueError as error:
            raise GenerationError(str(error)) from error
        self._index.mask(gone)

    def relink(self, links: Mapping[str, Sequence[NameLink]]) -> None:
        """Takes other name links for some episodes."""
        self._index.relink(links)

    def write_beside(self) -> None:
        """The tables that are its own."""
        self._index.write_tables()
        (self.path / LOCK).touch()
        self.expansions = (*self.expansions, *self._add_tables(self._added))
        held = {name for name in {**self.parent.manifest.files, **self.made} if (self.path / name).exists()}
        self.made |= checksums(self.path, centre(self.path, held))
        self.made |= checksums(self.path, sorted(backend().own_files(self.path)))

    def _taken(self, segment: Finished) -> SegmentInfo:
        self.made |= segment.files
        return SegmentInfo(segment.name, segment.documents)

    def _add_tables(self, added: Sequence[SegmentInfo]) -> tuple[str, ...]:
        names = write_additions(self.path, added)
        self.made |= checksums(self.path, table_files(self.path, names))
        return names

    def _drop_additions(self, merged: Sequence[SegmentInfo]) -> None:
        """One expansion table for the words that the merged segments brought, in place of one for each."""
        first, *additions = self.expansions
        for name in additions:
            shutil.rmtree(self.path / name)
        self.expansions = (first, *self._add_tables(merged))


@contextmanager
def linked(root: Path, parent: Generation) -> Iterator[IncrementalBuild]:
    """An incremental generation with the parent's immutable files linked; removed again where it is not published."""
    number = next_number(root)
    path = generation_dir(root, number).with_suffix(INCREMENTAL)
    path.mkdir()
    try:
        own = backend().own_files(parent.path)
        for name in parent.manifest.files:
            if name not in own and "/" not in name:
                link_or_copy(parent.path / name, path / name)
        for name in parent.manifest.expansions:
            shutil.copytree(parent.path / name, path / name, copy_function=link_or_copy)
        yield IncrementalBuild(path, number, parent)
    finally:
        if path.exists():
            shutil.rmtree(path)
