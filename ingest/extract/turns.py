"""Who speaks, where a transcript says so at the beginning of its lines: `Camille Roussel : bonjour`, `J.-L. M. : bonjour`.

A word and a colon begin many a sentence ("Attention : …"): names count only where the page has them regularly.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.timestamps import is_name

_NAME = r"[^\W\d_][^:\n*\[\]<>]{0,58}?"
_TURN = re.compile(
    rf"(?:[*_]{{1,2}})?(?P<name>{_NAME})(?:[*_]{{1,2}})?[ \u00a0\u202f]?[:：](?:[*_]{{1,2}})?[ \u00a0\u202f]+(?P<text>\S.*)",
    re.DOTALL,
)
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?-?){1,4}(?: (?:[A-ZÀ-Þ]\.?-?){1,4})*")
_OFTEN = 0.6
_FEW = 3
_MOST_SPEAKERS = 100


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said, and by whom where the page says so."""

    text: str
    speaker: str | None = None


def turns_of(texts: Sequence[str]) -> list[Turn]:
    """The texts with their speakers where names begin them regularly; a turn lasts until the next name."""
    found = [split_turn(text) for text in texts]
    if not _regular([turn.speaker if turn else None for turn in found]):
        return [Turn(text) for text in texts]
    out: list[Turn] = []
    speaker: str | None = None
    for text, turn in zip(texts, found, strict=True):
        speaker = turn.speaker if turn else speaker
        out.append(turn or Turn(text, speaker))
    return out


def speakers_of(texts: Sequence[str]) -> list[str | None]:
    """Who speaks at the beginning of each text, where names stand regularly; for texts that keep the names as they stand.

    A name may also stand inside a text: then whoever speaks last goes on in the next one."""
    found = [split_turn(text) for text in texts]
    if not _regular([turn.speaker if turn else None for turn in found]):
        return [None] * len(texts)
    known = re.compile(
        "|".join(rf"\b{re.escape(name)}[ \u00a0\u202f]?:" for name in {turn.speaker for turn in found if turn and turn.speaker})
    )
    out: list[str | None] = []
    speaker: str | None = None
    for text, turn in zip(texts, found, strict=True):
        out.append(turn.speaker if turn else speaker)
        named = known.findall(text)
        speaker = named[-1].rstrip(" \u00a0\u202f:") if named else out[-1]
    return out


def split_turn(text: str) -> Turn | None:
    """The name at the beginning of a text and what is said; None where the text begins with no name."""
    match = _TURN.match(text) if ":" in text[:64] or "：" in text[:64] else None
    if match is None or not is_name(match["name"].strip()):
        return None
    return Turn(match["text"].strip(), match["name"].strip())


def _regular(names: Sequence[str | None]) -> bool:
    """Whether the names are those of a conversation: in most lines, or a few that come again and again and are no plain words."""
    found = [name for name in names if name]
    if not found or len(set(found)) > _MOST_SPEAKERS:
        return False
    if len(found) >= _OFTEN * len(names) and (len(found) > 1 or (len(names) == 1 and " " in found[0])):
        return True
    marked = [name for name in found if _is_marked(name)]
    return len(marked) >= _FEW and len(marked) >= 0.8 * len(found) and len(Counter(found)) <= max(2, len(found) // 2)


def _is_marked(name: str) -> bool:
    """Whether a name is no word that could begin a sentence: of several words, initials, capitals, or a recogniser's label."""
    return " " in name or name.isupper() or any(character.isdigit() for character in name) or _INITIALS.fullmatch(name) is not None
