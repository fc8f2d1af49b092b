"""YouTube's own forms of captions, as yt-dlp saves them: json3, and the XML of srv1, srv2 and srv3."""

import html
from collections.abc import Iterator
from typing import Any

from ingest.formats.captions import spoken_by
from ingest.formats.record import BadRecord, Caption, NoSegments, Record, caption
from ingest.formats.times import milliseconds, seconds
from ingest.formats.xml import Element, attribute, elements, name, parse, text_of


def is_json3(data: Any) -> bool:
    """Events with `tStartMs`."""
    events = data.get("events") if isinstance(data, dict) else None
    return isinstance(events, list) and any(isinstance(event, dict) and "tStartMs" in event for event in events[:20])


def read_json3(data: Any) -> Record:
    """Every event that says something; those that only move a window, or end a line, say nothing."""
    return _record(_events(data["events"]))


def _events(events: list[Any]) -> Iterator[Caption]:
    for event in events:
        segments = event.get("segs") if isinstance(event, dict) else None
        if not isinstance(segments, list):
            continue
        text = "".join(str(part.get("utf8") or "") for part in segments if isinstance(part, dict))
        start, length = milliseconds(event.get("tStartMs")), milliseconds(event.get("dDurationMs"))
        if start is not None and (found := caption(start, text, start + length if length is not None else None)):
            yield found


def is_timedtext(root: str, head: str) -> bool:
    """srv1 (`<transcript><text start=…>`), srv2 (`<timedtext><text t=…>`) and srv3 (`<timedtext format="3">`)."""
    return (root == "transcript" and "<text" in head) or root == "timedtext"


def read_timedtext(text: str) -> Record:
    """The captions of srv1 (seconds), srv2 and srv3 (ms)."""
    root = parse(text)
    return _record(found for element in elements(root, "text", "p") if (found := _timed(element)))


def _timed(element: Element) -> Caption | None:
    if (start := seconds(attribute(element, "start"))) is not None:
        length, text = seconds(attribute(element, "dur")), html.unescape(text_of(element))
    elif (start := milliseconds(attribute(element, "t"))) is not None:
        length = milliseconds(attribute(element, "d"))
        text = text_of(element) if name(element) == "p" else html.unescape(text_of(element))
    else:
        raise BadRecord("caption-untimed", text=text_of(element).strip()[:60])
    return caption(start, text, start + length if length is not None else None)


def _record(captions: Iterator[Caption]) -> Record:
    found = spoken_by(captions)
    if not found:
        raise NoSegments("no-words")
    return Record(tuple(found))
