"""How many moments a word has is one number: on top of the page, by month, and summed over its hits."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.conftest import Archive

ROOT = Path(__file__).parents[2]
WORDS = ("mer", "citerne", "train", "de")
_TEN_SECONDS = re.compile(r"^(\w+_MS\b[^=\n]*= *)10_?000$", re.MULTILINE)


@pytest.mark.parametrize("word", WORDS)
def test_the_total_on_top_is_the_sum_over_the_hits(sample: Archive, word: str) -> None:
    answer = sample.api("search", q=word, limit="100")
    assert _on_top(answer) == _over_hits(answer) > 0
    shown = re.search(r'id="total"[^>]*>[^<]*?, ([\d\s\u202f]+) moments?', sample.page("/search", q=word))
    assert shown and int(re.sub(r"\D", "", shown[1])) == _on_top(answer)


@pytest.mark.slow
def test_the_total_is_the_sum_whatever_makes_one_moment(sample: Archive, tmp_path: Path) -> None:
    answers = list(_with_another_rule(sample.directory, tmp_path))
    with_ten_seconds = _on_top(sample.api("search", q="de", limit="100"))
    assert any(_on_top(answer) < with_ten_seconds for answer in answers)
    for answer in answers:
        assert _on_top(answer) == _over_hits(answer) > 0


def _with_another_rule(library: Path, work: Path) -> Iterator[dict[str, object]]:
    """What copies of the program answer in each of which one of the constants of ten seconds is a minute."""
    places = sorted(
        path.relative_to(ROOT) for path in (ROOT / "archive").rglob("*.py") if _TEN_SECONDS.search(path.read_text("utf8"))
    )
    for number, place in enumerate(places):
        copy = work / str(number)
        shutil.copytree(ROOT / "archive", copy / "archive", ignore=shutil.ignore_patterns("__pycache__", "sample"))
        shutil.copytree(ROOT / "ingest", copy / "ingest", ignore=shutil.ignore_patterns("__pycache__"))
        changed = copy / place
        changed.write_text(_TEN_SECONDS.sub(r"\g<1>60_000", changed.read_text("utf8")), "utf8")
        yield _answered(copy, library)


def _answered(program: Path, library: Path) -> dict[str, object]:
    words = (sys.executable, "-m", "archive.cli", "--library", str(library), "search", "--json", "--limit", "100", "--", "de")
    done = subprocess.run(
        words, cwd=program, env={**os.environ, "PYTHONPATH": str(program)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


def _on_top(answer: dict[str, object]) -> int:
    return sum(month["moments"] for month in answer["months"])  # type: ignore[attr-defined]


def _over_hits(answer: dict[str, object]) -> int:
    return sum(hit["moments_total"] for hit in answer["episodes"] if not hit["lacks"])  # type: ignore[attr-defined]
