"""The addresses that crawlers and browsers ask for by custom."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

import msgspec
from flask import Blueprint, Response, abort, url_for

from archive.library import FirstHeld
from archive.search.filters import Filters
from archive.search.index.types import Summary
from archive.search.shown.answer_json import source_of_summary
from archive.transcripts.addresses import episode_address
from archive.web.api import questions
from archive.web.api.questions import asked
from archive.web.browse_index import browse_index
from archive.web.feeds.atom_xml import plain, stamp
from archive.web.http import headers
from archive.web.http.addresses import absolute, site_address
from archive.web.i18n import LANGUAGES, language
from archive.web.i18n import gettext as _
from archive.web.presentation.template_context import static
from archive.web.site import index, library, settings

pages = headers.validate_with_etag(Blueprint("crawlers", __name__))

MOST_SUGGESTIONS = 8
_CLOSED = ("/search", "/api/v1/", "/iiif/", "/staff", "/oembed", "/suggestions", "/feeds/search", "/embed/")
_ROBOTS = "".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in _CLOSED), "Disallow: /episodes/*/moments\n"])


@pages.get("/robots.txt")
def robots() -> Response:
    """What crawlers are asked to leave alone: answers without end. Every episode is in the sitemap."""
    return Response(f"{_ROBOTS}Sitemap: {absolute('/sitemap.xml')}\n", content_type="text/plain; charset=utf-8")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """The index of the"""
    return _xml(of_all())


@pages.get("/sitemaps/<room>-<int:number>.xml")
def sitemap_of(room: str, number: int) -> Response:
    """One of them."""
    return _xml(of_room(room, number) or abort(404))


@pages.get("/opensearch.xml")
def opensearch_description() -> Response:
    """The site as a browser's search engine."""
    return Response(description(), content_type=MEDIA_TYPE)


@pages.get("/suggestions")
def suggestions() -> Response:
    """What is typed into the browser's own field may become."""
    typed = asked(questions.SuggestQuestion).q
    offered = browse_index().suggestions(typed, Filters(), MOST_SUGGESTIONS)
    found = list(dict.fromkeys(one.text for one in offered))
    body = msgspec.json.encode([typed, found])
    return headers.allow_reading(Response(body, content_type=SUGGESTIONS_TYPE))


def _xml(document: bytes) -> Response:
    return Response(document, content_type="application/xml; charset=utf-8")


MEDIA_TYPE = "application/opensearchdescription+xml; charset=utf-8"
SUGGESTIONS_TYPE = "application/x-suggestions+json"
_NAME = "http://a9.com/-/spec/opensearch/1.1/"
_TAGS = "transcripts podcasts radio television"
"""Words by which directories of search engines sort them, with spaces between."""
_TEMPLATES = (
    ("text/html", "results", "/search?q={searchTerms}&page={startPage?}"),
    (SUGGESTIONS_TYPE, "suggestions", "/suggestions?q={searchTerms}"),
    ("application/atom+xml", "results", "/feeds/search.atom?q={searchTerms}"),
)


def description() -> bytes:
    """The document that a browser reads once. A short name has 16 letters at most, a long one 48."""
    ET.register_namespace("", _NAME)
    root = ET.Element(f"{{{_NAME}}}OpenSearchDescription")
    name = settings().site_name
    for tag, text in (
        ("ShortName", name[:16].strip()),
        ("LongName", name[:48].strip()),
        ("Description", _("Retrouvez ce qui s’est dit, à la seconde.")),
        ("Tags", _TAGS),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
        ("Language", language()),
    ):
        ET.SubElement(root, f"{{{_NAME}}}{tag}").text = text
    icon = ET.SubElement(root, f"{{{_NAME}}}Image", type="image/svg+xml", width="16", height="16")
    icon.text = absolute(static("icon.svg"))
    for kind, rel, template in _TEMPLATES:
        ET.SubElement(root, f"{{{_NAME}}}Url", type=kind, rel=rel, method="get", template=absolute(template))
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


MOST = 2000
"""Addresses of one sitemap; sitemaps.org allows 50,000 of 50 MB, and this is made at once."""
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_VIDEO = "http://www.google.com/schemas/sitemap-video/1.1"
ROOMS = ("pages", "episodes", "people", "shows", "categories")
_PAGES = ("/", "/calendar", "/people", "/shows", "/trends", "/help", "/data", "/api", "/accessibility")
_LONGEST_VIDEO_S = 28_800


def of_all() -> bytes:
    """The index of the"""
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
