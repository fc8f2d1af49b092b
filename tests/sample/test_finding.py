"""What a listener asks of the sample archive, and whether it is found."""

from pathlib import Path

import pytest

from archive.search import Index
from tests.relevance.judged import Judged, ranks, read, success_at_5

QUERIES = read(Path(__file__).parent.parent / "relevance/sample.jsonl")
FLOOR = {"all": 0.95, "word": 0.9, "phrase": 1.0, "misheard": 0.9, "typo": 0.8, "inflection": 0.8, "compound": 0.8, "filter": 0.9}


@pytest.fixture(scope="module")
def found(index: Index) -> dict[Judged, int | None]:
    return ranks(index, QUERIES)


def test_the_judged_queries_are_of_every_type() -> None:
    assert len(QUERIES) >= 40
    assert {query.type for query in QUERIES} >= {"word", "two-captions", "misheard", "typo", "inflection", "compound", "filter"}


def test_the_right_moment_is_among_the_first_five_episodes(found: dict[Judged, int | None]) -> None:
    reached = success_at_5(found)
    for query, place in found.items():
        if place is None or place > 5:
            print("miss", query.qid, query.type, query.query, place)
    assert {name: share for name, share in reached.items() if share < FLOOR.get(name, 0)} == {}


def test_a_quotation_over_two_captions_is_always_first(found: dict[Judged, int | None]) -> None:
    assert {query.qid: place for query, place in found.items() if query.type == "two-captions" and place != 1} == {}
