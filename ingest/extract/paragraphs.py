"""The paragraphs of a text that may be a transcript without times: what they are, who may speak in them, and the turns
that they make."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.model.episode import MOST_PARAGRAPHS, start_of_paragraph
from archive.text.speaker_labels import is_label, is_name, is_numbered, split_turn, take_turns
from archive.text.timecode import seconds_of_clock
from ingest.extract.speech import are_written, may_speak
from ingest.extract.stamps import Stamped

MARKED = re.compile(r"(#{1,6}|={2,6}) ")
_LIST = re.compile(r"\s*(?:[-*+•·●▪►✅✨📌]\s|\d{1,3}[.)]\s|\|)")
_MARKUP = re.compile(r"\s*(?:#{1,6}\s|`{3}|~{3}|!\[|\[[^\]]*\]:|<[a-z!/]|={3,}|-{3,}|[*_]{3,}\s*$)")
_LABEL_ALONE = re.compile(r"(?:[-–—] )?(?:[*_]{2})?(?P<name>[^\W_][^:\n*\[\]<>|]{0,58}?)(?P<colon>[ ]?:)?(?:[*_]{2})?(?P<after>:)?")
_QUOTED = re.compile(r"(?:>[ ]?)+")
PLACED = re.compile(r"(?:\*\*)?\[?§[ \u00a0]?([0-9]{1,5})\]?(?:\*\*)?[ \u00a0]")
"""What the archive's own text, and its Markdown, have before a paragraph."""
_INNER = re.compile(r"[\[(]((?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2})[\])]")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？»”\"])[ ]+(?=\S)")
LONGEST = 1500
"""Letters of a paragraph; a longer one is cut at a sentence's end, else at a blank, so that every place has an address
near to it."""
FENCES = ("```", "~~~")
_SPACED = 40
"""A blank line in so many: paragraphs end at them, and lines are only wrapped."""
_FEWEST_ALONE = 200
_FEWEST_TURNS = 5
_ALTERNATE = 0.4


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What stands between two blank lines, or on a line where there are none: `label` begins it, `written` is what
    nobody says."""

    line: int
    text: str
    label: str | None = None
    written: bool = False


# -- paragraphs


def paragraphs(lines: Sequence[str], first: int, end: int) -> list[Paragraph]:
    """The paragraphs with what may be their labels; those come again decide (`speakers`)."""
    found: list[Paragraph] = []
    spaced = sum(not line.strip() for line in lines[first:end]) * _SPACED > end - first
    fenced = False
    held: list[str] = []
    begun = first

    def close() -> Iterator[Paragraph]:
        if held:
            yield _paragraph(begun, held)
            held.clear()

    for number in range(first, end):
        line = lines[number].strip()
        if fence := line.startswith(FENCES):
            fenced = not fenced
        if not line or fenced or fence or (held and (not spaced or _begins_anew(line))):
            found.extend(close())
        if fenced or fence:
            found.append(Paragraph(number, line, written=True))
        elif line:
            begun = begun if held else number
            held.append(line)
            if MARKED.match(line):
                found.extend(close())
    found.extend(close())
    return found


def _begins_anew(line: str) -> bool:
    """Whether a line begins a paragraph though no blank line stands before it."""
    return any(form.match(line) for form in (_LIST, _MARKUP, PLACED)) or split_turn(line) is not None


def _paragraph(number: int, held: Sequence[str]) -> Paragraph:
    label, rest = _label([_QUOTED.sub("", line) for line in held])
    headed = MARKED.match(held[0])
    written = bool(headed or ((_LIST.match(held[0]) or _MARKUP.match(held[0])) and label is None))
    text = " ".join(rest)
    return Paragraph(number, text[headed.end() :] if headed and text.endswith("?") else text, label, written)


def _label(held: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """Who may speak in a paragraph: before a colon, in bold type, or alone on the first line; and what is said."""
    head = PLACED.sub("", held[0], count=1) if held[0][:1] in "[§*" else held[0]
    if headed := MARKED.match(head):
        name = head[headed.end() :].strip(" *_:#")
        return (name, held[1:]) if is_label(name) else (None, held)
    if turn := split_turn(head):
        return turn.speaker, [turn.text, *held[1:]]
    match = _LABEL_ALONE.fullmatch(head)
    marked = match and (match["colon"] or match["after"] or head.startswith(("**", "__")) or len(held) > 1)
    if match and marked and is_label(match["name"].strip()) and not head.endswith((".", "!", "?", ",")):
        return match["name"].strip(), held[1:]
    return None, [head, *held[1:]]


# -- who speaks


def speakers(found: Sequence[Paragraph]) -> frozenset[str]:
    """The labels that come again and change, and with them those that are whole names; none where all is a list."""
    if are_written(one.label for one in found if one.label):
        return frozenset()
    said = [one.label for one in found if one.label and may_speak(one.label)]
    counts, headed = Counter(said), {one.label for one in found if one.written}
    again = {label for label, count in counts.items() if count > 1 + (label in headed)}
    turns = [label for label in said if label in again]
    if len(turns) < _FEWEST_TURNS or not any(is_name(one) or is_numbered(one) for one in again):
        return frozenset()
    if len(again) > 1 and sum(before != after for before, after in pairwise(turns)) < _ALTERNATE * (len(turns) - 1):
        return frozenset()
    if len(again) == 1 and not _names_itself(next(iter(again)), found):
        return frozenset()
    return frozenset(again | {label for label in counts if is_name(label) and " " in label and label not in headed})


def _names_itself(label: str, found: Sequence[Paragraph]) -> bool:
    """Whether the only label of a page is somebody who speaks alone: a whole name, of which a part is said."""
    parts = [part for part in label.split() if len(part) > 2]
    text = " ".join(one.text for one in found)
    return (
        len(parts) > 1 and len(text.split()) >= _FEWEST_ALONE and any(re.search(rf"\b{re.escape(part)}\b", text) for part in parts)
    )


def turns_in(said: Sequence[Paragraph], known: frozenset[str]) -> Iterator[Stamped]:
    """The paragraphs with who speaks, a turn lasting until the next name, where names take turns; what is too long is
    cut at a sentence."""
    if not take_turns([one.label for one in said if one.label in known], len(said)):
        known = frozenset()
    speaker: str | None = None
    number = 0
    for one in said:
        speaker = one.label if one.label in known else speaker
        text = one.text if one.label in known or not one.label else f"{one.label}: {one.text}".rstrip(": ")
        for part in cut(text):
            number += 1
            if number > MOST_PARAGRAPHS:
                return
            yield Stamped(start_of_paragraph(number), part, one.line, speaker=speaker)


def at_inner_stamps(turns: Sequence[Stamped]) -> Sequence[Stamped]:
    """The turns cut at the stamps that stand within them (`games [00:02:00] at`): what follows one is said then, and
    what follows no other as well. As they are where such stamps are few or do not rise."""
    told = [seconds_of_clock(match[1]) or 0 for turn in turns for match in _INNER.finditer(turn.text)]
    if len(told) < _FEWEST_TURNS or any(after < before for before, after in pairwise(told)):
        return turns
    out: list[Stamped] = []
    now = 0
    for turn in turns:
        first, *rest = _INNER.split(turn.text)
        for at, text in (("", first), *zip(rest[::2], rest[1::2], strict=True)):
            now = seconds_of_clock(at) or 0 if at else now
            if words := text.strip():
                out.append(replace(turn, start_ms=1000 * now, text=words))
    return out


def cut(text: str) -> Iterator[str]:
    """A text in parts of at most `LONGEST` letters, cut at the ends of sentences; at a blank where one is longer."""
    held = ""
    for sentence in _SENTENCE_END.split(text) if len(text) > LONGEST else [text]:
        for piece in textwrap.wrap(sentence, LONGEST, break_on_hyphens=False) if len(sentence) > LONGEST else [sentence]:
            if held and len(held) + len(piece) >= LONGEST:
                yield held
                held = ""
            held = f"{held} {piece}".strip()
    if held:
        yield held
