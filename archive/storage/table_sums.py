"""A sum over the rows of each table of a SQLite file, so that a bit that fell over within a value is noticed: SQLite
checks its tables and indexes, not what stands in them.

The sum of a table is that of the hashes of its rows modulo 2^64, whatever their order (an additive multiset hash:
Bellare and Micciancio, 1997; it tells accidents, not forgers). Triggers of the writing connection keep it up, in the
same transaction as each change, so that no code that writes knows of it, and none of them is in the file. Costs about 5
µs a row (64 numbers to a page)."""

import hashlib
import sqlite3
from collections.abc import Iterator

TABLE = "table_sum"
SCHEMA = f"CREATE TABLE IF NOT EXISTS {TABLE} (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID"
_MODULUS, _SIGN = 1 << 64, 1 << 63
_ROW = "row_sum"


def keep_up(connection: sqlite3.Connection) -> None:
    """Lets a connection that writes keep the sums of all tables up. A table that has none gets it, as its rows
    stand."""
    _define(connection)
    kept = {name for (name,) in connection.execute(f"SELECT name FROM {TABLE}")}
    fresh = [(table, _found(connection, table)) for table in _tables(connection) if table not in kept]
    if fresh:  # another process may lay them down at the same time, from the same rows
        connection.executemany(f"INSERT OR IGNORE INTO {TABLE} VALUES (?, ?)", fresh)
    connection.execute("PRAGMA recursive_triggers = ON")  # what REPLACE takes away is counted too
    for table in _tables(connection):
        for statement in _triggers(connection, table):
            connection.execute(statement)


def lay_down(connection: sqlite3.Connection) -> None:
    """Writes the sums anew, as the rows stand now."""
    _define(connection)
    connection.execute(f"DELETE FROM {TABLE}")
    rows = [(table, _found(connection, table)) for table in _tables(connection)]
    connection.executemany(f"INSERT INTO {TABLE} VALUES (?, ?)", rows)


def differing(connection: sqlite3.Connection) -> Iterator[str]:
    """The tables whose rows are not those that were written; none for a file without sums, which an older program
    wrote."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (TABLE,)).fetchone():
        return
    _define(connection)
    kept = dict(connection.execute(f"SELECT name, value FROM {TABLE}").fetchall())
    for table in _tables(connection):
        if kept.get(table) != _found(connection, table):
            yield table


def _define(connection: sqlite3.Connection) -> None:
    connection.create_function(_ROW, -1, _row_sum, deterministic=True)


def _row_sum(total: int, sign: int, *values: object) -> int:
    """A sum with one row more, or one less: its columns as types and bytes."""
    row = hashlib.blake2b(digest_size=8)
    for value in values:
        data = value if isinstance(value, bytes) else b"" if value is None else str(value).encode()
        row.update(b"%d:" % len(data))
        row.update(data)
    return _signed(total + sign * int.from_bytes(row.digest(), "little"))


def _signed(total: int) -> int:
    """As SQLite keeps whole numbers."""
    return (total + _SIGN) % _MODULUS - _SIGN


def _found(connection: sqlite3.Connection, table: str) -> int | None:
    """The sum of the rows that stand there; None where they cannot be read."""
    total = 0
    try:
        for (row,) in connection.execute(f"SELECT {_ROW}(0, 1, {_columns(connection, table)}) FROM {table}"):
            total += row
    except sqlite3.DatabaseError:
        return None
    return _signed(total)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name != ? ORDER BY name",
        (TABLE,),
    )
    return [str(name) for (name,) in found]


def _columns(connection: sqlite3.Connection, table: str, of: str = "") -> str:
    """The values of a row, each with its type and as bytes: text that is no UTF-8 any more can be read so."""
    names = [f'{of}"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})")]
    return ", ".join(f"typeof({name}), CAST({name} AS BLOB)" for name in names)


def _triggers(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    less, more = (f"value = {_ROW}(value, {sign}, {_columns(connection, table, of)})" for sign, of in ((-1, "old."), (1, "new.")))
    changes = {"INSERT": (more,), "DELETE": (less,), "UPDATE": (less, more)}
    for event, steps in changes.items():
        body = " ".join(f"UPDATE {TABLE} SET {step} WHERE name = '{table}';" for step in steps)
        yield f"CREATE TEMP TRIGGER {TABLE}_{table}_{event} AFTER {event} ON main.{table} BEGIN {body} END"
