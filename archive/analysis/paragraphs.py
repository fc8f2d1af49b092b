"""Paragraphs: the cues of a transcript that are read together."""

import re
from collections.abc import Sequence

from archive.languages import united
from archive.model.episode import Cue

# A paragraph ends with a sentence where the voice rests or where it has grown long enough to be read at a glance.
REST_MS, SILENCE_MS = 1_500, 4_000
FULL_CHARACTERS, MOST_CHARACTERS = 320, 900
MOSTLY = 0.8
"""Where more of the cues open with a dash, it is how the page writes a line, and tells no voices apart."""
_END = re.compile(r"[.!?…](?:\s?[\"»”’')\]])*\s*$")
_DASHES = ("- ", "– ", "— ", "-", "–", "—")


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with the text."""
    return _END.search(text) is not None and not text.rstrip().endswith(united().abbreviations)


def paragraphs(cues: Sequence[Cue]) -> tuple[int, ...]:
    """The paragraph of every cue, from 0: a new one where the speaker changes, where a silence is long, and where a
    sentence ends at a rest or after some 320 characters; a cue that opens with a dash is another voice, unless nearly
    all do."""
    numbers: list[int] = []
    number, characters = 0, 0
    dashes = sum(cue.text.startswith(_DASHES) for cue in cues) <= MOSTLY * len(cues)
    for place, cue in enumerate(cues):
        if place and (_changes(cues[place - 1], cue, dashes) or _rests(cues[place - 1], cue, characters)):
            number, characters = number + 1, 0
        numbers.append(number)
        characters += len(cue.text)
    return tuple(numbers)


def _changes(before: Cue, cue: Cue, dashes: bool) -> bool:
    return cue.speaker != before.speaker or cue.kind != before.kind or (dashes and cue.text.startswith(_DASHES))


def _rests(before: Cue, cue: Cue, characters: int) -> bool:
    pause = cue.start_ms - before.end_ms if before.end_ms is not None else 0
    if pause >= SILENCE_MS or characters >= MOST_CHARACTERS:
        return True
    return (pause >= REST_MS or characters >= FULL_CHARACTERS) and ends_sentence(before.text)
