"""Words by month, side by side on one scale, each bar leading to its moments; the same figures as a table and as a file."""

import csv
import io
from dataclasses import dataclass, replace

from flask import Blueprint, Response, g, render_template, request

from archive.exports.results import harmless
from archive.search.answer import Answer
from archive.web.http import headers
from archive.web.http.search_params import SearchParams, parse_search_params
from archive.web.i18n import gettext as _
from archive.web.presentation.histogram import Histogram, histogram_of, moments_by_month
from archive.web.site import index

pages = headers.validate_with_etag(Blueprint("trends", __name__))

MOST_WORDS = 4
CHART_PX = 118


@dataclass(frozen=True, slots=True)
class Trend:
    """One word (or phrase) and its months."""

    params: SearchParams
    answer: Answer
    bars: Histogram


@dataclass(frozen=True, slots=True)
class Row:
    """A month of the table: the moments of each word."""

    month: str
    on_air: bool
    counts: tuple[tuple[Trend, int], ...]


@pages.get("/trends")
def compare() -> str:
    """The charts."""
    params = g.params = parse_search_params(request.args)
    found = trends(params)
    heads = [(_("Mois"), False), *((trend.params.text, True) for trend in found)]
    many = len(split(params.text)) > MOST_WORDS
    return render_template("trends.html", params=params, trends=found, rows=rows(found), heads=heads, too_many=many)


@pages.get("/trends.csv")
def table() -> Response:
    """The figures: a line a month, a column a word; programmes on air in the last."""
    found = trends(parse_search_params(request.args))
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["month", *(harmless(trend.params.text) for trend in found), "episodes_on_air"])
    for place, month in enumerate(found[0].answer.months if found else ()):
        lines.writerow([month.month, *(trend.answer.months[place].moments for trend in found), month.on_air])
    response = Response(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="trends.csv"'
    return response


def trends(params: SearchParams) -> list[Trend]:
    """The trends of the words typed, on one scale."""
    asks = [replace(params, text=text, page=1) for text in split(params.text)[:MOST_WORDS]]
    answers = [index().search(one.text, filters=one.filters(), limit=0, moments=0) for one in asks]
    top = max((month.moments for answer in answers for month in answer.months), default=0)
    return [
        Trend(one, answer, histogram_of(moments_by_month(answer.months), floor=CHART_PX, top=top))
        for one, answer in zip(asks, answers, strict=True)
    ]


def rows(found: list[Trend]) -> list[Row]:
    """The table: the latest months first."""
    months = found[0].answer.months if found else ()
    return [
        Row(month.month, month.on_air > 0, tuple((trend, trend.answer.months[place].moments) for trend in found))
        for place, month in reversed(list(enumerate(months)))
    ]


def split(text: str) -> list[str]:
    """The words or phrases between commas; a comma inside quotes divides nothing."""
    parts: list[str] = [""]
    quoted = False
    for letter in text:
        quoted ^= letter in '"«»“”'
        if letter in ",;" and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
