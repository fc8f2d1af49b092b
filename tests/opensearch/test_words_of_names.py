"""What tables tell beside the words (an accent) is told alike where the words are in a cluster."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.search import open_index
from archive.search.generations import publish_full
from archive.search.index.factory import EngineChoice, choose
from tests.given import Given
from tests.opensearch.nodes import TestCluster
from tests.search import test_accents as accents


@pytest.fixture(scope="module", autouse=True)
def in_the_cluster(one_node: TestCluster) -> Iterator[None]:
    """The engine is the cluster."""
    choose(EngineChoice(one_node.address("words-of-names")))
    yield
    choose(EngineChoice())


@pytest.fixture(scope="module")
def accented(in_the_cluster: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The episodes of tests/search/test_accents.py."""
    root = tmp_path_factory.mktemp("accents")
    publish_full(root, Given(accents.episodes()), revision=1)
    yield root


def test_an_accent_tells_words_apart(accented: Path, tmp_path: Path) -> None:
    index = open_index(accented)
    accents.test_what_is_typed_with_its_accent_is_counted_where_it_is_written_so(index)
    accents.test_the_other_word_is_listed_behind_as_a_slip(index)
    accents.test_each_mark_says_whether_it_is_the_word_or_the_slip(index)
    accents.test_without_an_accent_both_are_counted(index)
    accents.test_where_only_one_of_the_two_is_said_an_accent_changes_nothing(index)
    accents.test_moments_facets_and_the_episode_agree(index)
    index.close()
    accents.test_an_increment_and_a_merge_keep_what_is_written(accented, tmp_path)
