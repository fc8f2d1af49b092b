"""kill -9 at random instants of publishing: the old generation always answers, nothing is lost, the next run completes."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from archive.search.generations import current, verify
from tests.torture.killing import KILLS, LONGEST_S, kill, lasted, said
from tests.torture.publisher import EPISODES, publish

EACH = -(-KILLS // 3)
"""Of the kills a third each for a build by one process, for one by two, and for an incremental one."""


def start(kind: str, root: Path, revision: int) -> "subprocess.Popen[bytes]":
    """A publisher that has read its modules and begins."""
    command = [sys.executable, "-m", "tests.torture.publisher", kind, str(root), str(revision)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


@pytest.mark.slow
@pytest.mark.timeout(LONGEST_S)
@pytest.mark.parametrize("kind", ["full", "two"])
def test_torture_of_full_generations(kind: str, tmp_path: Path) -> None:
    publish("full", tmp_path, 1)
    whole = lasted(start(kind, tmp_path, 2))
    chance = random.Random(1)
    for revision in range(3, 3 + EACH):
        before = current(tmp_path)
        assert before is not None
        kill(start(kind, tmp_path, revision), chance.uniform(0, whole))
        after = current(tmp_path)
        assert after is not None
        assert after.revision in (before.revision, revision)
        verify(after)
        assert len(said(tmp_path, "episode")) == EPISODES
        before.close()
        publish(kind, tmp_path, revision)
        assert len(said(tmp_path, str(revision))) >= EPISODES - 1
        assert not list((tmp_path / "index").glob("*.part"))


@pytest.mark.slow
@pytest.mark.timeout(LONGEST_S)
def test_torture_of_incremental_generations(tmp_path: Path) -> None:
    publish("full", tmp_path, 1)
    whole = lasted(start("incremental", tmp_path, 2))
    chance = random.Random(2)
    for revision in range(3, 3 + EACH):
        before = said(tmp_path, "revision")
        kill(start("incremental", tmp_path, revision), chance.uniform(0, whole))
        after = current(tmp_path)
        assert after is not None
        verify(after)
        expected = before - {f"ajout{revision - 2}"} | {f"ajout{revision}"}
        assert said(tmp_path, "revision") in (before, expected)
        publish("incremental", tmp_path, revision)
        assert said(tmp_path, "revision") == expected
        assert not list((tmp_path / "index").glob("*.incremental"))
