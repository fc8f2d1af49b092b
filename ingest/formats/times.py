"""Times as formats write them: seconds as numbers or text, clocks, ISO durations, ticks; always ms, or None for what is
none."""

import re
from typing import Any, Literal

from ingest.formats.record import is_time

Unit = Literal["s", "ms", "ticks"]
_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})(?:[.,]([0-9]{1,9}))?")
_SUFFIXED = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|s|m|h)")
_ISO = re.compile(r"PT(?:([0-9]{1,3})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6}(?:\.[0-9]{1,9})?)S)?")
_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_TICKS_A_MS = 10_000


def seconds(value: Any) -> int | None:
    """Seconds as a number or a number's text: 1.159 s is 1159 ms, not 1158. None for what is no time of a programme."""
    if isinstance(value, bool):
        return None
    try:
        return _bounded(round(float(value) * 1000))
    except (TypeError, ValueError, OverflowError):
        return None


def milliseconds(value: Any) -> int | None:
    """Milliseconds as a number or a number's text."""
    if isinstance(value, bool):
        return None
    try:
        return _bounded(round(float(value)))
    except (TypeError, ValueError, OverflowError):
        return None


def clock(text: Any) -> int | None:
    """`01:02:03.160`, `02:03,16`, `1:02:03`."""
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    whole = (int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])
    return _bounded(whole * 1000 + int((match[4] or "0")[:3].ljust(3, "0")))


def suffixed(text: Any) -> int | None:
    """`1.400s`, `500ms`."""
    match = _SUFFIXED.fullmatch(text.strip()) if isinstance(text, str) else None
    return _bounded(round(float(match[1]) * _UNITS[match[2]])) if match else None


def iso(text: Any) -> int | None:
    """`PT1M2.5S`."""
    match = _ISO.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return None
    return _bounded(round((int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3] or 0)) * 1000))


def ticks(value: Any) -> int | None:
    """Ticks of 100 nanoseconds."""
    if isinstance(value, bool):
        return None
    try:
        return _bounded(round(float(value) / _TICKS_A_MS))
    except (TypeError, ValueError, OverflowError):
        return None


def any_time(value: Any) -> int | None:
    """Seconds, or a time that says itself how it is written."""
    return time_of(value, "s")


def time_of(value: Any, unit: Unit) -> int | None:
    """A number of the unit, or a time that says itself how it is written: a clock, `1.5s`, `PT1M2S`, `{"seconds":
    12}`."""
    if isinstance(value, dict) and value.keys() <= {"seconds", "nanos"}:
        whole, nanos = seconds(value.get("seconds", 0)), value.get("nanos", 0)
        return whole + nanos // 1_000_000 if whole is not None and isinstance(nanos, int) else whole
    if isinstance(value, str):
        read = clock if ":" in value else iso if value.startswith("P") else suffixed
        if (found := read(value)) is not None:
            return found
    return {"ms": milliseconds, "ticks": ticks, "s": seconds}[unit](value)


def _bounded(value: int) -> int | None:
    return value if is_time(value) else None
