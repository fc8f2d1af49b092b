"""How staff's work refuses: one base class, mapped once to an exit code; trouble with the disk, with what to do."""

from typing import TYPE_CHECKING

from archive.errors import PresentableError

if TYPE_CHECKING:
    from archive.operations.report import ReindexReport
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.processes import ProcessEnded


class OperationError(PresentableError):
    """Something staff asked for cannot be done; the message says why and what to do next."""


class PublicationRefused(OperationError):
    """What was built is not published, since it would lose too much; the message says what to look at, the report names
    all."""

    def __init__(self, message: str, report: "ReindexReport | None" = None) -> None:
        super().__init__(message)
        self.report = report


class DiskTrouble(OperationError):
    """The disk is full, cannot be written to, or fails; what was kept before stays kept."""

    code = "disk"


_LOOK = "a failed read, or damage: run the same command again; if it fails again, run `archive check --repair`"
_AGAIN = "nothing kept is lost and the index goes on serving; make room or repair the disk, then run the same command again"


def is_disk_error(error: Exception) -> bool:
    """Whether a file or its disk is at fault, and not what was to be written: SQLite says so by a
    sqlite3.OperationalError, or, of a file in which it reads nonsense, by a plain sqlite3.DatabaseError."""
    return isinstance(error, OSError | sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


@contextlib.contextmanager
def disk_trouble(directory: Path) -> Iterator[None]:
    """Raises DiskTrouble where SQLite or the operating system reports a full, read-only or failing disk, OperationError
    where one of our own processes was ended from outside (for want of memory, say)."""
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
