"""Writes what the program needs of Unicode's CLDR, from Babel. The program itself needs no Babel."""

import json
from itertools import product
from pathlib import Path
from string import ascii_lowercase

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global

TARGET = Path(__file__).parent.parent / "archive" / "model" / "cldr.json"
CALENDARS = ("fr", "en", "de", "es", "it", "pt", "tr", "id", "nl", "pl")
"""The languages in which pages state days; the site speaks the first two."""


def calendar(language: str) -> dict[str, list[str]]:
    """The names of months, from January on, in each context and width, and of days, from Monday on."""
    locale = Locale(language)
    forms = product(("format", "stand-alone"), ("wide", "abbreviated"))
    months = {f"{context} {width}": [locale.months[context][width][number] for number in range(1, 13)] for context, width in forms}
    return {**months, "days": [locale.days["format"]["wide"][number] for number in range(7)]}


def named(code: str) -> list[str] | None:
    """What a language is called in French and in English; None for a code that names none."""
    try:
        locale = Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return None
    return [locale.get_language_name(tongue) or code for tongue in CALENDARS[:2]]


def own_name(code: str) -> str | None:
    """What a language calls itself."""
    return Locale.parse(code).languages.get(code) if localedata.exists(code) else None


def main() -> None:
    """Writes all of it."""
    codes = ["".join(letters) for length in (2, 3) for letters in product(ascii_lowercase, repeat=length)]
    english = {name.lower(): code for code, name in Locale.parse("en").languages.items() if len(code) == 2}
    told = {
        "calendars": {language: calendar(language) for language in CALENDARS},
        "names": {code: names for code in codes if (names := named(code))},
        "english": english,
        "own": {name.lower(): code for code in sorted(english.values()) if (name := own_name(code))},
        "aliases": {code: known for code, known in get_global("language_aliases").items() if len(code) <= 3},
    }
    TARGET.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
