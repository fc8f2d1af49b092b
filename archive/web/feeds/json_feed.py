"""A feed as JSON Feed 1.1 (https://jsonfeed.org/version/1.1)."""

import msgspec

from archive.model.episode import JsonObject
from archive.web.feeds.atom_xml import stamp
from archive.web.feeds.entries import Entry, Feed, FeedPage
from archive.web.presentation.transcript import marked

MEDIA_TYPE = "application/feed+json"


class Author(JsonObject, frozen=True):
    """Somebody who speaks."""

    name: str


class Item(JsonObject, frozen=True, kw_only=True, omit_defaults=True):
    """An entry."""

    id: str
    url: str
    external_url: str | None = None
    title: str
    content_html: str
    date_published: str
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None


class Hub(JsonObject, frozen=True):
    """Who tells subscribers what is new, and how."""

    type: str
    url: str


class JsonFeed(JsonObject, frozen=True, kw_only=True, omit_defaults=True):
    """The document."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    next_url: str | None = None
    language: str
    hubs: tuple[Hub, ...] = ()
    items: tuple[Item, ...]


def written(feed: Feed, page: FeedPage) -> bytes:
    """The document."""
    return msgspec.json.encode(
        JsonFeed(
            version="https://jsonfeed.org/version/1.1",
            title=feed.title,
            home_page_url=feed.page_url,
            feed_url=feed.url(feed.at),
            next_url=feed.url(page.older.word) if page.older else None,
            language=feed.language,
            hubs=(Hub(type="WebSub", url=feed.hub),) if feed.hub else (),
            items=tuple(map(_item, page.entries)),
        )
    )


def _item(entry: Entry) -> Item:
    return Item(
        id=entry.id,
        url=entry.url,
        external_url=entry.source_url,
        title=entry.title,
        content_html=str(marked(entry.text, entry.marks)),
        date_published=stamp(entry.at),
        authors=tuple(Author(name=name) for name in entry.authors),
        tags=entry.labels,
        language=entry.language if entry.language != "und" else None,
    )
