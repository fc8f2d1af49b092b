"""Misuse (2) is what the person who asked can put right; what broke inside is none."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.cli.program import failure_of
from tests.contract.conftest import Archive
from tests.operations.running import ARCHIVE

MISUSE = 2


def _damage_postings(directory: Path) -> None:
    for path in (directory / "index").rglob("*.pst"):
        path.write_bytes(bytes(path.stat().st_size))


@pytest.fixture
def damaged(changed: Callable[[Callable[[Path], None]], Archive]) -> Archive:
    """The sample archive with posting blocks that a disk lost."""
    return changed(_damage_postings)


def test_a_damaged_index_is_no_misuse(damaged: Archive) -> None:
    assert damaged.run("search", "mer").code not in (0, MISUSE)


def test_a_damaged_index_is_no_fault_of_the_request(damaged: Archive) -> None:
    damaged.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    for path in ("/search?q=mer", "/api/search?q=mer"):
        assert damaged.client.get(path).status_code >= 500


def test_check_finds_a_damaged_index(damaged: Archive) -> None:
    assert damaged.run("check").code == 1


def test_an_unknown_episode_is_misuse(sample: Archive) -> None:
    assert sample.run("show", "nothing-of-this-name").code == MISUSE


def test_an_archive_that_is_not_there_is_misuse(tmp_path: Path, sample: Archive) -> None:
    assert Archive(tmp_path / "nowhere", sample.client).run("search", "mer").code == MISUSE


def test_a_code_is_given_where_no_word_can_be_written(sample: Archive) -> None:
    with Path("/dev/full").open("w") as full:
        words = [*ARCHIVE, "--library", str(sample.directory), "show", "nothing-of-this-name"]
        assert subprocess.run(words, stderr=full, check=False).returncode == MISUSE


def test_a_library_of_the_program_that_the_system_cannot_open_is_trouble_with_the_disk() -> None:
    failure = failure_of(ImportError("/lib/x.so: cannot open shared object file: No space left on device"))
    assert failure is not None and "No space left" in failure.message
    assert failure_of(ImportError("cannot import name 'x' from 'archive'")) is None
