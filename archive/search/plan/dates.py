"""A day or a month that is typed: who names an episode's own date wants that episode near the top. What is wholly a
date is answered as one: the episodes of it, and apart from these those that say it."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec import structs

from archive.languages import is_function_word, registered
from archive.model.cldr import month_names
from archive.model.period import LANGUAGES, Period, PeriodError, parse_date
from archive.search.filters import NO_FILTERS, TYPED, Filters
from archive.search.index.read.engine import Engine
from archive.search.index.types import Aggregations, DateTyped, Evaluation, Request, Summary, TopDocs, joined, taken
from archive.search.plan.plan import Plan, plain_word
from archive.search.query.parser import Group, Part, Query
from archive.text.tokenizer import fold, words

LONGEST = 4
"""Words of a date: dimanche 11 janvier 2015."""
_PARTS = 3
"""Figures of a day: 11, 1 and 2015."""
_DIGITS = 4
"""Of a year, unless strokes stand between the figures (11/01/15)."""
MOST = 100
"""Episodes of one date that are looked at where other words stand beside it."""
MOST_ABOUT = 500
"""Episodes of a year whose estimated month is looked at."""


_OF_EPISODES = ("year", "episode", "show")
"""Filters whose names are words that may stand beside a year and ask for nothing else."""
_YEAR = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class OfDate:
    """The episodes of a date that is typed, the newest first, and as bits the clauses that name it and all clauses."""

    docs: tuple[int, ...] = ()
    clauses: int = 0
    every: int = 0
    filters: Filters = NO_FILTERS


NO_DATE = OfDate()


def as_said(query: Query) -> Query:
    """A query that is wholly a day or a month as the ways to say and to write that, in every language of dates; any
    other as it is."""
    period = _read(query.text.strip(_AROUND))
    if period is None or not query.groups:
        return query
    ways = dict.fromkeys(tuple(words(way)) for way in _ways(period))
    return replace(query, groups=(Group(tuple(Part("phrase", query.text, way) for way in ways)),), date=period)


_AROUND = " .,;:!?"
"""Of a query, what is no part of a date."""


def _ways(period: Period) -> Iterator[str]:
    """`28 novembre 2017`, `November 28th 2017`, `28/11/2017`, `2017-11-28`; a month as `novembre 2017`, `11/2017`."""
    day, month, year = period.first.day, period.first.month, f"{period.first.year:04}"
    names = [name for tongue in LANGUAGES for name, number in month_names(tongue) if number == month]
    if period.precision == "month":
        yield from (f"{name} {year}" for name in names)
        yield from (f"{month:02}/{year}", f"{month}/{year}", f"{year}-{month:02}")
        return
    ordinals = [one for language in registered().values() for one in language.ordinals.get(day, ()) if one[:1].isdigit()]
    for name in names:
        yield from (way for said in (f"{day}", *ordinals) for way in (f"{said} {name} {year}", f"{name} {said} {year}"))
        yield from (f"{said} of {name} {year}" for said in ordinals)
    yield from (f"{day:02}/{month:02}/{year}", f"{day}/{month}/{year}", f"{year}-{month:02}-{day:02}")


def date_typed(groups: Sequence[Group], text: str) -> tuple[Period, range] | None:
    """The day or month that a query is, else the first that some groups of it in a row name, and their places; None
    where none do."""
    if whole := _read(text.strip(_AROUND)):
        return whole, range(len(groups))
    typed = [part.typed if (part := plain_word(group)) else "" for group in groups]
    for many in range(LONGEST, 0, -1):
        for first in range(len(typed) - many + 1):
            run = typed[first : first + many]
            if all(run) and (period := _period(run, text)):
                return period, range(first, first + many)
    return None


def year_typed(groups: Sequence[Group]) -> str | None:
    """The year that plain words name alone: `2017`, `en 2017`, `épisodes de 2017`; None where they name another thing,
    or none."""
    typed = [part.typed if (part := plain_word(group)) else "" for group in groups]
    told = [one for one in map(fold, typed) if not (is_function_word(one) or _named_by(one) in _OF_EPISODES)]
    return told[0] if len(told) == 1 and _YEAR.fullmatch(told[0]) else None


def _named_by(word: str) -> str:
    """The filter that a folded word names, be it one or several of them; empty where it names none."""
    row = TYPED.get(word) or TYPED.get(word.removesuffix("s"))
    return row.name if row else ""


def episodes_of(engine: Engine, plan: Plan) -> OfDate:
    """The episodes that were published on the day, or in the month, that is typed, as far as their own date says so."""
    # A number that is typed twice (08/08/25) is asked once, and words of grammar (9th of May) are not.
    ways = ((date_typed(groups, plan.query.text), groups) for groups in (plan.query.groups, plan.groups))
    told = sorted(((*one, groups) for one, groups in ways if one), key=lambda one: one[0].precision != "day")
    if not told:
        return NO_DATE
    period, places, groups = told[0]
    named = {groups[place].meant for place in places}
    clauses = sum(1 << place for place, group in enumerate(plan.groups) if group.meant in named)
    filters, most = _of(period), engine.episodes if plan.query.date else MOST
    request = Request((), plan.excluded, plan.query.filters.and_also(filters), candidates=most, aggregations=False)
    docs = engine.evaluate(request).full.doc.tolist()
    return OfDate(tuple(docs), clauses, (1 << len(plan.clauses)) - 1, filters)


def told_of(engine: Engine, plan: Plan, counted: Aggregations) -> tuple[DateTyped | None, Aggregations]:
    """What is told of the date that a query wholly is, and what is `counted` with the episodes of it that do not say
    it; None, and as it is, where it is none."""
    period = plan.query.date
    if period is None:
        return None, counted
    of_it = plan.query.filters.and_also(_of(period))
    every, said = (engine.evaluate(Request(clauses, plan.excluded, of_it, candidates=0)) for clauses in ((), plan.clauses))
    about = tuple(_about(engine, plan, period))
    if every.total:
        told = DateTyped(period, every.total, said.total, about=about)
        return told, _with_silent(counted, every.aggregations, said.aggregations)
    known, day = plan.query.filters.and_also(Filters.of(dated=period.precision)), dt.timedelta(days=1)
    before = known.and_also(Filters.of(before=max(period.first, dt.date.min + day) - day))
    after = known.and_also(Filters.of(after=min(period.last, dt.date.max - day) + day))
    oldest = engine.browse_newest(after, limit=0).total - 1
    return DateTyped(period, 0, 0, _newest(engine, before), _newest(engine, after, oldest), about), counted


def _with_silent(counted: Aggregations, every: Aggregations, said: Aggregations) -> Aggregations:
    """What is counted of those that say a date with those of it that do not: `every` one of it, without those that
    `said` it."""
    of_months = zip(counted.months, every.months, said.months, strict=True)
    return structs.replace(
        counted,
        months=tuple(structs.replace(one, episodes=one.episodes + all_.episodes - some.episodes) for one, all_, some in of_months),
        facets={facet: _values_with(values, every.facets[facet], said.facets[facet]) for facet, values in counted.facets.items()},
    )


def _values_with(*counts: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """The values of a facet, those of the second counted too and those of the third not, the commonest first."""
    counted, every, said = (Counter(dict(one)) for one in counts)
    every.subtract(said)
    counted.update(every)
    return tuple(sorted(((value, many) for value, many in counted.items() if many > 0), key=lambda one: (-one[1], one[0])))


def _about(engine: Engine, plan: Plan, period: Period) -> Iterator[Summary]:
    """The episodes that were perhaps published in the month that is typed: their date is estimated to be of it."""
    if period.precision != "month":
        return
    of_year = plan.query.filters.and_also(Filters.of(dated="year-only")).and_also(_within(period))
    for summary in engine.summaries_of(engine.browse_newest(of_year, limit=MOST_ABOUT).doc.tolist()):
        if summary.precision == "month" and summary.date and period.first <= summary.date <= period.last:
            yield summary


def _newest(engine: Engine, filters: Filters, first: int = 0) -> Summary | None:
    """The episode of a number, from the newest on, of those that pass; None where none does."""
    docs = engine.browse_newest(filters, first=first, limit=1).doc.tolist() if first >= 0 else []
    return next(iter(engine.summaries_of(docs)), None)


def _of(period: Period) -> Filters:
    """The episodes whose own date is known as well as what is typed, and is of it."""
    return _within(period).and_also(Filters.of(dated=period.precision))


def _within(period: Period) -> Filters:
    return Filters.of(after=period.first, before=period.last)


def without_known(engine: Engine, of_date: OfDate, found: Evaluation) -> TopDocs:
    """The episodes of a date that say all that is typed beside it, with what each does not say; none that says it all,
    and no other copy of one. `found` are those of the date that say any of it, and the best of them stand first."""
    some, full = found.partial, found.full.doc.tolist()
    known = set(engine.slugs_of([*full, *some.doc.tolist()]))
    found_too = {*full, *some.doc.tolist()}
    silent = [doc for doc in of_date.docs if doc not in found_too]
    new = [
        doc
        for doc, summary in zip(silent, engine.summaries_of(silent), strict=True)
        if known.isdisjoint(slug for slug, _, _ in summary.same_as)
    ]
    nothing = np.full(len(new), of_date.every, np.uint64)
    every = joined(some, TopDocs(np.array(new, np.int32), np.zeros(len(new), np.float32), nothing))
    is_told = (every.lacks & ~np.uint64(of_date.clauses)) == 0
    return taken(every, np.flatnonzero(is_told & np.isin(every.doc, list(of_date.docs))))


def _period(run: Sequence[str], text: str) -> Period | None:
    """The day or month that some words of a text are: 11 janvier 2015, 11/01/2015, 11/01/15, 11.1.2015, 11-1-2015,
    2015-01-11, 01/2015; with its day of the week, which is passed over."""
    figures = all(map(str.isdigit, run))
    written = "/".join(run) in text
    if figures and len(run) > 1 and not written and (len(run) != _PARTS or len(run[-1]) < _DIGITS):
        return None
    return _read(("/" if figures else " ").join(run))


def _read(text: str) -> Period | None:
    """The day or month that a text is; None where it is none, or a year."""
    try:
        period = parse_date(text)
    except PeriodError:
        return None
    return period if period.precision in {"day", "month"} else None
