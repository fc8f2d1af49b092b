"""Times as people and files write them. Inside the archive a time is an int of milliseconds."""

import re
from itertools import pairwise

from archive.model.episode import PARAGRAPHS_MS, Chapter, paragraph_of, start_of_paragraph


def clock(ms: int) -> str:
    """`12:29`, with hours `1:02:09`; floored to the second. `§ 3` for a paragraph."""
    if ms >= PARAGRAPHS_MS:
        return f"§ {paragraph_of(ms)}"
    seconds = ms // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes:02d}:{second:02d}"


_PARAGRAPH = re.compile(r"(?:p|§[ \u00a0]?)([0-9]{1,5})")
_CLOCK = re.compile(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,6})(?:\.[0-9]{1,6})?")
_UNITS = re.compile(r"(?=.)(?:([0-9]{1,3}) ?h)? ?(?:([0-9]{1,5}) ?m(?:in)?)? ?(?:([0-9]{1,6})(?:\.[0-9]{1,6})? ?s)?", re.IGNORECASE)
_HOURS = re.compile(r"([0-9]{1,3}) ?h ?([0-5][0-9])()", re.IGNORECASE)


def seconds_of_clock(text: str) -> int | None:
    """The second of `12:29`, `1:02:09`, `1h2m9s`, `62m9s`, `1h30`, plain seconds (`749`, `749s`, `749.5`, floored) or a
    paragraph (`p3`, `§ 3`); None for anything else."""
    text = text.strip()
    if paragraph := _PARAGRAPH.fullmatch(text):
        return start_of_paragraph(int(paragraph[1])) // 1000
    found = _CLOCK.fullmatch(text) or _UNITS.fullmatch(text) or _HOURS.fullmatch(text)
    if found is None or (found[2] and int(found[3] or 0) > 59):
        return None
    return int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + int(found[3] or 0)


def spoken_clock(ms: int) -> str:
    """`13 min 43 s`, with hours `1 h 02 min 09 s`, of the first minute `43 s`, as a citation has it."""
    hours, rest = divmod(ms // 1000, 3600)
    minutes, second = divmod(rest, 60)
    if not ms // 60_000:
        return f"{second} s"
    return f"{hours} h {minutes:02d} min {second:02d} s" if hours else f"{minutes} min {second:02d} s"


def vtt_stamp(ms: int) -> str:
    """`01:02:09.500`, as WebVTT has it."""
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    second, milli = divmod(rest, 1000)
    return f"{hours:02d}:{minutes:02d}:{second:02d}.{milli:03d}"


def srt_stamp(ms: int) -> str:
    """`01:02:09,500`, as SubRip has it."""
    return vtt_stamp(ms).replace(".", ",")


_LINE = re.compile(
    r"^[^\w\n]{0,4}(?:([0-9]{1,2})[:.])?([0-9]{1,3})[:.]([0-5][0-9])\s*+(?:[)\]]\s*+)?(?:[:\-–—|]\s++|(?<=\s))(\S.*)$"
)
_MOST_LINES, _LONGEST_LINE = 2000, 300


def stated_chapter(line: str) -> Chapter | None:
    """The chapter that a line names behind a stamp (`01:22 en liaison`, `00.19 TITRE`, `(1:02:03) - Titre`); None for
    any other."""
    match = _LINE.match(line[:_LONGEST_LINE].rstrip())
    if match is None:
        return None
    hours, minutes, seconds, title = match.groups()
    return Chapter(((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000, title.strip())


def stated_chapters(description: str) -> tuple[Chapter, ...]:
    """Two or more such lines whose stamps rise, else none."""
    found = [chapter for line in description.splitlines()[:_MOST_LINES] if (chapter := stated_chapter(line))]
    rising = all(one.start_ms < two.start_ms for one, two in pairwise(found))
    return tuple(found) if len(found) > 1 and rising else ()
