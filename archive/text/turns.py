"""Who speaks, where a transcript says so at the beginning of its lines: `Camille Roussel : bonjour`, `J.-L. M. : bonjour`.

A word and a colon begin many a sentence ("Attention : …"): names count only where the page has them regularly. What we write
ourselves is read back exactly: where this rule would read it otherwise, a sign that nobody sees says what is a name (`STATED`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.text.speaker_labels import is_name

_NAME = r"[^\W\d_][^:\n*\[\]<>]{0,58}?"
_TURN = re.compile(
    rf"(?:[*_]{{1,2}})?(?P<name>{_NAME})(?:[*_]{{1,2}})?[ \u00a0\u202f]?[:：](?:[*_]{{1,2}})?[ \u00a0\u202f]+(?P<text>\S.*)",
    re.DOTALL,
)
STATED = "\u2060"
"""A word joiner, which has no width. Behind a name and before its colon: who speaks, and no part of what is said. Behind the colon:
who speaks, and part of what is said. In front of a text: nobody is named. Each lasts until the next."""
_BY_NAME = re.compile(rf"(?P<name>[^{STATED}\n]{{1,120}}){STATED} : ")
_IN_TEXT = re.compile(rf"(?P<name>[^{STATED}\n]{{1,120}}?)[ \u00a0\u202f]?:{STATED}")
_HEAD = 130
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
    """The texts with their speakers where names are stated, or begin them regularly; a turn lasts until the next name."""
    if any(STATED in text[:_HEAD] for text in texts):
        return list(_stated(texts))
    found = [split_turn(text) for text in texts]
    if not _regular([turn.speaker if turn else None for turn in found]):
        return [Turn(text) for text in texts]
    out: list[Turn] = []
    speaker: str | None = None
    for text, turn in zip(texts, found, strict=True):
        speaker = turn.speaker if turn else speaker
        out.append(turn or Turn(text, speaker))
    return out


def named(name: str, text: str) -> str:
    """A text with the name of who says it in front, stated."""
    return f"{name}{STATED} : {text}"


def named_inside(label: str, text: str) -> str:
    """A text that begins with the label of who says it and keeps it, stated; None of that where it does not begin so."""
    return re.sub(rf"^({re.escape(label)}\s?:)", rf"\1{STATED}", text, count=1)


def unnamed(text: str) -> str:
    """A text of which nobody is named, stated."""
    return STATED + text


def _stated(texts: Sequence[str]) -> Iterator[Turn]:
    speaker: str | None = None
    for text in texts:
        if text.startswith(STATED):
            speaker, text = None, text.removeprefix(STATED)
        elif match := _BY_NAME.match(text):
            speaker, text = match["name"], text[match.end() :]
        elif match := _IN_TEXT.match(text):
            speaker, text = match["name"], text.replace(STATED, "", 1)
        yield Turn(text, speaker)


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
