"""Caption files and records: WebVTT, SubRip, Whisper's JSON and episode JSON, as lines with times."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from archive.episode import Chapter

_TIME = r"(?:([0-9]{1,3}):)?([0-9]{1,2}):([0-9]{2})[.,]([0-9]{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}[ \t]*-->[ \t]*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,60})?[ \t]+([^>]{1,120})>")
_MARKUP = re.compile(r"</?(?:[bicuv]|ruby|rt|lang|font)(?:[.\s][^>]{0,200})?>|<[0-9:.]{5,15}>|\{\\[^}]{1,40}\}", re.IGNORECASE)
_LONGEST = 20_000
_LATEST_MS = 48 * 3_600_000


class BadRecord(ValueError):
    """A record that cannot be an episode; the message says why."""


class NoSegments(BadRecord):
    """A record without a transcript: no fault, a row of another kind."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption; times in ms."""

    start_ms: int
    text: str
    end_ms: int | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An episode as a JSON record states it; None where it states nothing."""

    captions: tuple[Caption, ...]
    guid: str | None = None
    title: str | None = None
    show: str | None = None
    channel: str | None = None
    date: str | None = None
    precision: str | None = None
    description: str = ""
    category: str | None = None
    language: str | None = None
    url: str | None = None
    duration_ms: int | None = None
    chapters: tuple[Chapter, ...] = ()


def read_vtt(text: str) -> tuple[Caption, ...]:
    """The cues of a WebVTT file; notes, styles, cue settings and markup left out, a voice kept as speaker."""
    return tuple(_read_timed(text, voices=True))


def read_srt(text: str) -> tuple[Caption, ...]:
    """The cues of a SubRip file."""
    return tuple(_read_timed(text, voices=False))


def _read_timed(text: str, voices: bool) -> Iterator[Caption]:
    """A timing line, then text to the next blank line; whatever stands elsewhere (numbers, notes, styles) is no text."""
    timing: re.Match[str] | None = None
    body: list[str] = []
    for line in re.split(r"\r\n?|\n", f"{text}\n\n"):
        if "-->" in line and (match := _TIMING.match(line)):
            yield from _caption(timing, body[:-1] if body and body[-1].strip().isdigit() else body, voices)
            timing, body = match, []
        elif line.strip():
            body.append(line)
        else:
            yield from _caption(timing, body, voices)
            timing, body = None, []


def _caption(timing: re.Match[str] | None, body: list[str], voices: bool) -> Iterator[Caption]:
    if timing is None:
        return
    raw = " ".join(line.strip() for line in body)[:_LONGEST]
    voice = _VOICE.search(raw) if voices else None
    text = " ".join(html.unescape(_MARKUP.sub("", raw)).split())
    if text:
        start, end = _ms(timing.groups()[:4]), _ms(timing.groups()[4:])
        yield Caption(start, text, end if end >= start else None, voice[1].strip() if voice else None)


def _ms(parts: tuple[str | Any, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(str(fraction).ljust(3, "0"))


# -- JSON


def read_json(data: bytes) -> Any:
    """The JSON value; raises BadRecord with the place of the fault."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRecord(f"not JSON: {error}") from error
    except RecursionError as error:
        raise BadRecord("not JSON that anyone wrote: nested too deeply") from error


def is_record(data: Any) -> bool:
    """Whether a JSON value has the shape of a transcript or of an episode with one."""
    if isinstance(data, list):
        return bool(data) and isinstance(data[0], dict) and "text" in data[0] and ("start" in data[0] or "startTime" in data[0])
    return isinstance(data, dict) and any(isinstance(data.get(key), list) for key in ("segments", "transcription", "cues"))


def read_record(data: Any) -> Record:
    """An episode of JSONL, Whisper's output or a list of segments; raises NoSegments, or BadRecord that names the segment."""
    captions = tuple(sorted(_captions(_segments(data)), key=lambda caption: caption.start_ms))
    if not captions:
        raise NoSegments("no segments with text")
    return replace(read_facts(data), captions=captions)


def read_facts(data: Any) -> Record:
    """What a record states besides its segments."""
    fields = data if isinstance(data, dict) else {}
    return Record(
        captions=(),
        guid=_string(fields, "guid", "id"),
        title=_string(fields, "title"),
        show=_string(fields, "show", "series"),
        channel=_string(fields, "channel"),
        date=_string(fields, "date", "published", "upload_date"),
        precision=_string(fields, "date_precision"),
        description=_string(fields, "description") or "",
        category=_string(fields, "category"),
        language=_string(fields, "language", "lang"),
        url=_string(fields, "url", "source_url", "webpage_url"),
        duration_ms=_milliseconds(fields.get("duration")),
        chapters=tuple(_chapters(fields.get("chapters"))),
    )


def _segments(data: Any) -> list[Any]:
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        for key in ("segments", "transcription", "cues"):
            if isinstance(found := data.get(key), list):
                return found
    raise NoSegments("no segments")


def _captions(segments: Iterable[Any]) -> Iterator[Caption]:
    for number, segment in enumerate(segments, 1):
        if not isinstance(segment, dict):
            raise BadRecord(f"segment {number} is not an object")
        text = segment.get("text")
        if not isinstance(text, str):
            raise BadRecord(f"segment {number} has no text")
        start, end = _times(segment)
        if start is None:
            raise BadRecord(f"segment {number} has the start {str(segment.get('start'))[:40]!r}")
        if text := " ".join(text.split()):
            yield Caption(start, text, end if end is not None and end >= start else None, _string(segment, "speaker"))


def _times(segment: dict[str, Any]) -> tuple[int | None, int | None]:
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):  # whisper.cpp: already ms
        start, end = offsets.get("from"), offsets.get("to")
        return (start if _is_ms(start) else None), (end if _is_ms(end) else None)
    if _is_ms(segment.get("start_ms")):
        return segment["start_ms"], segment.get("end_ms") if _is_ms(segment.get("end_ms")) else None
    return _milliseconds(segment.get("start", segment.get("startTime"))), _milliseconds(segment.get("end", segment.get("endTime")))


def _is_ms(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LATEST_MS


def _milliseconds(seconds: Any) -> int | None:
    """Seconds as a number or a number's text; None for what is no time of a programme. 1.159 s is 1159 ms, not 1158."""
    try:
        value = round(float(seconds) * 1000)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if 0 <= value <= _LATEST_MS and not isinstance(seconds, bool) else None


def _string(fields: dict[str, Any], *names: str) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _chapters(value: Any) -> Iterator[Chapter]:
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and (title := _string(item, "title", "label")):
            start = (
                item.get("start_ms") if _is_ms(item.get("start_ms")) else _milliseconds(item.get("start", item.get("start_time")))
            )
            if isinstance(start, int):
                yield Chapter(start, title)
