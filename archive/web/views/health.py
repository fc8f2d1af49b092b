"""Whether the site lives, for those who watch over it."""

import sqlite3

from flask import Blueprint, Response, jsonify

from archive.errors import DamagedDataError, UnavailableError
from archive.search import SearchError
from archive.web.site import index, library, site

probes = Blueprint("probes", __name__)


@probes.get("/healthz")
def health() -> tuple[Response, int]:
    """Whether the site can answer: the generation that serves, the episodes in it, and whether the journal keeps up with the
    queries of this process; of a machine that follows a cluster, how long it has not heard of it."""
    told = site().provider.without_path
    try:
        found, revision = index(), library().revision
    except DamagedDataError as error:
        return jsonify({"status": "damaged", "detail": told(error)}), 503
    except SearchError as error:
        return jsonify({"status": "no index", "detail": told(error)}), 503
    except PermissionError:
        return jsonify({"status": "unreadable", "detail": told(site().provider.unread())}), 503
    except UnavailableError as error:
        return jsonify({"status": "no engine", "detail": told(error)}), 503
    except sqlite3.DatabaseError as error:
        return jsonify({"status": "damaged", "detail": told(f"the library cannot be read: {error}")}), 503
    counting, damage = site().counting(), site().provider.damage
    trouble, unheard_s, unread = found.trouble(), site().unheard_s(), site().provider.unread()
    return jsonify(
        {
            "status": "damaged" if damage else "unreadable" if unread else "ok",
            **({"detail": told(damage or unread)} if damage or unread else {}),
            **({"engine": trouble} if trouble else {}),
            "generation": found.generation,
            "episodes": found.episodes,
            "revision": revision,
            **({} if unheard_s is None else {"unheard_s": round(unheard_s)}),
            "journal": counting.status,
            "journal_waiting": counting.waiting,
            "journal_dropped": counting.dropped,
        }
    ), 200
