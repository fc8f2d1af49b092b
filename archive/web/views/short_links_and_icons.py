"""Short addresses that lead to a second of an episode; and what browsers ask of a site by custom: icons, a manifest."""

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from archive.text.slugs import number_of
from archive.transcripts.addresses import Ids, episode_address
from archive.web.http import page_cache
from archive.web.http.addresses import span_of
from archive.web.http.error_pages import Gone
from archive.web.http.search_params import BadSearchParams, query_string
from archive.web.i18n import gettext as _
from archive.web.i18n import language
from archive.web.presentation.template_context import static
from archive.web.site import library, settings
from archive.web.views.episodes import served

pages = page_cache.validate_with_etag(Blueprint("share", __name__))
PAPER = "#f6f7f7"
FRENCH = {
    "épisodes": "browse.episodes",
    "émissions": "browse.shows",
    "emissions": "browse.shows",
    "personnes": "browse.people",
    "calendrier": "browse.calendar",
    "tendances": "trends.compare",
    "recherche": "search.results",
    "verifier": "verify.form",
    "vérifier": "verify.form",
    "aide": "about.searching",
}
"""Addresses that are guessed from the French names of pages, and what leads there."""


@pages.get("/e/<code>")
def short(code: str) -> AnyResponse:
    """A short address leads to the episode's own, its second and all: for good, so 301. Gone where it was taken down.
    It names the line of its second, so that a browser without script lands on it."""
    number = number_of(code)
    slug = library().slug_numbered(number) if number else None
    if slug is None:
        abort(404)
    if library().removal(slug):
        raise Gone(slug)
    query = query_string(list(request.args.items(multi=True)))
    return redirect(f"{episode_address(slug)}{query}{_landing(slug, request.args.get('t', ''))}", 301)


def _landing(slug: str, second: str) -> str:
    """The fragment of the line at a second; empty where none is told."""
    lines = Ids(served(slug).cues)
    try:
        span = span_of(second)
    except BadSearchParams:
        return ""
    place = lines.at(span.second) if span else None
    return "" if place is None else f"#{lines.names[place]}"


@pages.get(f"/<any({', '.join(FRENCH)}):name>")
def in_french(name: str) -> AnyResponse:
    """A page by its French name leads to its own address, its query and all: for good."""
    return redirect(url_for(FRENCH[name]).partition("?")[0] + query_string(list(request.args.items(multi=True))), 308)


@pages.get("/favicon.ico")
def favicon() -> Response:
    """Where browsers look without being told."""
    return _icon("favicon.ico")


@pages.get("/apple-touch-icon.png")
def touch_icon() -> Response:
    """Where a phone looks when the site is put on its front page."""
    return _icon("apple-touch-icon.png")


@pages.get("/manifest.webmanifest")
def manifest() -> Response:
    """The site as an application: its name, its colours, where it begins."""
    response = jsonify(
        {
            "name": settings().site_name,
            "short_name": settings().site_name,
            "description": _("Retrouvez ce qui s’est dit, à la seconde."),
            "lang": language(),
            "start_url": url_for("search.home"),
            "display": "minimal-ui",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": [{"src": static(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)],
        }
    )
    response.content_type = "application/manifest+json"
    return response


def _icon(name: str) -> Response:
    """A static file under an address that never changes, so asked about each time."""
    file = current_app.config["STATIC_FILES"][name]
    return Response(file.body, content_type=file.kind)
