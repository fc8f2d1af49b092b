"""The same questions of Whoosh and of a cluster, through the whole of the program: every field of the answers is the same."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

import archive.sample
from tests.conftest import SHARED
from tests.contract.recorded import corpora_queries, sample_queries
from tests.opensearch.conformance import Report, compare, opened, questions_of
from tests.opensearch.nodes import TestCluster
from tests.relevance.judged import ranks, read, success_at_5
from tests.servers import ARCHIVE


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
    assert report.asked > 50
    assert report.share_said <= 0.02
    assert [line for line in report.differing if not line.endswith(": order")] == []
    assert report.mean_overlap >= 0.95
    assert report.share_same_first >= 0.95


def asked_of_both(library: Path, folder: Path, address: str, questions: Sequence[str]) -> Report:
    """The questions, asked of a library and of its copy in a cluster, both indexed alike."""
    embedded = opened(indexed(library, folder / "embedded"))
    cluster = opened(indexed(library, folder / "cluster", "--engine", address), address)
    try:
        return compare(embedded, cluster, questions)
    finally:
        embedded.close()
        cluster.close()


def test_the_sample_is_answered_alike(sample_library: Path, one_node: TestCluster, tmp_path: Path) -> None:
    questions = questions_of(sample_queries(archive.sample.pages()))
    held(asked_of_both(sample_library, tmp_path, one_node.address("sample"), questions))


@pytest.mark.slow
def test_the_corpora_are_answered_alike(corpora_library: Path, one_node: TestCluster, tmp_path: Path) -> None:
    questions = questions_of(corpora_queries(SHARED, sorted((SHARED / "corpora").glob("*.jsonl.gz"))))
    held(asked_of_both(corpora_library, tmp_path, one_node.address("corpora"), questions))


@pytest.mark.slow
def test_judged_queries_are_answered_as_well(corpora_library: Path, one_node: TestCluster, tmp_path: Path) -> None:
    queries = read(SHARED / "relevance" / "dev.jsonl")
    address = one_node.address("judged")
    copy = indexed(corpora_library, tmp_path / "cluster", "--engine", address)
    embedded, cluster = (success_at_5(ranks(index, queries)) for index in (opened(corpora_library), opened(copy, address)))
    assert all(abs(cluster[kind] - embedded[kind]) <= 0.01 for kind in embedded), (embedded, cluster)
