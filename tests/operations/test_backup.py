"""A backup holds the truth, whatever happens meanwhile, and only a whole one is put back."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from archive.library import Library, LibraryLocked
from archive.operations.backup import BackupError, backup, restore
from archive.operations.journal import Journal
from archive.operations.page_importer import PageImporter
from archive.operations.report import AddReport
from tests.operations.holding import Holder
from tests.operations.pages import read, spoken


def fill(directory: Path, *names: str) -> None:
    with Library.open(directory, create=True) as library:
        PageImporter(library, read, AddReport()).import_all((spoken(name, f"ici {name}") for name in names), lambda _: None)


def digests(directory: Path) -> dict[str, str]:
    with Library.open(directory, read_only=True) as library:
        return library.digests()


def test_a_backup_put_back_holds_the_same_episodes_settings_and_counts(tmp_path: Path) -> None:
    there, other = tmp_path / "there", tmp_path / "other"
    fill(there, "a", "b")
    (there / "settings.toml").write_text('site_name = "Essai"\n')
    with Journal.open(there) as journal:
        journal.count("mot", total=0, partial=0)
    done = backup(there, tmp_path / "one.backup")
    assert set(done.parts) == {"library.sqlite", "journal.sqlite", "settings.toml"}
    restore(tmp_path / "one.backup", other)
    assert digests(other) == digests(there)
    assert (other / "settings.toml").read_text() == 'site_name = "Essai"\n'
    with Journal.open(other, read_only=True) as journal:
        assert journal.unanswered()[0].words == "mot"


def identity(directory: Path) -> str:
    with Library.open(directory, read_only=True) as library:
        return library.identity


def test_a_backup_put_back_is_another_library_since_both_may_go_on(tmp_path: Path) -> None:
    fill(tmp_path / "there", "a")
    backup(tmp_path / "there", tmp_path / "one.backup")
    before = identity(tmp_path / "there")
    restore(tmp_path / "one.backup", tmp_path / "other")
    assert identity(tmp_path / "there") == before
    restore(tmp_path / "one.backup", tmp_path / "there", force=True)
    identities = {before, identity(tmp_path / "there"), identity(tmp_path / "other")}
    assert len(identities) == 3
    assert "" not in identities


def test_a_backup_from_before_identities_is_put_back_and_gets_one_when_it_is_written(tmp_path: Path) -> None:
    fill(tmp_path / "there", "a")
    with closing(sqlite3.connect(tmp_path / "there" / "library.sqlite")) as older:
        older.executescript(
            "DELETE FROM note WHERE name = 'identity'; DROP INDEX episode_title; DROP TABLE line_correction;"
            "PRAGMA user_version = 3;"
        )
    backup(tmp_path / "there", tmp_path / "one.backup")
    restore(tmp_path / "one.backup", tmp_path / "other")
    assert identity(tmp_path / "other") == ""
    fill(tmp_path / "other", "b")
    assert len(identity(tmp_path / "other")) == 32


def test_a_backup_made_while_pages_are_added_is_whole(tmp_path: Path) -> None:
    there = tmp_path / "there"
    fill(there, "first")
    writer = threading.Thread(target=fill, args=(there, *(f"page {number}" for number in range(150))))
    writer.start()
    backup(there, tmp_path / "one.backup")
    writer.join()
    restore(tmp_path / "one.backup", tmp_path / "other")
    with Library.open(tmp_path / "other") as library:
        assert library.faults() == ()
        assert library.digests().items() <= digests(there).items()


def test_a_library_is_not_overwritten_unless_told_and_then_kept(tmp_path: Path) -> None:
    there = tmp_path / "there"
    fill(there, "a")
    backup(there, tmp_path / "one.backup")
    fill(there, "b")
    before = digests(there)
    with pytest.raises(BackupError, match="--force"):
        restore(tmp_path / "one.backup", there)
    assert digests(there) == before
    restore(tmp_path / "one.backup", there, force=True)
    assert len(digests(there)) == 1
    restore(there / "before-restore.backup", tmp_path / "third")
    assert digests(tmp_path / "third") == before


@pytest.mark.parametrize("damage", ["cut", "flipped", "other"])
def test_a_damaged_backup_changes_nothing(tmp_path: Path, damage: str) -> None:
    there, file = tmp_path / "there", tmp_path / "one.backup"
    fill(there, "a")
    backup(there, file)
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 255
    file.write_bytes({"cut": file.read_bytes()[:9000], "flipped": bytes(body), "other": b"PK\x03\x04 something else"}[damage])
    with pytest.raises(BackupError, match=r"damaged|no backup"):
        restore(file, tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["lock"]


def test_nothing_is_put_back_while_another_process_writes(tmp_path: Path) -> None:
    fill(tmp_path / "there", "a")
    backup(tmp_path / "there", tmp_path / "one.backup")
    with Library.open(tmp_path / "there"), pytest.raises(LibraryLocked, match="since"):
        restore(tmp_path / "one.backup", tmp_path / "there", force=True)


def test_a_backup_is_never_written_over_another(tmp_path: Path) -> None:
    fill(tmp_path / "there", "a")
    (tmp_path / "one.backup").write_text("precious")
    with pytest.raises(BackupError, match="exists"):
        backup(tmp_path / "there", tmp_path / "one.backup")
    assert (tmp_path / "one.backup").read_text() == "precious"


def test_a_backup_does_not_wait_for_ever_for_a_locked_journal(tmp_path: Path) -> None:
    fill(tmp_path / "there", "a")
    with Holder(tmp_path / "there") as holder:
        with pytest.raises(BackupError, match="locked by another process"):
            backup(tmp_path / "there", tmp_path / "one.backup")
        assert holder.holds()
    assert not (tmp_path / "one.backup").exists()
    backup(tmp_path / "there", tmp_path / "one.backup")
