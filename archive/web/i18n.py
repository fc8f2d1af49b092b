"""The site's two languages, and days and lengths as it writes them. French is the source; English
stands beside it in translations/en.po.

The catalogue is read from the .po itself, so there is no compiled file to forget. French texts are written with plain
spaces; the no-break spaces of French typography are set here, before any value is put in, so that nobody's words are
altered."""

import ast
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

from flask import Flask, Request, g, has_request_context, request
from markupsafe import escape

from archive.model import cldr
from archive.model.episode import Published
from archive.model.period import Period, parse_date
from archive.search.index.facet_index import category_name
from archive.web.site import settings

LANGUAGES = ("fr", "en")
_SPEECHLESS = frozenset({"api", "oembed", "crawlers"})  # whose answers are in no language of the interface
_VOWELS = ("a", "o")  # with which months begin before which "de" is "d’"
NARROW, WIDE = "\u202f", "\u00a0"
_QUOTATION = re.compile(
    r'(?!(?<=[^\s,;:])"(?:[\s.,;:!?…)]|$))"(?=[^"\w]*\w)([^"]*)(?:(?<!\s)"|"(?!\w))|«([^«»]*)»|“([^“”]*)”|„([^„“”"]*)[“”"]'
)
_BEGUN, _ENDED = "\ue000", "\ue001"
_PART = re.compile(
    rf'(?:(\A(?:\[…\] )?)|(?<!\w)"(?=\w)|[„“]|«\s?)([^"«»„“”{_BEGUN}{_ENDED}]*?)(?:(?<=[^\s\d])"(?!\w)|”|\s?»|((?: \[…\])?\Z))'
)
_SINGLE = re.compile(r'(?<!\w)"|(?<!\d)"(?!\w)|[„“”]|«\s?|\s?»')
"""What stands between quotation marks; those that it has afterwards; what begins or ends beyond a text; other marks."""
_STOPS = (":", ";", ",", "!", "?")
_IN_QUOTES = re.compile("[«“]\\s?%\\((\\w+)\\)s")
_BEFORE = re.compile(r" (?=[;!?])")
_ROUND = re.compile(r" (?=[:»])|(?<=«) ")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")


def french_spaces(text: str) -> str:
    """The text, as long as it was, with no-break spaces before : and inside « », and narrow ones before ; ! ? and
    between thousands."""
    narrow = _THOUSANDS.sub(lambda number: number[0].replace(" ", NARROW), _BEFORE.sub(NARROW, text))
    return _ROUND.sub(WIDE, narrow)


def quoted(text: str) -> str:
    """Words between the quotation marks of the request's language."""
    return french_spaces(f"« {inside_quotes(text)} »") if language() == "fr" else f"“{inside_quotes(text)}”"


def inside_quotes(text: str, tongue: str | None = None) -> str:
    """A text as it stands between quotation marks, with those in it one step further in, apart from the stop before
    them: of a quotation that begins or ends beyond it what it has. A mark that belongs to none is left out."""

    def within(found: re.Match[str]) -> str:
        space = " " if found.string[: found.start()].endswith(_STOPS) else ""
        return f"{space}{_BEGUN}{next(filter(None, found.groups()), '').strip()}{_ENDED}"

    def part(found: re.Match[str]) -> str:
        before, told, after = found.groups("")
        return found[0] if None not in found.groups() else f"{before}{_BEGUN}{told}{_ENDED}{after}"

    whole = _SINGLE.sub("", _PART.sub(part, _QUOTATION.sub(within, text)))
    return whole.translate(dict(zip((0xE000, 0xE001), "“”" if (tongue or language()) == "fr" else "‘’", strict=True)))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Texts of the interface, each in its forms: one, or for one thing and for several."""

    texts: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, written: str) -> "Catalogue":
        """Of the text of a .po file, in which what is yet to be translated is left out."""
        found: dict[str, Sequence[str]] = {}
        for entry in re.split(r"\n[ \t]*\n", written):
            texts = {key: "".join(map(_unquoted, lines.splitlines())) for key, lines in _PO.findall(entry)}
            forms = [text for key, text in texts.items() if key.startswith("msgstr")]
            if texts.get("msgid") and all(forms):
                found[texts["msgid"]] = forms
        return cls(found)

    def gettext(self, text: str) -> str:
        """The translation, or the text where there is none."""
        return self.texts.get(text, (text,))[0]

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form for one thing, or for several."""
        return self.texts.get(one, (one, many))[0 if count == 1 else -1]


_PO = re.compile(r'^(msg\w+(?:\[\d\])?)[ \t]+((?:"(?:[^"\\\n]|\\.)*"\n?)+)', re.MULTILINE)
"""A key of an entry and its quoted lines."""


def _unquoted(line: str) -> str:
    return str(ast.literal_eval(line.strip()))


@cache
def english() -> Catalogue:
    """The English catalogue."""
    return Catalogue.of((Path(__file__).parent / "translations" / "en.po").read_text("utf-8"))


def chosen(asked: Request, usual: str) -> str:
    """The language stated in the address, else the browser's, else the usual one."""
    stated = asked.args.get("lang")
    return stated if stated in LANGUAGES else asked.accept_languages.best_match(LANGUAGES, usual) or usual


def language() -> str:
    """The language of this request; French outside of one."""
    if not has_request_context():
        return "fr"
    known: str | None = getattr(g, "language", None)
    if known is None:
        known = g.language = chosen(request, settings().default_language)
    return known


@contextmanager
def speaking(tongue: str) -> Iterator[None]:
    """While it lasts, this request is answered in another language."""
    before = language()
    g.language = tongue
    try:
        yield
    finally:
        g.language = before


def stated_language() -> str | None:
    """The language if the address states it: then links keep it."""
    if "stated" not in g:
        stated = request.args.get("lang")
        g.stated = stated if stated in LANGUAGES else None
    return cast(str | None, g.stated)


@cache
def _said(tongue: str, text: str) -> str:
    return english().gettext(text) if tongue == "en" else french_spaces(text)


@cache
def _counted(tongue: str, one: str, many: str, single: bool) -> str:
    if tongue == "en":
        return english().ngettext(one, many, 1 if single else 2)
    return french_spaces(one if single else many)


def gettext(text: str, /, **values: object) -> str:
    """The text in the request's language, `%(name)s` filled in."""
    return _gettext(language(), text, **values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The form for the count: French has the singular for 0 too. `%(num)s` is the count as one writes it."""
    return _ngettext(language(), one, many, count, **values)


def number(value: int) -> str:
    """`1 284` in French (narrow no-break space), `1,284` in English."""
    return _number(language(), value)


def _gettext(tongue: str, text: str, /, **values: object) -> str:
    said = _said(tongue, text)
    return _filled(tongue, said, values) if values else said


def _ngettext(tongue: str, one: str, many: str, count: int, /, **values: object) -> str:
    single = count == 1 or (tongue == "fr" and count == 0)
    said = _counted(tongue, one, many, single)
    return _filled(tongue, said, {"num": _number(tongue, count), **values})


def _filled(tongue: str, said: str, values: dict[str, object]) -> str:
    """A text with its values; HTML where one of them is, so that no sign of that is escaped again."""
    return (escape(said) if any(map(_is_html, values.values())) else said) % _set_in(tongue, said, values)


def _is_html(value: object) -> bool:
    return hasattr(value, "__html__")


@cache
def _names_in_quotes(said: str) -> tuple[str, ...]:
    return tuple(_IN_QUOTES.findall(said))


def _set_in(tongue: str, said: str, values: dict[str, object]) -> dict[str, object]:
    """The values of a text, with the quotation marks of those that it quotes set one step in."""
    quoting = {name: inside_quotes(str(values[name]), tongue) for name in _names_in_quotes(said) if not _is_html(values[name])}
    return values | quoting if quoting else values


def _number(tongue: str, value: int) -> str:
    return f"{value:,}".replace(",", NARROW) if tongue == "fr" else f"{value:,}"


@cache
def _bound(tongue: str) -> dict[str, Any]:
    """What templates say their texts with, in one language: a page has two hundred of them, and none asks which it
    is."""
    said = {"_": partial(_gettext, tongue), "_n": partial(_ngettext, tongue), "number": partial(_number, tongue)}
    return {**said, "language": lambda: tongue}


def install(app: Flask) -> None:
    """Gives an application its languages: texts in templates (`_`, `_n`), and links that keep a stated language."""
    app.jinja_env.globals.update(_=gettext, _n=ngettext, number=number, language=language)
    app.context_processor(lambda: _bound(language()))
    app.url_defaults(_keep_language)


def _keep_language(endpoint: str, values: dict[str, object]) -> None:
    if endpoint == "static" or endpoint.partition(".")[0] in _SPEECHLESS or not has_request_context():
        return
    stated = stated_language()
    if stated:
        values.setdefault("lang", stated)


@dataclass(frozen=True, slots=True)
class Day:
    """A day in pieces: `iso` for machines; `weekday` and `number` are empty where only the month or the year is
    known."""

    iso: str
    weekday: str
    number: str
    rest: str

    @property
    def full(self) -> str:
        """`lundi 9 février 2026`."""
        return " ".join(part for part in (self.weekday, self.number, self.rest) if part)


@cache
def _day(date: dt.date, precision: str, tongue: str) -> Day:
    if precision == "year":
        return Day(str(date.year), "", "", str(date.year))
    rest = cldr.month_and_year(date, tongue)
    if precision == "month":
        return Day(f"{date:%Y-%m}", "", "", rest)
    number = "1er" if tongue == "fr" and date.day == 1 else str(date.day)
    return Day(date.isoformat(), cldr.days(tongue)[date.weekday()], number, rest)


def day(date: dt.date, precision: str = "day") -> Day:
    """The day of an episode in the request's language."""
    return _day(date, precision, language())


def long_day(date: dt.date | None, precision: str = "day", approximate: bool = False) -> str:
    """`lundi 9 février 2026`, `vers le 9 février 2026`, `février 2026`, or `sans date`."""
    return short_day(date, precision, approximate) if date is None or approximate else day(date, precision).full


def stated_day(published: Published | None) -> str:
    """The same of what an episode states; nothing where it states none."""
    return long_day(published.date, published.precision, published.approximate) if published else ""


def short_day(date: dt.date | None, precision: str = "day", approximate: bool = False) -> str:
    """`9 février 2026`, `vers le 9 février 2026`."""
    if date is None:
        return gettext("sans date")
    parts = day(date, precision)
    about = "" if not approximate else gettext("vers le") if parts.number else gettext("vers")
    return " ".join(part for part in (about, parts.number, parts.rest) if part)


def month_name(month: str) -> str:
    """`février 2026` for `2026-02`."""
    return cldr.month_and_year(dt.date(int(month[:4]), int(month[5:7]), 1), language())


def latest(periods: Iterable[Period]) -> Period:
    """Of some days, months and years the one that ends last, of several the shortest."""
    return max(periods, key=lambda one: (one.last, -one.first.toordinal()))


def span(periods: Iterable[Period]) -> str:
    """From the earliest to the latest of some days, months and years, in words: `du 9 mars 2024 à 2025`, `d’avril 2024
    au 3 mai 2026`; one that holds all the others alone, `mars 2024`; nothing of none.
    What is about so is told so: `d’avril 2024 environ à 2026`."""
    known = list(periods)
    if not known:
        return ""
    first = min(known, key=lambda one: (one.first, -one.last.toordinal()))
    last = latest(known)
    return _in_words(first) if first == last else f"{_from(first)} {_until(last)}"


def when(periods: Iterable[Period]) -> str:
    """The same as it stands behind what happened then: one day `le 9 mars 2024`, one month `en mars 2024`."""
    known = list(periods)
    told = span(known)
    one = next((period for period in known if _in_words(period) == told), None)
    if one is None or one.approximate:
        return told
    return gettext("le %(date)s", date=told) if one.precision == "day" else gettext("en %(date)s", date=told)


def _in_words(period: Period) -> str:
    return short_day(period.first, period.precision or "day", period.approximate)


def _as_end(period: Period) -> str:
    """The same as it stands behind from and until."""
    words = short_day(period.first, period.precision or "day")
    return gettext("%(date)s environ", date=words) if period.approximate else words


def _from(period: Period) -> str:
    words = _as_end(period)
    if period.precision == "day":
        return gettext("du %(date)s", date=words)
    return gettext("d’%(date)s", date=words) if words.startswith(_VOWELS) else gettext("de %(date)s", date=words)


def _until(period: Period) -> str:
    words = _as_end(period)
    return gettext("au %(date)s", date=words) if period.precision == "day" else gettext("à %(date)s", date=words)


def span_of_months(first: str, last: str) -> str:
    """The same of months, `2026-02`."""
    return span(map(parse_date, (first, last)))


def short_month(month: str) -> str:
    """`févr.` for `2026-02`."""
    return cldr.short_month(int(month[5:7]), language())


def minutes(ms: int) -> str:
    """`25 min`, `1 h 02` (`1 h 2 min` in English), or seconds below one minute; nothing where nobody tells how long it
    is (0)."""
    total = ms // 1000
    if not ms:
        return ""
    if total < 60:
        return f"{total} s"
    hours, rest = divmod(total // 60, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if language() == "fr" else f"{hours} h {rest} min"


def hours(ms: int) -> str:
    """`561 heures`, for many episodes together."""
    return ngettext("%(num)s heure", "%(num)s heures", round(ms / 3_600_000))


def language_name(code: str) -> str:
    """`français` for `fr`; a code that names no language as it stands."""
    return cldr.language_name(code, language())


def facet_value(facet: str, value: str) -> str:
    """A value of a facet as the request's language says it: languages and categories by their name."""
    if facet == "category":
        return category_name(value, language())
    return language_name(value) if facet == "language" else value


def tenths(value: float) -> str:
    """`1,3` in French, `1.3` in English: one digit behind the point."""
    return f"{value:.1f}".replace(".", "," if language() == "fr" else ".")


def decimal(value: float) -> str:
    """`1,25` in French, `1.25` in English."""
    return f"{value:g}".replace(".", "," if language() == "fr" else ".")


def moved(ms: int) -> str:
    """`12 s plus loin`, `1 min 05 s plus tôt`."""
    minutes_, seconds = divmod(abs(ms) // 1000, 60)
    much = f"{minutes_} min {seconds:02d} s" if minutes_ else f"{seconds} s"
    return gettext("%(much)s plus loin", much=much) if ms > 0 else gettext("%(much)s plus tôt", much=much)
