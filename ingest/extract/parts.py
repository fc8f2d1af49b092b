"""The stamped lines of a page as the parts of a recording: which shape they are written in, what lines belong to each,
and whether it is speech at all, by how many words a second it holds."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from archive.model.episode import Chapter, Removed
from archive.text.speaker_labels import is_label
from archive.text.timecode import stated_chapter
from archive.text.tokenizer import pieces
from ingest.extract.site_words import chapter_at, heading_of, without_spoken_times
from ingest.extract.stamps import Form, Mark, Stamped, form_of, marks_of, paired, shapes, stamped, stand_alone
from ingest.formats.markup import without_markup

_FEW = 3
_MANY = 20
# Words a second. Speech has two to four, and where music interrupts it still more than one in five seconds. A line of a
# list of chapters is followed by minutes of what it names; notes of a meeting have a third of the words that were said.
_LEAST_IN_A_LIST = 0.2
_LEAST_OF_NOTES = 1.2
_MOST_A_SECOND = 12
# Of cues of 47 real transcripts at most 4 in 100 have one of these, of minutes and chats 14 and more.
_MOST_TYPED = 0.1
_NOT_SAID = re.compile(
    r"https?://|www\.|(?:^|\s)@\w|\b(?:Reacted|Replying) to\b|[\U0001F300-\U0001F3B4\U0001F3B8-\U0001FAFF]|^\+1\b"
)
_LONG_GAP_MS = 20_000
_VERY_LONG_GAP_MS = 90_000
_MANY_LINES = 8
_LATEST_START_MS = 5 * 3_600_000
_AGAIN_MS = 20_000
_NEAR_ZERO_MS = 2 * 60_000
_PART = 0.15
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<title>\S.*)")
_RULE = re.compile(r"[-=_*~#]{3,}|</?\w[^<>]*>")


@dataclass(frozen=True, slots=True)
class Recording:
    """Cues of one part of a page or of all (a text keeps its lines), its first line and the line behind its last, the
    headings of chapters between them, and how many words are said. `alone`: its stamps stand on lines of their own;
    `parts` there are of it."""

    cues: tuple[Stamped, ...]
    first: int
    end: int
    chapters: tuple[Chapter, ...]
    words: int
    form: Form
    alone: bool
    parts: int = 1
    removed: tuple[Removed, ...] = ()


_IsPart = Callable[[Recording], bool]


# -- the cues


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a page's lines that ends behind its transcript, and the marks in it. `spoken`: it is a site's own
    panel."""

    lines: Sequence[str]
    marks: tuple[Mark, ...]
    spoken: bool = False


def stretch(lines: Sequence[str], marks: Sequence[Mark], first: int, end: int) -> Stretch:
    """The stretch, without the times that a panel says aloud."""
    lines = lines[:end]
    inside = tuple(mark for mark in marks if first <= mark.line < end)
    panel = without_spoken_times(lines, inside)
    if not panel.spoken:
        return Stretch(lines, inside)
    return Stretch(panel.lines, tuple(mark for mark in marks_of(panel.lines) if mark.line >= first), spoken=True)


def recording_in(page: Stretch, is_part: _IsPart) -> Recording | None:
    """The cues of a stretch in the shape that holds most words of it; of shapes alike in that, the one of most cues."""
    found = [recording for shape in shapes(page.marks) if (recording := _in_shape(page, shape, is_part))]
    most = max((recording.words for recording in found), default=0)
    return max(
        (recording for recording in found if recording.words >= 0.8 * most), key=lambda recording: len(recording.cues), default=None
    )


def _in_shape(page: Stretch, shape: Sequence[Mark], is_part: _IsPart) -> Recording | None:
    """The parts of a recording that are written in a shape, in their order; headings with a time between them are
    chapters."""
    titled = [mark for mark in shape if mark.heading]
    marks = [mark for mark in shape if not mark.heading] if 2 * len(titled) <= len(shape) else shape
    form = form_of(marks)
    cues = list(stamped(marks, form))
    if not cues:
        return None
    alone = not form.named and stand_alone(cues)
    runs = _runs(paired(page.lines, cues) if alone else cues)
    ends = [*(run[0].line for run in runs[1:]), len(page.lines)]
    parts = [_joined(page, run, end, form, alone) for run, end in zip(runs, ends, strict=True)]
    return _together(page, [part for part in parts if part.cues], is_part)


def _runs(cues: Sequence[Stamped]) -> list[Sequence[Stamped]]:
    """The cues cut where time falls back and stays below: parts of a recording, a list above it, a chat below. One run
    where it falls so often that no parts show."""
    starts = [cue.start_ms for cue in cues]
    cuts = [
        number
        for number in range(1, len(starts))
        if starts[number] < min(starts[number - 1] - _AGAIN_MS, starts[max(0, number - 2)])
        and (starts[number] <= _NEAR_ZERO_MS or max(starts[number : number + 4]) < starts[number - 1])
    ]
    if len(cuts) > max(1, len(cues) // 8):
        cuts = []
    return [cues[first:end] for first, end in zip([0, *cuts], [*cuts, len(cues)], strict=True)]


def _together(page: Stretch, parts: Sequence[Recording], is_part: _IsPart) -> Recording | None:
    """The parts that are speech as one; of a chat below, or a list above, only a note is kept."""
    said = [part for part in parts if is_part(part)]
    most = max((part.words for part in said), default=0)
    kept = [part for part in said if part.words >= _PART * most or _is_a_short_part(part)]
    if not kept:
        return None
    between = [part for part in parts if part not in kept and kept[0].first < part.first < kept[-1].end]
    return replace(
        kept[0],
        cues=tuple(cue for part in kept for cue in part.cues),
        end=kept[-1].end,
        chapters=tuple(chapter for part in kept for chapter in part.chapters),
        words=sum(part.words for part in kept),
        parts=len(kept),
        removed=tuple(note for part in between for note in sample_of("no speech", page.lines[part.first : part.end])),
    )


def _is_a_short_part(part: Recording) -> bool:
    return len(part.cues) >= _MANY_LINES and rate_of(part.cues)[1] >= _LEAST_OF_NOTES


def _joined(page: Stretch, cues: Sequence[Stamped], end: int, form: Form, alone: bool) -> Recording:
    """Each cue with the lines that follow it: the first is its text, more are a continuation where the page shows that
    it has such.

    Lines behind the last cue are a continuation only where other cues have as many; else they are a footer nobody knew.
    In a site's own panel, and where a line says so, a line behind a text is the heading of a chapter."""
    lines, first = page.lines, cues[0].line
    behind = [
        _lines_behind(lines, cue.line, after) for cue, after in zip(cues, [*(cue.line for cue in cues[1:]), end], strict=True)
    ]
    behind[-1] = behind[-1][
        : next((at for at, line in enumerate(behind[-1]) if _HEADING.match(line) or _RULE.fullmatch(line)), None)
    ]
    _remove_numbers(behind)
    chapters = _chapters(cues, behind, lines, every=page.spoken or _has_headings(cues, behind))
    longest = max(map(_count, cues[:-1], behind), default=1) or 1
    behind[-1] = behind[-1][: max(0, longest - bool(cues[-1].text))]
    stop = _end_of(lines, cues[-1].line, len(behind[-1]), end)
    if not form.named:
        cues, first = _named_by_lines(lines, cues, behind)
    whole = tuple(_with_lines(cue, more) for cue, more in zip(cues, behind, strict=True))
    said = tuple(cue for cue in whole if cue.text)
    return Recording(said, first, stop, chapters, sum(_words(cue.text) for cue in said), form, alone)


def _remove_numbers(behind: list["_Lines"]) -> None:
    """Remove the numbers of pasted SRT captions: the last line before each further stamp is the next number."""
    last = [lines[-1] if lines else "" for lines in behind[:-1]]
    numbers = [int(line) for line in last if line.isdecimal() and len(line) < 6]
    if len(numbers) > 1 and len(numbers) == len(last) and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        behind[:-1] = [lines[:-1] for lines in behind[:-1]]


def _has_headings(cues: Sequence[Stamped], behind: Sequence["_Lines"]) -> bool:
    """True for the text of a panel whose chapter titles stand between captions: each stamp is alone on its line with
    one line of text below it in small letters, and a few of them have a second line that begins with a capital."""
    below = behind[:-1]
    second = [lines[1] for lines in below if len(lines) == 2]
    if any(cue.text for cue in cues) or not second or 3 * len(second) > len(below):
        return False
    one_or_two = all(1 <= len(lines) <= 2 for lines in below)
    return one_or_two and all(line[0].isupper() for line in second) and not any(lines[0][0].isupper() for lines in below)


_Lines = tuple[str, ...]
"""What stands behind a cue's own line, before the next. Nearly all are empty, and take nothing."""


def _lines_behind(lines: Sequence[str], line: int, end: int) -> _Lines:
    return tuple(text for number in range(line + 1, end) if (text := lines[number].strip())) if end - line > 1 else ()


def _end_of(lines: Sequence[str], line: int, kept: int, end: int) -> int:
    """The line behind the last that is kept of those below a cue."""
    for number in range(line + 1, end):
        if not kept:
            return number
        kept -= bool(lines[number].strip())
    return end


def _count(cue: Stamped, behind: _Lines) -> int:
    """How many lines of text a cue has: its own, if there is text behind its stamp, and those behind it."""
    return bool(cue.text) + len(behind)


def _with_lines(cue: Stamped, behind: _Lines) -> Stamped:
    return replace(cue, text="\n".join((cue.text, *behind) if cue.text else behind)) if behind else cue


def _chapters(cues: Sequence[Stamped], behind: list[_Lines], lines: Sequence[str], every: bool) -> tuple[Chapter, ...]:
    """The headings between the cues, taken out of the lines behind them with rules and lone tags; and one above the
    first cue."""
    found = []
    above = next((line for line in reversed(lines[max(0, cues[0].line - 2) : cues[0].line]) if line.strip()), "")
    if heading_of(above):
        found.append(chapter_at(above, cues[0].start_ms))
    for number, (cue, after) in enumerate(pairwise(cues)):
        if not behind[number]:
            continue
        text, others = (behind[number][:1], behind[number][1:]) if not cue.text and every else ((), behind[number])
        kept = [line for line in others if not (every or heading_of(line) or _HEADING.match(line) or _RULE.fullmatch(line))]
        for line in others:
            if title := _HEADING.match(line):
                found.append(
                    stated_chapter(title["title"]) or Chapter(after.start_ms, without_markup(title["title"]).strip("*_ ")[:120])
                )
            elif every or heading_of(line):
                found.append(chapter_at(line, after.start_ms))
        behind[number] = (*text, *kept)
    return tuple(found)


def _named_by_lines(lines: Sequence[str], cues: Sequence[Stamped], behind: list[_Lines]) -> tuple[list[Stamped], int]:
    """The cues with their speakers where the page puts names alone behind each stamp, or on lines of their own below it
    or above it, and the first line that belongs to them; the names leave texts and `behind`."""
    beside = [cue.text if cue.text and more else None for cue, more in zip(cues, behind, strict=True)]
    if known := _labels_in(beside):
        return [replace(cue, text="", speaker=cue.text) if cue.text in known else cue for cue in cues], cues[0].line
    below = [more[0] if len(more) > 1 and not cue.text else None for cue, more in zip(cues, behind, strict=True)]
    if known := _labels_in(below):
        named = [replace(cue, speaker=label) if label in known else cue for cue, label in zip(cues, below, strict=True)]
        behind[:] = [more[label in known :] for more, label in zip(behind, below, strict=True)]
        return named, cues[0].line
    top = next((number for number in range(cues[0].line - 1, -1, -1) if lines[number].strip()), -1)
    above = [lines[top].strip() if top >= 0 else None, *(more[-1] if len(more) > 1 else None for more in behind[:-1])]
    if known := _labels_in(above):
        named = [replace(cue, speaker=label) if label in known else cue for cue, label in zip(cues, above, strict=True)]
        behind[:-1] = [more[:-1] if label in known else more for more, label in zip(behind[:-1], above[1:], strict=True)]
        return named, top if above[0] in known else cues[0].line
    return list(cues), cues[0].line


def _labels_in(lines: Sequence[str | None]) -> set[str]:
    """Those of the lines at one place of each cue that are names: nearly all are, and they come again."""
    counts = Counter(line.strip("*_ :") for line in lines if line and is_label(line.strip("*_ :")) and line[-1] not in ".,;")
    found = counts.total()
    if found < _FEW or found < 0.9 * len(lines) or len(counts) > max(2, found // 2):
        return set()
    return {line for line in lines if line and line.strip("*_ :") in counts}


def rate_of(cues: Sequence[Stamped]) -> tuple[float, float]:
    """The median gap between cues in ms, and the median of words a second in them; 0 and infinite where time stands
    still."""
    gaps = [(after.start_ms - cue.start_ms, cue.text) for cue, after in pairwise(cues) if after.start_ms > cue.start_ms]
    if not gaps:
        return 0, float("inf")
    return median(gap for gap, _ in gaps), median(_words(text) * 1000 / gap for gap, text in gaps)


def is_list(cues: Sequence[Stamped]) -> bool:
    """Whether stamped lines are a list (chapters, a schedule, a playlist): long gaps, and next to no words in them."""
    gap, rate = rate_of(cues)
    return gap >= _LONG_GAP_MS and rate < _LEAST_IN_A_LIST


def _words(text: str) -> int:
    return len(text.split()) if text.isascii() else sum(len(piece.split()) for piece in pieces(text))


def is_said(cues: Sequence[Stamped]) -> bool:
    """Whether most lines are sentences, with their sign at the end: under a heading, sparse lines may be speech all the
    same."""
    return 2 * sum(1 for cue in cues if cue.text.rstrip('»" ').endswith((".", "!", "?", "…"))) > len(cues)


def rises(cues: Sequence[Stamped], share: float) -> bool:
    """Whether times mostly go on: those of a list of films do not."""
    rising = sum(1 for before, cue in pairwise(cues) if cue.start_ms >= before.start_ms)
    return rising >= share * (len(cues) - 1)


def is_speech(recording: Recording) -> bool:
    """Whether stamped lines that no heading announces are what somebody says: as many words a second as people say, in
    rising times that are no hours of the day, without the signs of what is typed."""
    cues = recording.cues
    if not rises(cues, 0.9) or cues[0].start_ms > _LATEST_START_MS or _typed(cues) > _MOST_TYPED:
        return False
    gap, rate = rate_of(cues)
    notes = median(cue.text.count("\n") for cue in cues) >= _MANY_LINES
    if notes and len(cues) < _MANY_LINES:
        return False
    sparse = notes or (gap > _VERY_LONG_GAP_MS and len({cue.speaker for cue in cues}) < 2)
    least = _LEAST_OF_NOTES if sparse else _LEAST_IN_A_LIST
    return rate >= (least if len(cues) >= _MANY or gap >= _LONG_GAP_MS else 0) and (gap == 0 or rate <= _MOST_A_SECOND)


def _typed(cues: Sequence[Stamped]) -> float:
    """The share of the cues with what nobody says: addresses of pages and of people, faces, notes of a reaction."""
    return sum(_NOT_SAID.search(cue.text) is not None for cue in cues) / len(cues)


def sample_of(rule: str, lines: Sequence[str]) -> list[Removed]:
    """What was left out by a rule, with a sample of its lines; nothing where they are blank."""
    text = " / ".join(line.strip() for line in lines[:40] if line.strip())
    return [Removed(rule, text[:200])] if text else []
