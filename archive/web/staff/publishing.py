"""Publishing from the desk: the command `archive reindex`, begun beside the site, which may take minutes and outlives a page."""

import sys
import time
from pathlib import Path

from archive.library.lock import holder_of
from archive.operations.errors import OperationError
from archive.processes import begin_command

PATIENCE_S, STEP_S = 3.0, 0.05
"""How long the page waits for the command to have taken the library's lock, or to have ended."""


def begin(directory: Path, *, force: bool) -> None:
    """Begins a reindex. Raises OperationError where another command writes already."""
    lock = directory / "lock"
    if writer := holder_of(lock):
        raise OperationError(f"another command writes just now: {writer}", code="library-locked")
    words = ["reindex", *(["--force"] if force else [])]
    process = begin_command([sys.executable, "-m", "archive.cli", "--library", str(directory), *words])
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and not holder_of(lock) and time.monotonic() < until:
        time.sleep(STEP_S)
