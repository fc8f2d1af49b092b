"""How much of each episode has a transcript: its last cue against its duration, gaps, missing tail, none at all."""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from archive.model.episode import Cue, Episode

GAP_MS = 120_000
"""Two minutes without a cue: measured on 600 published transcripts, 1 has a longer gap and 2 one of more than a minute."""
TAIL_MS = 120_000
"""Two minutes and a twentieth of the programme: credits and a last jingle have no words."""
TAIL_PART = 0.05


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without a cue, in ms."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """One episode: `last_ms` is the end of its last cue, 0 without any; `duration_ms` is as stated, else None; `missing_tail_ms`
    is 0 where nothing is missing."""

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
    tail = _missing_tail(last, episode.duration_ms)
    return Coverage(episode.slug, episode.title, episode.show, date, last, episode.duration_ms, _gaps(episode.cues), tail)


class Measured(Protocol):
    """What is summed of an episode: `Coverage`, or what is kept of it."""

    @property
    def show(self) -> str | None:
        """The show."""
        ...

    @property
    def bare(self) -> bool:
        """Whether it has no transcript at all."""
        ...

    @property
    def whole(self) -> bool:
        """Whether nothing is known to be missing."""
        ...

    @property
    def missing_ms(self) -> int:
        """What is known to be missing, in ms."""
        ...


def by_show(coverages: Iterable[Measured], untranscribed: Mapping[str | None, int] | None = None) -> tuple[ShowCoverage, ...]:
    """The same for each show, by name, those without a show last. `lacking`: programmes of a show that are known to have no
    transcript and are no episodes of the archive."""
    untranscribed = untranscribed or {}
    shows: dict[str | None, list[Measured]] = {show: [] for show in untranscribed}
    for coverage in coverages:
        shows.setdefault(coverage.show, []).append(coverage)
    ordered = sorted(shows.items(), key=lambda item: (item[0] is None, item[0] or ""))
    return tuple(_sum(show, ones, untranscribed.get(show, 0)) for show, ones in ordered)


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


def _sum(show: str | None, ones: list[Measured], untranscribed: int) -> ShowCoverage:
    partial = sum(not one.whole and not one.bare for one in ones)
    return ShowCoverage(
        show, len(ones), untranscribed + sum(one.bare for one in ones), partial, sum(one.missing_ms for one in ones)
    )
