"""How long ago a page says it was published, in the words of ten languages ("il y a 14 minutes", "l’altro ieri", "4 ay önce")."""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.model.episode import Precision
from archive.text.tokenizer import fold

_LONGEST = 60
_DAYS = {"day": 1, "week": 7}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """A stretch of time before the saving: "week", 3. `calendar`: said as the name of a period ("l'année dernière")."""

    unit: str
    number: int
    calendar: bool = False

    def day(self, saved: dt.datetime) -> tuple[dt.date, Precision, bool]:
        """The day meant, its precision, and whether it is only about then; `saved` in the archive's zone."""
        if self.unit in _SECONDS:
            return (saved - dt.timedelta(seconds=self.number * _SECONDS[self.unit])).date(), "day", False
        if self.unit in _DAYS:
            return saved.date() - dt.timedelta(days=self.number * _DAYS[self.unit]), "day", self.unit == "week"
        if self.unit == "month":
            months = saved.year * 12 + saved.month - 1 - self.number
            return dt.date(max(months // 12, 1), months % 12 + 1, 1), "month", True
        return dt.date(max(saved.year - self.number, 1), 1, 1), "year", True

    def window(self, saved: dt.datetime) -> tuple[dt.date, dt.date]:
        """First and last day that the words can mean: sites round down, and count in another zone."""
        if self.unit in _SECONDS:
            day = self.day(saved)[0]
            return day - dt.timedelta(days=1), day + dt.timedelta(days=1)
        if self.unit == "year" and self.calendar:
            return dt.date(max(saved.year - self.number, 1), 1, 1), dt.date(max(saved.year - self.number, 1), 12, 31)
        longest, shortest = {"week": (7, 7), "month": (31, 28), "year": (366, 365)}.get(self.unit, (1, 1))
        first = saved.date() - dt.timedelta(days=(self.number + 1) * longest + 1)
        return first, saved.date() - dt.timedelta(days=self.number * shortest - 1)


@dataclass(frozen=True, slots=True)
class _Words:
    units: dict[str, str]
    phrases: dict[str, RelativeDate]
    sentence: re.Pattern[str]
    lead: re.Pattern[str]
    ones: frozenset[str]


@cache
def calendar() -> dict[str, Any]:
    """The date words, read from the package's data at the first question."""
    return tomllib.loads(files("ingest.dates").joinpath("calendar.toml").read_text("utf8"))


@cache
def _words() -> _Words:
    data = calendar()
    words = data["words"]
    units = {word: unit for unit, many in data["units"].items() for word in many}
    phrases = {phrase: _ago(key) for key, many in data["phrases"].items() for phrase in many}
    number = rf"(?:(?P<number>[0-9]{{1,3}}|{_any_of(words['one'])})\s+|(?P<glued>[0-9]{{1,3}})\s?)?"
    middle = rf"(?:(?:{_any_of(words['filler'])})\s+)?{number}(?P<unit>{_any_of(list(units))})"
    before, after = _any_of(words["before"]), _any_of(words["after"])
    sentence = re.compile(rf"(?:(?:{before})\s+{middle}|{_renamed(middle)}\s+(?:{after}))")
    lead = re.compile(rf"(?:{_any_of(words['lead'])})\s*:?\s+|[^\w]+")
    return _Words(units, phrases, sentence, lead, frozenset(words["one"]))


def _renamed(pattern: str) -> str:
    """The same pattern with other group names, to stand a second time in one expression."""
    return pattern.replace("(?P<number>", "(?P<number2>").replace("(?P<glued>", "(?P<glued2>").replace("(?P<unit>", "(?P<unit2>")


def _ago(key: str) -> RelativeDate:
    unit, number = key.split()[:2]
    return RelativeDate(unit, int(number), calendar=True)


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def readings(text: str) -> list[str]:
    """A date's words folded, without bullet and full stop, then without its lead ("publié le"); none for a long text."""
    if len(text) > _LONGEST:
        return []
    found = [" ".join(fold(text).split()).strip(" .,;•·|-–—*()")]
    while match := _words().lead.match(found[-1]):
        found.append(found[-1][match.end() :])
    return found


def parse_relative(text: str) -> RelativeDate | None:
    """The stretch of time that a whole line states; None where it states none."""
    return next((ago for reading in readings(text) if (ago := _read_plain(reading))), None)


def _read_plain(plain: str) -> RelativeDate | None:
    words = _words()
    if plain in words.phrases:
        return words.phrases[plain]
    match = words.sentence.fullmatch(plain)
    if match is None:
        return None
    unit = match["unit"] or match["unit2"]
    number = match["number"] or match["glued"] or match["number2"] or match["glued2"] or "1"
    return RelativeDate(words.units[unit], 1 if number in words.ones else int(number))
