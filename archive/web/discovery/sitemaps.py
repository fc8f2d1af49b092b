"""The pages that are worth finding, for web engines (https://www.sitemaps.org, with Google's image of a video)."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from flask import url_for

from archive.library import FirstHeld
from archive.search.index.types import Summary
from archive.search.shown.answer_json import source_of_summary
from archive.transcripts.addresses import episode_address
from archive.web.browse_index import browse_index
from archive.web.feeds.atom import plain, stamp
from archive.web.http.addresses import absolute, site_address
from archive.web.i18n import LANGUAGES
from archive.web.site import index, library

MOST = 2000
"""Addresses of one sitemap; sitemaps.org allows 50,000 of 50 MB, and this is made at once."""
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_VIDEO = "http://www.google.com/schemas/sitemap-video/1.1"
ROOMS = ("pages", "episodes", "people", "shows", "categories")
_PAGES = ("/", "/calendar", "/people", "/shows", "/trends", "/help", "/data", "/api", "/accessibility")
_LONGEST_VIDEO_S = 28_800


def of_all() -> bytes:
    """The index of the sitemaps."""
    root = _root("sitemapindex")
    for room in ROOMS:
        for number in range(1, -(-_size(room) // MOST) + 1):
            ET.SubElement(ET.SubElement(root, f"{{{_SITEMAP}}}sitemap"), f"{{{_SITEMAP}}}loc").text = absolute(
                f"/sitemaps/{room}-{number}.xml"
            )
    return _written(root)


def of_room(room: str, number: int) -> bytes | None:
    """One sitemap; None where there is none of that number."""
    if room not in ROOMS or not 1 <= number <= -(-_size(room) // MOST):
        return None
    root, first = _root("urlset"), (number - 1) * MOST
    if room == "episodes":
        held = library().first_held()
        for summary in index().newest(first=first, limit=MOST).episodes:
            _episode(root, summary, held.get(summary.slug))
    else:
        for address in list(_addresses(room))[first : first + MOST]:
            _url(root, address)
    return _written(root)


def _size(room: str) -> int:
    return browse_index().totals.episodes if room == "episodes" else sum(1 for _ in _addresses(room))


def _addresses(room: str) -> Iterable[str]:
    if room == "pages":
        return _PAGES
    entries = {"people": browse_index().people, "shows": browse_index().shows, "categories": browse_index().categories}[room]
    return (f"/{room}/{key}" for key in entries)


def _episode(root: ET.Element, summary: Summary, first: FirstHeld | None) -> None:
    element = _url(root, episode_address(summary.slug))
    if first:
        ET.SubElement(element, f"{{{_SITEMAP}}}lastmod").text = stamp(first.at)
    source = source_of_summary(summary)
    if source is None or source.is_audio:
        return
    video = ET.SubElement(element, f"{{{_VIDEO}}}video")
    for name, text in _video(summary):
        ET.SubElement(video, f"{{{_VIDEO}}}{name}").text = plain(text)
    if source.platform == "media":
        ET.SubElement(video, f"{{{_VIDEO}}}content_loc").text = source.url
    else:
        ET.SubElement(video, f"{{{_VIDEO}}}player_loc").text = source.embed_at(0, site_address())


def _video(summary: Summary) -> Iterator[tuple[str, str]]:
    yield "thumbnail_loc", absolute(url_for("pictures.of_episode", slug=summary.slug))
    yield "title", summary.title[:100]
    yield "description", (summary.description or summary.title)[:2048]
    if 0 < summary.duration_ms // 1000 <= _LONGEST_VIDEO_S:
        yield "duration", str(summary.duration_ms // 1000)
    if summary.date and summary.precision == "day":
        yield "publication_date", summary.date.isoformat()


def _url(root: ET.Element, address: str) -> ET.Element:
    element = ET.SubElement(root, f"{{{_SITEMAP}}}url")
    ET.SubElement(element, f"{{{_SITEMAP}}}loc").text = absolute(address)
    for tongue in LANGUAGES:
        href = absolute(f"{address}?lang={tongue}")
        ET.SubElement(element, f"{{{_XHTML}}}link", rel="alternate", hreflang=tongue, href=href)
    ET.SubElement(element, f"{{{_XHTML}}}link", rel="alternate", hreflang="x-default", href=absolute(address))
    return element


def _root(name: str) -> ET.Element:
    for prefix, namespace in (("", _SITEMAP), ("xhtml", _XHTML), ("video", _VIDEO)):
        ET.register_namespace(prefix, namespace)
    return ET.Element(f"{{{_SITEMAP}}}{name}")


def _written(root: ET.Element) -> bytes:
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document
