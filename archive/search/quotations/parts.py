"""What of a quotation that nobody says is said all the same: whether a passage holds a part worth telling."""

from collections.abc import Collection, Mapping, Sequence

from archive.languages import is_function_word
from archive.search.quotations.alignment import Alignment, Weight, likeness
from archive.search.quotations.meaning_changes import RUN, SHORTEST_PART, other_numbers
from archive.search.results.answer import PieceJson
from archive.text.tokenizer import words

TELLING = 2
"""How many times rarer a word is than the commonest of its quotation that tells something of it."""


def says_something(pieces: Sequence[PieceJson], episodes: Mapping[str, int]) -> bool:
    """Whether any of a quotation's words that tell something of it is said, or one like it, if it has some: those that
    are said in less than half of the `episodes` in which its commonest is, one at least. "That one day I have a" says
    six of seven words of "I have a dream that one day", and nothing of it. A number is none in whose place another
    is."""
    quoted, others = [word for piece in pieces for word in words(piece.quoted)], other_numbers(pieces)
    telling = {word for word, many in episodes.items() if many <= max(1, max(episodes.values()) / TELLING)}
    telling -= {quoted[place] for place in others}
    return not telling or any(_is_said_of(telling, piece) for piece in pieces)


def _is_said_of(some: Collection[str], piece: PieceJson) -> bool:
    """Whether a piece says any of some words of a quotation, or one like it in its place."""
    quoted = [word for word in words(piece.quoted) if word in some]
    return bool(quoted) and (piece.fate == "same" or any(likeness(one, said) for one in quoted for said in words(piece.said)))


def tells_a_part(pieces: Sequence[PieceJson]) -> bool:
    """Whether what is said of a quotation is more than chance: at least two of its words that carry its sense are said
    beside others of it, and are half of all that do, or stand in one run that is half of it; or more of them in one
    run."""
    quoted = words(" ".join(piece.quoted for piece in pieces))
    runs = [run for piece in pieces if piece.fate == "same" and len(run := words(piece.quoted)) >= SHORTEST_PART]
    said = list(map(_carrying, runs))
    is_half = sum(said) >= SHORTEST_PART and 2 * sum(said) >= _carrying(quoted)
    in_a_run = (many for many, run in zip(said, runs, strict=True) if 2 * len(run) >= len(quoted) or many >= RUN)
    return is_half or max(in_a_run, default=0) >= SHORTEST_PART


def _carrying(some: Sequence[str]) -> int:
    """How many words carry a sense."""
    return sum(map(carries, some))


def carries(word: str) -> bool:
    """Whether a word carries a sense: it is none of grammar."""
    return not is_function_word(word)


def says_both(pieces: Sequence[PieceJson], first: int) -> bool:
    """Whether half of a quotation's first words is said, and half of the others; all of them where they are few."""
    said = [piece.fate == "same" for piece in pieces for _ in words(piece.quoted)]
    return all(2 * sum(some) >= len(some) if len(some) >= RUN else all(some) for some in (said[:first], said[first:]))


def told_in_a_run(quoted: Sequence[str], laid: Alignment, rarity: Weight) -> float:
    """How much of what the words of a quotation tell, 0 to 1, stands in one run of three of them at least that is said:
    of "I shall close it before the end of the year" more in I shall close it than in the end of the year, which anybody
    says."""

    def told(some: Sequence[str]) -> float:
        return sum(rarity(word) for word in some if carries(word))

    runs = (quoted[one.first : one.end] for one in laid.stretches if one.fate == "same" and one.end - one.first >= RUN)
    every = told(quoted)
    return max(map(told, runs), default=0.0) / every if every else 0.0
