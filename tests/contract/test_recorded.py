"""What the program answers is what was recorded, apart from what is meant to differ.

Where an answer is changed on purpose, the difference is listed in INTENDED with its reason, or the record is made again with
`python -m tests.contract.recorded . --out tests/contract/recorded.json.gz`.
"""

import pytest

from tests.contract.recorded import (
    INTENDED,
    RECORD,
    Recorded,
    compared,
    read,
)


@pytest.fixture(scope="module")
def kept() -> Recorded:
    """The record."""
    return read(RECORD)


def test_every_intended_difference_has_a_reason() -> None:
    assert all(names and fields and reason for names, fields, reason in INTENDED)


def test_a_difference_names_the_question_and_the_field(kept: Recorded) -> None:
    told = kept.archives["sample"]
    changed = {name: digests for name, digests in told.items() if name != "query 008"}
    changed["query 007"] = {**told["query 007"], "episodes.slug": "other"}
    found = compared(kept, Recorded(kept.versions, {"sample": changed}))
    assert "sample: query 007: episodes.slug" in found
    assert {line.partition(": ")[2].partition(": ")[0] for line in found} == {"query 007", "query 008"}
