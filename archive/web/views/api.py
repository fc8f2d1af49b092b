"""The same answers as JSON, and the site's health."""

import sqlite3

from flask import Blueprint, Response, jsonify, request, url_for

from archive import transcripts
from archive.errors import DamagedDataError
from archive.search import SearchError
from archive.search.answer import Suggestion
from archive.search.answer_json import answer_object
from archive.text.slugs import plain
from archive.web.http import headers
from archive.web.http.search_params import BadSearchParams, parse_search_params
from archive.web.presentation.template_context import episode_url, person_url
from archive.web.site import index, library, settings, site
from archive.web.views.episodes import served

pages = headers.validate_with_etag(Blueprint("api", __name__))
probes = Blueprint("probes", __name__)

MOST_MOMENTS = 1000
MOST_SUGGESTIONS = 10
LONGEST_PREFIX = 80


@pages.get("/api/search")
def search() -> Response:
    """An answer, as `archive search --json` gives it."""
    params = parse_search_params(request.args)
    answer = index().search(
        params.text,
        filters=params.filters(),
        sort=params.sort,
        page=params.page,
        limit=_bounded("limit", 10, settings().max_limit),
        moments=_bounded("moments", 3, MOST_MOMENTS),
    )
    return jsonify(answer_object(answer, settings().base_url.rstrip("/")))


@pages.get("/api/episodes/<slug>")
def episode(slug: str) -> Response:
    """An episode, as `archive show --format json` gives it."""
    return jsonify(transcripts.episode_object(served(slug), index().analysis(slug)))


@pages.get("/api/suggest")
def suggest() -> Response:
    """What the typed beginning may become."""
    typed = request.args.get("q", "")[:LONGEST_PREFIX]
    found = index().suggest(typed, MOST_SUGGESTIONS)
    return jsonify([_suggestion(suggestion) for suggestion in found])


@probes.get("/healthz")
def health() -> tuple[Response, int]:
    """Whether the site can answer: the generation that serves, the episodes in it, and whether the journal keeps up with the
    queries of this process."""
    try:
        found, revision = index(), library().revision
    except DamagedDataError as error:
        return jsonify({"status": "damaged", "detail": str(error)}), 503
    except SearchError as error:
        return jsonify({"status": "no index", "detail": str(error)}), 503
    except sqlite3.DatabaseError as error:
        return jsonify({"status": "damaged", "detail": f"the library cannot be read: {error}"}), 503
    counting, damage = site().counting(), site().provider.damage
    return jsonify(
        {
            "status": "damaged" if damage else "ok",
            **({"detail": damage} if damage else {}),
            "generation": found.generation,
            "episodes": found.episodes,
            "revision": revision,
            "journal": counting.status,
            "journal_waiting": counting.waiting,
            "journal_dropped": counting.dropped,
        }
    ), 200


def _suggestion(found: Suggestion) -> dict[str, object]:
    return {
        "text": found.text,
        "kind": found.kind,
        "episodes": found.episodes,
        "url": _suggested_url(found),
        "date": found.date.isoformat() if found.date else None,
    }


def _suggested_url(found: Suggestion) -> str | None:
    """The page of what has one; None for words, which are searched."""
    if found.slug:
        return episode_url(found.slug)
    if found.kind == "show":
        return url_for("browse.show", key=plain(found.text) or "-")
    return person_url(found.text) if found.kind == "person" else None


def _bounded(name: str, usual: int, most: int) -> int:
    value = request.args.get(name, "")
    if not value:
        return usual
    if not value.isascii() or not value.isdigit() or len(value) > 6:
        raise BadSearchParams(name, value[:60], "page")
    return min(int(value), most)
