"""What a kill left between two steps is finished or undone before anything else begins.

A command that changes library and index in several steps writes down first what it is about to do (`Library.note`).
"""

from dataclasses import dataclass

import msgspec

from archive.desk.report import AddReport
from archive.desk.taking import Taker
from archive.library import Library
from archive.page import Reader
from archive.search.generations import current, rollback

RECLEANING, ROLLBACK = "recleaning", "rollback"


@dataclass(frozen=True, slots=True)
class Return:
    """A rollback on its way: to which generation, and to which revision of the library; pages that came after it are added
    again."""

    generation: int
    revision: int


def reconcile(library: Library, reader: Reader, *, keep_recleaned: bool = False) -> tuple[str, ...]:
    """Finishes a rollback and undoes a re-cleaning that were cut short, and says what it did. With `keep_recleaned` the
    re-cleaning stays: the caller goes on with it."""
    done = []
    noted = library.noted(ROLLBACK)
    if noted is not None:
        finish_rollback(library, reader, msgspec.json.decode(noted, type=Return))
        done.append("a rollback that was cut short is finished")
    since = library.noted(RECLEANING)
    if since is not None and not keep_recleaned:
        undo_recleaning(library, int(since))
        done.append("a re-cleaning that was cut short is taken back; `archive reindex --reclean` begins it anew")
    return tuple(done)


def begin_rollback(library: Library, to: Return) -> None:
    """Writes down that a rollback begins."""
    library.note(ROLLBACK, msgspec.json.encode(to).decode())


def finish_rollback(library: Library, reader: Reader, to: Return) -> AddReport:
    """Makes the earlier generation serve at once, gives the library its cleaned episodes back, and adds again what came since."""
    serving = current(library.directory)
    if serving is not None and serving.manifest.before == to.generation:
        rollback(library.directory, gone=[removal.slug for removal in library.removals()])
    report = AddReport()
    with library.together():
        library.rewind(to.revision)
        since = tuple(library.pages_since(to.revision))
        Taker(library, reader, report, trusted=True).take_all(since, lambda _: None)
        library.note(ROLLBACK, None)
    return report


def undo_recleaning(library: Library, revision: int) -> None:
    """Gives every episode the cleaned text it had when the re-cleaning began."""
    with library.together():
        library.rewind(revision)
        library.note(RECLEANING, None)
