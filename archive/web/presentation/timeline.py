"""The dial: an episode drawn as the scale of a tuner. Only numbers and words are made here, positions in per cent; the
template draws them, so nothing needs an inline style and nothing needs a script to scale."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

import msgspec

from archive.model.episode import Chapter
from archive.search.index.types import AS_ASKED
from archive.search.shown.answer import Hit, Moment
from archive.text.timecode import clock

Shape = Literal["best", "hit", "near"]
_ORDER: dict[Shape, int] = {"hit": 0, "near": 1, "best": 2}
_LABEL_ROOM_PX = 544
_LETTER_PX = 6.4
_SHORTEST_LABEL = 6
KEPT = 4096
"""Scales, and divisions, that are kept: an episode is drawn as often as it is found."""
_END_SHARE = 93.0
_END_SHARE_HOURS = 85.0


class Needle(msgspec.Struct, frozen=True, gc=False):
    """A moment on the dial: where (per cent), its second, its shape, and the words said of it."""

    x: str
    seconds: int
    shape: Shape
    title: str


class Division(msgspec.Struct, frozen=True, gc=False):
    """A chapter's beginning: where, its second, its name cut to its share of the width, and whether a line is drawn."""

    x: str
    seconds: int
    name: str
    line: bool


class Numeral(msgspec.Struct, frozen=True, gc=False):
    """A number of minutes under the scale."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A dial of so many seconds. `minute` and `five` are dash patterns over a path as long as the episode has
    seconds."""

    seconds: int
    divisions: tuple[Division, ...]
    numerals: tuple[Numeral, ...]
    needles: tuple[Needle, ...]
    minute: str
    five: str
    end: str

    def at(self, seconds: int) -> str:
        """Where a second stands, in per cent."""
        return share(seconds, self.seconds)


def share(part: float, whole: float) -> str:
    """A part of a whole in per cent, two decimals, never outside of it."""
    return f"{min(100.0, max(0.0, 100 * part / whole)):.2f}%"


def timeline_of(duration_ms: int, chapters: Sequence[Chapter], needles: Iterable[Needle] = ()) -> Timeline:
    """The dial of an episode; short needles are drawn first, hollow ones next, full ones last."""
    seconds = max(1, duration_ms // 1000)
    return Timeline(
        seconds=seconds,
        divisions=divisions(seconds, tuple(chapters)),
        numerals=numerals(seconds),
        needles=tuple(sorted(needles, key=lambda needle: _ORDER[needle.shape])),
        minute=_dashes(seconds, 60, 0.0014),
        five=_dashes(seconds, 300, 0.0017),
        end=clock(seconds * 1000),
    )


def hit_timeline(hit: Hit) -> Timeline:
    """The dial of a hit: one needle a moment, tall where the moment is quoted below."""
    return timeline_of(hit.summary.duration_ms, hit.chapters, needles_of(hit, hit.moments, hit.summary.duration_ms // 1000))


def needles_of(hit: Hit, quoted: Sequence[Moment], length: int) -> Iterator[Needle]:
    """One needle for each moment of a hit: at the second where it is quoted, else at its first tick; hollow where
    nothing of it was said as it was asked. A quotation whose ticks were too many to be read has one all the same."""
    told = {moment.start_ms // 1000: moment for moment in quoted}
    for _, group in groupby(hit.ticks, key=lambda tick: tick.moment):
        ticks = tuple(group)
        second = next((tick.seconds for tick in ticks if tick.seconds in told), ticks[0].seconds)
        near = all(tick.kind not in AS_ASKED for tick in ticks)
        yield _needle(second, near, told.pop(second, None), length)
    for second, moment in told.items():
        yield _needle(second, moment.kind not in AS_ASKED, moment, length)


def _needle(second: int, near: bool, moment: Moment | None, length: int) -> Needle:
    shape: Shape = "near" if near else "best" if moment else "hit"
    title = f"{clock(second * 1000)} {moment.text if moment else ''}".strip()
    return Needle(share(second, max(1, length)), second, shape, title)


@lru_cache(maxsize=KEPT)
def divisions(seconds: int, chapters: tuple[Chapter, ...]) -> tuple[Division, ...]:
    """Where chapters begin; a name too long for its chapter's width is cut, one that has no room at all is left out."""
    starts = [chapter.start_ms / 1000 for chapter in chapters] + [float(seconds)]
    return tuple(
        Division(share(start, seconds), int(start), _cut(chapter.title, (after - start) / seconds), start > 0)
        for chapter, start, after in zip(chapters, starts, starts[1:], strict=False)
    )


def _cut(title: str, part: float) -> str:
    room = int(part * _LABEL_ROOM_PX / _LETTER_PX) - 1
    if len(title) <= room:
        return title
    return title[: room - 1].rstrip() + "…" if room >= _SHORTEST_LABEL else ""


@lru_cache(maxsize=KEPT)
def numerals(seconds: int) -> tuple[Numeral, ...]:
    """Minutes every 5 under 40 min, else every 10, else every 30; none so near the end that it would touch the last
    clock."""
    step = 5 if seconds < 2400 else 10 if seconds < 7200 else 30
    end = _END_SHARE if seconds < 3600 else _END_SHARE_HOURS
    return tuple(
        Numeral(share(minute * 60, seconds), str(minute))
        for minute in range(step, seconds // 60 + 1, step)
        if 6000 * minute / seconds < end
    )


def _dashes(seconds: int, every: int, width: float) -> str:
    dash = min(every / 2, max(0.5, seconds * width))
    return f"{dash:.2f} {every - dash:.2f}"
