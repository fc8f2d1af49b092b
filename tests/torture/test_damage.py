"""Damage is noticed, is one error, never another answer, and is healed where it can be (the full run: tests.torture.damaging)."""

import os
from pathlib import Path

import pytest

from tests.torture.damaging import run

COUNT = int(os.environ.get("ARCHIVE_DAMAGES", "40"))


@pytest.mark.slow
def test_a_damaged_file_gives_no_other_answer_and_no_error_of_the_program(tmp_path: Path) -> None:
    tally = run(COUNT, 0, tmp_path, heal_every=8)
    assert tally.wrong == []
    assert tally.raw == []
    assert tally.tried == COUNT
    assert tally.healed >= 1
