"""The sample archive, read and built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import archive.sample
from archive.cli import main
from archive.model.episode import Episode
from archive.model.page import Refusal
from archive.search import Index, open_index
from ingest import pages, read


@pytest.fixture(scope="session")
def results() -> tuple[Episode | Refusal, ...]:
    """Whatever reading each file of the sample gives."""
    found = pages(archive.sample.pages())
    return tuple(page if isinstance(page, Refusal) else read(page) for page in found)


@pytest.fixture(scope="session")
def episodes(results: tuple[Episode | Refusal, ...]) -> dict[str, Episode]:
    """The sample's episodes by guid."""
    return {episode.guid or episode.video_id or episode.title: episode for episode in results if isinstance(episode, Episode)}


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The sample archive, added by the command and open for searching."""
    library: Path = tmp_path_factory.mktemp("sample") / "library"
    done = CliRunner().invoke(main, ["--library", str(library), "add", str(archive.sample.pages())])
    assert done.exit_code == 0, done.output
    opened = open_index(library)
    yield opened
    opened.close()
