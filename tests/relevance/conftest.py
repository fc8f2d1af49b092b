"""The archive of the corpora that stand beside the project, and of its seed page, open and served."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.search import Index, open_index
from tests.servers import serve_library


@pytest.fixture(scope="session")
def index(corpora_library: Path) -> Iterator[Index]:
    """That library, open for searching."""
    opened = open_index(corpora_library)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(corpora_library: Path) -> Iterator[str]:
    """That library, served by the command on a free port."""
    with serve_library(corpora_library, "--workers", "1") as address:
        yield address
