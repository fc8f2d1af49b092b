"""kill -9 at random instants of publishing: the old generation always answers, nothing is lost, the next run completes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.search.engine import Clause, Pattern, Request, Slot, Variant
from archive.search.generations import current, verify
from archive.search.whoosh import open_engine
from tests.torture.publisher import EPISODES, publish

KILLS = int(os.environ.get("ARCHIVE_KILLS", "10"))
EACH = -(-KILLS // 3)
"""Of the kills a third each for a build by one process, for one by two, and for a child."""


def start(kind: str, root: Path, revision: int) -> "subprocess.Popen[bytes]":
    """A publisher that has read its modules and begins."""
    command = [sys.executable, "-m", "tests.torture.publisher", kind, str(root), str(revision)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def said(root: Path, word: str) -> set[str]:
    """The slugs that hold a word, in the generation that serves."""
    generation = current(root)
    assert generation is not None
    engine = open_engine(generation)
    clause = Clause(word, (Pattern((Slot(word, (Variant((word,)),)),)),))
    found = {engine.summary(int(doc)).slug for doc in engine.evaluate(Request((clause,), candidates=1000)).full.doc}
    engine.close()
    return found


def duration_of(kind: str, root: Path, revision: int) -> float:
    """How long an undisturbed publisher takes, in seconds."""
    process = start(kind, root, revision)
    began = time.perf_counter()
    process.communicate()
    assert process.returncode == 0
    return time.perf_counter() - began


def killed(kind: str, root: Path, revision: int, after: float) -> None:
    """A publisher killed so many seconds after its start, unless it has finished. What it started must end with it: this returns
    when no process is left that could write to its output."""
    process = start(kind, root, revision)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["full", "two"])
def test_torture_of_full_generations(kind: str, tmp_path: Path) -> None:
    publish("full", tmp_path, 1)
    whole = duration_of(kind, tmp_path, 2)
    chance = random.Random(1)
    for revision in range(3, 3 + EACH):
        before = current(tmp_path)
        assert before is not None
        killed(kind, tmp_path, revision, chance.uniform(0, whole))
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
def test_torture_of_children(tmp_path: Path) -> None:
    publish("full", tmp_path, 1)
    whole = duration_of("child", tmp_path, 2)
    chance = random.Random(2)
    for revision in range(3, 3 + EACH):
        before = said(tmp_path, "revision")
        killed("child", tmp_path, revision, chance.uniform(0, whole))
        after = current(tmp_path)
        assert after is not None
        verify(after)
        expected = before - {f"ajout{revision - 2}"} | {f"ajout{revision}"}
        assert said(tmp_path, "revision") in (before, expected)
        publish("child", tmp_path, revision)
        assert said(tmp_path, "revision") == expected
        assert not list((tmp_path / "index").glob("*.child"))
