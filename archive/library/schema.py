"""The one SQLite file: its tables, how older files are brought up to date, and how it is opened."""

import os
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from archive.library.records import LibraryError
from archive.storage import table_sums

NAME = "library.sqlite"
_BUSY_S = 5.0
_APPLICATION = 0x4D706D31  # "Mpm1": the file says what it is

_FIRST = """
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES ('revision', 0), ('glossary', 0);

-- One row an episode, small, for lists and digests. What is shown has the corrections applied; the columns *_key and
-- language_key are of the page and decide identity. version NULL: nothing serves (purged, or set aside by a rewind).
CREATE TABLE episode (
    id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, version INTEGER, digest TEXT NOT NULL DEFAULT '',
    removed INTEGER NOT NULL DEFAULT 0,
    guid TEXT, origin TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', show TEXT, category TEXT,
    language TEXT NOT NULL DEFAULT 'und', published BLOB, people BLOB,
    guid_key BLOB, video_key BLOB, date_key TEXT, title_key BLOB, language_key TEXT, signature BLOB
);
CREATE INDEX episode_serving ON episode (slug, digest, version, removed) WHERE version IS NOT NULL AND removed = 0;

-- Every save, as it came.
CREATE TABLE page (
    id INTEGER PRIMARY KEY, episode INTEGER NOT NULL REFERENCES episode, revision INTEGER NOT NULL,
    set_aside INTEGER NOT NULL DEFAULT 0, sha256 TEXT NOT NULL, root TEXT NOT NULL, origin TEXT NOT NULL,
    content_type TEXT NOT NULL, fetched_at TEXT, fetched_how TEXT NOT NULL, stated BLOB NOT NULL, body BLOB NOT NULL,
    UNIQUE (episode, sha256)
);
CREATE INDEX page_sha256 ON page (sha256);
CREATE INDEX page_revision ON page (revision);

-- The episode as it was cleaned, serving in the revisions since <= r < until.
CREATE TABLE version (
    id INTEGER PRIMARY KEY, episode INTEGER NOT NULL REFERENCES episode, page INTEGER NOT NULL REFERENCES page,
    since INTEGER NOT NULL, until INTEGER, cleaner INTEGER NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX version_episode ON version (episode, since);
CREATE INDEX version_cleaner ON version (cleaner) WHERE until IS NULL;

-- Hashes by which a page finds its episode; they stay when contents are purged, so that a removal holds.
CREATE TABLE identity (key BLOB NOT NULL, episode INTEGER NOT NULL, PRIMARY KEY (key, episode)) WITHOUT ROWID;
CREATE TABLE band (value INTEGER NOT NULL, episode INTEGER NOT NULL, PRIMARY KEY (value, episode)) WITHOUT ROWID;
CREATE INDEX band_episode ON band (episode);

CREATE TABLE correction (
    episode INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (episode, field)
) WITHOUT ROWID;
CREATE TABLE removal (episode INTEGER PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL, purged INTEGER NOT NULL);
CREATE TABLE served (revision INTEGER PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE glossary (
    name TEXT NOT NULL, heard TEXT NOT NULL, show TEXT NOT NULL, state TEXT NOT NULL, evidence TEXT NOT NULL,
    PRIMARY KEY (name, heard, show)
) WITHOUT ROWID;
CREATE TABLE golden (query TEXT PRIMARY KEY, slug TEXT NOT NULL, seconds INTEGER) WITHOUT ROWID;
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY, root TEXT NOT NULL, origin TEXT NOT NULL, reason TEXT NOT NULL, sample TEXT NOT NULL,
    show TEXT, at TEXT NOT NULL, sha256 TEXT NOT NULL, content_type TEXT NOT NULL, fetched_at TEXT,
    fetched_how TEXT NOT NULL, stated BLOB NOT NULL, body BLOB NOT NULL, UNIQUE (root, origin)
);
"""

_SECOND = """
-- What a command of staff has begun, so that the next one can finish or undo it after a kill.
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_THIRD = """
-- Programmes whose pages were seen and had no transcript, until one comes; first_day and last_day are ordinals.
CREATE TABLE untranscribed (
    root TEXT NOT NULL, origin TEXT NOT NULL, guid TEXT, title TEXT NOT NULL, show TEXT,
    first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, PRIMARY KEY (root, origin)
) WITHOUT ROWID;
INSERT INTO counter VALUES ('lacking', 0);
CREATE INDEX untranscribed_day ON untranscribed (first_day, last_day, show);
CREATE INDEX untranscribed_guid ON untranscribed (guid);
"""

_FOURTH = """
-- Which library this is: revisions count from 1 in each, so a number alone says nothing. 128 random bits.
INSERT INTO note VALUES ('identity', lower(hex(randomblob(16))));
"""

_FIFTH = """
-- Whether a title that the archive made is another episode's already.
CREATE INDEX episode_title ON episode (title);
"""

_SIXTH = """
-- Lines that staff put right, each anchored by what was heard and the lines around it (archive/library/corrections.py).
CREATE TABLE line_correction (
    id INTEGER PRIMARY KEY, episode INTEGER NOT NULL, start_ms INTEGER NOT NULL, heard TEXT NOT NULL, text TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (episode, start_ms, heard)
);
"""

_SEVENTH = f"""
-- A sum over the rows of each table (archive/storage/table_sums.py).
{table_sums.SCHEMA};
"""

_EIGHTH = """
-- Words that were erased of an episode: how many, when said, their keyed hash, and the day (archive/library/erased_words.py).
CREATE TABLE erasure (
    episode INTEGER NOT NULL, start_ms INTEGER NOT NULL, words INTEGER NOT NULL, digest BLOB NOT NULL, day TEXT NOT NULL,
    PRIMARY KEY (episode, start_ms, digest)
) WITHOUT ROWID;
"""

_NINTH = """
-- Who speaks under a label of a transcript, as staff say; what staff decided; who of staff may come in.
CREATE TABLE speaker_name (
    episode INTEGER NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (episode, label)
) WITHOUT ROWID;
CREATE TABLE decision (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, facts BLOB NOT NULL, changes BLOB NOT NULL,
    undone INTEGER
);
CREATE TABLE member (name TEXT PRIMARY KEY, password TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
"""

_TENTH = """
-- Feeds that are followed, and the pages that they name, as JSON (archive/library/followed.py); due: when it is asked for next.
CREATE TABLE followed_feed (feed TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE followed_page (
    feed TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, due TEXT, body BLOB NOT NULL, PRIMARY KEY (feed, key)
);
CREATE INDEX followed_due ON followed_page (feed, due);
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH, _SIXTH, _SEVENTH, _EIGHTH, _NINTH, _TENTH)
"""MIGRATIONS[n] brings a file of schema version n to n + 1; one is never changed once released."""
READABLE = 3
"""The oldest schema that can be read as it is: what came later (an identity, corrected lines, the sums of tables)
readers can do without."""
LINES = 6
"""The schema that brought corrected lines."""
DECISIONS = 9
"""The schema that brought names of speakers, decisions and members of staff."""
FOLLOWED = 10
"""The schema that brought feeds that are followed."""
SUMS = 7
"""The schema that brought the sums of tables."""


def connect(directory: Path, *, create: bool) -> sqlite3.Connection:
    """The library of a directory, open for its one writer, brought up to the newest schema."""
    path = directory / NAME
    if not path.exists() and not create:
        raise LibraryError(f"there is no library in {directory}; `archive add PATH` makes one, --library DIR names another")
    connection = _opened(f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}", path)
    try:
        _version(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        migrate(connection, path)
        table_sums.keep_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_read_only(directory: Path) -> sqlite3.Connection:
    """The library of a directory, for reading only, on a disk that need not be writable."""
    path = directory / NAME
    if not path.exists():
        raise LibraryError(f"there is no library in {directory}; `archive add PATH` makes one, --library DIR names another")
    uri = path.absolute().as_uri()
    connection = _opened(f"{uri}?mode=ro", path)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        connection = _opened(_unchanging(uri, path, error), path)
    except sqlite3.DatabaseError:
        pass  # said below, in our words
    try:
        _check_version(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _unchanging(uri: str, path: Path, error: sqlite3.OperationalError) -> str:
    """The address for a disk on which the shared-memory file cannot be made; sound only where no newer journal
    waits."""
    journal = path.with_name(NAME + "-wal")
    if os.access(path.parent, os.W_OK):
        raise LibraryError(f"{path} cannot be read ({error}); `archive check` examines it") from error
    if journal.exists() and journal.stat().st_size:
        raise LibraryError(
            f"{journal} holds newer pages that a read-only disk hides; open the library once where it can be written"
        )
    return f"{uri}?mode=ro&immutable=1"


def _opened(uri: str, path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_S)
    except sqlite3.Error as error:
        raise LibraryError(f"{path} cannot be opened: {error}") from error


_NOT_LET = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
"""What SQLite says where the system does not let it: nothing is wrong with the library."""


def _version(connection: sqlite3.Connection, path: Path) -> int:
    try:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(_NOT_LET):
            raise LibraryError(f"{path}: {error}; look at the owner and the modes of it and of its directory") from error
        raise LibraryError(
            f"{path} is damaged or not a library ({error}); put a backup in its place", code="library-damaged"
        ) from error
    if version and application != _APPLICATION:
        raise LibraryError(f"{path} is a database of another program; give another --library DIR")
    if version > len(MIGRATIONS):
        raise LibraryError(f"{path} was written by a newer version of the archive (schema {version}); update the program")
    return version


def has_schema(connection: sqlite3.Connection, least: int) -> bool:
    """Whether the file is of a schema, or a newer one: what only reads opens older files too."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version >= least


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    if _version(connection, path) < READABLE:
        raise LibraryError(f"{path} is of an older version of the archive; run `archive check` once to bring it up to date")


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Brings the file to the newest schema, one version a transaction."""
    for number in range(_version(connection, path), len(MIGRATIONS)):
        with writing(connection):
            for statement in statements(MIGRATIONS[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {number + 1}")
            if number + 1 >= SUMS:
                table_sums.lay_down(connection)


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, since executescript would commit the transaction round it."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """All changes made inside become one transaction: all or nothing, and much faster for many pages."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def identity(connection: sqlite3.Connection) -> str:
    """Which library this is; empty where no writer has opened it since libraries have an identity."""
    row = connection.execute("SELECT value FROM note WHERE name = 'identity'").fetchone()
    return str(row[0]) if row else ""


def renew_identity(path: Path) -> None:
    """Makes a file another library, for a copy that goes on by itself. An older file gets an identity when it is
    written."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        version = _version(connection, path)
        if version >= SUMS:
            table_sums.keep_up(connection)
        if version >= READABLE:
            connection.execute("UPDATE note SET value = lower(hex(randomblob(16))) WHERE name = 'identity'")


def check_ours(path: Path) -> None:
    """Raises LibraryError where a file is not a library as this program writes it, whatever it says it is."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        if not _version(connection, path):
            raise LibraryError(f"{path.name} is a database of another program")
        missing = {"counter", "episode", "page", "version"} - _names(connection, "table")
        if missing:
            raise LibraryError(f"{path.name} has no table {min(missing)}")
    check_only_tables(path)


def check_only_tables(path: Path) -> None:
    """Raises LibraryError where a database holds more than tables and indexes, or is damaged."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        runs = _names(connection, "trigger") | _names(connection, "view") | _names(connection, "table", "CREATE VIRTUAL%")
        if runs:
            raise LibraryError(f"{path.name} holds {min(runs)}, which no database of ours does")
        wrong = [str(line) for (line,) in connection.execute("PRAGMA quick_check(3)") if line != "ok"]
        if wrong:
            raise LibraryError(f"{path.name}: {wrong[0]}")


def _names(connection: sqlite3.Connection, kind: str, like: str = "%") -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = ? AND coalesce(sql, '') LIKE ?"
    return {str(name) for (name,) in connection.execute(query, (kind, like))}


def settle(connection: sqlite3.Connection) -> None:
    """Folds the write-ahead log into the file: nothing that was deleted stays in it."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def next_revision(connection: sqlite3.Connection) -> int:
    """Counts one change more and gives its number."""
    row = connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'revision' RETURNING value").fetchone()
    return int(row[0])


def differing(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The tables whose rows are not those that were written, though each may be read."""
    return tuple(table_sums.differing(connection))


def take_as_they_are(connection: sqlite3.Connection) -> None:
    """Goes on with the rows that stand there, once what differed was told."""
    with writing(connection):
        table_sums.lay_down(connection)


def faults(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What SQLite finds wrong with the file; nothing when it is sound."""
    lines: list[str] = []
    try:
        lines += [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        lost = connection.execute(
            "SELECT slug FROM episode e WHERE version IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version WHERE id = e.version)"
        )
        lines += [f"{slug} has lost its text" for (slug,) in lost]
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:  # so damaged that it cannot even be looked at
        lines.append(str(error))
    return tuple(lines)


class Held:
    """A connection that is closed with the thread that holds it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.close = weakref.finalize(self, connection.close)


class PerThread:
    """Opens a connection for each thread that asks, the first at once, so that what is wrong is said at once."""

    def __init__(self, opened: Callable[[], sqlite3.Connection]) -> None:
        self._opened = opened
        self._own = threading.local()
        self._all: weakref.WeakSet[Held] = weakref.WeakSet()
        self._turn = threading.Lock()
        self.connection()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        held: Held | None = getattr(self._own, "held", None)
        if held is None:
            held = self._own.held = Held(self._opened())
            with self._turn:
                self._all.add(held)
        return held.connection

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._turn:
            for held in list(self._all):
                held.close()
