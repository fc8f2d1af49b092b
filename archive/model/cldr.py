"""What Unicode's CLDR says of a few calendars and of the names of languages: a small part, written down by `make
cldr`."""

import datetime as dt
import unicodedata
from functools import cache
from pathlib import Path

import msgspec


class _Cldr(msgspec.Struct):
    """`calendars`: of each language its months by context and width, and its days; `names`: of each code of a language
    what it is called in French and in English; `english` and `own`: the codes by English names and by those that
    languages give themselves; `aliases`: other codes for the same."""

    calendars: dict[str, dict[str, list[str]]]
    names: dict[str, list[str]]
    english: dict[str, str]
    own: dict[str, str]
    aliases: dict[str, str]


CALENDARS = ("fr", "en", "de", "es", "it", "pt", "tr", "id", "nl", "pl")
_TONGUES = ("fr", "en")
_LONG, _SHORT = "format wide", "format abbreviated"
_MONTHS = (_LONG, _SHORT, "stand-alone wide", "stand-alone abbreviated")


@cache
def _told() -> _Cldr:
    return msgspec.json.decode(Path(__file__).with_suffix(".json").read_bytes(), type=_Cldr)


def month_names(language: str) -> tuple[tuple[str, int], ...]:
    """Every name of every month of a language, long and short, as it stands in a date and alone, with its number."""
    months = _told().calendars[language]
    return tuple((name, number) for form in _MONTHS for number, name in enumerate(months[form], 1))


def long_months(language: str) -> tuple[str, ...]:
    """The months as they stand in a date: `janvier`, …"""
    return tuple(_told().calendars[language][_LONG])


def short_month(month: int, language: str) -> str:
    """`févr.` for 2."""
    return _told().calendars[language][_SHORT][month - 1]


def days(language: str) -> tuple[str, ...]:
    """The days of the week, Monday first."""
    return tuple(_told().calendars[language]["days"])


def month_and_year(date: dt.date, language: str) -> str:
    """`février 2026`."""
    return f"{long_months(language)[date.month - 1]} {date.year}"


def language_name(code: str, tongue: str) -> str:
    """`français` for `fr`, in French or English; a code that names no language as it stands."""
    names = _told().names.get(code.partition("_")[0].lower())
    return names[_TONGUES.index(tongue)] if names else code


def language_named(name: str) -> str | None:
    """The code of a language by its English name or by its own, in small letters."""
    return _told().english.get(name) or _told().own.get(name)


def language_asked(typed: str) -> str:
    """`fr` for français, Francais, French and fra: the code that a name in French or in English, a language's own name
    or a code stands for, whatever its accents; what names no language as it stands."""
    bare = _bare(typed.strip())
    return usual_code(bare) if bare in _told().names else _by_name().get(bare, typed)


@cache
def _by_name() -> dict[str, str]:
    """Codes by every name of a language: of some that share one the shortest, or that of the language's own name."""
    told = _told()
    codes = sorted(told.names, key=len, reverse=True)
    named = [(name, code) for code in codes for name in told.names[code]]
    return {_bare(name): code for name, code in (*named, *told.english.items(), *told.own.items())}


def _bare(name: str) -> str:
    """Small letters without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(letter))


def usual_code(code: str) -> str:
    """`fr` for `fra` and `fre`: the code that is used."""
    return _told().aliases.get(code, code)
