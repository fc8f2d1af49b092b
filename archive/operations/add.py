"""`add`: saved pages in, and served. What a kill left of an earlier command is finished or undone first."""

import contextlib
import time
from collections.abc import Callable, Iterable

from archive.library import Library
from archive.model.page import RawPage, Reader, Refusal
from archive.operations import publication
from archive.operations.errors import disk_trouble
from archive.operations.interrupted_commands import recover
from archive.operations.journal import noting
from archive.operations.page_importer import PageImporter
from archive.operations.progress import Progress, named, quiet
from archive.operations.report import AddReport

READING = "Reading pages"


def add(
    library: Library,
    pages: Iterable[RawPage | Refusal],
    reader: Reader,
    *,
    dry_run: bool = False,
    trusted: bool = False,
    reread: bool = False,
    workers: int = 0,
    progress: Progress = quiet,
    after_reading: Callable[[], None] = lambda: None,
) -> AddReport:
    """Takes pages into the library and publishes them. With `dry_run` only says what would become of each. `trusted`
    pages are not held back for their shape; saves that serve unchanged are read again only with `reread`. With
    `workers` so many other processes read them, within limits; else this one does. `after_reading` is called when all
    are read: what the reader keeps in memory is not wanted while an index is written. Raises DiskTrouble where the disk
    takes no more; what was kept until then stays kept, and the same command goes on from there."""
    began = time.monotonic()
    report = AddReport(dry_run=dry_run)
    importer = PageImporter(library, reader, report, trusted, reread, workers)
    if dry_run:
        _try_out(library, importer, pages, progress)
    else:
        with noting(library.directory, "add") as note, disk_trouble(library.directory):
            recover(library, reader)
            importer.import_all(pages, named(READING, progress))
            after_reading()
            generation = publication.bring_up(library, progress=progress)
            report.generation = generation.number if generation else None
            note.report = report.as_json()
    report.seconds = time.monotonic() - began
    return report


class _TriedOut(Exception):
    """Takes a transaction back after a dry run."""


def _try_out(library: Library, importer: PageImporter, pages: Iterable[RawPage | Refusal], progress: Progress) -> None:
    with contextlib.suppress(_TriedOut), library.transaction():
        importer.import_all(pages, named(READING, progress))
        raise _TriedOut
