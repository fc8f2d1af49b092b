"""Whether everything is whole: library, generations, manifests, checksums, files that belong to nobody; and mending
what can be."""

import hashlib
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import DamagedDataError
from archive.library import Damage, DamagedLibrary, Library
from archive.library.lock import holder_of
from archive.model.episode import Episode
from archive.model.page import Reader
from archive.operations import journal, publication
from archive.operations.interrupted_commands import PURGE, RECLEANING, ROLLBACK, recover
from archive.search.generations import Generation, GenerationError, OtherVersionError, current, delete, forget_damaged, verify

log = logging.getLogger(__name__)

_REPAIR = "archive check --repair"
_BACKUP = "put a backup in its place: archive restore FILE --force"
LEFTOVERS = (".part-*", ".backup-*", ".restore-*", ".CURRENT.*", "index/g*.incremental", "index/.g*.dying")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be. `mended` where it was put right; else `todo` says what to do."""

    where: str
    what: str
    mended: bool = False
    todo: str = ""


@dataclass(slots=True)
class CheckReport:
    """What was looked at, and what was wrong."""

    episodes: int = 0
    saves: int = 0
    generations: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, or all of it was mended."""
        return all(fault.mended for fault in self.faults)


def check(
    library: Library, reader: Reader, *, repair: bool = False, progress: Callable[[str], None] = lambda _: None
) -> CheckReport:
    """Looks at everything, whole. With `repair` (the library is open for writing) it finishes what a kill left, builds
    a damaged index anew from the library, and deletes what belongs to nobody; it never touches a saved page."""
    report = CheckReport()
    report.faults += [Fault("library", line, todo=_BACKUP) for line in library.faults()]
    malformed = bool(report.faults)
    for found in (
        _pages(library, report, progress),
        _rows(library, reader, repair),
        _beside(library, repair),
        _unfinished(library, reader, repair),
        _index(library, report, repair),
        _leftovers(library.directory, repair),
    ):
        try:
            report.faults.extend(found)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            if not malformed:
                report.faults.append(Fault("library", f"cannot be read whole: {error}", todo=_BACKUP))
            malformed = True
    return report


def _pages(library: Library, report: CheckReport, progress: Callable[[str], None]) -> Iterator[Fault]:
    """Every episode that serves can be read through the front door, with its save."""
    for slug in library.digests():
        try:
            report.saves += library.page(slug) is not None
            report.episodes += library.episode(slug) is not None
        except DamagedLibrary:
            pass  # named by `_rows`, with what can be done
        except Exception as error:
            log.exception("%s cannot be read", slug)
            yield Fault(slug, f"cannot be read: {type(error).__name__}: {error}", todo="add the page again")
        progress(slug)


def _rows(library: Library, reader: Reader, repair: bool) -> Iterator[Fault]:
    """Every save, text and line of the list is what was kept. A text is cleaned anew from its save, a line written
    anew."""
    found, differing = list(library.damages()), library.differing()
    for damage in found:
        cleaned = _cleaned_again(library, reader, damage) if repair and damage.part == "text" else None
        if repair:
            library.mend(damage, cleaned)
        mended = repair and (damage.part == "line" or cleaned is not None)
        yield Fault(damage.slug, damage.what, mended=mended, todo="" if mended else _TODO[damage.part])
    for table in sorted(set(differing) - {_TABLE_OF[damage.part] for damage in found}):
        yield Fault(
            "library", f"the rows of its table {table} are not those that were written", todo=_ACCEPTED if repair else _ROWS
        )
    if differing and repair:
        library.take_as_they_are()


_ROWS = f"{_BACKUP}; or archive check --repair accepts them as they are"
_ACCEPTED = f"they are accepted as they are; {_BACKUP}"
_TABLE_OF = {"save": "page", "text": "version", "earlier text": "version", "line": "episode"}

_TODO: dict[str, str] = {
    "save": "archive check --repair, then add the page again",
    "text": "archive check --repair cleans it anew from its saved page; where that is damaged too, add the page again",
    "earlier text": "a rollback cannot give it back; nothing else needs it",
    "line": "archive check --repair writes it anew",
}


def _cleaned_again(library: Library, reader: Reader, damage: Damage) -> Episode | None:
    """The episode as its save reads now; None where the save cannot be read either."""
    try:
        page = library.page(damage.slug)
    except DamagedLibrary:
        return None
    if page is None or hashlib.sha256(page.body).hexdigest() != page.sha256:
        return None
    read = reader(page)
    return read if isinstance(read, Episode) else None


def _beside(library: Library, repair: bool) -> Iterator[Fault]:
    """What is kept beside library and index, which is made anew where it is damaged or lost; a damaged journal is set
    aside."""
    todo = "" if repair else _REPAIR
    yield from _journal(library.directory, repair)
    found = [*publication.damaged(library.directory), *((name, "is lost") for name in publication.lost(library))]
    for name, what in found:
        if repair:
            publication.make_anew(library, name)
        yield Fault(name, what, mended=repair, todo=todo)


def _journal(directory: Path, repair: bool) -> Iterator[Fault]:
    todo = "" if repair else _REPAIR
    broken = journal.faults(directory)
    differing = () if broken else journal.differing(directory)
    if differing and repair:
        try:
            with journal.Journal.open(directory) as opened:
                opened.take_as_they_are()
        except journal.JournalLocked:
            raise
        except journal.JournalError as error:  # SQLite's own check passes over names and types that cannot be read
            broken, differing = (str(error),), ()
    if broken and repair:
        journal.set_aside(directory)
    yield from (Fault(journal.NAME, line, mended=repair, todo=todo) for line in broken)
    for table in differing:
        what = f"the rows of its table {table} are not those that were written{', and are accepted' if repair else ''}"
        yield Fault(journal.NAME, what, mended=repair, todo=todo)


def _unfinished(library: Library, reader: Reader, repair: bool) -> Iterator[Fault]:
    begun = [name for name in (RECLEANING, ROLLBACK, PURGE) if library.noted(name) is not None]
    if begun and repair:
        for line in recover(library, reader).done:
            yield Fault("library", line, mended=True)
    else:
        for name in begun:
            yield Fault("library", f"a {name} was cut short", todo="any command that writes finishes it")


def _index(library: Library, report: CheckReport, repair: bool) -> Iterator[Fault]:
    try:
        generation = current(library.directory)
        yield from _earlier(library.directory, generation.path if generation else None, report, repair)
        if generation is not None:
            report.generations += 1
            verify(generation)
    except (GenerationError, DamagedDataError) as error:
        yield _built_anew(library, str(error), repair)
        return
    missing = publication.difference(library, generation)
    if missing:
        what = f"{len(missing.fresh)} episodes are not served as the library has them, {len(missing.gone)} should be gone"
        if repair:
            publication.bring_up(library)
        yield Fault("index", what, mended=repair, todo="" if repair else "archive reindex")


def _earlier(directory: Path, serves: Path | None, report: CheckReport, repair: bool) -> Iterator[Fault]:
    """Generations that are kept for a rollback; a damaged one is of no use for that and is deleted, unless a process
    holds it."""
    for path in sorted((directory / "index").glob("g[0-9]*")):
        if path.suffix or path == serves or not (path / "manifest.json").exists():
            continue
        report.generations += 1
        if error := _error_of(path):
            mended = repair and not isinstance(error, OtherVersionError) and delete(path)
            todo = "" if mended else "no rollback can return to it; archive check --repair deletes it once no process holds it"
            yield Fault(path.name, str(error), mended=mended, todo=todo)


def _error_of(path: Path) -> Exception | None:
    """What is wrong with a generation, which is let go of."""
    try:
        with closing(Generation(path)) as generation:
            verify(generation)
    except (GenerationError, DamagedDataError) as error:
        return error.with_traceback(None)
    return None


def _built_anew(library: Library, what: str, repair: bool) -> Fault:
    if not repair:
        return Fault("index", what, todo="archive check --repair builds it anew from the library")
    forget_damaged(library.directory)
    publication.publish_whole(library, returns_to="nothing")
    return Fault("index", what, mended=True)


def _leftovers(directory: Path, repair: bool) -> Iterator[Fault]:
    """Files that belong to nobody; while another process writes, they may be its own, and are let be."""
    if not repair and holder_of(directory / "lock"):
        return
    found = [path for pattern in LEFTOVERS for path in directory.glob(pattern)]
    found += [path for path in (directory / "index").glob("g[0-9]*") if path.is_dir() and not _belongs(path)]
    for path in found:
        if repair:
            _delete(path)
        name = str(path.relative_to(directory))
        yield Fault(name, "was left by a command that was killed", mended=repair, todo="" if repair else "archive check --repair")


def _belongs(path: Path) -> bool:
    """An unfinished build is gone on with; a generation has a manifest."""
    return path.suffix == ".part" or (path / "manifest.json").exists()


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
