"""Phrase, AND, NEAR, aliases, occurrences and moments agree with a slow plain twin on thousands of random questions.

`THOROUGH=1` asks more than the 60 a test of every run.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.index.read.engine import Engine
from archive.search.index.types import FIELDS, MATCH_KINDS, Clause, Expansion, Pattern, Request, TermPosition
from archive.text.tokenizer import fold
from tests.amounts import cases
from tests.oracle.plain import Place, PlainArchive
from tests.search.index.archives import LETTERS, engine_of, open_archive, random_document, write_segment

EPISODES = 24
CASES = cases(60, 5000)
thousands = settings(max_examples=CASES, deadline=None)


@dataclass(frozen=True)
class Both:
    """The same episodes in the engine and in its twin."""

    engine: Engine
    plain: PlainArchive

    def slugs(self, docs: np.ndarray) -> list[str]:
        return [one.slug for one in self.engine.summaries_of(docs.tolist())]


@pytest.fixture(scope="module", params=["one segment", "four segments, some episodes deleted"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    chance = random.Random(5)
    documents = [random_document(f"e{number:02d}", chance) for number in range(EPISODES)]
    directory: Path = tmp_path_factory.mktemp("archive")
    if request.param == "one segment":
        return Both(engine_of(directory, documents), PlainArchive(documents))
    parts = (documents[:9], documents[9:10], documents[10:20], documents[20:])
    gone = {"e03", "e09", "e10", "e23"}
    entries = [write_segment(directory, part, [one.slug for one in part if one.slug in gone]) for part in parts]
    return Both(open_archive(directory, entries), PlainArchive(one for one in documents if one.slug not in gone))


word = st.sampled_from([fold(letter) for letter in LETTERS] + ["zz"])
expansion = st.builds(
    Expansion,
    st.lists(word, min_size=1, max_size=3).map(tuple),
    st.sampled_from([1.0, 0.5, 0.25]),
    st.sampled_from(MATCH_KINDS[:5]),
)
alias = st.builds(Expansion, st.just(()), st.sampled_from([0.75, 0.5]), st.just("alias"), st.just("nom propre"))
exact = st.builds(Expansion, st.tuples(word))
slot = st.builds(TermPosition, st.just(""), st.lists(st.one_of(exact, exact, expansion, alias), max_size=3).map(tuple))
fields = st.sampled_from([FIELDS, FIELDS, FIELDS, ("speech",), ("title", "description")])
pattern = st.one_of(
    st.builds(Pattern, st.tuples(slot), st.none(), fields),
    st.builds(Pattern, st.lists(slot, min_size=2, max_size=4).map(tuple), st.none(), fields),
    st.builds(Pattern, st.lists(st.builds(TermPosition, st.just(""), st.tuples(exact)), min_size=2, max_size=4).map(tuple)),
    st.builds(Pattern, st.lists(slot, min_size=2, max_size=3).map(tuple), st.sampled_from([0, 3000, 20_000])),
)
clause = st.builds(Clause, st.text("xyz", max_size=2), st.lists(pattern, min_size=1, max_size=2).map(tuple))
clauses = st.lists(clause, min_size=1, max_size=3).map(tuple)


@thousands
@given(asked=clauses, excluded=st.lists(clause, max_size=1).map(tuple))
def test_the_same_episodes_answer(both: Both, asked: tuple[Clause, ...], excluded: tuple[Clause, ...]) -> None:
    evaluation = both.engine.evaluate(Request(asked, excluded, candidates=EPISODES, aggregations=False))
    assert set(both.slugs(evaluation.full.doc)) == both.plain.full(asked, excluded)
    assert evaluation.total == len(evaluation.full.doc)


@thousands
@given(asked=clauses)
def test_partial_answers_say_what_they_lack(both: Both, asked: tuple[Clause, ...]) -> None:
    evaluation = both.engine.evaluate(Request(asked, partial=EPISODES, aggregations=False))
    found = dict(zip(both.slugs(evaluation.partial.doc), evaluation.partial.lacks.tolist(), strict=True))
    every = {slug: both.plain.lacks(asked, slug) for slug in both.plain.episodes}
    nothing = (1 << len(asked)) - 1
    assert found == {slug: lacks for slug, lacks in every.items() if lacks not in (0, nothing)}
    assert evaluation.partial_total == len(found)


@thousands
@given(asked=clauses, seed=st.integers(0, 99))
def test_the_same_words_are_marked_at_the_same_seconds(both: Both, asked: tuple[Clause, ...], seed: int) -> None:
    slugs = random.Random(seed).sample(sorted(both.plain.episodes), 7)
    docs = np.array([both.engine.doc_of(slug) for slug in slugs], np.int32)
    found = both.engine.occurrences(asked, docs)
    columns = (found.position, found.length, found.cue, found.start_ms, found.clause, found.slot, found.kind, found.weight)
    places = [Place(*(column[row].item() for column in columns)) for row in range(len(found.row))]
    expected = [(row, place) for row, slug in enumerate(slugs) for place in both.plain.episodes[slug].places(asked)]
    assert [(row, rounded(place)) for row, place in zip(found.row.tolist(), places, strict=True)] == [
        (row, rounded(place)) for row, place in expected
    ]


@thousands
@given(asked=clauses)
def test_moments_are_counted_exactly(both: Both, asked: tuple[Clause, ...]) -> None:
    aggregations = both.engine.evaluate(Request(asked)).aggregations
    full = both.plain.full(asked)
    assert aggregations.moments == sum(both.plain.episodes[slug].moments(asked) for slug in full)
    assert aggregations.clauses == tuple((len(both.plain.full((one,))),) * 2 for one in asked)
    dated = [slug for slug in full if both.plain.episodes[slug].document.episode.published]
    assert sum(month.episodes for month in aggregations.months) == len(dated)


def rounded(place: Place) -> tuple[int | float, ...]:
    """Weights are float32 in the engine."""
    return (
        place.position,
        place.length,
        place.cue,
        place.start_ms,
        place.clause,
        place.slot,
        place.kind,
        round(place.weight, 5),
    )
