"""What is marked of a name of which a word is searched; and what a name is no other way to write."""

from collections.abc import Iterator

import pytest

from archive.search import Index
from archive.search.results.snippets import Matched, claims
from tests.given import published
from tests.search.index.archives import make_document

EXACT, ALIAS = 0, 3

PRAISE = {f"praise-{number}": f"The water door is good all in all, said the {number} cooks." for number in range(4)}
APART = {f"apart-{number}": f"A good soup. They ate all of it, a door to the water, in {number} minutes." for number in range(60)}
MEN = {f"man-{number}": f"We walked to the free man in {number} hours." for number in range(4)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    every = [make_document(slug, text, language="en") for slug, text in (PRAISE | APART | MEN).items()]
    with published(tmp_path_factory.mktemp("marked"), every) as opened:
        yield opened


def test_a_name_heard_round_a_word_that_is_said_marks_that_word_alone() -> None:
    heard, said = Matched(4, 3, ALIAS, 0), Matched(6, 1, EXACT, 0)
    assert list(claims([heard, said])) == [(6, 6, said)]


def test_a_name_heard_beside_another_word_of_the_query_is_marked() -> None:
    heard, said = Matched(4, 3, ALIAS, 0), Matched(6, 1, EXACT, 1)
    assert list(claims([heard, said])) == [(4, 5, heard), (6, 6, said)]
