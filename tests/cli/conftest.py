"""The command as a person starts it, and a library of the sample's pages, indexed once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main

Run = Callable[..., Result]


def started(library: Path, *words: str, env: dict[str, str] | None = None) -> Result:
    """`archive --library DIR WORDS…`; a traceback is never what a command ends with."""
    result = CliRunner(env={"ARCHIVE_LIBRARY": "", **(env or {})}).invoke(main, ["--library", str(library), *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="session")
def indexed(sample_library: Path) -> Path:
    """A library with the sample's episodes; for reading only."""
    return sample_library


@pytest.fixture
def copied(indexed: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    shutil.copytree(indexed, tmp_path / "copied")
    return tmp_path / "copied"


@pytest.fixture
def run(indexed: Path) -> Run:
    """A command on the indexed library."""
    return lambda *words, **more: started(indexed, *words, **more)
