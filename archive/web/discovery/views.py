"""The addresses that crawlers and browsers ask for by custom."""

import msgspec
from flask import Blueprint, Response, abort

from archive.web.api import questions
from archive.web.api.questions import asked
from archive.web.discovery import opensearch, sitemaps
from archive.web.http import headers
from archive.web.http.addresses import absolute
from archive.web.site import index

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
    """The index of the sitemaps."""
    return _xml(sitemaps.of_all())


@pages.get("/sitemaps/<room>-<int:number>.xml")
def sitemap_of(room: str, number: int) -> Response:
    """One of them."""
    return _xml(sitemaps.of_room(room, number) or abort(404))


@pages.get("/opensearch.xml")
def opensearch_description() -> Response:
    """The site as a browser's search engine."""
    return Response(opensearch.description(), content_type=opensearch.MEDIA_TYPE)


@pages.get("/suggestions")
def suggestions() -> Response:
    """What is typed into the browser's own field may become."""
    typed = asked(questions.SuggestQuestion).q
    found = list(dict.fromkeys(one.text for one in index().suggest(typed, MOST_SUGGESTIONS)))
    body = msgspec.json.encode([typed, found])
    return headers.allow_reading(Response(body, content_type=opensearch.SUGGESTIONS_TYPE))


def _xml(document: bytes) -> Response:
    return Response(document, content_type="application/xml; charset=utf-8")
