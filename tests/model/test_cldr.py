"""What was written down of Unicode's CLDR and of wordfreq is what these say."""

import datetime as dt
import math
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest
import wordfreq
from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.dates import format_date
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from archive.languages import frequency
from archive.model import cldr
from archive.web import i18n, preview_images

DAYS = [dt.date(2026, month, day) for month in range(1, 13) for day in (1, 9)]


@pytest.mark.parametrize("language", cldr.CALENDARS)
def test_months_and_days_are_those_of_the_cldr(language: str) -> None:
    locale = Locale(language)
    forms = product(("format", "stand-alone"), ("wide", "abbreviated"))
    assert set(cldr.month_names(language)) == {(name, n) for form, width in forms for n, name in locale.months[form][width].items()}
    assert dict(enumerate(cldr.days(language))) == dict(locale.days["format"]["wide"])
    for day in DAYS:
        assert cldr.month_and_year(day, language) == format_date(day, "MMMM y", locale=language)
        assert cldr.short_month(day.month, language) == format_date(day, "MMM", locale=language)


@pytest.mark.parametrize("tongue", ["fr", "en"])
def test_languages_are_called_as_in_the_cldr(tongue: str) -> None:
    for code in (*("".join(letters) for letters in product(ascii_lowercase, repeat=2)), "gsw", "zzz", "fr_CA", "und", "FR"):
        try:
            name = Locale.parse(code).get_language_name(tongue) or code
        except (ValueError, UnknownLocaleError):
            name = code
        assert cldr.language_name(code, tongue) == name


def test_codes_of_languages_are_those_of_the_cldr() -> None:
    for name, code in ((name.lower(), code) for code, name in Locale.parse("en").languages.items() if len(code) == 2):
        assert cldr.language_named(name) is not None, code
        if localedata.exists(code):
            assert cldr.language_named(Locale.parse(code).languages.get(code, name).lower()) is not None
    for code in ("fra", "fre", "deu", "fr", "xyz", "iw"):
        assert cldr.usual_code(code) == get_global("language_aliases").get(code, code)


def test_the_catalogue_reads_as_babel_reads_it() -> None:
    with (Path(i18n.__file__).parent / "translations" / "en.po").open("rb") as file:
        known = read_po(file, locale="en")
    mine = i18n.english().texts
    for message in known:
        if message.id and message.string:
            several = isinstance(message.id, tuple)
            forms = list(message.string) if several else [message.string]
            assert list(mine[message.id[0] if several else message.id]) == forms


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_words_are_as_common_as_wordfreq_says(language: str) -> None:
    listed = wordfreq.get_frequency_dict(language, "best")
    wanted = list(listed)[::97]
    assert frequency.zipf_as_written(language, wanted) == {word: math.log10(listed[word]) + 9 for word in wanted}
    assert frequency.lists_version("fr") == "3.1.1"


def test_letters_are_as_wide_as_the_faces_say() -> None:
    for file, written in zip(preview_images.FILES, preview_images._faces(), strict=True):
        with TTFont(file, lazy=True) as font:
            size, widths = font["head"].unitsPerEm, font["hmtx"].metrics
            assert written == {code: widths[glyph][0] / size for code, glyph in font.getBestCmap().items()}
