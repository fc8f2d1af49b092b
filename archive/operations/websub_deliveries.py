"""The rows of the journal that say which of our feeds are followed, and what of each a hub was told."""

import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from archive.operations.query_counts import Counts, FollowedAddress

MOST, DAYS = 500, 60
"""So many feeds are told to a hub, those that were asked for in the last days: who follows already is not pushed
out."""
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS feed (address TEXT PRIMARY KEY, day TEXT NOT NULL, since TEXT NOT NULL, told BLOB) WITHOUT ROWID"
)


@dataclass(frozen=True, slots=True)
class ToldFeed:
    """A feed of ours that is followed since then; `told` are the ids of the entries that its hub was told of, the
    newest first, None before the first time."""

    address: str
    since: dt.datetime
    told: tuple[str, ...] | None = None


def follow(connection: sqlite3.Connection, counted: Iterable[Counts]) -> None:
    """Notes which feeds were asked for, of all that is counted."""
    for one in (one for one in counted if isinstance(one, FollowedAddress)):
        known = connection.execute("SELECT 1 FROM feed WHERE address = ?", (one.address,)).fetchone()
        if known or connection.execute("SELECT count(*) FROM feed").fetchone()[0] < MOST:
            put = "INSERT INTO feed VALUES (?1, ?2, ?3, NULL) ON CONFLICT DO UPDATE SET day = ?2 WHERE day < ?2"
            connection.execute(put, (one.address, one.day.isoformat(), _now()))


def forget(connection: sqlite3.Connection) -> None:
    """Lets go of the feeds that nobody has asked for a long time."""
    before = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=DAYS)
    connection.execute("DELETE FROM feed WHERE day < ?", (before.isoformat(),))


def feeds(connection: sqlite3.Connection) -> tuple[ToldFeed, ...]:
    """All that are followed."""
    rows = connection.execute("SELECT address, since, told FROM feed ORDER BY address").fetchall()
    decoded = ((row[0], row[1], msgspec.json.decode(row[2], type=tuple[str, ...]) if row[2] else None) for row in rows)
    return tuple(ToldFeed(address, dt.datetime.fromisoformat(since), told) for address, since, told in decoded)


def put_told(connection: sqlite3.Connection, address: str, told: tuple[str, ...]) -> None:
    """Keeps what of a feed was told; it is followed from now on, where it was not."""
    put = "INSERT INTO feed VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET told = excluded.told"
    connection.execute(put, (address, dt.datetime.now(dt.UTC).date().isoformat(), _now(), msgspec.json.encode(told)))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
