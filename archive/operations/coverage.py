"""How much of each episode has a transcript: its last cue against its duration, gaps, missing tail, none at all.

What is measured is kept beside the index as its pages go by, so that the staff's page need not read them all.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import msgspec

from archive.library import Library, StoredEpisode
from archive.model.episode import Cue, Episode, is_doubtful, is_untimed
from archive.operations.glossary import unsaid
from archive.storage.file_writing import read_signed, write_signed

if TYPE_CHECKING:
    from archive.search.index.document_table import Document

GAP_MS = 120_000
"""Two minutes without a cue: measured on 600 published transcripts, 1 has a longer gap and 2 one of more than a
minute."""
TAIL_MS = 120_000
"""Two minutes and a twentieth of the programme: credits and a last jingle have no words."""
TAIL_PART = 0.05
BEYOND_MS, BEYOND_PART = 60_000, 0.1
"""A minute and a tenth of the duration: music and notices are cut otherwise from one copy to the next."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without a cue, in ms."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """One episode: `last_ms` is the end of its last cue, 0 without any; `duration_ms` is as stated, else None;
    `missing_tail_ms` is 0 where nothing is missing."""

    slug: str
    title: str
    show: str | None
    date: dt.date | None
    last_ms: int
    duration_ms: int | None
    gaps: tuple[Gap, ...]
    missing_tail_ms: int

    @property
    def bare(self) -> bool:
        """Whether the episode has no transcript at all."""
        return self.last_ms == 0

    @property
    def whole(self) -> bool:
        """Whether nothing is known to be missing."""
        return not (self.bare or self.gaps or self.missing_tail_ms)

    @property
    def beyond_ms(self) -> int:
        """How far the transcript goes on behind the stated duration, in ms, where that is no more by chance: the page
        shows an excerpt of what is said, or another recording."""
        beyond = self.last_ms - self.duration_ms if self.duration_ms else 0
        return beyond if beyond > max(BEYOND_MS, (self.duration_ms or 0) * BEYOND_PART) else 0

    @property
    def missing_ms(self) -> int:
        """What is known to be missing, in ms; the whole duration of a bare episode that states one."""
        if self.bare:
            return self.duration_ms or 0
        return self.missing_tail_ms + sum(gap.end_ms - gap.start_ms for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class ShowCoverage:
    """A show's episodes, programmes without a transcript, episodes with a part missing, and the ms missing in all."""

    show: str | None
    episodes: int
    bare: int
    partial: int
    missing_ms: int

    @property
    def missing(self) -> int:
        """Programmes that lack a transcript or a part of it."""
        return self.bare + self.partial


def coverage_of(episode: Episode) -> Coverage:
    """What the transcript of an episode covers. Sounds count as covered: somebody listened there."""
    last = max((cue.end_ms or cue.start_ms for cue in episode.cues), default=0)
    last = max(last, 1) if episode.cues else 0
    date = episode.published.date if episode.published else None
    if is_untimed(episode):
        return Coverage(episode.slug, episode.title, episode.show, date, 1, None, (), 0)
    tail = _missing_tail(last, episode.duration_ms)
    return Coverage(episode.slug, episode.title, episode.show, date, last, episode.duration_ms, _gaps(episode.cues), tail)


def by_show(coverages: Iterable["Coverage | CachedCoverage"]) -> tuple[ShowCoverage, ...]:
    """The same for each show, by name, those without a show last."""
    shows: dict[str | None, list[Coverage | CachedCoverage]] = {}
    for coverage in coverages:
        shows.setdefault(coverage.show, []).append(coverage)
    ordered = sorted(shows.items(), key=lambda item: (item[0] is None, item[0] or ""))
    return tuple(_sum(show, ones) for show, ones in ordered)


def _missing_tail(last_ms: int, duration_ms: int | None) -> int:
    if not duration_ms or not last_ms:
        return 0
    missing = duration_ms - last_ms
    return missing if missing > max(TAIL_MS, duration_ms * TAIL_PART) else 0


def _gaps(cues: tuple[Cue, ...]) -> tuple[Gap, ...]:
    """A cue without an end lasts until the next, unless that is too far for any sentence."""
    ends = list(itertools.accumulate((cue.end_ms or cue.start_ms for cue in cues), max))
    pairs = ((end, cue.start_ms) for end, cue in zip(ends, cues[1:], strict=False))
    return tuple(Gap(end, start) for end, start in pairs if start - end > GAP_MS)


def _sum(show: str | None, ones: list["Coverage | CachedCoverage"]) -> ShowCoverage:
    partial = sum(not one.whole and not one.bare for one in ones)
    return ShowCoverage(show, len(ones), sum(one.bare for one in ones), partial, sum(one.missing_ms for one in ones))


# -- what is kept


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
    unsure: bool = False
    """Whether its taught source is not sure of a value, or the page fits it no more."""


_encode = msgspec.msgpack.Encoder().encode
_NOTHING = msgspec.msgpack.encode({})
_decode = msgspec.msgpack.Decoder(dict[str, CachedCoverage]).decode


def measure(digest: str, episode: Episode) -> CachedCoverage:
    """The coverage of an episode, to be kept."""
    found = coverage_of(episode)
    return CachedCoverage(digest, found.show, found.bare, found.whole, found.missing_ms, unsaid(episode), is_doubtful(episode))


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
        """Keeps what was measured, and forgets what the library does not serve. A disk that takes it not only makes
        others slow."""
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
