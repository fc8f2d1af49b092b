"""Which files the watcher gives out, and when."""

import shutil
from pathlib import Path

from archive.operations.fetching.folder_watcher import Watcher, forever


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 5
        return self.now


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def watcher(folder: Path) -> Watcher:
    return Watcher(folder, settle_s=2, now=Clock())


def test_a_page_is_given_out_once_it_has_settled_and_only_once(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    (tmp_path / "a.html").write_text("page")
    assert watch.look() == ()
    assert names(watch.look()) == ["a.html"]
    assert watch.look() == ()


def test_a_file_that_is_still_growing_waits(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    for length in range(1, 4):
        (tmp_path / "a.html").write_text("x" * length)
        assert watch.look() == ()
    assert names(watch.look()) == ["a.html"]


def test_unfinished_hidden_empty_files_and_sidecars_are_no_pages(tmp_path: Path) -> None:
    for name in ("a.html.part", "b.tmp", ".c.html", "d.html.meta.json", "e.html~", "F.CRDOWNLOAD"):
        (tmp_path / name).write_text("x")
    (tmp_path / "empty.html").touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "page.html").write_text("x")
    watch = watcher(tmp_path)
    assert (watch.look(), watch.look()) == ((), ())


def test_a_moved_page_is_not_given_out_again_but_a_copy_is(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    (tmp_path / "a.html").write_text("page")
    watch.look()
    watch.look()
    (tmp_path / "done").mkdir()
    (tmp_path / "a.html").rename(tmp_path / "done" / "b.html")
    assert (watch.look(), watch.look()) == ((), ())
    shutil.copy(tmp_path / "done" / "b.html", tmp_path / "c.html")
    watch.look()
    assert names(watch.look()) == ["c.html"]


def test_a_changed_page_and_a_changed_sidecar_are_given_out_again(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    page = tmp_path / "a.html"
    page.write_text("page")
    watch.look()
    watch.look()
    page.write_text("page, corrected")
    watch.look()
    assert names(watch.look()) == ["a.html"]
    (tmp_path / "a.html.meta.json").write_text('{"show": "Débrief"}')
    watch.look()
    assert names(watch.look()) == ["a.html"]


def test_a_page_that_could_not_be_added_is_given_out_again(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    (tmp_path / "a.html").write_text("page")
    watch.look()
    (ready,) = watch.look()
    watch.again(ready)
    watch.look()
    assert names(watch.look()) == ["a.html"]


def test_a_folder_that_vanishes_for_a_while_does_not_end_the_watch(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    watch = Watcher(folder, settle_s=0)
    taken: list[Path] = []
    turns = iter(range(4))

    def stop() -> bool:
        turn = next(turns, None)
        if turn == 1:
            folder.mkdir()
            (folder / "a.html").write_text("page")
        return turn is None

    forever(watch, taken.extend, stop, every_s=0)
    assert folder / "a.html" in taken
