"""What goes wrong with the disk, in words that say what to do."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.operations.errors import DiskTrouble, OperationError
from archive.processes import ProcessEnded

_LOOK = "a read that failed, or damage: run the same command again, and `archive check --repair` if it says so again"
_AGAIN = "what was kept stays kept, the index that served goes on; make room or mend the disk, then run the same command again"


def is_disk_error(error: Exception) -> bool:
    """Whether a file or its disk is at fault, and not what was to be written: SQLite says so by a
    sqlite3.OperationalError, or, of a file in which it reads nonsense, by a plain sqlite3.DatabaseError."""
    return isinstance(error, OSError | sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


@contextlib.contextmanager
def disk_trouble(directory: Path) -> Iterator[None]:
    """Raises DiskTrouble where SQLite or the operating system reports a full, read-only or failing disk, OperationError where
    one of our own processes was ended from outside (for want of memory, say)."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise DiskTrouble(f"{directory}: {error}; {_AGAIN}") from error
    except sqlite3.DatabaseError as error:
        if not is_disk_error(error):
            raise
        raise DiskTrouble(f"{directory}: {error}; {_LOOK}") from error
    except ProcessEnded as error:
        raise OperationError(
            "one of the reading processes was ended from outside; run the same command again: it goes on from there"
        ) from error
    except OSError as error:
        raise DiskTrouble(f"{error.filename or directory}: {error.strerror or error}; {_AGAIN}") from error
