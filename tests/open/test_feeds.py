"""Feeds, as the readers of others read them; and what a follower of a search may count on."""

import datetime as dt
import io
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from archive.web.feeds import entries
from tests.contract.conftest import run_on

ATOM, JSON = "/feeds/search.atom?q=cantine", "/feeds/search.json?q=cantine"


def row(number: int, title: str, *lines: str, **more: object) -> dict[str, object]:
    """An invented episode of an invented show, a line every ten seconds."""
    segments = [{"start": 10 * place, "text": line} for place, line in enumerate(lines)]
    return {"id": f"e{number}", "title": title, "date": f"2026-01-{number:02d}", "language": "fr", "segments": segments, **more}


ROWS = [
    row(1, "Le port", "Bonjour à tous et à toutes.", "La cantine du port est ouverte ce matin.", show="Le Quart", category="Radio"),
    row(2, "La gare", "La gare dort encore un peu.", "Rien ne bouge sur le quai numéro quatre.", show="Le Quart", category="Radio"),
    row(3, "Le phare", "On monte au phare par cent marches.", "En haut, la cantine du gardien est fermée.", show="Phares"),
]
LATER = row(4, "L’école", "La cantine de l’école sert le pain du village.", "Merci et à demain.", show="Le Quart")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The library of the three."""
    return added(tmp_path / "library", tmp_path / "rows.jsonl", ROWS)


def added(library: Path, file: Path, rows: list[dict[str, object]]) -> Path:
    file.write_text("\n".join(map(json.dumps, rows)), "utf8")
    run_on(library, "add", str(file))
    return library


@contextmanager
def site(directory: Path) -> Iterator[FlaskClient]:
    with Library.open(directory, read_only=True) as library:
        yield create_app(Site(IndexProvider(directory), library)).test_client()


def read(client: FlaskClient, address: str) -> Any:
    """The feed as feedparser reads it, with nothing to complain of."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # feedparser's own
        feed = feedparser.parse(answer.data)
    assert not feed.bozo
    return feed


def ids(directory: Path, address: str = ATOM) -> list[str]:
    with site(directory) as client:
        return [entry.id for entry in read(client, address).entries]


def test_a_followed_search_gains_exactly_the_new_moments(built: Path, tmp_path: Path) -> None:
    before = ids(built)
    assert len(before) == 2
    added(built, tmp_path / "later.jsonl", [LATER])
    after = ids(built)
    assert after[1:] == before and len(after) == 3, "the new one first, and all others as they were"


def test_it_loses_what_is_taken_down(built: Path) -> None:
    before = ids(built)
    with site(built) as client:
        slug = read(client, ATOM).entries[0].link.partition("/episodes/")[2].partition("?")[0]
        run_on(built, "remove", slug, "--reason", "décision de justice")
        for address in (ATOM, JSON, "/feeds/episodes.atom", "/sitemaps/episodes-1.xml", "/api/v1/dump"):
            assert slug not in client.get(address).get_data(as_text=True), address
        for address in (f"/iiif/{slug}/manifest", f"/embed/{slug}", f"/episodes/{slug}.podcast.json"):
            assert client.get(address).status_code == 410, address
    assert ids(built) == before[1:]


@pytest.mark.parametrize("command", [("reindex", "--force"), ("reindex", "--reclean")])
def test_it_does_not_change_with_another_index(built: Path, command: tuple[str, ...]) -> None:
    with site(built) as client:
        before = client.get(ATOM).data, client.get(JSON).data
    run_on(built, *command)
    with site(built) as client:
        assert (client.get(ATOM).data, client.get(JSON).data) == before


def test_a_correction_keeps_the_ids(built: Path) -> None:
    before = ids(built)
    with site(built) as client:
        slug = read(client, ATOM).entries[0].link.partition("/episodes/")[2].partition("?")[0]
    run_on(built, "edit", slug, "--title", "Un autre titre")
    assert ids(built) == before


def test_an_entry_leads_to_its_second_and_quotes_what_is_said(built: Path) -> None:
    with site(built) as client:
        entry = read(client, ATOM).entries[0]
        assert entry.link == "http://localhost/episodes/2026-01-03-le-phare?t=10#t10"
        assert "la cantine du gardien" in entry.content[0].value
        assert "&lt;mark&gt;cantine&lt;/mark&gt;" in client.get(ATOM).get_data(as_text=True)
        assert entry.title == "00:10 · Le phare"


def test_both_forms_tell_the_same(built: Path) -> None:
    with site(built) as client:
        atom, told = read(client, ATOM), client.get(JSON).get_json()
    assert [(entry.id, entry.link, entry.title) for entry in atom.entries] == [
        (item["id"], item["url"], item["title"]) for item in told["items"]
    ]
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == "http://localhost/feeds/search.json?q=cantine"


def test_older_entries_are_found_by_the_links_and_none_twice(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "NEWEST", 1)
    for address in (ATOM, "/feeds/episodes.atom"):
        with site(built) as client:
            found, at = [], address
            while at:
                feed = read(client, at)
                found += [entry.id for entry in feed.entries]
                links = {link.rel: link.href for link in feed.feed.links}
                assert links["first"] == f"http://localhost{address}"
                at = links.get("next", "").removeprefix("http://localhost")
        monkeypatch.setattr(entries, "NEWEST", 50)
        assert found == ids(built, address)
        monkeypatch.setattr(entries, "NEWEST", 1)


def test_a_search_that_reads_many_episodes_goes_on_on_the_next_page(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_READ", 1)
    with site(built) as client:
        feed = read(client, "/feeds/search.atom?q=cantine")
        links = {link.rel: link.href for link in feed.feed.links}
        assert len(feed.entries) == 1
        older = read(client, links["next"].removeprefix("http://localhost"))
    monkeypatch.setattr(entries, "MOST_READ", 200)
    assert [entry.id for entry in (*feed.entries, *older.entries)] == ids(built)


def test_feeds_of_a_show_a_category_and_a_filter_hold_their_episodes(built: Path) -> None:
    assert len(ids(built, "/feeds/shows/le-quart.atom")) == 2
    assert len(ids(built, "/feeds/categories/radio.atom")) == 2
    assert len(ids(built, "/feeds/search.atom?show=Phares")) == 1
    with site(built) as client:
        assert client.get("/feeds/shows/nothing.atom").status_code == 404
        assert client.get("/feeds/shows/le-quart.xml").status_code == 404
        assert client.get("/feeds/search.atom?q=a&behind=x").get_json()["parameter"] == "behind"


def test_an_entry_is_dated_when_the_archive_first_held_it(built: Path) -> None:
    with site(built) as client:
        at = {entry.published for entry in read(client, "/feeds/episodes.atom").entries}
    held = dt.datetime.fromisoformat(at.pop())
    assert not at and dt.timedelta() <= dt.datetime.now(dt.UTC) - held < dt.timedelta(hours=1)


def test_pages_name_their_feeds(built: Path) -> None:
    with site(built) as client:
        for page, feed in (
            ("/", "/feeds/episodes.atom"),
            ("/search?q=cantine&show=Le+Quart", "/feeds/search.atom?q=cantine&amp;show=Le+Quart"),
            ("/shows/le-quart", "/feeds/shows/le-quart.atom"),
            ("/categories/radio", "/feeds/categories/radio.atom"),
        ):
            html = client.get(page).get_data(as_text=True)
            assert f'href="{feed}' in html, page
            assert client.get(feed.replace("&amp;", "&")).status_code == 200


MEDIA = [
    row(5, "Le pain", "Le pain se fait la nuit.", "Et la mesure du sel.", show="Café", url="https://media.example/pain.mp3"),
    row(6, "Le film", "Le film se tourne en mer.", "Avec patience.", show="Café", url="https://media.example/film.mp4"),
]


@pytest.fixture
def podcast(tmp_path: Path) -> Path:
    """A library of two media files."""
    return added(tmp_path / "media", tmp_path / "media.jsonl", MEDIA)


def test_a_show_of_media_files_is_a_podcast(podcast: Path) -> None:
    with site(podcast) as client:
        answer = client.get("/feeds/shows/cafe.rss")
        feed = podcastparser.parse("http://localhost/feeds/shows/cafe.rss", io.BytesIO(answer.data))
        assert feed["title"] == "Café"
        told = {episode["title"]: episode for episode in feed["episodes"]}
        assert told["Le pain"]["enclosures"][0]["url"] == "https://media.example/pain.mp3"
        assert told["Le film"]["enclosures"][0]["mime_type"] == "video/mp4"
        assert read(client, "/feeds/shows/cafe.rss").entries[0].title == "Le film"
        addresses = set(_between(answer.get_data(as_text=True), 'transcript url="http://localhost', '"'))
        assert len(addresses) == 6
        assert all(client.get(address).status_code == 200 for address in addresses)


def test_a_show_without_media_files_has_no_podcast(built: Path) -> None:
    with site(built) as client:
        assert client.get("/feeds/shows/le-quart.rss").status_code == 404


def _between(text: str, before: str, after: str) -> list[str]:
    return [part.partition(after)[0] for part in text.split(before)[1:]]
