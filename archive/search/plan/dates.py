"""A day or a month that is typed among other words: who names an episode's own date wants that episode near the top."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from archive.model import cldr
from archive.model.period import LANGUAGES, Period, PeriodError, parse_date
from archive.search.filters import NO_FILTERS, Filters
from archive.search.index.read.engine import Engine
from archive.search.index.types import Evaluation, Request, TopDocs, joined, taken
from archive.search.plan.plan import Plan
from archive.search.plan.whole_names import plain_word
from archive.search.query.parser import Group
from archive.text.tokenizer import fold

LONGEST = 4
"""Words of a date: dimanche 11 janvier 2015."""
_PARTS = 3
"""Figures of a day: 11, 1 and 2015."""
_OF_A_YEAR = 2
"""Digits of a year that is written short (11/01/15), of this century."""
MOST = 100
"""Episodes of one date that are looked at."""


@dataclass(frozen=True, slots=True)
class OfDate:
    """The episodes of a date that is typed, and as bits the clauses that name it and all clauses."""

    docs: frozenset[int] = frozenset()
    clauses: int = 0
    every: int = 0
    filters: Filters = NO_FILTERS


NO_DATE = OfDate()


def date_typed(groups: Sequence[Group], text: str) -> tuple[Period, range] | None:
    """The first day or month that some groups of a query in a row name, and their places; None where none do."""
    typed = [part.typed if (part := plain_word(group)) else "" for group in groups]
    for many in range(LONGEST, 0, -1):
        for first in range(len(typed) - many + 1):
            run = typed[first : first + many]
            if all(run) and (period := _period(run, text)):
                return period, range(first, first + many)
    return None


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
    filters = Filters.of(after=period.first, before=period.last)
    request = Request((), plan.excluded, plan.query.filters.and_also(filters), candidates=MOST, aggregations=False)
    docs = engine.evaluate(request).full.doc.tolist()
    exact = {"day"} if period.precision == "day" else {"day", "month"}
    every = (1 << len(plan.clauses)) - 1
    held = zip(docs, engine.summaries_of(docs), strict=True)
    return OfDate(frozenset(doc for doc, summary in held if summary.precision in exact), clauses, every, filters)


def without_known(engine: Engine, of_date: OfDate, found: Evaluation) -> TopDocs:
    """The episodes of a date that say all that is typed beside it, with what each does not say; none that says it all,
    and no other copy of one. `found` are those of the date that say any of it, and the best of them stand first."""
    some, full = found.partial, found.full.doc.tolist()
    known = set(engine.slugs_of([*full, *some.doc.tolist()]))
    silent = sorted(of_date.docs.difference(full, some.doc.tolist()))
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
    apart = figures and len(run) != _PARTS and (len(run) != _PARTS - 1 or "/".join(run) not in text)
    if apart or (len(run) == LONGEST and fold(run[0]) not in _weekdays()):
        return None
    if figures and len(run) == _PARTS and len(run[-1]) == _OF_A_YEAR and "/".join(run) in text:
        run = (*run[:-1], f"20{run[-1]}")
    try:
        period = parse_date(("/" if figures else " ").join(run) if len(run) > 1 else run[0])
    except PeriodError:
        return None
    return period if period.precision in {"day", "month"} else None


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(fold(day) for language in LANGUAGES for day in cldr.days(language))
