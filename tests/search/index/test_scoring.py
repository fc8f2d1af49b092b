"""The best of many are found among those below a line that a sample draws, and are those that a whole sort finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import archive.search.index.evaluate.scoring as scoring
from archive.search.index.evaluate.scoring import best
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
