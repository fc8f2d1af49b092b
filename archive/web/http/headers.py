"""What every answer carries over the wire: safety headers, a validator (ETag), compression."""

import gzip
import hashlib

import msgspec
from flask import Blueprint, Flask, Response, g, request

from archive.web.http.edition import edition
from archive.web.i18n import language
from archive.web.site import index, library, today

SMALLEST = 600
COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/x-subrip")
PLAYERS = "https://geo.dailymotion.com https://www.youtube-nocookie.com https://player.vimeo.com"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    f"media-src https: http:; frame-src {PLAYERS}; base-uri 'none'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'"
)
SAFETY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FRESH = "public, no-cache"
OF_THE_DAY = frozenset({"search.home"})
"""Pages that another day makes others."""


def install(app: Flask) -> None:
    """Gives an application its headers and its compression."""
    app.after_request(_compress)
    app.after_request(_protect)


def validate_with_etag(pages: Blueprint) -> Blueprint:
    """Pages that caches may keep: they change only with what their validator knows."""
    pages.before_request(answer_from_cache)
    pages.after_request(mark_for_cache)
    return pages


def validator() -> str:
    """The ETag of any page as the archive stands. It knows the library and its revisions, the generation, the program with its
    templates, style and texts, the settings that show, the language and, where a page shows it, the archive's day. Which
    page it is, the address says."""
    held = library()
    stands = (held.identity, held.revision, held.untranscribed_revision, index().identity, edition(), language())
    day = today().isoformat() if request.endpoint in OF_THE_DAY else ""
    return hashlib.sha256(msgspec.json.encode((*stands, day))).hexdigest()[:32]


def answer_from_cache() -> Response | None:
    """Before a page is made: a reader who holds it as it stands is told so at once."""
    if request.method not in {"GET", "HEAD"}:
        return None
    g.validator = validator()
    return Response(status=304) if request.if_none_match.contains_weak(g.validator) else None


def mark_for_cache(response: Response) -> Response:
    """After a page is made: to be kept by browsers and caches, and asked about each time. A page under which the archive changed
    while it was made may be of either state, so it is not known again."""
    if response.status_code in {200, 304} and "validator" in g:
        if response.status_code == 304 or g.validator == validator():
            response.set_etag(g.validator, weak=True)
        response.headers.setdefault("Cache-Control", FRESH)
    return response


def _protect(response: Response) -> Response:
    for name, value in SAFETY.items():
        response.headers.setdefault(name, value)
    response.vary.add("Accept-Encoding")
    if request.endpoint != "static":
        response.vary.add("Accept-Language")
    return response


def _compress(response: Response) -> Response:
    """Text of some size, gzipped for those who accept it."""
    if _worth_it(response):
        body = response.get_data()
        if len(body) >= SMALLEST:
            response.set_data(gzip.compress(body, 5, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response


def _worth_it(response: Response) -> bool:
    return (
        response.status_code not in {204, 206, 304}
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and (response.mimetype or "").startswith(COMPRESSED)
        and request.accept_encodings["gzip"] > 0
    )
