"""One node for all tests of this folder that need no more."""

from collections.abc import Iterator

import pytest

from tests.opensearch.nodes import TestCluster, cluster, require_nodes


@pytest.fixture(scope="session")
def one_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCluster]:
    """A cluster of one node."""
    require_nodes()
    with cluster(tmp_path_factory.mktemp("one-node")) as made:
        yield made
