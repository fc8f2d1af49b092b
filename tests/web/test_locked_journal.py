"""Another process holds the journal locked: listeners notice nothing, staff are told."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from archive.cli.program import CommandContext
from archive.cli.serve import wsgi_app
from archive.library import Library
from archive.operations.journal import Journal
from archive.operations.query_counter import QueryCounter
from archive.operations.sign_in import hashed
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from tests.operations.holding import Holder
from tests.web import small_archive

HOURS_S = 3600.0
PASSWORD = "douze lettres au moins"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    small_archive.build(tmp_path).close()
    return tmp_path


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a lock waits until it is let go."""
    connect = sqlite3.connect

    def patiently(*words: Any, **options: Any) -> sqlite3.Connection:
        return connect(*words, **options | {"timeout": HOURS_S})

    monkeypatch.setattr(sqlite3, "connect", patiently)


@pytest.mark.usefixtures("patient")
def test_no_search_waits_for_a_locked_journal(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.web.http.health_and_logs.to_stderr", lambda: None)
    with Holder(root) as holder:
        context = CommandContext(root, {})
        app = wsgi_app(context, context.settings())
        client, site = app.test_client(), app.extensions["archive"]
        for number in range(100):
            assert client.get(f"/search?q=cantine+{number}").status_code == 200
            assert client.get("/healthz").status_code == 200
        assert holder.holds()
        assert client.get("/healthz").get_json()["journal_waiting"] == 100
    site.counter.close(HOURS_S)
    site.library.close()


def test_health_says_what_is_waiting_and_what_was_dropped(root: Path) -> None:
    with Library.open(root, read_only=True) as library, Holder(root):
        counter = QueryCounter(root, most=3)
        client = create_app(Site(IndexProvider(root), library, counter=counter)).test_client()
        assert [client.get("/healthz").get_json()[name] for name in ("journal", "journal_dropped")] == ["ok", 0]
        for number in range(5):
            client.get(f"/search?q=cantine+{number}")
        health = client.get("/healthz").get_json()
        assert (health["status"], health["journal"], health["journal_waiting"], health["journal_dropped"]) == ("ok", "behind", 3, 2)
    counter.close(HOURS_S)


def test_health_says_that_nothing_is_counted(root: Path) -> None:
    with Library.open(root, read_only=True) as library:
        assert create_app(Site(IndexProvider(root), library)).test_client().get("/healthz").get_json()["journal"] == "off"


def test_only_the_first_page_of_an_answer_is_counted(root: Path) -> None:
    with Library.open(root, read_only=True) as library:
        counter = QueryCounter(root)
        client = create_app(Site(IndexProvider(root), library, counter=counter)).test_client()
        for address in ("/search?q=cantine", "/search?q=cantine&page=2", "/search?q=cantine"):
            assert client.get(address).status_code == 200
        counter.close(HOURS_S)
    with Journal.open(root, read_only=True) as journal:
        assert [(one.words, one.asked) for one in journal.asked()] == [("cantine", 2)]


def test_staff_are_told_that_the_journal_is_locked_and_what_was_not_counted(root: Path) -> None:
    settings = Settings(staff_password_hash=hashed(PASSWORD), secret_key="a secret of the owner's own")
    with Library.open(root, read_only=True) as library, Holder(root):
        counter = QueryCounter(root, most=1)
        client = create_app(Site(IndexProvider(root), library, settings, counter=counter)).test_client()
        for query in ("phare", "grue", "digue"):
            client.get(f"/search?q={query}")
        page = client.get("/staff", headers={"Authorization": f"Bearer {PASSWORD}"})
        assert page.status_code == 200
        assert "verrouillé" in page.get_data(as_text=True)
        assert "2 requêtes n’ont pas été comptées." in page.get_data(as_text=True)
    counter.close(HOURS_S)
