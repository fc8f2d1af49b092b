"""The same questions of Whoosh and of a cluster, through the whole of the program: every field of the answers is the same.

Asked of one node, and of three (two with data, and two shards). What was measured is printed: `pytest -s`."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import archive.sample
from archive.search import Index
from tests.conftest import SHARED
from tests.contract.recorded import corpora_queries, sample_queries
from tests.opensearch.conformance import Report, compare, opened, questions_of
from tests.opensearch.nodes import TestCluster, cluster, require_nodes
from tests.relevance.judged import ranks, read, success_at_5
from tests.servers import ARCHIVE

PATIENCE_S = 3600
"""The corpora are built and indexed twice before the first question: minutes, where others work on the machine."""


def indexed(library: Path, copy: Path, *engine: str) -> Path:
    """A copy of a library, indexed anew by the command, in one process: how many share the work decides which words are rare
    neighbours, with any engine."""
    shutil.copytree(library, copy)
    command: list[str | Path] = [*ARCHIVE, "--library", copy, *engine, "reindex", "--force", "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return copy


def held(report: Report) -> None:
    """What the two engines may differ in: an answer that says so, and the order behind the first."""
    print(f"\n{report.asked} questions: {report}")
    assert report.asked > 50
    assert report.share_said <= 0.02
    assert [line for line in report.differing if not line.endswith(": order")] == []
    assert report.mean_overlap >= 0.95
    assert report.share_same_first >= 0.95


@pytest.fixture(scope="session", autouse=True)
def asked_for() -> None:
    """Nothing is built, for either engine, where no node is to be had."""
    require_nodes()


@pytest.fixture(scope="module", params=[(1, 0), (2, 1)], ids=["one node", "three nodes"])
def nodes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCluster]:
    """A cluster of one node, then of two with data and one that votes."""
    with cluster(tmp_path_factory.mktemp("nodes"), *request.param) as made:
        yield made


@pytest.fixture(scope="module")
def embedded(corpora_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The corpora, indexed by the embedded engine as they are for the clusters."""
    index = opened(indexed(corpora_library, tmp_path_factory.mktemp("embedded") / "library"))
    yield index
    index.close()


@pytest.fixture(scope="module")
def clustered(corpora_library: Path, nodes: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The corpora in a cluster: as many shards as nodes with data."""
    address = nodes.address("corpora", shards=max(1, len(nodes.nodes) - 1))
    index = opened(indexed(corpora_library, tmp_path_factory.mktemp("cluster") / "library", "--engine", address), address)
    yield index
    index.close()


def test_the_sample_is_answered_alike(sample_library: Path, one_node: TestCluster, tmp_path: Path) -> None:
    address = one_node.address("sample")
    questions = questions_of(sample_queries(archive.sample.pages()))
    embedded = opened(indexed(sample_library, tmp_path / "embedded"))
    cluster = opened(indexed(sample_library, tmp_path / "cluster", "--engine", address), address)
    held(compare(embedded, cluster, questions))
    embedded.close()
    cluster.close()


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_S)
def test_the_corpora_are_answered_alike(embedded: Index, clustered: Index) -> None:
    questions = questions_of(corpora_queries(SHARED, sorted((SHARED / "corpora").glob("*.jsonl.gz"))))
    held(compare(embedded, clustered, questions))


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE_S)
def test_judged_queries_are_answered_as_well(embedded: Index, clustered: Index) -> None:
    queries = read(SHARED / "relevance" / "dev.jsonl")
    ours, theirs = (success_at_5(ranks(index, queries)) for index in (embedded, clustered))
    print(f"\njudged: {ours} | {theirs}")
    assert all(abs(theirs[kind] - ours[kind]) <= 0.01 for kind in ours), (ours, theirs)
