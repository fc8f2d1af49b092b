"""The coverage of every episode, kept beside the index as its pages go by, so that the staff's page need not read them all."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import msgspec

from archive.library import Library, StoredEpisode
from archive.model.episode import Episode
from archive.operations.coverage import coverage_of
from archive.operations.unheard_names import unsaid
from archive.storage.atomic import read_signed, write_signed

if TYPE_CHECKING:
    from archive.search.index.document_table import Document

FILE = "index/coverage"
Read = TypeVar("Read", "Document", StoredEpisode)


@dataclass(frozen=True, slots=True)
class CachedCoverage:
    """What is kept of an episode's coverage; `digest` is the one of the episode it was measured on."""

    digest: str
    show: str | None
    bare: bool
    whole: bool
    missing_ms: int
    unsaid: tuple[str, ...] = ()
    """The guests whose last names do not stand in the transcript, as `unheard_names` has it."""


_encode = msgspec.msgpack.Encoder().encode
_NOTHING = msgspec.msgpack.encode({})
_decode = msgspec.msgpack.Decoder(dict[str, CachedCoverage]).decode


def measure(digest: str, episode: Episode) -> CachedCoverage:
    """The coverage of an episode, to be kept."""
    found = coverage_of(episode)
    return CachedCoverage(digest, found.show, found.bare, found.whole, found.missing_ms, unsaid(episode))


@dataclass(slots=True)
class Measuring:
    """Measures the episodes that are being indexed as they go by."""

    found: dict[str, CachedCoverage] = field(default_factory=dict)

    def through(self, read: Iterable[Read]) -> Iterator[Read]:
        """The same episodes."""
        for one in read:
            self.found[one.slug] = measure(one.digest, one.episode)
            yield one

    def keep(self, library: Library) -> None:
        """Keeps what was measured, and forgets what the library does not serve. A disk that takes it not only makes others slow."""
        known = {**kept(library.directory), **self.found}
        held = library.digests()
        with suppress(OSError):
            write_signed(library.directory / FILE, _encode({slug: one for slug, one in known.items() if slug in held}))


def kept(directory: Path) -> Mapping[str, CachedCoverage]:
    """What is kept, by slug; nothing where it cannot be read, or is not what was written."""
    path = directory / FILE
    with suppress(OSError, ValueError):
        found = path.stat()
        return _kept(path, found.st_ino, found.st_mtime_ns, found.st_size)
    return {}


@lru_cache(maxsize=2)
def _kept(path: Path, *_version: int) -> Mapping[str, CachedCoverage]:
    """The same of a version of the file, which is never written to again: each view of the desk asks for it."""
    return MappingProxyType(_decode(read_signed(path) or _NOTHING))


def measured(library: Library) -> dict[str, CachedCoverage]:
    """The coverage of each episode, by slug. Reads no episode but those that are not measured yet, as they are now."""
    known = kept(library.directory)
    held = library.digests()
    found = {slug: known[slug] for slug, digest in held.items() if slug in known and known[slug].digest == digest}
    late = [slug for slug in held if slug not in found]
    if late:
        found |= {stored.slug: measure(stored.digest, stored.episode) for stored in library.stored(late)}
    return found
