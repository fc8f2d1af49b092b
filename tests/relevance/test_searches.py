"""Fifty searches of the sample archive count, list and show what was judged right; their page is made and holds each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.search import Index, open_index
from tests.relevance.searches import Search, answered, judged, page, shown


@pytest.fixture(scope="module")
def sample(sample_library: Path) -> Iterator[Index]:
    """The sample archive, open."""
    opened = open_index(sample_library)
    yield opened
    opened.close()


def test_there_are_fifty_of_every_kind() -> None:
    kinds = {search.kind for search in judged()}
    assert len(judged()) == 50
    assert kinds >= {"word", "phrase", "form", "slip", "mishearing", "symbol", "question", "paraphrase", "absent"}


@pytest.mark.parametrize("search", judged(), ids=lambda search: search.query)
def test_a_search_counts_lists_and_shows_what_was_judged_right(sample: Index, search: Search) -> None:
    answer = answered(sample, search)
    assert (answer.total, answer.listed_total, answer.total_is) == (search.total, search.listed, search.total_is)
    assert shown(answer) == search.shown


def test_the_page_holds_every_search(sample: Index, tmp_path: Path) -> None:
    made = page(sample)
    (tmp_path / "searches.html").write_text(made, "utf8")
    assert made.count("<tr>") == 50
    assert "<mark>citerne</mark>" in made and '<mark class="near">falaise</mark>' in made
