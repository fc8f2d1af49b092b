"""The library as a machine has it on which there is none: lists from a small file of the generation, episodes from the
cluster."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from archive.library import Library, StoredEpisode
from archive.library.extract import write_extract
from archive.library.schema import PerThread, connect_read_only
from archive.model.episode import Episode
from archive.model.page import RawPage
from archive.search.generations import Generation, share

if TYPE_CHECKING:
    from archive.search import Index

KEPT = 3
"""Generations whose lists stay open: the one that serves, and those that slow requests still read."""


def share_with_library(library: Library, generation: Generation) -> None:
    """Has machines that have nothing of the archive serve this generation, with what they need of the library. Does
    nothing where the engine is no cluster. Raises UnavailableError."""
    share(library.directory, generation, partial(_write_beside, library.directory))


def _write_beside(directory: Path, into: Path) -> None:
    write_extract(directory, into)


class ServedLibrary(Library):
    """The library of one generation, for reading what a site shows. Earlier saves are on the staff machine alone."""

    def __init__(self, index: "Index") -> None:
        """`index` is of the generation; whoever reads an episode holds it."""
        super().__init__(index.directory, PerThread(partial(connect_read_only, index.directory)), None)
        self._index = index

    def through(self, index: "Index") -> "ServedLibrary":
        """The same, asked through the index that a request holds, which is of the same generation."""
        self._index = index
        return self

    def episode(self, slug: str) -> Episode | None:
        """The episode with its corrections; None where it is unknown or removed."""
        return self._index.episode(slug)

    def stored(self, slugs: Iterable[str] | None = None) -> Iterator[StoredEpisode]:
        """All that serve (or those of the slugs that do), in slug order, each read when its turn comes."""
        digests = self.digests()
        for slug in sorted(digests if slugs is None else digests.keys() & set(slugs)):
            if (episode := self.episode(slug)) is not None:
                yield StoredEpisode(slug, digests[slug], episode)

    def saves(self, slug: str) -> tuple[RawPage, ...]:
        """None: they are on the staff machine."""
        return ()


class ServedLibraries:
    """The library beside each generation that answers. For any number of threads."""

    def __init__(self) -> None:
        self._opened: OrderedDict[str, ServedLibrary] = OrderedDict()
        self._lock = Lock()

    def __call__(self, index: "Index") -> ServedLibrary:
        """The library of the generation that an index holds."""
        with self._lock:
            found = self._opened.get(index.identity)
            if found is None:
                found = self._opened[index.identity] = ServedLibrary(index)
                while len(self._opened) > KEPT:
                    self._opened.popitem(last=False)  # its connections go with the last who reads
            return found.through(index)
