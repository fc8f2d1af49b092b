"""The tables of sounds are the same whoever makes them, and a process that is ended is told."""

import os
import signal
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pytest

from archive.search.runs import Runs
from archive.search.variants.hearing import Hearing, codes_of, sounding

VOCABULARY = {"fr": {"cheval": 3, "secnum": 1, "cloud": 2}, "en": {"horse": 1}, "xx": {"mergovala": 1}}
RUNS = Runs.of({("secnum", "cloud"): 1, ("mergovala", "horse"): 2})


def test_another_process_makes_the_same_tables() -> None:
    here = sounding(VOCABULARY, codes_of(VOCABULARY), RUNS)
    with Hearing(VOCABULARY) as hearing:
        hearing.begin(RUNS)
        there = hearing.tables()
    assert here.keys() == there.keys()
    assert all(np.array_equal(here[name], there[name]) for name in here)


def test_a_process_that_is_ended_from_outside_is_told() -> None:
    with Hearing(VOCABULARY) as hearing:
        os.kill(hearing._process.pid or 0, signal.SIGKILL)
        with pytest.raises(BrokenProcessPool, match="-9"):
            _wait_for(hearing)


def _wait_for(hearing: Hearing) -> None:
    hearing.begin(RUNS)
    hearing.tables()
