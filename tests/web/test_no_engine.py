"""Where the cluster does not answer, staff still see and do what needs none of it; the page says what it could not be told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import GlossaryEntry, Library
from archive.model.episode import Episode, Person
from archive.model.page import RawPage, Refusal
from archive.operations.add import add
from archive.operations.corrections import correct
from archive.operations.journal import Journal
from archive.search.api import Index
from archive.search.index_opensearch.cluster import Cluster, read_address
from archive.web import IndexProvider, Site, create_app
from tests.opensearch.nodes import free_ports
from tests.operations.pages import read, spoken
from tests.web.test_staff import SETTINGS, come_in

SILENT = "La recherche est indisponible pour le moment."


def ask_nobody(*_: object, **_options: object) -> None:
    """Asks a cluster of which no node answers."""
    (port,) = free_ports(1)
    Cluster(read_address(f"opensearch+http://127.0.0.1:{port}/archive")).search("archive-000001", {})


def read_with_guest(saved: RawPage) -> Episode | Refusal:
    """An episode with a guest whose name nobody says."""
    found = read(saved)
    return replace(found, people=(Person("Anne Prigent", "guest"),)) if isinstance(found, Episode) else found


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("a", "une cornemuse"), spoken("b", "un violon")], read_with_guest)
        library.put_entries([GlossaryEntry("Crolles", "crawl", None, "suggested", "heard in 2 episodes")])
        correct(library, read_with_guest, "a", {}, ("00:00", "une vielle"))
    with Journal.open(tmp_path) as journal:
        journal.count("cornemuze bretonne", total=0, partial=0)
    with Library.open(tmp_path, read_only=True) as library:
        yield create_app(Site(IndexProvider(tmp_path), library, SETTINGS, reader=read_with_guest)).test_client()


@pytest.mark.parametrize("method", ["search", "analysis", "refresh"])
def test_the_desk_shows_the_rest_and_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    client.get("/")
    monkeypatch.setattr(Index, method, ask_nobody)
    page = come_in(client)
    assert SILENT in page and "Crolles" in page


def test_what_could_not_be_told_is_told_when_the_cluster_is_back(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as short:
        short.setattr(Index, "analysis", ask_nobody)
        assert "Anne Prigent" not in come_in(client)
    page = client.get("/staff").text
    assert "Anne Prigent" in page and SILENT not in page


def test_a_line_is_corrected_all_the_same(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    come_in(client)
    monkeypatch.setattr(Index, "search", ask_nobody)
    assert client.get("/staff/lines?slug=a&line=t0").status_code == 200


def test_a_build_is_published_without_what_it_would_learn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.search.api.open_index", ask_nobody)
    with Library.open(tmp_path, create=True) as library:
        assert add(library, [spoken("a", "une cornemuse")], read).generation == 1
