"""What the files of a folder tell of one another: a sidecar of its page, yt-dlp's `.info.json` of its subtitles, a
saved feed of a podcast's transcripts; before them goes what the command states, behind them a file's own time."""

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from archive.model.page import FetchedHow, Refusal, Stated
from archive.model.reasons import Reason, reason
from ingest.budget import LARGEST_PAGE
from ingest.encodings import NotText, decode
from ingest.formats.markup import root_name
from ingest.formats.record import BadRecord
from ingest.formats.sidecar_facts import Facts, best_of, feed_facts, info_facts, info_name, is_feed, is_info

SIDECAR = ".meta.json"
_HEAD = 8 * 1024
_MOST_FEEDS = 50
_LARGEST_SIDECAR = 64 * 1024
_FEED_NAMES = (".rss", ".xml", ".atom")


@dataclass(frozen=True, slots=True)
class Beside:
    """What the other files of a folder tell of its transcripts."""

    facts: Mapping[str, Facts] = field(default_factory=dict)
    others: Mapping[str, Reason] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, names: Iterable[str]) -> "Beside":
        """Read once a folder; of several subtitles of one video only the best is read."""
        names = sorted(names)
        facts: dict[str, Facts] = {}
        others: dict[str, Reason] = {}
        for feed, told_of in _of_feeds(folder):
            facts.update(told_of)
            if any((folder / name).is_file() for name in told_of):
                others[feed] = reason("feed")
        for info, found in _by_info(folder, names).items():
            told = _read_info(folder / info)
            if told is None:
                continue
            chosen = best_of(found, told.fields.get("language"))
            facts[chosen] = told
            others.update({name: reason("other-form", name=chosen) for name in found if name != chosen})
            others[info] = reason("tells-of", name=chosen)
        return cls(facts, others)

    def facts_of(self, name: str) -> Facts | None:
        """What is told of a file."""
        return self.facts.get(name)

    def passed_over(self, name: str) -> Reason | None:
        """Why a file is no page of its own; None where it is one."""
        return self.others.get(name)


def _by_info(folder: Path, names: list[str]) -> dict[str, list[str]]:
    """Each info file with the subtitles it tells of."""
    found: dict[str, list[str]] = {}
    for name in names:
        if is_info(name) or "." not in name:
            continue
        info = next((info for info in info_name(name) if info != name and (folder / info).is_file()), None)
        if info is not None and not name.endswith(
            (".description", ".meta.json", ".part", ".mp4", ".webm", ".mkv", ".m4a", ".mp3", ".jpg", ".webp")
        ):
            found.setdefault(info, []).append(name)
    return found


def _read_info(path: Path) -> Facts | None:
    try:
        with path.open("rb") as opened:
            return info_facts(path.name, opened.read(LARGEST_PAGE))
    except OSError:
        return None


def _of_feeds(folder: Path) -> Iterator[tuple[str, dict[str, Facts]]]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _FEED_NAMES and path.is_file())
    except OSError:
        return
    for path in paths[:_MOST_FEEDS]:
        yield path.name, _of_feed(path)


def _of_feed(path: Path) -> dict[str, Facts]:
    """What a feed tells; nothing where the file is none, or is broken (it is named when its own turn comes)."""
    try:
        with path.open("rb") as opened:
            head = opened.read(_HEAD)
            if not is_feed(root_name(decode(head).text) or ""):
                return {}
            return feed_facts(path.name, decode(head + opened.read(LARGEST_PAGE)).text)
    except (OSError, NotText, BadRecord):
        return {}


# -- sidecars
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
        return Refusal(printable(sidecar.name), reason("sidecar-unreadable", error=str(error)))
    text = {key: value.strip() for key, value in said.items() if isinstance(value, str) and value.strip()}
    given: dict[str, Any] = {key: getattr(stated, key) or text.get(key) for key in ("guid", "title", "show", "url")}
    both = replace(stated, **given)
    moment = None if fetched_at else _moment(text.get("fetched_at"))
    return (both, moment, "sidecar") if moment else (both, known[1], known[2])


def _moment(text: str | None) -> dt.datetime | None:
    try:
        return _utc(dt.datetime.fromisoformat(text.replace("Z", "+00:00"))) if text else None
    except (ValueError, OverflowError):
        return None


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
