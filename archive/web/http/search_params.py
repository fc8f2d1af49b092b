"""What a listener asks in an address: words, filters, order, page. Read once, bounded, and written back into links."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Literal, cast
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from archive.model.period import Period, PeriodError, parse_date
from archive.search.filters import BY_NAME, FILTERS, FilterError, Filters, Given
from archive.search.index.types import DEFAULT_SORT, SORTS, Sort
from archive.search.plan.dates import date_typed, year_typed
from archive.search.query.parser import QUOTED, QUOTES, is_plain, parse, without_typed
from archive.web.i18n import facet_value, french_spaces, language, long_day, span
from archive.web.i18n import gettext as _

LONGEST_TEXT = 500
LONGEST_VALUE = 200
MOST_VALUES = 20
"""Of one filter."""
LAST_PAGE = 1000
PAGES_AROUND = 2
KEYS = tuple(row.name for row in FILTERS)
DAYS = ("after", "before", "year", "dated")
"""The filters that tell of days."""
NAMES = {name: row.name for name, row in BY_NAME.items() if name != "lang"}
"""What a filter may be called in an address, where `lang` is the language of the interface."""

Why = Literal[
    "date",
    "page",
    "number",
    "sort",
    "year",
    "long",
    "many",
    "second",
    "order",
    "lang",
    "twice",
    "place",
    "minutes",
    "dated",
    "body",
]


NEAR, MORE = "near", "more"


class BadSearchParams(ValueError):
    """A parameter that cannot be used: its name, its value, a code that says why, and between what a number may lie."""

    def __init__(self, key: str, value: str, why: Why, *, least: int = 0, most: int = 0) -> None:
        super().__init__(f"{key}={value}: {why}")
        self.key = key
        self.value = value
        self.why = why
        self.least = least
        self.most = most


def unread(error: BadSearchParams) -> str:
    """What could not be read: `Date non reconnue : « hier »`."""
    if error.why == "date":
        return _("Date non reconnue : « %(value)s »", value=error.value)
    if error.why == "long":
        return _("Texte trop long : « %(value)s »", value=error.value)
    return _("Valeur non reconnue : « %(value)s »", value=error.value)


def how_to_write(error: BadSearchParams) -> str:
    """How a parameter is written, in a sentence."""
    return {
        "date": _("Écrivez une date comme 9 février 2026 ou 2026-02-09, un mois comme mars 2017 ou une année comme 2026."),
        "year": _("Écrivez une année comme 2026."),
        "body": _('Envoyez du JSON, {"quotations": […]}, ou un fichier CSV ou texte en UTF-8.'),
        "dated": _("Écrivez ce qu’on sait de la date : none, year, month, day ou year-only."),
        "minutes": _("Écrivez une durée en minutes : >60, <10, 20..40 ou 30."),
        "page": _("Les pages vont de 1 à %(last)s.", last=error.most),
        "number": _("Écrivez un nombre entier, de %(least)s à %(most)s.", least=error.least, most=error.most),
        "sort": _("Le tri est « relevance » (pertinence) ou « date »."),
        "long": _("Le texte dépasse %(most)s caractères.", most=error.most or LONGEST_TEXT),
        "many": _("Il y a trop de filtres à la fois."),
        "second": _("« %(name)s » est un temps, comme 749, 12:29 ou 12m29s, ou deux, comme 749,790.", name=error.key),
        "lang": _("La langue de l’interface est « fr » ou « en »."),
        "place": _("Suivez les liens de la page précédente."),
        "twice": _("Ce paramètre ne se donne qu’une fois."),
        "order": _("La période finit avant de commencer."),
    }[error.why]


@dataclass(frozen=True, slots=True)
class SearchParams:
    """A search as its address states it; `chosen` are its filters in order, as (parameter, value). `instead_of` stands
    in the link of a form that is offered for a word nobody said, and is in no link of the page that it leads to."""

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    sort: Sort = DEFAULT_SORT
    page: int = 1
    instead_of: str = ""
    more_near: bool = False
    """whether as much of what is only near is wanted as there may be: episodes that may say it, passages by meaning"""
    unread: tuple[BadSearchParams, ...] = ()
    """The days that could not be read, and were left out; only a page for people leaves any out."""

    @property
    def told(self) -> str:
        """Its words as they stand between quotation marks: of what is one quotation what its own hold."""
        return self.text.strip()[1:-1].strip() if re.fullmatch(QUOTED, self.text.strip()) else self.text

    def filters(self) -> Filters:
        """The filters as the search takes them. Raises BadSearchParams for a value that is none."""
        found = Filters(tuple(_given(key, value) for key, value in self.chosen))
        if found.after and found.before and found.after > found.before:
            raise BadSearchParams("before", self.first("before"), "order")
        return found

    def has(self, key: str, value: str) -> bool:
        """Whether this filter is chosen."""
        return (key, value) in self.chosen

    def adding(self, key: str, value: str) -> "SearchParams":
        """The same search with one filter more, from its first page."""
        return self if self.has(key, value) else replace(self, chosen=(*self.chosen, (key, value)), page=1)

    def without(self, *keys: str, value: str | None = None) -> "SearchParams":
        """The same search without the filters of these parameters (or without this value of them), from its first
        page."""
        kept = tuple(pair for pair in self.chosen if pair[0] not in keys or (value is not None and pair[1] != value))
        return replace(self, chosen=kept, page=1)

    def undated(self) -> "SearchParams":
        """The same search of any time, from its first page: no day stands in its filters or among its words."""
        text = self.text
        for key in DAYS:
            text = without_typed(text, key)
        return self.without(*DAYS).saying(text)

    def bare(self) -> "SearchParams":
        """The same words without any filter."""
        return SearchParams(text=self.text, sort=self.sort)

    def saying(self, text: str) -> "SearchParams":
        """Other words under the same filters, from the first page."""
        return replace(self, text=text, page=1, more_near=False)

    def offered_for(self, word: str) -> "SearchParams":
        """The same search, offered in the place of one with a word that nobody said."""
        return replace(self, instead_of=word[:LONGEST_VALUE])

    def nearer(self) -> "SearchParams":
        """The same search with more of what is only near."""
        return replace(self, more_near=True, page=1)

    def on_page(self, page: int) -> "SearchParams":
        """Another page of the same search."""
        return replace(self, page=page)

    def in_month(self, month: str) -> "SearchParams":
        """The same search in one month, `2026-02`, of the episodes whose month is known: those that months count."""
        days, bare = parse_date(month), self.undated()
        return bare.adding("after", days.first.isoformat()).adding("before", days.last.isoformat()).adding("dated", "month")

    def in_year_alone(self, year: str) -> "SearchParams":
        """The same search of the episodes of which no more than this year is known: no month counts them."""
        return self.undated().adding("year", year).adding("dated", "year-only")

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of its address, the ordinary ones left out."""
        found = [("q", self.text)] if self.text else []
        found += self.chosen
        if self.sort != DEFAULT_SORT:
            found.append(("sort", self.sort))
        if self.page > 1:
            found.append(("page", str(self.page)))
        if self.instead_of:
            found.append(("for", self.instead_of))
        if self.more_near:
            found.append((NEAR, MORE))
        return found

    def address(self, base: str, lang: str | None = None) -> str:
        """Its address under a base path."""
        pairs = self.pairs() + ([("lang", lang)] if lang else [])
        return base + query_string(pairs)

    def first(self, key: str) -> str:
        """The first value of a filter; empty without one."""
        return next((value for name, value in self.chosen if name == key), "")

    def typed(self, key: str) -> str:
        """What its field shows: the value, also one that could not be read."""
        return next((error.value for error in self.unread if error.key == key), self.first(key))

    def wrong(self, key: str) -> BadSearchParams | None:
        """What is wrong with the value of its field; None where nothing is."""
        return next((error for error in self.unread if error.key == key), None)


def parse_search_params(args: MultiDict[str, str]) -> SearchParams:
    """The ask of an address. Raises BadSearchParams for what cannot be meant; unknown parameters are left alone."""
    params = SearchParams(
        text=_text(args.get("q", "")),
        chosen=_chosen(args),
        sort=_sort(args.get("sort", "")),
        page=page_asked(args),
        more_near=args.get(NEAR) == MORE,
    )
    params.filters()
    return params


def parse_days_leniently(args: MultiDict[str, str]) -> SearchParams:
    """The same with days that cannot be read left out, so that the page says so beside their fields and forgets nothing
    else."""
    unread: list[BadSearchParams] = []
    while True:
        try:
            return replace(parse_search_params(args), unread=tuple(unread))
        except BadSearchParams as error:
            if error.why not in {"date", "order"}:
                raise
            unread.append(error)
            args = _but(args, error.key)


def readable(args: MultiDict[str, str], unread: str) -> tuple[list[tuple[str, str]], SearchParams]:
    """An ask without the parameter that could not be used, nor any other that cannot: as it is written, and read."""
    args = _but(args, unread)
    try:
        return list(args.items(multi=True)), parse_search_params(args)
    except BadSearchParams as error:
        return readable(args, error.key)


def _but(args: MultiDict[str, str], name: str) -> MultiDict[str, str]:
    """An ask without one of its parameters, whatever that is called in it."""
    return MultiDict((key, value) for key, value in args.items(multi=True) if name not in {key, NAMES.get(key)})


def _given(key: str, value: str) -> Given:
    try:
        return Given(key, BY_NAME[key].read(value))
    except FilterError as error:
        raise BadSearchParams(key, value, cast(Why, error.why.removeprefix("bad-"))) from error


def _text(value: str) -> str:
    text = _with_few_marks(" ".join(value.replace("\0", " ").split()))
    if len(text) > LONGEST_TEXT:
        raise BadSearchParams("q", text[:60] + "…", "long")
    return text


MOST_MARKS = 4
"""Accents and the like upon one letter: more than any script writes. Each stands in every link of a page, as six
bytes."""


def _with_few_marks(text: str) -> str:
    """The text with no more than MOST_MARKS combining marks in a row."""
    if text.isascii():
        return text
    runs = groupby(text, key=lambda letter: unicodedata.category(letter).startswith("M"))
    return "".join("".join(islice(run, MOST_MARKS if is_mark else None)) for is_mark, run in runs)


def _chosen(args: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    found = dict.fromkeys(
        (NAMES[key], value.strip()) for key, values in args.lists() if key in NAMES for value in values if value.strip()
    )
    _check_values(found)
    return tuple(dict.fromkeys((key, BY_NAME[key].read(value) if BY_NAME[key].kind == "value" else value) for key, value in found))


def _check_values(found: Iterable[tuple[str, str]]) -> None:
    given = Counter[str]()
    for key, value in found:
        given[key] += 1
        if given[key] > MOST_VALUES:
            raise BadSearchParams(key, value, "many")
        if len(value) > LONGEST_VALUE:
            raise BadSearchParams(key, value[:60] + "…", "long")


def _sort(value: str) -> Sort:
    if value not in {"", *SORTS}:
        raise BadSearchParams("sort", value[:60], "sort")
    return cast(Sort, value or DEFAULT_SORT)


def page_asked(args: MultiDict[str, str], last: int = LAST_PAGE) -> int:
    """The number of a page, of so many. Raises BadSearchParams."""
    value = args.get("page", "")
    if not value:
        return 1
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:6]) <= last or len(value) > len(str(LAST_PAGE)):
        raise BadSearchParams("page", value[:60], "page", least=1, most=last)
    return int(value)


def query_string(pairs: list[tuple[str, str]]) -> str:
    """`?a=1&b=2`, or nothing."""
    return f"?{urlencode(pairs)}" if pairs else ""


def page_numbers(page: int, last: int) -> list[int]:
    """The pages to offer: the first, the last, and some around this one; 0 stands for a gap."""
    wanted = sorted({1, last, *range(max(1, page - PAGES_AROUND), min(last, page + PAGES_AROUND) + 1)})
    numbers: list[int] = []
    for number in wanted:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers


def filter_name(key: str, value: str) -> str:
    """A filter in words: `Émission : Signal faible`, `Sauf émission : Signal faible`, `depuis le 1er janvier 2026`."""
    if key.startswith("-"):
        name = filter_name(key[1:], value)
        return _("Sauf %(filter)s", filter=name[:1].lower() + name[1:])
    row = BY_NAME[key]
    if row.kind in {"from", "until"}:
        return _dated(key, value)
    if row.kind == "dated":
        known = {"none": _("sans date"), "year": _("année connue"), "month": _("mois connu"), "day": _("jour connu")}
        known["year-only"] = _("seule l’année est connue")
        return ", ".join(known.get(one, one) for one in value.split(", "))
    return f"{french_spaces(row.label[0]) if language() == 'fr' else row.label[1]} {facet_value(key, value)}"


def _dated(key: str, value: str) -> str:
    """From which day on, or to the end of which; a year or a month where that is its first day, or its last."""
    try:
        given = parse_date(value)
    except PeriodError:
        return _("depuis : %(day)s", day=value) if key == "after" else _("jusqu’à : %(day)s", day=value)
    day = given.first if key == "after" else given.last
    over = (Period.of(day, "year"), Period.of(day, "month"))
    whole = next((one for one in over if day == (one.first if key == "after" else one.last)), None)
    if key == "after":
        return _("depuis : %(day)s", day=span([whole]) if whole else long_day(day))
    return _("jusqu’à : fin %(period)s", period=span([whole])) if whole else _("jusqu’à : %(day)s", day=long_day(day))


def of_that_date(params: SearchParams) -> SearchParams | None:
    """The episodes of the day or month that is typed among plain words, that hold the others; None where none is,
    or filters or words to leave out stand beside it."""
    query = parse(params.text)
    found = date_typed(query.groups, params.text) if is_plain(query) and not query.excluded and not query.named else None
    if found is None:
        return None
    period, places = found
    rest = (part.typed for place, group in enumerate(query.groups) if place not in places for part in group.parts)
    bare = params.saying(" ".join(rest)).undated().adding("after", period.first.isoformat())
    return bare.adding("before", period.last.isoformat()).adding("dated", period.precision or "month")


def as_phrase(params: SearchParams) -> SearchParams | None:
    """The same words as one phrase, as many as an address may hold; None where quotation marks or filters stand among
    them."""
    text, most = params.text, LONGEST_TEXT - len('""')
    quoted = set(text) & set(QUOTES) or re.search(QUOTED, text)
    held = text if len(text) <= most else text[: most + 1].rpartition(" ")[0] or text[:most]
    return None if quoted or parse(text).filters.given else params.saying(f'"{held}"')


def of_that_year(params: SearchParams) -> SearchParams | None:
    """The episodes of the year that plain words name alone, whatever is said in them, under the same filters; None
    where they name none."""
    query = parse(params.text)
    year = year_typed(query.groups) if is_plain(query) and not (query.excluded or query.filters.given) else None
    return params.saying("").undated().adding("year", year) if year else None


def is_the_same(one: str, other: str) -> bool:
    """Whether two queries ask for the same, however they are typed: a link from one to the other would lead nowhere."""
    first, second = parse(one), parse(other)
    asked = [(tuple(group.meant for group in query.groups), query.excluded, query.filters) for query in (first, second)]
    return asked[0] == asked[1]


_CLOSING = {'"': '"', "«": " »", "“": "”", "„": "“"}


def closed(text: str, quote: str) -> str:
    """The text with its last opening quotation mark closed at its end; without the mark where nothing follows it."""
    before, _, after = text.rpartition(quote)
    return f"{text.rstrip()}{_CLOSING[quote]}" if after.strip() and quote in _CLOSING else f"{before}{after}".strip()
