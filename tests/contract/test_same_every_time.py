"""The same pages make the same archive, in whatever order a process holds its sets, and whatever it read before."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = ("1", "2")


@pytest.mark.slow
@pytest.mark.shared
def test_an_episode_has_the_same_chapters_whatever_the_seed_of_hashes(tmp_path: Path) -> None:
    page = _two_speeches(tmp_path)
    chapters = [_chapters(tmp_path / seed, page, seed) for seed in SEEDS]
    assert all(any(chapter["automatic"] for chapter in one) for one in chapters)
    assert all(one == chapters[0] for one in chapters)


def _two_speeches(folder: Path) -> Path:
    """Two long ones, of an hour or more."""
    corpus = SHARED / "corpora" / "fr-speech.jsonl.gz"
    if not corpus.is_file():
        pytest.skip("no corpora beside the project")
    with gzip.open(corpus, "rt", encoding="utf8") as lines:
        rows = [line for line in lines if json.loads(line)["date"] in {"2012-02-12", "2016-11-09"}]
    page = folder / "rows.jsonl"
    page.write_text("".join(rows), "utf8")
    return page


ASK = """
import json, sys
from click.testing import CliRunner
from archive.cli import main

def run(*words):
    done = CliRunner().invoke(main, ["--library", sys.argv[1], *words])
    assert done.exit_code == 0, done.stderr
    return done.stdout

run("add", sys.argv[2])
slugs = [row["slug"] for row in json.loads(run("list", "--json"))]
print(json.dumps([json.loads(run("show", slug, "--json"))["chapters"] for slug in slugs]))
"""


def _chapters(library: Path, page: Path, seed: str) -> list[dict[str, object]]:
    """Those of all episodes, in a process with that seed."""
    command = (sys.executable, "-c", ASK, str(library), str(page))
    done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [chapter for episode in json.loads(done.stdout) for chapter in episode]
