"""Feeds, by feedparser and podcastparser, each with its older pages to the end."""

import io
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import podcastparser

from archive.model.platforms import known_source
from tests.open.readers import Outcome, Visited, different

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
MOST_PAGES = 12
QUERIES = ("mer", "bonjour", "argent", "python", '"tout le monde"')


def listings(visited: Visited) -> list[str]:
    """The addresses of all people, shows and categories, by the sitemaps."""
    parts = [_path(one) for one in ET.fromstring(visited.text("/sitemap.xml")).iter(LOC)]
    paths = [_path(one) for part in parts for one in ET.fromstring(visited.text(part)).iter(LOC)]
    return [path for path in paths if path.count("/") == 2 and path.split("/")[1] in {"people", "shows", "categories"}]


def _path(element: ET.Element) -> str:
    return urlsplit(element.text or "").path


def parsed(body: str) -> Any:
    """The feed as feedparser has it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # feedparser's own
        return feedparser.parse(body.encode())


def whole(visited: Visited, address: str, most: int = 1000) -> Iterator[Any]:
    """The entries of a feed and of its older pages."""
    for _ in range(most):
        feed = parsed(visited.text(address))
        assert not feed.bozo, (address, feed.bozo_exception)
        yield from feed.entries
        address = {link.rel: link.href for link in feed.feed.links}.get("next", "")
        if not address:
            return


def feedparser_(visited: Visited) -> Iterator[Outcome]:
    """New episodes, every person, show and category, and some searches: nothing twice, nothing missing, each at a line's second."""
    slugs = sorted(episode.slug for episode in visited.archive)
    yield "episodes", different(slugs=(sorted(_slug(entry) for entry in whole(visited, "/feeds/episodes.atom")), slugs))
    for path in listings(visited):
        ids = [entry.id for entry in whole(visited, f"/feeds{path}.atom")]
        _, room, _key = path.split("/")
        total = visited.json(f"/api/v1{path}")["total"] if room != "categories" else len(ids)
        yield path, different(once=(len(set(ids)), len(ids)), total=(len(ids), total), some=(bool(ids), True))
    for query in QUERIES:
        entries = list(whole(visited, f"/feeds/search.atom?q={query}", MOST_PAGES))
        ids = [entry.id for entry in entries]
        astray = [entry.link for entry in entries if not _is_a_line(visited, entry)]
        yield f"search {query}", different(once=(len(set(ids)), len(ids)), seconds=(astray, []))


def podcastparser_(visited: Visited) -> Iterator[Outcome]:
    """Every show with media files: its episodes with their files and transcripts; of any other that it has no such feed."""
    with_media: dict[str, list[str]] = {}
    for episode in visited.archive:
        source = known_source(episode.platform, episode.video_id, episode.source_url)
        if episode.show and source and source.platform == "media":
            with_media.setdefault(episode.show, []).append(source.url)
    for path in (path for path in listings(visited) if path.startswith("/shows/")):
        held = with_media.get(visited.json(f"/api/v1{path}")["name"], [])
        answer = visited.client.get(f"/feeds{path}.rss")
        if answer.status_code == 404:
            yield path, different(media=(0, len(held)))
            continue
        feed = podcastparser.parse(f"http://localhost/feeds{path}.rss", io.BytesIO(answer.data))
        files = sorted(one["url"] for episode in feed["episodes"] for one in episode["enclosures"])
        yield path, different(files=(files, sorted(held)))


def _slug(entry: Any) -> str:
    return urlsplit(entry.link).path.removeprefix("/episodes/")


def _is_a_line(visited: Visited, entry: Any) -> bool:
    episode = visited.archive.episode(_slug(entry))
    second = urlsplit(entry.link).fragment.removeprefix("t")
    return episode is not None and second.isdigit() and int(second) in {cue.start_ms // 1000 for cue in episode.cues}
