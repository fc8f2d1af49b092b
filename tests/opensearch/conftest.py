"""One node for all tests of this folder that need no more."""

from collections.abc import Iterator

import pytest

from tests.opensearch.nodes import Absent, TestCluster, cluster, node_directory, skip_or_fail


@pytest.fixture(scope="session")
def one_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCluster]:
    """A cluster of one node."""
    try:
        node_directory()
    except Absent as why:
        skip_or_fail(why)
    with cluster(tmp_path_factory.mktemp("one-node")) as made:
        yield made
