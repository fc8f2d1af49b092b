"""A feed as Atom (RFC 4287), its older pages by paging links (RFC 5005), and as JSON Feed 1.1
(https://jsonfeed.org/version/1.1)."""

import datetime as dt
import re
from xml.etree import ElementTree as ET

import msgspec

from archive.model.episode import JsonObject
from archive.web.feeds.entries import Entry, Feed, FeedPage
from archive.web.presentation.transcript import marked

ATOM_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def as_atom(feed: Feed, page: FeedPage) -> bytes:
    """The document."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {_XML: feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", stamp(max((entry.at for entry in page.entries), default=LONG_AGO)))
    _text(_child(root, "author"), "name", feed.site_name)
    for rel, href in feed.links(page):
        kind = {} if rel == "hub" else {"type": "text/html" if rel == "alternate" else ATOM_TYPE.partition(";")[0]}
        _child(root, "link", rel=rel, href=href, **kind)
    for entry in page.entries:
        _entry(root, entry)
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


def stamp(at: dt.datetime) -> str:
    """A time as RFC 3339 writes it."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(text: str) -> str:
    """The text without characters that no XML may hold."""
    return _NOT_XML.sub("", text)


def _entry(root: ET.Element, entry: Entry) -> None:
    element = _child(root, "entry")
    if entry.language != "und":
        element.set(_XML, entry.language)
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "published", stamp(entry.at))
    _text(element, "updated", stamp(entry.at))
    _child(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.source_url:
        _child(element, "link", rel="via", href=plain(entry.source_url))
    for name in entry.authors:
        _text(_child(element, "author"), "name", name)
    for label in entry.labels:
        _child(element, "category", term=plain(label))
    content = _child(element, "content", type="html")
    content.text = plain(str(marked(entry.text, entry.marks)))


def _child(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _text(parent: ET.Element, name: str, text: str) -> None:
    _child(parent, name).text = plain(text)


JSON_TYPE = "application/feed+json"


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


def as_json(feed: Feed, page: FeedPage) -> bytes:
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
