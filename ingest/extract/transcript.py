"""Where on a page the transcript begins and ends, and its lines as stamped cues.

It begins behind its heading ("Transcription", alone or glued to the category); where a page has none, wherever its
stamped lines hold as many words a second as people say: what holds fewer is a list of chapters, a schedule, a chat.
Times that begin anew begin another part of the recording, and all parts are kept, in order. It ends at the first line
of the footer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.model.episode import Chapter, Removed
from archive.text.speaker_labels import all_labelled, is_label, speakers_of, turns_of
from ingest.extract.parts import Recording, is_list, is_said, is_speech, rate_of, recording_in, rises, sample_of, stretch
from ingest.extract.site_words import is_footer, label_form, labels
from ingest.extract.stamps import Form, Mark, Stamped, form_of, marks_of, shapes, stamped

_LONGEST_CATEGORY = 40
_UNKNOWN_LINES = 2
_FEW = 3
_A_FEW = 20
_MOST_AROUND = 5
_A_LIST = 5
_MINUTE_MS = 60_000
_HEAD = 120
_NAME = r"([^\[\]()<>|\t*:\n]{1,60}?)"
_LABELLED = re.compile(
    rf"[|\s]*+(?:\[{_NAME}\]|<{_NAME}>|\({_NAME}\)|\*\*{_NAME}\*\*(?![ ]?:)|{_NAME}[ ]*(?:\t|\||[ ][-–—][ ]))[ ]*(?![\s:])"
)
_MOST_HEADINGS = 100


@dataclass(frozen=True, slots=True)
class Transcript:
    """`header` are the lines above it, a glued category on a line of its own; `labelled` tells whether a heading led to
    it; `chapters` are headings between its lines; `shape` says how its lines are written, for staff."""

    header: tuple[str, ...]
    cues: tuple[Stamped, ...]
    removed: tuple[Removed, ...]
    labelled: bool
    chapters: tuple[Chapter, ...] = ()
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamped lines of a page that are no transcript: how many in which form, words a second, and the first of
    them."""

    lines: int
    form: Form
    rate: float
    first: int


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    first: int
    glued: str | None = None


def find_transcript(lines: Sequence[str]) -> Transcript | None:
    """The transcript of a page's lines; None where there is none."""
    marks = marks_of(lines)
    headings = _headings(lines, marks)
    if not headings:
        return _without_heading(lines, marks)
    return _behind(lines, marks, _the_last_before_the_footer(lines, marks, headings))


def stamps_of(lines: Sequence[str]) -> Stamps | None:
    """What the stamped lines of a page are that has no transcript; None for one without such lines."""
    marks = marks_of(lines)
    if not marks:
        return None
    most = max(shapes(marks), key=len, default=marks)
    cues = list(stamped(most, form_of(most)))
    words, span = sum(len(cue.text.split()) for cue in cues), max(1000, cues[-1].start_ms - cues[0].start_ms) if cues else 1000
    return Stamps(len(most), form_of(most), 1000 * words / span, most[0].line)


def transcript_heading(lines: Sequence[str]) -> str | None:
    """The line that is the heading of a transcript, even one with nothing behind it; None without one."""
    known = labels().transcript
    return next((line for line in lines if label_form(line) in known), None)


# -- behind a heading


def _behind(lines: Sequence[str], marks: Sequence[Mark], heading: _Heading) -> Transcript | None:
    below = stretch(lines, marks, heading.first, _footer_from(lines, marks, heading.first))
    found = recording_in(below, lambda part: True)
    if found is None or not rises(found.cues, 0.5) or (_is_listed(found.cues) and not (below.spoken or is_said(found.cues))):
        return None
    header = [*lines[: heading.line], *([heading.glued] if heading.glued else [])]
    between = [line for line in lines[heading.line + 1 : heading.first] if line.strip()]
    removed = [Removed("transcript heading", lines[heading.line].strip()[:200]), *sample_of("line under the heading", between)]
    return _told(header, found, (*removed, *_left_behind(lines, found.end)), labelled=True)


def _is_listed(cues: Sequence[Stamped]) -> bool:
    """Whether what stands under a heading is a list all the same; of a few lines within a minute of one another nobody
    can tell."""
    return is_list(cues) and (len(cues) >= _A_LIST or rate_of(cues)[0] >= _MINUTE_MS)


def _left_behind(lines: Sequence[str], end: int) -> list[Removed]:
    """What stands behind the last cue, counted: a footer, or lines that nobody knew."""
    count = sum(1 for line in lines[end:] if line.strip())
    first = next((line for line in lines[end:] if line.strip()), "")
    rule = "footer" if is_footer(first) else "behind the last line of the transcript"
    return [Removed(rule, f"{count} lines: {part.sample}"[:200]) for part in sample_of(rule, lines[end:])]


def _headings(lines: Sequence[str], marks: Sequence[Mark]) -> list[_Heading]:
    """Every line that is the heading of a transcript and is followed by a stamp."""
    found = []
    endings = tuple(labels().transcript)
    at = {mark.line: mark for mark in marks}
    for number, line in enumerate(lines):
        if not line.rstrip(" \t\r:：\u00a0").endswith(endings):
            continue
        if number and (before := at.get(number - 1)) and not before.name and not before.text:
            continue
        first = _first_stamp_behind(lines, at, number)
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


def _first_stamp_behind(lines: Sequence[str], at: dict[int, Mark], number: int) -> int | None:
    """The first stamped line behind a heading; at most two other lines (a button, in whatever language) may stand
    between."""
    others = 0
    for place in range(number + 1, min(len(lines), number + 12)):
        if place in at:
            return place
        others += bool(lines[place].strip())
        if others > _UNKNOWN_LINES:
            return None
    return None


def _the_last_before_the_footer(lines: Sequence[str], marks: Sequence[Mark], headings: Sequence[_Heading]) -> _Heading:
    """The last of several headings: an earlier one belongs to the description; one behind the footer to a comment."""
    chosen = headings[0]
    for heading in headings[1:]:
        if _footer_from(lines, marks, chosen.first, heading.line) < heading.line:
            break
        chosen = heading
    return chosen


def _footer_from(lines: Sequence[str], marks: Sequence[Mark], first: int, end: int | None = None) -> int:
    """The first line of the footer, else `end` (or all lines); where stamps stand alone, the line behind one is always
    text."""
    lone = {mark.line: not mark.text for mark in marks if mark.line >= first and not mark.name}
    close = [alone for line, alone in lone.items() if line < first + 60]
    alone = 2 * sum(close) > len(close)
    end = len(lines) if end is None else end
    for number in range(first, end):
        if number not in lone and is_footer(lines[number]) and not (alone and lone.get(number - 1)):
            return number
    return end


# -- pages without a heading


def _without_heading(lines: Sequence[str], marks: Sequence[Mark]) -> Transcript | None:
    if not marks:
        return None
    end = _footer_from(lines, marks, marks[0].line)
    whole = stretch(lines, marks, 0, end)
    found = recording_in(whole, (lambda part: True) if whole.spoken else is_speech)
    if found is None:
        return None
    written = sum(1 for line in lines[found.first : found.end] if line.strip())
    if (len(found.cues) < _FEW and written != len(found.cues)) or _is_quoted(lines, found):
        return None
    return _told(lines[: found.first], found, _left_behind(lines, found.end), labelled=False)


def _is_quoted(lines: Sequence[str], found: Recording) -> bool:
    """Whether a page of words shows a few stamped lines, as manuals show what a program writes: it is no transcript."""
    around = sum(len(line.split()) for line in (*lines[: found.first], *lines[found.end :]))
    return len(found.cues) < _A_FEW and around > _MOST_AROUND * found.words


# -- the episode's cues


def _told(header: Sequence[str], recording: Recording, removed: Sequence[Removed], labelled: bool) -> Transcript:
    _, rate = rate_of(recording.cues)
    parts = f", {recording.parts} parts" if recording.parts > 1 else ""
    shape = f"{recording.form}: {len(recording.cues)} cues, {rate:.1f} words a second{parts}"
    return Transcript(tuple(header), tuple(_spoken(recording)), (*removed, *recording.removed), labelled, recording.chapters, shape)


def _spoken(recording: Recording) -> list[Stamped]:
    """The cues with who speaks, where the stamps or the texts say so; a turn lasts until the next name.

    Behind a stamp in brackets, in Markdown's bold type, and where every line begins with one, a name is no text;
    elsewhere a text keeps what stands in it."""
    cues: Sequence[Stamped] = recording.cues
    if any(cue.speaker for cue in cues):
        return list(_lasting(cues))
    cues = _with_labels(cues)
    firsts = [cue.text.partition("\n")[0] for cue in cues]
    if recording.form.bracketed or any(text.startswith("**") for text in firsts) or all_labelled(firsts):
        return list(_by_labels(cues))
    texts = [cue.text.replace("\n", " ") for cue in cues]
    return [replace(cue, text=text, speaker=name) for cue, text, name in zip(cues, texts, speakers_of(texts), strict=True)]


def _with_labels(cues: Sequence[Stamped]) -> Sequence[Stamped]:
    """The cues with a colon behind their labels, where all have one in brackets, in bold type, or before a tab, a bar
    or a dash."""
    found = [_LABELLED.match(cue.text[:_HEAD]) for cue in cues]
    names = [next(filter(None, match.groups())).strip() for match in found if match]
    if len(names) < max(_FEW, len(cues)) or len(set(names)) > len(names) // 2 or not all(map(is_label, names)):
        return cues
    ends = [match.end() if match else 0 for match in found]
    return [replace(cue, text=f"{name}: {cue.text[end:].rstrip('| ')}") for cue, name, end in zip(cues, names, ends, strict=True)]


def _lasting(cues: Sequence[Stamped]) -> Iterator[Stamped]:
    """The cues, those without a name by whoever spoke before."""
    speaker = None
    for cue in cues:
        speaker = cue.speaker.strip("*_ :") if cue.speaker else speaker
        yield replace(cue, text=cue.text.replace("\n", " "), speaker=speaker)


def _by_labels(cues: Sequence[Stamped]) -> Iterator[Stamped]:
    """The cues with the labels that begin their lines as speakers; where another one speaks within a cue, it is cut in
    two."""
    said = [line for cue in cues for line in cue.text.split("\n")]
    turns = iter(zip(said, turns_of(said), strict=True))
    for cue in cues:
        held: list[Stamped] = []
        for _ in range(cue.text.count("\n") + 1):
            line, turn = next(turns)
            if held and (turn.text == line or turn.speaker == held[-1].speaker):
                held[-1] = replace(held[-1], text=f"{held[-1].text} {turn.text}")
            else:
                held.append(replace(cue, text=turn.text, speaker=turn.speaker))
        yield from held
