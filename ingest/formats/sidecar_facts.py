"""What a file beside a transcript tells of it: yt-dlp's `.info.json`, and a podcast's feed saved to disk.

Transcript and facts go on as one page of their own kind, so that a page that is kept can be read again from itself
alone."""

import email.utils
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from ingest.formats.json_records import read_facts, read_json, string
from ingest.formats.markup import Element, attribute, elements, name, parse, text_of
from ingest.formats.record import BadRecord, Record
from ingest.formats.times import any_time, clock, seconds

JOINED = "application/vnd.mot-pour-mot.transcript-with-facts+json"
_INFO = ".info.json"
_MOST_ITEMS = 20_000
_LONGEST_TEXT = 100_000
_STATED = (
    "guid", "title", "show", "channel", "date", "precision", "description", "category", "url", "picture", "duration_ms", "chapters",
    "people",
)  # fmt: skip
# The best of several captions of one video: those with times of words, then plain ones.
_ORDER = (".json3", ".srv3", ".vtt", ".ttml", ".srt", ".srv2", ".srv1", ".ass", ".lrc")
_LANGUAGE = re.compile(r"\.([a-z]{2,3}(?:-[A-Za-z0-9-]{2,12})?)$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of a transcript in the file `source` beside it, with the keys of an episode record."""

    source: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Joined:
    """A transcript as it was saved, and the facts beside it."""

    content_type: str
    text: str
    facts: Record


def join(text: str, content_type: str, facts: Facts) -> bytes:
    """The bytes of a page that holds both."""
    return msgspec.json.encode({"facts": dict(facts.fields), "content_type": content_type, "transcript": text})


def read_joined(data: bytes) -> Joined:
    """What `join` wrote; raises BadRecord for anything else."""
    found = read_json(data)
    if (
        not isinstance(found, dict)
        or not isinstance(found.get("transcript"), str)
        or not isinstance(found.get("content_type"), str)
    ):
        raise BadRecord("not-joined")
    return Joined(found["content_type"], found["transcript"], read_facts(found.get("facts")))


def told(own: Record, facts: Record) -> Record:
    """What the transcript states itself, and for the rest the facts beside it; title and date are the facts'."""
    stated = {name: value for name in _STATED if (value := getattr(facts, name))}
    return replace(own, **stated, language=own.language or facts.language)


# -- yt-dlp


def info_name(transcript: str) -> list[str]:
    """The names an info file may have beside a transcript: `TITLE [ID].fr.vtt` has `TITLE [ID].info.json`."""
    stem = transcript.removesuffix(".gz")
    stem = stem[: stem.rfind(".")] if "." in stem else stem
    without = _LANGUAGE.sub("", stem)
    return list(dict.fromkeys((without + _INFO, stem + _INFO)))


def is_info(file: str) -> bool:
    """Whether a file is yt-dlp's of facts, by its name."""
    return file.endswith(_INFO)


def info_facts(file: str, data: bytes) -> Facts | None:
    """The facts of an info file; None for one that states none."""
    try:
        said = read_json(data)
    except BadRecord:
        return None
    if not isinstance(said, dict) or not string(said, "title", "id"):
        return None
    kinds = said.get("categories")
    fields = {
        "id": string(said, "id"),
        "title": string(said, "title", "fulltitle"),
        "show": string(said, "series", "playlist_title") if said.get("series") else None,
        "channel": string(said, "channel", "uploader"),
        "date": _plain_day(string(said, "release_date", "upload_date")),
        "description": (string(said, "description") or "")[:_LONGEST_TEXT],
        "category": next((kind for kind in kinds if isinstance(kind, str)), None) if isinstance(kinds, list) else None,
        "url": string(said, "webpage_url", "original_url"),
        "thumbnail": string(said, "thumbnail"),
        "duration": (seconds(said.get("duration")) is not None and said["duration"]) or None,
        "language": string(said, "language"),
        "chapters": said.get("chapters") if isinstance(said.get("chapters"), list) else None,
    }
    return Facts(file, {key: value for key, value in fields.items() if value})


def _plain_day(text: str | None) -> str | None:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text and re.fullmatch(r"[0-9]{8}", text) else text


def best_of(files: list[str], language: str | None) -> str:
    """Of several captions of one video the one to read: in the spoken language, as the machine heard it, in the richest
    form."""

    def worth(file: str) -> tuple[int, int, int, str]:
        """Less is better: another language, a translation, a poorer form, the name."""
        path = PurePosixPath(file.removesuffix(".gz"))
        match = _LANGUAGE.search(path.stem)
        code = match[1].lower() if match else ""
        spoken = 0 if language and code.split("-")[0] == language.split("-")[0].lower() else 1
        form = _ORDER.index(path.suffix) if path.suffix in _ORDER else len(_ORDER)
        return spoken, 0 if code.endswith("-orig") else 1, form, file

    return min(files, key=worth)


# -- feeds


def is_feed(root: str) -> bool:
    """RSS or Atom, by its first element."""
    return root in ("rss", "feed", "rdf")


def feed_facts(file: str, text: str) -> dict[str, Facts]:
    """The name of a transcript's file -> what the feed tells of its episode (podcast:transcript, podlove's
    chapters)."""
    root = parse(text)
    channel = next(elements(root, "channel", "feed"), root)
    show = _own(channel, "title")
    found: dict[str, Facts] = {}
    for number, item in enumerate(elements(root, "item", "entry")):
        if number >= _MOST_ITEMS:
            break
        fields = _item(item, show, attribute(root, "lang") or _own(channel, "language"))
        for file_name in _transcripts(item):
            found.setdefault(file_name, Facts(file, fields))
    return found


def _transcripts(item: Element) -> Iterator[str]:
    """The last word of each transcript's address; and of the sound's, whose transcript may bear its name."""
    for part in elements(item, "transcript"):
        if name_of := _last_word(attribute(part, "url")):
            yield name_of
    for part in elements(item, "enclosure", "link"):
        address = attribute(part, "url") or (attribute(part, "href") if attribute(part, "rel") == "enclosure" else None)
        if name_of := _last_word(address):
            for suffix in (".vtt", ".srt", ".json", ".html", ".txt"):
                yield str(PurePosixPath(name_of).with_suffix(suffix))


def _last_word(url: str | None) -> str | None:
    try:
        return PurePosixPath(unquote(urlsplit(url).path)).name or None if url else None
    except ValueError:
        return None


def _item(item: Element, show: str | None, language: str | None) -> dict[str, Any]:
    fields = {
        "guid": _own(item, "guid") or _own(item, "id"),
        "title": _own(item, "title"),
        "show": show,
        "date": _day(_own(item, "pubdate") or _own(item, "published") or _own(item, "updated")),
        "description": _plain_text(_own(item, "description") or _own(item, "summary") or _own(item, "encoded")),
        "url": _link(item),
        "image": next((attribute(part, "href") for part in elements(item, "image")), None),
        "duration": _duration(_own(item, "duration")),
        "language": language,
        "chapters": list(_chapters(item)),
    }
    return {key: value for key, value in fields.items() if value}


def _own(element: Element, wanted: str) -> str | None:
    """The text of the element's own child of that name."""
    found = next((inner for inner in element if name(inner) == wanted), None)
    return (text_of(found).strip() or None) if found is not None else None


def _plain_text(markup: str | None) -> str:
    from ingest.formats.html import read_html

    if not markup:
        return ""
    return "\n".join(read_html(f"<body>{markup[:_LONGEST_TEXT]}</body>").lines) if "<" in markup else markup[:_LONGEST_TEXT]


def _link(item: Element) -> str | None:
    for inner in item:
        if name(inner) == "link" and attribute(inner, "rel") in (None, "alternate"):
            return (text_of(inner).strip() or attribute(inner, "href") or "") or None
    return None


def _day(text: str | None) -> str | None:
    try:
        return email.utils.parsedate_to_datetime(text).isoformat() if text else None
    except (ValueError, TypeError, OverflowError):
        return text


def _duration(text: str | None) -> float | None:
    found = any_time(text) if text else None
    return found / 1000 if found else None


def _chapters(item: Element) -> Iterator[dict[str, Any]]:
    """Podlove's simple chapters."""
    for part in elements(item, "chapter"):
        start, title = clock(attribute(part, "start")), attribute(part, "title")
        if start is not None and title:
            yield {"start_ms": start, "title": title}
