"""The small archive, open, and a client of its site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from tests.web import small_archive


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the small archive. Nobody changes it: tests that do build their own."""
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="session")
def library(root: Path) -> Iterator[Library]:
    """The small archive's library, published."""
    with small_archive.build(root) as opened:
        yield opened


@pytest.fixture(scope="session")
def app(root: Path, library: Library) -> Flask:
    """The site of the small archive."""
    return create_app(Site(IndexProvider(root), library))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader without a stated language."""
    return app.test_client()
