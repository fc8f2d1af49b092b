"""Power cuts and failing calls, a few of each: `make torture` runs all of them."""

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.torture import crashing, failing
from tests.torture.disk import Crash, at_the_end, left_by, unsynced
from tests.torture.recording import Cut, Name, Recording, Rename, Sync, Write

needs_strace = pytest.mark.skipif(shutil.which("strace") is None and not os.environ.get("CI"), reason="no strace")

STEPS = [Name("a", 1), Write(1, 0, b"abcd"), Sync(1), Write(1, 2, b"xyz"), Rename("a", "b")]


def bytes_left(crash: Crash) -> dict[str, bytes]:
    disk = left_by(Recording({}, {}, set(), STEPS), crash)
    return {path: bytes(disk.contents[number]) for path, number in disk.names.items()}


def test_what_was_synced_is_kept_and_all_else_may_be_lost() -> None:
    assert bytes_left(Crash(5, 5)) == {"b": b"abxyz"}
    assert unsynced(STEPS, 5) == [3]
    assert bytes_left(at_the_end(STEPS)) == {"a": b"abcd"}
    assert bytes_left(Crash(5, 5, torn=frozenset({3}))) == {"b": b"abxd"}


def test_a_write_behind_a_lost_one_leaves_zeros() -> None:
    steps = [Name("a", 1), Write(1, 0, b"ab"), Write(1, 2, b"cd"), Cut(1, 6)]
    disk = left_by(Recording({}, {}, set(), steps), Crash(4, 4, lost=frozenset({1})))
    assert bytes(disk.contents[1]) == b"\0\0cd\0\0"


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("name", ["add", "backup"])
def test_what_was_promised_outlives_a_power_cut(tmp_path: Path, name: str) -> None:
    one = crashing.trial(name, tmp_path / "trial")
    every = len(one.recording.steps) * 40 // 60
    tally = crashing.replay_all(one, tmp_path / "crashed", random.Random(2), 40, every)
    assert tally.wrong == []
    assert tally.replayed > 40


@needs_strace
@pytest.mark.slow
def test_a_failing_call_is_said_and_loses_nothing(tmp_path: Path) -> None:
    tally = failing.inject_all(failing.trial("backup", tmp_path), every=60)
    assert tally.wrong == []
    assert tally.codes[0] < tally.tried
