"""Files that appear whole or not at all, with or without their checksum at the end; files under two names."""

import os
import secrets
import shutil
import struct
import zlib
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
