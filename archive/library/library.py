"""The front door of the library: everything other rooms may ask of it."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial, wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from archive.library import decisions, erased_words, followed, integrity, queries, revisions, schema, staff_records
from archive.library import upsert as upserting
from archive.library.decisions import Decision, Touched
from archive.library.episode_matching import Fingerprints
from archive.library.integrity import Damage
from archive.library.lock import WriterLock, writer_lock
from archive.library.records import LibraryError, Upserted
from archive.library.schema import PerThread
from archive.model.episode import Episode
from archive.model.page import RawPage
from archive.storage.file_writing import denied

P = ParamSpec("P")
R = TypeVar("R")


def _asked(function: Callable[Concatenate[sqlite3.Connection, P], R]) -> Callable[Concatenate["Library", P], R]:
    """A function over the library's rows as a method of the library."""

    @wraps(function)
    def method(library: "Library", /, *values: P.args, **named: P.kwargs) -> R:
        return function(library._connection, *values, **named)

    return method


class Library:
    """One SQLite file: every page as it was saved, every episode as it was cleaned, and what staff say of them.

    Opened for writing it holds DIR/lock until it is closed, and belongs to one thread. Opened for reading only it needs
    no lock, and any number of threads may read."""

    def __init__(self, directory: Path, opened: sqlite3.Connection | PerThread, lock: WriterLock | None) -> None:
        self.directory = directory
        self._opened = opened
        self._lock = lock
        self._last: Fingerprints | None = None
        self.who = ""
        """Whose decisions are made through this library."""

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._opened.connection() if isinstance(self._opened, PerThread) else self._opened

    @classmethod
    def open(cls, directory: Path, *, create: bool = False, read_only: bool = False, wait_s: float = 0.0) -> Self:
        """The library of a directory. Raises LibraryError where there is none (and `create` is not asked), and
        LibraryLocked, with the holder, where another process writes for longer than `wait_s` seconds."""
        directory = Path(directory)
        if read_only:
            return cls(directory, PerThread(partial(schema.connect_read_only, directory)), None)
        if not create and not (directory / schema.NAME).exists():
            raise LibraryError(f"there is no library in {directory}; `archive add PATH` makes one, --library DIR names another")
        try:
            directory.mkdir(parents=True, exist_ok=True)
            lock = writer_lock(directory, wait_s)
        except OSError as error:
            way_out = denied(str(directory)) if isinstance(error, PermissionError) else "give another --library DIR"
            words = f"{directory} cannot be written: {error.strerror}; {way_out}"
            raise LibraryError(words, code="not-writable", path=str(directory)) from error
        try:
            return cls(directory, schema.connect(directory, create=create), lock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Folds the journal into the file, unless the disk is full (then the next opening does), and lets the next
        writer in."""
        if self._lock is None:
            self._opened.close()
            return
        try:
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._opened.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    transaction = _asked(schema.writing)

    # Keeping

    def upsert(self, page: RawPage, episode: Episode) -> Upserted:
        """Keeps a page with the episode cleaned from it, as a new episode or as a save of one that is known. The same
        page again changes nothing; an older save never takes the place of a newer; what was removed is refused."""
        with schema.writing(self._connection):
            kept = upserting.upsert(self._connection, self._marks(page, episode))
        self._last = None  # it holds every word of the page, which is done with
        return kept

    def slug_of(self, page: RawPage, episode: Episode) -> str | None:
        """The episode that `upsert` would take the page for; None for a new one. Nothing is written."""
        return upserting.slug_of_page(self._connection, self._marks(page, episode))

    def _marks(self, page: RawPage, episode: Episode) -> Fingerprints:
        """All by which the page may be recognised, worked out once for the questions that an adding asks of it."""
        last = self._last
        if last is None or last.page is not page or last.episode is not episode:
            last = self._last = Fingerprints(page, episode)
        return last

    served_as = _asked(queries.served_as)
    knows = _asked(queries.knows)

    # Reading

    @property
    def identity(self) -> str:
        """Which library this is, whatever its revision; empty where no writer has opened it since libraries have an
        identity."""
        return schema.identity(self._connection)

    @property
    def revision(self) -> int:
        """Grows by one with each change of what serves."""
        return self._counter("revision")

    def _counter(self, name: str) -> int:
        return int(self._connection.execute("SELECT value FROM counter WHERE name = ?", (name,)).fetchone()[0])

    episode = _asked(queries.episode)
    first_held = _asked(queries.first_held)
    number = _asked(queries.number)
    slug_numbered = _asked(queries.slug_numbered)
    digests = _asked(queries.digests)
    stored = _asked(queries.stored)
    listed = _asked(queries.listed)
    page = _asked(queries.page)
    pages = _asked(queries.pages)
    place_of = _asked(queries.place_of)
    like = _asked(queries.like)
    saves = _asked(queries.saves)
    pages_since = _asked(queries.pages_since)
    cleaners = _asked(queries.cleaners)
    holdings = _asked(queries.holdings)

    # Staff

    remove = _asked(revisions.remove)
    restore = _asked(revisions.restore)
    cleaned = _asked(queries.cleaned)
    settle = _asked(schema.settle)

    def erase(self, slug: str, start_ms: int, said: Sequence[str], day: str, *, told_too: bool) -> None:
        """Erases words of an episode that were said about then, for good, and knows them again in a newer save."""
        key = erased_words.key_of(self.directory, create=True)
        with schema.writing(self._connection):
            erasure = erased_words.erasure_of(key, start_ms, said, day)
            erased_words.erase(self._connection, slug, erasure, said, key, told_too=told_too)

    def without_erased(self, page: RawPage, episode: Episode) -> tuple[RawPage, Episode]:
        """A page and what was read of it, as they may be kept: of an episode of which words were erased as what is left
        of it, of any other as they came. Raises LibraryError where the key of what was erased is not there."""
        if not erased_words.are_any(self._connection):
            return page, episode
        slug = self.slug_of(page, episode)
        found = erased_words.of(self._connection, slug) if slug else ()
        if not found:
            return page, episode
        return erased_words.page_as_read(page, erased_words.without(episode, found, erased_words.key_of(self.directory)))

    removal = _asked(revisions.removal)
    removals = _asked(revisions.removals)
    edit = _asked(revisions.edit)
    edits = _asked(revisions.edits)
    edit_line = _asked(revisions.edit_line)
    lines = _asked(revisions.lines)
    unfit_lines = _asked(revisions.unfit_lines)
    mark_served = _asked(revisions.mark_served)
    rewind = _asked(revisions.rewind)
    forget = _asked(revisions.forget)
    edit_lines = _asked(revisions.edit_lines)
    speakers = _asked(revisions.speakers)
    name_speaker = _asked(revisions.name_speaker)
    forget_words = _asked(decisions.forget_words)
    decisions = _asked(decisions.decisions)
    members = _asked(staff_records.members)
    put_member = _asked(staff_records.put_member)
    drop_member = _asked(staff_records.drop_member)

    def deciding(self, what: str, touched: Iterable[Touched], **facts: Any) -> AbstractContextManager[None]:
        """Records what changes inside as one decision of whoever acts (`who`), to be undone as one."""
        return decisions.deciding(self._connection, self.who, what, touched, **facts)

    def record(self, what: str, **facts: Any) -> None:
        """Records a decision that cannot be undone."""
        decisions.record(self._connection, self.who, what, **facts)

    def undo(self, number: int) -> Decision:
        """Puts back what a decision changed. Raises LibraryError where that cannot be, saying why."""
        return decisions.undo(self._connection, self.who, number)

    glossary = _asked(staff_records.glossary)
    put_entries = _asked(staff_records.put_entries)
    suggest_entries = _asked(staff_records.suggest_entries)
    decide = _asked(staff_records.decide)
    drop_entry = _asked(staff_records.drop_entry)
    quarantine_page = _asked(staff_records.quarantine_page)
    quarantine = _asked(staff_records.quarantine)
    held_page = _asked(staff_records.held_page)
    release = _asked(staff_records.release)
    release_place = _asked(staff_records.release_place)
    note = _asked(staff_records.note)
    noted = _asked(staff_records.noted)
    followed_feeds = _asked(followed.feeds)
    put_followed_feed = _asked(followed.put_feed)
    keep_followed_feed = _asked(followed.keep_feed)
    drop_followed_feed = _asked(followed.drop_feed)
    note_followed_pages = _asked(followed.note_pages)
    put_followed_page = _asked(followed.put_page)
    followed_pages_due = _asked(followed.pages_due)
    followed_states = _asked(followed.states)
    damages = _asked(integrity.damages)

    def mend(self, damage: Damage, cleaned: Episode | None = None) -> None:
        """Mends what can be: a text, with the episode `cleaned` from its save again; a line of the list. Lets a save
        that cannot be read be added again."""
        if damage.part == "text" and cleaned is not None:
            integrity.mend_text(self._connection, damage, cleaned)
        elif damage.part == "line":
            integrity.mend_line(self._connection, damage)
        elif damage.part == "save":
            integrity.mark_unreadable(self._connection, damage)

    differing = _asked(schema.differing)
    take_as_they_are = _asked(schema.take_as_they_are)
    faults = _asked(schema.faults)
