"""A stretch of speech that holds a quotation, most of one, or a part of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.quotations.meaning_changes import is_said_on, leaves_out_denial, turns_of
from archive.search.quotations.parts import carries, tells_a_part
from archive.search.quotations.speech import Bounds
from archive.search.results.answer import PieceJson, Turn
from archive.text.tokenizer import words
from archive.text.word_times import SaidAt

MOST_OF_A_RUN = 0.45
"""Of what the words of a quotation tell, how much a run of them tells that is a part of it, be it as short as a run can
be: of 120 that are half said by one and half a turn of phrase, the former is told first of 86 (of 71 without)."""
EDGE = 0.1
"""What it adds to a place's rank that it begins a sentence, or ends one."""
CLOSEST = 0.6
"""Of what a quotation weighs, how much must be said, two words that carry its sense among it, for the passage to be
offered as the closest where none tells a part. Chosen on one half: on the other, of 120 quotations with a third of
their words changed 11 are offered theirs and none another, of 120 invented ones 1 is offered any."""
LEAST = 0.74
"""Of what a quotation weighs, how much must be said in its order for the passage to be shown as nearly it. Chosen
on one half of 600 altered and 550 invented quotations over 808 real episodes (tests/relevance/half_remembered.py)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of an episode's speech that holds most of a quotation in its order, told as in `Quoted`."""

    doc: int
    score: float
    start_ms: int
    line: int
    at: SaidAt
    text: str
    stands: tuple[str, ...]
    pieces: tuple[PieceJson, ...]
    place: int
    end: int
    met: Bounds
    """The positions of its first word and of the one behind its last; those of the first that is said as it is quoted,
    and behind the last."""
    runs: tuple[Bounds, ...]
    """The positions of the words of each of its parts, between what the quotation leaves out."""
    edges: int = 0
    unturned: float = 0.0
    likeness: float = 0.0
    turned: float = 0.0
    """The score, but for what turns the sense; as it is told, where another number weighs most; and what of it is lost
    where some is denied that the quotation affirms."""
    denied: str = ""
    ahead: str = ""
    """What stands before the words that are met and denies them, and as much of it as stands before the stretch."""
    quoted: str = ""
    by_chance: bool = False
    """The quotation; whether that is short, laid over two sentences, and lacks a word of one that it hardly says."""
    run: float = 0.0
    """How much of what the quotation's words tell stands in the run of them that tells most."""
    is_turned: bool = False
    """Whether two parts of the quotation are said the other way round: its pieces stand as they are said, and its score
    is of what is said in the quotation's order."""

    @property
    def worth(self) -> float:
        """What it is ranked by: a sentence is remembered from its beginning to its end, and quoted as its contrary."""
        return self.score + self.turned + EDGE * self.edges

    @property
    def lacking(self) -> int:
        """How many words of the quotation are not said as they are quoted."""
        return sum(len(words(piece.quoted)) for piece in self.pieces if piece.fate != "same")

    @property
    def nearly(self) -> bool:
        """Whether enough of it is said to be called nearly said: most of what it weighs, be it denied or not, or all of
        its words in their order, no two of them far apart."""
        is_most = max(self.score, self.unturned) >= LEAST and not self.by_chance
        return is_most or (not self.is_turned and all(map(is_said_on, self.pieces)))

    @property
    def tells(self) -> bool:
        """Whether somebody who looks for the quotation wants to see it: it is nearly said, or a part that is none by
        chance."""
        return self.nearly or self.is_turned or tells_a_part(self.pieces)

    @property
    def is_close(self) -> bool:
        """Whether it may be offered as the closest to a quotation of which it tells no part."""
        said = (piece.quoted for piece in self.pieces if piece.fate == "same")
        return self.score >= CLOSEST and sum(map(carries, words(" ".join(said)))) > 1

    @property
    def is_part(self) -> bool:
        """Whether it tells a part, be it only of a few words, which tell more than all others."""
        return self.tells or self.run >= MOST_OF_A_RUN

    @property
    def whole(self) -> bool:
        """Whether the quotation is said word for word, but for what it leaves out itself."""
        return not self.is_turned and all(piece.fate in {"same", "left-out"} for piece in self.pieces)

    def turns(self, pieces: Sequence[PieceJson], language: str) -> tuple[Turn, ...]:
        """What turns the sense where words differ in some of its pieces, or their order, or where the few that are left
        out deny; nothing else where all that is quoted is said."""
        order: tuple[Turn, ...] = ("order",) if self.is_turned else ()
        differs = any(piece.fate not in ("same", "left-out") for piece in pieces)
        denied = "" if self.is_turned else self.denied
        turns = turns_of(pieces, language, denied) if differs or denied else ()
        if "negation" not in turns and leaves_out_denial(pieces, language):
            turns = ("negation", *turns)
        return order + turns


@dataclass(frozen=True, slots=True)
class Exactly:
    """How many episodes say a quotation word for word, and where some of them do, the best first."""

    episodes: int
    places: tuple[Found, ...]


def by_part(found: Sequence[Found]) -> list[Found]:
    """Some of which none holds most of a quotation, the best first, as the part is worth telling, the rarest run first;
    where only a few rare words are said one after another, those behind what is close."""
    parts = sorted((one for one in found if one.is_part), key=lambda one: -round(one.run, 3))
    return [*closest_of(found), *parts, *found]


def closest_of(found: Sequence[Found]) -> list[Found]:
    """Those that may be offered as the closest, where none tells a part but of a few words."""
    return [] if any(one.tells for one in found) else [one for one in found if one.is_close]
