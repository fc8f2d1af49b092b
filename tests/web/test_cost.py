"""What a page costs to be made, counted in calls of functions and never by a clock."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, g, render_template
from msgspec import structs

from archive.library import Library
from archive.search import Answer, open_index
from archive.search.index.types import MonthJson
from archive.web.http.search_params import SearchParams
from archive.web.presentation.charts import histogram_of, moments_by_month
from archive.web.views.search import HISTOGRAM_PX, SIDES, page_numbers, side

MOST_CALLS = 75_000
"""61,245 on Python 3.11; 104,142 while each dial, moment and icon was a macro."""
MOST_BYTES = 60_000
"""Of the HTML of such a page, before compression."""


def calls(work: Callable[[], object]) -> int:
    """The functions called by a piece of work, Python's and C's."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


@pytest.fixture
def full_answer(library: Library, root: Path) -> Answer:
    """A page as full as pages get: ten hits with three moments and forty needles, ten years of months, long facets."""
    answer = open_index(root).search("la", limit=1)
    hit = answer.hits[0]
    ticks = tuple(hit.ticks[0]._replace(seconds=20 * number, moment=number) for number in range(40))
    hits = tuple(replace(hit, ticks=ticks, summary=structs.replace(hit.summary, slug=f"e-{number}")) for number in range(10))
    months = tuple(MonthJson(f"{2016 + number // 12}-{number % 12 + 1:02d}", number, 3, 5) for number in range(120))
    values = tuple((f"valeur {number}", 100 - number) for number in range(30))
    facets = dict.fromkeys(SIDES, values)
    return replace(answer, hits=hits, months=months, facets=facets, total=200, moments_total=4000)


def test_a_full_page_of_results_is_written_in_few_calls(app: Flask, full_answer: Answer) -> None:
    ask = SearchParams("la")

    def write() -> str:
        return render_template(
            "search.html",
            ask=ask,
            answer=full_answer,
            sides=[side(full_answer, ask, facet) for facet in SIDES],
            bars=histogram_of(moments_by_month(full_answer.months), floor=HISTOGRAM_PX),
            page_numbers=page_numbers(1, 20),
            last_page=20,
            days_shown={"after": "", "before": ""},
        )

    with app.test_request_context("/search?q=la"):
        g.ask = ask
        assert 40_000 < len(write().encode()) < MOST_BYTES
        assert calls(write) < MOST_CALLS
