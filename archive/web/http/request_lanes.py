"""Which requests are costly: what the server may let wait, and what it answers beside them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LaneName = Literal["health", "fixed", "pages", "searches", "queries", "staff", "door"]
"""Whether the site lives; pages and files that ask nothing of the archive; pages of what it holds; searches for a few
plain words; what else looks for words, patterns and phrases among them; the pages of staff who are in; their door,
which may make a guess wait."""
_PLAIN = re.compile(r"(?:[\w\s'’]|(?<=\w)-(?=\w)){1,80}")
"""A question of words alone: the dearest of the archive beside the project takes some 30 ms, a pattern up to 300."""
_SEARCHES = frozenset({"search.results", "api.search", "api.suggest"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})

_OF_ROOM: dict[str, LaneName] = {
    "probes": "health",
    "static": "fixed",
    "about": "fixed",
    "staff": "staff",
    "trends": "queries",
    "pictures": "queries",
    "verification": "queries",
    "verify": "queries",
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
}


@dataclass(frozen=True, slots=True)
class Way:
    """On which lane a request goes, and whether the page that it asks for takes a body."""

    lane: LaneName
    takes_body: bool = False


def ways(app: Flask) -> "Callable[[WSGIEnvironment], Way]":
    """The way of a request to the application; any page that is asked with words looks for them."""
    addresses = app.url_map.bind("")

    def way_of(environ: "WSGIEnvironment") -> Way:
        """By the page that the address names; what names none is a page that says so."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        try:
            endpoint, _ = addresses.match(path, environ["REQUEST_METHOD"])
        except HTTPException:
            return Way("pages")
        if endpoint in _SEARCHES and _is_plain(environ["QUERY_STRING"]):
            return Way("searches")
        lane = _OF_ENDPOINT.get(endpoint) or _OF_ROOM.get(endpoint.partition(".")[0], "pages")
        takes_body = environ["REQUEST_METHOD"] in _WITH_BODY
        if lane == "staff" and not _was_let_in(app, environ):
            return Way("door", takes_body and endpoint == "staff.log_in")
        return Way("queries" if lane == "pages" and _has_words(environ["QUERY_STRING"]) else lane, takes_body)

    return way_of


def _was_let_in(app: Flask, environ: "WSGIEnvironment") -> bool:
    """Whether a request carries a session that we signed, for somebody who knew the password. That it is open still,
    its page finds out."""
    return "secret" in (app.session_interface.open_session(app, app.request_class(environ)) or ())


def _is_plain(query: str) -> bool:
    """Whether nothing is asked but some words, of the first page."""
    asked = parse_qsl(query)
    return sum(key == "q" and bool(_PLAIN.fullmatch(value)) for key, value in asked) == 1 and {key for key, _ in asked} <= {
        "q",
        "lang",
    }


def _has_words(query: str) -> bool:
    return any(key == "q" for key, _ in parse_qsl(query))
