"""What is stated of a file from outside: by the command, by the sidecar beside it, and else by the file's own time."""

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import msgspec

from archive.model.page import FetchedHow, Refusal, Stated

SIDECAR = ".meta.json"
_LARGEST_SIDECAR = 64 * 1024
Told = tuple[Stated, dt.datetime | None, FetchedHow]


def printable(name: str) -> str:
    """A file name that is not UTF-8, as text that can be stored and shown."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def of_file(stated: Stated, fetched_at: dt.datetime | None, mtime: float) -> Told:
    """What the command states, with the moment of saving: the command's, else the file's time (seconds since 1970)."""
    if fetched_at:
        return stated, _utc(fetched_at), "command"
    return stated, dt.datetime.fromtimestamp(max(mtime, 0), dt.UTC), "file time"


def told(path: Path, stated: Stated, fetched_at: dt.datetime | None, mtime: float) -> Told | Refusal:
    """What command and sidecar state; a sidecar that cannot be read is refused, its page is not."""
    known = of_file(stated, fetched_at, mtime)
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.is_file():
        return known
    try:
        with sidecar.open("rb") as opened:
            said = msgspec.json.decode(opened.read(_LARGEST_SIDECAR).removeprefix(b"\xef\xbb\xbf"))
        if not isinstance(said, dict):
            raise msgspec.DecodeError("not an object")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        return Refusal(printable(sidecar.name), f"a sidecar that cannot be read: {error}")
    text = {key: value.strip() for key, value in said.items() if isinstance(value, str) and value.strip()}
    both = replace(stated, **{key: getattr(stated, key) or text.get(key) for key in ("guid", "title", "show", "url")})
    moment = None if fetched_at else _moment(text.get("fetched_at"))
    return (both, moment, "sidecar") if moment else (both, known[1], known[2])


def _moment(text: str | None) -> dt.datetime | None:
    try:
        return _utc(dt.datetime.fromisoformat(text.replace("Z", "+00:00"))) if text else None
    except (ValueError, OverflowError):
        return None


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
