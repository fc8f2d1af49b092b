"""What the keys of timed JSON mean, by their words and not by whose they are: `startTimeInSeconds`,
`begin_offset_millis` and `start` tell when something begins, each in its unit."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

STARTS = "startms offsetms offsetticks start from ts offset timestamp time t".split()
ENDS = "endms end to".split()
LENGTHS = "lengthms lengthticks length".split()
TEXTS = (
    "punctuatedword punct text word body content transcript transcription display value sentence utterance caption name line"
).split()
TOLD = "voice speakername speaker speakerlabel speakertag speakerid participantrole spk".split()
_PLAIN_KEY = re.compile(r"[^a-z]")
_WORDS = re.compile(r"[A-Z]?[a-z]+")
_BESIDE = frozenset("alt help hint next prev previous tool tooltip placeholder link button".split())
"""What `…_text` is called that is no text of what is said: beside a picture, in a hint, of another place."""
_TIME_KEY = re.compile(
    r"(?:t|d|result|segment|word|phrase|audio)?(?:(?P<start>start|begin)|(?P<end>end|stop)|(?P<offset>offset(?!s$))|(?P<length>duration|dur|length))"
    r"(?:time|timestamp|timecode|offset|at|in)*(?:(?P<ms>ms|millis|milliseconds?)|(?P<ticks>ticks)|s|sec|secs|seconds?|ts)?"
)


@lru_cache(1024)
def plain_key(key: str) -> str:
    """A key without its signs; of a time what it tells and in which unit, however it is worded (`startms`)."""
    plain = _PLAIN_KEY.sub("", key.lower())
    if match := _TIME_KEY.fullmatch(plain):
        told = next(name for name in ("start", "end", "offset", "length") if match[name])
        return told + ("ms" if match["ms"] else match["ticks"] or "")
    *before, last = _WORDS.findall(key) or [""]
    return "text" if before and last.lower() == "text" and _BESIDE.isdisjoint(map(str.lower, before)) else plain


def tells_letters(things: Sequence[dict[str, Any]], texts: Sequence[str | None]) -> bool:
    """Whether the starts of things count letters and not time: each thing is as long as its text."""
    told = [(fields, text) for fields, text in zip(things, texts, strict=True) if text and type(_start_of(fields)) is int]
    return len(told) > 1 and all(_length_of(fields) == len(text) for fields, text in told)


def _start_of(fields: dict[str, Any]) -> Any:
    return fields.get("start", fields.get("offset"))


def _length_of(fields: dict[str, Any]) -> Any:
    end = fields.get("end")
    return end - _start_of(fields) if type(end) is int else fields.get("length")


def fields_of(item: Any) -> dict[str, Any]:
    """The fields of an object by plain keys; of several with one meaning that with the plain name, else the first."""
    if isinstance(item, list):
        return {"text": item[0], "start": item[1], "end": item[2]}
    fields: dict[str, Any] = {}
    for key, value in item.items():
        if (plain := plain_key(key)) not in fields or key == plain:
            fields[plain] = value
    return fields
