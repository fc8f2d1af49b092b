"""A backup holds the truth, whatever happens meanwhile, and only a whole one is put back."""

import hashlib
import io
import json
import sqlite3
import tarfile
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
    (there / "sources.toml").write_text('[[source]]\nname = "phare"\n')
    with Journal.open(there) as journal:
        journal.count("mot", total=0, partial=0)
    done = backup(there, tmp_path / "one.backup")
    assert set(done.parts) == {"library.sqlite", "journal.sqlite", "settings.toml", "sources.toml"}
    restore(tmp_path / "one.backup", other)
    assert digests(other) == digests(there)
    assert (other / "settings.toml").read_text() == 'site_name = "Essai"\n'
    assert (other / "sources.toml").read_text() == '[[source]]\nname = "phare"\n'
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
            " DROP TABLE erasure; DROP TABLE speaker_name; DROP TABLE decision; DROP TABLE member;"
            "DROP TABLE followed_feed; DROP TABLE followed_page; PRAGMA user_version = 3;"
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
    assert not (tmp_path / "other").exists()


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


def stranger(path: Path, script: str, application: int = 0x4D706D31) -> Path:
    """A backup whose library somebody made otherwise."""
    folder = path.with_suffix(".parts")
    folder.mkdir()
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        connection.executescript(script)
        connection.execute(f"PRAGMA application_id = {application}")
        connection.execute("PRAGMA user_version = 5")
    body = (folder / "library.sqlite").read_bytes()
    packed(path, json.dumps({"form": 1, "sha256": {"library.sqlite": hashlib.sha256(body).hexdigest()}}), body)
    return path


def packed(path: Path, manifest: str, body: bytes) -> None:
    with tarfile.open(path, "w") as tar:
        for name, data in (("backup.json", manifest.encode()), ("library.sqlite", body)):
            told = tarfile.TarInfo(name)
            told.size = len(data)
            tar.addfile(told, io.BytesIO(data))


def test_a_stranger_s_database_is_not_put_back_and_leaves_nothing_behind(tmp_path: Path) -> None:
    source = stranger(tmp_path / "odd.backup", "CREATE TABLE cars (name TEXT)", application=0)
    with pytest.raises(BackupError, match="another program"):
        restore(source, tmp_path / "new")
    with pytest.raises(BackupError, match="has no table"):
        restore(stranger(tmp_path / "like.backup", "CREATE TABLE cars (name TEXT)"), tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER t AFTER UPDATE ON note BEGIN DELETE FROM removal; END",
        "CREATE VIEW v AS SELECT * FROM episode",
        "CREATE VIRTUAL TABLE f USING fts5(x)",
    ],
)
def test_what_would_run_by_itself_is_not_put_back(tmp_path: Path, planted: str) -> None:
    fill(tmp_path / "there", "a")
    with closing(sqlite3.connect(tmp_path / "there/library.sqlite")) as connection:
        connection.executescript(planted)
    backup(tmp_path / "there", tmp_path / "one.backup")
    with pytest.raises(BackupError, match="no database of ours"):
        restore(tmp_path / "one.backup", tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_manifest_nested_without_end_is_refused(tmp_path: Path) -> None:
    packed(tmp_path / "deep.backup", "[" * 20_000, b"")
    with pytest.raises(BackupError, match="no backup of the archive"):
        restore(tmp_path / "deep.backup", tmp_path / "new")


def test_where_one_part_cannot_be_put_all_are_as_before(tmp_path: Path) -> None:
    there, other = tmp_path / "there", tmp_path / "other"
    fill(there, "a", "b")
    (there / "settings.toml").write_text('site_name = "There"\n')
    backup(there, tmp_path / "one.backup")
    fill(other, "c")
    before = digests(other)
    (other / "settings.toml").mkdir()
    (other / "settings.toml" / "x").touch()
    with pytest.raises((OSError, BackupError)):
        restore(tmp_path / "one.backup", other, force=True)
    assert digests(other) == before
