"""A page of which the watcher dies is set aside after one death; the others go on."""

import subprocess
import sys
from pathlib import Path

import pytest

from archive.library import Library
from archive.operations.fetching.folder_watcher import DeathNote
from tests.operations.running import archive_here

PAGE = "Titre {0}\n\nTranscription\n00:01 bonjour numéro {0}\n00:05 la suite de {0}\n00:09 et la fin\n"


WATCHER = """
import os, signal, sys
import ingest
from archive.cli import main

poison, whole = sys.argv.pop(1), ingest.pages

def pages(folder, only):
    if any(path.name == poison for path in only):
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(folder, only=only)

ingest.pages = pages
main()
"""


def watched(folder: Path, library: Path, poison: str) -> int:
    """Runs the watcher once, in another process that is killed when it reads a file of that name; its exit status."""
    words = ["--library", library, "watch", folder, "--once", "--settle", "0"]
    return subprocess.run([sys.executable, "-c", WATCHER, poison, *words], check=False, capture_output=True).returncode


@pytest.mark.slow
def test_a_page_of_which_the_watcher_dies_is_set_aside_and_the_others_go_on(tmp_path: Path) -> None:
    folder, library = tmp_path / "pages", tmp_path / "library"
    folder.mkdir()
    for name in ("a", "b", "poison", "z"):
        (folder / f"{name}.txt").write_text(PAGE.format(name))
    deaths = 0
    while (ended := watched(folder, library, "poison.txt")) < 0:
        deaths += 1
        assert deaths <= 2
    assert ended == 1, "a page is held back"
    with Library.open(library, read_only=True) as opened:
        assert {line.origin for line in opened.listed()} == {"a.txt", "b.txt", "z.txt"}
        assert [held.origin for held in opened.quarantine()] == ["poison.txt"]
        assert "killed while reading this page" in str(opened.quarantine()[0].reason)
    archive_here(library, "watch", str(folder), "--once", "--settle", "0")
    with Library.open(library, read_only=True) as opened:
        assert [held.origin for held in opened.quarantine()] == ["poison.txt"], "it is left alone from now on"
    (folder / "poison.txt").write_text(PAGE.format("mended"))
    archive_here(library, "watch", str(folder), "--once", "--settle", "0")
    with Library.open(library, read_only=True) as opened:
        assert "poison.txt" in {line.origin for line in opened.listed()}


def test_a_watcher_that_ends_well_leaves_no_note(tmp_path: Path) -> None:
    note = DeathNote(tmp_path)
    note.begin([tmp_path / "a"])
    assert DeathNote(tmp_path).suspects == {str(tmp_path / "a")}
    note.end()
    assert list(tmp_path.iterdir()) == []
