"""Days named in titles and descriptions ("Ce lundi 9 février", "du 07/03/2025", "##DEBRIEF-2026-03-16##"): month and
day names of ten languages from Babel; and how long ago a page says it was published ("il y a 14 minutes", "l’altro
ieri", "4 ay önce").

The weekday must agree with the day; a missing year is the nearest one, not after the saving, in which it does. A day on
which somebody was born or a film comes out is none of the programme's."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.model.cldr import CALENDARS, days, long_months, month_names
from archive.model.episode import Precision
from archive.text.tokenizer import fold

_READ_ON = 1500
_LAST_LINES = 600
_NUMERIC = re.compile(
    r"(?<![0-9/.-])(?P<day>[0-9]{1,2})(?P<sign>[/.-])(?P<month>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4}|[0-9]{2})(?![0-9/.-]?[0-9])"
    r"|(?<![0-9])(?P<year2>(?:19|20)[0-9]{2})(?P<sign2>[-_/.]?)(?P<month2>[0-9]{2})(?P=sign2)(?P<day2>[0-9]{2})(?![0-9])"
    r"|(?<![0-9/.-])(?P<year3>(?:19|20)[0-9]{2})(?P<sign3>[-/])(?P<month3>[0-9]{1,2})(?P=sign3)(?P<day3>[0-9]{1,2})(?![0-9/.-]?[0-9])"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_BETWEEN_SIGNS = re.compile(r"[#_(\[|–-]\s*$")
_OPENING, _LONGEST_LABEL = 60, 50
_BEGINNING = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """A day in prose. `announced`: the words say it is the programme's day; `sure`: its year is stated or proved by the
    weekday; neither: it counts only where the page's own words agree. `formal`: a whole date with its year behind words
    that speak of nothing else ("émission du", "ce mardi"), or with its weekday set off in a title ("– Mardi 3 mars
    2026")."""

    day: dt.date
    words: str
    where: str
    announced: bool
    sure: bool
    formal: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    weekday: int | None
    day: int
    month: int
    year: int | None


@cache
def month_numbers() -> dict[str, int]:
    """Folded names of months, long and short, of all languages."""
    found: dict[str, int] = {}
    for language in CALENDARS:
        for name, number in month_names(language):
            found.setdefault(fold(name).rstrip("."), number)
    return found


@cache
def _long_months() -> dict[str, int]:
    return {fold(name): number for language in CALENDARS for number, name in enumerate(long_months(language), 1)}


@cache
def _weekdays() -> dict[str, int]:
    """Folded weekdays; 0 is Monday. Portuguese is also said without "-feira"."""
    names = [(fold(name), number) for language in CALENDARS for number, name in enumerate(days(language))]
    return {short: number for name, number in names for short in (name, name.removesuffix("-feira"))}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    weekday, month = _any_of(_weekdays()), _any_of(_long_months())
    day_first = (
        rf"(?:\b(?P<weekday>{weekday})(?:,| le| dem| den| der| dia| el)? ?)?\b(?P<day>[0-9]{{1,2}})(?:er|st|nd|rd|th|\.|º)? "
    )
    day_first += rf"(?:de |of )?(?P<month>{month})\b(?:,? (?:de |del )?(?P<year>[0-9]{{4}})\b)?"
    month_first = rf"(?:\b(?P<weekday>{weekday}),? )?\b(?P<month>{month}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
    month_first += r"(?:,? (?P<year>[0-9]{4})\b)?"
    return re.compile(day_first), re.compile(month_first)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _announcing(kind: str) -> re.Pattern[str]:
    words = sorted(calendar()["announced"][kind], key=len, reverse=True)
    return re.compile(rf"(?:^|[^\w])(?:{'|'.join(re.escape(word) for word in words)})$")


def find_mention(title: str, description: str, latest: dt.date) -> Mention | None:
    """The best day that title or description names: announced as the programme's before only spoken of, sure before
    unsure."""
    text = description if len(description) <= _READ_ON + _LAST_LINES else f"{description[:_READ_ON]}\n{description[-_LAST_LINES:]}"
    found = [
        mention for where, words in (("title", title), ("description", text)) for mention in _all_mentions(words, where, latest)
    ]
    return min(found, key=lambda mention: (not (mention.announced and mention.sure), not mention.announced), default=None)


def _all_mentions(text: str, where: str, latest: dt.date) -> Iterator[Mention]:
    folded, words = _aligned(_ADDRESS.sub(lambda match: " " * len(match.group()), text))
    yield from _mentions(folded, words, where, latest)
    yield from _numeric_mentions(folded, where, latest)


def _numeric_mentions(folded: str, where: str, latest: dt.date) -> Iterator[Mention]:
    """Days in figures: always sure; announced in a title, behind "du" or a label ("Meeting Date/Time:"), at the
    beginning, or between signs, as in a file's name."""
    for match in _NUMERIC.finditer(folded):
        day = _day_in_figures(match)
        if day is None or day > latest or _is_of_something_else(folded, match.start(), match.end()):
            continue
        before = folded[max(0, match.start() - 24) : match.start()].rstrip()
        labelled = _labelled(folded, match.start(), day)
        announced = (
            where == "title"
            or match.start() < _BEGINNING
            or labelled
            or _says_when(before)
            or _BETWEEN_SIGNS.search(before) is not None
        )
        if announced or match["sign"] == "/":
            yield Mention(day, match.group(), where, announced, True, announced)


def _day_in_figures(match: re.Match[str]) -> dt.date | None:
    if match["year3"]:
        return _day(int(match["year3"]), int(match["month3"]), int(match["day3"]))
    if match["year"]:
        year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
        return _day(year, int(match["month"]), int(match["day"])) if match["sign"] != "." or len(match["year"]) == 4 else None
    return _day(int(match["year2"]), int(match["month2"]), int(match["day2"]))


def _labelled(folded: str, start: int, day: dt.date) -> bool:
    """Whether a label tells that the day that follows is the programme's, be it behind its weekday, which agrees."""
    told = _label().search(folded[max(0, start - _LONGEST_LABEL) : start])
    return told is not None and (told["weekday"] is None or _weekdays()[told["weekday"]] == day.weekday())


@cache
def _label() -> re.Pattern[str]:
    labels = calendar()["announced"]["labels"]
    return re.compile(rf"(?:^|[^\w])(?:{'|'.join(labels)})[ *_]*:[ *_]*(?:\b(?P<weekday>{_any_of(_weekdays())}),? )?$")


def _says_when(before: str) -> bool:
    return any(_announcing(kind).search(before) for kind in ("before", "solemn", "shown"))


@cache
def _of_something_else() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = calendar()["of_something_else"]
    return (
        re.compile(rf"(?:^|[^\w])(?:{'|'.join(words['before'])})(?=[^\w])[^.\n]{{0,24}}$"),
        re.compile(rf"\W{{0,2}}(?:{'|'.join(words['behind'])})\b"),
    )


def _is_of_something_else(folded: str, start: int, end: int) -> bool:
    """Whether the day is somebody's birth, a film's release, a thing to come."""
    before, behind = _of_something_else()
    return before.search(folded[max(0, start - 50) : start]) is not None or behind.match(folded[end : end + 14]) is not None


def _mentions(folded: str, words: str, where: str, latest: dt.date) -> Iterator[Mention]:
    day_first, month_first = _patterns()
    taken = 0
    for match in sorted([*day_first.finditer(folded), *month_first.finditer(folded)], key=lambda match: match.start()):
        if match.start() < taken:
            continue
        named = _named(match)
        day = _day_of(named, latest)
        if day is None or _is_of_something_else(folded, match.start(), match.end()):
            continue
        taken = match.end()
        before = folded[max(0, match.start() - 24) : match.start()].rstrip()
        solemn = _announcing("solemn").search(before) is not None
        announced = solemn or _is_announced(folded, match.start(), where, named)
        announced = announced or (named.year is not None and _labelled(folded, match.start(), day))
        sure = named.year is not None or named.weekday is not None
        set_off = where == "title" and named.weekday is not None and _BETWEEN_SIGNS.search(before) is not None
        if sure or announced or _says_when(before):
            formal = named.year is not None and (solemn or set_off)
            yield Mention(day, words[match.start() : match.end()].strip(), where, announced, sure, formal)


def _aligned(text: str) -> tuple[str, str]:
    """The text folded character by character, and itself, at the same places; white space as plain spaces."""
    text = re.sub(r"\s", " ", text.replace("’", "'"))
    return "".join((fold(character) or " ")[0] for character in text), text


def _named(match: re.Match[str]) -> _Named:
    weekday, year = match["weekday"], match["year"]
    return _Named(
        _weekdays().get(weekday) if weekday else None,
        int(match["day"]),
        _long_months()[match["month"]],
        int(year) if year else None,
    )


def _day_of(named: _Named, latest: dt.date) -> dt.date | None:
    """The day meant; None where there is no such day, its weekday disagrees, or it lies after the saving."""
    if named.year is None:
        return last_such_day(named.day, named.month, named.weekday, latest)
    day = _day(named.year, named.month, named.day)
    return day if day and day <= latest and named.weekday in (None, day.weekday()) else None


def last_such_day(day: int, month: int, weekday: int | None, latest: dt.date) -> dt.date | None:
    """The last such day not after `latest`, and on that weekday (0 is Monday) where one is stated; looks back 28
    years."""
    for year in range(latest.year, max(latest.year - 29, 0), -1):
        found = _day(year, month, day)
        if found and found <= latest and weekday in (None, found.weekday()):
            return found
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _is_announced(folded: str, start: int, where: str, named: _Named) -> bool:
    """Whether the day stands where programmes say theirs: in a title, behind "du" near the beginning, or at the very
    beginning."""
    if where == "title":
        return True
    if start < _OPENING and _announcing("before").search(folded[max(0, start - 24) : start].rstrip()):
        return True
    return start < _BEGINNING and named.weekday is not None


# -- how long ago

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
    return tomllib.loads(files("ingest.extract").joinpath("calendar.toml").read_text("utf8"))


@cache
def _relative_words() -> _Words:
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


def readings(text: str) -> list[str]:
    """A date's words folded, without bullet and full stop, then without its lead ("publié le"); none for a long
    text."""
    if len(text) > _LONGEST:
        return []
    found = [" ".join(fold(text).split()).strip(" .,;•·|-–—*()")]
    while match := _relative_words().lead.match(found[-1]):
        found.append(found[-1][match.end() :])
    return found


def parse_relative(text: str) -> RelativeDate | None:
    """The stretch of time that a whole line states; None where it states none."""
    return next((ago for reading in readings(text) if (ago := _read_plain(reading))), None)


def _read_plain(plain: str) -> RelativeDate | None:
    words = _relative_words()
    if plain in words.phrases:
        return words.phrases[plain]
    match = words.sentence.fullmatch(plain)
    if match is None:
        return None
    unit = match["unit"] or match["unit2"]
    number = match["number"] or match["glued"] or match["number2"] or match["glued2"] or "1"
    return RelativeDate(words.units[unit], 1 if number in words.ones else int(number))
