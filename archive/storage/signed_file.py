"""Small files with their checksum at the end, for what can be made anew: who reads a damaged one has nothing."""

import struct
import zlib
from pathlib import Path

from archive.storage.atomic import write_whole

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
