"""Whether the site lives, for those who watch over it."""

from flask import Blueprint, Response, jsonify

from archive.search import SearchError
from archive.web.site import index, library, site

probes = Blueprint("probes", __name__)


@probes.get("/healthz")
def health() -> tuple[Response, int]:
    """Whether the site can answer: the generation that serves, the episodes in it, and whether the journal keeps up with the
    queries of this process."""
    try:
        found = index()
    except SearchError as error:
        return jsonify({"status": "no index", "detail": str(error)}), 503
    counting = site().counting()
    return jsonify(
        {
            "status": "ok",
            "generation": found.generation,
            "episodes": found.episodes,
            "revision": library().revision,
            "journal": counting.status,
            "journal_waiting": counting.waiting,
            "journal_dropped": counting.dropped,
        }
    ), 200
