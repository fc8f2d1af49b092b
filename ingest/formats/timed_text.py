"""TTML, as DFXP, IMSC, EBU-TT and Apple write it: captions with times of seven spellings, nested in timed parts; and
the forms in which YouTube gives its captions.

Own reading over lxml: docs/adr/0012-format-libraries.md says what ttconv does not do here.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ingest.formats.json_records import language_code
from ingest.formats.markup import Element, attribute, elements, name, parse, text_of
from ingest.formats.record import BadRecord, Caption, NoSegments, Record, caption, is_time, with_starts
from ingest.formats.times import milliseconds, seconds
from ingest.formats.vtt_srt import spoken_by

_CLOCK = re.compile(r"([0-9]{1,3}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9})|:([0-9]{1,3})(?:\.[0-9]{1,3})?)?")
_MINUTES = re.compile(r"([0-9]{1,3}):([0-9]{1,2}(?:\.[0-9]{1,9})?)")  # Apple's `1:02.500`
_OFFSET = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?)(h|ms|m|s|f|t)?")
_DEEPEST = 60
_DEFAULT_FRAMES = 30
TEN_HOURS_MS = 36_000_000


@dataclass(frozen=True, slots=True)
class _Clock:
    """What the document says of its times: frames and ticks a second; `absolute` where nested times do not add up
    (Apple)."""

    frames: Fraction
    ticks: Fraction
    absolute: bool

    def ms(self, text: str | None) -> int | None:
        """A time expression in ms, rounded once; None where there is none. Raises BadRecord for one that nobody can
        read."""
        if text is None:
            return None
        value = self._seconds(text.strip())
        if value is None or not is_time(round(value * 1000)):
            raise BadRecord("caption-time", text=text[:40])
        return round(value * 1000)

    def _seconds(self, text: str) -> Fraction | None:
        if match := _CLOCK.fullmatch(text):
            whole = Fraction((int(match[1]) * 60 + int(match[2])) * 60 + int(match[3]))
            return whole + (Fraction(f"0.{match[4]}") if match[4] else Fraction(int(match[5] or 0)) / self.frames)
        if match := _MINUTES.fullmatch(text):
            return int(match[1]) * 60 + Fraction(match[2])
        if match := _OFFSET.fullmatch(text):
            unit = {"h": Fraction(3600), "m": Fraction(60), "ms": Fraction(1, 1000), "f": 1 / self.frames, "t": 1 / self.ticks}
            return Fraction(match[1]) * unit.get(match[2] or "s", Fraction(1))
        return None


def read_ttml(text: str) -> Record:
    """The captions of a TTML document, with who speaks where agents are named; times exact to the ms."""
    root = parse(text)
    clock = _clock(root)
    body = next(elements(root, "body"), None)
    captions: list[Caption] = [] if body is None else list(_within(body, clock, 0, _agents(root), None, 0))
    if not captions:
        raise NoSegments("no-words")
    title = next((text_of(element).strip() for element in elements(root, "title")), None)
    captions.sort(key=lambda one: one.start_ms)
    return Record(
        tuple(spoken_by(iter(from_ten_hours(captions)))),
        title=title or None,
        language=language_code(attribute(root, "lang") or None),
    )


def from_ten_hours(captions: list[Caption]) -> list[Caption]:
    """Captions counted from the programme's start: a broadcaster's time code begins at 10:00:00 (EBU Tech 3264,
    3350)."""
    if captions[0].start_ms < TEN_HOURS_MS or captions[-1].start_ms >= 2 * TEN_HOURS_MS:
        return captions
    return [
        Caption(one.start_ms - TEN_HOURS_MS, one.text, one.end_ms - TEN_HOURS_MS if one.end_ms else None, one.speaker)
        for one in captions
    ]


def _clock(root: Element) -> _Clock:
    frames = Fraction(_whole(attribute(root, "frameRate")) or _DEFAULT_FRAMES)
    factor = re.fullmatch(r"([0-9]{1,6})[ :]([1-9][0-9]{0,5})", attribute(root, "frameRateMultiplier") or "")
    if factor and int(factor[1]):
        frames *= Fraction(int(factor[1]), int(factor[2]))
    stated = _whole(attribute(root, "tickRate"))
    ticks = Fraction(stated) if stated else (frames if attribute(root, "frameRate") else Fraction(1))
    return _Clock(frames, ticks, any("itunes" in str(uri) or "apple.com" in str(uri) for uri in root.nsmap.values()))


def _whole(text: str | None) -> int | None:
    return int(text) or None if text and re.fullmatch(r"[0-9]{1,12}", text) else None


def _agents(root: Element) -> dict[str, str]:
    """An agent's id -> its name."""
    found: dict[str, str] = {}
    for agent in elements(root, "agent"):
        key, said = attribute(agent, "id"), next((text_of(part).strip() for part in elements(agent, "name")), "")
        if key:
            found[key] = said or key
    return found


def _within(
    element: Element, clock: _Clock, since_ms: int, agents: dict[str, str], speaker: str | None, depth: int
) -> Iterator[Caption]:
    """The captions of a timed part, its time counted from its parent's; parts in a row begin where the one before
    ends."""
    if depth > _DEEPEST:
        raise BadRecord("captions-too-deep", depth=_DEEPEST)
    speaker = agents.get((attribute(element, "agent") or "").split(" ")[0], speaker)
    start = _start(element, clock, since_ms)
    if name(element) == "p" and not _timed_inside(element):
        if found := caption(start, text_of(element), _end(element, clock, since_ms, start), _voice(element, agents, speaker)):
            yield found
        return
    if name(element) == "span" and attribute(element, "begin") is not None:
        if found := caption(start, text_of(element), _end(element, clock, since_ms, start), speaker):
            yield found
        return
    place = start
    for inner in element:
        if name(inner) in ("div", "p", "span"):
            yield from _within(inner, clock, place, agents, speaker, depth + 1)
            if attribute(element, "timeContainer") == "seq":
                place = _end(inner, clock, place, _start(inner, clock, place)) or place


def _timed_inside(element: Element) -> bool:
    """Whether only the parts of a caption have times."""
    return attribute(element, "begin") is None and any(attribute(inner, "begin") is not None for inner in elements(element, "span"))


def _voice(element: Element, agents: dict[str, str], speaker: str | None) -> str | None:
    inner = next((key for part in elements(element, "span") if (key := attribute(part, "agent"))), None)
    return agents.get(inner, speaker) if inner else speaker


def _start(element: Element, clock: _Clock, since_ms: int) -> int:
    begin = clock.ms(attribute(element, "begin"))
    if begin is None:
        return since_ms
    return begin if clock.absolute else since_ms + begin


def _end(element: Element, clock: _Clock, since_ms: int, start: int) -> int | None:
    end = clock.ms(attribute(element, "end"))
    if end is not None:
        return end if clock.absolute else since_ms + end
    length = clock.ms(attribute(element, "dur"))
    return start + length if length is not None else None


# -- YouTube's own forms, as yt-dlp saves them: json3, and the XML of srv1, srv2 and srv3


def is_json3(data: Any) -> bool:
    """Events with `tStartMs`."""
    events = data.get("events") if isinstance(data, dict) else None
    return isinstance(events, list) and any(isinstance(event, dict) and "tStartMs" in event for event in events[:20])


def read_json3(data: Any) -> Record:
    """Every event that says something; those that only move a window, or end a line, say nothing."""
    return _said(_events(data["events"]))


def _events(events: list[Any]) -> Iterator[Caption]:
    for event in events:
        segments = event.get("segs") if isinstance(event, dict) else None
        if not isinstance(segments, list):
            continue
        parts = [part for part in segments if isinstance(part, dict)]
        words = [str(part.get("utf8") or "") for part in parts]
        if len(words) > 1 and not any(character.isspace() for word in words for character in word):
            words = [f"{word} " for word in words]
        text = "".join(words)
        start, length = milliseconds(event.get("tStartMs")), milliseconds(event.get("dDurationMs"))
        if start is None:
            continue
        said = caption(start, text, start + length if length is not None else None)
        if any("tOffsetMs" in part for part in parts):
            offsets = (start + (milliseconds(part.get("tOffsetMs")) or 0) for part in parts)
            said = with_starts(said, zip(offsets, words, strict=True))
        if said:
            yield said


def is_timedtext(root: str, head: str) -> bool:
    """srv1 (`<transcript><text start=…>`), srv2 (`<timedtext><text t=…>`) and srv3 (`<timedtext format="3">`)."""
    return (root == "transcript" and "<text" in head) or root == "timedtext"


def read_timedtext(text: str) -> Record:
    """The captions of srv1 (seconds), srv2 and srv3 (ms)."""
    root = parse(text)
    return _said(found for element in elements(root, "text", "p") if (found := _timed(element)))


def _timed(element: Element) -> Caption | None:
    if (start := seconds(attribute(element, "start"))) is not None:
        length, text = seconds(attribute(element, "dur")), html.unescape(text_of(element))
    elif (start := milliseconds(attribute(element, "t"))) is not None:
        length = milliseconds(attribute(element, "d"))
        text = text_of(element) if name(element) == "p" else html.unescape(text_of(element))
    else:
        raise BadRecord("caption-untimed", text=text_of(element).strip()[:60])
    return caption(start, text, start + length if length is not None else None)


def _said(captions: Iterator[Caption]) -> Record:
    found = spoken_by(captions)
    if not found:
        raise NoSegments("no-words")
    return Record(tuple(found))
