"""The order of episodes is the same whether the full answers were judged before or are judged with the partial ones."""

import random
from itertools import pairwise

import numpy as np
import pytest

from archive.search.engine import Clause, Pattern, Ranked, Request, Slot, Variant
from archive.search.judge import Judged, judge
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


def none() -> Ranked:
    return Ranked(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint64))


def told(judged: Judged) -> tuple[object, ...]:
    occurrences = [getattr(judged.found, name).tolist() for name in type(judged.found).__slots__]
    return judged.rows(0, 100), judged.close, occurrences


@pytest.mark.parametrize("words", [*pairwise(WORDS), WORDS[:3], WORDS[1:]])
@pytest.mark.parametrize("phrase", [True, False])
def test_what_is_known_of_full_answers_changes_nothing(engine: WhooshEngine, words: tuple[str, ...], phrase: bool) -> None:
    clauses = tuple(map(clause, words))
    evaluation = engine.evaluate(Request(clauses, candidates=30, partial=30))
    assert len(evaluation.full.doc) and len(evaluation.partial.doc)
    slots = tuple(Slot(word, (Variant((word,)),)) for word in words)
    exact = Clause(" ".join(words), (Pattern(slots, fields=("speech",)),)) if phrase else None
    known = judge(engine, clauses, exact, evaluation.full, none(), reorder=True)
    again = judge(engine, clauses, exact, evaluation.full, evaluation.partial, reorder=True, known=known)
    assert told(again) == told(judge(engine, clauses, exact, evaluation.full, evaluation.partial, reorder=True))
