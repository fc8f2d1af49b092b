"""What a generation is built of: the library's episodes, each read out with its glossary and the archive's
statistics."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from archive.analysis.analyze import Analysis, CorpusStatistics, analyze, collect_statistics, links_of
from archive.analysis.glossary import GlossaryName, names_for
from archive.analysis.mentions import NameLink
from archive.errors import DamagedDataError
from archive.library import GlossaryEntry, Library, StoredEpisode
from archive.processes import batches, map_in_order
from archive.search.generations import known_words
from archive.search.index.document_table import Document
from archive.storage.file_writing import is_damaged, read_signed, write_signed

STATISTICS, _OLDER = "index/statistics", "index/statistics.json"
"""The older file had no checksum; it is read until there is a newer one."""
WORTH_A_POOL = 64
"""Starting processes takes about a second, which fewer episodes do not pay for."""
BATCH = 16

_pack = msgspec.msgpack.Encoder().encode
_unpack_stored = msgspec.msgpack.Decoder(list[StoredEpisode]).decode
_unpack_analyses = msgspec.msgpack.Decoder(list[Analysis]).decode


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def documents(library: Library, slugs: Sequence[str] | None, statistics: CorpusStatistics, workers: int) -> Iterator[Document]:
    """All that serve (or those of the slugs that do), in slug order, read out in several processes where there are
    many."""
    reader = Analyzer(statistics, library.glossary(), known_words(library.directory))
    stored = library.stored(slugs)
    many = len(slugs) if slugs is not None else len(library.digests())
    if workers <= 1 or many < WORTH_A_POOL:
        yield from (Document(one.slug, one.digest, one.episode, reader(one)) for one in stored)
        return
    yield from _in_processes(stored, reader, workers)


def analyses_with(
    library: Library, slugs: Sequence[str], entries: Iterable[GlossaryEntry]
) -> Iterator[tuple[StoredEpisode, Analysis]]:
    """Some episodes as they would be read out with other entries in the glossary; nothing is kept."""
    statistics = last_gathered(library.directory)
    reader = Analyzer(statistics, (*library.glossary(), *entries), known_words(library.directory))
    return ((one, reader(one)) for one in library.stored(slugs))


def gathered(library: Library, stored: Iterable[StoredEpisode]) -> CorpusStatistics:
    """The statistics of all that serves, kept beside the index for the children to come."""
    statistics = collect_statistics(one.episode for one in stored)
    path = library.directory / STATISTICS
    path.parent.mkdir(parents=True, exist_ok=True)
    write_signed(path, msgspec.json.encode(statistics))
    return statistics


def last_gathered(directory: Path) -> CorpusStatistics:
    """The statistics of the last full build; none where there was none. Raises DamagedDataError where they are not what
    was written: without them names and repeated lines would be read otherwise, in silence."""
    path = directory / STATISTICS
    if is_damaged(path):
        raise DamagedDataError(f"{path} does not agree with its checksum; `archive check --repair` gathers it anew")
    data = read_signed(path) or _older(directory)
    return msgspec.json.decode(data, type=CorpusStatistics) if data else CorpusStatistics()


def _older(directory: Path) -> bytes:
    with suppress(OSError):
        return (directory / _OLDER).read_bytes()
    return b""


class LibrarySource:
    """All that a library serves, as what a generation is built of: each process that builds reads the episodes from the
    library itself, and reads them out. The library must hold still meanwhile: whoever builds holds its lock."""

    def __init__(self, library: Library, statistics: CorpusStatistics) -> None:
        self._directory = library.directory
        self._reader = Analyzer(statistics, library.glossary(), known_words(library.directory))
        self._digests = library.digests()
        self._opened: Library | None = library

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_opened": None, "_digests": {}}

    def digests(self) -> Mapping[str, str]:
        """slug -> digest of all that serves."""
        return self._digests

    def documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        """The documents of the slugs, each read out."""
        if self._opened is None:
            self._opened = Library.open(self._directory, read_only=True)
        return (Document(one.slug, one.digest, one.episode, self._reader(one)) for one in self._opened.stored(slugs))


class Analyzer:
    """Reads out one episode with the glossary of its show. `stored` as in `archive.languages.frequency`."""

    def __init__(self, statistics: CorpusStatistics, glossary: Iterable[GlossaryEntry], stored: Path) -> None:
        self._statistics, self._stored = statistics, stored
        self._glossary = tuple(glossary)
        self._names: dict[str | None, tuple[GlossaryName, ...]] = {}

    def __call__(self, stored: StoredEpisode) -> Analysis:
        return analyze(stored.episode, self._names_for(stored.episode.show), self._statistics, self._stored)

    def links(self, stored: StoredEpisode) -> tuple[NameLink, ...]:
        """The name links alone, for a fraction of the time."""
        return links_of(stored.episode, self._names_for(stored.episode.show), self._statistics, self._stored)

    def _names_for(self, show: str | None) -> tuple[GlossaryName, ...]:
        if show not in self._names:
            self._names[show] = names_for(show, self._glossary)
        return self._names[show]


def _analyze_packed(analyzer: Analyzer, packed: bytes) -> bytes:
    """The analyses of some stored episodes, both packed: far cheaper between processes than pickles."""
    return _pack([analyzer(stored) for stored in _unpack_stored(packed)])


def _in_processes(stored: Iterable[StoredEpisode], analyzer: Analyzer, workers: int) -> Iterator[Document]:
    for batch, analyses in map_in_order(partial(_analyze_packed, analyzer), batches(stored, BATCH), workers, _pack):
        for one, analysis in zip(batch, _unpack_analyses(analyses), strict=True):
            yield Document(one.slug, one.digest, one.episode, analysis)
