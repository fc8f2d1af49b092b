"""The order of episodes is the same whether the full answers were judged before or are judged with the partial ones."""

import random
from pathlib import Path

import pytest
from msgspec.structs import astuple

from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from archive.search.ranking.metadata_fields import FieldMatcher
from archive.search.ranking.reranker import RankedResults
from tests.given import published
from tests.search.index.archives import LETTERS, engine_of, make_document, random_document

WORDS = (*LETTERS[:4], "ete")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder, chance = tmp_path_factory.mktemp("judged"), random.Random(5)
    documents = [random_document(f"e{number:02d}", chance) for number in range(40)]
    return engine_of(folder, documents[:25], documents[25:])


def clause(word: str) -> Clause:
    return Clause(word, (Pattern((TermPosition(word, (Expansion((word,)),)),)),))


def told(judged: RankedResults) -> tuple[object, ...]:
    arrays = [judged.candidates.found, judged.candidates.passages]
    return judged.rows(0, 100), judged.close, [column.tolist() for one in arrays for column in astuple(one)]


@pytest.mark.parametrize("words", [(word,) for word in WORDS] + [WORDS[:2], WORDS[2:4]])
def test_only_what_may_be_met_outside_speech_is_read_there(engine: Engine, words: tuple[str, ...]) -> None:
    slots = tuple(TermPosition(word, (Expansion((word,)),)) for word in words)
    asked = (Clause(f"outside {words}", (Pattern(slots),)),)
    docs = engine.evaluate(Request((), candidates=40)).full.doc
    assert engine.outside_speech(asked, docs).all(), "nothing is known of what nobody asked"
    engine.evaluate(Request(asked))
    matcher = FieldMatcher(asked)
    met = [any(matcher.held(summary)) for summary in engine.summaries_of(docs.tolist())]
    assert engine.outside_speech(asked, docs).tolist() == met
    assert any(met)


def test_what_is_said_in_a_row_leads_in_another_number_too(tmp_path: Path) -> None:
    said = {"apart": "La réforme de sa retraite, disait-il.", "phrase": "Voici la réforme des retraites, disait-il."}
    with published(tmp_path, [make_document(slug, text, language="fr") for slug, text in said.items()]) as index:
        assert [hit.summary.slug for hit in index.search("reforme des retraite").hits] == ["phrase", "apart"]
