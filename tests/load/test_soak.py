"""What a soak is judged by. The soak itself is `make soak`."""

import json
import os
from collections import Counter
from pathlib import Path

from tests.load.soak import ADDED, Soaked, memory_mb, new_episodes

FLAT = [300.0, 310.0, 400.0, 405.0, 403.0, 404.0, 406.0, 402.0, 401.0, 404.0]


def test_a_failed_request_a_failed_command_and_growth_are_each_unsound() -> None:
    assert Soaked(statuses=Counter({200: 9}), memory_mb=FLAT).sound
    assert not Soaked(statuses=Counter({200: 9, 503: 1}), memory_mb=FLAT).sound
    assert not Soaked(statuses=Counter({200: 9}), failed=["add: no"], memory_mb=FLAT).sound
    assert not Soaked(statuses=Counter({200: 9}), memory_mb=[100.0 + 10 * minute for minute in range(10)]).sound


def test_the_memory_of_a_process_is_counted() -> None:
    assert 5 < memory_mb(os.getpid()) < 100_000


def test_each_turn_adds_other_episodes(tmp_path: Path) -> None:
    rows = [json.loads(line) for turn in (1, 2) for line in new_episodes(tmp_path / "new", turn).read_text("utf-8").split("\n")]
    assert len({row["id"] for row in rows}) == 2 * ADDED
