"""Files that appear whole or not at all, and files under two names."""

import os
import shutil
import tempfile
from pathlib import Path


def write_whole(path: Path, body: bytes) -> None:
    """Writes beside, flushes to disk, renames: after a kill there is the old file or the new one. Raises OSError.

    What is not finished is a hidden file, so nobody takes it for a page.
    """
    handle, name = tempfile.mkstemp(prefix=".part-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """One file under two names, of which neither is written to any more; a copy where the file system knows no links. Raises
    OSError."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
