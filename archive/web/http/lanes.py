"""Which requests are costly: what the server may let wait, and what it answers beside them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LaneName = Literal["health", "fixed", "pages", "queries", "staff"]
"""Whether the site lives; pages and files that ask nothing of the archive; pages of what it holds; what looks for words; the pages
of staff, whose door may make a guess wait."""

_OF_ROOM: dict[str, LaneName] = {
    "probes": "health",
    "static": "fixed",
    "about": "fixed",
    "staff": "staff",
    "trends": "queries",
    "pictures": "queries",
}
_OF_ENDPOINT: dict[str, LaneName] = {
    "search.results": "queries",
    "search.file": "queries",
    "api.search": "queries",
    "api.suggest": "queries",
    "api.moments": "queries",
    "api.trends": "queries",
    "feeds.search": "queries",
    "crawlers.suggestions": "queries",
    "embed.search": "queries",
    "iiif.search": "queries",
    "iiif.autocomplete": "queries",
}


def lanes(app: Flask) -> "Callable[[WSGIEnvironment], LaneName]":
    """The lane of a request to the application; any page that is asked with words looks for them."""
    addresses = app.url_map.bind("")

    def lane_of(environ: "WSGIEnvironment") -> LaneName:
        """By the page that the address names; what names none is a page that says so."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        try:
            endpoint, _ = addresses.match(path, environ["REQUEST_METHOD"])
        except HTTPException:
            return "pages"
        lane = _OF_ENDPOINT.get(endpoint) or _OF_ROOM.get(endpoint.partition(".")[0], "pages")
        return "queries" if lane == "pages" and _has_words(environ["QUERY_STRING"]) else lane

    return lane_of


def _has_words(query: str) -> bool:
    return any(key == "q" for key, _ in parse_qsl(query))
