"""A row that is not what was written is noticed, whatever stands in it, and whoever writes need not know."""

import sqlite3
from pathlib import Path

import pytest

from archive.storage import table_sums


@pytest.fixture
def opened(tmp_path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)
    connection.executescript(f"CREATE TABLE said (id INTEGER PRIMARY KEY, text TEXT UNIQUE, body BLOB); {table_sums.SCHEMA}")
    table_sums.keep_up(connection)
    return connection


def unwatched(opened: sqlite3.Connection, statement: str) -> list[str]:
    """The tables that differ after a change that no writer of ours made."""
    path = opened.execute("PRAGMA database_list").fetchone()[2]
    with sqlite3.connect(path) as other:
        other.execute(statement)
    return list(table_sums.differing(opened))


def test_what_is_written_replaced_and_deleted_is_counted(opened: sqlite3.Connection) -> None:
    opened.execute("INSERT INTO said VALUES (1, 'un', x'00ff'), (2, 'deux', NULL), (3, NULL, x'')")
    opened.execute("INSERT OR REPLACE INTO said VALUES (4, 'un', x'01')")
    opened.execute("INSERT INTO said VALUES (2, 'trois', x'02') ON CONFLICT (id) DO UPDATE SET text = excluded.text")
    opened.execute("DELETE FROM said WHERE id = 3")
    assert list(table_sums.differing(opened)) == []


def test_what_is_rolled_back_is_not(opened: sqlite3.Connection) -> None:
    opened.execute("BEGIN")
    opened.execute("INSERT INTO said VALUES (1, 'un', NULL)")
    opened.execute("ROLLBACK")
    assert list(table_sums.differing(opened)) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE said SET text = 'um' WHERE id = 1",
        "UPDATE said SET text = CAST(x'75ff' AS TEXT) WHERE id = 1",
        "UPDATE said SET body = CAST(body AS TEXT) WHERE id = 1",
        "DELETE FROM said",
        "UPDATE table_sum SET value = value + 1",
        "DELETE FROM table_sum",
    ],
)
def test_another_row_is_noticed(opened: sqlite3.Connection, change: str) -> None:
    opened.execute("INSERT INTO said VALUES (1, 'un', x'6161')")
    assert unwatched(opened, change) == ["said"]
    table_sums.lay_down(opened)
    assert list(table_sums.differing(opened)) == []


def test_a_damaged_row_can_be_mended(opened: sqlite3.Connection) -> None:
    opened.execute("INSERT INTO said VALUES (1, 'un', x'6161')")
    assert unwatched(opened, "UPDATE said SET text = CAST(x'75ff' AS TEXT)") == ["said"]
    opened.execute("UPDATE said SET text = 'un'")


def test_a_file_without_sums_is_not_blamed(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "b.sqlite")
    connection.execute("CREATE TABLE said (id INTEGER PRIMARY KEY)")
    assert list(table_sums.differing(connection)) == []
