"""What an episode holds in place of a word that it may not hold: said alike on a page, in the API and by the command."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.search.answer import Explanation, Hit, Mark
from archive.search.index.types import GUESSED, MatchKind
from archive.text.tokenizer import words

Standing = Literal["counted", "listed", "partial", "meaning"]
Nearness = Literal["same", "close", "far"]
SAME, CLOSE = 0.06, 0.15
"""Distances up to which something sounds or is spelt the same but for a trifle, and close to it."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A word asked for, and the words in its place; how they are near it, and how far (None where nobody measured it)."""

    asked: str
    text: str
    kind: MatchKind
    distance: float | None

    @property
    def nearness(self) -> Nearness:
        """How far it is, in a word."""
        distance = CLOSE if self.distance is None else self.distance
        return "same" if distance <= SAME else "close" if distance <= CLOSE else "far"


def standing(hit: Hit) -> Standing:
    """Whether an episode of an answer is one of the total, may only say what was asked, lacks some of it, or may mean it."""
    if hit.found_as == "meaning":
        return "meaning"
    return "counted" if hit.counted else "partial" if hit.lacks else "listed"


def resemblances(explanation: Explanation, hit: Hit) -> tuple[Resemblance, ...]:
    """What a hit holds in place of words that were asked for, each once, as its quotations show it."""
    return tuple(dict.fromkeys(_resemblances(explanation, hit)))


def _resemblances(explanation: Explanation, hit: Hit) -> Iterator[Resemblance]:
    for mark in _marks(hit):
        if mark.kind in GUESSED and mark.heard and mark.slot < len(explanation.words):
            asked = explanation.words[mark.slot]
            folded = " ".join(words(mark.heard))
            distance = next((near.distance for near in asked.near if near.text == folded), None)
            yield Resemblance(asked.text, mark.heard, mark.kind, distance)


def _marks(hit: Hit) -> Iterator[Mark]:
    for moment in hit.moments:
        yield from moment.marks
    for field in hit.matched:
        yield from field.marks
