"""Stamped text: one grammar for every way in which pages write who said what when.

    line := mark* (NAME sep)? STAMP (arrow STAMP)? sep? TEXT?

Every part stands in brackets, emphasis or a link, or in none. A line is read once, from its first stamp outwards, in
steps that each look at a character once; what its page does decides what its parts mean (`form_of`, `stamped`).
`00:01:034 buts` is 00:01:03 and "4 buts": fields have their two digits, and are never read greedily."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from archive.model.episode import PARAGRAPHS_MS
from archive.text.speaker_labels import is_label, is_name
from ingest.formats.markup import without_links

_HEAD = 200
_MOSTLY = 0.6
_NEARLY_ALL = 0.9
_DAILY = 0.1
_LONGEST_SILENCE_MS = 20 * 60_000
# Stands for a mark without width or with a direction: as long as what it stands for, so that places in a line stay.
_MARK = "\u200b"
_MARKS = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c\u00ad")
_SAME = {**dict.fromkeys("：︓﹕∶", ":"), **dict.fromkeys("．٫", "."), "［": "[", "］": "]", "（": "(", "）": ")"}
_ODD = re.compile(rf"[{''.join([*_MARKS, *_SAME])}]|(?![0-9])\d")

_FRACTION = r"(?:[.,](?:[0-9]{3}|[0-9]{1,3}(?![0-9]))|[:;][0-9]{2}(?![0-9]))"
_LOOSE = r"[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?=[.,][0-9])"
_LETTERED = r"(?:[0-9]{1,2}[hH] ?)?[0-9]{1,3}(?:min|[mM]) ?[0-9]{1,2}(?:sec|[sS])(?!\w)"
_CLOCK = rf"(?:[0-9]{{1,3}}:[0-5]?[0-9]:[0-5][0-9]|[0-9]{{1,3}}:[0-5][0-9]|{_LOOSE}){_FRACTION}?|{_LETTERED}"
_STAMP = re.compile(rf"(?<![\w:.,;/])(?:{_CLOCK})")
_ARROW = re.compile(rf"[ \t]*(?:-{{1,2}}>|→|⟶|=>)[ \t]*({_CLOCK})")
_RANGE = re.compile(rf"[ \t]*(?:[-–—/]|to\b)[ \t]*({_CLOCK})")
_DAYTIME = re.compile(r"[ \u00a0]?(?:[ap]\.?m\b|[AP]\.?M\b|UTC\b|GMT\b)")
_LINK = re.compile(r"\]?\([ ]?(?:https?://|[#/])[^()\s]*(?:\([^()\s]*\)[^()\s]*)?[ ]?\)")
_CLOSED = re.compile(r"[ *_`~\u200b]*[\])}>][\])}>*_`~]*")
_COLON = re.compile(r"\u200b*[*_`]*[ \t]*(?:[:|][*_`]*[ \t]*)?")
_SEPARATOR = re.compile(r"[ \t*_`]*:?:?[ \t*_`]*(?:[-–—|][ \t*_`]+)?")
_NUMBERED = re.compile(r"[0-9]{1,4}[.)](?:[ \t]+|$)")
_LEAD_INS = frozenset("starting point is|time|timecode|timestamp|tc|temps|horodatage|zeit|tiempo|tempo".split("|"))
_ROUND = " \t\u00a0*_`~|\u200b"
_OPENING = ("[", "(", "{", "<")
_SEPARATORS = " \t:,-–—|*_`@»›>"
_SHORT_FRACTION = re.compile(r"[.,][0-9]{1,2}$")
_PADDED = re.compile(r"0+:[0-9]+:")
_FIELDS = re.compile(r"[0-9]+")
_DASH = re.compile(r"[-–—][ \u00a0]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stamp as it stands in a line, before its page says what it means: `behind` is where the text begins, `open`
    tells of brackets round the stamp, `heading` of a line that Markdown makes a heading, `name` of what stands before
    the stamp, `daytime` of a text that begins like "am": a time of the day where many do, and what somebody says where
    one does."""

    line: int
    start: str
    end: str | None
    behind: int
    text: str = ""
    open: bool = False
    heading: bool = False
    name: str | None = None
    daytime: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """How a page writes its stamps. `hours`: all have three fields, and others are text; `named`: they stand behind the
    name of who speaks; `frames`: three fields may be minutes, seconds and frames; `days`: four fields are days, hours,
    minutes and seconds; `bracketed`: they stand in brackets; `ranges`: each with its end behind a dash; `short`: with
    tenths or hundredths."""

    hours: bool = False
    bracketed: bool = False
    named: bool = False
    frames: bool = True
    days: bool = False
    ranges: bool = False
    short: bool = False

    def __str__(self) -> str:
        stamp = "[time]" if self.bracketed else "time"
        return f"name {stamp}: text" if self.named else f"{stamp} text"


@dataclass(frozen=True, slots=True)
class Stamped:
    """A line with its stamp: start in ms, the text behind it, which line of the page it stands on; end and speaker
    where the line states them."""

    start_ms: int
    text: str
    line: int
    end_ms: int | None = None
    speaker: str | None = None


# -- one line


def plain_head(line: str, size: int = _HEAD) -> str:
    """The line with digits and colons of other scripts as ASCII, marks without width as one sign; just as long."""
    head = line[:size]
    return line if head.isascii() or not _ODD.search(head) else "".join(map(_plain, head)) + line[size:]


@cache
def _plain(character: str) -> str:
    if character in _MARKS:
        return _MARK
    return _SAME.get(character) or (str(unicodedata.decimal(character)) if unicodedata.category(character) == "Nd" else character)


def mark_of(line: str, number: int = 0) -> Mark | None:
    """The stamp of a line, with what stands before and behind it; None where none could begin what somebody says."""
    plain = plain_head(line)
    found = _STAMP.search(plain, 0, _HEAD)
    if found is None:
        return None
    mark = _bare(plain, number, found) if not found.start() else _after(plain, number, found)
    return replace(mark, text=line[mark.behind :].strip().strip(_MARK).strip()) if mark else None


def _bare(plain: str, number: int, found: re.Match[str]) -> Mark | None:
    """A stamp that begins its line, as nearly all do."""
    arrow = _ARROW.match(plain, found.end())
    place = arrow.end() if arrow else found.end()
    daytime = _DAYTIME.match(plain, place) is not None
    return Mark(number, found[0], arrow[1] if arrow else None, _past_bar(plain, place), daytime=daytime)


def _past_bar(plain: str, place: int) -> int:
    """Behind marks without width, and a colon or a bar that only separates."""
    while plain.startswith(_MARK, place):
        place += 1
    return place + 3 if plain.startswith(" | ", place) else place + 2 if plain.startswith((": ", "| "), place) else place


def _after(plain: str, number: int, found: re.Match[str]) -> Mark | None:
    """A stamp with something before it: marks, brackets, emphasis, a name."""
    before = plain[: found.start()]
    opened = before.rstrip(_ROUND)
    is_open = opened.endswith(_OPENING) or opened.lstrip(_ROUND).startswith(("[", "("))
    name = _name_in(opened.rstrip("".join(_OPENING) + _ROUND) if is_open else before)
    if name is None:
        return None
    arrow = _ARROW.match(plain, found.end()) or (_RANGE.match(plain, found.end()) if is_open else None)
    place = arrow.end() if arrow else found.end()
    closed = _CLOSED.match(plain, place)
    if _DAYTIME.match(plain, place) or (is_open and closed is None):
        return None
    place = _past_link(plain, closed.end() if is_open and closed else place)
    mark = Mark(number, found[0], arrow[1] if arrow else None, place, open=is_open, heading=before.lstrip().startswith("#"))
    if name:
        return _named(plain, mark, name)
    is_bold = any(sign in before for sign in "*_`")
    return replace(mark, behind=_past(_COLON, plain, place) if is_open or is_bold else _past_bar(plain, place))


def _past_link(plain: str, place: int) -> int:
    """Behind the address of a link whose words were the stamp, and the brackets round both."""
    while link := _LINK.match(plain, place):
        place = _past(_CLOSED, plain, link.end())
    return place


def _past(pattern: re.Pattern[str], plain: str, place: int) -> int:
    match = pattern.match(plain, place)
    return match.end() if match else place


def _named(plain: str, mark: Mark, name: str) -> Mark | None:
    """The mark with its name; a text behind it counts where a bracket, a colon or a dash shows that it is one."""
    label = name.rstrip(_SEPARATORS)
    place = _past(_SEPARATOR, plain, mark.behind)
    sure = mark.open or ":" in name[len(label) :] or any(sign in plain[mark.behind : place] for sign in ":-–—|")
    if not is_label(label) or not (sure or not plain[place:].strip()):
        return None
    return replace(mark, behind=place, name=label)


def _name_in(before: str) -> str | None:
    """What stands before a stamp, as a name with its separator; empty where only marks do, None where it is no name."""
    if "->" in before:
        return None  # what was a stamp before the arrow can no more be read
    rest = before.lstrip(" \t\u00a0>#•·●*_`~|-–—\u200b")
    rest = rest[_past(_NUMBERED, rest, 0) :]
    if "](" in rest:
        rest = without_links(rest)
    rest = (rest.replace("]", "", 1) if rest.startswith("[") else rest).lstrip("[*_").rstrip()
    bare = rest.rstrip(_SEPARATORS).casefold()
    return "" if not bare or bare in _LEAD_INS else rest if rest[0].isalnum() else None


def begins_with_stamp(line: str) -> bool:
    """Whether a line begins with a stamp of any form."""
    found = mark_of(line)
    return found is not None and found.name is None


def is_lone_stamp(line: str) -> bool:
    """Whether a line is a stamp and nothing else."""
    found = mark_of(line)
    return found is not None and found.name is None and not found.text


def marks_of(lines: Iterable[str]) -> list[Mark]:
    """Every line that has a stamp; on a page that has times of the day, these are none."""
    found = [mark for number, line in enumerate(lines) if (mark := mark_of(line, number))]
    daily = sum(mark.daytime for mark in found)
    return [mark for mark in found if not mark.daytime] if daily > _DAILY * len(found) else found


# -- what a page makes of them


def form_of(marks: Sequence[Mark]) -> Form:
    """How a page writes its stamps; where most stand alone on their lines, those decide whether there are hours."""
    if not marks:
        return Form()
    named = [mark for mark in marks if mark.name]
    if named:
        starts = [mark.start for mark in named]
        hours = _have_hours(starts)
        # Where the first hour is written too (00:12:30), a stamp of two fields is a slip and begins nothing.
        padded = hours and any(_PADDED.match(start) for start in starts)
        return Form(named=True, bracketed=_mostly(mark.open for mark in named), hours=padded, frames=False, short=_short(starts))
    lone = [mark for mark in marks if not mark.text]
    counted = lone if 2 * len(lone) > len(marks) else marks
    starts = [mark.start for mark in counted]
    hours = _have_hours(starts) and _has_hours(starts[0])
    return Form(
        hours=hours,
        frames=not hours,
        days=_counts_days(starts),
        bracketed=_mostly(mark.open for mark in marks),
        ranges=_mostly(mark.end is None and _RANGE.match(mark.text) is not None for mark in marks),
        short=_short(starts),
    )


def _mostly(said: Iterable[bool]) -> bool:
    found = list(said)
    return sum(found) >= _MOSTLY * len(found)


def _short(starts: Sequence[str]) -> bool:
    return _mostly(_SHORT_FRACTION.search(start) is not None for start in starts)


def _have_hours(starts: Sequence[str]) -> bool:
    return sum(map(_has_hours, starts)) >= _NEARLY_ALL * len(starts)


def _has_hours(start: str) -> bool:
    return start.count(":") >= 2 or not start[-1].isdigit()


def _counts_days(starts: Sequence[str]) -> bool:
    """Whether the last of four fields counts seconds: no film has so many frames in one."""
    last = [int(start.rpartition(":")[2]) for start in starts if start.count(":") == 3 and start[-1].isdigit()]
    return len(last) >= 0.8 * len(starts) and max(last) > 30


def shapes(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """The marks of each way of writing that a page may have: behind names, with the stamps between that name nobody and
    go on; or without names."""
    bare = [mark for mark in marks if not mark.name]
    if len(bare) > 1:
        opened = sum(mark.open for mark in bare)
        regular = opened >= _NEARLY_ALL * len(bare)
        yield [mark for mark in bare if mark.open] if regular else bare
    elif bare:
        yield bare
    counts = Counter(mark.name for mark in marks if mark.name)
    opened = _mostly(mark.open for mark in marks if mark.name)
    sure = {mark.name for mark in marks if mark.name and mark.open and opened}
    known = {name for name, count in counts.items() if name and (count > 1 or name in sure or _looks_like_a_name(name))}
    named = [mark for mark in marks if mark.name in known]
    again = sum(counts[name] for name in known if counts[name] > 1)
    if len(named) > 1 and (again >= 0.5 * len(named) or (len(named) <= 6 and not any(mark.heading for mark in named))):
        yield [mark for mark in marks if mark.name in known or (not mark.name and (mark.open or not mark.text))]


_HANDLE = re.compile(r"\b(?=\w*[0-9])(?=\w*[^\W\d_])\w{2,30}\b")
_FIGURES = re.compile(r"[ \u00a0][0-9]{1,5}\b")


def _looks_like_a_name(label: str) -> bool:
    """Whether a label may be a name though it comes once: one but for a number, or for words with a figure in them."""
    return is_name(_HANDLE.sub("X", _FIGURES.sub("", label)))


def stamped(marks: Sequence[Mark], form: Form) -> Iterator[Stamped]:
    """The marks that are stamps in the page's form, with their times."""
    last_ms = 0
    dashed = len(marks) > 2 and sum(_DASH.match(mark.text) is not None for mark in marks) >= _NEARLY_ALL * len(marks)
    for mark in marks:
        if not form.hours or _has_hours(mark.start):
            found = _read(mark, form, last_ms)
            if (last_ms := found.start_ms) < PARAGRAPHS_MS:  # no recording lasts so long
                yield replace(found, text=found.text[1:].lstrip()) if dashed and not form.ranges else found


def _read(mark: Mark, form: Form, last_ms: int) -> Stamped:
    start, text = mark.start, mark.text
    short = _SHORT_FRACTION.search(start)
    if short and not (form.short or form.named or mark.open or mark.end):
        # a fraction of one or two digits is text, unless the page has such
        start, text = start[: short.start()], short[0] + text
    begin, end = _ms(start, form), _ms(mark.end, form) if mark.end else None
    if form.frames and (nearer := _two_fields(start)) is not None and _fits_better(nearer, begin, last_ms):
        begin, end = nearer, None
    if form.ranges and end is None and (match := _RANGE.match(text)):
        end, text = _ms(match[1], form), text[match.end() :].strip()
    return Stamped(begin, text, mark.line, end if end is not None and end >= begin else None, mark.name)


def _ms(clock: str, form: Form) -> int:
    """Milliseconds of `1:02:03.160` and `1h02m03s`; what stands behind a fourth colon are frames, which no page says
    the rate of, unless the page counts days."""
    match = re.match(r"([0-9:]+?)(?:[.,]([0-9]{1,3}))?(?:;[0-9]{2})?$", clock)
    fields = [int(field) for field in _FIELDS.findall(match[1] if match else clock)]
    if (len(fields) == 4 and not form.days) or (len(fields) == 3 and fields[1] > 59):
        fields.pop()
    if len(fields) == 4:
        fields[:2] = [24 * fields[0] + fields[1]]
    seconds = 0
    for field in fields[:3]:
        seconds = seconds * 60 + field
    return seconds * 1000 + int((match[2] if match and match[2] else "0").ljust(3, "0"))


def _two_fields(start: str) -> int | None:
    """`12:30:45` as minutes, seconds and frames."""
    fields = _FIELDS.findall(start)
    if len(fields) != 3 or start.count(":") != 2 or int(fields[1]) > 59:
        return None
    return (int(fields[0]) * 60 + int(fields[1])) * 1000


def _fits_better(nearer: int, start: int, last_ms: int) -> bool:
    return start > last_ms + _LONGEST_SILENCE_MS and last_ms <= nearer <= last_ms + _LONGEST_SILENCE_MS and last_ms > 0


# -- stamps on lines of their own


def stand_alone(cues: Sequence[Stamped]) -> bool:
    """Whether the page puts its stamps on lines of their own: most have no text behind them."""
    return 2 * sum(1 for cue in cues if not cue.text) > len(cues)


def paired(lines: Sequence[str], cues: Sequence[Stamped]) -> list[Stamped]:
    """Of a page with stamps on lines of their own, those that are stamps: a text may look like one ("20:30").

    Between a stamp and the next one stands a text; where the line behind a stamp is itself like a stamp, it is the text
    when the line after it is a stamp again and the times would not rise through it. A stamp with its text on one line
    counts where a text stands before it and the times rise through it."""
    at = {cue.line: cue for cue in cues}
    written = [number for number in range(cues[0].line, len(lines)) if lines[number].strip()]
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
