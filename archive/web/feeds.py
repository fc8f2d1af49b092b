"""What is new, for those who follow it: feeds as Atom (RFC 4287), their older pages by paging links (RFC 5005), as JSON
Feed 1.1 (https://jsonfeed.org/version/1.1), and a show whose episodes are media files that anybody may fetch as a
Podcasting 2.0 feed: RSS 2.0 with the iTunes and podcast namespaces. The files stay where their source keeps them."""

import datetime as dt
import re
from collections.abc import Callable
from email.utils import format_datetime
from mimetypes import guess_type
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

import msgspec
from flask import Blueprint, Response, abort, request
from markupsafe import escape

from archive.model.episode import JsonObject
from archive.model.platforms import Source
from archive.search.filters import Filters
from archive.search.index.types import Summary
from archive.search.results.answer_json import source_of_summary
from archive.text import slugs
from archive.transcripts import chapters_of
from archive.transcripts.addresses import episode_address
from archive.web import feed_entries as entries
from archive.web.browse_index import BrowseEntry, browse_index
from archive.web.feed_entries import Entry, Feed, FeedPage, Place
from archive.web.http import headers, page_cache
from archive.web.http.addresses import absolute
from archive.web.http.search_params import BadSearchParams, parse_search_params, query_string
from archive.web.i18n import facet_value, language, stated_language
from archive.web.i18n import gettext as _
from archive.web.presentation.template_context import in_stated_language, person_url
from archive.web.presentation.transcript import with_marks
from archive.web.site import index, library, settings
from archive.web.views.search import search_name

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
    _text(root, "subtitle", feed.about)
    _text(root, "updated", stamp(max((entry.at for entry in page.entries), default=LONG_AGO)))
    _text(_child(root, "author"), "name", feed.site_name)
    for rel, href in feed.links(page):
        _child(root, "link", rel=rel, href=href, type="text/html" if rel == "alternate" else ATOM_TYPE.partition(";")[0])
    for entry in page.entries:
        _entry(root, entry)
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


def stamp(at: dt.datetime) -> str:
    """A time as RFC 3339 writes it."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def xml_text(text: str) -> str:
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
        _child(element, "link", rel="via", href=xml_text(entry.source_url))
    for name in entry.authors:
        _text(_child(element, "author"), "name", name)
    for label in entry.labels:
        _child(element, "category", term=xml_text(label))
    content = _child(element, "content", type="html")
    content.text = xml_text(_content(entry))


def _content(entry: Entry) -> str:
    """The episode's own day, which is not when the archive came to hold it, and what is told."""
    day = f"<p>{escape(entry.day)}</p>" if entry.day else ""
    return f"{day}{with_marks(entry.text, entry.marks)}"


def _child(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)


def _text(parent: ET.Element, name: str, text: str) -> None:
    _child(parent, name).text = xml_text(text)


JSON_TYPE = "application/feed+json"


class Author(JsonObject, frozen=True):
    """Somebody who speaks."""

    name: str


class Item(JsonObject, frozen=True, kw_only=True, omit_defaults=True):
    """An entry; the format asks for content, which is the title where nothing more is told."""

    id: str
    url: str
    external_url: str | None = None
    title: str
    content_html: str
    date_published: str
    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None


class JsonFeed(JsonObject, frozen=True, kw_only=True, omit_defaults=True):
    """The document."""

    version: str
    title: str
    description: str
    home_page_url: str
    feed_url: str
    next_url: str | None = None
    language: str
    items: tuple[Item, ...]


def as_json(feed: Feed, page: FeedPage) -> bytes:
    """The document."""
    return msgspec.json.encode(
        JsonFeed(
            version="https://jsonfeed.org/version/1.1",
            title=feed.title,
            description=feed.about,
            home_page_url=feed.page_url,
            feed_url=feed.url(feed.at),
            next_url=feed.url(page.older.word) if page.older else None,
            language=feed.language,
            items=tuple(map(_item, page.entries)),
        )
    )


def _item(entry: Entry) -> Item:
    return Item(
        id=entry.id,
        url=entry.url,
        external_url=entry.source_url,
        title=entry.title,
        content_html=_content(entry) or str(escape(entry.title)),
        date_published=stamp(entry.at),
        authors=tuple(Author(name=name) for name in entry.authors),
        tags=entry.labels,
        language=entry.language if entry.language != "und" else None,
    )


RSS_TYPE = "application/rss+xml; charset=utf-8"
MOST_IN_PODCAST = 300
"""Episodes of one feed: podcast players read no further pages."""
_PODCAST = "https://podcastindex.org/namespace/1.0"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_TRANSCRIPTS = (("vtt", "text/vtt"), ("srt", "application/x-subrip"), ("podcast.json", "application/json"))


def playable(summary: Summary) -> Source | None:
    """The media file of an episode; None where it is played by a platform, or nowhere."""
    source = source_of_summary(summary)
    return source if source and source.platform == "media" else None


def is_podcast(entry: BrowseEntry) -> bool:
    """Whether any of a show's newest episodes is a media file."""
    return any(playable(summary) for summary in index().newest(entry.filters, limit=MOST_IN_PODCAST).episodes)


def podcast(entry: BrowseEntry) -> Response | None:
    """The feed of a show; None where it has no media file."""
    found = [
        (summary, source)
        for summary in index().newest(entry.filters, limit=MOST_IN_PODCAST).episodes
        if (source := playable(summary))
    ]
    return Response(as_rss(entry, found), content_type=RSS_TYPE) if found else None


def as_rss(entry: BrowseEntry, found: list[tuple[Summary, Source]]) -> bytes:
    """The document."""
    for prefix, name in (("podcast", _PODCAST), ("itunes", _ITUNES), ("atom", _ATOM)):
        ET.register_namespace(prefix, name)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    own = absolute(f"/feeds/shows/{entry.key}.rss")
    _plain_text(channel, "title", entry.name)
    _plain_text(channel, "link", absolute(f"/shows/{entry.key}"))
    _plain_text(channel, "description", f"{entry.name}. {settings().site_name}")
    _plain_text(channel, "language", found[0][0].language if found[0][0].language != "und" else settings().default_language)
    ET.SubElement(channel, f"{{{_ATOM}}}link", rel="self", type="application/rss+xml", href=own)
    _plain_text(channel, f"{{{_PODCAST}}}guid", str(uuid5(NAMESPACE_URL, own)))
    _plain_text(channel, f"{{{_PODCAST}}}medium", "podcast")
    _plain_text(channel, f"{{{_ITUNES}}}explicit", "false")
    for summary, source in found:
        _rss_item(channel, summary, source)
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


def _rss_item(channel: ET.Element, summary: Summary, source: Source) -> None:
    item = ET.SubElement(channel, "item")
    page = absolute(episode_address(summary.slug))
    _plain_text(item, "title", summary.title)
    _plain_text(item, "link", page)
    ET.SubElement(item, "guid", isPermaLink="false").text = xml_text(summary.guid or summary.slug)
    _plain_text(item, "description", summary.description)
    if summary.date:
        at = dt.datetime.combine(summary.date, dt.time(), dt.UTC)
        _plain_text(item, "pubDate", format_datetime(at))
    kind = guess_type(source.url.partition("?")[0])[0] or "audio/mpeg"
    ET.SubElement(item, "enclosure", url=xml_text(source.url), type=kind, length="0")
    if summary.duration_ms:
        _plain_text(item, f"{{{_ITUNES}}}duration", str(summary.duration_ms // 1000))
    for form, media_type in _TRANSCRIPTS if summary.duration_ms else ():
        element = ET.SubElement(item, f"{{{_PODCAST}}}transcript", url=f"{page}.{form}", type=media_type)
        if summary.language != "und":
            element.set("language", summary.language)
    _people(item, summary)
    if _has_chapters(summary.slug):
        ET.SubElement(item, f"{{{_PODCAST}}}chapters", url=f"{page}.chapters.json", type="application/json+chapters")


def _people(item: ET.Element, summary: Summary) -> None:
    for name, _role, kind in summary.people:
        if kind != "cited":
            ET.SubElement(item, f"{{{_PODCAST}}}person", role=kind, href=absolute(person_url(name))).text = xml_text(name)


def _has_chapters(slug: str) -> bool:
    episode = library().episode(slug)
    return episode is not None and bool(chapters_of(episode, index().analysis(slug)))


def _plain_text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = xml_text(text)


_marked = page_cache.validate_with_etag(Blueprint("feeds", __name__, url_prefix="/feeds"))
pages = page_cache.serve_from_cache(headers.readable_from_anywhere(_marked))

_WRITERS: dict[str, tuple[str, Callable[[Feed, FeedPage], bytes]]] = {
    "atom": (ATOM_TYPE, as_atom),
    "json": (JSON_TYPE, as_json),
}


@pages.get("/episodes.<form>")
def episodes(form: str) -> Response:
    """New episodes."""
    return _sent(form, _feed("episodes", _("Nouveaux épisodes"), "/calendar", ()), entries.episodes(Filters(), _behind()))


@pages.get("/search.<form>")
def search(form: str) -> Response:
    """What is new of a search: moments where it has words, else episodes."""
    params = parse_search_params(request.args)
    pairs = tuple(params.on_page(1).pairs())
    feed = _feed("search", search_name(params) or _("Tous les épisodes"), "/search" + query_string(list(pairs)), pairs)
    found = entries.moments if params.text else _without_words
    return _sent(form, feed, found(params.text, params.filters(), _behind()))


@pages.get("/people/<key>.<form>")
def person(key: str, form: str) -> Response:
    """The episodes of a person."""
    return _of_entry(form, "people", browse_index().person(key))


@pages.get("/shows/<key>.<form>")
def show(key: str, form: str) -> Response:
    """The episodes of a show; as a podcast where they have media files."""
    entry = browse_index().shows.get(slugs.plain(key))
    if form == "rss" and entry:
        return podcast(entry) or abort(404)
    return _of_entry(form, "shows", entry)


@pages.get("/categories/<key>.<form>")
def category(key: str, form: str) -> Response:
    """The episodes of a category."""
    return _of_entry(form, "categories", browse_index().categories.get(slugs.plain(key)))


def _of_entry(form: str, room: str, entry: BrowseEntry | None) -> Response:
    if entry is None:
        abort(404)
    name = facet_value("category", entry.name) if room == "categories" else entry.name
    feed = _feed(f"{room}/{entry.key}", name, f"/{room}/{entry.key}", ())
    return _sent(form, feed, entries.episodes(entry.filters, _behind()))


def _without_words(_words: str, filters: Filters, after: Place | None) -> FeedPage:
    return entries.episodes(filters, after)


def _behind() -> Place | None:
    word = request.args.get("behind", "")
    place = entries.place_of(word)
    if word and place is None:
        raise BadSearchParams("behind", word[:60], "place")
    return place


def _feed(name: str, title: str, page: str, pairs: tuple[tuple[str, str], ...]) -> Feed:
    stated = f"?{query_string(list(pairs))[1:]}" if pairs else ""
    return Feed(
        id=entries.tag(f"feeds/{name}{stated}"),
        title=f"{title}. {settings().site_name}",
        about=which_dates(),
        address=absolute(request.path),
        pairs=(*pairs, *([("lang", spoken)] if (spoken := stated_language()) else [])),
        page_url=in_stated_language(absolute(page)),
        language=language(),
        site_name=settings().site_name,
        at=request.args.get("behind", ""),
    )


def which_dates() -> str:
    """What the dates of a feed are, for those who read it."""
    return _("Le jour de l’émission est dans le titre ; la date de l’entrée est celle de son arrivée dans l’archive.")


def _sent(form: str, feed: Feed, page: FeedPage) -> Response:
    kind, write = _WRITERS.get(form) or abort(404)
    response = Response(write(feed, page), content_type=kind)
    for rel, href in feed.links(page):
        response.headers.add("Link", f'<{href}>; rel="{rel}"')
    return response
