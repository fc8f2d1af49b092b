"""Home and search: plain pages at plain addresses."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from archive.exports import FORMATS, Rows, WholeList, note_row, rows
from archive.model.period import Period, parse_date
from archive.search.executor import PARTIAL
from archive.search.filters import BY_NAME, Filters
from archive.search.index.facet_index import category_key
from archive.search.index.types import Facet, Summary
from archive.search.query.parser import QUOTED, QUOTES, parse, without_typed
from archive.search.results.answer import Answer, Hit
from archive.search.results.by_meaning import MORE_SHOWN, MOST_SHOWN
from archive.search.results.explain import many_in_list
from archive.text.slugs import plain
from archive.text.speaker_labels import names_nobody
from archive.web.browse_index import browse_index, fullest_shows, often_heard, years
from archive.web.http import headers, page_cache
from archive.web.http.addresses import site_address
from archive.web.http.search_params import (
    LONGEST_VALUE,
    SearchParams,
    filter_name,
    how_to_write,
    of_that_year,
    page_numbers,
    parse_days_leniently,
    parse_search_params,
    unread,
)
from archive.web.i18n import facet_value, language, quoted, span, stated_language
from archive.web.i18n import gettext as _
from archive.web.own_links import only_link, own_links
from archive.web.presentation import reading
from archive.web.presentation.charts import episodes_by_month, histogram_of, moments_by_month
from archive.web.presentation.template_context import WHOLE_MINUTES, episode_url
from archive.web.presentation.transcript import first_of, moment_places, phrase_in
from archive.web.site import index, settings, site
from archive.web.views.browse import nearly_called, whole_among

pages = page_cache.serve_from_cache(page_cache.validate_with_etag(Blueprint("search", __name__)))

LATEST = 3
OWN_AGE = dt.timedelta(days=92)
"""How much older than the latest of all those in the page's language may be to stand first: many shows rest a summer."""
RECENT_YEARS = 3
MOST_PEOPLE = 9
HISTOGRAM_PX = 52
NARROW_LABEL = 15.0
"""Per cent of the width beside the list that a year's name takes."""
SHOWN_VALUES = 6
_NO_QUOTES = str.maketrans(dict.fromkeys(QUOTES, " "))
FOLDED_VALUES = 8
LONGEST_INITIALS = 2
"""Letters of a name that is offered to nobody as who speaks (DB); it may be typed."""
SIDES: tuple[Facet, ...] = ("year", "show", "person", "speaker", "category", "language")
"""The facets beside the list, in their order; each is the parameter of its own filter."""


@dataclass(frozen=True, slots=True)
class Side:
    """A facet as the page shows it: its parameter, its first values and those chosen, some others, and how many more
    there are."""

    key: str
    first: tuple[tuple[str, int], ...]
    rest: tuple[tuple[str, int], ...]
    more: int


@pages.get("/")
def home() -> str:
    """The field, and what there is: the latest episodes, the months, the fullest shows, who is
    heard most."""
    held, spoken = browse_index(), Filters.of(language=language())
    return render_template(
        "home.html",
        latest=_latest(spoken),
        newest=held.newest(),
        totals=held.totals,
        to_hear=held.to_hear,
        by_year_alone=sum(held.years_alone.values()),
        people_total=len(held.people),
        categories=held.categories.values(),
        years=years(held, RECENT_YEARS),
        shows=fullest_shows(held, MOST_PEOPLE),
        shows_total=len(held.shows),
        people=often_heard(held, spoken, MOST_PEOPLE),
        examples=held.examples(language()),
    )


@dataclass(frozen=True, slots=True)
class Latest:
    """The episodes that the front page begins with, their language in words (empty: any), whether all are whole, how
    many known to be newer are left out, and how many are in the page's language where others stand first."""

    answer: Answer
    spoken: str
    whole: bool
    newer: int
    own: int


def _latest(spoken: Filters) -> Latest:
    """The latest episodes that are whole, in the language of the page where it has enough of them that are hardly older
    than the latest of all; of a smaller archive the latest of all."""
    whole = Filters.of(duration=f">{WHOLE_MINUTES}")
    of_all, of_page = (_newest(filters) for filters in (whole, whole.and_also(spoken)))
    if len(of_all.hits) < LATEST:
        return Latest(_newest(Filters()), "", False, 0, 0)
    own = len(of_page.hits) == LATEST and all(map(_is_hardly_older, of_page.hits, of_all.hits))
    found, told = (of_page, facet_value("language", language()).capitalize()) if own else (of_all, "")
    return Latest(found, told, True, _newer_than(found.hits[0].summary), 0 if own else index().newest(spoken, limit=0).total)


def _newest(filters: Filters) -> Answer:
    return index().search("", filters=filters, sort="date", limit=LATEST, moments=0, aggregations=False)


def _is_hardly_older(own: Hit, of_all: Hit) -> bool:
    """Whether an episode came out within OWN_AGE of the one that has its place among all, as far as dates tell."""
    one, other = own.summary.period, of_all.summary.period
    return other is None or (one is not None and other.first - one.last <= OWN_AGE)


def _newer_than(episode: Summary) -> int:
    """How many episodes whose month is known are newer than one."""
    if episode.period is None:
        return 0
    return index().newest(Filters.of(after=episode.period.last + dt.timedelta(days=1), dated="month"), limit=0).total


def chips(params: SearchParams) -> Iterator[reading.Chip]:
    """The filters of a search, those that stand among its words first; what is typed and chosen is told once."""
    typed = dict(_told([(one.key, one.value) for one in parse(params.text).filters.given]))
    chosen = dict(_told(params.chosen))
    for told in dict.fromkeys((*typed, *chosen)):
        wider = params
        for key, value in chosen.get(told, ()):
            wider = wider.without(key, value=value)
        pairs = typed.get(told, ())
        for key, value in pairs:
            wider = wider.saying(without_typed(wider.text, key, value if len(pairs) == 1 else None))
        names = frozenset(key for key, _value in (*chosen.get(told, ()), *pairs))
        yield reading.Chip(told, f"typed={told}" if pairs else "=".join(chosen[told][0]), wider, names)


_PHRASE = re.compile(r'"([^"]+)"')


def search_name(params: SearchParams) -> str:
    """A search as it is told where no field and no chips stand beside it, in titles, feeds and pictures: its words,
    then its filters, `macron · 2017 · Talk Python To Me`, a phrase in the
    quotation marks of the language; empty where it asks for nothing."""
    typed = [(one.key, one.value) for one in parse(params.text).filters.given]
    words = params.text
    for key, _value in typed:
        words = without_typed(words, key)
    filters = (told for told, _given in _told(list(dict.fromkeys((*typed, *params.chosen))), _value_alone))
    return " · ".join(filter(None, (_PHRASE.sub(lambda found: quoted(found[1]), words), *filters)))


def _value_alone(key: str, value: str) -> str:
    """A filter by what it asks for, where that is a show, a person, a year: none needs to be told what it is. It has
    no colon: the words of a title stand before one."""
    if key.startswith("-"):
        return _("sauf %(value)s", value=_value_alone(key[1:], value))
    row = BY_NAME[key]
    if row.kind == "minutes":
        return _length(value)
    return facet_value(key, value) if row.facet else filter_name(key, value).replace(_(" : "), " ")


def _length(value: str) -> str:
    """`plus de 60 min`, `20 à 40 min`: a length as a filter has it."""
    bound, least, most = (value[0] if value[0] in "<>" else ""), *value.strip("<>").partition("..")[::2]
    if bound:
        return _("plus de %(min)s min", min=least) if bound == ">" else _("moins de %(min)s min", min=least)
    return _("%(least)s à %(most)s min", least=least, most=most) if most else f"{least} min"


def _told(
    given: Sequence[tuple[str, str]], in_words: Callable[[str, str], str] = filter_name
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Filters in words, the first and the last day of a month as the month, each with those that it tells of."""
    period = _bounded(given)
    of_it = {"after", "before"} if period else set()
    joined = [pair for pair in given if pair[0] in of_it or (period and pair == ("dated", period.precision))]
    if period:
        yield span([period]), joined
    yield from ((in_words(*pair), [pair]) for pair in given if pair not in joined)


def _bounded(given: Sequence[tuple[str, str]]) -> Period | None:
    """The day, month or year that a first and a last day bound; None where they bound none."""
    first, last = ([value for key, value in given if key == name] for name in ("after", "before"))
    if len(first) != 1 or len(last) != 1:
        return None
    period = Period(parse_date(first[0]).first, parse_date(last[0]).last)
    return period if period.precision else None


def _days_shown(params: SearchParams) -> dict[str, str]:
    """What the fields of a period show: what was typed; a month or a year that a link bounds by its days as it is
    written."""
    period, typed = _bounded(params.chosen), {key: params.typed(key) for key in ("after", "before")}
    by_days = period and period.precision != "day" and list(typed.values()) == [period.first.isoformat(), period.last.isoformat()]
    return dict.fromkeys(typed, span([period])) if period and by_days else typed


def names_meant(answer: Answer, params: SearchParams) -> Iterator[tuple[str, SearchParams, int]]:
    """Where a filter by name names nobody: what is called nearly so and has an answer in its place, that search, and
    how many episodes answer it."""
    for given in answer.filters.given if not answer.total else ():
        facet = BY_NAME[given.name].facet
        if BY_NAME[given.name].kind != "name" or facet is None or given.left_out:
            continue
        every = sorted(browse_index().by(facet).values(), key=lambda entry: -entry.episodes)
        if any(given.value in entry.filters.values(facet) for entry in every):
            continue
        rest = params.saying(without_typed(params.text, given.name, given.value)).without(given.name, value=given.value)
        for entry in nearly_called(given.value, every):
            meant = reduce(lambda made, value: made.adding(given.name, value), entry.filters.values(facet), rest)
            if many := index().answering(meant.text, filters=meant.filters()):
                yield entry.name, meant, many


@pages.get("/search")
def results() -> str | Response:
    """The answer to a search; a search inside one episode leads to that episode's page, an address of this site that is
    pasted to where it leads."""
    if link := only_link(request.args.get("q", "")):
        return redirect(link.address(stated_language()))
    params = g.params = _as_read(parse_days_leniently(request.args))
    inside = params.filters().values("episode")
    if len(inside) == 1 and len(params.chosen) == 1:
        return redirect(_first_moment(params.text, inside[0]))
    answer = _answered(params)
    if params.page == 1:
        page_cache.each_time(partial(_count, answer.query, answer.total, answer.partial_total, reading.offers(answer, params)))
    page = render_template(
        "search.html",
        params=params,
        links=list(own_links(params.text)),
        answer=answer,
        sides=[side(answer, params, facet) for facet in SIDES],
        by_year_alone=sum(year.episodes for year in answer.years),
        repeats=_repeats(answer),
        of_year=_of_year(params),
        whole=0 if params.text or params.first("duration") else whole_among(params.filters()),
        by_moments=_by_moments(answer),
        bars=histogram_of(_by_month(answer), floor=HISTOGRAM_PX, label=NARROW_LABEL),
        page_numbers=page_numbers(params.page, last_page(answer)),
        last_page=last_page(answer),
        unquoted=_unquoted(params, answer),
        names_meant=list(names_meant(answer, params)),
        name=search_name(params),
        chips=list(chips(params)),
        days_shown=_days_shown(params),
        unread=unread,
        how_to_write=how_to_write,
    )
    return FlaskResponse(page, 400) if params.unread else page


def _answered(params: SearchParams) -> Answer:
    """The answer to a search; none to a text without a word, which asks for nothing."""
    answer = index().search(
        params.text,
        filters=params.filters(),
        sort=params.sort,
        page=params.page,
        limit=settings().per_page,
        meaning=MORE_SHOWN if params.more_near else MOST_SHOWN,
    )
    page_cache.keep_only(not answer.explanation.cut)
    if params.text and not answer.explanation.words and not answer.filters.keys:
        return replace(answer, hits=(), total=0, moments_total=0)
    return answer


def _as_read(params: SearchParams) -> SearchParams:
    """A search with the filters among its words written as they are read: each can be told and taken back."""
    return replace(params, text=index().in_filters(params.text))


def _count(query: str, total: int, partial_total: int, near: Sequence[tuple[str, str]]) -> None:
    """Counts what was asked, what was offered in its place, and whether it was itself an offer that somebody
    follows."""
    counter = site().counter
    if counter is None:
        return
    counter.count(query, total=total, partial=partial_total, near=near)
    if sought := request.args.get("for", "")[:LONGEST_VALUE]:
        counter.follow(sought, query)


def _unquoted(params: SearchParams, answer: Answer) -> SearchParams | None:
    """The same words without their quotation marks, where nobody says them as they are quoted and an episode holds
    them all."""
    bare = re.sub(QUOTED, lambda quotation: f" {quotation[0][1:-1]} ", params.text)
    text = " ".join(bare.translate(_NO_QUOTES).split())
    if answer.total or answer.hits or answer.nearly or answer.in_part or text in {params.text, ""}:
        return None
    return params.saying(text) if index().answering(text, filters=params.filters()) else None


def _first_moment(text: str, slug: str) -> str:
    """The address of the first moment of a search in one episode; of the episode without one."""
    found = index().search_episode(text, slug) if text else None
    first = first_of(moment_places(found.hit), phrase_in(found.hit, SearchParams(text=text))) if found else None
    return episode_url(slug, first.second * 1000 if first else None, text, line=first.anchor if first else None)


def _of_year(params: SearchParams) -> tuple[SearchParams, str, int] | None:
    """The episodes of the year that is typed, the year, and how many they are; None where none is, or has any."""
    found = of_that_year(params) if params.page == 1 else None
    many = len(index().counted("", filters=found.filters())) if found else 0
    return (found, found.first("year"), many) if found and many else None


def _repeats(answer: Answer) -> int:
    """The episodes that a list without words leaves out since they repeat one of it: other pages count them."""
    return 0 if answer.explanation.words else index().newest(answer.filters, limit=0).total - answer.total


@pages.get("/search.<form>")
def file(form: str) -> Response:
    """The whole list as a file, a row a moment: csv, jsonl, md."""
    kind, write = FORMATS.get(form) or abort(404)
    params = _as_read(parse_search_params(request.args))
    found = WholeList(index().pin(), params.text, params.filters(), params.sort)
    page_cache.keep_only(found.is_all_found)
    name, made = search_name(params), write(_batches(found, params), headers.asked_sheet())
    return headers.allow_reading(headers.as_file(made, kind, name if plain(name) else "search", form))


def _batches(found: WholeList, params: SearchParams) -> Iterator[Rows]:
    """The rows of a list; what it counts or tells of and they lack is told in the last."""
    base = site_address()
    for hits in found.batches():
        yield rows(hits, base)
    if lacks := reading.not_in_file(found):
        yield [note_row(lacks, base + params.on_page(1).address(url_for("search.results").partition("?")[0]))]


def _by_moments(answer: Answer) -> bool:
    """Whether moments are counted by month: of a date it is the episodes, as its head does."""
    return bool(answer.moments_total) and not answer.date


def _by_month(answer: Answer) -> list[tuple[str, int, bool]]:
    return (moments_by_month if _by_moments(answer) else episodes_by_month)(answer.months)


def side(answer: Answer, params: SearchParams, facet: Facet) -> Side:
    """A facet's values: the first few and those chosen are shown, some others folded away, the remaining counted."""
    values = answer.facets.get(facet, ())
    if facet == "year":
        values = tuple(sorted(values, reverse=True))
    if facet == "speaker":
        values = tuple(one for one in values if len(one[0]) > LONGEST_INITIALS and not names_nobody(one[0]))
    chosen = {value for name, value in params.chosen if name == facet}
    if facet == "category":
        values = _in_words_of(chosen, values)
    first = [value for place, value in enumerate(values) if place < SHOWN_VALUES or value[0] in chosen]
    first += [(value, 0) for value in sorted(chosen.difference(value for value, _ in values))]
    rest = tuple(value for value in values[SHOWN_VALUES : SHOWN_VALUES + FOLDED_VALUES] if value not in first)
    return Side(facet, tuple(first), rest, max(0, len(values) - SHOWN_VALUES - FOLDED_VALUES))


def _in_words_of(chosen: Iterable[str], values: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Categories and their counts, each under the wording in which it is chosen: that is what is taken away again."""
    worded = {category_key(value): value for value in chosen}
    return tuple((worded.get(category_key(value), value), count) for value, count in values)


def last_page(answer: Answer) -> int:
    """The number of the last page with a hit on it: behind those that say it stand those that lack a word."""
    shown = many_in_list(answer) + min(answer.partial_total, PARTIAL)
    return max(1, -(-shown // answer.limit))
