"""Files that appear whole or not at all, and files under two names."""

import os
import secrets
import shutil
from pathlib import Path


def write_whole(path: Path, body: bytes, mode: int = 0o666) -> None:
    """Writes beside, flushes to disk, renames: after a kill there is the old file or the new one. Its mode is `mode` less what the
    process withholds (umask). Raises OSError.

    What is not finished is a hidden file, so nobody takes it for a page.
    """
    part = path.with_name(f".part-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Returns when a file, or the names in a directory, are on the disk: what was said to be there outlives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """One file under two names, of which neither is written to any more; a copy where the file system knows no links. Raises
    OSError."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
