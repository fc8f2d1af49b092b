"""JSON that states an episode: one of JSON Lines, a list of segments, Whisper's and its kin's output, a podcast's transcript."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

import msgspec
from babel import Locale, localedata
from babel.core import get_global

from archive.model.episode import Chapter, Removed
from ingest.formats.phrases import Word, phrases
from ingest.formats.record import BadRecord, Caption, NoSegments, Record, caption, is_time
from ingest.formats.times import any_time, seconds

_LISTS = ("segments", "transcription", "cues", "transcripts", "chunks", "transcript")
_STARTS = ("start", "startTime", "begin", "from")
_ENDS = ("end", "endTime", "to")
_TEXTS = ("text", "body")
_SPEAKERS = ("voice", "speaker", "speaker_label")
# Between two captions lie seconds; where whole numbers are this far apart, they are ms.
_MS_APART = 300
_NO_NUMBER = re.compile(rb"[:,\[]\s{0,100}(?:NaN|-?Infinity)\b")
_FEW_WORDS = 2.0
_SLOW = 0.1


def read_json(data: bytes) -> Any:
    """The JSON value; raises BadRecord with the place of the fault. `NaN`, which Python writes and JSON does not know, is null."""
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


def is_record(data: Any) -> bool:
    """Whether a JSON value has the shape of a transcript or of an episode with one."""
    if isinstance(data, list):
        return bool(data) and isinstance(data[0], dict) and _is_segment(data[0])
    return isinstance(data, dict) and any(isinstance(data.get(key), list) for key in _LISTS)


def _is_segment(item: dict[str, Any]) -> bool:
    timed = any(key in item for key in (*_STARTS, "start_ms", "offsets", "timestamp"))
    return timed and any(isinstance(item.get(key), str) for key in _TEXTS)


def read_record(data: Any) -> Record:
    """An episode of JSONL, Whisper's output or a list of segments. A segment that cannot be read is left out and named; raises
    NoSegments, or BadRecord that names the first where they are more than those that can."""
    read, left_out = _captions(_segments(data))
    captions = _as_phrases(sorted(read, key=lambda one: one.start_ms))
    if not captions:
        raise NoSegments("no-said-segments")
    return replace(read_facts(data), captions=tuple(captions), removed=tuple(left_out))


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
    )


def language_code(text: str | None) -> str | None:
    """`fr` of "fr", "fr-FR", "fra", "fre", "french" and "français"; three letters only where a language has no two."""
    if text is None:
        return None
    code = text.replace("_", "-").split("-")[0].strip().lower()
    if len(code) > 3:
        return _codes().get(code) or _own_names().get(code)
    return get_global("language_aliases").get(code) or code


@cache
def _codes() -> dict[str, str]:
    return {name.lower(): code for code, name in Locale.parse("en").languages.items() if len(code) == 2}


@cache
def _own_names() -> dict[str, str]:
    """Languages by the name they give themselves; asked only where English does not know it, for it takes half a second."""
    known = ((code, Locale.parse(code).languages.get(code)) for code in sorted(_codes().values()) if localedata.exists(code))
    return {name.lower(): code for code, name in known if name}


def _segments(data: Any) -> list[Any]:
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        for key in _LISTS:
            if isinstance(found := data.get(key), list):
                return found
    raise NoSegments("no-segments")


@dataclass(frozen=True, slots=True)
class _Times:
    """How a record counts: whole numbers far apart are ms."""

    milliseconds: bool = False

    def of(self, value: Any) -> int | None:
        """The time in ms."""
        return (value if is_time(value) else None) if self.milliseconds else any_time(value)


def _captions(segments: list[Any]) -> tuple[list[Caption], list[Removed]]:
    """The captions of the segments, and what was left out of them."""
    times = _Times(_counts_ms(segments))
    read: list[Caption] = []
    wrong: list[BadRecord] = []
    for number, segment in enumerate(segments, 1):
        try:
            found = _caption(number, segment, times)
        except BadRecord as error:
            wrong.append(error)
        else:
            read += [found] if found else []
    if len(wrong) > len(read):
        raise wrong[0]
    return read, [Removed("unreadable segment", str(what)) for what in wrong]


def _caption(number: int, segment: Any, times: _Times) -> Caption | None:
    """The caption of a segment, None where nothing is said; raises BadRecord that names it."""
    if not isinstance(segment, dict):
        raise BadRecord("segment-no-object", number=number)
    text = next((segment[key] for key in _TEXTS if isinstance(segment.get(key), str)), None)
    if text is None:
        raise BadRecord("segment-no-text", number=number)
    start, end = _span(segment, times)
    if start is None:
        raise BadRecord("segment-start", number=number, text=str(_first(segment, _STARTS))[:40])
    return caption(start, text, end, _speaker(segment))


def _speaker(segment: dict[str, Any]) -> str | None:
    """Who speaks; WhisperX leaves it out of a segment where the words say it."""
    if (stated := string(segment, *_SPEAKERS)) is not None:
        return stated
    words = segment.get("words")
    said = [string(word, "speaker") for word in words if isinstance(word, dict)] if isinstance(words, list) else []
    return next((name for name in said if name), None) if len({name for name in said if name}) == 1 else None


def _first(segment: dict[str, Any], names: Iterable[str]) -> Any:
    return next((segment[name] for name in names if name in segment), None)


def _span(segment: dict[str, Any], times: _Times) -> tuple[int | None, int | None]:
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):  # whisper.cpp: already ms
        return _whole(offsets.get("from")), _whole(offsets.get("to"))
    if is_time(segment.get("start_ms")):
        return segment["start_ms"], _whole(segment.get("end_ms"))
    pair = segment.get("timestamp")
    if isinstance(pair, list) and len(pair) == 2:  # Hugging Face's pipeline; the last end may be missing
        return seconds(pair[0]), seconds(pair[1])
    start, end = times.of(_first(segment, _STARTS)), times.of(_first(segment, _ENDS))
    if end is None and start is not None and (length := times.of(_first(segment, ("duration", "dur")))) is not None:
        end = start + length
    return start, end


def _whole(value: Any) -> int | None:
    return value if is_time(value) else None


def _counts_ms(segments: list[Any]) -> bool:
    """Whether starts are ms: whole numbers so far apart that as seconds hardly a word would be said in ten."""
    read = [segment for segment in segments if isinstance(segment, dict)]
    starts = [_first(segment, _STARTS) for segment in read]
    if len(starts) < 2 or not all(isinstance(start, int) and not isinstance(start, bool) for start in starts):
        return False
    words = [len(str(_first(segment, _TEXTS) or "").split()) for segment in read]
    gaps = [(after - before, count) for before, after, count in zip(starts, starts[1:], words, strict=False) if after > before]
    if not gaps:
        return False
    return bool(median(gap for gap, _ in gaps) >= _MS_APART) and bool(median(count / gap for gap, count in gaps) < _SLOW)


def _as_phrases(captions: list[Caption]) -> list[Caption]:
    """Captions as they are, or joined where each is a word or two, as in some podcasts' transcripts."""
    if len(captions) < 3 or sum(one.text.count(" ") + 1 for one in captions) >= _FEW_WORDS * len(captions):
        return captions
    if any(one.end_ms is None for one in captions):
        return captions
    gaps = sorted(after.start_ms - before.start_ms for before, after in pairwise(captions))
    if gaps[len(gaps) // 2] > 1_500:
        return captions
    words = (Word(one.start_ms, one.text, one.end_ms, one.speaker, one.text in ",.;:!?…") for one in captions)
    return list(phrases(words))


def string(fields: dict[str, Any], *names: str) -> str | None:
    """The first of the fields that is text or a whole number, as text."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def chapters(value: Any) -> Iterator[Chapter]:
    """The chapters of a list of objects, where each has a title and a time."""
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and (title := string(item, "title", "label", "headline")):
            start = _whole(item.get("start_ms"))
            start = any_time(_first(item, ("start", "start_time", "startTime"))) if start is None else start
            if start is not None:
                yield Chapter(start, title)
