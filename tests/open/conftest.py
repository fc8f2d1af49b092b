"""The sample archive's site, asked by programs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.library import Library
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from tests.servers import serve_app


@pytest.fixture(scope="session")
def app(sample_library: Path) -> Iterator[Flask]:
    """The site of the sample archive."""
    with Library.open(sample_library, read_only=True) as library:
        yield create_app(Site(IndexProvider(sample_library), library, Settings(contact="archive@example.org")))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A program that asks it."""
    return app.test_client()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """The same site, served."""
    with serve_app(app) as served:
        yield served


@pytest.fixture(scope="session")
def slugs(app: Flask) -> list[str]:
    """The episodes of the sample."""
    return [line["slug"] for line in app.test_client().get("/api/v1/episodes?limit=100").json["episodes"]]  # type: ignore[index]
