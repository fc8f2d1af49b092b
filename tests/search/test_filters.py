"""Each row of the table of filters is read alike wherever a filter may be given."""

import datetime as dt
from collections.abc import Iterator

import pytest
from werkzeug.datastructures import MultiDict

from archive.model.episode import Cue
from archive.search import Index
from archive.search.filters import FILTERS, Filter, FilterError, Filters, minutes_of
from archive.search.query.parser import parse
from archive.web.http.search_params import BadSearchParams, parse_search_params
from tests.given import published
from tests.search.index.archives import make_document

VALUES = {"dated": "month", "from": "2026-02", "until": "2026-02", "year": "2026", "minutes": "20..40"}
A_MINUTE = 60_000


def value_of(row: Filter) -> str:
    return VALUES.get(row.kind, "quelque-chose")


@pytest.mark.parametrize("row", FILTERS, ids=lambda row: row.name)
def test_a_filter_is_the_same_typed_in_an_address_and_in_python(row: Filter) -> None:
    value = value_of(row)
    asked = Filters.of(**{row.name: value})
    assert [parse(f"{name}:{value}").filters for name in (row.name, *row.aliases, *row.typed)] == [asked] * (
        1 + len(row.aliases) + len(row.typed)
    )
    assert parse_search_params(MultiDict({row.name: value})).filters() == asked


@pytest.mark.parametrize("name", ["français", "Francais", "FRENCH", "fra", "fr"])
def test_a_language_is_read_by_its_name_or_by_its_code(name: str) -> None:
    asked = Filters.of(language="fr")
    assert [parse(f"{key}:{name}").filters for key in ("langue", "language")] == [asked, asked]
    assert Filters.of(language=name) == asked
    params = parse_search_params(MultiDict({"language": name}))
    assert (params.filters(), params.chosen) == (asked, (("language", "fr"),))


def test_a_language_is_read_by_its_own_name_and_what_is_none_as_it_stands() -> None:
    assert [Filters.of(language=name).values("language") for name in ("Deutsch", "allemand", "anglais", "klingon")] == [
        ("de",),
        ("de",),
        ("en",),
        ("klingon",),
    ]


@pytest.mark.parametrize("row", FILTERS, ids=lambda row: row.name)
def test_none_is_lost_where_two_sets_of_filters_are_joined(row: Filter) -> None:
    asked = Filters.of(**{row.name: value_of(row)})
    assert Filters.of(show="Autre").and_also(asked).values(row.name)[-1] == asked.values(row.name)[0]


def test_of_two_days_the_narrowest_holds() -> None:
    both = Filters.of(after="2026-01", before="2026").and_also(Filters.of(after=dt.date(2026, 2, 3), before="2026-05"))
    assert (both.after, both.before) == (dt.date(2026, 2, 3), dt.date(2026, 5, 31))
    assert (both.shown("after"), both.shown("before")) == ("2026-02-03", "2026-05-31")


def test_a_name_that_no_filter_has_is_refused() -> None:
    with pytest.raises(TypeError, match="no filter is called 'guests'"):
        Filters.of(guests="Ana")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [(">60", {61, 600}), ("<10", {9}), ("20..40", {20, 40}), ("40..20", {20, 40}), ("30", {30})],
)
def test_a_length_is_read_in_minutes(text: str, minutes: set[int]) -> None:
    least, end = minutes_of(text)
    assert {n for n in (0, 9, 10, 19, 20, 30, 40, 41, 60, 61, 600) if least <= n * A_MINUTE < end} >= minutes
    assert not least <= 0 < end, "an episode whose length is unknown is of no length"


@pytest.mark.parametrize("text", ["nonsense", "2015", "None"])
def test_what_is_nothing_known_of_a_date_is_said(text: str) -> None:
    assert parse(f"dated:{text}").ignored[0].why == "bad-dated"
    with pytest.raises(BadSearchParams) as refused:
        parse_search_params(MultiDict({"dated": text}))
    assert refused.value.why == "dated"


@pytest.mark.parametrize("text", ["longue", ">", "20..", ">20..40", "-5", "1h", "99999"])
def test_what_is_no_length_is_said(text: str) -> None:
    with pytest.raises(FilterError, match="write >60"):
        minutes_of(text)
    assert parse(f"duration:{text}").ignored[0].why == "bad-minutes"
    with pytest.raises(BadSearchParams) as refused:
        parse_search_params(MultiDict({"duration": text}))
    assert refused.value.why == "minutes"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("lengths")
    documents = (make_document(f"of-{n}", cues=(Cue(0, "Le phare."), Cue(n * A_MINUTE, f"De {n}."))) for n in (5, 30, 75))
    with published(folder, documents) as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("phare durée:>60", {"of-75"}),
        ("phare duration:<10", {"of-5"}),
        ("phare duration:20..40", {"of-30"}),
        ("phare -duration:>60", {"of-5", "of-30"}),
        ("duration:<10 duration:>60", {"of-5", "of-75"}),
    ],
)
def test_an_episode_passes_by_its_length(index: Index, typed: str, slugs: set[str]) -> None:
    answer = index.search(typed)
    assert {hit.summary.slug for hit in answer.hits} == slugs
    assert answer.explanation.filters[0].removes == (3 - len(slugs))
