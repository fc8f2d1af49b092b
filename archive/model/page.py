"""A page as somebody saved it, before anyone read it; and the refusal of one that is no episode.

Here and not in `ingest`, because the Library keeps pages and the desk passes them to the reader it is given.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from archive.model.episode import Episode
from archive.model.platforms import without_password
from archive.model.reasons import Reason

FetchedHow = Literal["command", "sidecar", "page", "file time", "unknown"]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the command line or a sidecar says of a page; it goes before what the page says. `untimed`: it is a
    transcript, though nothing in it tells when it is said."""

    guid: str | None = None
    title: str | None = None
    show: str | None = None
    url: str | None = None
    untimed: bool = False

    def __post_init__(self) -> None:
        """Keeps no password that stands in an address."""
        for name in ("guid", "url"):
            if value := getattr(self, name):
                object.__setattr__(self, name, without_password(value))


@dataclass(frozen=True, slots=True)
class RawPage:
    """One saved page or one record of many: `body` is its bytes as saved, unzipped; `origin` its path in its root
    (with `#LINE` for a record of many); `fetched_at` is UTC."""

    origin: str
    body: bytes
    content_type: str
    sha256: str
    fetched_at: dt.datetime | None = None
    fetched_how: FetchedHow = "unknown"
    stated: Stated = Stated()
    root: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page that gives no episode, and why. `shape_lost` tells a page that should have been one from a stranger; a
    `skipped` one is no fault (a sidecar, a row without segments, a stranger's file). `known`: a form that people have
    transcripts in and that is not read; the reason says what to save instead. `beside`: it tells of a page, and is
    counted with that. `line`: the line of the page at which it cannot be read; empty where no one line is to blame."""

    origin: str
    reason: Reason
    shape_lost: bool = False
    skipped: bool = False
    known: bool = False
    beside: bool = False
    line: str = ""


Reader = Callable[[RawPage], Episode | Refusal]
