"""What is lost or damaged beside the library is noticed and made anew."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.library import Library
from archive.operations.add import add
from archive.operations.integrity import check
from archive.operations.journal import NAME, Journal
from archive.operations.sign_in import StaffSessions
from tests.operations.pages import read, spoken


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("beside")
    with Library.open(found, create=True) as library:
        with Journal.open(found) as journal:
            journal.count("cornemuse", total=1, partial=0)
        add(library, [spoken(f"p{number}", "une phrase", f"mot{number}") for number in range(3)], read)
    StaffSessions(found).begin("a hash")
    return found


def faults(directory: Path, *, repair: bool = False) -> list[tuple[str, bool]]:
    with Library.open(directory) as library:
        return [(fault.where, fault.mended) for fault in check(library, read, repair=repair).faults]


@pytest.mark.parametrize("name", ["index/coverage", "index/statistics", NAME])
def test_what_is_lost_is_named_and_made_anew(directory: Path, name: str) -> None:
    for path in directory.glob(f"{name}*"):
        path.unlink()
    assert faults(directory) == [(name, False)]
    assert faults(directory, repair=True) == [(name, True)]
    assert (directory / name).exists()
    assert faults(directory) == []


@pytest.mark.parametrize(
    ("name", "change"), [(NAME, "UPDATE query SET asked = asked + 64"), ("staff.sqlite", "UPDATE session SET until = 1")]
)
def test_another_number_in_a_row_is_noticed(directory: Path, name: str, change: str) -> None:
    with Journal.open(directory) as journal:
        journal.count("hautbois", total=1, partial=0)
    StaffSessions(directory).begin("a hash")
    with closing(sqlite3.connect(directory / name)) as connection, connection:
        connection.execute(change)
    assert faults(directory) == [(name, False)]
    assert faults(directory, repair=True) == [(name, True)]
    assert faults(directory) == []


def test_a_row_of_the_library_that_nothing_else_tells_of_is_noticed(directory: Path) -> None:
    with closing(sqlite3.connect(directory / "library.sqlite")) as connection, connection:
        connection.execute("UPDATE served SET at = '1970-01-01'")
    assert faults(directory) == [("library", False)]
    assert faults(directory, repair=True) == [("library", False)]
    assert faults(directory) == []
