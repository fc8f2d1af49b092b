"""Days, months and years: how they are written, and from which day to which they reach.

No other module parses a date or ends a month."""

import calendar
import datetime as dt
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache

from archive.model.cldr import days, month_names
from archive.model.episode import Precision, Published

FORMS = "2026-02-09 or 09/02/2026 or 9 février 2026, 2026-02 or 02/2026 or mars 2026, or 2026"
LANGUAGES, _LONGEST, _SHORTEST = ("fr", "en"), 60, 3
"""Whose names of months are read; those of a day of the week, of three letters at least, are passed over."""
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})(?:[/.-](?P<month>[0-9]{1,2})(?:[/.-](?P<day>[0-9]{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(?P<day>[0-9]{1,2})[/.-])?(?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")
_AMERICAN = re.compile(r"(?P<month>[0-9]{1,2})([/.-])(?P<day>1[3-9]|[23][0-9])\2(?P<year>[0-9]{4})")
"""Month first, where no day first can be meant."""
_SHORT_YEAR = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{2})")
"""Of this century."""
_BEFORE = r"(?P<before>(?:[a-z]+ ){0,2})"
_NAMED = re.compile(_BEFORE + r"(?:(?P<day>[0-9]{1,2})(?:er|st|nd|rd|th)? (?:of )?)?(?P<month>[a-z]+) (?P<year>[0-9]{4})")
_MONTH_FIRST = re.compile(_BEFORE + r"(?P<month>[a-z]+) (?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? (?P<year>[0-9]{4})")
_TOKEN, _WITH_YEAR, _SIGNS = re.compile(r"[^\s'’]+"), re.compile(r"[0-9]{4}|/[0-9]{2}\Z"), " .,;:!?()[]«»“”\"'’–—-"
_YEAR_ALONE = re.compile(r"(?:\A|[,;()\[\]])\s*(?:(?:en|in)\s+)?((?:1[89]|20)[0-9]{2})\s*(?=[,;:.()\[\]]|\Z)")
_MOST_OF_A_DATE = 4
"""Words of prose of which some are a date (3rd of March 2019), the year of one, and the signs beside them; a year that
signs part from other words."""
_WITH_DATES = frozenset({"le", "du", "au", "en", "the", "on", "in"})
"""Words that stand before a date and are no part of it."""


class PeriodError(ValueError):
    """What was written is no period; says why, and what may be written."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; `approximate` where they are about so."""

    first: dt.date
    last: dt.date
    approximate: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, date: dt.date, precision: Precision, approximate: bool = False) -> "Period":
        """The day itself, or the whole month or year that it is in."""
        if precision == "day":
            return cls(date, date, approximate)
        first, last = (1, 12) if precision == "year" else (date.month, date.month)
        end = dt.date(date.year, last, calendar.monthrange(date.year, last)[1])
        return cls(dt.date(date.year, first, 1), end, approximate)

    @property
    def precision(self) -> Precision | None:
        """Whether it is a day, a calendar month or a calendar year; None where it is none of them."""
        precisions: tuple[Precision, ...] = ("day", "month", "year")
        return next((precision for precision in precisions if Period.of(self.first, precision) == self), None)

    def overlaps(self, after: dt.date | None, before: dt.date | None) -> bool:
        """Whether one of its days lies from `after` to `before`, both included; None bounds nothing."""
        return (after is None or self.last >= after) and (before is None or self.first <= before)


def iso_date(date: dt.date, precision: str) -> str:
    """As much of a date as is known, as ISO 8601 has it: `2026-02-09`, `2026-02` or `2026`."""
    return date.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]


def undated(title: str, date: dt.date | None, precision: str | None) -> str:
    """The title of an episode without its day at the end, or as much of it as is known, which is told beside it."""
    head, _, tail = title.rpartition(", ")
    if not (head and date and precision):
        return title
    with suppress(PeriodError):
        return head if parse_date(tail) == parse_date(iso_date(date, precision)) else title
    return title


def date_text(date: dt.date, precision: str, approximate: bool) -> str:
    """The same for people, in any language: with ~ in front where it is about so, `~2026-02`."""
    return ("~" if approximate else "") + iso_date(date, precision)


def period_of(published: Published) -> Period:
    """All days on which it may have been published: the stated day, or all of the stated month or year. Of about a
    month, counted back from when a page was saved, no more is known than the year."""
    about = published.approximate and published.precision == "month"
    return Period.of(published.date, "year" if about else published.precision, published.approximate)


def place_by_date(period: Period | None) -> tuple[int, int]:
    """Where it stands in a list of which the newest come first: what is known to its month, then what is known to its
    year alone, which is no day to head a list by, then what has no date."""
    if period is None:
        return (2, 0)
    return (int(period.last - period.first > dt.timedelta(days=30)), -period.first.toordinal())


def dates_in(text: str) -> list[Period]:
    """The days and months that some prose states, with their years, and the years that stand alone between its signs.
    Steps grow with its length."""
    bare, found = _dates_apart(text)
    return found + [Period.of(dt.date(int(year), 1, 1), "year") for year in _YEAR_ALONE.findall(bare)]


def without_dates(text: str) -> str:
    """Some prose with signs in the place of the days and months that it states with their years. Steps grow with its
    length."""
    return _dates_apart(text)[0]


def _dates_apart(text: str) -> tuple[str, list[Period]]:
    found, tokens, at = list[Period](), list(_TOKEN.finditer(text)), 0
    while at < len(tokens):
        ends = (end for end in range(min(at + _MOST_OF_A_DATE, len(tokens)), at, -1))
        ways = ((end, _amid(text[tokens[at].start() : tokens[end - 1].end()])) for end in ends)
        end, period = next(((end, period) for end, period in ways if period), (at + 1, None))
        if period:
            start, stop = tokens[at].start(), tokens[end - 1].end()
            text = f"{text[:start]}{'-' * (stop - start)}{text[stop:]}"
            found.append(period)
        at = end
    return text, found


def _amid(text: str) -> Period | None:
    """The day or month that a few words of prose are, without the signs around them; None of others, and of a year."""
    bare = text.strip(_SIGNS)
    if not _WITH_YEAR.search(bare) or bare.isdigit():
        return None
    with suppress(PeriodError):
        return parse_date(bare)
    return None


@lru_cache(maxsize=1024)
def parse_date(text: str) -> Period:
    """The day, month or year of `2026-02-09`, `2026-2-9`, `09/02/2026`, `9.2.2026`, `9-2-2026`, `2026-02`, `02/2026` or
    `2026`, and as people write them: `9 février 2026`, `lundi 9 févr. 2026`, `March 9, 2026`, `mars 2026`, `mars-2026`,
    `9/2/26`, `2/19/2026`. Raises PeriodError."""
    ways = (_YEAR_FIRST, _AMERICAN, _DAY_FIRST, _SHORT_YEAR)
    match = next((match for way in ways if (match := way.fullmatch(text))), None) or _in_words(text)
    if match is None:
        raise PeriodError(f"{text!r} is no date; write {FORMS}")
    stated = match.group("year", "month", "day")
    year, month, day = (_months().get(part) or int(part) if part else None for part in stated)
    year = 2000 + int(stated[0]) if len(stated[0]) == 2 else year
    try:
        date = dt.date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise PeriodError(f"{text} is no day of the calendar; write {FORMS}") from error
    return Period.of(date, "day" if day is not None else "month" if month is not None else "year")


def _in_words(text: str) -> re.Match[str] | None:
    """A date whose month is named, folded; None where it is none."""
    plain = _folded(text[:_LONGEST])
    match = _NAMED.fullmatch(plain) or _MONTH_FIRST.fullmatch(plain)
    known = match and match["month"] in _months() and all(map(_stands_before, match["before"].split()))
    return match if known else None


def _stands_before(word: str) -> bool:
    """Whether a folded word may stand before a date: a day of the week, long or short, or one that leads to it."""
    return word in _WITH_DATES or (len(word) >= _SHORTEST and any(day.startswith(word) for day in _weekdays()))


def _folded(text: str) -> str:
    """Lower letters without accents, dots, commas and hyphens."""
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return " ".join(re.split(r"[\s.,-]+", plain)).strip()


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(_folded(day) for tongue in LANGUAGES for day in days(tongue))


@cache
def _months() -> dict[str, int]:
    """Folded names of months, long and short, without dots."""
    return {_folded(name): number for tongue in LANGUAGES for name, number in month_names(tongue)}


def parse_period(text: str) -> Period:
    """What `parse_date` takes, or a range `A..B` of it, from the first day of A to the last of B. Raises
    PeriodError."""
    start, dots, end = text.partition("..")
    if not dots:
        return parse_date(text)
    period = Period(parse_date(start).first, parse_date(end).last)
    if period.first > period.last:
        raise PeriodError(f"{text} ends before it begins")
    return period
