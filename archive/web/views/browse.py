"""Ways in without a question: people, shows, categories, the calendar."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NoReturn

from flask import Blueprint, redirect, render_template, request, url_for
from rapidfuzz.fuzz import WRatio
from rapidfuzz.process import extract
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from archive.model.period import Period
from archive.search.filters import Filters
from archive.search.index.facet_index import LONGEST_DAYS
from archive.search.index.same_person import abbreviates
from archive.search.index.types import Summary
from archive.text.slugs import plain
from archive.text.tokenizer import fold, words
from archive.web.browse_index import (
    BrowseEntry,
    BrowseIndex,
    browse_index,
    from_first_to_last,
    last_name,
    years,
)
from archive.web.http import page_cache
from archive.web.http.addresses import UnknownName
from archive.web.http.search_params import SearchParams, page_asked, page_numbers, parse_search_params
from archive.web.i18n import facet_value, latest, ngettext, when
from archive.web.i18n import gettext as _
from archive.web.presentation.charts import histogram_of
from archive.web.presentation.roles import role_in, roles
from archive.web.presentation.template_context import WHOLE_MINUTES
from archive.web.site import index

pages = page_cache.serve_from_cache(page_cache.validate_with_etag(Blueprint("browse", __name__)))

MOST_ROWS = 50
MOST_READ = 1000
"""Episodes of a person, the newest, that are read for the roles given in them."""
OFTEN_WITH = 6
SPOKEN_OF = 6
MOST_FORMS = 8
MOST_MEANT = 4
NEAR = 70
"""Of 100, how alike a name is at least that may have been meant (rapidfuzz, WRatio)."""
PRESENCE_PX = 40
LONG_LIST = 30
"""Names from which on a page of them has a field to find one."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person in an episode: the role given there, and in how many moments the name is said."""

    episode: Summary
    role: str | None
    kind: str
    named: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list of `total` episodes, its number and that of the last, and of a list of several pages the parts,
    a year or what has none: the words for each, its episodes, and the address where they begin."""

    shown: tuple[Summary, ...]
    total: int
    number: int
    last: int
    parts: list[tuple[str, int, str]]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the pages that are led to."""
        return page_numbers(self.number, self.last)

    @staticmethod
    def part_of(episode: Summary) -> str:
        """The part in which an episode stands."""
        period = episode.period
        long = period and (period.last - period.first).days >= LONGEST_DAYS["month"]
        return "none" if period is None else "year-only" if long else f"y{period.first.year}"

    @staticmethod
    def address(number: int) -> str:
        """The address of a page of the list that is asked for."""
        return url_for(str(request.endpoint), **(request.view_args or {}), page=number if number > 1 else None)


@dataclass(frozen=True, slots=True)
class HeardForm:
    """A form in which a name was transcribed: how often, and whether it was only recognised."""

    text: str
    times: int
    recognised: bool


@dataclass(frozen=True, slots=True)
class Unfound:
    """A name that stands in no list: the entries that were perhaps meant, each with its kind, and how many episodes
    hold what was typed; 0 where none does as it is typed."""

    meant: tuple[tuple[BrowseEntry, str], ...]
    episodes: int


def _name_asked() -> SearchParams:
    """The beginning of a name that is typed; these pages ask for nothing else."""
    return parse_search_params(MultiDict([("q", request.args.get("q", ""))]))


@pages.get("/people")
def people() -> str:
    """Everyone who presented or was invited, from A to Z; of a name that is typed those who may be called so."""
    params, held, letters = _name_asked(), browse_index(), dict[str, list[tuple[BrowseEntry, str]]]()
    found = [entry for entry in held.people.values() if _is_called(entry.names, params.text)]
    for entry in found:
        letters.setdefault(last_name(entry.name)[:1].upper(), []).append((entry, held.roles.get(entry.key, "")))
    total = len(held.people)
    return render_template(
        "people.html",
        params=params,
        letters=letters,
        found=len(found),
        are_whole=all(_is_called(entry.names, params.text, begun=False) for entry in found),
        total=total,
        alike=held.alike,
        is_long=total >= LONG_LIST,
        unfound=None if found else _unfound(params.text, person=held.people),
    )


@pages.get("/people/<key>")
def person(key: str) -> str | Response:
    """One person: episodes, roles, the name as it was transcribed, and where else it is spoken."""
    held = browse_index()
    entry = held.person(key) or _unknown(key, person=held.people)
    if entry.key != plain(key):
        return redirect(url_for("browse.person", key=entry.key), 308)
    found, page = index().newest(entry.filters, limit=MOST_READ), _page(entry.filters)
    said = _said(entry, page.number)
    misheard = [_misheard(episode.slug, entry) for episode in page.shown]
    voices, months = _voices(entry), index().months(entry.filters)
    elsewhere = _elsewhere(entry, (label for label, _many, is_name in voices if is_name))
    spoken = index().search(elsewhere.text, limit=SPOKEN_OF, moments=1, aggregations=False)
    return render_template(
        "person.html",
        entry=entry,
        when=when_of(held, entry),
        roles=roles(found.episodes, entry.keys),
        rows=[_appearance(each, entry, said.get(each.slug, 0), forms) for each, forms in zip(page.shown, misheard, strict=True)],
        heard=_forms(entry, sum(said.values()), misheard),
        alike=held.alike.get(entry.name, ()),
        often=_often_with(entry),
        bars=histogram_of([(one.month, one.episodes, one.on_air > 0) for one in months], floor=PRESENCE_PX, label=10),
        voices=voices,
        spoken=[hit for hit in spoken.hits if hit.moments and not hit.lacks],
        mentions=spoken.total,
        elsewhere=elsewhere,
        page=page,
        whole=whole_among(entry.filters),
    )


@pages.get("/shows")
def shows() -> str:
    """Every show, and the categories; of a name that is typed those that may be called so, or whose channel may."""
    params, held = _name_asked(), browse_index()
    shows = [row for row in _with_newest(held.shows.values()) if _is_called((*row[0].names, row[1].channel or ""), params.text)]
    called = {entry: (*entry.names, facet_value("category", entry.name)) for entry in held.categories.values()}
    found = (entry for entry, names in called.items() if _is_called(names, params.text))
    categories = _with_newest(sorted(found, key=lambda entry: fold(called[entry][-1])))
    unfound = None if shows or categories else _unfound(params.text, show=held.shows, category=held.categories)
    total = len(held.shows)
    return render_template(
        "shows.html",
        params=params,
        total=total,
        is_long=total >= LONG_LIST,
        unfound=unfound,
        shows=shows,
        categories=categories,
    )


@pages.get("/shows/<key>")
def show(key: str) -> str:
    """One show."""
    held = browse_index()
    entry = held.shows.get(plain(key)) or _unknown(key, show=held.shows)
    return render_template("listing.html", entry=entry, kind="show", **_listing(entry))


@pages.get("/categories")
def categories() -> str:
    """Every category: they stand below the shows."""
    return shows()


@pages.get("/categories/<key>")
def category(key: str) -> str:
    """One category."""
    held = browse_index()
    entry = held.categories.get(plain(key)) or _unknown(key, category=held.categories)
    return render_template("listing.html", entry=entry, kind="category", **_listing(entry))


@pages.get("/episodes")
def episodes() -> str:
    """Every episode, newest first, a page at a time."""
    return render_template(
        "episodes.html",
        categories=browse_index().categories.values(),
        undated=browse_index().totals.undated,
        by_year_alone=bool(browse_index().years_alone),
        years=sorted(((one.value, one.episodes) for one in index().facet_values("year")), reverse=True),
        page=_page(Filters()),
        whole=whole_among(Filters()),
    )


def when_of(held: BrowseIndex, entry: BrowseEntry) -> str:
    """When the episodes of an entry were, in words: from the first day or month that is known to the last, or from or
    to a year where all that is known of an episode is a year before or behind these; of how many no more than the year
    is known, or nothing."""
    has_months = bool(held.periods(entry.filters, "month"))
    of_year = sum(count for _year, count in held.years_alone_of(entry.filters)) if has_months else 0
    undated = held.undated_of(entry.filters)
    alone_told = ngettext("%(num)s daté par l’année seule", "%(num)s datés par l’année seule", of_year) if of_year else ""
    undated_told = ngettext("%(num)s sans date", "%(num)s sans date", undated) if undated else ""
    which = _(" et ").join(filter(None, (alone_told, undated_told)))
    return ", ".join(filter(None, (when(_periods(held, entry)), which and _("dont %(which)s", which=which))))


def _periods(held: BrowseIndex, entry: BrowseEntry) -> list[Period]:
    """The days and months of the episodes of an entry, and the years of those of which no more is known that are
    before or behind these."""
    known, alone = held.periods(entry.filters, "month"), held.periods(entry.filters, "year-only")
    first, last = min((one.first for one in known), default=dt.date.max), max((one.last for one in known), default=dt.date.min)
    return [*known, *(one for one in alone if one.last < first or one.first > last)]


@pages.get("/calendar")
def calendar() -> str:
    """Every month: one stroke, one episode."""
    held = browse_index()
    return render_template("calendar.html", totals=held.totals, years=years(held))


def _is_called(names: Iterable[str], typed: str, *, begun: bool = True) -> bool:
    """Whether some names have words that begin as those that are typed, be they written together there (europe1) or
    here (france info), or unless `begun` are these; true where none is typed."""
    known = [run for name in names for run in (_runs(words(name)) if begun else words(name))]
    ways = (words(typed), ["".join(words(typed))]) if begun else (words(typed),)
    return any(all(any(run == one or (begun and run.startswith(one)) for run in known) for one in asked) for asked in ways)


def _runs(called: Sequence[str]) -> list[str]:
    """From each word of a name on its words as one."""
    return ["".join(called[first:]) for first in range(len(called))]


def _unfound(typed: str, **lists: Mapping[str, BrowseEntry]) -> Unfound | None:
    """What is told where no entry of some lists, each with its page, is called as it is typed; None where nothing is
    typed."""
    if not words(typed):
        return None
    answer = index().search(typed, limit=0, moments=0)
    return Unfound(_nearly_called(typed, **lists), answer.total if answer.total_is == "said" else 0)


def _unknown(key: str, **lists: Mapping[str, BrowseEntry]) -> NoReturn:
    """Refuses an address of nobody, with the entries that begin as it does, or are called nearly so."""
    typed = plain(key).replace("-", " ")
    began = [one for one in _often_first(lists) if _is_called(one[0].names, typed)]
    meant = began[:MOST_MEANT] or _nearly_called(typed, **lists)
    raise UnknownName(tuple((entry.name, url_for(f"browse.{kind}", key=entry.key)) for entry, kind in meant))


def _often_first(lists: Mapping[str, Mapping[str, BrowseEntry]]) -> list[tuple[BrowseEntry, str]]:
    every = [(entry, kind) for kind, entries in lists.items() for entry in entries.values()]
    return sorted(every, key=lambda one: -one[0].episodes)


def _nearly_called(typed: str, **lists: Mapping[str, BrowseEntry]) -> tuple[tuple[BrowseEntry, str], ...]:
    """The entries that may have been meant by what was typed, each with its kind."""
    often = _often_first(lists)
    kinds = {id(entry): kind for entry, kind in often}
    return tuple((entry, kinds[id(entry)]) for entry in nearly_called(typed, (entry for entry, _ in often)))


def nearly_called(typed: str, often: Iterable[BrowseEntry]) -> tuple[BrowseEntry, ...]:
    """Of some entries, those of most episodes first, the few that may have been meant by what was typed."""
    bearers = {name: entry for entry in often for name in entry.names}
    near = extract(fold(typed), {name: fold(name) for name in bearers}, scorer=WRatio, score_cutoff=NEAR, limit=None)
    return tuple({id(bearers[name]): bearers[name] for _, _, name in near}.values())[:MOST_MEANT]


def _with_newest(entries: Iterable[BrowseEntry]) -> list[tuple[BrowseEntry, Summary, Period | None]]:
    """Names, each with its newest episode, and when the last was that is known of."""
    held = browse_index()
    every = ((entry, _periods(held, entry)) for entry in entries)
    return [(entry, newest, latest(dated) if dated else None) for entry, dated in every for newest in held.newest(entry.filters)]


def _said(entry: BrowseEntry, pages: int) -> dict[str, int]:
    """In how many moments of each of a person's episodes, so many pages of the newest, the whole name is said as it is
    written."""
    most = pages * MOST_ROWS
    found = index().search(f'"{entry.name}"', filters=entry.filters, sort="date", limit=most, moments=0, aggregations=False)
    return {hit.summary.slug: hit.moments_total for hit in found.hits if not hit.lacks}


def _misheard(slug: str, entry: BrowseEntry) -> Counter[str]:
    """The other forms in which a name was transcribed in an episode."""
    analysis = index().analysis(slug)
    return Counter(
        link.heard
        for link in (analysis.links if analysis else ())
        if link.distance > 0 and plain(link.name) in entry.keys and plain(link.heard) != entry.key
    )


def _appearance(episode: Summary, entry: BrowseEntry, said: int, misheard: Counter[str]) -> Appearance:
    role, kind = role_in(episode, entry.keys)
    return Appearance(episode, role, kind, said + misheard.total())


def _forms(entry: BrowseEntry, said: int, misheard: list[Counter[str]]) -> list[HeardForm]:
    total: Counter[str] = sum(misheard, Counter())
    written = [HeardForm(entry.name, said, False)] if said else []
    return [*written, *(HeardForm(text, times, True) for text, times in total.most_common(MOST_FORMS))]


def _often_with(entry: BrowseEntry) -> list[tuple[str, int]]:
    """People who were there at least twice with this one, in order of name: nobody is ranked."""
    others = [value for value in index().facet_values("person", entry.filters) if plain(value.value) != entry.key]
    return sorted(((name, count) for name, count in others[:OFTEN_WITH] if count > 1), key=lambda found: fold(found[0]))


def _voices(entry: BrowseEntry) -> list[tuple[str, int, bool]]:
    """What a person is called where a transcript tells who speaks, in how many episodes, and whether it is their name;
    else it abbreviates it, and half of its episodes or more say their last name. Names first, then the oftenest."""
    told = {plain(one.value): one.value for one in reversed(index().facet_values("speaker"))}
    of = {label: key in entry.keys for key, label in told.items() if key in entry.keys or abbreviates(label, entry.name)}
    last, count = words(entry.name)[-1], index().answering
    by = {label: Filters.of(speaker=label) for label in of}
    many = {label: count("", filters=filters) for label, filters in by.items()}
    sure = ((label, many[label], of[label]) for label in of if of[label] or count(last, filters=by[label]) * 2 >= many[label])
    return sorted(sure, key=lambda one: (not one[2], -one[1]))


def _elsewhere(entry: BrowseEntry, voices: Iterable[str]) -> SearchParams:
    """The search of the episodes in which the name is said or written and the person is neither on air nor speaks."""
    without = [("person", name) for name in entry.filters.values("person")] + [("speaker", voice) for voice in voices]
    return SearchParams(text=" ".join([f'"{entry.name}"', *(f'-{key}:"{name}"' for key, name in without)]))


def _listing(entry: BrowseEntry) -> dict[str, object]:
    months = [(month.month, month.episodes, month.episodes > 0) for month in from_first_to_last(index().months(entry.filters))]
    people = index().facet_values("person", entry.filters)
    return {
        "when": when_of(browse_index(), entry),
        "bars": histogram_of(months, floor=PRESENCE_PX, label=10),
        "people": sorted(people, key=lambda found: (-found.episodes, last_name(found.value), fold(found.value))),
        "page": _page(entry.filters),
        "whole": whole_among(entry.filters),
    }


def _page(filters: Filters) -> Page:
    """The page that is asked for of the episodes that pass."""
    total = index().newest(filters, limit=0).total
    last = max(1, -(-total // MOST_ROWS))
    number = page_asked(request.args, last)
    shown = index().newest(filters, first=(number - 1) * MOST_ROWS, limit=MOST_ROWS).episodes
    return Page(shown, total, number, last, _parts(filters) if last > 1 else [])


def _parts(filters: Filters) -> list[tuple[str, int, str]]:
    """The parts of the episodes that pass in their order: the years of those whose month is known, then the others."""
    found = index().facet_values("year", filters.and_also(Filters.of(dated="month")))
    parts = [(f"y{one.value}", one.value, one.episodes) for one in sorted(found, key=lambda one: one.value, reverse=True)]
    for key, told in (("year-only", _("année seule")), ("none", _("sans date"))):
        parts.append((key, told, index().newest(filters.and_also(Filters.of(dated=key)), limit=0).total))
    begins = accumulate((many for _key, _told, many in parts), initial=0)
    at = zip(parts, begins, strict=False)
    return [(told, many, f"{Page.address(first // MOST_ROWS + 1)}#{key}") for (key, told, many), first in at if many]


def whole_among(filters: Filters) -> int:
    """How many of the episodes that pass are whole ones."""
    return index().newest(filters.and_also(Filters.of(duration=f">{WHOLE_MINUTES}")), limit=0).total
