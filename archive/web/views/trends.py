"""Words by month, side by side on one scale, each bar leading to its moments; the same figures as a table and as a
file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from flask import Blueprint, Response, g, render_template, request

from archive.languages import is_function_word
from archive.search.index.types import MonthJson
from archive.search.query.parser import QUOTED, is_plain, parse
from archive.search.results.answer import Answer
from archive.search.results.moments import said_at_once
from archive.sheets import cells, named
from archive.web.browse_index import browse_index
from archive.web.http import headers, page_cache
from archive.web.http.search_params import SearchParams, parse_search_params
from archive.web.i18n import gettext as _
from archive.web.i18n import language, month_name, ngettext
from archive.web.presentation.charts import WIDE_LABEL, Histogram, histogram_of, moments_by_month, moments_by_year
from archive.web.presentation.suggested_query import suggested_query
from archive.web.site import index
from archive.web.views.search import search_name

pages = page_cache.validate_with_etag(Blueprint("trends", __name__))

MOST_WORDS = 4
CHART_PX = 118
UNDATED = "undated"
"""The period of what has no date."""


@dataclass(frozen=True)
class Trend:
    """One word (or phrase), as it was typed and as it was searched for, and its months."""

    name: str
    params: SearchParams
    answer: Answer
    bars: Histogram

    @property
    def is_counted(self) -> bool:
        """Whether its moments were counted: where that would have cost too much, no number is shown, and the page says
        so."""
        return not {cut.why for cut in self.answer.explanation.cut} & {"moments", "counts"}

    @property
    def told(self) -> str:
        """The word with its moments, where they were counted."""
        many = self.answer.moments_total
        return f"{self.name}{_(' : ')}{ngettext('%(num)s moment', '%(num)s moments', many)}" if self.is_counted else self.name

    @cached_property
    def _by_period(self) -> dict[str, int]:
        counts = {one.month: one.moments for one in self.answer.months} | {one.year: one.moments for one in self.answer.years}
        return counts | {UNDATED: self.answer.moments_total - sum(counts.values())}

    @property
    def monthless(self) -> "list[Row]":
        """The years that are all that is known of some of its moments, and no date: what the chart has no month for."""
        found = ((period, many) for period, many in self._by_period.items() if many and "-" not in period)
        return [Row(period, many, ((self, many),)) for period, many in found]

    def moments_in(self, period: str) -> int | None:
        """How many moments a month, a year as all that is known, or no date has; None where they were not counted."""
        return self._by_period.get(period, 0) if self.is_counted else None


@dataclass(frozen=True, slots=True)
class Row:
    """A period of the table: a month (2026-02), a year where no more is known (2026), no date (UNDATED); the episodes
    of it, and the moments of each word, None where they were not counted."""

    period: str
    on_air: int
    counts: tuple[tuple[Trend, int | None], ...]

    @property
    def told(self) -> str:
        """The period in words."""
        if self.period == UNDATED:
            return _("sans date")
        return month_name(self.period) if "-" in self.period else _("%(year)s, mois incertain", year=self.period)

    def of(self, params: SearchParams) -> SearchParams:
        """A search of the episodes of this period alone."""
        if self.period == UNDATED:
            return params.undated().adding("dated", "none")
        return params.in_month(self.period) if "-" in self.period else params.in_year_alone(self.period)


@pages.get("/trends")
def compare() -> str:
    """The charts."""
    params = g.params = parse_search_params(request.args)
    found = trends(params)
    meant = offered(params, found)
    examples = () if found else browse_index().examples(language())[:2]
    heads = [(_("Mois"), False), *((trend.name, True) for trend in found)]
    return render_template(
        "trends.html",
        params=params,
        name=trends_name(params, found),
        filters=search_name(params.saying("")),
        trends=found,
        charts=found or [one for one in trends(params.saying(", ".join(examples))) if one.is_counted],
        meant=meant,
        apart=said_apart(params, found),
        rows=rows(found),
        heads=heads,
        too_many=len(split(params.text)) > MOST_WORDS,
        examples=examples,
    )


@pages.get("/trends.csv")
def table() -> Response:
    """The figures: a line a month, a year for those of which no more is known, one for those without a date; a column a
    word, empty where it was not counted; programmes on air in the last."""
    params = parse_search_params(request.args)
    found = trends(params)
    sheet = headers.asked_sheet()
    lines: list[list[object]] = [[named("month", sheet), *(trend.name for trend in found), named("episodes_on_air", sheet)]]
    for row in reversed(rows(found)):
        name = named(row.period, sheet) if row.period == UNDATED else row.period
        lines.append([name, *(count for _trend, count in row.counts), row.on_air])
    return headers.as_file(cells(lines, sheet), "text/csv; charset=utf-8", " ".join(["trends", trends_name(params, found)]), "csv")


def trends(params: SearchParams) -> list[Trend]:
    """The trends of the words typed, on one scale."""
    names = split(params.text)[:MOST_WORDS]
    asks = [replace(params, text=said_at_once(index().in_filters(text)), page=1) for text in names]
    found = compared(names, asks, [_answer(one, len(asks) - place) for place, one in enumerate(asks)])
    page_cache.keep_only(not any(trend.answer.explanation.cut for trend in found))
    return found


def trends_name(params: SearchParams, found: Sequence[Trend]) -> str:
    """What is compared, in words, and under which filters."""
    return " · ".join(filter(None, (", ".join(trend.name for trend in found), search_name(params.saying("")))))


@dataclass(frozen=True, slots=True)
class Offer:
    """What was probably meant by a word without a moment, and the words to compare with it in its place."""

    text: str
    params: SearchParams


def offered(params: SearchParams, found: Sequence[Trend]) -> dict[str, Offer]:
    """By its name, for each word that was counted and has no moment, what the page of its search offers."""
    silent, offers = _silent(found), dict[str, Offer]()
    for place, name in enumerate(silent):
        one = replace(params, text=name, page=1)
        with index().means.shared(len(silent) - place):
            meant = suggested_query(index().search(name, filters=one.filters(), limit=1, moments=1), one)
        if meant:
            words = [meant.text if trend.name == name else trend.name for trend in found]
            offers[name] = Offer(meant.text, params.saying(", ".join(words)))
    return offers


def said_apart(params: SearchParams, found: Sequence[Trend]) -> dict[str, Offer]:
    """By its name, for what was counted and has no moment, its words parted by commas, where each of them has some."""
    offers: dict[str, Offer] = {}
    for name in _silent(found):
        told = [word for word in name.split() if not is_function_word(word)]
        each = told[:MOST_WORDS] if len(told) > 1 and is_plain(parse(name)) else []
        asks = [replace(params, text=word, page=1) for word in each]
        if asks and all(_answer(one, len(asks) - place).moments_total for place, one in enumerate(asks)):
            parted = [word for trend in found for word in (each if trend.name == name else [trend.name])]
            offers[name] = Offer(", ".join(each), params.saying(", ".join(parted)))
    return offers


def _silent(found: Sequence[Trend]) -> list[str]:
    return [trend.name for trend in found if trend.is_counted and not trend.answer.moments_total]


def _answer(one: SearchParams, among: int) -> Answer:
    """The answer to the first of so many words, each of which gets its share of what the request may cost."""
    with index().means.shared(among):
        return index().search(one.text, filters=one.filters(), limit=0, moments=0)


def compared(names: Sequence[str], asks: Sequence[SearchParams], answers: Sequence[Answer]) -> list[Trend]:
    """Some words and the answer to each, on one scale."""
    charts = [
        partial(histogram_of, moments_by_month(answer.months), moments_by_year(answer.years), label=WIDE_LABEL)
        for answer in answers
    ]
    top = max((chart(floor=CHART_PX).top for chart in charts), default=0)
    return [
        Trend(name, one, answer, chart(floor=CHART_PX, top=top))
        for name, one, answer, chart in zip(names, asks, answers, charts, strict=True)
    ]


def months_of(found: Sequence[Trend]) -> tuple[MonthJson, ...]:
    """Every month of the archive, from any word whose months were counted."""
    return next((trend.answer.months for trend in found if trend.answer.months), ())


def rows(found: Sequence[Trend]) -> list[Row]:
    """The table: the latest months first, each year as all that is known before its months, what has no date first of
    all."""
    months = {month.month: month.on_air for month in months_of(found)}
    if not months:
        return []
    held = browse_index()
    periods = sorted((months | held.years_alone).items(), key=lambda one: f"{one[0]}-99"[:7], reverse=True)
    undated = [(UNDATED, held.totals.undated)] if held.totals.undated else []
    return [
        Row(period, on_air, tuple((trend, trend.moments_in(period)) for trend in found)) for period, on_air in (*undated, *periods)
    ]


def split(text: str) -> list[str]:
    """The words or phrases between commas; a comma inside quotes divides nothing."""
    parts = re.findall(rf"(?:{QUOTED}|[^,;])+", text)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
