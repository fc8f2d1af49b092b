"""Words a slip of the pen away: one edit from 4 letters, two from 8, a transposition being one.

A word's letters are summed up in 64 bits (each of a to z once, and twice); an edit changes two of them at most, so that
a comparison of bits over the words of nearly the same length leaves few to be measured letter by letter."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Postfix, Prefix

from archive.storage.array_file import Array, UInt64
from archive.text.tokenizer import fold

if TYPE_CHECKING:
    from archive.search.expansion.near_words import FuzzyMatch

ONE_EDIT, TWO_EDITS = 4, 8
LONGEST = 63
"""Longer words are taken for as long as this when they are looked up by length."""
MOST_SLIPS = 2
"""Letters of a word that may differ behind its first one."""
_LETTERS = 26
_MOST_BYTES = 4
"""What one edit may add to a key in UTF-8."""
_FIRST = ord("a")
_BITS = np.zeros(256, np.uint64)
_BITS[_FIRST : _FIRST + _LETTERS] = np.uint64(1) << np.arange(_LETTERS, dtype=np.uint64)


def edits_allowed(word: str) -> int:
    """How many edits a word of its length is forgiven."""
    return 0 if len(word) < ONE_EDIT else 1 if len(word) < TWO_EDITS else 2


def slips(asked: str, text: str) -> int:
    """How many letters differ, a transposition being one; accents and capitals are none."""
    return int(OSA.distance(fold(asked), fold(text)))


def distance(key: str, other: str) -> float:
    """How far two words are apart by their letters: edits, a transposition being one, a letter of the longer one."""
    return OSA.distance(key, other) / max(len(key), len(other))


def has_figures_of(held: str, key: str) -> bool:
    """Whether what is held has the number that a key has: that has no sound, and means what it says (EIP-1559 is not
    upped). A single figure may be a letter (S3NS, Sense), and stands for none."""
    asked = _figures(key)
    return _figures(held) == asked if len(asked) > 1 else key.isalpha() <= held.isalpha()


def _figures(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def arrays(keys: Sequence[str]) -> dict[str, Array]:
    """Tables over the keys of all entries in order of length: entry int32[n], letters uint64[n], and by_length
    int64[65]."""
    lengths = np.array([min(len(key), LONGEST) for key in keys], dtype=np.int64)
    order = np.argsort(lengths, kind="stable")
    by_length = np.searchsorted(lengths[order], np.arange(LONGEST + 2))
    return {"spelling.entry": order.astype(np.int32), "spelling.letters": letters(keys)[order], "spelling.by_length": by_length}


def letters(keys: Sequence[str]) -> UInt64:
    """uint64[n]: bit i for a letter that is there, bit 26 + i where it is there twice, among the first LONGEST bytes of
    each key. Others than a to z leave no bit."""
    data = np.frombuffer("".join([f"{key}\n" for key in keys]).encode(), dtype=np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    starts = np.append(0, ends + 1)[:-1]
    longest_first = np.argsort(starts - ends, kind="stable")
    starts, lengths = starts[longest_first], (ends - starts)[longest_first]
    once, twice = np.zeros(len(keys), np.uint64), np.zeros(len(keys), np.uint64)
    for place in range(min(int(lengths.max(initial=0)), LONGEST)):
        reaching = len(lengths) - int(np.searchsorted(lengths[::-1], place, "right"))
        bit = _BITS[data[starts[:reaching] + place]]
        twice[:reaching] |= once[:reaching] & bit
        once[:reaching] |= bit
    found = np.empty(len(keys), np.uint64)
    found[longest_first] = once | twice << np.uint64(_LETTERS)
    return found


def letters_of(key: str) -> int:
    """The same of one key."""
    once = twice = 0
    for letter in key[:LONGEST]:
        bit = 1 << ord(letter) - _FIRST if "a" <= letter <= "z" else 0
        twice |= once & bit
        once |= bit
    return once | twice << _LETTERS


class SpellingIndex:
    """The spelling tables of one directory."""

    def __init__(self, tables: Mapping[str, Array], key: Callable[[int], str]) -> None:
        self._entry, self._letters = tables["spelling.entry"], tables["spelling.letters"]
        self._by_length = tables["spelling.by_length"]
        self._key = key

    def near(self, key: str, most: int) -> Iterator[tuple[int, int]]:
        """(entry, edits) of every entry at most so many edits from a key, the key itself among them."""
        low, high = min(max(len(key) - most, 0), LONGEST), min(len(key) + most, LONGEST)
        part = slice(int(self._by_length[low]), int(self._by_length[high + 1]))
        for entry in self._entry[part][self._is_like(key, most, part)].tolist():
            edits = OSA.distance(key, self._key(entry), score_cutoff=most)
            if edits <= most:
                yield entry, edits

    def _is_like(self, key: str, most: int, part: slice) -> NDArray[np.bool_] | slice:
        """Which entries of a part may be near by their letters; of words so long that their ends are not summed up,
        all."""
        if len(key.encode()) + most * _MOST_BYTES > LONGEST:
            return slice(None)
        return np.asarray(np.bitwise_count(self._letters[part] ^ np.uint64(letters_of(key))) <= 2 * most)


def is_displaced(one: str, other: str) -> bool:
    """Whether two words are the same but for one letter that stands elsewhere, its neighbours' place or farther, and no
    first one (Apathie, Aphatie)."""
    if len(one) != len(other) or one[:1] != other[:1]:
        return False
    apart = [place for place, (here, there) in enumerate(zip(one, other, strict=True)) if here != there]
    first, last = (apart[0], apart[-1] + 1) if apart else (0, 0)
    here, there = one[first:last], other[first:last]
    return bool(apart) and (here[1:] + here[:1] == there or here[-1:] + here[:-1] == there)


SUBSTITUTED, ADDED, LEFT_OUT, FIRST = 0.12, 0.06, 0.02, 0.15
"""How much farther than its letters and sounds tell a slip is by its kind: another letter for one, a letter too
many, one too few; and in a first letter. Neighbours swapped and a letter doubled, or not, are none farther."""


def dearness(typed: str, word: str) -> float:
    """How much farther a word is than its distance tells, by the kind of the slip between what both begin and end
    with."""
    first = Prefix.similarity(typed, word)
    rest, other = typed[first:], word[first:]
    end = Postfix.similarity(rest, other)
    rest, other = rest[: len(rest) - end], other[: len(other) - end]
    if rest == other[::-1] or (first and {*rest, *other} == {typed[first - 1]}):
        return 0.0
    kind = SUBSTITUTED if rest and other else ADDED if rest else LEFT_OUT
    return kind + (0.0 if first else FIRST)


def of_number(one: "FuzzyMatch", typed: str) -> "FuzzyMatch":
    """A word as the slip of the pen that it is, where it is a letter away from what is typed in the other number
    (vacin, vaccins)."""
    word, plural = " ".join(one.words), typed.endswith("s")
    if len(typed) <= ONE_EDIT or plural == word.endswith("s"):
        return one
    return replace(one, kind="misspelt") if OSA.distance(word.removesuffix("s"), typed.removesuffix("s")) == 1 else one


def before_it(one: "FuzzyMatch", every: Iterable["FuzzyMatch"]) -> float:
    """How far the nearest single slip is of those that stand before what only sounds alike: of a word that sounds so,
    too, or is half as often said; before several words, of a word as often said alone. No distance where none does."""
    run = len(one.words) > 1
    slips = (slip for slip in every if slip.one_edit and not (run and len(slip.words) > 1))
    least = one.episodes if run else one.episodes / 2
    before = (slip.distance for slip in slips if slip.episodes >= least or (slip.alike and not run))
    return min(before, default=-inf)
