"""The addresses of the manifests, the collections and the search in them."""

import msgspec
from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from archive.model.episode import Episode, is_untimed
from archive.text.slugs import plain
from archive.web.api import questions
from archive.web.api.questions import asked
from archive.web.browse_index import browse_index
from archive.web.http import headers
from archive.web.http.addresses import absolute
from archive.web.http.error_pages import NoTimes
from archive.web.iiif import manifests
from archive.web.site import index
from archive.web.views.episodes import served

pages = headers.readable_from_anywhere(headers.validate_with_etag(Blueprint("iiif", __name__, url_prefix="/iiif")))

PRESENTATION = f'application/ld+json;profile="{manifests.CONTEXT}"'
SEARCH = f'application/ld+json;profile="{manifests.CONTEXT}"'
MOST = 1000
"""Episodes of one collection."""


class SearchQuestion(questions.Question, frozen=True, kw_only=True):
    """What Content Search asks."""

    q: questions.Words = ""


@pages.get("/<slug>/manifest")
def manifest(slug: str) -> Response:
    """An episode."""
    return _sent(manifests.manifest(_timed(slug), index().analysis(slug)), PRESENTATION)


@pages.get("/collection")
def collection() -> Response:
    """All shows."""
    return _sent(manifests.all_shows(tuple(browse_index().shows.values())), PRESENTATION)


@pages.get("/shows/<key>/collection")
def show(key: str) -> Response:
    """A show."""
    entry = browse_index().shows.get(plain(key)) or abort(404)
    return _sent(manifests.collection(entry, index().newest(entry.filters, limit=MOST).episodes), PRESENTATION)


@pages.get("/<slug>/search")
def search(slug: str) -> Response:
    """The words in an episode."""
    episode, words = _timed(slug), asked(SearchQuestion).q
    matches = index().search_episode(words, slug) if words else None
    return _sent(manifests.found(episode, matches, _own()), SEARCH)


@pages.get("/<slug>/autocomplete")
def autocomplete(slug: str) -> Response:
    """What the beginning of a word may become."""
    _timed(slug)
    return _sent(manifests.completions(slug, asked(questions.SuggestQuestion).q, _own()), SEARCH)


@pages.get("/<slug>/<path:part>")
def part(slug: str, part: str) -> AnyResponse:
    """The names of what a manifest holds (canvas, ranges, annotations) lead to the manifest, which says what they
    are."""
    served(slug)
    return redirect(f"/iiif/{slug}/manifest", 303)


def _timed(slug: str) -> Episode:
    """The episode, whose canvas is its time. Raises NoTimes where nobody tells when anything is said."""
    episode = served(slug)
    if is_untimed(episode):
        raise NoTimes(slug)
    return episode


def _own() -> str:
    return absolute(request.full_path.rstrip("?"))


def _sent(value: msgspec.Struct, kind: str) -> Response:
    """As application/ld+json with its profile to those who ask for that, else as application/json: viewers look for
    either."""
    asks = "application/ld+json" in request.headers.get("Accept", "")
    response = Response(msgspec.json.encode(value), content_type=kind if asks else "application/json")
    response.vary.add("Accept")
    return response
