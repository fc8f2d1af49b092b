"""Where on a page the transcript begins and ends, and its lines as stamped cues.

It begins behind its heading ("Transcription", alone or glued to the category); where a page has none, at the last run of
stamps that begins again, so that stamps of the description are left to the description. It ends at the first line of the footer.
Stamped lines with a few words a minute are no speech but chapters, a schedule or a playlist, wherever they stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, zip_longest
from statistics import median

from archive.model.episode import Chapter, Removed
from archive.text.speaker_labels import is_name
from archive.text.tokenizer import pieces
from ingest.extract.labels import is_footer, label_form, labels
from ingest.extract.panels import chapter_at, heading_of, without_spoken_times
from ingest.extract.timestamps import (
    Stamped,
    begins_with_stamp,
    form_of,
    holds_stamp,
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
# Speech has two to four words a second, and where music interrupts it still more than one in five; a line of a list of chapters
# is followed by minutes of what it names.
_LEAST_WORDS_A_SECOND = 0.2
_LONG_GAP_MS = 20_000
_MOST_LINES_A_CUE = 8
_MOST_HEADINGS = 100


@dataclass(frozen=True, slots=True)
class Transcript:
    """`header` are the lines above it, a glued category on a line of its own; `labelled` tells whether a heading led to it;
    `chapters` are headings between its lines; `bracketed`: its stamps stand in brackets, and a name behind one is no text;
    `spoken`: it came from a site's own panel, which says its times aloud."""

    header: tuple[str, ...]
    cues: tuple[Stamped, ...]
    removed: tuple[Removed, ...]
    labelled: bool
    chapters: tuple[Chapter, ...] = ()
    bracketed: bool = False
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """Cues, the line behind the last of them, headings of chapters between them, and how the page shows them (as Transcript)."""

    cues: tuple[Stamped, ...]
    end: int
    chapters: tuple[Chapter, ...] = ()
    bracketed: bool = False
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    first: int
    glued: str | None = None


def find_transcript(lines: Sequence[str]) -> Transcript | None:
    """The transcript of a page's lines; None where there is none."""
    headings = _headings(lines)
    found = _behind(lines, _the_last_before_the_footer(lines, headings)) if headings else _without_heading(lines)
    if found is None or not _rises(found.cues, 0.5):
        return None
    said = found.spoken or (found.labelled and _is_said(found.cues))
    return found if said or not is_list(found.cues) else None


def _rises(cues: Sequence[Stamped], share: float) -> bool:
    """Whether times mostly go on: those of a list of films do not."""
    rising = sum(1 for before, cue in pairwise(cues) if cue.start_ms >= before.start_ms)
    return rising >= share * (len(cues) - 1)


def transcript_heading(lines: Sequence[str]) -> str | None:
    """The line that is the heading of a transcript, even one with nothing behind it; None without one."""
    known = labels().transcript
    return next((line for line in lines if label_form(line) in known), None)


def is_list(cues: Sequence[Stamped]) -> bool:
    """Whether stamped lines are a list (chapters, a schedule, a playlist): long gaps, and next to no words in them."""
    gaps = [gap for gap, _ in _gaps(cues)]
    if not gaps or median(gaps) < _LONG_GAP_MS:
        return False
    return median(_words(text) * 1000 / gap for gap, text in _gaps(cues)) < _LEAST_WORDS_A_SECOND


def _gaps(cues: Sequence[Stamped]) -> Iterator[tuple[int, str]]:
    """How long it is to the next cue in ms, and the text in it, wherever time goes on."""
    return ((after.start_ms - cue.start_ms, cue.text) for cue, after in pairwise(cues) if after.start_ms > cue.start_ms)


def _words(text: str) -> int:
    return sum(len(piece.split()) for piece in pieces(text))


def _is_said(cues: Sequence[Stamped]) -> bool:
    """Whether most lines are sentences, with their sign at the end: under a heading, sparse lines may be speech all the same."""
    return 2 * sum(1 for cue in cues if cue.text.rstrip('»" ').endswith((".", "!", "?", "…"))) > len(cues)


def _behind(lines: Sequence[str], heading: _Heading) -> Transcript:
    end = _footer_from(lines, heading.first)
    block = _read_block(lines, heading.first, end)
    header = [*lines[: heading.line], *([heading.glued] if heading.glued else [])]
    between = [line for line in lines[heading.line + 1 : heading.first] if line.strip()]
    removed = [Removed("transcript heading", lines[heading.line].strip()[:200]), *_sample("line under the heading", between)]
    left = _left_behind(lines, block.end)
    return Transcript(tuple(header), block.cues, (*removed, *left), True, block.chapters, block.bracketed, block.spoken)


def _left_behind(lines: Sequence[str], end: int) -> list[Removed]:
    """What stands behind the last cue, counted: a footer, or lines that nobody knew."""
    count = sum(1 for line in lines[end:] if line.strip())
    first = next((line for line in lines[end:] if line.strip()), "")
    rule = "footer" if is_footer(first) else "behind the last line of the transcript"
    return [Removed(rule, f"{count} lines: {part.sample}"[:200]) for part in _sample(rule, lines[end:])]


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
        if len(found) >= _MOST_HEADINGS:
            break
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
        if holds_stamp(lines[at]):
            return at
        others += bool(lines[at].strip())
        if others > _UNKNOWN_LINES:
            return None
    return None


def _the_last_before_the_footer(lines: Sequence[str], headings: Sequence[_Heading]) -> _Heading:
    """The last of several headings: an earlier one belongs to the description; one behind the footer to a comment."""
    chosen = headings[0]
    for heading in headings[1:]:
        if _footer_from(lines, chosen.first, heading.line) < heading.line:
            break
        chosen = heading
    return chosen


# -- the footer


def _footer_from(lines: Sequence[str], first: int, end: int | None = None) -> int:
    """The first line of the footer, else `end` (or all lines); where stamps stand alone, the line behind one is always text."""
    alone = _stands_alone(lines, first)
    end = len(lines) if end is None else end
    for number in range(first, end):
        if not begins_with_stamp(lines[number]) and is_footer(lines[number]) and not (alone and is_lone_stamp(lines[number - 1])):
            return number
    return end


def _stands_alone(lines: Sequence[str], first: int) -> bool:
    stamped = [line for line in lines[first : first + 60] if begins_with_stamp(line)]
    return 2 * sum(1 for line in stamped if is_lone_stamp(line)) > len(stamped)


# -- the block of cues


def _read_block(lines: Sequence[str], first: int, end: int) -> _Block:
    """The cues of lines[first:end], and where they really end."""
    panel = without_spoken_times(lines[:end], first)
    block = panel.lines
    form = form_of(block[first:])
    stamped = list(stamped_lines(block, first, form))
    if not stamped:
        return _Block((), end)
    if stand_alone(stamped):
        stamped = paired(block, stamped)
    return replace(_joined(block, stamped, headings=panel.spoken), bracketed=form.bracketed, spoken=panel.spoken)


def _joined(lines: Sequence[str], stamped: Sequence[Stamped], headings: bool) -> _Block:
    """Each cue with the lines that follow it: the first is its text, more are a continuation where the page shows that it has such.

    Lines behind the last cue are a continuation only where other cues have as many; else they are a footer nobody knew. In a
    site's own panel (`headings`), and where a line says so, a line behind a text is the heading of a chapter.
    """
    stamped, behind = _without_comments(stamped, [_lines_behind(lines, *pair) for pair in _with_next(stamped)])
    chapters = _chapters(stamped, behind, lines, headings)
    longest = max(map(_count, stamped[:-1], behind), default=1) or 1
    end, last = len(lines), stamped[-1]
    if _count(last, behind[-1]) > longest:
        kept = longest - bool(last.text)
        end = [number for number in range(last.line + 1, len(lines)) if lines[number].strip()][kept]
        behind[-1] = behind[-1][:kept]
    stamped = _named_below(stamped, behind)
    cues = (with_text(cue, " ".join((cue.text, *more) if cue.text else more)) for cue, more in zip(stamped, behind, strict=True))
    return _Block(tuple(cue for cue in cues if cue.text), end, chapters)


_Lines = tuple[str, ...]
"""What stands behind a cue's own line, before the next. Nearly all are empty, and take nothing."""


def _lines_behind(lines: Sequence[str], cue: Stamped, after: Stamped | None) -> _Lines:
    return tuple(text for number in range(cue.line + 1, after.line if after else len(lines)) if (text := lines[number].strip()))


def _count(cue: Stamped, behind: _Lines) -> int:
    """How many lines of text a cue has: its own, if there is text behind its stamp, and those behind it."""
    return bool(cue.text) + len(behind)


def _named_below(stamped: Sequence[Stamped], behind: list[_Lines]) -> list[Stamped]:
    """The cues with their speakers, where the page puts a name on a line of its own between nearly every stamp and its text."""
    firsts = (cue.text or more[0] for cue, more in zip(stamped, behind, strict=True) if _count(cue, more) > 1)
    names = [first for first in firsts if is_name(first)]
    if len(names) < _FEW or len(names) < 0.9 * len(stamped) or len(set(names)) > max(2, len(names) // 2):
        return list(stamped)
    known, out = set(names), []
    for number, cue in enumerate(stamped):
        if not cue.text and len(behind[number]) > 1 and behind[number][0] in known:
            cue = replace(cue, speaker=behind[number][0])
            behind[number] = behind[number][1:]
        out.append(cue)
    return out


def _chapters(stamped: Sequence[Stamped], behind: list[_Lines], lines: Sequence[str], every: bool) -> tuple[Chapter, ...]:
    """The headings between the cues, taken out of the lines behind them; and one above the first cue."""
    found = []
    above = next((line for line in reversed(lines[max(0, stamped[0].line - 2) : stamped[0].line]) if line.strip()), "")
    if heading_of(above):
        found.append(chapter_at(above, stamped[0].start_ms))
    for number, (cue, after) in enumerate(pairwise(stamped)):
        text, others = (behind[number][:1], behind[number][1:]) if not cue.text else ((), behind[number])
        found.extend(chapter_at(line, after.start_ms) for line in others if every or heading_of(line))
        behind[number] = (*text, *(line for line in others if not every and not heading_of(line)))
    return tuple(found)


def _with_next(stamped: Sequence[Stamped]) -> Iterator[tuple[Stamped, Stamped | None]]:
    return zip_longest(stamped, islice(stamped, 1, None))


def _without_comments(stamped: Sequence[Stamped], behind: list[_Lines]) -> tuple[Sequence[Stamped], list[_Lines]]:
    """Cut where, behind the first lines without a stamp, time falls back: there begin comments that name moments."""
    for number, (cue, after) in enumerate(_with_next(stamped)):
        if _count(cue, behind[number]) > 1:
            falls = after is not None and after.start_ms < cue.start_ms
            return (stamped[: number + 1], behind[: number + 1]) if falls else (stamped, behind)
    return stamped, behind


# -- pages without a heading


def _without_heading(lines: Sequence[str]) -> Transcript | None:
    first = _first_stamp(lines)
    if first is None:
        return None
    end = _footer_from(lines, first)
    start, stop = _last_run(list(stamped_lines(lines[:end], first, form_of(lines[first:end]))), end)
    block = _read_block(lines, start, stop)
    if not _looks_like_speech(lines[start : block.end], block.cues):
        return None
    return Transcript(
        tuple(lines[:start]),
        block.cues,
        tuple(_left_behind(lines, block.end)),
        False,
        block.chapters,
        block.bracketed,
        block.spoken,
    )


def _first_stamp(lines: Sequence[str]) -> int | None:
    """The first stamped line; one with a name before its stamp only where the page has such throughout."""
    test = holds_stamp if form_of(lines).named else begins_with_stamp
    return next((number for number, line in enumerate(lines) if test(line)), None)


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
    return _rises(cues, 0.9) and (2 * len(cues) >= 0.9 * written or _MOST_LINES_A_CUE * len(cues) >= written)
