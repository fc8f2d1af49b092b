"""What listeners look for, counted by day, and what staff's commands did: DIR/journal.sqlite.

What is kept of a query: `query_counts.py`.
"""

import datetime as dt
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

import msgspec

from archive.errors import PresentableError
from archive.operations.errors import PublicationRefused
from archive.operations.query_counts import NOT_WRITTEN, CountedForm, CountedQuery, Counts, NearCounts, QueryCounts
from archive.storage import table_sums

NAME = "journal.sqlite"
MOST_QUERIES_A_DAY = 20_000
"""Beyond these a day, new queries are counted together: nobody can fill the disk with nonsense."""
KEPT_DAYS = 400
MOST_NEAR_A_DAY = 20_000
"""Likewise of pairs of a word and a form near it: beyond these a day, new ones are left out."""

_SCHEMA = (
    """
DROP TABLE IF EXISTS feed;
CREATE TABLE IF NOT EXISTS query (day TEXT NOT NULL, words TEXT NOT NULL, asked INTEGER NOT NULL, unanswered INTEGER NOT NULL,
    partly INTEGER NOT NULL, PRIMARY KEY (day, words)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS near (day TEXT NOT NULL, word TEXT NOT NULL, form TEXT NOT NULL, offered INTEGER NOT NULL,
    followed INTEGER NOT NULL, PRIMARY KEY (day, word, form)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS near_word ON near (word, day);
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, command TEXT NOT NULL, began TEXT NOT NULL, ended TEXT,
    outcome TEXT NOT NULL, report BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS proposal (id INTEGER PRIMARY KEY, day TEXT NOT NULL, slug TEXT NOT NULL, start_ms INTEGER NOT NULL,
    heard TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (slug, start_ms, text));
"""
    + f"{table_sums.SCHEMA};"
)
_COUNT = """
INSERT INTO query VALUES (?, ?, ?, ?, ?) ON CONFLICT (day, words) DO UPDATE
SET asked = asked + excluded.asked, unanswered = unanswered + excluded.unanswered, partly = partly + excluded.partly
"""
_OFFER = """
INSERT INTO near VALUES (?, ?, ?, ?, 0) ON CONFLICT (day, word, form) DO UPDATE SET offered = offered + excluded.offered
"""
_FOLLOW = """
UPDATE near SET followed = followed + ?1
WHERE word = ?2 AND instr(' ' || ?3 || ' ', ' ' || form || ' ') AND day = (SELECT max(day) FROM near WHERE word = ?2)
"""
"""Only what was offered is counted as followed: an address that somebody made up writes nothing, and costs a look."""


class JournalError(PresentableError):
    """The journal cannot be opened, read or written: which file, and why."""


class JournalLocked(JournalError):
    """Another process holds the journal: which file, and what to do."""


@dataclass(frozen=True, slots=True)
class Run:
    """One command of staff: `outcome` is `running`, `done`, `failed`, `refused`, `locked` or `killed`; `report` is what
    it said."""

    number: int
    command: str
    began: dt.datetime
    ended: dt.datetime | None
    outcome: str
    report: Mapping[str, Any]

    def seconds(self) -> float | None:
        """How long it took; None while it runs, and where the clock was set back meanwhile."""
        if self.ended is None or self.ended < self.began:
            return None
        return (self.ended - self.began).total_seconds()


class Journal:
    """Open for counting and reading; safe to use from several threads and processes."""

    def __init__(self, connection: sqlite3.Connection, path: Path, zone: ZoneInfo) -> None:
        self._connection, self._path, self._zone = connection, path, zone
        self._turn = threading.Lock()

    @classmethod
    def open(cls, directory: Path, zone: str = "Europe/Paris", *, read_only: bool = False) -> Self:
        """The journal of a library directory, made where there is none; raises JournalError where it cannot be used.
        Who only reads is a person who waits: a journal that another process holds locked is said after a moment, here
        and by what reads."""
        path = (directory / NAME).absolute()
        with ExitStack() as failing, _in_words(path):
            connection = _opened(path, read_only)
            failing.callback(connection.close)
            _prepare(connection, read_only)
            journal = cls(connection, path, ZoneInfo(zone))
            failing.pop_all()
        return journal

    def close(self) -> None:
        """Lets go of the file."""
        with self._turn:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def count(self, query: str, *, total: int, partial: int) -> None:
        """Counts one question and how it was answered; raises JournalError where the disk takes no more."""
        self.record([QueryCounts.of(dt.datetime.now(self._zone).date(), query, total=total, partial=partial)])

    def record(self, batch: Iterable[Counts]) -> None:
        """Counts questions, and near forms offered and followed, in one transaction; raises JournalError where the disk
        takes no more, and then has counted none."""
        counted = tuple(batch)
        with self.tables(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            room: dict[str, int] = {}
            for counts in counted:
                if isinstance(counts, QueryCounts):
                    day = counts.day.isoformat()
                    text = self._room_for(day, counts.words, room)
                    self._connection.execute(_COUNT, (day, text, counts.asked, counts.unanswered, counts.partly))
            self._record_near([one for one in counted if isinstance(one, NearCounts)])

    def _record_near(self, counted: list[NearCounts]) -> None:
        """What was offered first: what follows it may come in the same batch."""
        room: dict[str, int] = {}
        for one in sorted(counted, key=lambda one: one.followed):
            day = one.day.isoformat()
            if one.followed:
                self._connection.execute(_FOLLOW, (one.times, one.word, one.form))
            elif self._has_room_for(day, one, room):
                self._connection.execute(_OFFER, (day, one.word, one.form, one.times))

    def _has_room_for(self, day: str, one: NearCounts, room: dict[str, int]) -> bool:
        """Whether a pair is counted: those of the day that are known always; `room` holds for how many new ones a day
        has room."""
        if self._all("SELECT 1 FROM near WHERE day = ? AND word = ? AND form = ?", day, one.word, one.form):
            return True
        if day not in room:
            room[day] = MOST_NEAR_A_DAY - self._all("SELECT count(*) FROM near WHERE day = ?", day)[0][0]
        room[day] -= 1
        return room[day] >= 0

    def _room_for(self, day: str, text: str, room: dict[str, int]) -> str:
        """The words under which a question is counted; `room` holds for how many new ones a day has room."""
        if self._all("SELECT 1 FROM query WHERE day = ? AND words = ?", day, text):
            return text
        if day not in room:
            room[day] = MOST_QUERIES_A_DAY - self._all("SELECT count(*) FROM query WHERE day = ?", day)[0][0]
        room[day] -= 1
        return text if room[day] >= 0 else NOT_WRITTEN

    def unanswered(self, days: int = 30, limit: int = 50) -> tuple[CountedQuery, ...]:
        """What was asked in the last days and had no answer, or only partial ones: the most frequent first."""
        return self._counted("HAVING sum(unanswered) + sum(partly) > 0", "sum(unanswered) + sum(partly)", days, limit)

    def asked(self, days: int = 30, limit: int = 50) -> tuple[CountedQuery, ...]:
        """What was asked most in the last days."""
        return self._counted("", "sum(asked)", days, limit)

    def near(self, days: int = 30, limit: int = 50) -> tuple[CountedForm, ...]:
        """The forms that were offered in the last days for words that nobody said: those followed and offered most
        first; none in an older journal."""
        since = (dt.datetime.now(self._zone).date() - dt.timedelta(days=days)).isoformat()
        columns = "word, form, sum(offered), sum(followed), max(day)"
        order = "ORDER BY sum(followed) DESC, sum(offered) DESC, word, form LIMIT ?"
        with self.tables():
            if not self._has_table("near"):
                return ()
            rows = self._all(f"SELECT {columns} FROM near WHERE day > ? GROUP BY word, form {order}", since, limit)
        return tuple(CountedForm(row[0], row[1], row[2], row[3], dt.date.fromisoformat(row[4])) for row in rows)

    def _has_table(self, name: str) -> bool:
        return bool(self._all("SELECT 1 FROM sqlite_master WHERE name = ?", name))

    def _counted(self, having: str, order: str, days: int, limit: int) -> tuple[CountedQuery, ...]:
        since = (dt.datetime.now(self._zone).date() - dt.timedelta(days=days)).isoformat()
        columns = "words, sum(asked), sum(unanswered), sum(partly), max(day)"
        order_by = f"ORDER BY {order} DESC, words LIMIT ?"
        with self.tables():
            rows = self._all(
                f"SELECT {columns} FROM query WHERE day > ? AND words != '' GROUP BY words {having} {order_by}", since, limit
            )
        return tuple(CountedQuery(row[0], row[1], row[2], row[3], dt.date.fromisoformat(row[4])) for row in rows)

    def begin(self, command: str) -> int:
        """Notes that a command has begun and gives its number.

        Whoever calls holds the writer's lock, so a run that is still called running was killed.
        """
        with self.tables():
            self._connection.execute("UPDATE run SET outcome = 'killed' WHERE outcome = 'running'")
            for table in ("query", "near"):
                self._connection.execute(f"DELETE FROM {table} WHERE day < ?", (_day_before(KEPT_DAYS),))
            row = self._all("INSERT INTO run VALUES (NULL, ?, ?, NULL, 'running', '{}') RETURNING id", command, _now())
        return int(row[0][0])

    def finish(self, number: int, outcome: str, report: object) -> None:
        """Notes how a command ended; `report` is anything msgspec writes as a JSON object."""
        with self.tables():
            values = (_now(), outcome, msgspec.json.encode(report), number)
            self._connection.execute("UPDATE run SET ended = ?, outcome = ?, report = ? WHERE id = ?", values)

    def runs(self, limit: int = 20) -> tuple[Run, ...]:
        """The last runs, newest first."""
        with self.tables():
            rows = self._all("SELECT * FROM run ORDER BY id DESC LIMIT ?", limit)
        return tuple(_run(row) for row in rows)

    def faults(self) -> tuple[str, ...]:
        """The lines of SQLite's own check."""
        with self.tables():
            return tuple(str(line) for (line,) in self._all("PRAGMA integrity_check") if line != "ok")

    def differing(self) -> tuple[str, ...]:
        """The tables whose rows are not those that were written."""
        with self.tables():
            return tuple(table_sums.differing(self._connection))

    def take_as_they_are(self) -> None:
        """Goes on with the rows that stand there."""
        with self.tables(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            table_sums.lay_down(self._connection)

    def propose(
        self, slug: str, start_ms: int, heard: str, text: str, *, most_a_day: int, most_of_episode: int
    ) -> Literal["taken", "known", "too-many"]:
        """Keeps what a listener says of a line, unless so many came today or wait for the episode already."""
        day = dt.datetime.now(self._zone).date().isoformat()
        with self.tables(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if self._all("SELECT 1 FROM proposal WHERE slug = ? AND start_ms = ? AND text = ?", slug, start_ms, text):
                return "known"
            ((today,),) = self._all("SELECT count(*) FROM proposal WHERE day = ?", day)
            ((of_episode,),) = self._all("SELECT count(*) FROM proposal WHERE slug = ?", slug)
            if today >= most_a_day or of_episode >= most_of_episode:
                return "too-many"
            self._connection.execute("INSERT INTO proposal VALUES (NULL, ?, ?, ?, ?, ?)", (day, slug, start_ms, heard, text))
        return "taken"

    def proposals(self) -> tuple[tuple[int, str, str, int, str, str], ...]:
        """Number, day, slug, start in ms, what stood there and what is proposed, the oldest first; none in an older
        journal."""
        wanted = "SELECT id, day, slug, start_ms, heard, text FROM proposal ORDER BY id"
        with self.tables():
            rows = self._all(wanted) if self._has_table("proposal") else []
        return tuple((row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows)

    def drop_proposal(self, number: int) -> None:
        """Forgets a proposal."""
        with self.tables() as connection:
            connection.execute("DELETE FROM proposal WHERE id = ?", (number,))

    def drop_proposals_of(self, slugs: Iterable[str]) -> None:
        """Forgets what was proposed for some episodes; nothing of it stays in the file."""
        with self.rewriting() as connection:
            connection.executemany("DELETE FROM proposal WHERE slug = ?", [(slug,) for slug in slugs])

    @contextmanager
    def rewriting(self) -> Iterator[sqlite3.Connection]:
        """The tables, to be rewritten in one transaction; nothing of what is deleted stays in the file."""
        with self.tables():
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def tables(self) -> Iterator[sqlite3.Connection]:
        """The tables, for one thread at a time; what SQLite complains of is said in our words."""
        with self._turn, _in_words(self._path):
            yield self._connection

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, values).fetchall()


def faults(directory: Path) -> tuple[str, ...]:
    """What SQLite finds wrong with the journal; nothing where it is sound, is not there, or cannot be opened just
    now."""
    if not (directory / NAME).exists():
        return ()
    try:
        with Journal.open(directory, read_only=True) as opened:
            return opened.faults()
    except JournalError as error:
        return () if _is_elsewhere(error) else (str(error),)


def differing(directory: Path) -> tuple[str, ...]:
    """The tables of a journal whose rows are not those that were written; nothing where it cannot be read, as `faults`
    says."""
    with suppress(JournalError):
        if (directory / NAME).exists():
            with Journal.open(directory, read_only=True) as opened:
                return opened.differing()
    return ()


def _is_elsewhere(error: JournalError) -> bool:
    """Whether the trouble is none of the file's contents: it is locked, or the disk cannot be read just now."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def set_aside(directory: Path) -> None:
    """Moves a damaged journal away (`journal.sqlite.damaged`); the next command begins another."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            (directory / f"{NAME}{suffix}").replace(directory / f"{NAME}.damaged{suffix}")


class RunNote:
    """A run while it goes on: what is put into `report` and `outcome` is written down at its end."""

    def __init__(self) -> None:
        self.outcome = "done"
        self.report: object = {}


@contextmanager
def noting(directory: Path, command: str) -> Iterator[RunNote]:
    """Notes a command in the journal while the block runs; where it cannot be written, the work goes on unnoted."""
    note = RunNote()
    with ExitStack() as stack:
        journal = number = None
        with suppress(JournalError):
            journal = stack.enter_context(Journal.open(directory))
            number = journal.begin(command)
        try:
            yield note
        except BaseException as error:
            note.outcome = "refused" if isinstance(error, PublicationRefused) else "failed"
            note.report = {**(note.report if isinstance(note.report, dict) else {}), "error": str(error) or type(error).__name__}
            raise
        finally:
            with suppress(JournalError):
                if journal is not None and number is not None:
                    journal.finish(number, note.outcome, note.report)


WRITING_BUSY_S, READING_BUSY_S = 2.0, 0.2
"""How long one statement waits for a journal that another process has locked."""


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise JournalLocked(f"{path} is locked by another process; `fuser {path}` says by which, then try again") from error
        raise JournalError(f"{path}: {error}") from error


def _opened(path: Path, read_only: bool) -> sqlite3.Connection:
    mode, busy_s = ("ro", READING_BUSY_S) if read_only else ("rwc", WRITING_BUSY_S)
    return sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=busy_s)


def _prepare(connection: sqlite3.Connection, read_only: bool) -> None:
    if read_only:
        connection.execute("SELECT 1 FROM run LIMIT 1")
        return
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")
    table_sums.keep_up(connection)


def _run(row: tuple[Any, ...]) -> Run:
    number, command, began, ended, outcome, report = row
    end = dt.datetime.fromisoformat(ended) if ended else None
    return Run(number, command, dt.datetime.fromisoformat(began), end, outcome, msgspec.json.decode(report))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _day_before(days: int) -> str:
    return (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=days)).isoformat()
