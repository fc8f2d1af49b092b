"""A backup is one file that holds the truth: the library, the journal, the settings and the taught sources, copied
while everything goes on.

The index is not in it: `archive reindex` builds it from the library. A backup keeps the library's identity; what is
restored gets another: from there on it and the library it was copied from count the same revisions for different
things."""

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from archive.errors import PresentableError
from archive.library.lock import writer_lock
from archive.library.records import LibraryError
from archive.library.schema import check_only_tables, check_ours, renew_identity
from archive.storage.file_writing import SECRET, sync, write_whole

LIBRARY, JOURNAL, SETTINGS, SOURCES = "library.sqlite", "journal.sqlite", "settings.toml", "sources.toml"
_PARTS = (LIBRARY, JOURNAL, SETTINGS, SOURCES)
_TEXTS = (SETTINGS, SOURCES)
_MANIFEST = "backup.json"
_FORM = 1
_LONGEST_MANIFEST = 64 * 1024


class _Manifest(msgspec.Struct):
    """What a backup says of itself: the sha256 of each part."""

    sha256: dict[str, str]


class BackupError(PresentableError):
    """A backup that cannot be written, or a file that is none of ours or was damaged; with what to do."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The file, its bytes, and what is in it."""

    path: Path
    bytes: int
    parts: tuple[str, ...]


def backup(directory: Path, target: Path) -> BackedUp:
    """Copies the library of a directory into a new file, while others read and write; `target` appears whole or not at
    all, and is its owner's alone: it holds the settings with their secrets."""
    if not (directory / LIBRARY).exists():
        raise BackupError(f"there is no library in {directory}")
    if target.exists():
        raise BackupError(f"{target} exists already; give another name or move it away")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.absolute().parent) as beside:
            parts = _copy_parts(directory, Path(beside))
            whole = _pack(Path(beside), parts)
            whole.replace(target)
            sync(target.absolute().parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{target} cannot be written: {error}; nothing was changed") from error
    return BackedUp(target, target.stat().st_size, tuple(parts))


def restore(source: Path, directory: Path, *, force: bool = False) -> tuple[str, ...]:
    """Puts the parts of a backup in place, checked first, and says which; the caller rebuilds the index.

    A directory that holds a library already is refused unless `force`; then the library is overwritten in one
    transaction, after a copy of it is kept as `before-restore.backup` (`-2`, `-3`, … where there is one)."""
    is_new = not directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    lock = writer_lock(directory)
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=directory) as beside:
            parts = _unpack(source, Path(beside))
            _check_databases(source, Path(beside), parts)
            renew_identity(Path(beside) / LIBRARY)
            _keep_a_copy(directory, force)
            _put_all(Path(beside), directory, parts)
    except BaseException:
        if is_new:
            shutil.rmtree(directory, ignore_errors=True)
        raise
    finally:
        lock.release()
    return parts


def _check_databases(source: Path, beside: Path, parts: tuple[str, ...]) -> None:
    """Refuses a database that is none of ours, or holds anything that would run by itself (triggers, views, virtual
    tables)."""
    try:
        check_ours(beside / LIBRARY)
        if JOURNAL in parts:
            check_only_tables(beside / JOURNAL)
    except (LibraryError, sqlite3.Error) as error:
        raise BackupError(f"{source} is no backup of the archive, or is damaged: {error}; nothing was changed") from error


def _put_all(beside: Path, directory: Path, parts: tuple[str, ...]) -> None:
    """Puts all parts in place, or, where one cannot be, all that was there before."""
    earlier = beside / "earlier"
    earlier.mkdir()
    before = _copy_parts(directory, earlier) if (directory / LIBRARY).exists() else []
    try:
        for part in parts:
            _put(beside / part, directory / part)
    except BaseException:
        for part in parts:
            if part in before:
                _put(earlier / part, directory / part)
            else:
                (directory / part).unlink(missing_ok=True)
        raise


def _keep_a_copy(directory: Path, force: bool) -> None:
    if not (directory / LIBRARY).exists():
        return
    if not force:
        raise BackupError(f"{directory} holds a library already; --force puts the backup in its place and keeps a copy of it")
    backup(directory, _free_name(directory))


def _copy_parts(directory: Path, beside: Path) -> list[str]:
    parts = [part for part in _PARTS if (directory / part).exists()]
    for part in parts:
        if part in _TEXTS:
            shutil.copyfile(directory / part, beside / part)
        else:
            _copy_database(directory / part, beside / part)
    return parts


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's online backup: a consistent copy, whatever is written meanwhile. Raises BackupError where another
    process keeps one of the two locked: SQLite waits a while, and Python would ask it again for ever."""

    def check(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackupError(f"{source} or {target} is locked by another process; `fuser` says by which, then try again")

    uri = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as reading, closing(sqlite3.connect(target, timeout=30)) as writing:
        reading.backup(writing, progress=check)


def _pack(beside: Path, parts: list[str]) -> Path:
    sums = {part: _sha256(beside / part) for part in parts}
    (beside / _MANIFEST).write_text(json.dumps({"form": _FORM, "sha256": sums}, indent=1))
    whole = beside / "whole"
    with tarfile.open(whole, "w") as tar:
        for part in (_MANIFEST, *parts):
            tar.add(beside / part, part)
    whole.chmod(SECRET)
    sync(whole)
    return whole


def _unpack(source: Path, beside: Path) -> tuple[str, ...]:
    """The parts, checked against their sums; only names we know are taken out of the file."""
    try:
        with tarfile.open(source, "r:") as tar:
            with _member(tar, _MANIFEST) as manifest:
                sums = msgspec.json.decode(manifest.read(_LONGEST_MANIFEST), type=_Manifest).sha256
            for part in sums:
                if part not in _PARTS:
                    raise BackupError(f"{source} holds {part}, which is no part of a backup")
                with _member(tar, part) as packed, (beside / part).open("wb") as file:
                    shutil.copyfileobj(packed, file)
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise BackupError(f"{source} is no backup of the archive, or is damaged: {error}") from error
    broken = [part for part, told in sums.items() if _sha256(beside / part) != told]
    if broken or LIBRARY not in sums:
        raise BackupError(f"{source} is damaged: {', '.join(broken) or LIBRARY} is not what was saved; use another backup")
    return tuple(sums)


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    file = tar.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def _put(source: Path, target: Path) -> None:
    if target.name in _TEXTS:
        write_whole(target, source.read_bytes(), SECRET)
    else:
        _copy_database(source, target)


def _free_name(directory: Path) -> Path:
    names = (f"before-restore{suffix}.backup" for suffix in ("", *(f"-{number}" for number in range(2, 10_000))))
    return next(path for path in (directory / name for name in names) if not path.exists())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
