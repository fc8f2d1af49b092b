"""Whoever's command writes, the library's owner can read what it left; secrets are the owner's alone."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from archive.library import Library, LibraryError
from archive.model.page import Refusal
from archive.operations.add import add
from archive.operations.backup import backup, restore
from archive.search.generations import unreadable
from archive.storage.file_writing import denied, is_open_to_others, strangers
from ingest import pages
from tests.operations.pages import read, spoken
from tests.operations.running import ARCHIVE, archive, told

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another")


def filled(directory: Path) -> Path:
    with Library.open(directory, create=True) as library:
        add(library, [spoken("a", "une cornemuse")], read)
    return directory


def test_files_can_be_read_by_those_who_may_read_the_directory_whatever_the_umask(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    save, directory = tmp_path / "page.txt", tmp_path / "library"
    save.write_text("Le port\nTranscription\n00:01  une cornemuse et son sac\n00:09  un violon et son archet")
    directory.mkdir()
    directory.chmod(0o755)
    subprocess.run([*ARCHIVE, "--library", str(directory), "add", str(save)], check=True, umask=0o077, capture_output=True)
    assert [path for path in directory.rglob("*") if not path.stat().st_mode & 0o004] == []


def test_nothing_is_open_to_others_in_a_directory_that_is_closed_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    filled(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.stat().st_mode & 0o077] == []


def test_a_backup_and_restored_settings_are_their_owners_alone(tmp_path: Path) -> None:
    there = filled(tmp_path / "there")
    (there / "settings.toml").write_text('secret_key = "a secret of the owner\'s own"')
    (there / "settings.toml").chmod(0o600)
    backup(there, tmp_path / "one.backup")
    restore(tmp_path / "one.backup", tmp_path / "other")
    restore(tmp_path / "one.backup", there, force=True)
    kept = ("one.backup", "there/settings.toml", "other/settings.toml", "there/before-restore.backup")
    assert {name: (tmp_path / name).stat().st_mode & 0o777 for name in kept} == dict.fromkeys(kept, 0o600)


@as_root
def test_root_does_not_write_into_the_library_of_another(tmp_path: Path) -> None:
    directory = filled(tmp_path / "library")
    backup(directory, tmp_path / "one.backup")
    os.chown(directory, NOBODY, -1)
    with pytest.raises(LibraryError, match="sudo -u nobody archive"):
        Library.open(directory)
    with pytest.raises(LibraryError, match="sudo -u nobody archive"):
        restore(tmp_path / "one.backup", directory, force=True)
    assert "sudo -u nobody" in archive(directory, "reindex", expect=2).stderr


@as_root
def test_doctor_names_files_that_are_not_the_owners_and_variables_that_set_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = filled(tmp_path / "library")
    (directory / "settings.toml").write_text('secret_key = "a secret of the owner\'s own"')
    (directory / "settings.toml").chmod(0o644)
    os.chown(directory / "CURRENT", NOBODY, -1)
    assert list(strangers(directory)) == [directory / "CURRENT"]
    assert is_open_to_others(directory / "settings.toml")
    monkeypatch.setenv("ARCHIVE_BASEURL", "https://archive.example.org")
    found = {(one["what"], one["found"]): one["todo"] for one in told(directory, "doctor", expect=1)}
    assert found["settings", "ARCHIVE_BASEURL has no effect"] == "did you mean ARCHIVE_BASE_URL?"
    assert f"chmod 600 {directory / 'settings.toml'}" in found.values()
    assert any(what == "owner" and "CURRENT" in said for what, said in found)


@as_root
def test_a_site_that_may_not_read_the_newest_generation_says_so() -> None:
    with TemporaryDirectory() as made:
        directory = filled(Path(made) / "library")
        for path in (Path(made), directory):
            path.chmod(0o755)
        assert unreadable(directory) == ""
        (directory / "CURRENT").chmod(0o600)
        os.seteuid(NOBODY)
        try:
            assert unreadable(directory).startswith(f"{directory / 'CURRENT'} may not be read; this is nobody")
        finally:
            os.seteuid(0)


@contextmanager
def nobody() -> Iterator[None]:
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@as_root
def test_a_library_that_may_not_be_written_is_not_called_damaged() -> None:
    with TemporaryDirectory() as made:
        directory = filled(Path(made) / "library")
        Path(made).chmod(0o755)
        for path in (directory, *directory.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        directory.chmod(0o555)
        with nobody(), pytest.raises(LibraryError, match=r"readonly database; look at the owner and the modes"):
            Library.open(directory)


@as_root
def test_a_folder_that_may_not_be_read_is_named() -> None:
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        closed = Path(made) / "a" / "closed"
        closed.mkdir(parents=True)
        closed.chmod(0)
        (Path(made) / "a" / "page.txt").write_text("Transcription\n00:01  une cornemuse\n00:09  un violon")
        assert len(list(pages(Path(made)))) == 1, "root reads all, and what reads is loaded now"
        with nobody():
            page, refused = pages(Path(made) / "a")
            (alone,) = pages(closed)
    assert (page.origin, refused.origin, alone.origin) == ("page.txt", "closed", ".")
    assert isinstance(refused, Refusal) and "Permission denied" in str(refused.reason) and not refused.skipped


@as_root
def test_what_lies_in_a_folder_that_its_own_owner_may_not_open_is_told_with_the_way_out() -> None:
    with TemporaryDirectory() as made:
        closed = Path(made) / "g1"
        closed.mkdir()
        os.chown(closed, NOBODY, NOBODY)
        for path, mode in (Path(made), 0o755), (closed, 0):
            path.chmod(mode)
        with nobody():
            assert denied(str(closed / "lock")) == f"{closed} is closed to its owner too: chmod u+rwX opens it"
