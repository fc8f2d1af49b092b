"""A show as a Podcasting 2.0 feed, where its episodes are media files that anybody may fetch: RSS 2.0 with the iTunes
and podcast namespaces. The files stay where their source keeps them."""

import datetime as dt
from email.utils import format_datetime
from mimetypes import guess_type
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from flask import Response

from archive.model.platforms import Source
from archive.search.index.types import Summary
from archive.search.shown.answer_json import source_of_summary
from archive.transcripts import chapters_of
from archive.transcripts.addresses import episode_address
from archive.web.browse_index import BrowseEntry
from archive.web.feeds.atom_and_json import plain
from archive.web.http.addresses import absolute
from archive.web.presentation.template_context import person_url
from archive.web.site import index, library, settings

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
MOST = 300
"""Episodes of one feed: podcast players read no further pages."""
_PODCAST = "https://podcastindex.org/namespace/1.0"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_ATOM = "http://www.w3.org/2005/Atom"
_TRANSCRIPTS = (("vtt", "text/vtt"), ("srt", "application/x-subrip"), ("podcast.json", "application/json"))


def playable(summary: Summary) -> Source | None:
    """The media file of an episode; None where it is played by a platform, or nowhere."""
    source = source_of_summary(summary)
    return source if source and source.platform == "media" else None


def is_podcast(entry: BrowseEntry) -> bool:
    """Whether any of a show's newest episodes is a media file."""
    return any(playable(summary) for summary in index().newest(entry.filters, limit=MOST).episodes)


def response(entry: BrowseEntry) -> Response | None:
    """The feed of a show; None where it has no media file."""
    found = [(summary, source) for summary in index().newest(entry.filters, limit=MOST).episodes if (source := playable(summary))]
    return Response(written(entry, found), content_type=MEDIA_TYPE) if found else None


def written(entry: BrowseEntry, found: list[tuple[Summary, Source]]) -> bytes:
    """The document."""
    for prefix, name in (("podcast", _PODCAST), ("itunes", _ITUNES), ("atom", _ATOM)):
        ET.register_namespace(prefix, name)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    own = absolute(f"/feeds/shows/{entry.key}.rss")
    _text(channel, "title", entry.name)
    _text(channel, "link", absolute(f"/shows/{entry.key}"))
    _text(channel, "description", f"{entry.name}. {settings().site_name}")
    _text(channel, "language", found[0][0].language if found[0][0].language != "und" else settings().default_language)
    ET.SubElement(channel, f"{{{_ATOM}}}link", rel="self", type="application/rss+xml", href=own)
    if settings().hub:
        ET.SubElement(channel, f"{{{_ATOM}}}link", rel="hub", href=settings().hub)
    _text(channel, f"{{{_PODCAST}}}guid", str(uuid5(NAMESPACE_URL, own)))
    _text(channel, f"{{{_PODCAST}}}medium", "podcast")
    _text(channel, f"{{{_ITUNES}}}explicit", "false")
    for summary, source in found:
        _item(channel, summary, source)
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


def _item(channel: ET.Element, summary: Summary, source: Source) -> None:
    item = ET.SubElement(channel, "item")
    page = absolute(episode_address(summary.slug))
    _text(item, "title", summary.title)
    _text(item, "link", page)
    ET.SubElement(item, "guid", isPermaLink="false").text = plain(summary.guid or summary.slug)
    _text(item, "description", summary.description)
    if summary.date:
        at = dt.datetime.combine(summary.date, dt.time(), dt.UTC)
        _text(item, "pubDate", format_datetime(at))
    kind = guess_type(source.url.partition("?")[0])[0] or "audio/mpeg"
    ET.SubElement(item, "enclosure", url=plain(source.url), type=kind, length="0")
    if summary.duration_ms:
        _text(item, f"{{{_ITUNES}}}duration", str(summary.duration_ms // 1000))
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
            ET.SubElement(item, f"{{{_PODCAST}}}person", role=kind, href=absolute(person_url(name))).text = plain(name)


def _has_chapters(slug: str) -> bool:
    episode = library().episode(slug)
    return episode is not None and bool(chapters_of(episode, index().analysis(slug)))


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = plain(text)
