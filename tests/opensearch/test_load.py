"""The model and the simulation by which machines are counted, on points and loads whose answers are known."""

import numpy as np
import pytest

from tests.opensearch.load import QUESTIONS, enough, fitted, simulated


def test_a_model_finds_what_the_points_were_made_of() -> None:
    totals = np.linspace(0, 5000, 200)
    found = fitted(totals, 20 + 0.3 * np.minimum(totals, 1000) + 0.01 * totals)
    assert (found.base, found.read, found.met) == pytest.approx((20, 0.3, 0.01), rel=1e-3)
    assert found.error < 1e-3


def test_a_process_that_is_asked_more_than_it_can_answer_turns_many_away() -> None:
    slow = np.full(QUESTIONS, 1000.0)
    assert simulated(10, 1, slow, 1000.0).refused > 0.85
    idle = simulated(0.05, 1, slow, 1.0)
    assert (idle.refused, round(idle.p50)) == (0.0, 1000)


def test_what_is_kept_is_asked_again_and_more_processes_are_enough() -> None:
    quick = np.full(QUESTIONS, 100.0)
    alone = simulated(5, 1, quick, 1.0)
    assert 0.2 < alone.kept < 0.9
    processes, found = enough(40, quick, 1.0)
    assert processes > 1
    assert found.is_good
    assert not simulated(40, processes - 1, quick, 1.0).is_good
