"""What every answer carries over the wire: safety headers, and what scripts of other sites may read."""

from collections.abc import Iterable
from itertools import chain
from typing import cast

from flask import Blueprint, Flask, Response, g, request, stream_with_context

from archive.sheets import Sheet
from archive.text.slugs import plain
from archive.web.site import settings

PICTURES = "img-src 'self'"
PLAYERS = "https://geo.dailymotion.com https://www.youtube-nocookie.com https://player.vimeo.com"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    f"{PICTURES}; connect-src 'self'; media-src https: http:; frame-src {PLAYERS}; "
    "base-uri 'none'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'"
)
FRAMED_POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'self'; frame-ancestors * file:"
"""Of cards that other sites show, and a page that is tried from a file of one's own."""
SAFETY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000"
"""A year: a browser that came once over https asks for nothing else. Nothing is said for other names of the owner's."""
FOR_OTHERS = frozenset({"api", "pictures", "share"})
"""Rooms whose answers other sites may show; so may whatever allows their scripts to read it
(Access-Control-Allow-Origin)."""
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept-Language, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, Allow",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""For everyone, sent without anybody's cookies."""


def install(app: Flask) -> None:
    """Gives an application its headers."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    for name, value in SAFETY.items():
        response.headers.setdefault(name, value)
    if settings().outside_pictures and response.headers["Content-Security-Policy"] == POLICY:
        response.headers["Content-Security-Policy"] = POLICY.replace(PICTURES, f"{PICTURES} https: http:")
    if g.get("framed"):
        del response.headers["X-Frame-Options"]
    for_others = request.blueprint in FOR_OTHERS or "Access-Control-Allow-Origin" in response.headers
    response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if for_others else "same-origin")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    response.vary.add("Accept-Encoding")
    if request.endpoint != "static":
        response.vary.add("Accept-Language")
    return response


def readable_from_anywhere(pages: Blueprint) -> Blueprint:
    """Pages that any site may read; without credentials, so that nothing of a visitor's can be asked for."""
    pages.after_request(allow_reading)
    return pages


def allow_reading(response: Response) -> Response:
    """The same for one answer."""
    response.headers.update(OPEN)
    return response


def in_parts(parts: Iterable[str], kind: str) -> Response:
    """An answer whose parts are made one after the other, as they are sent: each costs no more than a page may. The
    first is made at once, so that what cannot be answered is told as for any page. What the parts are made of is held
    by themselves: what the request holds is let go before the second."""
    rest = iter(parts)
    return Response(stream_with_context(chain([next(rest, "")], rest)), content_type=kind)


def as_file(body: str | Iterable[str], kind: str, title: str, form: str) -> Response:
    """A file to be kept, named after its title; made in parts, where it has some."""
    response = Response(body, content_type=kind) if isinstance(body, str) else in_parts(body, kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{plain(title)}.{form}"'
    return response


def asked_sheet() -> Sheet:
    """The spreadsheet that a table is asked for, of which `sheet` tells the language."""
    return cast(Sheet, sheet) if (sheet := request.values.get("sheet")) in {"fr", "en"} else ""
