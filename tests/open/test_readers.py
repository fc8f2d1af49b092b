"""Others' software reads the whole sample; `python -m tests.open.readers LIBRARY` reads a whole archive."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from archive import open_archive
from tests.open.readers import Visited
from tests.open.readers.table import READERS

ELSEWHERE = {"mcp, stdio", "mcp, HTTP"}
"""Those that have tests of their own, on the same archive."""


@pytest.fixture(scope="module")
def visited(sample_library: Path, app: Flask, address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    """The sample archive, served."""
    with open_archive(sample_library) as archive:
        yield Visited(sample_library, app.test_client(), address, archive, tmp_path_factory.mktemp("readers"))


@pytest.mark.parametrize("name", sorted(READERS.keys() - ELSEWHERE))
def test_others_take_what_the_archive_holds(visited: Visited, name: str) -> None:
    read = list(READERS[name](visited))
    assert read
    assert [(what, why) for what, why in read if why] == []
