"""A day or a month that is typed leads to the episode of that date, whatever others say of it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.model.episode import Cue, Published
from archive.search import Index, open_index
from archive.search.generations import publish_full
from archive.search.plan.dates import year_typed
from archive.search.query.parser import parse
from archive.search.results.explain import many_in_list
from tests.given import Given, published
from tests.search.index.archives import make_document

DAY = dt.date(2015, 1, 11)
TOLD = {
    "of-the-day": (DAY, "La foule est immense dans les rues de Paris, place de la République."),
    "of-the-month": (dt.date(2015, 1, 28), "Un mois difficile, et pourtant en janvier on a ri."),
    "later": (dt.date(2017, 3, 1), "Le 11 mai, on part; en janvier on revient."),
    "silent": (dt.date(2014, 5, 9), "Rien de tout cela."),
    "slip": (dt.date(2013, 7, 9), "On est le 9 juilet de 2013, il pleut."),
    "silent-too": (dt.date(2014, 5, 20), "Rien non plus."),
    "silent-fifth": (dt.date(2013, 5, 5), "Personne ne parle de cela."),
    "silent-may": (dt.date(2013, 5, 17), "Personne non plus."),
    "other": (dt.date(2016, 6, 2), "Il y a 11 joueurs, et 2015 supporters."),
}


def _end_of(slug: str) -> str:
    return "Rien." if "silent" in slug else "Rien en 2015."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("dated")
    made = [
        make_document(slug, cues=(Cue(0, text), Cue(400_000, _end_of(slug))), language="fr", published=Published(day, "test"))
        for slug, (day, text) in TOLD.items()
    ]
    with published(root, made) as opened:
        yield opened


def slugs(index: Index, text: str, **asked: int) -> list[str]:
    return [hit.summary.slug for hit in index.search(text, **asked).hits]


def test_the_episode_of_a_day_stands_first(index: Index) -> None:
    assert slugs(index, "11 janvier 2015")[0] == "of-the-day"
    assert slugs(index, "dimanche 11 janvier 2015")[0] == "of-the-day"


def test_the_episodes_of_a_month_stand_before_those_that_hold_its_words_far_apart(index: Index) -> None:
    assert set(slugs(index, "janvier 2015")[:2]) <= {"of-the-day", "of-the-month", "later"}
    assert "of-the-month" in slugs(index, "janvier 2015")[:2]


def test_who_says_a_date_is_counted_and_its_own_episodes_apart(index: Index) -> None:
    answer = index.search("11 janvier 2015")
    assert (answer.total, answer.hits[0].counted) == (0, False)
    assert answer.date and (answer.date.episodes, answer.date.said) == (1, 0)
    assert slugs(index, "11 janvier 2015") == ["of-the-day"]


def test_every_page_reads_the_same_order(index: Index) -> None:
    pages = [one for page in (1, 2, 3) for one in slugs(index, "11 janvier 2015 rien", page=page, limit=2)]
    assert len(pages) == len(set(pages)) > 4


@pytest.mark.parametrize(
    "typed",
    ["28 novembre 2017", "28 nov. 2017", "28/11/2017", "28/11/17", "28.11.2017", "28-11-2017", "2017-11-28", "2017/11/28"]
    + ["mardi 28 novembre 2017", "28 November 2017", "November 28, 2017", "Nov 28th 2017", "11/28/2017", "le 28 novembre 2017"],
)
def test_what_is_wholly_a_date_is_answered_as_one_however_it_is_written(said_dates: Index, typed: str) -> None:
    answer = said_dates.search(typed)
    assert answer.date and (answer.date.episodes, answer.date.said, answer.total) == (2, 1, 2)
    assert {hit.summary.slug for hit in answer.hits[:2]} == {"recorded", "silent"}
    assert [hit.summary.slug for hit in answer.hits[2:]] == ["recalled"]


@pytest.mark.parametrize("typed", ["novembre 2017", "November 2017", "11/2017", "2017-11"])
def test_a_month_is_answered_as_one_however_it_is_written(said_dates: Index, typed: str) -> None:
    answer = said_dates.search(typed)
    assert answer.date and (answer.date.episodes, answer.date.said, answer.total) == (3, 0, 1)


def test_a_date_without_episodes_leads_to_the_nearest(said_dates: Index) -> None:
    told = said_dates.search("14 juillet 2018").date
    assert told and told.before and told.after and (told.episodes, told.before.slug, told.after.slug) == (0, "recalled", "late")
    for typed, before, after in (("1 janvier 0001", None, "silent"), ("31/12/9999", "late", None)):
        told = said_dates.search(typed).date
        assert told and (told.before and told.before.slug, told.after and told.after.slug) == (before, after)


def test_a_year_alone_and_words_beside_a_date_are_words(said_dates: Index) -> None:
    assert [said_dates.search(typed).date for typed in ("2017", "gala 28 novembre 2017", '"28 novembre 2017"')] == [None] * 3


@pytest.fixture(scope="module")
def said_dates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("said")
    told = {
        "recorded": (dt.date(2017, 11, 28), "This was recorded November 28, 2017 in the morning."),
        "silent": (dt.date(2017, 11, 28), "Un gala."),
        "of-the-month": (dt.date(2017, 11, 30), "En novembre, il y avait 28 chaises et 2017 invités."),
        "recalled": (dt.date(2018, 3, 1), "On se souvient du 28 novembre 2017, au gala, et de novembre 2017."),
        "late": (dt.date(2018, 8, 1), "Rien."),
    }
    made = [
        make_document(slug, cues=(Cue(0, text),), language="fr", published=Published(day, "test"))
        for slug, (day, text) in told.items()
    ]
    with published(root, made) as opened:
        yield opened


def test_an_episode_of_the_day_that_may_say_it_otherwise_stands_once(index: Index) -> None:
    assert slugs(index, "9 juillet 2013").count("slip") == 1


@pytest.mark.parametrize("typed", ["05/05/2013", "05/05/13", "le 5 mai 2013", "5th of May 2013"])
def test_a_day_of_the_same_number_as_its_month_is_one(index: Index, typed: str) -> None:
    assert slugs(index, typed)[0] == "silent-fifth"


def test_words_that_are_no_date_are_no_date(index: Index) -> None:
    assert slugs(index, "11 joueurs")[0] == "other"


def test_an_episode_that_says_no_word_of_its_date_is_found_by_it(index: Index) -> None:
    assert slugs(index, "9 mai 2014")[0] == "silent"
    for month in ("mai 2014", "05/2014", "5/2014", "05-2014"):
        assert set(slugs(index, month)) >= {"silent", "silent-too"}, month
    assert index.search("9 mai 2014").total == 0


def test_what_is_typed_beside_a_date_must_be_said(index: Index) -> None:
    assert slugs(index, "9 mai 2014 cela")[0] == "silent"
    assert "silent" not in slugs(index, "9 mai 2014 joueurs")


@pytest.mark.parametrize(
    "typed", ["vendredi 9 mai 2014", "9/5/2014", "09/05/14", "09.05.2014", "9-5-2014", "2014-05-09", "2014/5/9", "May 9 2014"]
)
def test_a_day_is_read_as_people_write_it(index: Index, typed: str) -> None:
    assert slugs(index, typed)[0] == "silent"


@pytest.mark.parametrize("typed", ["joueurs 9 mai 2014", "2014", "9 5", "13/2014", "5 2014", "9 5 14"])
def test_what_is_no_part_of_a_date_must_be_said(index: Index, typed: str) -> None:
    assert "silent" not in slugs(index, typed)


def test_a_month_is_no_words_that_are_never_said_together(tmp_path: Path) -> None:
    apart = (Cue(0, "En juin on part, et en mai on revient."), Cue(400_000, "Rien en 2015."))
    made = [
        make_document("another", cues=apart, language="fr", published=Published(dt.date(2016, 2, 1), "test")),
        make_document("june", "Il pleut.", language="fr", published=Published(dt.date(2015, 6, 2), "test")),
    ]
    publish_full(tmp_path, Given(made), revision=1)
    index = open_index(tmp_path)
    found = [index.search(month) for month in ("juin 2015", "mai 2015")]
    assert [(one.total, one.date and one.date.episodes) for one in found] == [(0, 1), (0, 0)]
    assert index.search("juin 2015 revient").apart is False


MARCH = dt.date(2025, 3, 7)


@pytest.fixture(scope="module")
def estimated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """A month of twelve silent episodes and one that says it, beside some of which no more than a month is guessed."""
    root, told = tmp_path_factory.mktemp("estimated"), {}
    told |= {f"silent-{day:02}": Published(dt.date(2025, 3, day), "test") for day in range(8, 20)}
    told |= {"says-it": Published(MARCH, "test"), "of-its-month": Published(MARCH.replace(day=1), "test", "month")}
    told |= {"about-march": Published(MARCH.replace(day=1), "page: 8 months ago", "month", approximate=True)}
    told |= {"about-july": Published(dt.date(2025, 7, 1), "page: 4 months ago", "month", approximate=True)}
    told |= {"of-the-year": Published(dt.date(2025, 1, 1), "test", "year")}
    made = [
        make_document(
            slug, "On est en mars 2025." if slug == "says-it" else f"Rien, {slug}.", show=slug[:6], language="fr", published=when
        )
        for slug, when in told.items()
    ]
    with published(root, made) as opened:
        yield opened


def test_a_month_lists_as_many_episodes_as_it_counts_and_each_is_of_it(estimated: Index) -> None:
    pages = [estimated.search("mars 2025", page=page, limit=5) for page in (1, 2, 3, 4)]
    listed = [hit.summary for answer in pages for hit in answer.hits]
    assert [(one.date.episodes, one.date.said, many_in_list(one)) for one in pages if one.date] == [(14, 1, 14)] * 4
    assert len({one.slug for one in listed}) == len(listed) == 14
    assert not [one.slug for one in listed if one.approximate or one.precision == "year"]
    days = [one.date for one in listed if one.date and one.slug.startswith("silent")]
    assert days == sorted(days, reverse=True)


def test_months_and_facets_of_a_date_count_its_silent_episodes(estimated: Index) -> None:
    answer = estimated.search("mars 2025")
    assert [(one.month, one.episodes) for one in answer.months if one.episodes] == [("2025-03", 14)]
    assert dict(answer.facets["show"]) == {"silent": 12, "says-i": 1, "of-its": 1}
    assert answer.total == 1


def test_what_is_estimated_to_be_of_a_month_is_told_apart_and_of_another_month_not_at_all(estimated: Index) -> None:
    told = [estimated.search(typed).date for typed in ("mars 2025", "July 2025", "7 mars 2025")]
    assert [[one.slug for one in date.about] for date in told if date] == [["about-march"], ["about-july"], []]
    july = estimated.search("juillet 2025")
    assert (july.hits, july.total, july.date and july.date.episodes) == ((), 0, 0)


def test_an_estimated_month_is_no_date_beside_words_either(estimated: Index) -> None:
    assert "about-july" not in {hit.summary.slug for hit in estimated.search("rien juillet 2025").hits if hit.found_as == "date"}


@pytest.mark.parametrize(
    ("typed", "year"),
    [("2017", "2017"), ("en 2017", "2017"), ("Épisodes de 2017", "2017"), ("l’année 2017", "2017"), ("episodes from 2017", "2017")]
    + [(typed, None) for typed in ("2017 gala", "de 2017 à 2018", "mars 2017", "1234", "épisodes", "-2017", '"2017" ou', "")],
)
def test_a_year_is_typed_where_nothing_else_is_asked(typed: str, year: str | None) -> None:
    assert year_typed(parse(typed).groups) == year
