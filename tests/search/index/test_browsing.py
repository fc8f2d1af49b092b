"""Browsing agrees with what one finds who reads every summary, and batches keep their order."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from archive.model.episode import Person, Published
from archive.search.filters import Filters
from archive.search.index.document_table import Document
from archive.search.index.read.engine import Engine
from archive.search.index.types import FACETS, MonthJson, Summary
from tests.search.index.archives import engine_of, make_document, open_archive, random_document, write_segment

SHOWS = ("Émission", "Autre", None)
SPEECH = [f"phrase numéro {number} sur le sujet {number * 7} du jour" for number in range(60)]
OF_2020 = Filters.of(after=dt.date(2020, 2, 1), before=dt.date(2021, 12, 31), show=("émission",))


def some_document(slug: str, chance: random.Random) -> Document:
    """A random episode; of the same spelling of a show, and with people and a length of its own."""
    document = random_document(slug, chance)
    people = tuple(
        Person(chance.choice(("Ana B", "Élie C", "Zoé D")), chance.choice(("host", "guest", "cited")), None) for _ in range(2)
    )
    duration = chance.choice((None, 60_000, 3_600_000))
    episode = replace(
        document.episode, show=chance.choice(SHOWS), people=people, duration_ms=duration, category=chance.choice(("Maths", None))
    )
    return replace(document, episode=episode)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Forty episodes in three segments, some of them taken away, one published twice."""
    chance, directory = random.Random(13), tmp_path_factory.mktemp("browsing")
    parts = [[some_document(f"s{part}e{number:02d}", chance) for number in range(12)] for part in range(3)]
    again = [
        make_document("double", *SPEECH, show="Autre", published=Published(dt.date(2020, 5, 5), "test")),
        make_document("reprise", *SPEECH),
    ]
    entries = [write_segment(directory, part, [part[3].slug, part[7].slug]) for part in parts] + [write_segment(directory, again)]
    yield open_archive(directory, entries)


def passing(engine: Engine, filters: Filters) -> list[Summary]:
    """The summaries of the episodes that pass, newest first."""
    if filters == Filters():
        held = list(engine.summaries())
    else:
        held = [
            one
            for one in engine.summaries()
            if one.show == "Émission" and one.date and dt.date(2020, 2, 1) <= one.date <= dt.date(2021, 12, 31)
        ]
    return sorted(held, key=lambda one: (one.date is None, -(one.date or dt.date.min).toordinal(), one.slug))


def values_of(summary: Summary, facet: str) -> Sequence[str]:
    year = str(summary.date.year) if summary.date else None
    people = {name for name, _, kind in summary.people if kind != "cited"}
    return (
        sorted(people)
        if facet == "person"
        else [
            one
            for one in ({"show": summary.show, "category": summary.category, "language": summary.language, "year": year}[facet],)
            if one
        ]
    )


@pytest.mark.parametrize("filters", [Filters(), OF_2020])
def test_pages_go_through_the_archive_newest_first(engine: Engine, filters: Filters) -> None:
    wanted = [one.slug for one in passing(engine, filters)]
    assert len(wanted) >= 3
    pages = [engine.browse_newest(filters, first=first, limit=4) for first in range(0, len(wanted) + 4, 4)]
    assert {page.total for page in pages} == {len(wanted)}
    assert [one.slug for page in pages for one in engine.summaries_of(page.doc.tolist())] == wanted


@pytest.mark.parametrize("filters", [Filters(), OF_2020])
@pytest.mark.parametrize("facet", [facet for facet in FACETS if facet != "speaker"])  # who speaks stands in no summary
def test_values_are_counted_over_every_episode(engine: Engine, facet: str, filters: Filters) -> None:
    counts = Counter(value for one in passing(engine, filters) for value in values_of(one, facet))
    assert counts
    found = engine.browse_values(facet, filters)  # type: ignore[arg-type]
    assert [(one.value, one.episodes) for one in found] == sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def test_months_are_all_there_with_what_passes_in_each(engine: Engine) -> None:
    every = Counter(f"{one.date:%Y-%m}" for one in engine.summaries() if one.date)
    some = Counter(f"{one.date:%Y-%m}" for one in passing(engine, OF_2020))
    months = engine.browse_months(OF_2020)
    assert (months[0].month, months[-1].month) == (min(every), max(every))
    assert months == tuple(MonthJson(one.month, 0, some[one.month], every[one.month]) for one in months)
    assert sum(one.on_air for one in months) == sum(every.values())


def test_totals_are_of_what_answers(engine: Engine) -> None:
    held = list(engine.summaries())
    totals = engine.browse_totals()
    assert (
        (totals.episodes, totals.undated) == (len(held), sum(one.date is None for one in held)) == (engine.episodes, totals.undated)
    )
    assert totals.duration_ms == sum(one.duration_ms for one in held) > 3_600_000


def test_an_episode_published_twice_is_listed_twice(engine: Engine) -> None:
    listed = {one.slug for one in engine.summaries_of(engine.browse_newest(limit=100).doc.tolist())}
    assert {"double", "reprise"} <= listed


def test_an_empty_archive_can_be_browsed(tmp_path: Path) -> None:
    engine = open_archive(tmp_path, [])
    assert engine.browse_newest().total == len(engine.browse_newest().doc) == 0
    assert engine.browse_months() == engine.browse_values("show") == ()
    assert engine.browse_totals().episodes == engine.browse_totals().duration_ms == 0


def test_batches_come_in_the_order_in_which_they_are_asked_for(tmp_path: Path) -> None:
    engine = engine_of(
        tmp_path, [make_document("un", "mot un"), make_document("deux", "mot deux")], [make_document("trois", "mot trois")]
    )
    asked = [2, 0, 1, 0]
    slugs = ["trois", "un", "deux", "un"]
    assert [one.slug for one in engine.summaries_of(asked)] == slugs
    assert [list(one.texts) for one in engine.captions_of(asked)] == [[f"mot {slug}"] for slug in slugs]
    assert len(engine.analyses_of(asked)) == 4
    assert engine.summaries_of([]) == engine.captions_of([]) == engine.analyses_of([]) == ()
    assert [engine.doc_of(slug) for slug in slugs] == asked
    assert engine.summaries_of(np.array(asked).tolist())[0].slug == "trois"
