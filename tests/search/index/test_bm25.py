"""The best of many are found among those below a line that a sample draws, and are those that a whole sort finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import archive.search.index.evaluate.bm25 as scoring
from archive.search.index.evaluate.bm25 import K1, LEAST_WEIGHT, B, Counted, FieldScorer, best, levels
from archive.search.index.evaluate.clauses import ClauseResult, CountedClause
from archive.search.index.types import Clause
from tests.amounts import cases


@pytest.mark.parametrize("many", [0, 4096])
@given(seed=st.integers(0, 2**32), count=st.integers(0, 600), different=st.sampled_from((1, 3, 1000)), most=st.integers(0, 12))
@settings(max_examples=cases(20, 300))
def test_the_best_are_those_of_a_whole_sort(many: int, seed: int, count: int, different: int, most: int) -> None:
    dice = np.random.default_rng(seed)
    score, order = -dice.integers(0, different, count).astype(np.float32), dice.permutation(count)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(scoring, "MANY", many)
        assert best((score, order), most).tolist() == np.lexsort((order, score))[:most].tolist()


@given(seed=st.integers(0, 2**32), expansions=st.integers(0, 6), documents=st.integers(1, 40))
@settings(max_examples=cases(20, 300))
def test_expansions_earn_to_the_bit_what_they_earn_document_by_document(seed: int, expansions: int, documents: int) -> None:
    dice = np.random.default_rng(seed)
    length = dice.integers(0, 50, documents).astype(np.int32)
    counted = [_counted(dice, documents) for _ in range(expansions)]
    score = np.zeros(documents, np.float32)
    FieldScorer("speech", length).add(levels(counted, documents), score)
    damping = (K1 * (1 - B["speech"] + B["speech"] * length.astype(np.float32) / max(1.0, float(length.mean())))).astype(np.float32)
    assert score.tolist() == [_earned(doc, counted, damping[doc]) for doc in range(documents)]


@given(seed=st.integers(0, 2**32), documents=st.integers(1, 60), width=st.sampled_from(("u1", "u2", "f4")))
@settings(max_examples=cases(20, 300))
def test_a_clause_of_one_list_is_to_the_bit_what_it_is_where_all_episodes_are_scored(seed: int, documents: int, width: str) -> None:
    dice = np.random.default_rng(seed)
    scorer = FieldScorer("speech", dice.integers(0, 50, documents).astype(np.int32))
    weight, docs, counts = _counted(dice, documents)
    level, score = (weight, docs, (counts % 250 + 1).astype(width)), np.zeros(documents, np.float32)
    scorer.add([level], score)
    whole = ClauseResult(score * np.float32(0.7), len(docs), 0.7, Clause("", ()))
    one, some = CountedClause(level, scorer, documents, 0.7, Clause("", ())), np.flatnonzero(dice.random(documents) < 0.5)
    for given_docs in (some, one.docs):
        assert one.earned(given_docs).tobytes() == whole.earned(given_docs).tobytes()
        assert one.among(given_docs).tolist() == whole.among(given_docs).tolist()
    assert (one.count, one.docs.tolist(), one.met.tolist()) == (whole.count, whole.docs.tolist(), whole.met.tolist())
    assert one.score.tobytes() == whole.score.tobytes()


def _counted(dice: np.random.Generator, documents: int) -> Counted:
    docs = np.flatnonzero(dice.random(documents) < dice.random()).astype(np.int32)
    docs = docs if len(docs) else np.zeros(1, np.int32)
    return float(dice.choice([0.0, 0.5, 0.75, 1.0])), docs, dice.integers(1, 300, len(docs)).astype(np.float32)


def _earned(doc: int, counted: list[Counted], damping: np.float32) -> np.float32:
    score = count = before = np.float32(0)
    for weight in sorted({one[0] for one in counted}, reverse=True):
        here = [counts[docs == doc].sum() for level, docs, counts in counted if level == weight]
        if sum(here):
            count = np.float32(count + sum(here))
            worth = np.float32(K1 + 1) * count / (count + damping)
            score, before = score + np.float32(max(weight, LEAST_WEIGHT)) * (worth - before), worth
    return score
