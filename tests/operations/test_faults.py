"""Kills at every stage, two at once, a full disk, a disk that takes nothing, a clock set back: nothing is lost, and it is said."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from archive.errors import PresentableError
from archive.library import Library
from archive.library.schema import NAME
from archive.operations.add import add
from archive.operations.errors import DiskTrouble, OperationError, disk_trouble
from archive.operations.integrity import check
from archive.operations.reindex import reindex, roll_back
from archive.operations.takedown import take_down
from archive.search import open_index
from tests.operations.pages import CLEANER, read, spoken
from tests.operations.running import ARCHIVE, archive

STEPS = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "sqlite3.connect", "open", "shutil.rmtree")
STRIDE = 1 if os.environ.get("MPM_EVERY_STEP") else 41
"""`make torture` kills at every step."""
newer = partial(read, cleaner=CLEANER + 1)


def pages(number: int, said: str = "phrase") -> list[Any]:
    return [spoken(f"p{n:03}", *(f"une {said} du lot {n} ligne {line}" for line in range(6))) for n in range(number)]


def more(library: Library) -> None:
    add(library, [spoken("new", "la cornemuse"), spoken("p001", "une phrase du lot 1", *["et le hautbois encore"] * 5)], read)


def cleaned_anew(library: Library) -> None:
    reindex(library, lambda page: newer(spoken(page.origin, *["tout autre chose"] * 6)), reclean=True, force=True)


def taken_down(library: Library) -> None:
    take_down(library, read, ("p003",), "court order")


WORKS: dict[str, Callable[[Library], object]] = {
    "add": more,
    "reindex": cleaned_anew,
    "rollback": lambda library: roll_back(library, read),
    "remove": taken_down,
}


def answers(directory: Path) -> dict[str, list[str]]:
    index = open_index(directory)
    try:
        asked = ("cornemuse", "hautbois", "chose", '"lot 3"', '"lot 7"')
        return {text: sorted(hit.summary.slug for hit in index.search(text, limit=100).hits) for text in asked}
    finally:
        index.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a reindex behind it, so that there is something to roll back."""
    directory = tmp_path_factory.mktemp("base")
    with Library.open(directory, create=True) as library:
        add(library, pages(24), read)
        reindex(library, lambda page: newer(spoken(page.origin, *["une phrase nettoyée"] * 6)), reclean=True, force=True)
        add(library, [spoken("later", "le hautbois")], read)
    return directory


def killed_at(directory: Path, work: Callable[[Library], object], step: int) -> bool:
    """Does the work in another process that is killed at its n-th step on the disk; False when it came to its end before."""
    child = os.fork()
    if child == 0:
        left = [step]

        def count(event: str, _: object) -> None:
            if event in STEPS:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            with Library.open(directory) as library:
                work(library)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def once_done(base: Path, into: Path, work: Callable[[Library], object]) -> tuple[dict[str, str], dict[str, list[str]]]:
    shutil.copytree(base, into)
    with Library.open(into) as library:
        work(library)
        return library.digests(), answers(into)


@pytest.mark.timeout(600 if STRIDE > 1 else 7200)
@pytest.mark.parametrize("name", WORKS)
def test_a_kill_at_every_step_loses_nothing_and_the_same_command_completes(base: Path, tmp_path: Path, name: str) -> None:
    work = WORKS[name]
    before = answers(base)
    digests, after = once_done(base, tmp_path / "whole", work)
    step = kills = 1
    while killed_at(shutil.copytree(base, directory := tmp_path / f"at{step}"), work, step):
        assert answers(directory) in (before, after), f"killed at step {step}"
        with Library.open(directory) as library:
            completed(library, work, name, begun=answers(directory) != before)
            assert library.digests() == digests, f"killed at step {step}"
            assert answers(directory) == after, f"killed at step {step}"
            assert library.faults() == ()
        shutil.rmtree(directory)
        step, kills = step + STRIDE, kills + 1
    assert kills > 3


def completed(library: Library, work: Callable[[Library], object], name: str, begun: bool) -> None:
    """The same command again. A second rollback finds one that was cut short and finishes it, or nothing left to return to."""
    try:
        work(library)
    except OperationError as error:
        assert name == "rollback" and begun and "nothing to roll back" in str(error)


@pytest.mark.parametrize("step", [5, 25, 60, 100])
def test_check_mends_what_a_kill_left(base: Path, tmp_path: Path, step: int) -> None:
    directory = shutil.copytree(base, tmp_path / "killed")
    killed_at(directory, more, step)
    with Library.open(directory) as library:
        assert check(library, read, repair=True).sound
        assert check(library, read).faults == []


def test_the_next_command_sweeps_out_what_a_kill_left_though_it_has_nothing_to_publish(base: Path, tmp_path: Path) -> None:
    """As killed right after it named what serves, while it deleted what served before."""
    directory = shutil.copytree(base, tmp_path / "killed")
    lying = [directory / "index/.g000001.dying", directory / "index/g000009.incremental"]
    for left in lying:
        left.mkdir()
        (left / "words").write_text("left")
    serves = (directory / "CURRENT").read_text()
    with Library.open(directory) as library:
        add(library, (), read)
    assert not [left for left in lying if left.exists()]
    assert (directory / "CURRENT").read_text() == serves


def test_a_second_reindex_says_who_holds_the_lock_and_since_when(base: Path, tmp_path: Path) -> None:
    directory = shutil.copytree(base, tmp_path / "held")
    with Library.open(directory):
        done = archive(directory, "reindex", expect=4)
    assert f"pid {os.getpid()} since 20" in done.stderr
    assert "Traceback" not in done.stderr
    archive(directory, "reindex")


def test_the_lock_of_a_killed_process_locks_nobody_out(base: Path, tmp_path: Path) -> None:
    directory = shutil.copytree(base, tmp_path / "stale")
    holding = "import sys,time; from pathlib import Path; from archive.library import Library; "
    holding += "opened = Library.open(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", holding, str(directory)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    archive(directory, "reindex")


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own; skips where we may not mount one."""
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(at)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def remount(at: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(at)], check=True)


def test_a_full_disk_is_said_loses_nothing_and_the_same_command_goes_on_with_more_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4) as disk:
        with Library.open(disk / "library", create=True) as library:
            add(library, pages(20), read)
        before = answers(disk / "library")
        with pytest.raises(DiskTrouble, match="nothing kept is lost"), Library.open(disk / "library") as library:
            for turn in range(100):
                lines = [os.urandom(900).hex() for _ in range(40)]
                add(library, [spoken(f"big{turn}{n}", *lines) for n in range(3)], read)
        assert answers(disk / "library") == before
        remount(disk, "size=64m")
        with Library.open(disk / "library") as library:
            add(library, [spoken("new", "la cornemuse")], read)
            assert library.faults() == ()
        assert answers(disk / "library")["cornemuse"] == ["new"]


def test_a_library_that_cannot_be_read_is_no_fault_of_a_page(base: Path, tmp_path: Path) -> None:
    directory = shutil.copytree(base, tmp_path / "unread")
    path = directory / NAME
    with Library.open(directory) as library:
        path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096))  # the first page is known already
        with pytest.raises(DiskTrouble, match="check --repair"):
            add(library, [spoken("new", "la cornemuse")], read)


def test_a_read_only_disk_answers_and_says_that_nothing_can_be_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 32) as disk:
        with Library.open(disk / "library", create=True) as library:
            add(library, pages(20), read)
        remount(disk, "ro")
        assert '"total":1' in archive(disk / "library", "search", '"lot 7"', "--json").stdout
        archive(disk / "library", "check")
        for words in (("reindex",), ("rollback",), ("remove", "p001", "--reason", "x")):
            command = [*ARCHIVE, "--library", str(disk / "library"), *words]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode in (1, 2)
            assert "Read-only" in done.stderr or "cannot be written" in done.stderr
            assert "Traceback" not in done.stderr


def test_a_clock_set_back_stops_nothing(base: Path, tmp_path: Path) -> None:
    directory = shutil.copytree(base, tmp_path / "clock")
    future = time.time() + 400 * 86_400
    for path in directory.rglob("*"):
        os.utime(path, (future, future))
    with Library.open(directory) as library:
        more(library)
        assert reindex(library, newer).outcome == "nothing to do"
    assert answers(directory)["cornemuse"] == ["new"]


def test_every_damaged_page_of_the_library_is_told_in_words(tmp_path: Path) -> None:
    root = tmp_path / "library"
    with Library.open(root, create=True) as library:
        add(library, pages(6), read)
    sound, file = (root / "library.sqlite").read_bytes(), root / "library.sqlite"
    told = 0
    for first in range(0, len(sound), 4096):
        file.write_bytes(sound[:first] + b"\xa5" * 4096 + sound[first + 4096 :])
        try:
            with Library.open(root, read_only=True) as library:
                report = check(library, read)
        except PresentableError:
            told += 1
        else:
            told += not report.sound
    assert told >= len(sound) // 4096 - 2, "a free page may hold anything"


def test_what_the_library_refuses_to_hold_is_no_trouble_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError), disk_trouble(tmp_path):
        raise sqlite3.IntegrityError("UNIQUE constraint failed")
    with pytest.raises(DiskTrouble), disk_trouble(tmp_path):
        raise sqlite3.DatabaseError("database disk image is malformed")
