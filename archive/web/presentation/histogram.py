"""Counts by month as bars. Months without a programme have a grey ground, so that zero is never taken for absent."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.index.types import Month


@dataclass(frozen=True, slots=True)
class Bar:
    """A month: its column and its bar (per cent of the width, pixels of the height), and the count."""

    month: str
    count: int
    on_air: bool
    column: str
    x: str
    middle: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Year:
    """Where a year begins."""

    x: str
    text: str
    at_end: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale, with its number."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """A chart of months: `top` is the scale's greatest count, shared where charts are compared; `peak` the highest bar;
    `first` and `last` are its months at both ends."""

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


def histogram_of(months: Sequence[tuple[str, int, bool]], *, floor: int, top: int = 0) -> Histogram:
    """Bars for (month, count, on air), standing on `floor` pixels; `top` is the greatest count of the scale, if shared."""
    greatest = max([top, *(count for _, count, _ in months)])
    column = 100 / max(1, len(months))
    bars = tuple(_bar(place, entry, column, floor, greatest) for place, entry in enumerate(months))
    return Histogram(
        bars=bars,
        years=_years(months, column),
        lines=_lines(greatest, floor),
        column=f"{column:.3f}%",
        width=f"{column * 0.42:.3f}%",
        floor=floor,
        total=sum(bar.count for bar in bars),
        first=months[0][0] if months else "",
        last=months[-1][0] if months else "",
        peak=max(bars, key=lambda bar: bar.count) if greatest and any(bar.count for bar in bars) else None,
    )


def moments_by_month(months: Sequence[Month]) -> list[tuple[str, int, bool]]:
    """An answer's months as moments."""
    return [(month.month, month.moments, month.on_air > 0) for month in months]


def episodes_by_month(months: Sequence[Month]) -> list[tuple[str, int, bool]]:
    """An answer's months as episodes."""
    return [(month.month, month.episodes, month.on_air > 0) for month in months]


def _bar(place: int, entry: tuple[str, int, bool], column: float, floor: int, greatest: int) -> Bar:
    month, count, on_air = entry
    room = floor - 4
    height = max(1.5, room * count / greatest) if count else 0.0
    left = place * column
    column_x, bar_x, middle = (f"{left + column * part:.3f}%" for part in (0, 0.29, 0.5))
    return Bar(month, count, on_air, column_x, bar_x, middle, round(floor - height, 1), round(height, 1))


def _years(months: Sequence[tuple[str, int, bool]], column: float) -> tuple[Year, ...]:
    firsts = [(place, entry[0][:4]) for place, entry in enumerate(months) if not place or entry[0].endswith("-01")]
    step = 1 + len(firsts) // 12
    shown = firsts[::step]
    if len(shown) > 1 and (shown[1][0] - shown[0][0]) * column < 6:
        shown = shown[1:]
    if len(shown) > 2 and shown[-1][0] * column > 94 and shown[-2][0] * column > 82:
        del shown[-2]
    return tuple(Year(f"{place * column:.3f}%", year, place > 0 and place * column > 94) for place, year in shown)


def _lines(greatest: int, floor: int) -> tuple[Line, ...]:
    if greatest < 2:
        return ()
    step = next(size * power for power in (10**n for n in range(12)) for size in (1, 2, 5) if greatest / (size * power) <= 4)
    return tuple(Line(round(floor - (floor - 4) * count / greatest, 1), str(count)) for count in range(step, greatest + 1, step))
