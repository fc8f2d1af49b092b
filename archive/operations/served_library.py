"""The library as a machine has it on which there is none: lists from a small file of the generation, episodes from the
cluster. That file has no page, no text and no notes."""

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from archive.library import Library, StoredEpisode, schema
from archive.library.schema import PerThread, connect_read_only
from archive.model.episode import Episode
from archive.model.page import RawPage
from archive.search.generations import Generation, share
from archive.storage import table_sums

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


_COPIED = """
DELETE FROM main.note;
INSERT INTO main.note SELECT name, value FROM library.note WHERE name = 'identity';
DELETE FROM main.counter;
INSERT INTO main.counter SELECT name, value FROM library.counter;
INSERT INTO main.episode (id, slug, version, digest, removed, guid, origin, title, show, category, language, published, people)
    SELECT id, slug, version, digest, removed, guid, origin, title, show, category, language, published, people
    FROM library.episode ORDER BY id;
INSERT INTO main.page (id, episode, revision, sha256, root, origin, content_type, fetched_at, fetched_how, stated, body)
    SELECT min(id), episode, min(revision), '', '', '', '', min(fetched_at), '', x'', x'' FROM library.page
    GROUP BY episode ORDER BY episode;
INSERT INTO main.correction SELECT episode, field, value, at FROM library.correction;
INSERT INTO main.removal SELECT episode, '', at, purged FROM library.removal;
INSERT INTO main.served SELECT revision, at FROM library.served;
"""
"""Of pages when each episode was first held; of removals that there was one, not why."""


def write_extract(directory: Path, into: Path) -> Path:
    """Writes the part of the library in `directory` into another one, under the same name; some 600 bytes an
    episode."""
    path = into / schema.NAME
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None)) as connection:
        schema.migrate(connection, path)
        uri = (directory / schema.NAME).absolute().as_uri()
        connection.execute("ATTACH ? AS library", (f"{uri}?mode=ro",))
        with schema.writing(connection):
            for statement in schema.statements(_COPIED):
                connection.execute(statement)
            table_sums.lay_down(connection)
    return path
