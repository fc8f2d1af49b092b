"""Another process that holds the journal locked, as a program that looks at it and forgets to let go does."""

import subprocess
import sys
from pathlib import Path
from typing import Self

from archive.operations.journal import NAME, Journal

_HOLD = """
import select, sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("PRAGMA locking_mode = " + sys.argv[2])
held.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
select.select([sys.stdin], [], [], 60)
"""


class Holder:
    """Holds the journal of a library directory while the block runs; `EXCLUSIVE` keeps readers out too, `NORMAL` only writers.

    SQLite cannot be interrupted while it waits, so the lock goes by itself after a minute: who waited for it finds it gone.
    """

    def __init__(self, directory: Path, mode: str = "EXCLUSIVE") -> None:
        Journal.open(directory).close()
        words = [sys.executable, "-c", _HOLD, str(directory / NAME), mode]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "locked\n"

    def holds(self) -> bool:
        """Whether nobody can have waited for the lock so far."""
        return self._process.poll() is None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
