"""What the program answers is what was recorded, apart from what is meant to differ.

Where an answer is changed on purpose, the difference is listed in INTENDED with its reason, or the record is made again with
`python -m tests.contract.recorded . --out tests/contract/recorded.json.gz`.
"""

import sys
from pathlib import Path

import pytest

from tests.contract.program import Program
from tests.contract.recorded import (
    INTENDED,
    QUERIES,
    RECORD,
    SHARED,
    Recorded,
    compared,
    corpora_record,
    read,
    sample_record,
    versions,
)

PROGRAM = Program(Path(__file__).parents[2], Path(sys.executable))


@pytest.fixture(scope="module")
def kept() -> Recorded:
    """The record."""
    return read(RECORD)


def test_the_sample_answers_as_recorded(kept: Recorded, tmp_path: Path) -> None:
    made = sample_record(PROGRAM, tmp_path)
    assert len(made) > 500
    assert compared(kept, Recorded(versions(PROGRAM), {"sample": made})) == []


@pytest.mark.slow
@pytest.mark.shared
def test_the_corpora_answer_as_recorded(kept: Recorded, tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("no corpora beside the project")
    made = corpora_record(PROGRAM, SHARED, tmp_path)
    assert sum(name.startswith("query ") for name in made) == QUERIES
    assert compared(kept, Recorded(versions(PROGRAM), {"corpora": made})) == []


def test_every_intended_difference_has_a_reason() -> None:
    assert all(names and fields and reason for names, fields, reason in INTENDED)


def test_a_difference_names_the_question_and_the_field(kept: Recorded) -> None:
    told = kept.archives["sample"]
    changed = {name: digests for name, digests in told.items() if name != "query 008"}
    changed["query 007"] = {**told["query 007"], "episodes.slug": "other"}
    found = compared(kept, Recorded(kept.versions, {"sample": changed}))
    assert "sample: query 007: episodes.slug" in found
    assert {line.partition(": ")[2].partition(": ")[0] for line in found} == {"query 007", "query 008"}
