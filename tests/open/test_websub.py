"""Publishing tells a hub, and the hub those who follow: of each new moment once, of none for an index built anew."""

import os
import random
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import feedparser
import pytest

from archive.library import Library
from archive.operations.query_counter import QueryCounter
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from tests.amounts import cases
from tests.contract.conftest import run_on
from tests.open.hub import Hub, Subscriber
from tests.open.test_feeds import LATER, ROWS, added, row, site
from tests.operations.fetching.test_subscriptions import WORDS
from tests.operations.site import Server
from tests.servers import get, serve_app
from tests.test_deploy import free_port

S = TypeVar("S", bound=Server)
CANTINE, GARE = "/feeds/search.atom?q=cantine", "/feeds/search.json?q=gare"
PHARE = row(5, "Le second phare", "Un autre phare, plus haut que le premier.", "Personne n’y mange.", show="Phares")


@pytest.fixture
def hub() -> Iterator[Hub]:
    yield from _open(Hub())


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    yield from _open(Subscriber())


def _open(server: S) -> Iterator[S]:
    yield server
    server.close()


@pytest.fixture
def library(tmp_path: Path, hub: Hub) -> Path:
    """The three, on a site that names the hub."""
    built = added(tmp_path / "library", tmp_path / "rows.jsonl", ROWS)
    (built / "settings.toml").write_text(f'base_url = "http://127.0.0.1:{free_port()}"\nhub = "{hub.address}"\n', "utf8")
    return built


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """The site with its counter, on the port of its own address; at the end all is written down that it noted."""
    settings, counter = Settings.read(directory, {}), QueryCounter(directory)
    with Library.open(directory, read_only=True) as held:
        app = create_app(Site(IndexProvider(directory), held, settings, counter=counter))
        with serve_app(app, int(settings.base_url.rpartition(":")[2])) as address:
            yield address
        counter.close()


def test_who_follows_a_search_is_sent_each_new_moment_once_and_nothing_for_another_index(
    library: Path, hub: Hub, subscriber: Subscriber, tmp_path: Path
) -> None:
    with served(library) as address:
        subscriber.follow(address + CANTINE)
    with served(library):
        added(library, tmp_path / "later.jsonl", [LATER])
        assert hub.told.count(subscriber.topic) == 1
        (sent,) = subscriber.sent
        assert next(entry.title.rpartition(" · ")[2] for entry in feedparser.parse(sent).entries) == LATER["title"]
        for words in (("add", str(tmp_path / "later.jsonl")), ("reindex", "--force"), ("reindex", "--reclean")):
            run_on(library, *words)
        added(library, tmp_path / "other.jsonl", [PHARE])
    assert hub.told.count(subscriber.topic) == 1, "no other index and no other episode is a new moment"
    assert [topic.partition("/feeds/")[2] for topic in hub.told].count("episodes.atom") == 2
    assert len(subscriber.sent) == 1


def test_through_many_rounds_a_hub_is_told_of_each_moment_once(library: Path, hub: Hub, tmp_path: Path) -> None:
    chance, said, others = random.Random(1), 0, [word for word in WORDS if word != "cantine"]
    with served(library) as address:
        get(address + CANTINE)
    topic = Settings.read(library, {}).base_url + CANTINE
    for number in range(6, 6 + cases(4, 200)):
        with_it = chance.random() < 0.5
        said += with_it
        line = f"La {'cantine' if with_it else 'grange'} numéro {number} {' '.join(chance.choices(others, k=6))}."
        added(library, tmp_path / "more.jsonl", [{**row(1, f"Émission {number}", line, "Merci."), "id": f"m{number}"}])
        if chance.random() < 0.3:
            run_on(library, "reindex", "--force")
        assert hub.told.count(topic) == said, number


def test_what_a_hub_did_not_take_it_is_told_the_next_time(library: Path, hub: Hub, tmp_path: Path) -> None:
    with served(library):
        run_on(library, "reindex")
        hub.told.clear()
        hub.fails = 1
        added(library, tmp_path / "later.jsonl", [LATER])
        assert [topic.rpartition(".")[2] for topic in hub.told] == ["json"], "one that is refused keeps no other back"
        for _ in range(2):
            run_on(library, "reindex")
    assert [topic.rpartition(".")[2] for topic in hub.told] == ["json", "atom"]


def test_what_comes_into_sight_again_is_not_told(library: Path, hub: Hub, tmp_path: Path) -> None:
    added(library, tmp_path / "later.jsonl", [LATER])
    with served(library):
        run_on(library, "reindex")
        hub.told.clear()
        with Library.open(library, read_only=True) as held:
            slug = min(held.digests())
        run_on(library, "remove", slug, "--reason", "essai")
        run_on(library, "remove", slug, "--restore")
        run_on(library, "reindex", "--force")
    assert hub.told == []


def test_every_form_of_a_feed_names_the_hub(library: Path, hub: Hub) -> None:
    with served(library) as address:
        for path in (CANTINE, GARE, "/feeds/episodes.atom", "/feeds/shows/le-quart.json"):
            assert hub.address in get(address + path).decode(), path


def test_without_a_hub_nothing_is_told_and_no_feed_names_one(library: Path, hub: Hub, tmp_path: Path) -> None:
    (library / "settings.toml").unlink()
    added(library, tmp_path / "later.jsonl", [LATER])
    assert hub.told == []
    with site(library) as client:
        assert "hub" not in client.get(CANTINE).get_data(as_text=True)
