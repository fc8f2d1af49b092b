"""Two pages that somebody pasted into one file: cut apart again, where both are whole and it shows where the second
begins."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.extract.parts import is_list
from ingest.extract.site_words import is_footer, is_skip_line, label_form, labels
from ingest.extract.stamps import begins_with_stamp, form_of, is_lone_stamp, marks_of, stamped

_HTML_END = re.compile(r"</html\s*>\s*(?=<!doctype|<html)", re.IGNORECASE)
_VTT_BEGIN = re.compile(r"^(?=\ufeff?WEBVTT(?:[ \t]|$))", re.MULTILINE)
_RULE = re.compile(r"\s*[-=_*~#▬─━]{5,}\s*")
_BULLET = re.compile(r"^\s*[•·●∙\-–—*]\s+\S")
_ENOUGH_CUES = 3
_ENOUGH_LINES = 60
_EARLY_MS = 120_000
_MOST_PAGES = 500
_HEADER_LINES = 60


def parts_of(text: str, content_type: str) -> list[str]:
    """The pages of a file, nearly always the file itself."""
    if content_type == "text/html":
        parts = _HTML_END.split(text)
    elif content_type == "text/vtt":
        parts = [part for part in _VTT_BEGIN.split(text) if part.strip("\ufeff \r\n\t")]
    elif content_type == "text/plain":
        parts = _texts(text)
    else:
        parts = [text]
    return parts if 1 < len(parts) <= _MOST_PAGES else [text]


def _texts(text: str) -> list[str]:
    """A plain page cut before every further one: its heading is followed by stamps that begin anew, as was the heading
    before."""
    lines = re.split(r"(?<=\n)", text)
    headings = [number for number, line in enumerate(lines) if _is_heading(line)]
    if len(headings) > _MOST_PAGES:
        return [text]
    cuts = [0]
    for before, heading in pairwise(headings):
        if (
            _is_whole(lines[before + 1 : heading][:_ENOUGH_LINES])
            and _is_whole(lines[heading + 1 : heading + 1 + _ENOUGH_LINES])
            and (cut := _cut(lines, before, heading))
        ):
            cuts.append(cut)
    return ["".join(lines[first:end]) for first, end in zip(cuts, [*cuts[1:], len(lines)], strict=True)]


def _is_heading(line: str) -> bool:
    form = label_form(line)
    if not form:
        return False
    match = labels().glued_transcript.fullmatch(form)
    return form in labels().transcript or (match is not None and match["value"] in labels().category_value)


def _is_whole(lines: Sequence[str]) -> bool:
    """Whether stamped speech that begins near zero stands right below."""
    top = next((number for number, line in enumerate(lines[:8]) if begins_with_stamp(line)), None)
    if top is None:
        return False
    marks = marks_of(lines[top:])
    cues = list(stamped(marks, form_of(marks)))
    return len(cues) >= _ENOUGH_CUES and cues[0].start_ms <= _EARLY_MS and not is_list([cue for cue in cues if cue.text] or cues)


def _cut(lines: Sequence[str], before: int, heading: int) -> int | None:
    """The first line of the second page: its skip links, what stands below a rule, its date, or what follows the
    first's footer."""
    last = max(number for number in range(before, heading) if begins_with_stamp(lines[number]))
    region = range(max(last + 1, heading - _HEADER_LINES), heading)
    skips = next((number for number in region if lines[number].strip() and is_skip_line(lines[number])), None)
    rule = next((number + 1 for number in region if _RULE.fullmatch(lines[number].rstrip("\r\n"))), None)
    if skips is not None or rule is not None:
        return skips if skips is not None else rule
    footers = [number for number in region if is_footer(lines[number])]
    if footers:
        return footers[-1] + 1
    bullet = next((number for number in region if _BULLET.match(lines[number])), None)
    if bullet is not None:
        return bullet
    return min(last + 1 + is_lone_stamp(lines[last]), heading)
