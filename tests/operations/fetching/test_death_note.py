"""A page of which the watcher dies is set aside after one death; the others go on."""

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import ingest
from archive import processes
from archive.cli import main
from archive.library import Library
from archive.model.page import RawPage, Refusal
from archive.operations.fetching.folder_watcher import DeathNote
from tests.operations.running import archive_here

PAGE = "Titre {0}\n\nTranscription\n00:01 bonjour numéro {0}\n00:05 la suite de {0}\n00:09 et la fin\n"


def watch(folder: Path, library: Path, poison: str) -> None:
    """The command, killed when it reads a file of that name."""
    whole, processes.SPAWNED = ingest.pages, multiprocessing.get_context("fork")  # type: ignore[assignment]

    def pages(of: Path, only: Iterable[Path]) -> Iterator[RawPage | Refusal]:
        if any(path.name == poison for path in only):
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(of, only=only)

    ingest.pages = pages  # type: ignore[assignment]
    main(["--library", str(library), "watch", str(folder), "--once", "--settle", "0"])


def watched(folder: Path, library: Path, poison: str) -> int:
    """Runs the watcher once, in another process; its exit status."""
    watcher = processes.SPAWNED.Process(target=watch, args=(folder, library, poison))
    watcher.start()
    watcher.join()
    assert watcher.exitcode is not None
    return watcher.exitcode


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
