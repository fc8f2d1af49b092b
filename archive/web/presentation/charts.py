"""What is drawn of numbers: the dial, an episode as the scale of a tuner, and counts by month as bars. Only numbers and
words are made here, positions in per cent; the template draws them, so nothing needs an inline style or a script.

Months without a programme have a grey ground, so that zero is never taken for absent; where
several follow each other they are folded into one column, so that they do not squeeze the rest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import Literal

import msgspec

from archive.model.episode import Chapter
from archive.search.index.types import MonthJson, YearJson
from archive.search.results.answer import Hit
from archive.text.timecode import clock
from archive.web.presentation.transcript import MomentPlace, moment_places

Shape = Literal["best", "hit", "near"]
_ORDER: dict[Shape, int] = {"hit": 0, "near": 1, "best": 2}
_LABEL_ROOM_PX = 544
_LETTER_PX = 6.4
_SHORTEST_LABEL = 6
KEPT = 4096
"""Scales, and divisions, that are kept: an episode is drawn as often as it is found."""
_END_SHARES, _END_SHARES_HOURS = (84.0, 89.0), (80.9, 86.5)
"""Per cent up to which a number is clear of the last clock: of every second one, and of those hidden on a phone."""


class Needle(msgspec.Struct, frozen=True, gc=False):
    """A moment on the dial: where it is told (per cent), the second of its line, its shape, its clock, and the id of
    the line it leads to."""

    x: str
    seconds: int
    shape: Shape
    title: str
    line: str


class Division(msgspec.Struct, frozen=True, gc=False):
    """A chapter's beginning: where, its second, its name cut to its share of the width, and whether a line is drawn."""

    x: str
    seconds: int
    name: str
    line: bool


class Numeral(msgspec.Struct, frozen=True, gc=False):
    """A number of minutes, or of hours and minutes, under the scale."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A dial of so many seconds: its chapters and its needles; the scale follows from the seconds alone."""

    seconds: int
    divisions: tuple[Division, ...]
    needles: tuple[Needle, ...]

    def at(self, seconds: int) -> str:
        """Where a second stands, in per cent."""
        return share(seconds, self.seconds)


def share(part: float, whole: float) -> str:
    """A part of a whole in per cent, two decimals, never outside of it."""
    return f"{min(100.0, max(0.0, 100 * part / whole)):.2f}%"


def timeline_of(duration_ms: int, chapters: Sequence[Chapter], needles: Iterable[Needle] = ()) -> Timeline:
    """The dial of an episode; short needles are drawn first, hollow ones next, full ones last."""
    seconds = max(1, duration_ms // 1000)
    ordered = sorted(needles, key=lambda needle: _ORDER[needle.shape])
    return Timeline(seconds, divisions(seconds, tuple(chapters)), tuple(ordered))


def hit_timeline(hit: Hit) -> Timeline:
    """The dial of a hit: one needle a moment, tall where the moment is quoted below; a hollow one where the beginning
    of what says nothing of it is."""
    length, begins = hit.summary.duration_ms // 1000, hit.opening
    places = moment_places(hit)
    if begins:
        places = (MomentPlace(begins.start_ms // 1000, begins.second, near=True, moment=begins),)
    needles = [_needle(one, "best" if one.moment else "hit", length) for one in places]
    return timeline_of(hit.summary.duration_ms, hit.chapters, needles)


def page_timeline(length_ms: int, chapters: tuple[Chapter, ...], places: Iterable[MomentPlace]) -> Timeline:
    """The dial of an episode's own page: one short needle a moment, where it is told, in order of time."""
    needles = tuple(_needle(one, "hit", length_ms // 1000) for one in places)
    return replace(timeline_of(length_ms, chapters), needles=needles)


def _needle(place: MomentPlace, shape: Shape, length: int) -> Needle:
    """A moment's needle where it is told; hollow where a word was not said as it was asked."""
    shown = "near" if place.near else shape
    return Needle(share(place.second, length or 1), place.line, shown, clock(place.second * 1000), place.anchor)


@lru_cache(maxsize=KEPT)
def divisions(seconds: int, chapters: tuple[Chapter, ...]) -> tuple[Division, ...]:
    """Where chapters begin; a name too long for its chapter's width is cut, one that has no room at all is left out."""
    starts = [chapter.start_ms / 1000 for chapter in chapters] + [float(seconds)]
    return tuple(
        Division(share(start, seconds), int(start), _cut(chapter.title, (after - start) / seconds), start > 0)
        for chapter, start, after in zip(chapters, starts, starts[1:], strict=False)
    )


def _cut(title: str, part: float) -> str:
    if len(title) <= (room := int(part * _LABEL_ROOM_PX / _LETTER_PX) - 1):
        return title
    whole = title[:room].rpartition(" ")[0].rstrip(" ,;:–-")
    return (whole if len(whole) >= _SHORTEST_LABEL else title[: room - 1].rstrip()) + "…" if room >= _SHORTEST_LABEL else ""


_STEPS = ((2_400, 5), (3_600, 10), (7_200, 15), (18_000, 30))
"""Under so many seconds, a number every so many minutes."""


@lru_cache(maxsize=KEPT)
def numerals(seconds: int) -> tuple[Numeral, ...]:
    """Minutes every 5 under 40 min, every 10 under an hour, every 15 under two, every 30 under five, else hours; of
    an episode of an hour all as 0:45. None so near the end that it would touch the last clock."""
    step = next((step for length, step in _STEPS if seconds < length), 60)
    ends = _END_SHARES if seconds < 3600 else _END_SHARES_HOURS
    return tuple(
        Numeral(share(minute * 60, seconds), f"{minute // 60}:{minute % 60:02d}" if seconds >= 3600 else str(minute))
        for place, minute in enumerate(range(step, seconds // 60 + 1, step), 1)
        if 6000 * minute / seconds < ends[place % 2]
    )


def dashes(seconds: int, every: int, width: float) -> str:
    """The dash pattern of a path as long as an episode has seconds: a stroke every so many, of a part of them all."""
    dash = min(every / 2, max(0.5, seconds * width))
    return f"{dash:.2f} {every - dash:.2f}"


MOST_POINTED_AT = 48
"""Columns of the chart beside a list, 300 px wide: of more, each is narrower than 6 px."""
FOLDED = 3
"""So many months in a row without a programme, and they are drawn as one."""
BREAK, BREAK_WIDTH, BREAKS_WIDTH = 12, 6.0, 50.0
"""So many, and the column is as wide (per cent) as the name of a year, so that both sides have theirs; all such
together are no wider than half."""
PHONE_LABEL = 12.0
"""Per cent of the width that the name of a year takes on a phone."""
WIDE_LABEL = 3.6
"""The same in a chart as wide as a page that is no phone's."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month, or a year whose months are not known: its column and its bar (per cent of the width, pixels of the
    height), and the count. `folded` is how many months without a programme stand in it, from this one on; 1 for a month
    of its own. Places are written when they are drawn: of a crowded chart few are."""

    month: str
    count: int
    on_air: bool
    left: float
    width: float
    y: float
    height: float
    folded: int = 1

    @property
    def column(self) -> str:
        """Where its column begins."""
        return f"{self.left:.3f}%"

    @property
    def wide(self) -> str:
        """How wide its column is."""
        return f"{self.width:.3f}%"

    @property
    def x(self) -> str:
        """Where its bar begins."""
        return f"{self.left + self.width * 0.29:.3f}%"

    @property
    def middle(self) -> str:
        """The middle of both."""
        return f"{self.left + self.width / 2:.3f}%"

    def within(self, other: "Bar") -> "Bar":
        """The same in per cent of another's column."""
        return replace(self, left=100 * (self.left - other.left) / other.width, width=100 * self.width / other.width)


@dataclass(frozen=True, slots=True)
class Year:
    """Where a year begins; on a phone its name is `close` where it would touch another, `late` where it would pass the
    end."""

    x: str
    text: str
    at_end: bool
    close: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class YearOfBars:
    """The bars of a year together: where, its first and last month, its name and count."""

    x: str
    width: str
    first: str
    last: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale, with its number."""

    y: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """A chart of months, and of years whose months are not known (`alone`): `top` is the scale's greatest count, shared
    where charts are compared; `peak` the highest bar that is drawn; `first` and `last` are its months at both ends."""

    bars: tuple[Bar, ...]
    years: tuple[Year, ...]
    lines: tuple[Line, ...]
    column: str
    width: str
    floor: int
    total: int
    peak: Bar | None
    first: str
    last: str
    top: int = 0
    alone: tuple[Bar, ...] = ()

    @property
    def reached(self) -> list[tuple[Bar, Bar]]:
        """The bars with a count, each in per cent of the stretch in which no other's is nearer, and that stretch."""
        bars = [bar for bar in self.bars if bar.count]
        ends = [0.0, *((one.left + other.left + other.width) / 2 for one, other in pairwise(bars)), 100.0]
        stretches = [replace(bar, left=x, width=end - x) for bar, (x, end) in zip(bars, pairwise(ends), strict=bool(bars))]
        return [(bar.within(stretch), stretch) for bar, stretch in zip(bars, stretches, strict=True)]

    @property
    def crowded(self) -> bool:
        """Whether a column is too narrow to be pointed at: then a year is, and the bars are one path."""
        return len(self.bars) > MOST_POINTED_AT

    @property
    def by_year(self) -> list[YearOfBars]:
        """The bars of each year."""
        years = [list(run) for _, run in groupby((bar for bar in self.bars if bar.on_air), key=lambda bar: bar.month[:4])]
        widths = [f"{run[-1].left - run[0].left + run[-1].width:.3f}%" for run in years]
        return [
            YearOfBars(run[0].column, width, run[0].month, run[-1].month, run[0].month[:4], sum(bar.count for bar in run))
            for run, width in zip(years, widths, strict=True)
        ]


def histogram_of(
    months: Sequence[tuple[str, int, bool]], years: Sequence[tuple[str, int]] = (), *, floor: int, top: int = 0, label: float = 6
) -> Histogram:
    """Bars for (month, count, on air) and (year whose months are not known, count), standing on `floor` pixels; `top`
    is the greatest count of the scale, if shared, `label` the per cent of the width that a year's name takes."""
    greatest = max([top, *(count for _, count, _ in months), *(-(-count // 12) for _, count in years)])
    runs = list(_runs(months))
    widths = _widths([folded for _, folded in runs])
    lefts = list(accumulate(widths, initial=0.0))
    bars = tuple(_bar(*one, floor, greatest) for one in zip(runs, lefts, widths, strict=False))
    alone = tuple(_alone(bars, floor, greatest, *year) for year in years if any(map(_within(year[0]), bars)))
    column = min(widths, default=100.0)
    return Histogram(
        bars=bars,
        years=_years(bars, label),
        lines=_lines(greatest, floor),
        column=f"{column:.3f}%",
        width=f"{column * 0.42:.3f}%",
        floor=floor,
        total=sum(bar.count for bar in bars),
        first=months[0][0] if months else "",
        last=months[-1][0] if months else "",
        peak=max((bar for bar in (*bars, *alone) if bar.count), key=lambda bar: bar.height, default=None),
        top=greatest,
        alone=alone,
    )


def moments_by_year(years: Sequence[YearJson]) -> list[tuple[str, int]]:
    """An answer's years of which no month is known, as moments."""
    return [(year.year, year.moments) for year in years if year.moments]


def moments_by_month(months: Sequence[MonthJson]) -> list[tuple[str, int, bool]]:
    """An answer's months as moments."""
    return [(month.month, month.moments, month.on_air > 0) for month in months]


def episodes_by_month(months: Sequence[MonthJson]) -> list[tuple[str, int, bool]]:
    """An answer's months as episodes."""
    return [(month.month, month.episodes, month.on_air > 0) for month in months]


def _runs(months: Sequence[tuple[str, int, bool]]) -> Iterator[tuple[tuple[str, int, bool], int]]:
    """The columns: a month each, but one for months in a row without a programme, with how many they are."""
    for silent, run in groupby(months, key=lambda entry: not entry[1] and not entry[2]):
        held = list(run)
        if silent and len(held) >= FOLDED:
            yield held[0], len(held)
        else:
            yield from ((entry, 1) for entry in held)


def _widths(folded: Sequence[int]) -> list[float]:
    """Per cent of each column: all are as wide, but for those of a long break."""
    breaks = sum(many >= BREAK for many in folded)
    equal = 100 / max(1, len(folded))
    broken = max(equal, min(BREAK_WIDTH, BREAKS_WIDTH / max(1, breaks)))
    plain = (100 - breaks * broken) / max(1, len(folded) - breaks)
    return [broken if many >= BREAK else plain for many in folded]


def _bar(run: tuple[tuple[str, int, bool], int], left: float, width: float, floor: int, greatest: int) -> Bar:
    (month, count, on_air), folded = run
    height = _height(count, floor, greatest)
    return Bar(month, count, on_air, left, width, round(floor - height, 1), round(height, 1), folded)


def _height(count: float, floor: int, greatest: int) -> float:
    return max(1.5, (floor - 4) * count / greatest) if count else 0.0


def _within(year: str) -> Callable[[Bar], bool]:
    """Whether a column holds months of a year."""
    return lambda bar: bar.month[:4] <= year <= _last_year(bar)


def _last_year(bar: Bar) -> str:
    """The year of a column's last month."""
    return str(int(bar.month[:4]) + (int(bar.month[5:]) + bar.folded - 2) // 12)


def _alone(bars: Sequence[Bar], floor: int, greatest: int, year: str, count: int) -> Bar:
    """A year as a bar as wide as its own months, and of the area of as many in them; over the break that it is in,
    where it has none."""
    within = list(filter(_within(year), bars))
    own = [bar for bar in within if bar.folded == 1] or within
    left, height = own[0].left, _height(count / 12, floor, greatest)
    return Bar(year, count, True, left, own[-1].left + own[-1].width - left, round(floor - height, 1), round(height, 1))


def _years(bars: Sequence[Bar], label: float) -> tuple[Year, ...]:
    """Where each year's first column of its own stands; names that would touch the one before or the edge give way."""
    begun: dict[str, float] = {}
    for bar in bars:
        if bar.month[:4] == _last_year(bar):
            begun.setdefault(bar.month[:4], bar.left)
    kept = _apart([(x, year) for year, x in begun.items()], label)
    roomy = _apart(kept, PHONE_LABEL)
    end, late = 100 - label, 100 - PHONE_LABEL
    return tuple(Year(f"{x:.3f}%", year, x > end, (x, year) not in roomy, late < x <= end) for x, year in kept)


def _apart(years: Sequence[tuple[float, str]], width: float) -> list[tuple[float, str]]:
    """Those whose names, `width` per cent wide, touch neither each other nor the end; one that would pass the end is
    written at it, and those before it give way."""
    kept: list[tuple[float, str]] = []
    for x, year in years:
        at_end = x > 100 - width
        left = 100 - width if at_end else x
        while at_end and kept and left - kept[-1][0] < width:
            kept.pop()
        if left <= 100 - width and (not kept or left - kept[-1][0] >= width):
            kept.append((x, year))
    return kept


def _lines(greatest: int, floor: int) -> tuple[Line, ...]:
    if greatest < 2:
        return ()
    step = next(size * power for power in (10**n for n in range(12)) for size in (1, 2, 5) if greatest / (size * power) <= 4)
    return tuple(Line(round(floor - (floor - 4) * count / greatest, 1), count) for count in range(step, greatest + 1, step))
