"""The filters of a search, in one table: what each is called, how it is read, what it holds an episode against, and its
words.

Parser, masks, receipts, addresses, API, command, assistants and Python all read this table: a filter is added by one
row."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from archive.model.cldr import language_asked
from archive.model.period import PeriodError, parse_date, parse_period

if TYPE_CHECKING:
    from archive.search.index.types import Facet

Kind = Literal["from", "until", "name", "value", "year", "dated", "episode", "minutes"]
"""How a filter is read and met: a first or last day; a value of a facet, which may be typed in part where it is a name;
how well the day is known; an episode by its slug; a length in minutes."""
Reason = Literal["bad-date", "bad-dated", "bad-minutes", "bad-year", "negative-date", "order"]
UNREAD: frozenset[str] = frozenset(get_args(Reason))
"""Why a filter is not used that is typed."""
MINUTE_MS, LONGEST_MS = 60_000, 1 << 62
MINUTES = r"[<>]?[0-9]{1,4}|[0-9]{1,4}\.\.[0-9]{1,4}"
"""How a length is written, as a pattern."""


class FilterError(ValueError):
    """A filter that cannot be used as it was given: its name, its value, a code that says why, and the same in
    words."""

    def __init__(self, name: str, value: str, why: Reason, said: str) -> None:
        super().__init__(said)
        self.name, self.value, self.why = name, value, why


KNOWN_OF_A_DATE = ("none", "year", "month", "day", "year-only")
"""What may be known of an episode's date, at least; or that no more than its year is."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A row of the table. name: in addresses, API, receipts, options and Python, beside its `aliases`; typed: what else
    it may be called in the text of a query, folded; label: in French and in English; facet: whose values it names."""

    name: str
    kind: Kind
    label: tuple[str, str]
    help: str
    aliases: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    facet: "Facet | None" = None

    def read(self, text: str) -> str:
        """A value as it is kept: a day as 2026-02-09, a language by its code, all else as it was given. Raises
        FilterError."""
        if self.kind in {"from", "until"}:
            return self._day(text)
        if self.facet == "language":
            return language_asked(text)
        if self.kind == "minutes":
            minutes_of(text)
        if self.kind == "year" and not re.fullmatch("[0-9]{4}", text):
            raise FilterError(self.name, text, "bad-year", f"{text!r} is no year; write one like 2026")
        if self.kind == "dated" and text not in KNOWN_OF_A_DATE:
            either = ", ".join(KNOWN_OF_A_DATE[:-1])
            said = f"{text!r} is nothing known of a date; write {either} or {KNOWN_OF_A_DATE[-1]}"
            raise FilterError(self.name, text, "bad-dated", said)
        return text

    def _day(self, text: str) -> str:
        try:
            period = parse_date(text)
        except PeriodError as error:
            raise FilterError(self.name, text, "bad-date", str(error)) from error
        return (period.first if self.kind == "from" else period.last).isoformat()


FILTERS = (
    Filter(
        "after", "from", ("Depuis :", "From:"), "From this day on (also a month or a year).", ("since", "from"), ("apres", "depuis")
    ),
    Filter("before", "until", ("Jusqu’à :", "Until:"), "Up to and including this day.", ("until", "to"), ("avant",)),
    Filter(
        "dated",
        "dated",
        ("Date :", "Date:"),
        "Of no date (none), or one known to the year (year-only: no better), month or day.",
        ("precision",),
    ),
    Filter("show", "name", ("Émission :", "Show:"), "Only this show.", (), ("emission",), "show"),
    Filter(
        "person",
        "name",
        ("Personne :", "Person:"),
        "With this host or guest.",
        ("guest",),
        ("invite", "invitee", "personne"),
        "person",
    ),
    Filter(
        "speaker",
        "name",
        ("Qui parle :", "Spoken by:"),
        "Said by this person, where the transcript tells who speaks.",
        ("voix",),
        ("locuteur", "locutrice"),
        "speaker",
    ),
    Filter("category", "name", ("Catégorie :", "Category:"), "Only this category.", (), ("categorie",), "category"),
    Filter(
        "language", "value", ("Langue :", "Language:"), "Spoken in this language, as fr or en.", ("lang",), ("langue",), "language"
    ),
    Filter(
        "duration",
        "minutes",
        ("Durée (min) :", "Length (min):"),
        "Length in minutes: >60, <10, 20..40 or 30.",
        typed=("duree", "length"),
    ),
    Filter("year", "year", ("Année :", "Year:"), "Only this year.", (), ("annee",), "year"),
    Filter("episode", "episode", ("Épisode :", "Episode:"), "This episode, by its slug.", ("slug",)),
)
BY_NAME = MappingProxyType({name: row for row in FILTERS for name in (row.name, *row.aliases)})
"""Every name under which a filter is given outside the text of a query."""
TYPED = MappingProxyType({name: row for row in FILTERS for name in (row.name, *row.aliases, *row.typed)})
"""Every name under which it may be typed."""
BOTH_DAYS = "date"
"""What is typed for the first and the last day at once."""


class Given(msgspec.Struct, frozen=True, gc=False):
    """One value of a filter; `left_out` where the episodes that have it are."""

    name: str
    value: str
    left_out: bool = False

    @property
    def key(self) -> str:
        """Its filter in a receipt: show, or -show where it is left out."""
        return f"-{self.name}" if self.left_out else self.name


class Filters(msgspec.Struct, frozen=True, gc=False):
    """All given filters must hold; within one, any value; of days the narrowest. Values are compared folded. Days are
    included, and leave out episodes without a date; an episode dated to the month or year counts if any of its days is
    inside. An episode that has any value that is left out is left out."""

    given: tuple[Given, ...] = ()

    @classmethod
    def of(cls, **values: str | dt.date | Iterable[str] | None) -> "Filters":
        """Filters from values by name (show, person, after, …), as text, days or several texts. Raises FilterError for
        what is no day or length, TypeError for a name that no filter has."""
        return cls(tuple(Given(row.name, row.read(value)) for row, texts in map(_named, values.items()) for value in texts))

    def values(self, name: str) -> tuple[str, ...]:
        """What is asked for under one name."""
        return tuple(one.value for one in self.given if one.name == name and not one.left_out)

    def left_out(self, name: str) -> tuple[str, ...]:
        """What is left out under one name."""
        return tuple(one.value for one in self.given if one.name == name and one.left_out)

    def without(self, name: str, *values: str) -> "Filters":
        """The filters, and some values of one more to leave out."""
        return Filters((*self.given, *(Given(name, value, True) for value in values)))

    def and_also(self, others: "Filters") -> "Filters":
        """Both at once."""
        return Filters((*self.given, *others.given))

    @property
    def after(self) -> dt.date | None:
        """The first day that passes."""
        return max(map(dt.date.fromisoformat, self.values("after")), default=None)

    @property
    def before(self) -> dt.date | None:
        """The last day that passes."""
        return min(map(dt.date.fromisoformat, self.values("before")), default=None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the filters that are given, in the order of the table, those that leave out behind: show,
        -show."""
        given = {one.key for one in self.given}
        wanted = tuple(row.name for row in FILTERS if row.name in given)
        return wanted + tuple(dict.fromkeys(one.key for one in self.given if one.left_out))

    def shown(self, key: str) -> str:
        """The values of one of the keys, for people: the narrowest of days, else all with commas between."""
        kept = [one.value for one in self.given if one.key == key]
        kind = BY_NAME[key.lstrip("-")].kind
        return max(kept) if kind == "from" else min(kept) if kind == "until" else ", ".join(kept)


NO_FILTERS = Filters()


def typed_filter(key: str, value: str, *, left_out: bool = False) -> tuple[Given, ...]:
    """What is typed as key:value in a query (date:2026-02 bounds both ways, A..B from one to the other; either wants
    what is known as well as the coarser of its ends is, a year whatever is known). Raises FilterError."""
    if left_out and (key == BOTH_DAYS or TYPED[key].kind in {"from", "until"}):
        raise FilterError(key, value, "negative-date", "a time is bounded by after: and before:")
    if key == BOTH_DAYS:
        return (_days("after", value), _days("before", value), *_known_to(value))
    if TYPED[key].kind in {"from", "until"}:
        return (_days(TYPED[key].name, value),)
    return (Given(TYPED[key].name, TYPED[key].read(value), left_out),)


def _days(name: str, value: str) -> Given:
    try:
        period = parse_period(value)
    except PeriodError as error:
        raise FilterError(name, value, "bad-date", str(error)) from error
    return Given(name, (period.first if name == "after" else period.last).isoformat())


def _known_to(period: str) -> tuple[Given, ...]:
    """How well a date must be known to be of a period, by the coarser of its ends: what is only of that year may be of
    any of its days."""
    start, dots, end = period.partition("..")
    ends = {parse_date(one).precision for one in ([start, end] if dots else [start])}
    coarsest = next(known for known in KNOWN_OF_A_DATE if known in ends)
    return (Given("dated", coarsest),) if coarsest != "year" else ()


def minutes_of(text: str) -> tuple[int, int]:
    """The lengths in ms, from the first up to but not including the second, that `>60`, `<10`, `20..40` or `30`
    (minutes) mean. Raises FilterError."""
    if not re.fullmatch(MINUTES, text):
        raise FilterError("duration", text, "bad-minutes", f"{text!r} is no length; write >60, <10, 20..40 or 30, in minutes")
    first, _, last = text.lstrip("<>").partition("..")
    if text.startswith(">"):
        return int(first) * MINUTE_MS + 1, LONGEST_MS
    if text.startswith("<"):
        return 1, int(first) * MINUTE_MS
    least, most = sorted((int(first), int(last or first)))
    return max(1, least * MINUTE_MS), (most + 1) * MINUTE_MS


def _named(given: tuple[str, str | dt.date | Iterable[str] | None]) -> tuple[Filter, tuple[str, ...]]:
    name, value = given
    if name not in BY_NAME:
        raise TypeError(f"no filter is called {name!r}; there are {', '.join(row.name for row in FILTERS)}")
    if isinstance(value, dt.date):
        value = value.isoformat()
    return BY_NAME[name], tuple(filter(None, (value,) if isinstance(value, str) else value or ()))
