"""A fetched page on disk: its file name, and the sidecar that says where and when it was saved."""

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from archive.model.platforms import without_password
from archive.storage.file_writing import write_whole

SIDECAR = ".meta.json"


@dataclass(frozen=True, slots=True)
class Saved:
    """`fetched_at` is when these bytes were first saved (relative dates are read from it), `checked_at` when the server
    last said they still stand."""

    url: str
    fetched_at: dt.datetime
    checked_at: dt.datetime
    sha256: str
    etag: str | None = None
    last_modified: str | None = None

    def checked(self, now: dt.datetime) -> "Saved":
        """The same page, looked at again now."""
        return replace(self, checked_at=now)

    def age_s(self) -> float:
        """Seconds since the page was last looked at; a clock that was set back makes it old, never fresh for ever."""
        age = (dt.datetime.now(dt.UTC) - self.checked_at).total_seconds()
        return age if age >= 0 else float("inf")


def file_for(url: str) -> Path:
    """Where a page is kept in the folder: `host/last-words-of-its-path-HASH.html`. The same address has the same
    file."""
    parts = urlsplit(url)
    words = re.sub(r"[^\w.-]+", "-", unquote(f"{parts.path}-{parts.query}")).strip("-.")[-80:].strip("-.")
    stem = re.sub(r"\.(html?|php|aspx?)$", "", words) or "index"
    host = re.sub(r"[^\w.-]+", "_", parts.netloc.rpartition("@")[2].lower())
    suffix = Path(words).suffix.lower() if Path(words).suffix.lower() in _KNOWN else ".html"
    return Path(host) / f"{stem.removesuffix(suffix)}-{hashlib.sha256(url.encode()).hexdigest()[:8]}{suffix}"


_KNOWN = (".txt", ".vtt", ".srt", ".json", ".jsonl", ".md")


def load(path: Path) -> Saved | None:
    """What the sidecar says, if the page beside it is the one it speaks of; else None, and the page is to be fetched
    anew."""
    try:
        fields = json.loads(sidecar_of(path).read_bytes())
        fetched_at, checked_at = (dt.datetime.fromisoformat(fields[name]) for name in ("fetched_at", "checked_at"))
        etag, last_modified = fields.get("etag"), fields.get("last_modified")
        saved = Saved(fields["url"], fetched_at, checked_at, fields["sha256"], etag, last_modified)
        body = path.read_bytes()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return saved if hashlib.sha256(body).hexdigest() == saved.sha256 else None


def save(path: Path, saved: Saved, body: bytes | None) -> None:
    """Writes the sidecar, then the page (None: the page stays as it is). Each appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    times = {"fetched_at": saved.fetched_at.isoformat(), "checked_at": saved.checked_at.isoformat()}
    stated = {name: value for name, value in (asdict(saved) | times).items() if value is not None}
    write_whole(sidecar_of(path), json.dumps(stated, ensure_ascii=False, indent=1).encode())
    if body is not None:
        write_whole(path, body)
        os.utime(path, (saved.fetched_at.timestamp(), saved.fetched_at.timestamp()))


def state(path: Path, facts: Mapping[str, str | None]) -> None:
    """Adds to the sidecar of a saved page what a feed tells of it (url, guid, title, show): `archive add` takes it from
    there."""
    stated = json.loads(sidecar_of(path).read_bytes())
    told = stated | {name: without_password(value) if name in {"url", "guid"} else value for name, value in facts.items() if value}
    if told != stated:
        write_whole(sidecar_of(path), json.dumps(told, ensure_ascii=False, indent=1).encode())


def sidecar_of(path: Path) -> Path:
    """`x1.html` has `x1.html.meta.json` beside it."""
    return path.with_name(path.name + SIDECAR)
