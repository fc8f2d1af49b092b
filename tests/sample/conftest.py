"""The sample archive, read and built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import archive.sample
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
def index(sample_library: Path) -> Iterator[Index]:
    """The sample archive, open for searching."""
    opened = open_index(sample_library)
    yield opened
    opened.close()
