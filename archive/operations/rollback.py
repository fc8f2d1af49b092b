"""`rollback`: back to the state before the last reindex, at once."""

import time

from archive.library import Library
from archive.model.page import Reader
from archive.operations.disk_errors import disk_trouble
from archive.operations.errors import OperationError
from archive.operations.journal import noting
from archive.operations.recovery import RollbackTarget, finish_rollback, recover, write_down
from archive.operations.report import AddReport, RollbackReport
from archive.search.generations import Generation, usable


def roll_back(library: Library, reader: Reader) -> RollbackReport:
    """Returns to the state before the last reindex, at once: its generation and its cleaned episodes. Pages that came since are
    added again; corrections and removals stay. Raises OperationError where there is nothing to return to."""
    began = time.monotonic()
    with noting(library.directory, "rollback") as note, disk_trouble(library.directory):
        to = recover(library, reader).returned
        again = AddReport()
        if to is None:
            to = _way_back(library)
            write_down(library, to)
            again = finish_rollback(library, reader, to)
        number = again.generation or to.generation
        report = RollbackReport(number, to.revision, tuple(again.pages), tuple(again.failed), time.monotonic() - began)
        note.report = report.as_json()
    return report


def _way_back(library: Library) -> RollbackTarget:
    generation = usable(library.directory)
    before = generation.manifest.before if generation else None
    if generation is None or before is None:
        words = "there is nothing to roll back: no reindex was published yet, or the last one is rolled back already"
        raise OperationError(words, code="nothing-before")
    return RollbackTarget(before, Generation(generation.path.with_name(f"g{before:06d}")).revision)
