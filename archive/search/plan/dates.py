"""A day or a month that is typed among other words: who names an episode's own date wants that episode near the top."""

from dataclasses import dataclass

from archive.model.period import Period, PeriodError, parse_date
from archive.search.index.filters import NO_FILTERS, Filters
from archive.search.index.read.engine import Engine
from archive.search.index.types import Request
from archive.search.plan.plan import Plan
from archive.search.plan.whole_names import plain_word

LONGEST, SHORTEST = 3, 2
"""Words of a date: 11 janvier 2015, janvier 2015."""
MOST = 100
"""Episodes of one date that are looked at."""


@dataclass(frozen=True, slots=True)
class OfDate:
    """The episodes of a date that is typed, and as bits the clauses that name it."""

    docs: frozenset[int] = frozenset()
    clauses: int = 0
    filters: Filters = NO_FILTERS


NO_DATE = OfDate()


def date_typed(plan: Plan) -> tuple[Period, int] | None:
    """The first day or month that some clauses in a row name, and these as bits; None where none do."""
    typed = [part.typed if (part := plain_word(group)) else "" for group in plan.groups]
    for many in range(LONGEST, SHORTEST - 1, -1):
        for first in range(len(typed) - many + 1):
            run = typed[first : first + many]
            if all(run) and any(map(str.isalpha, run)) and (period := _period(" ".join(run))):
                return period, ((1 << many) - 1) << first
    return None


def episodes_of(engine: Engine, plan: Plan) -> OfDate:
    """The episodes that were published on the day, or in the month, that is typed, as far as their own date says so."""
    if (found := date_typed(plan)) is None:
        return NO_DATE
    period, clauses = found
    filters = Filters.of(after=period.first, before=period.last)
    request = Request((), plan.excluded, plan.query.filters.and_also(filters), candidates=MOST, aggregations=False)
    docs = engine.evaluate(request).full.doc.tolist()
    exact = {"day"} if period.precision == "day" else {"day", "month"}
    named = zip(docs, engine.summaries_of(docs), strict=True)
    return OfDate(frozenset(doc for doc, summary in named if summary.precision in exact), clauses, filters)


def _period(text: str) -> Period | None:
    try:
        return parse_date(text)
    except PeriodError:
        return None
