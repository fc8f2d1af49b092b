"""The front door of the library: everything other rooms may ask of it."""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.library import integrity, queries, revisions, schema, staff_records, untranscribed, upsert
from archive.library.connections import PerThread
from archive.library.episode_matching import Fingerprints
from archive.library.integrity import Damage
from archive.library.line_corrections import LineCorrection, PlacedCorrection
from archive.library.lock import WriterLock, writer_lock
from archive.library.records import (
    FirstHeld,
    GlossaryEntry,
    GlossaryState,
    GoldenQuery,
    Holdings,
    LibraryError,
    ListedEpisode,
    QuarantinedPage,
    Removal,
    Rewound,
    StoredEpisode,
    Upserted,
)
from archive.model.episode import Episode
from archive.model.page import Programme, RawPage
from archive.model.reasons import Reason
from archive.storage.ownership import denied


class Library:
    """One SQLite file: every page as it was saved, every episode as it was cleaned, and what staff say of them.

    Opened for writing it holds DIR/lock until it is closed, and belongs to one thread. Opened for reading only it needs no lock,
    and any number of threads may read.
    """

    def __init__(self, directory: Path, opened: sqlite3.Connection | PerThread, lock: WriterLock | None) -> None:
        self.directory = directory
        self._opened = opened
        self._lock = lock
        self._last: Fingerprints | None = None

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._opened.connection() if isinstance(self._opened, PerThread) else self._opened

    @classmethod
    def open(cls, directory: Path, *, create: bool = False, read_only: bool = False, wait_s: float = 0.0) -> Self:
        """The library of a directory. Raises LibraryError where there is none (and `create` is not asked), and LibraryLocked,
        with the holder, where another process writes for longer than `wait_s` seconds."""
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
        """Folds the journal into the file, unless the disk is full (then the next opening does), and lets the next writer in."""
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

    def transaction(self) -> AbstractContextManager[None]:
        """All changes made inside become one transaction: all or nothing, and much faster for many pages."""
        return schema.writing(self._connection)

    # Keeping

    def upsert(self, page: RawPage, episode: Episode) -> Upserted:
        """Keeps a page with the episode cleaned from it, as a new episode or as a save of one that is known.
        The same page again changes nothing; an older save never takes the place of a newer; what was removed is refused."""
        with schema.writing(self._connection):
            kept = upsert.upsert(self._connection, self._marks(page, episode))
            untranscribed.found(self._connection, page, page.stated.guid or episode.guid)
        self._last = None  # it holds every word of the page, which is done with
        return kept

    def note_untranscribed(self, page: RawPage, programme: Programme) -> bool:
        """Writes down that a page tells of a programme and has no transcript, unless an episode is known of it; says whether
        that was news. The first page that has one strikes it out."""
        with schema.writing(self._connection):
            return untranscribed.note_untranscribed(self._connection, page, programme)

    def count_untranscribed(self, after: dt.date | None = None, before: dt.date | None = None, shows: Sequence[str] = ()) -> int:
        """How many programmes of a period, and of some shows, are known to have no transcript; in microseconds."""
        return untranscribed.count_untranscribed(self._connection, after, before, shows)

    def untranscribed_by_show(self, after: dt.date | None = None, before: dt.date | None = None) -> dict[str | None, int]:
        """The same for each show; None for those that state no show."""
        return untranscribed.by_show(self._connection, after, before)

    def slug_of(self, page: RawPage, episode: Episode) -> str | None:
        """The episode that `keep` would take the page for; None for a new one. Nothing is written."""
        return upsert.slug_of_page(self._connection, self._marks(page, episode))

    def _marks(self, page: RawPage, episode: Episode) -> Fingerprints:
        """All by which the page may be recognised, worked out once for the questions that an adding asks of it."""
        last = self._last
        if last is None or last.page is not page or last.episode is not episode:
            last = self._last = Fingerprints(page, episode)
        return last

    def served_as(self, page: RawPage) -> tuple[str, int] | None:
        """The slug under which this very save (its bytes, place, date and what was stated) serves, and the version of the cleaner
        that read it; None where it does not serve."""
        return queries.served_as(self._connection, page)

    def knows(self, page: RawPage) -> bool:
        """Whether these very bytes are kept already, be it as an earlier save."""
        return queries.knows(self._connection, page)

    # Reading

    @property
    def identity(self) -> str:
        """Which library this is, whatever its revision; empty where no writer has opened it since libraries have an identity."""
        return schema.identity(self._connection)

    @property
    def revision(self) -> int:
        """Grows by one with each change of what serves."""
        return self._counter("revision")

    @property
    def untranscribed_revision(self) -> int:
        """Grows by one with each change of what is known to have no transcript."""
        return self._counter("lacking")

    def _counter(self, name: str) -> int:
        return int(self._connection.execute("SELECT value FROM counter WHERE name = ?", (name,)).fetchone()[0])

    def episode(self, slug: str) -> Episode | None:
        """The episode with its corrections; None where it is unknown or removed."""
        return queries.episode(self._connection, slug)

    def first_held(self) -> dict[str, FirstHeld]:
        """Slug to number and first time of all that serve."""
        return queries.first_held(self._connection)

    def number(self, slug: str) -> int | None:
        """The number of an episode, given once with its slug and never to another: no episode's row is ever deleted."""
        return queries.number(self._connection, slug)

    def slug_numbered(self, number: int) -> str | None:
        """The slug of a number, also where the episode was taken down; None for a number that nothing has."""
        return queries.slug_numbered(self._connection, number)

    def digests(self) -> dict[str, str]:
        """Slug to digest of all that serve, in slug order, in milliseconds."""
        return queries.digests(self._connection)

    def stored(self, slugs: Iterable[str] | None = None) -> Iterator[StoredEpisode]:
        """All that serve (or those of the slugs that do), in slug order, one decoded at a time."""
        return queries.stored(self._connection, slugs)

    def listed(
        self,
        *,
        after: dt.date | None = None,
        before: dt.date | None = None,
        language: str | None = None,
    ) -> tuple[ListedEpisode, ...]:
        """The episodes that serve and meet all that is given, newest first, those without a date last."""
        return queries.listed(self._connection, queries.Wanted(after, before, language))

    def page(self, slug: str) -> RawPage | None:
        """The save from which the serving episode was cleaned."""
        return queries.page(self._connection, slug)

    def pages(self, older_than: int | None = None) -> Iterator[tuple[str, RawPage]]:
        """Slug and page of all that serve, for re-cleaning; with `older_than` of those cleaned by an older cleaner."""
        return queries.pages(self._connection, older_than)

    def place_of(self, page: RawPage) -> tuple[str, str | None] | None:
        """Slug and show of the episode whose serving save came from the page's place; None where none did."""
        return queries.place_of(self._connection, page)

    def like(self, page: RawPage, show: str | None, most: int) -> Iterator[tuple[RawPage, Episode]]:
        """The last saves of the page's kind of a show (None: of the page's root), with the episodes cleaned from them."""
        return queries.like(self._connection, page, show, most)

    def saves(self, slug: str) -> tuple[RawPage, ...]:
        """Every save of an episode, the oldest first."""
        return queries.saves(self._connection, slug)

    def pages_since(self, revision: int) -> Iterator[RawPage]:
        """The saves that came after a revision, as they came: what a rollback adds again."""
        return queries.pages_since(self._connection, revision)

    def cleaners(self) -> dict[int, int]:
        """Cleaner version to the episodes cleaned by it: of the holdings, what costs nothing to know."""
        return queries.cleaners(self._connection)

    def holdings(self) -> Holdings:
        """The library in figures."""
        return queries.holdings(self._connection)

    # Staff

    def remove(self, slug: str, reason: str, purge: bool = False) -> None:
        """Takes an episode down at once and for good; with purge its contents are deleted from every revision."""
        revisions.remove(self._connection, slug, reason, purge=purge)

    def restore(self, slug: str) -> None:
        """Lifts a removal."""
        revisions.restore(self._connection, slug)

    def removal(self, slug: str) -> Removal | None:
        """Why and when an episode was taken down; None where it was not."""
        return revisions.removal(self._connection, slug)

    def removals(self) -> tuple[Removal, ...]:
        """All that is taken down."""
        return revisions.removals(self._connection)

    def edit(self, slug: str, **fields: str | None) -> None:
        """Corrects fields of an episode (archive.library.FIELDS); an empty value takes the correction back."""
        revisions.edit(self._connection, slug, fields)

    def edits(self, slug: str) -> dict[str, str]:
        """The corrections of an episode by field."""
        return revisions.edits(self._connection, slug)

    def edit_line(self, slug: str, cue: int, text: str) -> None:
        """Corrects one line of an episode, by the number of its cue; an empty text takes the correction back."""
        revisions.edit_line(self._connection, slug, cue, text)

    def lines(self, slug: str) -> tuple[PlacedCorrection, ...]:
        """The corrected lines of an episode that serves, with the cue of each; None where its page has the line no more."""
        return revisions.lines(self._connection, slug)

    def unfit_lines(self) -> tuple[tuple[str, LineCorrection], ...]:
        """Slug and correction of every line that a newer save has no more."""
        return revisions.unfit_lines(self._connection)

    def mark_served(self, revision: int) -> None:
        """Notes that a generation built from this revision was published."""
        revisions.mark_served(self._connection, revision)

    def rewind(self, revision: int) -> Rewound:
        """Gives every episode the cleaned text that served at a revision; what came later can be added again."""
        return revisions.rewind(self._connection, revision)

    def forget(self, before: int) -> int:
        """Drops cleaned texts that served only before a revision; saved pages all stay."""
        return revisions.forget(self._connection, before)

    def glossary(self, show: str | None = None) -> tuple[GlossaryEntry, ...]:
        """All entries; with a show, its own and those for every show."""
        return staff_records.glossary(self._connection, show)

    def put_entries(self, entries: Iterable[GlossaryEntry]) -> int:
        """Adds or replaces entries and says how many changed; a suggestion never overrules a decision."""
        return staff_records.put_entries(self._connection, entries)

    def suggest_entries(self, entries: Iterable[GlossaryEntry], learned: str) -> None:
        """Takes suggestions in the place of those whose evidence begins as that of learned ones does. None comes that staff decided
        on already, in whatever capitals and accents."""
        staff_records.suggest_entries(self._connection, entries, learned)

    def decide(self, name: str, state: GlossaryState, heard: str | None = None, show: str | None = None) -> int:
        """Confirms or refuses the entries of a name; says how many changed."""
        return staff_records.decide(self._connection, name, heard, show, state)

    def drop_entry(self, entry: GlossaryEntry) -> bool:
        """Forgets a glossary entry."""
        return staff_records.drop_entry(self._connection, entry)

    def golden(self) -> tuple[GoldenQuery, ...]:
        """The golden queries."""
        return staff_records.golden(self._connection)

    def put_golden(self, query: GoldenQuery) -> None:
        """Adds a golden query, or gives it another answer."""
        staff_records.put_golden(self._connection, query)

    def drop_golden(self, query: str) -> bool:
        """Forgets a golden query."""
        return staff_records.drop_golden(self._connection, query)

    def quarantine_page(self, page: RawPage, reason: Reason, sample: str = "", show: str | None = None) -> int:
        """Puts a page into quarantine and gives its number."""
        return staff_records.quarantine_page(self._connection, page, reason, sample, show)

    def quarantine(self) -> tuple[QuarantinedPage, ...]:
        """What is held back, the oldest first."""
        return staff_records.quarantine(self._connection)

    def held_page(self, number: int) -> RawPage | None:
        """The page held back under a number."""
        return staff_records.held_page(self._connection, number)

    def release(self, number: int) -> bool:
        """Takes a page out of quarantine."""
        return staff_records.release(self._connection, number)

    def release_place(self, page: RawPage) -> bool:
        """Takes out of quarantine what was held back of the page's place."""
        return staff_records.release_place(self._connection, page)

    def note(self, name: str, value: str | None) -> None:
        """Writes down what a command has begun; None strikes it out."""
        staff_records.note(self._connection, name, value)

    def noted(self, name: str) -> str | None:
        """What an earlier command wrote down under a name."""
        return staff_records.noted(self._connection, name)

    def damages(self) -> Iterator[Damage]:
        """Rows that do not hold what was kept, though SQLite finds nothing wrong."""
        return integrity.damages(self._connection)

    def mend(self, damage: Damage, cleaned: Episode | None = None) -> None:
        """Mends what can be: a text, with the episode `cleaned` from its save again; a line of the list. Lets a save that cannot be
        read be added again."""
        if damage.part == "text" and cleaned is not None:
            integrity.mend_text(self._connection, damage, cleaned)
        elif damage.part == "line":
            integrity.mend_line(self._connection, damage)
        elif damage.part == "save":
            integrity.mark_unreadable(self._connection, damage)

    def differing(self) -> tuple[str, ...]:
        """The tables whose rows are not those that were written, though each may be read."""
        return schema.differing(self._connection)

    def take_as_they_are(self) -> None:
        """Goes on with the rows that stand there, once what differed was told."""
        schema.take_as_they_are(self._connection)

    def faults(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file; nothing when it is sound."""
        return schema.faults(self._connection)
