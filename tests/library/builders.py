"""Saved pages and the episodes cleaned from them, as plain as a test needs."""

import datetime as dt
import hashlib
import random
from typing import Any

from archive.model.episode import Cue, Episode, Published
from archive.model.page import RawPage, Stated

MORNING = dt.datetime(2026, 2, 10, 8, tzinfo=dt.UTC)


def speech(seed: int, words: int = 400) -> tuple[Cue, ...]:
    """Cues of ten invented words each, the same for the same seed."""
    dice = random.Random(seed)
    spoken = ["".join(dice.choices("aeioubcdlmnprstv", k=6)) for _ in range(words)]
    return tuple(Cue(1000 * at, " ".join(spoken[at : at + 10])) for at in range(0, words, 10))


def on(day: str) -> Published:
    return Published(date=dt.date.fromisoformat(day), source="description")


def episode(seed: int = 1, **changes: Any) -> Episode:
    """The episode of a seed; changes replace its fields."""
    fields: dict[str, Any] = {
        "title": f"Le débrief numéro {seed}",
        "title_source": "page",
        "page_sha256": "",
        "cleaner_version": 1,
        "published": on("2026-02-09"),
        "language": "fr",
        "cues": speech(seed),
        "origin": f"page-{seed}.html",
    }
    return Episode(**(fields | changes))


def page(seed: int = 1, body: str = "", **changes: Any) -> RawPage:
    """The saved page of a seed, in the root "pages"."""
    content = (body or f"page {seed}").encode()
    fields: dict[str, Any] = {
        "origin": f"page-{seed}.html",
        "body": content,
        "content_type": "text/html",
        "sha256": hashlib.sha256(content).hexdigest(),
        "fetched_at": MORNING,
        "fetched_how": "command",
        "stated": Stated(),
        "root": "pages",
    }
    return RawPage(**(fields | changes))
