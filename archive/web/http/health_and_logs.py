"""What who keeps a site watches: /healthz, and the log: one line a request on stderr, as JSON or, on a terminal, in
words; without who asked, and without what was asked unless a setting wants it."""

import logging
import sqlite3
import sys
import time
from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, g, jsonify, request

from archive.errors import DamagedDataError, UnavailableError
from archive.search import SearchError
from archive.web.site import index, library, site

ACCESS = "archive.access"
FORGOTTEN = frozenset({"verify.form"})
"""Pages that promise to keep nothing of what they are asked."""


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, what was said, and the facts given as `extra={"facts": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the text holds."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


class HumanLines(logging.Formatter):
    """A record as a line that a person reads: `20:30:04 200    12 ms  GET /search`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback under it where there is one."""
        facts: dict[str, Any] = getattr(record, "facts", {})
        took = f"{facts['ms']:>6.0f} ms" if facts.get("ms") is not None else ""
        head = f"{facts['status']} {took}" if "status" in facts else record.levelname.lower()
        asked = f"  q={facts['q']!r}" if "q" in facts else ""
        said = record.getMessage().encode("unicode_escape").decode()
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return f"{datetime.fromtimestamp(record.created):%H:%M:%S} {head}  {said}{asked}{trace}"


def to_stderr(level: int = logging.INFO) -> None:
    """Sends everything that is logged in this process to stderr: as words on a terminal, else as lines of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(HumanLines() if sys.stderr.isatty() else JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def log_requests(app: Flask, *, queries: bool = False) -> None:
    """Logs each request of a site once it is answered; with `queries` the words asked for stand in the line too."""
    log = logging.getLogger(ACCESS)

    @app.before_request
    def began() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def answered(response: Response) -> Response:
        log.info("%s %s", request.method, request.path, extra={"facts": _facts(response, queries)})
        return response


def _facts(response: Response, queries: bool) -> dict[str, Any]:
    began = g.get("began")
    facts: dict[str, Any] = {
        "status": response.status_code,
        "ms": round((time.perf_counter() - began) * 1000, 1) if began else None,
        "bytes": response.content_length,
    }
    if queries and "q" in request.args and request.endpoint not in FORGOTTEN:
        facts["q"] = request.args["q"][:400]
    return facts


probes = Blueprint("probes", __name__)


@probes.get("/healthz")
def health() -> tuple[Response, int]:
    """Whether the site can answer: the generation that serves, the episodes in it, and whether the journal keeps up
    with the queries of this process; of a machine that follows a cluster, how long it has not heard of it."""
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
