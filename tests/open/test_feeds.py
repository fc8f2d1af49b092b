"""Feeds, as the readers of others read them; and what a follower of a search may count on."""

import datetime as dt
import io
import json
import re
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import podcastparser
import pytest
from flask.testing import FlaskClient

from archive import open_archive
from archive.library import Library
from archive.text.token_stream import token_stream
from archive.web import IndexProvider, Site, create_app
from archive.web import feed_entries as entries
from archive.web.presentation.passage_links import passage_at
from tests.contract.conftest import run_on
from tests.formats.document import DOCUMENT
from tests.servers import serve_app

ATOM = "/feeds/search.atom?q=cantine"

PODCAST = "{https://podcastindex.org/namespace/1.0}"


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


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of the three, for reading."""
    folder = tmp_path_factory.mktemp("three")
    return added(folder / "library", folder / "rows.jsonl", ROWS)


@pytest.fixture
def built(three: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(three, tmp_path / "library"))


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


def test_what_is_met_in_a_title_alone_is_an_entry_too(built: Path, tmp_path: Path) -> None:
    lines = ("On y vend le poisson du matin à voix basse.", "Les bateaux rentrent, la glace fond sur les étals.")
    silent = [row(number, f"La criée, {number}", said) for number, said in zip((5, 6), lines, strict=True)]
    added(built, tmp_path / "silent.jsonl", silent)
    with site(built) as client:
        told = [entry.link for entry in read(client, "/feeds/search.atom?q=criée").entries]
        behind = read(client, "/feeds/search.atom?q=criée&behind=5").entries
    assert told == [f"http://localhost/episodes/2026-01-0{number}-la-criee-{number}" for number in (6, 5)]
    assert [entry.link for entry in behind] == told[1:]


def test_it_loses_what_is_taken_down(built: Path) -> None:
    before = ids(built)
    with site(built) as client:
        slug = read(client, ATOM).entries[0].link.partition("/episodes/")[2].partition("?")[0]
        run_on(built, "remove", slug, "--reason", "décision de justice")
        for address in (ATOM, "/feeds/episodes.atom", "/sitemaps/episodes-1.xml", "/api/v1/dump"):
            assert slug not in client.get(address).get_data(as_text=True), address
        for address in (f"/embed/{slug}", f"/episodes/{slug}.podcast.json"):
            assert client.get(address).status_code == 410, address
    assert ids(built) == before[1:]


@pytest.mark.parametrize("command", [("reindex", "--force"), ("reindex", "--reclean")])
def test_it_does_not_change_with_another_index(built: Path, command: tuple[str, ...]) -> None:
    with site(built) as client:
        before = client.get(ATOM).data
    run_on(built, *command)
    with site(built) as client:
        assert client.get(ATOM).data == before


def test_a_correction_keeps_the_ids(built: Path) -> None:
    before = ids(built)
    with site(built) as client:
        slug = read(client, ATOM).entries[0].link.partition("/episodes/")[2].partition("?")[0]
    run_on(built, "edit", slug, "--title", "Un autre titre")
    assert ids(built) == before


def test_an_entry_leads_to_its_second_and_quotes_what_is_said(three: Path) -> None:
    with site(three) as client:
        entry = read(client, ATOM).entries[0]
        assert entry.link == "http://localhost/episodes/2026-01-03-le-phare?t=10#t10"
        assert "la cantine du gardien" in entry.content[0].value
        assert entry.content[0].value.startswith("<p>samedi 3 janvier 2026</p>") and not entry.published.startswith("2026-01-03")
        assert "&lt;mark&gt;cantine&lt;/mark&gt;" in client.get(ATOM).get_data(as_text=True)
        assert entry.title == "3 janvier 2026 · 00:10 · Le phare"


def test_older_entries_are_found_by_the_links_and_none_twice(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "NEWEST", 1)
    for address in (ATOM, "/feeds/episodes.atom"):
        with site(three) as client:
            found, at = [], address
            while at:
                feed = read(client, at)
                found += [entry.id for entry in feed.entries]
                links = {link.rel: link.href for link in feed.feed.links}
                assert links["first"] == f"http://localhost{address}"
                at = links.get("next", "").removeprefix("http://localhost")
        monkeypatch.setattr(entries, "NEWEST", 50)
        assert found == ids(three, address)
        monkeypatch.setattr(entries, "NEWEST", 1)


def test_a_page_has_fifty_entries() -> None:
    assert entries.NEWEST == 50


def test_an_id_is_of_slug_and_words(three: Path) -> None:
    assert ids(three, "/feeds/shows/phares.atom") == ["tag:localhost,2026:2026-01-03-le-phare"]
    [name] = ids(three, "/feeds/search.atom?q=gardien")
    with Library.open(three, read_only=True) as library:
        episode = library.episode("2026-01-03-le-phare")
    assert episode
    words = passage_at(episode, token_stream(episode.cues), 1).fingerprint
    assert name == f"tag:localhost,2026:2026-01-03-le-phare/{words}"


def test_entries_stand_as_they_came_and_within_an_episode_by_time(three: Path) -> None:
    with site(three) as client:
        assert [entry.title for entry in read(client, "/feeds/episodes.atom").entries] == [
            "3 janvier 2026 · Le phare",
            "2 janvier 2026 · La gare",
            "1er janvier 2026 · Le port",
        ]
        said = [entry.title for entry in read(client, "/feeds/search.atom?q=le").entries if "phare" in entry.title]
    assert said == sorted(said)


def test_a_search_of_several_words_tells_where_they_are_said_together(three: Path) -> None:
    """Not where one of them stands alone; an episode in which nobody says two together is one entry."""
    with site(three) as client:
        told = [entry.title for entry in read(client, "/feeds/search.atom?q=cantine+phare").entries]
        port = [entry.title for entry in read(client, "/feeds/search.atom?q=bonjour+cantine+ouverte").entries]
    assert told == ["3 janvier 2026 · Le phare"]
    assert port == ["1er janvier 2026 · 00:10 · Le port"]


def test_a_search_that_reads_many_episodes_goes_on_on_the_next_page(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_READ", 1)
    with site(three) as client:
        feed = read(client, "/feeds/search.atom?q=cantine")
        links = {link.rel: link.href for link in feed.feed.links}
        assert len(feed.entries) == 1
        older = read(client, links["next"].removeprefix("http://localhost"))
    monkeypatch.setattr(entries, "MOST_READ", 200)
    assert [entry.id for entry in (*feed.entries, *older.entries)] == ids(three)


def test_feeds_of_a_show_a_category_and_a_filter_hold_their_episodes(three: Path) -> None:
    assert len(ids(three, "/feeds/shows/le-quart.atom")) == 2
    assert len(ids(three, "/feeds/categories/radio.atom")) == 2
    assert len(ids(three, "/feeds/search.atom?show=Phares")) == 1
    with site(three) as client:
        assert client.get("/feeds/shows/nothing.atom").status_code == 404
        assert client.get("/feeds/shows/le-quart.xml").status_code == 404
        assert client.get("/feeds/search.atom?q=a&behind=x").get_json()["parameter"] == "behind"


def test_an_entry_is_dated_when_the_archive_first_held_it(three: Path) -> None:
    with site(three) as client:
        at = {entry.published for entry in read(client, "/feeds/episodes.atom").entries}
    held = dt.datetime.fromisoformat(at.pop())
    assert not at and dt.timedelta() <= dt.datetime.now(dt.UTC) - held < dt.timedelta(hours=1)


def test_the_title_begins_with_the_day_of_the_broadcast(built: Path, tmp_path: Path) -> None:
    """Readers show and sort by when an entry came in, which the feed says; a year alone, or no day, is told so."""
    added(
        built,
        tmp_path / "more.jsonl",
        [row(8, "Le bac", "Le bac passe le fleuve à midi.", date="2017"), row(9, "Le quai", "Rien.", date="")],
    )
    with site(built) as client:
        feed = read(client, "/feeds/episodes.atom")
        assert [entry.title for entry in feed.entries][:3] == ["sans date · Le quai", "2017 · Le bac", "3 janvier 2026 · Le phare"]
        assert feed.feed.subtitle.startswith("Le jour de l’émission est dans le titre")


def test_a_feed_is_followed_in_the_language_of_its_page(three: Path) -> None:
    with site(three) as client:
        for page, feed in (
            ("/search?q=cantine", "/feeds/search.atom?q=cantine&amp;lang=en"),
            ("/shows/phares", "/feeds/shows/phares.atom?lang=en"),
        ):
            assert f"<code>http://localhost{feed}</code>" in client.get(f"{page}{'&' if '?' in page else '?'}lang=en").text
            assert f"<code>http://localhost{feed}</code>" in client.get(page, headers={"Accept-Language": "en"}).text
            assert "lang" not in client.get(page).text.partition("<code>http://localhost")[2].partition("<")[0]
            told = read(client, feed.replace("&amp;", "&"))
            assert told.entries[0].title.startswith("3 January 2026 · ")
            links = {link.rel: link.href for link in told.feed.links}
            assert links["self"].endswith("lang=en") and links["alternate"].endswith("lang=en")
            assert told.feed.id == read(client, feed.replace("&amp;", "&").replace("lang=en", "")).feed.id


def test_pages_name_their_feeds(three: Path) -> None:
    with site(three) as client:
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
    row(
        5,
        "Le pain",
        "Le pain se fait la nuit.",
        "Et la mesure du sel.",
        show="Café",
        url="https://media.example/pain.mp3",
        description="Camille Roussel reçoit Inès Barral, boulangère.",
        chapters=[{"title": "La pâte", "start": 0}, {"title": "Le sel", "start": 10}],
    ),
    row(6, "Le film", "Le film se tourne en mer.", "Avec patience.", show="Café", url="https://media.example/film.mp4"),
]


@pytest.fixture(scope="module")
def podcast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two media files."""
    folder = tmp_path_factory.mktemp("media")
    return added(folder / "library", folder / "media.jsonl", MEDIA)


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


def test_a_podcast_names_its_people_and_its_chapters(podcast: Path) -> None:
    with site(podcast) as client:
        root = ET.fromstring(client.get("/feeds/shows/cafe.rss").data)
        items = {item.findtext("title"): item for item in root.iter("item")}
        people = {one.text: (one.get("role"), one.get("href", "")) for one in items["Le pain"].iter(f"{PODCAST}person")}
        assert {name: role for name, (role, _) in people.items()} == {"Camille Roussel": "host", "Inès Barral": "guest"}
        for _, page in people.values():
            assert client.get(page.removeprefix("http://localhost")).status_code == 200
        [chapters] = items["Le pain"].iter(f"{PODCAST}chapters")
        assert chapters.get("type") == "application/json+chapters"
        told = client.get(chapters.get("url", "").removeprefix("http://localhost")).get_json(force=True)["chapters"]
        assert [(one["startTime"], one["title"]) for one in told] == [(0, "La pâte"), (10, "Le sel")]
        assert not list(items["Le film"].iter(f"{PODCAST}person"))


def test_a_person_is_followed_by_a_feed_of_the_own_episodes(podcast: Path) -> None:
    with site(podcast) as client:
        assert client.get("/feeds/people/ines-barral.json").status_code == 404
        assert [entry.title for entry in read(client, "/feeds/people/ines-barral.atom").entries] == ["5 janvier 2026 · Le pain"]
        assert client.get("/feeds/people/nobody.atom").status_code == 404
        page = client.get("/people/ines-barral").get_data(as_text=True)
        assert 'type="application/atom+xml" title="Inès Barral" href="/feeds/people/ines-barral.atom"' in page


def test_a_show_without_media_files_has_no_podcast(three: Path, podcast: Path) -> None:
    with site(three) as client:
        assert client.get("/feeds/shows/le-quart.rss").status_code == 404
        assert "Aucune émission n’a de podcast ici" in client.get("/data").get_data(as_text=True)
    with site(podcast) as client:
        assert "Aucune émission n’a de podcast ici" not in client.get("/data").get_data(as_text=True)


def test_another_archive_takes_the_podcast_by_its_transcripts(podcast: Path, tmp_path: Path) -> None:
    with Library.open(podcast, read_only=True) as library, serve_app(create_app(Site(IndexProvider(podcast), library))) as address:
        run_on(tmp_path / "other", "sources", "follow", f"{address}/feeds/shows/cafe.rss", "--delay", "0")
        held = {one.title: one for one in (library.episode(slug) for slug in library.digests()) if one}
    with open_archive(tmp_path / "other") as archive:
        taken = {one.title: one for one in archive}
    assert taken.keys() == held.keys()
    for title, one in taken.items():
        was = held[title]
        assert (one.guid, one.show, one.source_url) == (was.guid, was.show, was.source_url)
        assert [(cue.start_ms, cue.text) for cue in one.cues] == [(cue.start_ms, cue.text) for cue in was.cues]


def _between(text: str, before: str, after: str) -> list[str]:
    return [part.partition(after)[0] for part in text.split(before)[1:]]


def test_every_rule_of_the_documents_has_its_test() -> None:
    rules = DOCUMENT.read_text("utf8").partition("The rules of a feed")[2]
    named = re.findall(r"\| `(test_\w+)` \|", rules)
    assert len(named) > 12
    assert {name for name in named if name not in globals()} == set()
