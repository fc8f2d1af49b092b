"""A transcript of which nobody tells when it is said: its paragraphs, in order, with who speaks where the page says so.

It is taken only where it is told to be one: by a heading, by who stated it, or by speakers whose turns fill the page.
Speech and what is written are told apart by how they address: in turns somebody says "I", "you", or asks; release
notes, recipes and minutes do not."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.model.episode import Removed
from archive.model.places import MOST_PARAGRAPHS, start_of_paragraph, time_of
from archive.text.speaker_labels import is_label, is_name, is_numbered
from archive.text.timecode import seconds_of_clock
from archive.text.turns import split_turn
from ingest.extract.parts import sample_of
from ingest.extract.site_words import is_footer, label_form, labels
from ingest.extract.stamps import Stamped
from ingest.extract.transcript import Transcript
from ingest.formats.front_matter import split_front_matter

_WORD = r"(?:transcript(?:ion|s)?|retranscription|transkript(?:ion)?|transcripci[oó]n|trascrizione|transcri[cç][aã]o|transkrypcja)"
_HEADING = re.compile(
    r"(?P<mark>#{1,6} |={2,} )?[*_ ]*"
    r"(?:(?:full|complete|rough|edited|raw|episode|podcast|show|interview|video|audio|the|la|le) )*"
    rf"{_WORD}(?P<of>\b[^.!?]{{0,80}})?[ *_:=]*",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"\b(?:notes?|minutes|agenda|summary|action items|compte[- ]rendu|proc[eè]s[- ]verbal|ordre du jour|protokoll|tagesordnung"
    r"|acta|orden del d[ií]a|verbale|ordine del giorno|ata|pauta)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*(?:[-*+•·●▪►✅✨📌]\s|\d{1,3}[.)]\s|\|)")
_MARKUP = re.compile(r"\s*(?:#{1,6}\s|`{3}|~{3}|!\[|\[[^\]]*\]:|<[a-z!/]|={3,}|-{3,}|[*_]{3,}\s*$)")
_LABEL_ALONE = re.compile(r"(?:[-–—] )?(?:[*_]{2})?(?P<name>[^\W_][^:\n*\[\]<>|]{0,58}?)(?P<colon>[ ]?:)?(?:[*_]{2})?(?P<after>:)?")
_QUOTED = re.compile(r"(?:>[ ]?)+")
_PLACED = re.compile(r"\[?§[ \u00a0]?\d{1,5}\]?[ \u00a0]")
"""What the archive's own text has before a paragraph."""
_ADDRESSED = re.compile(
    r"\b(?:I|I'(?:m|ve|d|ll))\b|\b(?i:you|your|we|we're|my|me|us|our|je|j'\w+|tu|vous|nous|moi|mon|ma|mes|votre|notre|ich|wir|mein\w*"
    r"|uns|unser\w*|sie|yo|t[uú]|usted(?:es)?|nosotros|mi|io|noi|voi|eu|você|nós|meu|minha|ik|wij|jij|jullie|ja|mój|państwo)\b|[?？]"
)
_ASKED = frozenset(
    "q a question answer réponse frage antwort pregunta respuesta domanda risposta note notes example tip fix".split()
)
_INNER = re.compile(r"[\[(]((?:[0-9]{1,2}:)?[0-9]{1,2}:[0-9]{2})[\])]")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？»”\"])[ ]+(?=\S)")
LONGEST = 1500
"""Letters of a paragraph; a longer one is cut at a sentence's end, so that every place has an address near to it."""
_SPACED = 40
"""A blank line in so many: paragraphs end at them, and lines are only wrapped."""
_FEWEST_WORDS = 30
_FEWEST_TURNS = 5
_IN_TURNS = 0.6
_WORDS_A_TURN = 5.0
_ADDRESSING = 0.3
_ADDRESSING_BELOW_A_HEADING = 0.15


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """What stands between two blank lines, or on a line where there are none: `label` begins it, `written` is what
    nobody says."""

    line: int
    text: str
    label: str | None = None
    written: bool = False


def tells_untimed(text: str) -> bool:
    """Whether a text file is told to be a transcript without times: by itself, or by its head."""
    return find_untimed(split_front_matter(text)[1].splitlines()) is not None


def find_untimed(lines: Sequence[str], *, stated: bool = False) -> Transcript | None:
    """The transcript of a page without times; None where nothing tells that it is one. `stated`: somebody who knows
    says so."""
    told = _heading(lines)
    first, end = (told + 1 if told is not None else 0), len(lines)
    end = next((number for number in range(first, end) if told is not None and is_footer(lines[number])), end)
    found = _paragraphs(lines, first, end)
    known = _speakers(found)
    if not known and told is None and not stated:
        return None
    begin = 0 if told is not None else next((place for place, one in enumerate(found) if one.label in known), 0) if known else 0
    if not stated and told is None and _tells_of_a_meeting(lines, found[begin].line if found else 0):
        return None
    said = [one for one in found[begin:] if not one.written]
    turns = list(_turns(said, known))
    if not turns or not _is_speech(found[begin:], turns, known, told is not None, stated):
        return None
    return _told(lines, found[begin].line if begin else first, end, _at_inner_stamps(turns), known, told)


def _heading(lines: Sequence[str]) -> int | None:
    """The last line that is the heading of a transcript: one of the site's labels, or the word in a heading or
    alone."""
    known = labels().transcript
    for number in reversed(range(len(lines))):
        line = lines[number].strip()
        if len(line) > 120 or not line:
            continue
        match = _HEADING.fullmatch(line)
        if label_form(line) in known or (match and (match["mark"] or not (match["of"] or "").strip(" *_:="))):
            return number
    return None


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
    written = bool(_LIST.match(held[0]) or _MARKUP.match(held[0])) and label is None
    return _Paragraph(number, " ".join(rest), label, written)


def _label(held: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """Who may speak in a paragraph: before a colon, in bold type, or alone on the first line; and what is said."""
    head = _PLACED.sub("", held[0], count=1) if held[0][:1] in "[§" else held[0]
    if turn := split_turn(head):
        return turn.speaker, [turn.text, *held[1:]]
    match = _LABEL_ALONE.fullmatch(head)
    marked = match and (match["colon"] or match["after"] or head.startswith(("**", "__")) or len(held) > 1)
    if match and marked and is_label(match["name"].strip()) and not head.endswith((".", "!", "?", ",")):
        return match["name"].strip(), held[1:]
    return None, [head, *held[1:]]


# -- who speaks


def _speakers(found: Sequence[_Paragraph]) -> frozenset[str]:
    """The labels that come again, and with them those that are names; none where one asks and one answers, or all is a
    list."""
    counts = Counter(one.label for one in found if one.label and not one.written)
    again = {label for label, count in counts.items() if count > 1 and label.casefold() not in _ASKED}
    if sum(counts[label] for label in again) < _FEWEST_TURNS or not any(is_name(one) or is_numbered(one) for one in again):
        return frozenset()
    return frozenset(again | {label for label in counts if is_name(label) and " " in label})


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
    held = ""
    for sentence in _SENTENCE_END.split(text) if len(text) > LONGEST else [text]:
        if held and len(held) + len(sentence) > LONGEST:
            yield held
            held = ""
        held = f"{held} {sentence}".strip()
    if held:
        yield held


# -- whether it is one


def _is_speech(found: Sequence[_Paragraph], turns: Sequence[Stamped], known: frozenset[str], told: bool, stated: bool) -> bool:
    """Whether what was found is said: enough words, most of them in turns or below a heading, that address somebody."""
    words = sum(len(turn.text.split()) for turn in turns)
    if stated:
        return words > 0
    written = sum(len(one.text.split()) for one in found if one.written)
    addressing = sum(_ADDRESSED.search(turn.text) is not None for turn in turns) / len(turns)
    if words < _FEWEST_WORDS or words < _IN_TURNS * (words + written):
        return False
    if not known:
        return told and addressing >= _ADDRESSING_BELOW_A_HEADING
    labelled = sum(one.label in known for one in found)
    enough = words >= _WORDS_A_TURN * labelled and 2 * labelled >= sum(one.label is not None for one in found)
    return enough and addressing >= (_ADDRESSING_BELOW_A_HEADING if told else _ADDRESSING)


def _told(
    lines: Sequence[str], first: int, end: int, turns: Sequence[Stamped], known: frozenset[str], told: int | None
) -> Transcript:
    edge = first if told is None else told
    heading = [Removed("transcript heading", lines[edge].strip()[:200])] if told is not None else []
    by = f", {len(known)} speakers" if known else ""
    kind = "without times" if time_of(turns[0].start_ms) is None else "times within paragraphs"
    is_title = told is not None and label_form(lines[edge]) not in labels().transcript and not any(map(str.strip, lines[:edge]))
    header = lines[: edge + is_title]
    return Transcript(
        tuple(header),
        tuple(replace(turn, text=" ".join(turn.text.split())) for turn in turns),
        (*heading, *sample_of("footer", lines[end:])),
        labelled=told is not None,
        shape=f"{kind}: {len(turns)} paragraphs{by}",
    )
