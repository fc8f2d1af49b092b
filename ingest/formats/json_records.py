"""JSON as others write it: whether a file is of JSON Lines, and its lines, of which one that is too long is never held;
what a record states besides what is said, in a row, in the head of a Markdown file, in a file of facts."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

import msgspec

from archive.model.cldr import language_named, usual_code
from archive.model.episode import Chapter
from archive.text.slugs import plain
from ingest.formats.record import BadRecord, Record
from ingest.formats.times import Unit, any_time, time_of

HEAD = 64 * 1024
"""Bytes of a file's beginning by which it is told what it is."""
_NEAR_THE_TOP = 5
_NO_NUMBER = re.compile(rb"[:,\[]\s{0,100}(?:NaN|-?Infinity)\b")


def is_jsonl(head: bytes) -> bool:
    """Whether the first line is a whole JSON object, or one too long to tell that goes on as a record does."""
    first, end, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not first.startswith(b"{") or b"\x00" in first[:200] or first.startswith(b"{\\rtf"):
        return False
    if end:
        try:
            return isinstance(msgspec.json.decode(first), dict)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return rest.lstrip().startswith(b"{") and first.rstrip().endswith(b"}")
    return len(head) >= HEAD


def lines_of(opened: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers; one that is too long as its beginning."""
    number = 0
    while line := opened.readline(longest + 1):
        number += 1
        if len(line) > longest:
            _pass_over(opened)
            yield number, line
        elif line := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield number, line


def _pass_over(opened: BinaryIO) -> None:
    while (chunk := opened.readline(1 << 20)) and not chunk.endswith(b"\n"):
        pass


def read_json(data: bytes) -> Any:
    """The JSON value; raises BadRecord with the place of the fault. `NaN`, which Python writes and JSON does not know,
    is null."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if _NO_NUMBER.search(data) and (found := _with_no_number(data)) is not None:
            return found
        raise BadRecord("not-json", error=str(error)) from error
    except RecursionError as error:
        raise BadRecord("json-too-deep") from error


def _with_no_number(data: bytes) -> Any:
    """The value of JSON as Python writes it, with null for what is no number; None for what is not even that."""
    try:
        return json.loads(data, parse_constant=lambda name: None)
    except (ValueError, RecursionError):
        return None


def read_facts(data: Any) -> Record:
    """What a record states besides its segments."""
    fields = data if isinstance(data, dict) else {}
    result = fields.get("result")
    within = result if isinstance(result, dict) else {}
    show = fields.get("show")
    return Record(
        captions=(),
        guid=string(fields, "guid", "id"),
        title=string(fields, "title"),
        show=string(fields, "show", "series") or (string(show, "title") if isinstance(show, dict) else None),
        channel=string(fields, "channel"),
        date=string(fields, "date", "published", "upload_date", "publicationDate"),
        precision=string(fields, "date_precision"),
        description=string(fields, "description") or "",
        category=string(fields, "category"),
        language=language_code(string(fields, "language", "lang") or string(within, "language")),
        url=string(fields, "url", "source_url", "webpage_url"),
        picture=string(fields, "thumbnail", "image"),
        duration_ms=any_time(fields.get("duration")),
        chapters=tuple(chapters(fields.get("chapters"))),
        slug=slug if (slug := string(fields, "slug") or "") == plain(slug) else "",
        number=number if type(number := fields.get("number")) is int and slug else None,
    )


def facts_of(data: Any) -> Record:
    """What a JSON value states besides what is said: its own fields, and language and length wherever its service puts
    them."""
    facts = read_facts(data)
    language = facts.language or language_code(
        _anywhere(data, ("language_code", "languageCode", "detected_language", "locale", "lang"))
    )
    if not (isinstance(data, dict) and {"title", "segments"} & data.keys()):
        facts = replace(facts, guid=None)  # what a service calls its result is no name of an episode
    length = next(
        (found for key, unit in _LENGTH_KEYS.items() if (found := time_of(_anywhere(data, (key,)), unit)) is not None), None
    )
    return replace(
        facts, language=language, duration_ms=facts.duration_ms or length or any_time(_inside(data, "metadata").get("duration"))
    )


_LENGTH_KEYS: dict[str, Unit] = {"audio_duration": "s", "durationMilliseconds": "ms", "durationInTicks": "ticks"}


def _inside(data: Any, key: str) -> dict[str, Any]:
    inner = data.get(key) if isinstance(data, dict) else None
    return inner if isinstance(inner, dict) else {}


def _anywhere(data: Any, keys: Sequence[str]) -> Any:
    """The first value of one of the keys, near the top."""
    level = [data]
    for _ in range(_NEAR_THE_TOP):
        objects = [one for one in level if isinstance(one, dict)]
        for one in objects:
            if (found := next((one[key] for key in keys if isinstance(one.get(key), str | int | float)), None)) is not None:
                return found
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one[:1] if isinstance(one, list) else ())
        ]
    return None


def language_code(text: str | None) -> str | None:
    """`fr` of "fr", "fr-FR", "fra", "fre", "french" and "français"; three letters only where a language has no two."""
    if text is None:
        return None
    code = text.replace("_", "-").split("-")[0].strip().lower()
    if len(code) > 3:
        return language_named(code)
    return usual_code(code)


def string(fields: dict[str, Any], *names: str) -> str | None:
    """The first of the fields that is text or a whole number, as text."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def chapters(value: Any, unit: Unit = "s") -> Iterator[Chapter]:
    """The chapters of a list of objects, where each has a title and a time; numbers are of the unit."""
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and (title := string(item, "title", "label", "headline")):
            start = time_of(item.get("start_ms"), "ms")
            if start is None:
                start = time_of(next((item[name] for name in ("start", "start_time", "startTime") if name in item), None), unit)
            if start is not None:
                yield Chapter(start, title)
