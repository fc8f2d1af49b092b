"""Fifty searches of the sample archive count, list and show what was judged right; their page is made and holds each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import archive.sample
from archive.search import Index, open_index
from tests.conftest import meaning_allowed, run_command
from tests.relevance.searches import Search, answered, judged, kinds, page, shown


@pytest.fixture(scope="module")
def sample(sample_library: Path) -> Iterator[Index]:
    """The sample archive, open."""
    opened = open_index(sample_library)
    yield opened
    opened.close()


def test_there_are_fifty_of_every_kind() -> None:
    every = {search.kind for search in judged()}
    assert len(judged()) == 50
    assert every >= {"word", "phrase", "form", "slip", "mishearing", "name", "symbol", "accent", "question", "paraphrase", "absent"}


@pytest.mark.parametrize("search", judged(), ids=lambda search: search.query)
def test_a_search_counts_lists_and_shows_what_was_judged_right(sample: Index, search: Search) -> None:
    answer = answered(sample, search)
    assert (answer.total, answer.listed_total, answer.total_is) == (search.total, search.listed, search.total_is)
    assert (shown(answer), kinds(answer)) == (search.shown, search.marks)


def test_the_page_holds_every_search(sample: Index, tmp_path: Path) -> None:
    made = page(sample)
    (tmp_path / "searches.html").write_text(made, "utf8")
    assert made.count("<tr>") == 50
    assert "<mark>citerne</mark>" in made and '<mark class="near">falaise</mark>' in made


@pytest.mark.slow
def test_a_paraphrase_is_answered_by_meaning(tmp_path: Path) -> None:
    with meaning_allowed():
        run_command(tmp_path / "library", "add", archive.sample.pages())
        index = open_index(tmp_path / "library")
        found = {one.query: answered(index, one).meaning for one in judged()}
        made = page(index)
        index.close()
    assert {query: hits[0].summary.slug for query, hits in found.items() if hits} == {
        one.query: one.meaning for one in judged() if one.meaning
    }
    assert "meaning: " in made
