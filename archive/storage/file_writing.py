"""Files that appear whole or not at all, with or without their checksum at the end; files under two names; and in whose
name they are written: a library is its owner's, whoever's command writes to it."""

import os
import pwd
import secrets
import shutil
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path


def write_whole(path: Path, body: bytes, mode: int = 0o666) -> None:
    """Writes beside, flushes to disk, renames: after a kill there is the old file or the new one. Its mode is `mode`
    less what the process withholds (umask). Raises OSError.

    What is not finished is a hidden file, so nobody takes it for a page.
    """
    part = path.with_name(f".part-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), "wb") as file:
            file.write(body)
        sync(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Returns when a file, or the names in a directory, are on the disk: what was said to be there outlives a power
    cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """One file under two names, of which neither is written to any more; a copy where the file system knows no links.
    Raises OSError."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


_TRAILER = struct.Struct("<4sI")
_MAGIC = b"\nMPM"


def write_signed(path: Path, body: bytes) -> None:
    """Writes the file whole or not at all, its crc32 behind it. Raises OSError."""
    write_whole(path, body + _TRAILER.pack(_MAGIC, zlib.crc32(body)))


def read_signed(path: Path) -> bytes | None:
    """What was written; None where there is no such file, or it is not what was written. Raises other OSErrors."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    body, trailer = data[: -_TRAILER.size], data[-_TRAILER.size :]
    return body if trailer == _TRAILER.pack(_MAGIC, zlib.crc32(body)) else None


def is_damaged(path: Path) -> bool:
    """Whether there is such a file, and it is not what was written."""
    return path.exists() and read_signed(path) is None


SECRET = 0o600
"""The mode of what holds secrets: settings, and backups that hold them too."""


def write_as(directory: Path) -> None:
    """Has this process make files that those may read who may read the directory, and nobody else, whatever its umask
    was."""
    os.umask(~directory.stat().st_mode & 0o777)


def other_owner(directory: Path) -> str | None:
    """The owner of a directory, where this process is root and the directory is another's: what root writes there its
    owner cannot read, or cannot replace."""
    owner = directory.stat().st_uid
    return name_of(owner) if os.geteuid() == 0 and owner != 0 else None


def strangers(directory: Path) -> Iterator[Path]:
    """The files and folders below a directory that are not its owner's; what goes meanwhile is passed over."""
    owner = directory.stat().st_uid
    for place, folders, files in os.walk(directory):
        for name in (*folders, *files):
            path = Path(place) / name
            if path.exists() and path.lstat().st_uid != owner:
                yield path


def is_open_to_others(path: Path) -> bool:
    """Whether a file may be read by users who are neither its owner nor of its group."""
    return path.exists() and bool(path.stat().st_mode & 0o004)


def denied(path: str) -> str:
    """What to do where a file may not be read or written: by whom it may, or who has to be given it."""
    here = Path(path)
    while not os.access(here, os.F_OK, effective_ids=True) and here != here.parent:
        here = here.parent
    owner = here.stat().st_uid
    if owner == os.geteuid():
        return f"{here} is closed to its owner too: chmod u+rwX opens it"
    return f"this is {name_of(os.geteuid())}, and {here} belongs to {name_of(owner)}: give it to who runs this (chown)"


def name_of(number: int) -> str:
    """The name of a user; its number where it has none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
