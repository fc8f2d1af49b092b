"""What tables tell beside the words (an accent, a linked name, a whole name) is told alike where the words are in a cluster."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.search import Index, open_index
from archive.search.generations import publish_full
from archive.search.index.factory import EngineChoice, choose
from tests.given import Given
from tests.opensearch.nodes import TestCluster
from tests.search import test_accents as accents
from tests.search import test_whole_names as names


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


@pytest.fixture(scope="module")
def named(in_the_cluster: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The episodes of tests/search/test_whole_names.py."""
    root = tmp_path_factory.mktemp("names")
    publish_full(root, Given(names.episodes()), revision=1)
    index = open_index(root)
    yield index
    index.close()


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


def test_first_and_last_name_are_heard_together(named: Index) -> None:
    names.test_a_first_name_alone_is_no_moment_of_a_whole_one(named)
    names.test_a_name_linked_to_what_a_machine_wrote_is_heard_whole(named)
    names.test_who_has_but_one_of_the_names_is_not_counted(named)
    names.test_all_moments_of_a_name_are_those_of_its_episodes(named)
    names.test_the_episode_marks_what_the_answer_counts(named)
    names.test_a_last_name_alone_finds_what_is_linked_to_the_whole_one(named)
