"""What a kill left between two steps is finished or undone before anything else begins.

A command that changes library and index in several steps writes down first what it is about to do (`Library.note`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from archive.library import Library
from archive.model.page import Reader
from archive.operations import publication
from archive.operations.journal import Journal
from archive.operations.page_importer import PageImporter
from archive.operations.parallel_reading import tell_older
from archive.operations.report import AddReport
from archive.search.generations import Generation, collect_garbage, is_published, usable

RECLEANING, ROLLBACK, PURGE = "recleaning", "rollback", "purge"


@dataclass(frozen=True, slots=True)
class RollbackTarget:
    """A rollback on its way: to which generation, and to which revision of the library. `rewound` once the library has
    its earlier episodes again, and the pages that came later; what is left then is to serve those."""

    generation: int
    revision: int
    rewound: bool = False


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was finished or undone, in words; `returned` is the rollback that was finished."""

    done: tuple[str, ...] = ()
    returned: RollbackTarget | None = None


def recover(library: Library, reader: Reader, *, keep_recleaned: bool = False) -> Recovered:
    """Finishes a rollback and a purge and undoes a re-cleaning that were cut short, and says what it did; what else a
    kill left in the index is swept out. With `keep_recleaned` the re-cleaning stays: the caller goes on with it."""
    collect_garbage(library.directory)
    tell_older(library, reader)
    done, returned = [], None
    noted = library.noted(ROLLBACK)
    if noted is not None:
        returned = msgspec.json.decode(noted, type=RollbackTarget)
        finish_rollback(library, reader, returned)
        done.append("a rollback that was cut short is finished")
    since = library.noted(RECLEANING)
    if since is not None and not keep_recleaned:
        undo_recleaning(library, int(since))
        done.append("a re-cleaning that was cut short is taken back; `archive reindex --reclean` begins it anew")
    if library.noted(PURGE) is not None:
        finish_purge(library)
        done.append("a purge that was cut short is finished")
    return Recovered(tuple(done), returned)


def write_down(library: Library, to: RollbackTarget | None) -> None:
    """Writes down how far a rollback is; None once it is done."""
    library.note(ROLLBACK, None if to is None else msgspec.json.encode(to).decode())


def finish_rollback(library: Library, reader: Reader, to: RollbackTarget) -> AddReport:
    """Gives the library its earlier cleaned episodes back, takes again what came since, and serves both in one step."""
    report = AddReport()
    if not to.rewound:
        with library.transaction():
            library.rewind(to.revision)
            since = tuple(library.pages_since(to.revision))
            PageImporter(library, reader, report, trusted=True).import_all(since, lambda _: None)
            write_down(library, replace(to, rewound=True))
    generation = publication.return_to(library, to.generation)
    report.generation = generation.number if generation else None
    write_down(library, None)
    return report


def undo_recleaning(library: Library, revision: int) -> None:
    """Gives every episode the cleaned text it had when the re-cleaning began."""
    with library.transaction():
        library.rewind(revision)
        library.note(RECLEANING, None)


def finish_purge(library: Library) -> Generation | None:
    """Leaves nothing of what was purged: publishes a full generation, as a mask would leave the words in the files.
    That takes its time, and may find no room, so a mask goes before it, unless what serves is of another version of the
    program. None for an archive without an index. Where it is cut short, or the journal is locked, the next command
    does it."""
    purged = [removal.slug for removal in library.removals() if removal.purged]
    _forget_suggestions(library, purged)
    generation = None
    if is_published(library.directory):
        if serves := usable(library.directory):
            gone = replace(publication.difference(library, serves), fresh=())
            if gone:
                publication.publish_changes(library, gone).close()
        generation = publication.publish_whole(library, returns_to="nothing")
        library.forget(library.revision)
    with Journal.open(library.directory) as journal:
        journal.drop_proposals_of(purged)
    library.note(PURGE, None)
    return generation


def _forget_suggestions(library: Library, slugs: Sequence[str]) -> None:
    """Suggested names keep words of the episodes in which they were heard; what others say too is learned from them
    again."""
    heard_there = re.compile(rf"(?:^|[\s;:])(?:{'|'.join(map(re.escape, slugs))}), word ")
    for entry in library.glossary():
        if entry.state == "suggested" and slugs and heard_there.search(entry.evidence):
            library.drop_entry(entry)
