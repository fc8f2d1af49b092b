"""One writer, many readers, and disks that do not play along."""

import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.library import Library, LibraryError, LibraryLocked, schema
from tests.library.builders import episode, page

NOBODY = 65534
HOLD = "import sys, time, pathlib; from archive.library import Library\nlibrary = Library.open(pathlib.Path(sys.argv[1]))\n"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A library with one episode, closed."""
    with Library.open(tmp_path / "library", create=True) as library:
        library.upsert(page(), episode())
    return tmp_path / "library"


@pytest.fixture
def holder(directory: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the library open for writing."""
    script = HOLD + "print('open', flush=True)\ntime.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", script, str(directory)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_where_there_is_no_library_the_way_to_one_is_said(tmp_path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(LibraryError, match="archive add"):
            Library.open(tmp_path / "nothing", read_only=read_only)
    assert not (tmp_path / "nothing").exists()


def test_a_second_writer_is_told_who_writes_and_since_when(directory: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(LibraryLocked, match=rf"pid {holder.pid} since 20\d\d-") as refused:
        Library.open(directory)
    assert str(directory) in str(refused.value)


def test_a_second_writer_of_the_same_process_is_refused_too(directory: Path) -> None:
    with Library.open(directory), pytest.raises(LibraryLocked, match=f"pid {os.getpid()}"):
        Library.open(directory)


def test_a_second_writer_may_wait_for_the_first(directory: Path, holder: subprocess.Popen[str]) -> None:
    timer = threading.Timer(0.2, holder.terminate)
    timer.start()
    with Library.open(directory, wait_s=20) as library:
        assert len(library.digests()) == 1
    timer.join()


def test_the_lock_of_a_killed_writer_heals_itself(directory: Path, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (directory / "lock").read_text().startswith(f"pid {holder.pid}")
    with Library.open(directory) as library:
        assert library.upsert(page(2), episode(2)).outcome == "added"


def test_a_worker_that_outlives_its_killed_parent_does_not_hold_the_lock_on(directory: Path) -> None:
    script = HOLD + "import os\nif os.fork():\n    time.sleep(0.2)\n    print('open', flush=True)\ntime.sleep(30)"
    process = subprocess.Popen([sys.executable, "-c", script, str(directory)], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"open\n"
    process.kill()
    process.wait()
    try:
        with Library.open(directory) as library:
            assert len(library.digests()) == 1
    finally:
        os.killpg(process.pid, signal.SIGKILL)


def test_readers_read_on_while_one_writes(directory: Path) -> None:
    with Library.open(directory) as writer, Library.open(directory, read_only=True) as reader:
        with writer.transaction():
            writer.upsert(page(2), episode(2))
            assert len(reader.digests()) == 1
        assert len(reader.digests()) == 2


def test_a_reader_cannot_write(directory: Path) -> None:
    with Library.open(directory, read_only=True) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.upsert(page(2), episode(2))


def test_threads_share_one_reader(directory: Path) -> None:
    with Library.open(directory) as writer:
        for seed in range(2, 40):
            writer.upsert(page(seed), episode(seed))
    with Library.open(directory, read_only=True) as reader, ThreadPoolExecutor(8) as pool:
        slugs = list(reader.digests())
        found = list(pool.map(reader.episode, slugs * 5))
        assert [episode.slug for episode in found if episode] == slugs * 5


def test_a_thread_that_ends_takes_its_connection_with_it(directory: Path) -> None:
    with Library.open(directory, read_only=True) as reader:
        for _ in range(5):
            thread = threading.Thread(target=reader.digests)
            thread.start()
            thread.join()
        assert len(reader._opened._all) == 1  # type: ignore[union-attr]


def test_what_a_killed_writer_committed_is_there(directory: Path) -> None:
    script = HOLD + (
        "import os\nfrom tests.library.builders import episode, page\n"
        "for seed in range(2, 10):\n    library.upsert(page(seed), episode(seed))\nos.kill(os.getpid(), 9)"
    )
    root = Path(__file__).parents[2]
    process = subprocess.run([sys.executable, "-c", script, str(directory)], cwd=root, check=False)
    assert process.returncode == -signal.SIGKILL
    with Library.open(directory) as library:
        assert len(library.digests()) == 9
        assert library.faults() == ()


def test_on_a_full_disk_what_was_kept_stays_and_the_next_writer_goes_on(directory: Path) -> None:
    with Library.open(directory) as library:
        (pages,) = library._connection.execute("PRAGMA page_count").fetchone()
        library._connection.execute(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            for seed in range(2, 200):
                library.upsert(page(seed), episode(seed))
        kept = library.digests()
    with Library.open(directory) as library:
        assert library.digests() == kept
        assert library.faults() == ()
        assert library.upsert(page(999), episode(999)).outcome == "added"


def as_nobody(directory: Path, question: str) -> subprocess.CompletedProcess[str]:
    """A process that may read the directory but not write to it."""
    script = (
        "import os, sys, pathlib\nfrom archive.library import Library\nd = pathlib.Path(sys.argv[1])\n"
        f"if os.getuid() == 0: os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n{question}"
    )
    return subprocess.run([sys.executable, "-c", script, str(directory)], capture_output=True, text=True, check=False)


@pytest.fixture
def read_only(directory: Path) -> Iterator[Path]:
    """A copy of the library in a directory that cannot be written, on a path of its own that everybody may pass."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        copy = Path(shutil.copytree(directory, Path(place) / "library"))
        for file in copy.iterdir():
            file.chmod(0o444)
        copy.chmod(0o555)
        yield copy
        copy.chmod(0o755)


def test_a_library_on_a_read_only_disk_can_be_read(read_only: Path) -> None:
    done = as_nobody(read_only, "with Library.open(d, read_only=True) as l: print(len(l.digests()), l.episode(*l.digests()).title)")
    assert (done.stdout, done.stderr) == ("1 Le débrief numéro 1\n", "")
    assert sorted(file.name for file in read_only.iterdir()) == ["library.sqlite", "lock"]


def test_writing_on_a_read_only_disk_is_refused_in_words(read_only: Path) -> None:
    done = as_nobody(read_only, "Library.open(d)")
    assert done.stderr.strip().splitlines()[-1].startswith("archive.library.records.LibraryError: ")
    assert "cannot be written" in done.stderr


def test_a_read_only_disk_never_hides_newer_pages(read_only: Path) -> None:
    read_only.chmod(0o755)
    (read_only / "library.sqlite-wal").write_bytes(b"pages that were not yet folded in")
    read_only.chmod(0o555)
    done = as_nobody(read_only, "Library.open(d, read_only=True)")
    assert "newer pages" in done.stderr


def test_a_file_that_is_no_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_text("<html>not a database at all</html>" * 50)
    for read_only in (False, True):
        with pytest.raises(LibraryError, match=r"library\.sqlite is damaged or not a library"):
            Library.open(tmp_path, read_only=read_only)


def test_a_library_of_a_newer_program_is_not_touched(directory: Path) -> None:
    connection = sqlite3.connect(directory / "library.sqlite")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    for read_only in (False, True):
        with pytest.raises(LibraryError, match="newer version"):
            Library.open(directory, read_only=read_only)
    with (directory / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # free again


def test_a_library_of_the_first_schema_is_brought_up_to_date_with_all_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = schema.MIGRATIONS
    with Library.open(tmp_path, create=True) as library:
        slug = library.upsert(page(), episode()).slug
    older = sqlite3.connect(tmp_path / schema.NAME)
    older.executescript(
        "DROP TABLE note; DROP TABLE untranscribed; DROP INDEX episode_title; DROP TABLE line_correction; DROP TABLE erasure;"
        " DROP TABLE speaker_name; DROP TABLE decision; DROP TABLE member; DROP TABLE followed_feed; DROP TABLE followed_page;"
        "DELETE FROM counter WHERE name = 'lacking';"
        "PRAGMA user_version = 1;"
    )
    older.close()
    monkeypatch.setattr(schema, "MIGRATIONS", (*newest, "CREATE TABLE later (a INTEGER);\nINSERT INTO later VALUES (1);"))
    with pytest.raises(LibraryError, match="older version"):
        Library.open(tmp_path, read_only=True)
    with Library.open(tmp_path) as library:
        assert library.episode(slug) is not None
        assert library.page(slug) == page()


def test_every_library_has_an_identity_and_keeps_it(directory: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "other", create=True) as other, Library.open(directory, read_only=True) as reader:
        assert len(other.identity) == 32
        assert reader.identity not in ("", other.identity)
        known = reader.identity
    with Library.open(directory) as library:
        library.upsert(page(2), episode(2))
        assert library.identity == known


def test_a_library_from_before_identities_is_read_and_gets_one_when_it_is_first_written(directory: Path) -> None:
    older = sqlite3.connect(directory / schema.NAME)
    older.executescript(
        "DELETE FROM note WHERE name = 'identity'; DROP INDEX episode_title; DROP TABLE line_correction;"
        " DROP TABLE erasure; DROP TABLE speaker_name; DROP TABLE decision; DROP TABLE member;"
        "DROP TABLE followed_feed; DROP TABLE followed_page; PRAGMA user_version = 3;"
    )
    older.close()
    with Library.open(directory, read_only=True) as reader:
        assert (reader.identity, len(reader.digests())) == ("", 1)
        with Library.open(directory) as library:
            assert len(library.identity) == 32
            assert reader.identity == library.identity


def test_a_migration_that_fails_leaves_the_file_as_it_was(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = schema.MIGRATIONS
    monkeypatch.setattr(schema, "MIGRATIONS", (*newest, "CREATE TABLE half (a INTEGER);\nINSERT INTO nowhere VALUES (1);"))
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        Library.open(directory)
    monkeypatch.setattr(schema, "MIGRATIONS", newest)
    with Library.open(directory, read_only=True) as library:
        assert len(library.digests()) == 1
