"""Who of staff is in, and how often the door was tried: DIR/staff.sqlite, shared by all workers; and the password.

A session is kept as the hash of its secret, so that the file opens nothing to who reads it; an attempt for a minute, by
address. The password is kept as a scrypt hash, compared in constant time."""

import base64
import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from archive.errors import PresentableError
from archive.storage import table_sums

NAME = "staff.sqlite"
SESSION_S = 8 * 3600.0
A_MINUTE_S, OF_ONE_ADDRESS = 60.0, 5
UNHURRIED, STEP_S, LONGEST_S = 30, 0.05, 1.0
"""From so many attempts a minute on, whoever makes them, each further one makes the next wait STEP_S longer, LONGEST_S
at most: a slowdown, never a refusal, so that nobody can lock staff out from many addresses."""
_BUSY_S = 2.0
_SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS session (key TEXT PRIMARY KEY, until REAL NOT NULL, password TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempt (at REAL NOT NULL, address TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attempt_at ON attempt (at);
"""
    + f"{table_sums.SCHEMA};"
)


class StaffSessionsError(PresentableError):
    """The file of sessions cannot be used: nobody is let in."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Whether a guess is heard. `refused_s`: seconds until this address may guess again, 0 where it may now;
    `slowed_s`: how long to wait before the guess is looked at."""

    refused_s: int = 0
    slowed_s: float = 0.0


class StaffSessions:
    """The sessions and attempts of a library directory. Each call opens the file anew: staff are few, and a fork keeps
    no connection."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / NAME

    def attempt(self, address: str) -> Attempt:
        """Counts a guess. Of one address few a minute are heard."""
        now, who = time.time(), counted_as(address)
        with self._using() as connection:
            connection.execute("DELETE FROM attempt WHERE at < ? OR at > ?", (now - A_MINUTE_S, now))
            mine = _times(connection, "SELECT at FROM attempt WHERE address = ? ORDER BY at", who)
            if len(mine) >= OF_ONE_ADDRESS:
                return Attempt(refused_s=int(A_MINUTE_S - (now - mine[0])) + 1)
            connection.execute("INSERT INTO attempt VALUES (?, ?)", (now, who))
            (count,) = connection.execute("SELECT count(*) FROM attempt").fetchone()
        return Attempt(slowed_s=min(LONGEST_S, STEP_S * max(0, count - UNHURRIED)))

    def forgive(self, address: str) -> None:
        """Forgets the guesses of an address that knew the password."""
        with self._using() as connection:
            connection.execute("DELETE FROM attempt WHERE address = ?", (counted_as(address),))

    def begin(self, password_hash: str, every: Iterable[str] = ()) -> str:
        """Opens a session under a password; its secret. Sessions under none of `every` password that holds now end."""
        secret, now = secrets.token_urlsafe(32), time.time()
        held = {_digest(one) for one in (*every, password_hash)}
        with self._using() as connection:
            known = f"({', '.join('?' * len(held))})"
            connection.execute(f"DELETE FROM session WHERE until < ? OR password NOT IN {known}", (now, *held))
            row = (_digest(secret), now + SESSION_S, _digest(password_hash))
            connection.execute("INSERT INTO session VALUES (?, ?, ?)", row)
        return secret

    def opened_by(self, secret: str, hashes: Iterable[str]) -> str | None:
        """Under which of the passwords that hold now a session is open; None where it is not."""
        with self._using() as connection:
            row = connection.execute("SELECT until, password FROM session WHERE key = ?", (_digest(secret),)).fetchone()
        if row is None or not time.time() < row[0] <= time.time() + SESSION_S:
            return None
        return next((one for one in hashes if _digest(one) == row[1]), None)

    def end(self, secret: str) -> None:
        """Ends a session: a copy of its cookie opens nothing any more."""
        with self._using() as connection:
            connection.execute("DELETE FROM session WHERE key = ?", (_digest(secret),))

    @contextmanager
    def _using(self, *, writes: bool = True) -> Iterator[sqlite3.Connection]:
        """Who only reads waits for no other who guesses."""
        try:
            with closing(self._opened(writes)) as connection, connection:
                connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
                yield connection
        except sqlite3.Error as error:
            raise StaffSessionsError(f"{self._path}: {error}") from error

    def _opened(self, writes: bool) -> sqlite3.Connection:
        fresh = not self._path.exists()
        connection = sqlite3.connect(self._path, timeout=_BUSY_S, isolation_level=None)
        try:
            connection.executescript(_SCHEMA)
            if writes:
                table_sums.keep_up(connection)
        except sqlite3.Error:
            connection.close()
            raise
        if fresh:
            with suppress(OSError):
                self._path.chmod(0o600)
        return connection


def faults(directory: Path) -> tuple[str, ...]:
    """What is wrong with the file; nothing where there is none, or it is locked just now."""
    path = directory / NAME
    if not path.exists():
        return ()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)) as connection:
            broken = [str(line) for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
            tables = () if broken else table_sums.differing(connection)
            return (*broken, *(f"the rows of its table {table} are not those that were written" for table in tables))
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return () if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) else (str(error),)


def _times(connection: sqlite3.Connection, query: str, *values: object) -> list[float]:
    return [at for (at,) in connection.execute(query, values)]


def counted_as(address: str) -> str:
    """The address, of IPv6 the network of 64 bits, which is one household's."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:60]
    return str(ip_network(f"{found}/64", strict=False)) if isinstance(found, IPv6Address) else str(found)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
"""RFC 7914's figures for a login: 16 MB and some 50 ms a try."""
SHORTEST, LONGEST = 12, 1024
"""Characters of a password."""


def hashed(password: str) -> str:
    """Return the setting `staff_password_hash` for a password. Raises ValueError unless it has 12 to 1,024
    characters."""
    if len(password) < SHORTEST:
        raise ValueError(f"the password needs at least {SHORTEST} characters")
    if len(password) > LONGEST:
        raise ValueError(f"the password has {len(password):,} characters; choose one of at most {LONGEST:,}")
    salt = secrets.token_bytes(16)
    return f"scrypt${_COST}${_text(salt)}${_text(_key(password, salt, _COST))}"


def opens(password: str, setting: str) -> bool:
    """True if a password is the one of the setting; False for a setting that `hashed` did not write. Takes the same
    time either way. A guess of more than 1,024 characters is wrong: `hashed` takes none."""
    try:
        kind, cost, salt, key = setting.split("$")
        wanted, found = base64.b64decode(key), _key(password[:LONGEST], base64.b64decode(salt), int(cost))
    except ValueError:
        return False
    return kind == "scrypt" and len(password) <= LONGEST and hmac.compare_digest(wanted, found)


def _key(password: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=_BLOCK, p=_PARALLEL, maxmem=64 * 1024 * 1024)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
