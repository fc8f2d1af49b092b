"""Real page beginnings, and invented ones, are read as a reader of the page reads them.

Fifteen were set aside before the rules were written (a sample of the sorted ids by random.Random(2026)); another half of the real
pages is kept back and not here at all."""

import json
import os
import random
import runpy
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cli import main

SHARED = Path(os.environ.get("MPM_SHARED") or Path(__file__).parents[3] / "shared")
REAL = SHARED / "real"
SET_ASIDE = 15

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(not REAL.is_dir(), reason="no real pages beside the project"),
]


def pages() -> list[str]:
    return (REAL / "pages.jsonl").read_text("utf8").splitlines()


def set_aside() -> set[str]:
    return set(random.Random(2026).sample(sorted(json.loads(line)["id"] for line in pages()), SET_ASIDE))


def chosen(which: str) -> Iterator[str]:
    if which == "invented":
        yield from (REAL / "invented.jsonl").read_text("utf8").splitlines()
        return
    aside = set_aside()
    yield from (line for line in pages() if which == "all" or (json.loads(line)["id"] in aside) == (which == "set aside"))


def run_here(command: Sequence[str], **_: object) -> subprocess.CompletedProcess[str]:
    """What a command of `archive` answers, in this process: score_real.py asks one a page, and each would read the program anew."""
    done = CliRunner().invoke(main, list(command[1:]))
    return subprocess.CompletedProcess(command, done.exit_code, done.stdout, done.stderr)


def score(which: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What score_real.py says of some pages."""
    file = folder / "pages.jsonl"
    file.write_text("\n".join(chosen(which)), "utf8")
    tool = SHARED / "tools" / "score_real.py"
    monkeypatch.setattr("sys.argv", [str(tool), str(file), "--json"])
    monkeypatch.setattr(subprocess, "run", run_here)
    runpy.run_path(str(tool), run_name="score_real")
    scored = json.loads(capsys.readouterr().out)
    print(f"\n{which}: {scored}")
    return dict(scored)


@pytest.mark.parametrize("which", ["all", "set aside", "invented"])
def test_real_pages_are_read(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scored = score(which, tmp_path, monkeypatch, capsys)
    assert scored["people_recall"] >= 0.95
    assert scored["people_precision"] >= 0.97
    assert scored["roles"][0] >= 0.95 * scored["roles"][1]
    assert scored["distinct_titles"] == 1.0
    assert scored["show"]["right"] >= 0.9 * scored["show"]["stated"]
    assert scored["show"]["wrong"] <= 1
    assert scored["channel"]["right"] >= 0.9 * scored["channel"]["stated"]
    assert scored["date"]["right"] >= scored["date"]["stated"] - 1
    if which != "invented":
        assert scored["cues"][0] == scored["cues"][1]
