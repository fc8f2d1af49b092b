"""The dial and the bars: numbers only, so that they can be checked without a browser."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from archive.model.episode import Chapter
from archive.search import open_index
from archive.search.results.answer import MarkJson, TickJson
from archive.text.timecode import clock
from archive.web.presentation.charts import (
    PHONE_LABEL,
    WIDE_LABEL,
    histogram_of,
    hit_timeline,
    numerals,
    page_timeline,
    share,
    timeline_of,
)
from archive.web.presentation.html_components import summits
from archive.web.presentation.template_context import STROKE_WIDTH, stroke_height, stroke_path
from archive.web.presentation.transcript import moment_places
from tests.web import small_archive


@pytest.fixture
def hit(library, root):  # type: ignore[no-untyped-def]
    return open_index(root).search("souveraineté").hits[0]


def test_there_is_one_needle_a_moment_at_its_first_tick(hit) -> None:  # type: ignore[no-untyped-def]
    band = hit_timeline(hit)
    assert len(band.needles) == hit.moments_total
    assert sorted(needle.seconds for needle in band.needles) == sorted(
        {tick.moment: tick.seconds for tick in reversed(hit.ticks)}.values()
    )


def test_a_needle_is_hollow_only_where_nothing_was_said_as_asked(hit) -> None:  # type: ignore[no-untyped-def]
    ticks = (TickJson(5, "sounds-like", 0), TickJson(9, "exact", 0), TickJson(60, "alias", 1))
    assert [needle.shape for needle in hit_timeline(replace(hit, ticks=ticks, moments=())).needles] == ["hit", "near"]


def test_a_needle_is_hollow_where_a_word_of_what_is_quoted_only_sounds_so(hit) -> None:  # type: ignore[no-untyped-def]
    def needle(*kinds: str) -> str:
        marks = tuple(MarkJson(4 * at, 4 * at + 3, kind, None, slot=at % 2) for at, kind in enumerate(kinds))
        moment = replace(hit.moments[0], start_ms=5000, marks=marks, kind=kinds[-1])
        return hit_timeline(replace(hit, ticks=(TickJson(5, "exact", 0),), moments=(moment,), leads=(5,))).needles[0].shape

    assert [needle("exact", "sounds-like"), needle("exact", "exact", "misspelt"), needle("exact")] == ["near", "best", "best"]


def test_a_needle_stands_where_its_moment_is_told_in_a_long_line(hit) -> None:  # type: ignore[no-untyped-def]
    moment = replace(hit.moments[0], start_ms=5000, at_ms=145_000)
    told = replace(hit, ticks=(TickJson(5, "exact", 0),), moments=(moment,), leads=(5,))
    length = told.summary.duration_ms
    for band in (hit_timeline(told), page_timeline(length, (), moment_places(told))):
        (needle,) = band.needles
        assert (needle.x, needle.seconds) == (share(moment.second, length // 1000), 5)


def test_quoted_moments_have_the_full_needles_and_are_drawn_last(hit) -> None:  # type: ignore[no-untyped-def]
    shapes = [needle.shape for needle in hit_timeline(hit).needles]
    assert shapes.count("best") == len(hit.moments)
    assert shapes == sorted(shapes, key=["hit", "near", "best"].index)


def test_every_quotation_has_its_needle_at_its_second(hit) -> None:  # type: ignore[no-untyped-def]
    ticks = (TickJson(5, "exact", 0), TickJson(9, "exact", 0), TickJson(60, "exact", 1))
    late, unread = (replace(hit.moments[0], start_ms=second * 1000) for second in (9, 700))
    band = hit_timeline(replace(hit, ticks=ticks, moments=(late, unread), leads=(9, 60)))
    assert [(needle.seconds, needle.shape) for needle in band.needles] == [(60, "hit"), (9, "best"), (700, "best")]


def test_positions_are_shares_of_the_length_and_never_outside() -> None:
    assert share(300, 1200) == "25.00%"
    assert share(9999, 1200) == "100.00%"
    assert share(-1, 1200) == "0.00%"


def test_the_scale_counts_in_minutes_and_from_an_hour_on_in_hours() -> None:
    assert [numeral.text for numeral in numerals(1523)] == ["5", "10", "15", "20"]
    assert [numeral.text for numeral in numerals(3490)] == ["10", "20", "30", "40", "50"]
    assert [numeral.text for numeral in numerals(3 * 3600)] == ["0:30", "1:00", "1:30", "2:00", "2:30"]
    assert [numeral.text for numeral in numerals(6_180)] == ["0:15", "0:30", "0:45", "1:00", "1:15"]
    assert [numeral.text for numeral in numerals(5 * 3600)] == ["1:00", "2:00", "3:00", "4:00"]
    assert [numeral.text for numeral in numerals(17_801)][-1] == "4:00"
    assert numerals(10) == ()


@pytest.mark.parametrize(("width", "shown"), [(288, slice(1, None, 2)), (416, slice(None))], ids=["phone", "wider"])
def test_no_numeral_touches_the_clock_at_the_end(width: int, shown: slice) -> None:
    """Every second one is shown on a phone; a figure is 6.7 px wide, a colon half of that."""
    for seconds in (*range(60, 20_000, 37), 2673):
        ends = [width * float(numeral.x[:-1]) / 100 + _wide(numeral.text) / 2 for numeral in numerals(seconds)[shown]]
        assert all(end + 3 < width - _wide(clock(seconds * 1000)) for end in ends), seconds


def _wide(text: str) -> float:
    return 6.7 * len(text) - 3.3 * text.count(":")


def test_chapter_names_are_cut_to_their_share_of_the_width() -> None:
    chapters = [
        Chapter(0, "Ouverture"),
        Chapter(30_000, "Un très long titre de chapitre sans fin"),
        Chapter(120_000, "La suite de tout cela"),
    ]
    first, second, third = timeline_of(600_000, chapters).divisions
    assert first.name == ""
    assert re.fullmatch(r"Un très.*…", second.name)
    assert third.name == "La suite de tout cela"
    assert (first.line, second.line) == (False, True)


def test_an_episode_without_length_is_drawn_all_the_same() -> None:
    assert timeline_of(0, ()).seconds == 1


def test_the_name_of_a_chapter_is_cut_between_words_where_some_are_left() -> None:
    chapters = [Chapter(0, "Encastrement, décodage et matrices"), Chapter(135_000, "Désencastrements"), Chapter(235_000, "Fin")]
    assert [one.name for one in timeline_of(600_000, chapters).divisions][:2] == ["Encastrement…", "Désencastrem…"]


def test_zero_is_never_drawn_as_a_bar_and_absence_never_as_zero() -> None:
    bars = histogram_of([("2026-01", 0, True), ("2026-02", 0, False), ("2026-03", 7, True)], floor=52).bars
    assert [(bar.height, bar.on_air) for bar in bars] == [(0.0, True), (0.0, False), (48.0, True)]


def test_months_off_the_air_fold_into_one_column_and_squeeze_nothing() -> None:
    silent = [(f"{year}-{month:02d}", 0, False) for year in range(2013, 2023) for month in range(1, 13)]
    chart = histogram_of([("2012-12", 4, True), *silent, ("2023-01", 2, True)], floor=52)
    assert [(bar.month, bar.folded) for bar in chart.bars] == [("2012-12", 1), ("2013-01", 120), ("2023-01", 1)]
    assert chart.column == "33.333%"
    assert [year.text for year in chart.years] == ["2012", "2023"]
    within = histogram_of(
        [*((f"2023-{n:02d}", 0, False) for n in range(1, 9)), ("2023-09", 1, True), ("2024-01", 1, True)], floor=52
    )
    assert [year.x for year in within.years] == ["0.000%", "66.667%"], "the year begins with its months off the air"


@pytest.mark.parametrize("label", [WIDE_LABEL, 6, 10, 15])
def test_names_of_years_never_touch_on_a_screen_or_a_phone(label: float) -> None:
    months = [(f"{year}-{month:02d}", 1, True) for year in range(1990, 2027) for month in range(1, 13)]
    for last in range(1, len(months), 2):
        years = histogram_of(months[:last], floor=52, label=label).years
        for width, shown in ((label, years), (PHONE_LABEL, [year for year in years if not year.close])):
            late = width == PHONE_LABEL
            starts = [100 - width if year.at_end or (late and year.late) else float(year.x[:-1]) for year in shown]
            assert all(after - before >= width - 0.1 for before, after in pairwise([*starts, 100])), (last, starts)
            assert shown[-1].text == months[last - 1][0][:4], "the newest is named"


def test_strokes_of_the_calendar_stand_apart_however_many_they_are() -> None:
    for episodes in (1, 4, 12, 13, 60):
        starts = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)v8", stroke_path(episodes))]
        assert len(starts) == len(set(starts)) == episodes
        assert all(right - left >= 4 for (left, row), (right, other) in pairwise(starts) if row == other)
        assert max(x for x, _ in starts) <= STROKE_WIDTH and max(y for _, y in starts) < stroke_height(episodes)


def test_charts_that_are_compared_share_their_scale() -> None:
    small = histogram_of([("2026-01", 5, True)], floor=104, top=50)
    assert small.bars[0].height == 10.0
    assert [line.count for line in small.lines] == [20, 40]


def test_the_highest_bar_is_named_and_none_is_where_nothing_was_said() -> None:
    peak = histogram_of([("2026-01", 5, True), ("2026-02", 9, True)], floor=52).peak
    assert peak and (peak.month, peak.count) == ("2026-02", 9)
    of_year = histogram_of([(f"2017-{n:02d}", 1, True) for n in range(1, 13)], [("2017", 48)], floor=52).peak
    assert of_year and (of_year.month, of_year.count) == ("2017", 48)
    assert histogram_of([("2026-01", 0, True)], floor=52).peak is None
    assert histogram_of([], floor=52).bars == ()


def test_the_small_archive_has_its_slugs(library) -> None:  # type: ignore[no-untyped-def]
    slugs = {entry.slug for entry in library.listed()}
    assert {small_archive.PORT, small_archive.NIGHT, small_archive.BREAD, small_archive.FILM, small_archive.PLAIN} <= slugs


def test_a_bar_that_stands_out_answers_round_its_top_above_the_bars_near_it() -> None:
    months = [(f"2016-{number:02}", count, True) for number, count in enumerate((2, 1, 12, 3, 2, 0, 5, 6), 1)] * 20
    shown = histogram_of([(f"{1990 + n // 8}-{month[5:]}", count, air) for n, (month, count, air) in enumerate(months)], floor=100)
    found = [one for one in summits(shown.bars) if one[0] is not shown.bars[-1]]
    assert [bar.count for bar, *_ in found] == [12] * 20
    assert [bar.y for bar, *_ in found] == sorted((bar.y for bar, *_ in found), reverse=True)
    lower = max(bar.y for bar in shown.bars if bar.count == 6) - 0.1
    assert all(y < bar.y and bar.y + 8 <= y + height for bar, _, _, y, height in found)
    assert all(y + height >= lower for _, _, _, y, height in found)
