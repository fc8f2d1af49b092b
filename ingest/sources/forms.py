"""The forms that a value is stated in: a text, a number, a day whose order of day and month is the source's own,
people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from archive.text.tokenizer import fold
from ingest.extract.date_phrases import month_numbers
from ingest.extract.names import UPPER, is_role_word

Form = Literal["text", "date", "people", "number"]
Order = Literal["DMY", "MDY"]
Value = str | tuple[str, ...]

FORMS: dict[str, Form] = {"date": "date", "hosts": "people", "guests": "people", "number": "number"}
"""The form of each field; all others are texts."""
FIELDS = ("title", "show", "channel", "date", "hosts", "guests", "number", "description", "language")
FIXED = frozenset({"show", "channel", "language"})
"""What most sources state alike on each page."""

_MONTH = r"[^\W\d_]{3,12}\.?"
_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})(?P<s>[-_/.]?)(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)(?!\d)"
    r"|(?P<a>\d{1,2})(?P<t>[./-])(?P<b>\d{1,2})(?P=t)(?P<c>\d{4}|\d\d)(?!\d)"
    rf"|(?P<d1>\d{{1,2}})(?:er|st|nd|rd|th|\.|º|ª)?,? (?:de |of |di )?(?P<m1>{_MONTH}),? (?:de |del )?(?P<y1>\d{{4}})(?!\d))"
    rf"|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})(?!\d)"
)
_CAPITAL = rf"(?:(?:[{UPPER}]\.)+|[{UPPER}][\w'’-]*)"
_PARTICLE = r"(?:de|da|do|dos|du|des|van|von|der|den|la|le|el|al|bin|ben|di|del|ter|ten|zu|af|av)"
_NAME = rf"{_CAPITAL}(?: (?:{_CAPITAL}|{_PARTICLE}\b)){{0,4}}"
_AND = r"(?:and|&|et|e|und|y|with|og|och|en|i)"
_JOINS = rf"(?:,? {_AND} | & "
_ROLE = rf"(?: ?\([^()]{{2,80}}\)|, (?!{_AND}\b)[a-zà-ÿ][^,;&()\d]{{2,60}}?(?=,? {_AND} |[,;.]|$))?"
"""What a name is followed by without a comma that parts it from the next: who that is, in brackets or in small
letters."""
_LONGEST_RUN = 600


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value stands in a text, and what it is."""

    begin: int
    end: int
    value: str


def days_in(text: str, order: Order) -> Iterator[Span]:
    """The days of a text as YYYY-MM-DD; `order` says which of 03/04/2013 is the day."""
    for match in _DAY.finditer(text):
        if day := _day_of(match, order):
            yield Span(match.start(), match.end(), day)


def _day_of(match: re.Match[str], order: Order) -> str | None:
    if match["y"]:
        return _checked(match["y"], int(match["m"]), match["d"]) if match["s"] or len(match.group()) == 8 else None
    if match["a"]:
        day, month = (match["a"], match["b"]) if order == "DMY" else (match["b"], match["a"])
        year = match["c"] if len(match["c"]) == 4 else f"{19 if int(match['c']) > 40 else 20}{match['c']}"
        return _checked(year, int(month), day)
    month_name = match["m1"] or match["m2"]
    number = month_numbers().get(fold(month_name).strip(". "))
    return _checked(match["y1"] or match["y2"], number, match["d1"] or match["d2"]) if number else None


def _checked(year: str, month: int, day: str) -> str | None:
    good = 1 <= month <= 12 and 1 <= int(day) <= 31 and 1900 <= int(year) <= 2200
    return f"{year}-{month:02}-{int(day):02}" if good else None


@dataclass(frozen=True, slots=True)
class Run:
    """People named one behind the other; `goes_on`: another name stands behind, perhaps of the same run."""

    names: tuple[str, ...]
    goes_on: bool = False
    only_names: bool = False


@cache
def _patterns(comma: bool) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    join = _JOINS + ("|[,;/·|] ?| [-–—•] )" if comma else ")")
    one = f"({_NAME}){_ROLE}"
    more = re.compile(rf"[^.!?]{{0,60}}?(?:{_JOINS}|[,;] ){_NAME} {_CAPITAL})")
    return re.compile(f"{one}(?:{join}{one})*"), re.compile(rf"(?:^|{join}){one}"), more


def _is_whole_name(name: str) -> bool:
    """Whether a name has two words or more, and is none of what somebody does (`Executive Director`)."""
    words = name.split()
    return len(words) > 1 and not any(is_role_word(word) for word in words)


def people_at(text: str, comma: bool) -> Run:
    """The run of names that a text begins with. Commas part names where that was taught, or where nothing else stands
    there."""
    text = text[:_LONGEST_RUN]
    run, one, more = _patterns(True)
    whole = run.fullmatch(text.rstrip(" ."))
    only_names = whole is not None and all(_is_whole_name(match[1]) for match in one.finditer(whole.group()))
    if not (comma or only_names):
        run, one, more = _patterns(False)
    found = run.match(text)
    if found is None:
        return Run(())
    names = tuple(match[1].strip(" .") for match in one.finditer(found.group()))
    return Run(names, more.match(text, found.end()) is not None, only_names)


def numbers_in(text: str) -> Iterator[Span]:
    """The whole numbers of a text, without zeros before them."""
    for match in re.finditer(r"[0-9]{1,9}", text):
        yield Span(match.start(), match.end(), str(int(match.group())))


def key_of(value: Value) -> tuple[str, ...]:
    """What two values are compared by: order of people, case, spaces and signs at the ends aside."""
    many = (value,) if isinstance(value, str) else value
    return tuple(sorted(" ".join(one.split()).casefold().replace("’", "'").strip(" .:–-") for one in many))
