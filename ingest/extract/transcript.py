"""Where on a page the transcript begins and ends, and its lines as stamped cues.

It begins behind its heading ("Transcription", alone or glued to the category); where a page has none, at the last run of
stamps that begins again, so that stamps of the description are left to the description. It ends at the first line of the footer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.episode import Removed
from ingest.extract.labels import is_footer, label_form, labels
from ingest.extract.timestamps import (
    Stamped,
    begins_with_stamp,
    form_of,
    is_lone_stamp,
    paired,
    stamped_lines,
    stand_alone,
    with_text,
)

_LONGEST_CATEGORY = 40
_UNKNOWN_LINES = 2
_FIRST_STAMP_MS = 5 * 60_000
_AGAIN_MS = 2 * 60_000
_FEW = 3


@dataclass(frozen=True, slots=True)
class Transcript:
    """`header` are the lines above it, a glued category on a line of its own; `labelled` tells whether a heading led to it."""

    header: tuple[str, ...]
    cues: tuple[Stamped, ...]
    removed: tuple[Removed, ...]
    labelled: bool


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    first: int
    glued: str | None = None


def find_transcript(lines: Sequence[str]) -> Transcript | None:
    """The transcript of a page's lines; None where there is none."""
    headings = _headings(lines)
    if headings:
        return _behind(lines, _the_last_before_the_footer(lines, headings))
    return _without_heading(lines)


def has_heading(lines: Sequence[str]) -> bool:
    """Whether a line is the heading of a transcript, even one with nothing behind it."""
    known = labels().transcript
    return any(label_form(line) in known for line in lines)


def _behind(lines: Sequence[str], heading: _Heading) -> Transcript:
    end = _footer_from(lines, heading.first)
    cues, end = _read_block(lines, heading.first, end)
    header = [*lines[: heading.line], *([heading.glued] if heading.glued else [])]
    between = [line for line in lines[heading.line + 1 : heading.first] if line.strip()]
    removed = [Removed("transcript heading", lines[heading.line].strip()[:200]), *_sample("line under the heading", between)]
    return Transcript(tuple(header), cues, (*removed, *_sample("footer", lines[end:])), labelled=True)


def _sample(rule: str, lines: Sequence[str]) -> list[Removed]:
    text = " / ".join(line.strip() for line in lines[:40] if line.strip())
    return [Removed(rule, text[:200])] if text else []


# -- headings


def _headings(lines: Sequence[str]) -> list[_Heading]:
    """Every line that is the heading of a transcript and is followed by a stamp."""
    found = []
    endings = tuple(labels().transcript)
    for number, line in enumerate(lines):
        if not line.rstrip(" \t\r:：\u00a0").endswith(endings):
            continue
        if number and is_lone_stamp(lines[number - 1]):
            continue
        first = _first_stamp_behind(lines, number)
        if first is not None and (heading := _heading_at(lines, number, first)):
            found.append(heading)
    return found


def _heading_at(lines: Sequence[str], number: int, first: int) -> _Heading | None:
    form = label_form(lines[number])
    if form in labels().transcript:
        return _Heading(number, first)
    match = labels().glued_transcript.fullmatch(form)
    if match and _may_be_a_category(lines, number, match["value"]):
        return _Heading(number, first, glued=match["value"])
    return None


def _may_be_a_category(lines: Sequence[str], number: int, value: str) -> bool:
    if value in labels().category_value:
        return True
    above = [label_form(line) for line in lines[max(0, number - 6) : number] if line.strip()][-2:]
    return len(value) <= _LONGEST_CATEGORY and any(line in labels().category for line in above)


def _first_stamp_behind(lines: Sequence[str], number: int) -> int | None:
    """The first stamped line behind a heading; at most two other lines (a button, in whatever language) may stand between."""
    others = 0
    for at in range(number + 1, min(len(lines), number + 12)):
        if begins_with_stamp(lines[at]):
            return at
        others += bool(lines[at].strip())
        if others > _UNKNOWN_LINES:
            return None
    return None


def _the_last_before_the_footer(lines: Sequence[str], headings: Sequence[_Heading]) -> _Heading:
    """The last of several headings: an earlier one belongs to the description; one behind the footer to a comment."""
    chosen = headings[0]
    for heading in headings[1:]:
        if _footer_from(lines, chosen.first) < heading.line:
            break
        chosen = heading
    return chosen


# -- the footer


def _footer_from(lines: Sequence[str], first: int) -> int:
    """The first line of the footer, or the number of lines; where stamps stand alone, the line behind a stamp is always text."""
    alone = _stands_alone(lines, first)
    for number in range(first, len(lines)):
        if not begins_with_stamp(lines[number]) and is_footer(lines[number]) and not (alone and is_lone_stamp(lines[number - 1])):
            return number
    return len(lines)


def _stands_alone(lines: Sequence[str], first: int) -> bool:
    stamped = [line for line in lines[first : first + 60] if begins_with_stamp(line)]
    return 2 * sum(1 for line in stamped if is_lone_stamp(line)) > len(stamped)


# -- the block of cues


def _read_block(lines: Sequence[str], first: int, end: int) -> tuple[tuple[Stamped, ...], int]:
    """The cues of lines[first:end], and where they really end."""
    block = lines[:end]
    form = form_of(block[first:])
    stamped = list(stamped_lines(block, first, form))
    if not stamped:
        return (), end
    if stand_alone(stamped):
        stamped = paired(block, stamped)
        return _joined(block, stamped, own=1)
    return _joined(block, stamped, own=0)


def _joined(lines: Sequence[str], stamped: Sequence[Stamped], own: int) -> tuple[tuple[Stamped, ...], int]:
    """Each cue with the lines that follow it: `own` are its text, more are a continuation where the page shows that it has such.

    Lines behind the last cue are a continuation only where other cues have one too; else they are a footer nobody knew.
    """
    stamped, parts = _without_comments(stamped, [_parts(lines, *pair) for pair in _with_next(stamped)], max(own, 1))
    continues = any(len(found) > max(own, 1) for found in parts[:-1])
    end = len(lines)
    if not continues and len(parts[-1]) > max(own, 1):
        end = parts[-1][max(own, 1)][0]
        parts[-1] = parts[-1][: max(own, 1)]
    cues = (with_text(cue, " ".join(text for _, text in found)) for cue, found in zip(stamped, parts, strict=True))
    return tuple(cue for cue in cues if cue.text), end


def _with_next(stamped: Sequence[Stamped]) -> Iterator[tuple[Stamped, Stamped | None]]:
    return zip(stamped, [*stamped[1:], None], strict=True)


_Parts = list[tuple[int, str]]


def _without_comments(stamped: Sequence[Stamped], parts: list[_Parts], own: int) -> tuple[Sequence[Stamped], list[_Parts]]:
    """Cut where, behind the first lines without a stamp, time falls back: there begin comments that name moments."""
    for number, (cue, after) in enumerate(_with_next(stamped)):
        if len(parts[number]) > own:
            falls = after is not None and after.start_ms < cue.start_ms
            return (stamped[: number + 1], parts[: number + 1]) if falls else (stamped, parts)
    return stamped, parts


def _parts(lines: Sequence[str], cue: Stamped, after: Stamped | None) -> list[tuple[int, str]]:
    own = [(cue.line, cue.text)] if cue.text else []
    stop = after.line if after else len(lines)
    return own + [(number, lines[number].strip()) for number in range(cue.line + 1, stop) if lines[number].strip()]


# -- pages without a heading


def _without_heading(lines: Sequence[str]) -> Transcript | None:
    first = next((number for number, line in enumerate(lines) if begins_with_stamp(line)), None)
    if first is None:
        return None
    end = _footer_from(lines, first)
    start, stop = _last_run(list(stamped_lines(lines[:end], first, form_of(lines[first:end]))), end)
    cues, stop = _read_block(lines, start, stop)
    if not _looks_like_speech(lines[start:stop], cues):
        return None
    return Transcript(tuple(lines[:start]), cues, tuple(_sample("footer", lines[stop:])), labelled=False)


def _last_run(stamped: Sequence[Stamped], end: int) -> tuple[int, int]:
    """First line and end of the last run of stamps that begins again near zero; a short afterthought of a comment is no run."""
    if not stamped:
        return end, end
    starts = [
        0,
        *(number for number in range(1, len(stamped)) if _begins_again(stamped[number - 1], stamped[number])),
        len(stamped),
    ]
    runs = [(starts[i], starts[i + 1]) for i in range(len(starts) - 1)]
    chosen = len(runs) - 1
    while chosen and runs[chosen][1] - runs[chosen][0] < _FEW <= runs[chosen - 1][1] - runs[chosen - 1][0]:
        chosen -= 1
    begin, stop = runs[chosen]
    return stamped[begin].line, stamped[stop].line if stop < len(stamped) else end


def _begins_again(before: Stamped, cue: Stamped) -> bool:
    return cue.start_ms <= _AGAIN_MS and before.start_ms - cue.start_ms > 20_000


def _looks_like_speech(lines: Sequence[str], cues: Sequence[Stamped]) -> bool:
    """Whether stamped lines without a heading are a transcript, no list of durations: early, rising, and most of the lines."""
    if not cues or cues[0].start_ms > _FIRST_STAMP_MS:
        return False
    written = sum(1 for line in lines if line.strip())
    if len(cues) < _FEW:
        return written == len(cues)
    rising = sum(1 for before, cue in pairwise(cues) if cue.start_ms >= before.start_ms)
    return rising >= 0.9 * (len(cues) - 1) and 2 * len(cues) >= 0.9 * written
