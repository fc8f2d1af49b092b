"""A transcript of which nobody tells when it is said: its paragraphs, in order, with who speaks where the page says so.

It is taken only where it is told to be one: by a heading, by who stated it, or by people whose turns fill the page.
Speech and what is written are told apart by who speaks of what to whom: in speech somebody says "I" and somebody is
addressed, again and again; articles, manuals, answers to questions, release notes, recipes and minutes do not."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.model.episode import Removed
from archive.model.places import MOST_PARAGRAPHS, start_of_paragraph, time_of
from archive.text.speaker_labels import is_label, is_name, is_numbered
from archive.text.timecode import seconds_of_clock
from archive.text.turns import split_turn, turns_of
from ingest.extract.parts import sample_of
from ingest.extract.site_words import is_footer, label_form, labels
from ingest.extract.speech import is_spoken, may_speak
from ingest.extract.stamps import Stamped
from ingest.extract.transcript import Transcript, stamps_of
from ingest.formats.front_matter import split_front_matter

_WORD = r"(?:transcript(?:ion|s)?|retranscription|transkript(?:ion)?|transcripci[oó]n|trascrizione|transcri[cç][aã]o|transkrypcja)"
_HEADING = re.compile(
    r"(?P<mark>#{1,6} |={2,} )?[*_ ]{0,8}"
    r"(?:(?:full|complete|rough|edited|raw|episode|podcast|show|interview|video|audio|the|la|le) ){0,6}"
    rf"{_WORD}(?P<of>\b(?!-)[^.!?]{{0,80}})?[ *_:=]*",
    re.IGNORECASE,
)
_MARKED = re.compile(r"(#{1,6}|={2,6}) ")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_UNMARKED = 7
"""The level of a heading that nothing marks: only the footer ends it."""
_MOST_HEADINGS = 8
_NOTES = re.compile(
    r"\b(?:notes?|minutes|agenda|summary|action items|compte[- ]rendu|proc[eè]s[- ]verbal|ordre du jour|protokoll|tagesordnung"
    r"|acta|orden del d[ií]a|verbale|ordine del giorno|ata|pauta)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*(?:[-*+•·●▪►✅✨📌]\s|\d{1,3}[.)]\s|\|)")
_MARKUP = re.compile(r"\s*(?:#{1,6}\s|`{3}|~{3}|!\[|\[[^\]]*\]:|<[a-z!/]|={3,}|-{3,}|[*_]{3,}\s*$)")
_LABEL_ALONE = re.compile(r"(?:[-–—] )?(?:[*_]{2})?(?P<name>[^\W_][^:\n*\[\]<>|]{0,58}?)(?P<colon>[ ]?:)?(?:[*_]{2})?(?P<after>:)?")
_QUOTED = re.compile(r"(?:>[ ]?)+")
_PLACED = re.compile(r"(?:\*\*)?\[?§[ \u00a0]?([0-9]{1,5})\]?(?:\*\*)?[ \u00a0]")
"""What the archive's own text, and its Markdown, have before a paragraph."""
_INNER = re.compile(r"[\[(]((?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2})[\])]")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？»”\"])[ ]+(?=\S)")
LONGEST = 1500
"""Letters of a paragraph; a longer one is cut at a sentence's end, else at a blank, so that every place has an address
near to it."""
_STAMPED = 8
"""One line in so many with a stamp: a page of chapters, a chat, a transcript of which the times were misread."""
_SPACED = 40
"""A blank line in so many: paragraphs end at them, and lines are only wrapped."""
_FEWEST_WORDS = 30
_FEWEST_WITHOUT_LABELS = 250
_WORDS_A_HEADING = 60
_FEWEST_ALONE = 200
_FEWEST_TURNS = 5
_IN_TURNS = 0.6
_WORDS_A_TURN = 5.0
_ALTERNATE = 0.4


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """What stands between two blank lines, or on a line where there are none: `label` begins it, `written` is what
    nobody says."""

    line: int
    text: str
    label: str | None = None
    written: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that may be a transcript: below a heading (`told`), or all; `ends` are where other headings end it."""

    first: int
    end: int
    told: int | None = None
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Speech:
    """What is said in a part, by whom; `first` is its first line."""

    part: _Part
    first: int
    turns: tuple[Stamped, ...]
    known: frozenset[str]

    @property
    def words(self) -> int:
        return sum(len(turn.text.split()) for turn in self.turns)


def tells_untimed(text: str) -> bool:
    """Whether a text file is told to be a transcript without times: by itself, or by its head."""
    return find_untimed(split_front_matter(text)[1].splitlines()) is not None


def find_untimed(lines: Sequence[str], *, stated: bool = False) -> Transcript | None:
    """The transcript of a page without times; None where nothing tells that it is one. `stated`: somebody who knows
    says so. Of several headings the one below which most is said counts, the innermost of those that hold the same."""
    below = [speech for part in _below_headings(lines) if (speech := _speech_in(lines, part, stated))]
    most = max((speech.words for speech in below), default=0)
    best = next((speech for speech in reversed(below) if 10 * speech.words >= 9 * most), None)
    best = _written_out(lines) or best or _speech_in(lines, _Part(0, len(lines)), stated)
    return _told(lines, best) if best else None


def _written_out(lines: Sequence[str]) -> _Speech | None:
    """What an archive wrote out, in paragraphs each with its number: it is one whatever is said in it."""
    placed = [number for number, line in enumerate(lines) if _PLACED.match(line)]
    told = next((one for one in range(placed[0] - 1, -1, -1) if lines[one].strip()), None) if placed else None
    written = sum(1 for line in lines[placed[0] :] if line.strip() and not _MARKED.match(line)) if placed else 0
    if not placed or len(placed) < written:
        return None
    headed = told is not None and label_form(lines[told]) in labels().transcript
    part = _Part(placed[0], len(lines), told if headed else None)
    return _Speech(part, part.first, tuple(_as_placed(lines, placed)), frozenset())


def _as_placed(lines: Sequence[str], placed: Sequence[int]) -> Iterator[Stamped]:
    """The paragraphs of lines that tell their numbers, in that order."""
    heads = [_PLACED.match(lines[line]) for line in placed]
    said = turns_of([lines[line][head.end() if head else 0 :].strip() for line, head in zip(placed, heads, strict=True)])
    number = 0
    for line, head, turn in zip(placed, heads, said, strict=True):
        for place, text in enumerate(_cut(turn.text)):
            number = max(number + 1, int(head[1]) if head and not place else 0)
            if number <= MOST_PARAGRAPHS:
                yield Stamped(start_of_paragraph(number), text, line, speaker=turn.speaker)


def _below_headings(lines: Sequence[str]) -> Iterator[_Part]:
    """What stands below each heading of a transcript: one of the site's labels, or the word in a heading or alone."""
    marked = {number: level for number in range(len(lines)) if (level := _level(lines, number))}
    told = [number for number, line in enumerate(lines) if _is_heading(line.strip(), number in marked)]
    for number in told[-_MOST_HEADINGS:]:
        level = marked.get(number, _UNMARKED)
        end = next((line for line in range(number + 1, len(lines)) if is_footer(lines[line])), len(lines))
        ends = [line for line, other in marked.items() if number < line < end and other <= level < _UNMARKED]
        yield _Part(number + 1, end, number, tuple(ends))


def _is_heading(line: str, marked: bool) -> bool:
    if not line or len(line) > 120:
        return False
    match = _HEADING.fullmatch(line)
    alone = match and (marked or match["mark"] or not (match["of"] or "").strip(" *_:="))
    return bool(alone) or label_form(line) in labels().transcript


def _level(lines: Sequence[str], number: int) -> int:
    """The level of a heading of Markdown or AsciiDoc, 1 the highest; 0 of another line."""
    if match := _MARKED.match(lines[number]):
        return len(match[1])
    below = lines[number + 1].strip() if number + 1 < len(lines) and lines[number].strip() else ""
    return (1 if below[0] == "=" else 2) if _UNDERLINE.fullmatch(below) and not _UNDERLINE.match(lines[number]) else 0


def _speech_in(lines: Sequence[str], part: _Part, stated: bool) -> _Speech | None:
    """What is said in a part; None where it is not speech, or tells times."""
    found = _paragraphs(lines, part.first, part.end)
    known = _speakers(found)
    end = _end(found, part, known)
    found = [one for one in found if one.line < end]
    if not found or not (known or part.told is not None or stated):
        return None
    begin = 0 if part.told is not None else next((place for place, one in enumerate(found) if one.label in known), 0)
    said = [one for one in found[begin:] if not one.written or one.label in known]
    turns = tuple(_turns(said, known))
    if not turns or not (stated or _is_told_speech(lines, replace(part, end=end), found[begin:], turns, known)):
        return None
    return _Speech(replace(part, end=end), found[begin].line if begin else part.first, turns, known)


def _end(found: Sequence[_Paragraph], part: _Part, known: frozenset[str]) -> int:
    """Where a part ends: at the first heading as high as its own behind which none of its people speaks."""
    for begin, end in pairwise((*part.ends, part.end)):
        here = {one.label for one in found if one.line < begin} & known or known
        if not any(begin <= one.line < end and one.label in here for one in found):
            return begin
    return part.end


def _is_told_speech(
    lines: Sequence[str], part: _Part, found: Sequence[_Paragraph], turns: Sequence[Stamped], known: frozenset[str]
) -> bool:
    if part.told is None and _tells_of_a_meeting(lines, found[0].line):
        return False
    stamps = stamps_of(lines[part.first : part.end])
    if stamps and stamps.lines > 2 and _STAMPED * stamps.lines > sum(1 for line in lines[part.first : part.end] if line.strip()):
        return False
    return _is_speech(found, turns, known)


def _tells_of_a_meeting(lines: Sequence[str], end: int) -> bool:
    """Whether what stands above the first turn calls the page notes: they say who said what, and not in whose words."""
    above = [line.strip() for line in lines[:end] if line.strip()]
    return any(_NOTES.search(line) for number, line in enumerate(above) if number < 3 or line.startswith(("#", "=", "**")))


# -- paragraphs


def _paragraphs(lines: Sequence[str], first: int, end: int) -> list[_Paragraph]:
    """The paragraphs with what may be their labels; those come again decide (`_speakers`)."""
    found: list[_Paragraph] = []
    spaced = sum(not line.strip() for line in lines[first:end]) * _SPACED > end - first
    fenced = False
    held: list[str] = []
    begun = first

    def close() -> Iterator[_Paragraph]:
        if held:
            yield _paragraph(begun, held)
            held.clear()

    for number in range(first, end):
        line = lines[number].strip()
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        if not line or fenced or (held and (not spaced or _begins_anew(line))):
            found.extend(close())
        if fenced:
            found.append(_Paragraph(number, line, written=True))
        elif line:
            begun = begun if held else number
            held.append(line)
    found.extend(close())
    return found


def _begins_anew(line: str) -> bool:
    """Whether a line begins a paragraph though no blank line stands before it."""
    return any(form.match(line) for form in (_LIST, _MARKUP, _PLACED)) or split_turn(line) is not None


def _paragraph(number: int, held: Sequence[str]) -> _Paragraph:
    label, rest = _label([_QUOTED.sub("", line) for line in held])
    headed = _MARKED.match(held[0])
    written = bool(headed or ((_LIST.match(held[0]) or _MARKUP.match(held[0])) and label is None))
    return _Paragraph(number, " ".join(rest), label, written)


def _label(held: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """Who may speak in a paragraph: before a colon, in bold type, or alone on the first line; and what is said."""
    head = _PLACED.sub("", held[0], count=1) if held[0][:1] in "[§*" else held[0]
    if headed := _MARKED.match(head):
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


def _speakers(found: Sequence[_Paragraph]) -> frozenset[str]:
    """The labels that come again and change, and with them those that are whole names; none where all is a list."""
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


def _names_itself(label: str, found: Sequence[_Paragraph]) -> bool:
    """Whether the only label of a page is somebody who speaks alone: a whole name, of which a part is said."""
    parts = [part for part in label.split() if len(part) > 2]
    text = " ".join(one.text for one in found)
    return (
        len(parts) > 1 and len(text.split()) >= _FEWEST_ALONE and any(re.search(rf"\b{re.escape(part)}\b", text) for part in parts)
    )


def _turns(said: Sequence[_Paragraph], known: frozenset[str]) -> Iterator[Stamped]:
    """The paragraphs with who speaks, a turn lasting until the next name; what is too long is cut at a sentence."""
    speaker: str | None = None
    number = 0
    for one in said:
        speaker = one.label if one.label in known else speaker
        text = one.text if one.label in known or not one.label else f"{one.label}: {one.text}".rstrip(": ")
        for part in _cut(text):
            number += 1
            if number > MOST_PARAGRAPHS:
                return
            yield Stamped(start_of_paragraph(number), part, one.line, speaker=speaker)


def _at_inner_stamps(turns: Sequence[Stamped]) -> Sequence[Stamped]:
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


def _cut(text: str) -> Iterator[str]:
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


# -- whether it is one


def _is_speech(found: Sequence[_Paragraph], turns: Sequence[Stamped], known: frozenset[str]) -> bool:
    """Whether what was found is said: enough words, most of them in turns or below a heading, of those who say "I" to
    somebody."""
    words = sum(len(turn.text.split()) for turn in turns)
    written = sum(len(one.text.split()) for one in found if one.written)
    if words < _FEWEST_WORDS or words < _IN_TURNS * (words + written) or not is_spoken([turn.text for turn in turns]):
        return False
    if not known:
        return words >= _FEWEST_WITHOUT_LABELS + _WORDS_A_HEADING * sum(_MARKED.match(one.text) is not None for one in found)
    labelled = sum(one.label in known for one in found)
    return words >= _WORDS_A_TURN * labelled and 2 * labelled >= sum(one.label is not None for one in found)


def _told(lines: Sequence[str], speech: _Speech) -> Transcript:
    part, turns = speech.part, speech.turns
    edge = speech.first if part.told is None else part.told
    heading = [Removed("transcript heading", lines[edge].strip()[:200])] if part.told is not None else []
    by = f", {len(speech.known)} speakers" if speech.known else ""
    turns = tuple(_at_inner_stamps(turns))
    kind = "without times" if time_of(turns[0].start_ms) is None else "times within paragraphs"
    is_title = (
        part.told is not None and label_form(lines[edge]) not in labels().transcript and not any(map(str.strip, lines[:edge]))
    )
    return Transcript(
        tuple(lines[: edge + is_title]),
        tuple(replace(turn, text=" ".join(turn.text.split())) for turn in turns),
        (*heading, *sample_of("footer", lines[part.end :])),
        labelled=part.told is not None,
        shape=f"{kind}: {len(turns)} paragraphs{by}",
    )
