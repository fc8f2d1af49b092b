"""Time stamps at the beginning of lines, or behind the name of who speaks: how a page writes them, and its lines read as cues.

`00:01:034 buts` is 00:01:03 and "4 buts": fields have their two digits, and are never read greedily. A stamp of three fields is
read as such on a page of two as well (no text begins with ":05"); a stamp of two fields on a page of hours is text ("20:30").
How a page writes is decided once, from all of its stamped lines.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from archive.text.speaker_labels import is_name

_HEAD = 160
_STAMP_ENDS = 64
_LONGEST_SILENCE_MS = 20 * 60_000
_MOSTLY = 0.6
# Stands for a mark without width or with a direction: as long as what it stands for, so that places in a line stay.
_MARK = "\u200b"
_MARKS = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c\u00ad")
_SAME = {**dict.fromkeys("：︓﹕∶", ":"), **dict.fromkeys("．٫", "."), "［": "[", "］": "]", "（": "(", "）": ")"}
_ODD = re.compile(rf"[{''.join([*_MARKS, *_SAME])}]|(?![0-9])\d")

_FRACTION = r"(?:[.,](?:[0-9]{3}|[0-9]{1,3}(?![0-9]))|[:;][0-9]{2}(?![0-9]))"
_LOOSE = r"[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?=[.,][0-9])"
_CLOCK = rf"(?:[0-9]{{1,3}}:[0-5]?[0-9]:[0-5][0-9]|[0-9]{{1,3}}:[0-5][0-9]|{_LOOSE}){_FRACTION}?"
_ARROW = r"[ \t]*(?:-{1,2}>|→|⟶|=>)[ \t]*"
_OPEN = r"(?:\*\*|__|[>#] )?"
_LEADING = re.compile(
    rf"[ \t\u00a0{_MARK}]*(?P<bold>{_OPEN})[ \t]*(?:[-–—•*] (?=[\[(]))?"
    rf"(?P<bracket>[\[(])?{_MARK}*(?P<start>{_CLOCK})(?:{_ARROW}(?P<end>{_CLOCK}))?{_MARK}*(?P<close>[\])])?"
)
_RANGE_BEHIND = re.compile(rf"[ \t]*[-–—/][ \t]*(?P<end>{_CLOCK})[\])]?")
_SHORT_FRACTION = re.compile(r"[.,][0-9]{1,2}$")
_POINT = re.compile(rf"^Starting point is (?P<start>{_CLOCK})[ \t]*$", re.IGNORECASE)
_NAME = r"(?:[^\W\d_]|[0-9](?=\w*[^\W\d_]))(?:[^\n:\[\]()<>!?…]|(?<=\w)\()*?(?:\([^()\n]{1,40}\))?"
_NAMED = re.compile(
    rf"[ \t\u00a0{_MARK}]*(?P<bold>{_OPEN})(?P<name>{_NAME})(?:\*\*|__)?[ \t]*(?P<colon>::?)?(?:\*\*|__)?"
    rf"(?:[ \t]*[-–—,|][ \t]*|[ \t]+|(?<=:))(?P<bracket>[\[(])?(?P<start>{_CLOCK})(?:{_ARROW}(?P<end>{_CLOCK}))?(?P<close>[\])])?"
    r"(?P<behind>(?:\*\*|__)?[ \t]*:?(?:\*\*|__)?)(?P<text>.*)$"
)
_FIELDS = re.compile(r"[0-9]+")
_PADDED = re.compile(r"0+:[0-9]+:")
_HANDLE = re.compile(r"\b(?=\w*[0-9])(?=\w*[^\W\d_])\w{2,30}\b")
_FIGURES = re.compile(r"[ \u00a0][0-9]{1,5}\b")


@dataclass(frozen=True, slots=True)
class Form:
    """How a page writes its stamps. `hours`: all have three fields, and others are text; `named`: they stand behind the name of who
    speaks; `frames`: three fields may be minutes, seconds and frames;
    `bracketed`: they stand in brackets; `ranges`: each with its end behind a dash; `short`: with tenths or hundredths."""

    hours: bool = False
    bracketed: bool = False
    named: bool = False
    frames: bool = True
    ranges: bool = False
    short: bool = False


@dataclass(frozen=True, slots=True)
class Stamped:
    """A line with its stamp: start in ms, the text behind it, which line of the page it stands on; end and speaker where the
    line states them."""

    start_ms: int
    text: str
    line: int
    end_ms: int | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A stamp as it was read, and where the text behind it begins."""

    start: str
    end: str | None
    behind: int
    bracketed: bool
    name: str | None = None


# -- one line


def plain_head(line: str, size: int = _HEAD) -> str:
    """The line with the digits and colons of other scripts as ASCII, and marks without width as one sign; just as long."""
    head = line[:size]
    return line if head.isascii() or not _ODD.search(head) else "".join(map(_plain, head)) + line[size:]


@cache
def _plain(character: str) -> str:
    if character in _MARKS:
        return _MARK
    return _SAME.get(character) or (str(unicodedata.decimal(character)) if unicodedata.category(character) == "Nd" else character)


def begins_with_stamp(line: str) -> bool:
    """Whether a line begins with a stamp of any form."""
    return _leading(line) is not None


def is_lone_stamp(line: str) -> bool:
    """Whether a line is a stamp and nothing else."""
    found = _leading(line)
    return found is not None and not line[found.behind :].strip()


def holds_stamp(line: str) -> bool:
    """Whether a line begins with a stamp, or with a name and a stamp behind it."""
    return begins_with_stamp(line) or _named(line) is not None


def _leading(line: str) -> _Stamp | None:
    first = line[:1]
    if first.isalpha():
        return _point(line) if first in "Ss" else None
    plain = plain_head(line, _STAMP_ENDS)
    match = _LEADING.match(plain)
    if match is None or (match["bracket"] and not match["close"]):
        return None
    bracketed = match["bracket"] is not None
    behind = match.start("close") if match["close"] and not bracketed else match.end()
    return _Stamp(match["start"], match["end"], _behind(plain, behind, bool(match["bold"])), bracketed)


def _point(line: str) -> _Stamp | None:
    """`Starting point is 00:00:24`, alone on its line."""
    match = _POINT.match(line)
    return _Stamp(match["start"], None, match.end(), False) if match else None


def _behind(plain: str, place: int, bold: bool) -> int:
    """Where the text begins behind a stamp: marks, the end of bold type, and a colon or bar that only separates are passed over."""
    while place < len(plain) and plain[place] == _MARK:
        place += 1
    if bold and plain.startswith(("**", "__"), place):
        place += 2
    if plain.startswith(": ", place) or plain.startswith("| ", place):
        place += 2
    return place


def _is_label(text: str) -> bool:
    """Whether words alone with a colon and a stamp may be a name: one but for a number, or for words with a figure in them."""
    return is_name(_HANDLE.sub("X", _FIGURES.sub("", text)))


def _named(line: str) -> _Stamp | None:
    """`Camille Roussel (00:12):`, `Camille Roussel  0:12`, `Speaker1: [00:12] text`: a name, a stamp, and text only where a sign
    shows that it follows. A name with a colon, before a stamp that ends its line, may have a figure in it: `Male 1: 00:12:30`."""
    plain = plain_head(line)
    if ":" not in plain[:_HEAD] or (match := _NAMED.match(plain[:_HEAD])) is None:
        return None
    name = line[match.start("name") : match.end("name")].strip(" \t*_,-–—|")
    behind = match.end("behind")
    text = line[behind:].strip()
    sure = bool(match["bracket"] and match["close"]) or bool(match["colon"]) or ":" in match["behind"]
    alone = bool(match["colon"]) and not text
    if not (is_name(name) or (alone and _is_label(name))) or (text and not sure) or bool(match["bracket"]) != bool(match["close"]):
        return None
    return _Stamp(match["start"], match["end"], behind, bool(match["bracket"]), name)


# -- the form of a page


def form_of(lines: Sequence[str]) -> Form:
    """How a page writes its stamps; where most stand alone on their lines, those decide whether there are hours."""
    stamps, named = list[tuple[str, _Stamp]](), list[_Stamp]()
    for line in lines:
        if found := _leading(line):
            stamps.append((line, found))
        elif found := _named(line):
            named.append(found)
    if _is_named(named, len(stamps)):
        starts = [found.start for found in named]
        hours = _have_hours(starts)
        # Where the first hour is written too (00:12:30), a stamp of two fields is a slip and begins no other transcript.
        padded = hours and any(_PADDED.match(start) for start in starts)
        return Form(named=True, hours=padded, frames=not hours, short=_mostly(starts, _SHORT_FRACTION))
    lone = [(line, found) for line, found in stamps if not line[found.behind :].strip()]
    counted = lone if 2 * len(lone) > len(stamps) else stamps
    if not counted:
        return Form()
    starts = [found.start for _, found in counted]
    hours = _have_hours(starts) and _has_hours(starts[0])
    ranges = sum(1 for line, found in stamps if found.end is None and _RANGE_BEHIND.match(plain_head(line)[found.behind :]))
    return Form(
        hours=hours,
        frames=not hours,
        bracketed=sum(1 for _, found in stamps if found.bracketed) >= _MOSTLY * len(stamps),
        ranges=ranges >= _MOSTLY * len(stamps),
        short=_mostly(starts, _SHORT_FRACTION),
    )


def _is_named(named: Sequence[_Stamp], leading: int) -> bool:
    """Whether the page puts names before its stamps: at least two times, in rising order, and oftener than stamps lead."""
    times = [read[0] for found in named if (read := _times(found, Form()))]
    if len(times) < 2 or len(times) <= leading:
        return False
    rising = sum(1 for before, after in pairwise(times) if after >= before)
    return rising >= 0.9 * (len(times) - 1)


def _mostly(starts: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return bool(starts) and sum(1 for start in starts if pattern.search(start)) >= _MOSTLY * len(starts)


def _have_hours(starts: Sequence[str]) -> bool:
    return sum(map(_has_hours, starts)) >= 0.9 * len(starts)


def _has_hours(start: str) -> bool:
    return start.count(":") >= 2


# -- the stamped lines


def stamped_lines(lines: Sequence[str], first: int, form: Form) -> Iterator[Stamped]:
    """Every line from `first` that has a stamp of the page's form."""
    last_ms = 0
    for number in range(first, len(lines)):
        found = _read(lines[number], number, form, last_ms)
        if found is not None:
            last_ms = found.start_ms
            yield found


def _read(line: str, number: int, form: Form, last_ms: int) -> Stamped | None:
    stamp = (_named(line) if form.named else None) or _leading(line)
    if stamp is None or (form.hours and not _has_hours(stamp.start)):
        return None
    times = _times(stamp, form)
    if times is None:
        return None
    start, end, behind = times
    if form.frames and (nearer := _two_fields(stamp.start)) is not None and _fits_better(nearer, start, last_ms):
        start, end = nearer, None
    if form.ranges and end is None and (match := _RANGE_BEHIND.match(plain_head(line)[behind:])):
        end, behind = _ms(match["end"], form.short), behind + match.end()
    text = line[behind:].strip().strip(_MARK).strip()
    return Stamped(start, text, number, end if end is not None and end >= start else None, stamp.name)


def _times(stamp: _Stamp, form: Form) -> tuple[int, int | None, int] | None:
    """Start and end in ms, and where the text begins: a fraction of one or two digits is text, unless the page has such."""
    start, behind = stamp.start, stamp.behind
    short = _SHORT_FRACTION.search(start)
    if short and not (form.short or form.named or stamp.bracketed or stamp.end):
        start, behind = start[: short.start()], behind - len(short[0])
    end = _ms(stamp.end, form.short) if stamp.end else None
    return _ms(start, form.short), end, behind


def _ms(clock: str, short: bool) -> int:
    """Milliseconds of `1:02:03.160`; what stands behind a fourth colon are frames, which no page says the rate of: left out."""
    match = re.match(r"([0-9:]+?)(?:[.,]([0-9]{1,3}))?(?:;[0-9]{2})?$", clock)
    fields = [int(field) for field in (match[1] if match else clock).split(":")]
    fraction = match[2] if match and match[2] else "0"
    if len(fields) == 4 or (len(fields) == 3 and fields[1] > 59):
        fields.pop()
    seconds = 0
    for field in fields[:3]:
        seconds = seconds * 60 + field
    return seconds * 1000 + int(fraction.ljust(3, "0"))


def _two_fields(start: str) -> int | None:
    """`12:30:45` as minutes, seconds and frames."""
    fields = _FIELDS.findall(start)
    if len(fields) != 3 or start.count(":") != 2 or int(fields[1]) > 59:
        return None
    return (int(fields[0]) * 60 + int(fields[1])) * 1000


def _fits_better(nearer: int, start: int, last_ms: int) -> bool:
    return start > last_ms + _LONGEST_SILENCE_MS and last_ms <= nearer <= last_ms + _LONGEST_SILENCE_MS and last_ms > 0


# -- stamps on lines of their own


def stand_alone(stamped: Sequence[Stamped]) -> bool:
    """Whether the page puts its stamps on lines of their own: most have no text behind them."""
    return 2 * sum(1 for cue in stamped if not cue.text) > len(stamped)


def paired(lines: Sequence[str], stamped: Sequence[Stamped]) -> list[Stamped]:
    """Of a page with stamps on lines of their own, those that are stamps: a text may look like one ("20:30").

    Between a stamp and the next one stands a text; where the line behind a stamp is itself like a stamp, it is the text
    when the line after it is a stamp again and the times would not rise through it. A stamp with its text on one line counts
    where a text stands before it and the times rise through it.
    """
    at = {cue.line: cue for cue in stamped}
    written = [number for number in range(stamped[0].line, len(lines)) if lines[number].strip()]
    out: list[Stamped] = []
    place = 0
    while place < len(written):
        cue = at.get(written[place])
        place += 1
        if cue is None or (cue.text and not _rises_through(out, cue, _next_lone(at, written, place))):
            continue
        out.append(cue)
        if not cue.text and _is_text_like_a_stamp(cue, at, written, place):
            place += 1
    return out


def _next_lone(at: dict[int, Stamped], written: Sequence[int], place: int) -> Stamped | None:
    return next((cue for number in written[place : place + 6] if (cue := at.get(number)) and not cue.text), None)


def _rises_through(before: Sequence[Stamped], cue: Stamped, after: Stamped | None) -> bool:
    last = before[-1].start_ms if before else 0
    return last <= cue.start_ms and (after is None or cue.start_ms <= after.start_ms)


def _is_text_like_a_stamp(cue: Stamped, at: dict[int, Stamped], written: Sequence[int], place: int) -> bool:
    text = at.get(written[place]) if place < len(written) else None
    after = at.get(written[place + 1]) if place + 1 < len(written) else None
    if text is None:
        return False
    if text.text:
        return not _rises_through([cue], text, after)
    return after is not None and not cue.start_ms <= text.start_ms <= after.start_ms


def with_text(cue: Stamped, text: str) -> Stamped:
    """The cue with the text of the lines that follow its stamp."""
    return cue if text == cue.text else replace(cue, text=text)
