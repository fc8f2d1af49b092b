"""One writer at a time: an advisory lock on DIR/lock that says who holds it and since when.

The kernel lets go of the lock when its holder ends, however it ends; what is written in the file is for people only, so
a file left behind by a killed process locks nobody out."""

import datetime as dt
import fcntl
import os
import time
import weakref
from pathlib import Path
from typing import Self

from archive.library.records import LibraryError, LibraryLocked
from archive.storage.file_writing import other_owner, write_as

NAME = "lock"
_PAUSE_S = 0.05
_GLANCE_S = 0.1
"""`holder_of` holds the lock for an instant; nobody is to be refused for that."""


class WriterLock:
    """Held from `acquire` to `release`. A child process that is forked meanwhile does not hold it on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self, wait_s: float = 0.0) -> Self:
        """Takes the lock; raises LibraryLocked, with the holder, when it is not free within `wait_s` seconds."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        deadline = time.monotonic() + max(wait_s, _GLANCE_S)
        while not _try(file):
            if time.monotonic() >= deadline:
                holder = os.pread(file, 200, 0).decode("utf-8", "replace").strip()
                os.close(file)
                raise LibraryLocked(self._path, holder)
            time.sleep(_PAUSE_S)
        self._file = file
        self._sign(file)
        _let_go_in_children(self)
        return self

    def _sign(self, file: int) -> None:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        os.ftruncate(file, 0)
        os.pwrite(file, f"pid {os.getpid()} since {now}\n".encode(), 0)

    def release(self) -> None:
        """Lets go; the file stays, empty, since another process may be waiting on it."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self.abandon()

    def abandon(self) -> None:
        """Closes this process's handle without touching what another process holds."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def writer_lock(directory: Path, wait_s: float = 0.0) -> WriterLock:
    """The lock of a library directory, taken; from here on this process makes files that the directory's readers may
    read. Raises LibraryLocked, and LibraryError where root would write into another's library: its owner could not
    read, or replace, what root leaves there."""
    if owner := other_owner(directory):
        words = f"{directory} belongs to {owner}, and root would leave files there that {owner} cannot use"
        raise LibraryError(
            f"{words}; run the command as its owner: sudo -u {owner} archive …", code="not-writable", path=str(directory)
        )
    write_as(directory)
    return WriterLock(directory / NAME).acquire(wait_s)


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _let_go_in_children(lock: WriterLock) -> None:
    reference = weakref.ref(lock)

    def abandon() -> None:
        held = reference()
        if held is not None:
            held.abandon()

    os.register_at_fork(after_in_child=abandon)


def holder_of(path: Path) -> str | None:
    """Who writes at this moment, as the lock file says; None where nobody does."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(file, 200, 0).decode("utf-8", "replace").strip() or "a process that has not signed yet"
    finally:
        os.close(file)
    return None
