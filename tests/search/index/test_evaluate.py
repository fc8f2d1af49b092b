"""Order, filters, counts, budget: what an answer holds besides the right episodes."""

import datetime as dt
import random
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import astuple

from archive.model.episode import Cue, Person, Published
from archive.search.filters import Filters
from archive.search.index.document_table import Document
from archive.search.index.limits import Budget, CutJson, Limits
from archive.search.index.read import postings
from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from tests.search.index.archives import engine_of, make_document


def clause(*words: str, **pattern: object) -> Clause:
    slots = tuple(TermPosition(word, (Expansion((word,)),)) for word in words)
    return Clause(" ".join(words), (Pattern(slots, **pattern),))  # type: ignore[arg-type]


def day(text: str, precision: str = "day") -> Published:
    return Published(dt.date.fromisoformat(text), "test", precision)  # type: ignore[arg-type]


def slugs(engine: Engine, request: Request) -> list[str]:
    return [one.slug for one in engine.summaries_of(engine.evaluate(request).full.doc.tolist())]


def dated(slug: str, published: Published | None, **fields: Any) -> Document:
    return make_document(slug, "le mot du jour", published=published, **fields)


@pytest.fixture
def calendar(tmp_path: Path) -> Engine:
    return engine_of(
        tmp_path,
        [
            dated("jour", day("2026-02-09"), show="Tech & Co", people=(Person("Frédéric Simottel", "host"),)),
            dated("mois", day("2026-03-01", "month"), show="tech & co", category="Économie"),
            dated("année", day("2025-01-01", "year"), show="Autre", language="en"),
            dated("sans date", None, show="Autre", people=(Person("Quelqu'un", "cited"),)),
        ],
    )


@pytest.fixture
def years_apart(tmp_path: Path) -> Engine:
    found = [dated("avant", day("2025-01-07"), show="Autre"), dated("après", day("2026-03-01", "month"))]
    return engine_of(tmp_path, [*found, dated("un an", day("2024-01-01", "year"), show="Autre")])


def test_when_the_time_is_over_only_what_was_typed_is_looked_for_and_the_answer_says_so(years_apart: Engine) -> None:
    forms = Clause("moi", (Pattern((TermPosition("moi", (Expansion(("moi",)), Expansion(("mot",), 0.5, "inflected"))),)),))
    now = iter([0.0])
    over = Budget(clock=lambda: next(now, 1.0))
    assert years_apart.evaluate(Request((forms,)), over).total == 0
    assert [cut.why for cut in over.cut] == ["forms", "counts"]
    assert years_apart.evaluate(Request((forms,))).total == 3, "what was cut is not kept"


def test_by_date_the_newest_stands_first_and_the_undated_last(calendar: Engine) -> None:
    assert slugs(calendar, Request((clause("mot"),), sort="date")) == ["mois", "jour", "année", "sans date"]


def test_what_is_known_to_its_year_alone_heads_no_list_and_about_a_month_is(tmp_path: Path) -> None:
    about = Published(dt.date(2026, 10, 1), "page: 1 months ago", "month", approximate=True)
    found = [
        dated("vers", about),
        dated("jour", day("2022-08-04")),
        dated("année", day("2025-01-01", "year")),
        dated("sans date", None),
    ]
    assert slugs(engine_of(tmp_path, found), Request((clause("mot"),), sort="date")) == ["jour", "vers", "année", "sans date"]


def test_without_any_word_every_episode_answers_newest_first(calendar: Engine) -> None:
    assert slugs(calendar, Request(())) == ["mois", "jour", "année", "sans date"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters.of(after=dt.date(2026, 2, 9)), {"jour", "mois"}),
        (Filters.of(after=dt.date(2026, 3, 15)), {"mois"}),
        (Filters.of(before=dt.date(2025, 6, 1)), {"année"}),
        (Filters.of(after=dt.date(2025, 6, 1), before=dt.date(2026, 2, 9)), {"année", "jour"}),
        (Filters.of(show=("TECH & CO",)), {"jour", "mois"}),
        (Filters.of(show=("Tech & Co", "autre")), {"jour", "mois", "année", "sans date"}),
        (Filters.of(person=("frederic  simottel",)), {"jour"}),
        (Filters.of(person=("Quelqu'un",)), set()),
        (Filters.of(category=("economie",)), {"mois"}),
        (Filters.of(language=("en",)), {"année"}),
        (Filters.of(year=("2026",)), {"jour", "mois"}),
        (Filters.of(episode=("jour", "jamais vu")), {"jour"}),
        (Filters.of(show=("Autre",), after=dt.date(2025, 1, 1)), {"année"}),
        (Filters.of(show=("Inconnue",)), set()),
        (Filters().without("show", "TECH & CO"), {"année", "sans date"}),
        (Filters().without("show", "Autre").without("show", "Inconnue"), {"jour", "mois"}),
        (Filters().without("person", "frederic simottel").without("category", "economie"), {"année", "sans date"}),
        (Filters().without("language", "en").without("year", "2026"), {"sans date"}),
        (Filters().without("episode", "jour").without("episode", "jamais vu"), {"mois", "année", "sans date"}),
        (Filters.of(show="Autre").without("show", "Autre"), set()),
    ],
)
def test_filters(calendar: Engine, filters: Filters, expected: set[str]) -> None:
    assert set(slugs(calendar, Request((clause("mot"),), filters=filters))) == expected


def test_facets_group_spellings_and_count_hits(calendar: Engine) -> None:
    facets = calendar.evaluate(Request((clause("mot"),))).aggregations.facets
    assert facets["show"] == (("Autre", 2), ("Tech & Co", 2))
    assert facets["person"] == (("Frédéric Simottel", 1),)
    assert facets["category"] == (("Économie", 1),)
    assert facets["year"] == (("2026", 2), ("2025", 1))


def test_facets_that_are_not_asked_for_are_not_counted(calendar: Engine) -> None:
    facets = calendar.evaluate(Request((clause("mot"),), facets=("year",))).aggregations.facets
    assert facets == {"year": (("2026", 2), ("2025", 1))}


def test_an_episode_counts_for_each_of_its_guests_and_equals_stand_by_name(tmp_path: Path) -> None:
    guests = [("Zoé", "Anne"), ("Anne",), ("Zoé", "Luc"), ()]
    documents = [
        dated(f"e{number}", None, people=tuple(Person(name, "guest") for name in names)) for number, names in enumerate(guests)
    ]
    engine = engine_of(tmp_path, documents[:2], documents[2:])
    assert engine.evaluate(Request(())).aggregations.facets["person"] == (("Anne", 2), ("Zoé", 2), ("Luc", 1))
    assert set(slugs(engine, Request((), filters=Filters.of(person=("zoé",))))) == {"e0", "e2"}


def test_words_of_many_episodes_are_cut_out_as_those_of_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [make_document(f"e{number:02d}", *["mot et chose"] * (number % 4), "fin mot") for number in range(30)]
    engine = engine_of(tmp_path, documents[:13], documents[13:])
    asked = (clause("mot"), clause("chose"))
    docs = engine.evaluate(Request((clause("mot"),))).full.doc[::-2]
    found = []
    for few in (0, 100):
        monkeypatch.setattr(postings, "FEW", few)
        found.append([column.tolist() for column in astuple(engine.occurrences(asked, docs))])
    assert found[0] == found[1]
    assert len(found[0][0]) > len(docs)


def test_translations_of_a_category_are_one_value(tmp_path: Path) -> None:
    documents = [
        dated(f"e{number}", None, category=name) for number, name in enumerate(("News", "Haberler", "news", "News", "Tech"))
    ]
    engine = engine_of(tmp_path, documents)
    assert engine.evaluate(Request(())).aggregations.facets["category"] == (("News", 4), ("Tech", 1))
    assert len(slugs(engine, Request((), filters=Filters.of(category=("haberler",))))) == 4


def test_months_hold_the_quiet_ones_too_and_none_for_what_is_known_by_year(years_apart: Engine) -> None:
    months = years_apart.evaluate(Request((clause("mot"),), filters=Filters.of(show=("Autre",)))).aggregations.months
    assert (months[0].month, months[-1].month, len(months)) == ("2025-01", "2026-03", 15)
    assert (months[0].episodes, months[0].moments, months[0].on_air) == (1, 1, 1)
    assert (months[-1].episodes, months[-1].moments, months[-1].on_air) == (0, 0, 1)


def test_the_receipt_says_what_each_filter_alone_removes(calendar: Engine) -> None:
    filters = Filters.of(show=("Autre",), after=dt.date(2026, 1, 1), language=("und", "en"))
    aggregations = calendar.evaluate(Request((clause("mot"),), filters=filters)).aggregations
    assert aggregations.removed == {"show": 2, "after": 2, "language": 0}
    assert aggregations.undated == 1
    assert aggregations.clauses == ((4, 0),)


def test_the_receipt_says_what_is_left_out_apart_from_what_is_asked_for(calendar: Engine) -> None:
    filters = Filters.of(language=("en", "und")).without("language", "en").without("year", "2026")
    aggregations = calendar.evaluate(Request((clause("mot"),), filters=filters)).aggregations
    assert aggregations.removed == {"language": 0, "-language": 1, "-year": 2}


def test_a_title_says_more_than_a_word_in_passing(tmp_path: Path) -> None:
    texts = ["rien de particulier ici"] * 5
    engine = engine_of(
        tmp_path,
        [make_document("dit", *texts, "souveraineté", title="Autre"), make_document("titre", *texts, "ici", title="Souveraineté")],
    )
    assert slugs(engine, Request((clause("souverainete"),))) == ["titre", "dit"]


def test_many_looser_forms_do_not_outrank_the_word_itself(tmp_path: Path) -> None:
    exact, loose = make_document("exact", "le mot et la chose"), make_document("faute", *["le mott et la chose"] * 30)
    engine = engine_of(tmp_path, [loose, exact])
    slot = TermPosition("mot", (Expansion(("mot",)), Expansion(("mott",), 0.3, "misspelt")))
    assert slugs(engine, Request((Clause("mot", (Pattern((slot,)),)),))) == ["exact", "faute"]


@pytest.mark.parametrize("rare", range(4))
def test_a_phrase_of_several_readings_is_found_wherever_its_rarest_words_stand(tmp_path: Path, rare: int) -> None:
    """Against each place tried in turn: slots of one word and of two, which end alike in several ways."""
    chance = random.Random(rare)
    said = [chance.choices("abcd", [1 if letter == "abcd"[rare] else 6 for letter in "abcd"])[0] for _ in range(600)]
    readings = [[("a",), ("a", "b")], [("b",), ("c",), ("b", "c")], [("c",), ("c", "d")], [("d",), ("a",)]]
    slots = tuple(TermPosition("", tuple(Expansion(words) for words in each)) for each in readings)
    ways = {sum(way, ()) for way in product(*readings)}
    expected = {(place, len(way)) for place in range(len(said)) for way in ways if tuple(said[place : place + len(way)]) == way}
    engine = engine_of(tmp_path, [make_document("dit", " ".join(said), title="a b"), make_document("autre", "rien")])
    asked = Clause("", (Pattern(slots),))
    found = engine.occurrences((asked,), np.array([engine.doc_of("dit")], np.int32))
    assert expected and set(zip(found.position.tolist(), found.length.tolist(), strict=True)) == expected
    assert slugs(engine, Request((asked,))) == ["dit"]


def test_ties_stand_by_date_then_by_slug_at_every_call(tmp_path: Path) -> None:
    documents = [dated(slug, day("2024-01-01")) for slug in "dbca"] + [dated("z", day("2025-01-01"))]
    engine = engine_of(tmp_path, documents[:3], documents[3:])
    for most in (1, 3, 5):
        assert slugs(engine, Request((clause("mot"),), candidates=most)) == ["z", "a", "b", "c", "d"][:most]


def test_partial_answers_hold_the_rarest_words_first(tmp_path: Path) -> None:
    documents = [make_document(f"courant{number}", "courant") for number in range(6)]
    engine = engine_of(tmp_path, [*documents, make_document("rare", "rare")])
    evaluation = engine.evaluate(Request((clause("courant"), clause("rare")), partial=3))
    assert (evaluation.total, evaluation.partial_total) == (0, 7)
    assert [one.slug for one in engine.summaries_of(evaluation.partial.doc.tolist())] == ["rare", "courant0", "courant1"]
    assert evaluation.partial.lacks.tolist() == [0b01, 0b10, 0b10]


def test_when_time_is_over_the_exact_word_is_looked_for_and_the_rest_is_said_to_be_missing(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, [make_document("exact", "mot"), make_document("faute", "mott")])
    slot = TermPosition("mot", (Expansion(("mot",)), Expansion(("mott",), 0.3, "misspelt")))
    budget = Budget(Limits(microseconds=-1))
    evaluation = engine.evaluate(Request((Clause("mot", (Pattern((slot,)),)),)), budget)
    assert (evaluation.total, evaluation.aggregations.moments, evaluation.aggregations.clauses) == (1, 0, ((1, 1),))
    assert budget.cut == (CutJson.of("forms", "mot"), CutJson.of("counts"))
    assert engine.evaluate(Request((Clause("mot", (Pattern((slot,)),)),))).total == 2


def test_moments_of_words_too_common_to_be_counted_are_said_to_be_missing(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, [make_document("un", "mot mot mot", "mot")])
    budget = Budget(Limits(counted=3))
    evaluation = engine.evaluate(Request((clause("mot"),)), budget)
    assert (evaluation.total, evaluation.aggregations.moments) == (1, 0)
    assert evaluation.aggregations.facets["year"] == ()
    assert budget.cut == (CutJson.of("moments"),)
    assert engine.evaluate(Request((clause("mot"),)), Budget(Limits(counted=4))).aggregations.moments == 1


def test_an_episode_of_more_than_65535_words(tmp_path: Path) -> None:
    cues = tuple(Cue(number * 1000, "dix mots par ligne et rien de plus que ça") for number in range(8000))
    long = make_document("long", cues=(*cues, Cue(8_000_000, "la toute fin")))
    engine = engine_of(tmp_path, [make_document("court", "la fin"), long])
    found = engine.occurrences((clause("toute", "fin"),), engine.evaluate(Request((clause("toute", "fin"),))).full.doc)
    assert (found.position.tolist(), found.start_ms.tolist(), found.cue.tolist()) == ([80_001], [8_000_000], [8000])
    assert len(engine.occurrences((clause("dix"),), found.row * 0 + 1).row) == 8000


def test_the_first_and_the_last_word_of_every_cue_are_at_its_second(tmp_path: Path) -> None:
    texts = [f"debut{number} fin{number}" for number in range(600)]
    silent = [Cue(number * 1000 + 500, "…", kind="sound") for number in range(600)]
    spoken = [Cue(number * 1000, text) for number, text in enumerate(texts)]
    cues = tuple(cue for pair in zip(spoken, silent, strict=True) for cue in pair)
    engine = engine_of(tmp_path, [make_document("avant", "mots"), make_document("un", cues=cues)])
    docs = engine.evaluate(Request((clause("debut0"),))).full.doc
    for number in (0, 1, 127, 128, 255, 599):
        for word in (f"debut{number}", f"fin{number}"):
            found = engine.occurrences((clause(word),), docs)
            assert (found.cue.tolist(), found.start_ms.tolist()) == ([number * 2], [number * 1000])
    assert engine.captions_of([1])[0].first_word.tolist()[:4] == [0, 2, 2, 4]
