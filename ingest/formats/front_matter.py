"""What a text for a site generator states above itself (Jekyll, Hugo, Astro): YAML between lines of `---`, TOML between
`+++`.

YAML is read by its library without any of its types, so that a day stays as it is written and nothing is made or run; a
head that is no YAML as a whole (`title: Marées: la suite`) is read key by key."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import yaml

from archive.model.episode import Person, PersonKind
from archive.text.speaker_labels import is_name, names_nobody
from ingest.formats.json_records import read_facts
from ingest.formats.record import Record

_MOST = 64_000
_MOST_PEOPLE = 50
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PEOPLE: Mapping[str, PersonKind] = {
    **dict.fromkeys(("host", "hosts", "presenter", "presenters", "animateur", "animatrice", "animateurs"), "host"),
    **dict.fromkeys(("speaker", "speakers", "guest", "guests", "invité", "invités", "invitée", "invitées", "invites"), "guest"),
}
"""Transcripts written by hand list who speaks so (the heads of bitcointranscripts: `speakers: ["…", "…"]`)."""
_FACTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "episode_title", "og_title", "ogtitle", "titre"),
    "show": ("show", "podcast", "series", "podcast_name", "show_name", "émission", "emission"),
    "channel": ("channel", "station", "network", "publisher", "channel_name", "chaîne"),
    "date": ("publish_date", "published_at", "date_published", "pubdate", "published", "release_date", "date"),
    "description": ("description", "summary", "excerpt", "abstract", "subtitle", "ogdescription"),
    "language": ("language", "lang", "locale", "langue"),
    "url": ("youtube_url", "video_url", "youtube", "video", "media", "source_url", "canonical_url", "link", "url", "audio", "mp3"),
    "image": ("image", "thumbnail", "cover", "og_image"),
    "duration": ("duration", "length", "durée"),
    "category": ("category",),
    "guid": ("guid", "video_id", "youtube_id", "id"),
    "chapters": ("chapters",),
}
"""The keys of an episode record, and what heads call them, the surest first."""
_TRANSCRIPTS = ("transcript", "transcription", "retranscription")
_BETWEEN = re.compile(r"\s*[,;&]\s*|\s+(?:and|et|und|y|e)\s+")
_HEAD = re.compile(r"\ufeff?\s*(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<lines>.*?)^(?P=mark)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"[^\W\d][\w -]{0,40}:(?:[ \t]|$)")
_WITHIN = re.compile(r"[ \t]+\S|[ \t]*- |[ \t]*#|[ \t]*$")


def split_front_matter(text: str) -> tuple[Record | None, str]:
    """What the head states, and the text below it; None and the whole text where there is none. A transcript that the
    head holds is text."""
    match = _HEAD.match(text[:_MOST])
    fields = _fields(match["mark"], match["lines"]) if match else {}
    if match is None or not fields:
        return None, text
    known = {str(key).strip().lower().replace("-", "_"): value for key, value in fields.items()}
    facts = {key: found for key, names in _FACTS.items() if (found := _first(known, names, key)) is not None}
    return replace(read_facts(facts), people=tuple(_people(known))), _with_transcript(known, text[match.end() :])


def _with_transcript(known: Mapping[str, Any], below: str) -> str:
    """What stands below a head, and behind it under its heading a transcript that the head holds."""
    said = next((value for key in _TRANSCRIPTS if isinstance(value := known.get(key), str)), "")
    return f"{below}\n\nTranscript\n\n{said}" if len(said.split()) > len(below.split()) else below


def _first(known: Mapping[str, Any], names: tuple[str, ...], key: str) -> Any:
    values = (known[name] for name in names if known.get(name))
    if key == "chapters":
        return next((value for value in values if isinstance(value, list)), None)
    flat = (" ".join(value.split()) if key != "description" else value for value in values if isinstance(value, str))
    return next((value for value in flat if _fits(key, value)), None)


def _fits(key: str, value: str) -> bool:
    """Whether a value can be what its key says: `published: true` is no day, `url: /season1/` no address of its own."""
    if key in ("url", "image"):
        return value.startswith(("http://", "https://"))
    return any(map(str.isdigit, value)) if key == "date" else bool(value.strip())


def _fields(mark: str, lines: str) -> Mapping[str, Any]:
    """The keys and values of a head; nothing for what is none."""
    if mark == "+++":
        return _toml(lines)
    rows = lines.splitlines()
    if not all(_FIELD.match(row) or _WITHIN.match(row) for row in rows):
        return {}
    found = _yaml(lines)
    return found if found is not None else _key_by_key(rows)


def _toml(lines: str) -> Mapping[str, Any]:
    try:
        found = tomllib.loads(lines)
    except (ValueError, RecursionError):
        return {}
    return {key: value if isinstance(value, list | dict) else str(value) for key, value in found.items()}


def _yaml(text: str) -> Mapping[str, Any] | None:
    """A mapping of YAML, its values as they are written; None for anything else."""
    try:
        found = yaml.load(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return found if isinstance(found, dict) and found else None


def _key_by_key(rows: list[str]) -> Mapping[str, Any]:
    """What each key states by itself; where that is no YAML either, the line as it is."""
    found: dict[str, Any] = {}
    starts = [number for number, row in enumerate(rows) if _FIELD.match(row)]
    for begin, end in zip(starts, [*starts[1:], len(rows)], strict=False):
        alone = _yaml("\n".join(rows[begin:end]))
        key, _, value = rows[begin].partition(":")
        found.update(alone if alone else {key: value.strip().strip("\"'")})
    return found


def _people(known: Mapping[str, Any]) -> Iterator[Person]:
    """Whom the head lists, each once, hosts first; a label that names nobody (Speaker 1) is passed over."""
    named = [(key, kind) for key, kind in _PEOPLE.items() if key in known]
    met: set[str] = set()
    for key, kind in sorted(named, key=lambda pair: pair[1] != "host"):
        for name in _names(known[key]):
            if is_name(name) and not names_nobody(name) and name.casefold() not in met:
                met.add(name.casefold())
                yield Person(name, kind, evidence=f"{key}: {name}")


def _names(value: Any) -> Iterator[str]:
    """The names of a value: one or several in a line, a list, or a list of mappings with a `name` each."""
    items = _BETWEEN.split(value) if isinstance(value, str) else value if isinstance(value, list) else [value]
    for item in items[:_MOST_PEOPLE]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str):
            yield " ".join(name.split())
