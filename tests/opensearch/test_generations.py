"""Generations whose words are in a cluster: what holds of others holds of these, and what the cluster has goes with them."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import UnavailableError
from archive.search.generations import OtherVersionError, current, publish_full, publish_incremental, rollback, verify
from archive.search.index.factory import EngineChoice, choose
from tests.given import Given
from tests.opensearch.nodes import TestCluster, require_nodes
from tests.opensearch.nodes import cluster as running
from tests.search.generations.test_generations import (
    answering,
    documents,
    test_a_full_generation_answers_and_is_whole,
    test_an_archive_may_be_empty,
    test_an_incremental_one_adds_replaces_and_takes_away,
    test_new_words_of_an_incremental_one_have_expansions,
    test_small_segments_become_one_at_a_reindex,
)

__all__ = [
    "test_a_full_generation_answers_and_is_whole",
    "test_an_archive_may_be_empty",
    "test_an_incremental_one_adds_replaces_and_takes_away",
    "test_new_words_of_an_incremental_one_have_expansions",
    "test_small_segments_become_one_at_a_reindex",
]


def indices(cluster: TestCluster, prefix: str) -> dict[str, int]:
    """The indices of a prefix, with the documents of each."""
    url = f"http://127.0.0.1:{cluster.nodes[0].http}/_cat/indices/{prefix}-*?format=json"
    with urllib.request.urlopen(url) as answer:
        return {row["index"].removeprefix(f"{prefix}-"): int(row["docs.count"]) for row in json.load(answer)}


@pytest.fixture(autouse=True)
def prefix(one_node: TestCluster, tmp_path: Path) -> Iterator[str]:
    """The prefix of a test's own indices, whose engine is the cluster."""
    name = tmp_path.name.replace("_", "-").lower()[:50].strip("-")
    choose(EngineChoice(one_node.address(name)))
    yield name
    choose(EngineChoice())


def test_what_no_generation_names_is_deleted_from_the_cluster(tmp_path: Path, one_node: TestCluster, prefix: str) -> None:
    publish_full(tmp_path, Given(documents("un", "deux")), revision=1).close()
    publish_incremental(tmp_path, documents("trois"), [], revision=2).close()
    assert indices(one_node, prefix) == {"000001": 2, "000002": 1}
    publish_full(tmp_path, Given(documents("un")), revision=3, returns_to="nothing").close()
    assert indices(one_node, prefix) == {"000003": 1}


def test_a_snapshot_gives_back_what_was_lost(tmp_path: Path) -> None:
    require_nodes()
    kept = {"type": "fs", "settings": {"location": "archive"}}
    with running(tmp_path / "nodes", more={"path.repo": str(tmp_path / "kept")}) as nodes:
        choose(EngineChoice(nodes.address("archive")))
        generation = publish_full(tmp_path / "index", Given(documents("un", "deux")), revision=1)
        asked(nodes, "PUT", "_snapshot/archive", kept)
        asked(nodes, "PUT", "_snapshot/archive/first?wait_for_completion=true", {"indices": "archive-0*"})
        asked(nodes, "DELETE", "archive-000001")
        with pytest.raises(UnavailableError, match="archive reindex"):
            verify(generation)
        asked(nodes, "POST", "_snapshot/archive/first/_restore?wait_for_completion=true", {"indices": "archive-0*"})
        verify(generation)
        assert answering(generation, "bonjour") == {"un", "deux"}


def asked(nodes: TestCluster, method: str, path: str, body: object = None) -> None:
    """Asks the first node for something that it grants."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{nodes.nodes[0].http}/{path}", data, headers, method=method)
    urllib.request.urlopen(request).close()


def test_an_earlier_generation_comes_back(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un", "deux")), revision=1).close()
    publish_full(tmp_path, Given(documents("un")), revision=2).close()
    earlier = rollback(tmp_path, gone=["un"])
    assert answering(earlier, "bonjour") == {"deux"}


def test_a_generation_of_the_other_engine_is_not_opened(tmp_path: Path) -> None:
    publish_full(tmp_path, Given(documents("un")), revision=1).close()
    choose(EngineChoice())
    with pytest.raises(OtherVersionError, match="another engine; `archive reindex`"):
        current(tmp_path)


def test_what_the_cluster_lost_is_found_before_it_serves(tmp_path: Path, one_node: TestCluster, prefix: str) -> None:
    generation = publish_full(tmp_path, Given(documents("un", "deux")), revision=1)
    asked(one_node, "DELETE", f"{prefix}-000001")
    with pytest.raises(UnavailableError, match="archive reindex"):
        verify(generation)
    with pytest.raises(UnavailableError, match="archive reindex"):
        answering(generation, "bonjour")
