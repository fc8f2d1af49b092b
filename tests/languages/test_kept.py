"""Tables of languages that are made once a user, whatever library needs them."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from archive.languages import table_cache
from archive.storage.array_file import Array, map_arrays

NAME = "lemmas-fr-2.0.0.bin"


class Maker:
    """Makes a table, and counts how often."""

    made = 0

    def __call__(self) -> Mapping[str, Array]:
        """The table, which tells how many were made."""
        self.made += 1
        return {"number": np.array([self.made])}


@pytest.fixture
def make() -> Maker:
    return Maker()


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARCHIVE_CACHE", str(tmp_path / "user"))
    return table_cache.user_folder()


def number(path: Path) -> int:
    return int(map_arrays(path)["number"][0])


def test_a_second_library_takes_what_the_first_had_made(tmp_path: Path, make: Maker) -> None:
    for library in ("first", "second"):
        table_cache.keep(tmp_path / library / NAME, make)
    assert make.made == number(tmp_path / "second" / NAME) == 1


def test_a_damaged_table_of_the_user_is_made_anew(tmp_path: Path, make: Maker, user: Path) -> None:
    table_cache.keep(tmp_path / "first" / NAME, make)
    (held,) = user.iterdir()
    held.write_bytes(held.read_bytes()[:-1] + b"?")
    table_cache.keep(tmp_path / "second" / NAME, make)
    table_cache.keep(tmp_path / "third" / NAME, make)
    assert [number(tmp_path / library / NAME) for library in ("second", "third")] == [2, 2]


def test_tables_of_other_versions_and_other_rules_go(
    tmp_path: Path, make: Maker, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table_cache.keep(tmp_path / "first" / "lemmas-fr-1.0.0.bin", make)
    table_cache.keep(tmp_path / "first" / "lemmas-en-1.0.0.bin", make)
    table_cache.keep(tmp_path / "first" / NAME, make)
    assert sorted(path.name for path in (tmp_path / "first").iterdir()) == ["lemmas-en-1.0.0.bin", NAME]
    monkeypatch.setattr(table_cache, "_rules", lambda: 0)
    table_cache.keep(tmp_path / "second" / NAME, make)
    assert make.made == 4
    assert len(list(user.iterdir())) == 2


def test_a_user_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path, make: Maker, user: Path) -> None:
    user.parent.parent.write_text("a file where a folder ought to be")
    table_cache.keep(tmp_path / "library" / NAME, make)
    assert number(tmp_path / "library" / NAME) == 1
