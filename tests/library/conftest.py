"""A real library in a fresh directory, and saved pages to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as opened:
        yield opened
