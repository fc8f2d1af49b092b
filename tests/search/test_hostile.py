"""No query costs much, whatever is typed: what it may ask for is bounded, what is left out is said. Nothing here reads a clock."""

import sys
from collections.abc import Callable, Iterator

import pytest

from archive.analysis.analyze import Analysis
from archive.model.episode import Person
from archive.search import Index
from archive.search.index.document_table import Document
from archive.search.index.limits import LIMITS, Budget, CutJson, Limits, all_terms
from archive.search.plan.planner import Plan, Planner
from archive.search.query.parser import parse
from archive.search.results.answer import EpisodeMatches
from tests.amounts import cases
from tests.bench import corpus
from tests.given import published
from tests.search.hostile import FOUND, KINDS, Words, hostile
from tests.search.index.archives import make_document

EPISODES = 12
DRAWN = cases(5, 20) * len(KINDS)
MOST_CALLS = 400_000
"""of functions, for one query. The most that a drawn one takes is 360,000, the first of a process."""


def documents() -> Iterator[Document]:
    for number in range(EPISODES):
        yield Document(corpus.slug_of(number), "", corpus.generated(number), Analysis())
    yield make_document("the-sea", "the sea, the mer, l'été de la mer, un deux trois", "été", people=(Person("Ana Mer", "guest"),))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("hostile")
    with published(folder, documents()) as opened:
        yield opened


@pytest.fixture(scope="module")
def words(index: Index) -> Words:
    names = sorted({name for summary in index.newest(limit=index.episodes).episodes for name, _, _ in summary.people})
    return Words(index._opened.engine.vocabulary.starting("", 1 << 20), names)


def planned(index: Index, text: str, budget: Budget | None = None) -> Plan:
    opened = index._opened
    engine, means = opened.engine, budget or Budget()
    planner = Planner(opened.expander, engine.vocabulary, means, engine.count, opened.directory)
    return planner.plan(parse(text))


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


def in_episode(index: Index, text: str) -> EpisodeMatches:
    """What is found of a query in the episode that has one of everything."""
    found = index.search_episode(text, "the-sea")
    assert found is not None
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_queries_of_every_kind_are_answered_within_bounds(index: Index, words: Words, kind: str) -> None:
    for number in range(list(KINDS).index(kind), DRAWN, len(KINDS)):
        asked = hostile(number, words)
        plan = planned(index, asked.text)
        assert len(plan.clauses) + len(plan.excluded) <= LIMITS.parts, asked
        assert sum(map(all_terms, (*plan.clauses, *plan.excluded))) <= LIMITS.terms, asked
        answer = index.search(asked.text, page=asked.page, limit=asked.limit)
        assert len(answer.explanation.words) <= LIMITS.parts, asked
        assert len(in_episode(index, asked.text).matches) <= LIMITS.steps, asked


@pytest.mark.parametrize("kind", KINDS)
def test_no_hostile_query_takes_many_steps(index: Index, words: Words, kind: str) -> None:
    for number in range(list(KINDS).index(kind), 3 * len(KINDS), len(KINDS)):
        asked = hostile(number, words)
        assert calls(lambda asked=asked: index.search(asked.text)) < MOST_CALLS, asked  # type: ignore[misc]


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_what_once_cost_seconds_or_failed_is_answered_in_few_steps(index: Index, text: str) -> None:
    assert calls(lambda: index.search(text)) < MOST_CALLS
    in_episode(index, text)


@pytest.mark.parametrize(("text", "word"), [("the " * 48, "the"), ("the;" * 124, "the"), ("(mer)" * 90, "mer"), ("é;" * 200, "é")])
def test_a_repeated_word_is_asked_once(index: Index, text: str, word: str) -> None:
    assert [clause.text for clause in planned(index, text).clauses] == [word]
    once, often = index.search(word), index.search(text)
    assert [hit.summary.slug for hit in often.hits] == [hit.summary.slug for hit in once.hits]
    assert often.moments_total == once.moments_total
    assert in_episode(index, text).matches == in_episode(index, word).matches


def test_words_repeated_in_quotes_keep_their_order(index: Index) -> None:
    (clause,) = planned(index, '"la mer la mer"').clauses
    assert [slot.text for slot in clause.any_of[0].slots] == ["la", "mer", "la", "mer"]


def test_a_word_that_is_excluded_or_in_an_or_several_times_counts_once(index: Index) -> None:
    plan = planned(index, "mer OR mer OR été sea -the -the mer OR été")
    assert [clause.text for clause in plan.excluded] == ["the"]
    assert [clause.text for clause in plan.clauses] == ["mer OR été", "sea"]


@pytest.mark.parametrize("between", [" ", "/", " OR ", " -", ";", " l'"])
def test_parts_are_counted_however_they_are_typed(between: str) -> None:
    query = parse(between.join(f"mot{number}" for number in range(200)))
    assert sum(len(group.parts) for group in query.groups) + len(query.excluded) == LIMITS.parts
    assert "too-long" in {piece.why for piece in query.ignored}


def test_filters_are_parts_too() -> None:
    query = parse("guest:x " * 200)
    assert len(query.filters.values("person")) == LIMITS.parts
    assert [piece.why for piece in query.ignored] == ["too-long"]


def test_a_phrase_of_very_many_words_is_cut_and_said_to_be() -> None:
    (group,) = (query := parse(f'"{"mot " * 300}"')).groups
    assert len(group.parts[0].words) == LIMITS.phrase_words
    assert [piece.why for piece in query.ignored] == ["too-long"]


def test_readings_are_shared_out_when_there_are_too_many(index: Index) -> None:
    budget = Budget(Limits(terms=6))
    clauses = planned(index, "mer sea deux", budget).clauses
    assert sum(map(all_terms, clauses)) <= 6
    assert all(clause.any_of[0].slots[0].expansions[0].kind == "exact" for clause in clauses)
    assert {cut.why for cut in budget.cut} == {"forms"}


def test_what_cannot_be_asked_at_all_is_said_to_be_too_long(index: Index) -> None:
    budget = Budget(Limits(terms=2))
    assert [clause.text for clause in planned(index, "mer sea deux", budget).clauses] == ["mer", "sea"]
    assert CutJson.of("too-long", "deux") in budget.cut


def test_words_too_common_to_be_looked_for_together_are_looked_for_one_by_one(index: Index) -> None:
    for text in ('"la mer"', '"la mer"~30', "la-mer"):
        budget = Budget(Limits(positions=1))
        assert [clause.text for clause in planned(index, text, budget).clauses] == ["mer"], text
        assert [(cut.why, cut.text) for cut in budget.cut] == [("apart", text.split("~")[0].strip('"'))]


def test_of_a_side_of_an_or_too_common_to_be_found_the_rarest_word_is_looked_for(index: Index) -> None:
    (clause,) = planned(index, 'deux OR "the mer"', Budget(Limits(positions=1))).clauses
    assert clause.any_of[0].slots[0].text == "deux"
    assert [len(pattern.slots) for pattern in clause.any_of] == [1, 1]


def test_patterns_that_pass_over_too_many_words_are_left_out_and_said_to_be(index: Index) -> None:
    with index._lease() as opened:
        enough = sum(map(opened.engine.vocabulary.scanned, ("*er", "mer*")))
    budget = Budget(Limits(scanned=enough))
    assert [clause.text for clause in planned(index, "*er *ea mer *d*x mer*", budget).clauses] == ["*er", "mer", "mer*"]
    assert [cut.text for cut in budget.cut if cut.why == "scan"] == ["*ea", "*d*x"]


def test_unknown_words_beyond_a_few_are_looked_for_as_typed(index: Index) -> None:
    budget = Budget(Limits(lookups=1))
    first, second = planned(index, "qzsdelta qzsgamma", budget).clauses
    assert [len(first.any_of[0].slots[0].expansions) >= 1, second.any_of[0].slots[0].expansions[0].words] == [True, ("qzsgamma",)]
    assert budget.cut == (CutJson.of("forms", "qzsgamma"),)


def test_inside_an_episode_what_is_not_looked_for_is_said(index: Index) -> None:
    found = in_episode(index, " ".join(f"mot{number}" for number in range(80)))
    assert "too-long" in {cut.why for cut in found.hit.cut}


def test_every_cut_is_said_in_french_and_in_english() -> None:
    cut = CutJson.of("apart", "de la")
    assert "« de la »" in cut.fr
    assert "“de la”" in cut.en
    assert CutJson.of("read", number=7).fr != CutJson.of("read", number=7).en


def test_a_query_is_the_same_whenever_it_is_drawn(words: Words) -> None:
    assert hostile(7, words) == hostile(7, words)
    assert len({hostile(number, words) for number in range(40)}) == 40


def test_what_an_episode_shows_is_paid_for_however_costly_the_question_was(index: Index) -> None:
    answer = index.search(" ".join(index._opened.engine.vocabulary.starting("", 60)))
    assert answer.hits
    assert all(hit.moments for hit in answer.hits if hit.moments_total)
    assert all(hit.ticks for hit in answer.hits if hit.moments_total)
