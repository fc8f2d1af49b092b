"""Time stamps at the beginning of lines: which form a page uses, and its lines read as cues at fixed width.

`00:01:034 buts` is 00:01:03 and "4 buts" on a page of hours, and 00:01 and ":034 buts" on one of minutes: so the number of
fields is decided once a page, from all of its stamped lines, and every field then has its two digits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Form = Literal["MM:SS", "HH:MM:SS", "M:SS"]

_PATTERNS: dict[Form, re.Pattern[str]] = {
    "MM:SS": re.compile(r"([0-9]{2}):([0-5][0-9])"),
    "HH:MM:SS": re.compile(r"([0-9]{2}):([0-5][0-9]):([0-5][0-9])"),
    "M:SS": re.compile(r"([0-9]{1,2}):([0-5][0-9])"),
}
_ANY = re.compile(r"[0-9]{1,2}:[0-5][0-9]")
_ONE_DIGIT = re.compile(r"[0-9]:[0-5][0-9]")
_WITH_HOURS = re.compile(r"([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])")
_LATE_MS = 55 * 60_000
_LONGEST_SILENCE_MS = 20 * 60_000


@dataclass(frozen=True, slots=True)
class Stamped:
    """A line with its stamp: start in ms, the text behind it, and which line of the page it stands on."""

    start_ms: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """The stamped lines of a stretch of the page; `end` is the first line that no longer belongs to it."""

    cues: tuple[Stamped, ...]
    end: int
    alone: bool = False


def begins_with_stamp(line: str) -> bool:
    """Whether a line begins with a stamp of any form."""
    return _ANY.match(line.lstrip()) is not None


def is_lone_stamp(line: str) -> bool:
    """Whether a line is a stamp and nothing else."""
    text = line.strip()
    return _ANY.fullmatch(text) is not None or _WITH_HOURS.fullmatch(text) is not None


def form_of(lines: Sequence[str]) -> Form:
    """The form of a page's stamps: the first line's, unless nearly all disagree; where most stand alone, those count."""
    stamped = [line.strip() for line in lines if begins_with_stamp(line)]
    lone = [line for line in stamped if is_lone_stamp(line)]
    stamped = lone if 2 * len(lone) > len(stamped) else stamped
    if not stamped:
        return "MM:SS"
    hours = sum(1 for line in stamped if _WITH_HOURS.match(line))
    if hours >= 0.9 * len(stamped) and _PATTERNS["HH:MM:SS"].match(stamped[0]):
        return "HH:MM:SS"
    return "M:SS" if _ONE_DIGIT.match(stamped[0]) else "MM:SS"


def read_stamp(line: str, form: Form) -> tuple[int, str] | None:
    """Milliseconds and the text behind them, at the form's fixed width; None where no stamp of that form begins the line."""
    text = line.strip()
    match = _PATTERNS[form].match(text)
    if match is None:
        return None
    return _ms(match), text[match.end() :].strip()


def stamped_lines(lines: Sequence[str], first: int, form: Form) -> Iterator[Stamped]:
    """Every line from `first` that begins with a stamp; follows a page that changes to hours after the first hour."""
    last_ms = 0
    late = False
    for number in range(first, len(lines)):
        hours = None if form == "HH:MM:SS" else _turned_to_hours(lines[number], last_ms, late or form == "M:SS")
        found = hours or read_stamp(lines[number], form)
        if found is None:
            continue
        late = late or hours is not None
        last_ms, text = found
        yield Stamped(last_ms, text, number)


def _turned_to_hours(line: str, last_ms: int, late: bool) -> tuple[int, str] | None:
    """A stamp of three fields, of the second hour or later, where the first has just ended or nothing else is likely (`late`)."""
    text = line.strip()
    match = _WITH_HOURS.match(text)
    if match is None or (ms := _ms(match)) < 3_600_000 or not (late or last_ms >= _LATE_MS):
        return None
    near = last_ms <= ms <= last_ms + _LONGEST_SILENCE_MS
    return (ms, text[match.end() :].strip()) if late or near else None


def _ms(match: re.Match[str]) -> int:
    seconds = 0
    for field in match.groups():
        seconds = seconds * 60 + int(field)
    return seconds * 1000


def stand_alone(stamped: Sequence[Stamped]) -> bool:
    """Whether the page puts its stamps on lines of their own: most have no text behind them."""
    return 2 * sum(1 for cue in stamped if not cue.text) > len(stamped)


def paired(lines: Sequence[str], stamped: Sequence[Stamped]) -> list[Stamped]:
    """Of stamps on lines of their own, those that are stamps: a text may look like one ("20:30").

    Between a stamp and the next one stands a text; where the line behind a stamp is itself like a stamp, it is the text
    when the line after it is a stamp again and the times would not rise through it.
    """
    at = {cue.line: cue for cue in stamped if not cue.text}
    out: list[Stamped] = []
    number = stamped[0].line
    while number < len(lines):
        cue = at.get(number)
        if cue is None:
            number += 1
            continue
        out.append(cue)
        number += 2 if _is_text_like_a_stamp(cue, at.get(number + 1), at.get(number + 2)) else 1
    return out


def _is_text_like_a_stamp(cue: Stamped, text: Stamped | None, after: Stamped | None) -> bool:
    return text is not None and after is not None and not cue.start_ms <= text.start_ms <= after.start_ms


def with_text(cue: Stamped, text: str) -> Stamped:
    """The cue with the text of the lines that follow its stamp."""
    return replace(cue, text=text)
