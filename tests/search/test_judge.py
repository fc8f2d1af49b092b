"""The order of episodes is the same whether the full answers were judged before or are judged with the partial ones."""

import random
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import astuple

from archive.search.engine import Clause, Pattern, Ranked, Request, Slot, Variant
from archive.search.judge import Judge, Judged
from archive.search.limits import Budget
from archive.search.whoosh.engine import WhooshEngine
from tests.search.whoosh.archives import LETTERS, engine_of, random_document

WORDS = (*LETTERS[:4], "ete")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    folder, chance = tmp_path_factory.mktemp("judged"), random.Random(5)
    documents = [random_document(f"e{number:02d}", chance) for number in range(40)]
    return engine_of(folder, documents[:25], documents[25:])


def clause(word: str) -> Clause:
    return Clause(word, (Pattern((Slot(word, (Variant((word,)),)),)),))


def told(judged: Judged) -> tuple[object, ...]:
    arrays = [judged.heard.found, judged.heard.passages]
    return judged.rows(0, 100), judged.close, [column.tolist() for one in arrays for column in astuple(one)]


@pytest.mark.parametrize("words", [*pairwise(WORDS), WORDS[:3], WORDS[1:]])
@pytest.mark.parametrize("phrase", [True, False])
def test_what_is_known_of_full_answers_changes_nothing(engine: WhooshEngine, words: tuple[str, ...], phrase: bool) -> None:
    clauses = tuple(map(clause, words))
    evaluation = engine.evaluate(Request(clauses, candidates=30, partial=30))
    assert len(evaluation.full.doc) and len(evaluation.partial.doc)
    slots = tuple(Slot(word, (Variant((word,)),)) for word in words)
    exact = Clause(" ".join(words), (Pattern(slots, fields=("speech",)),)) if phrase else None
    full, partial = evaluation.full, evaluation.partial
    both = Ranked(*map(np.concatenate, zip(astuple(full), astuple(partial), strict=True)))
    judge = Judge(engine, clauses, Budget(), exact)
    judge.by_passage(judge.hear(full))
    again = judge.by_passage(judge.hear(full).followed_by(judge.hear(partial)))
    fresh = Judge(engine, clauses, Budget(), exact)
    assert told(again) == told(fresh.by_passage(fresh.hear(both)))
