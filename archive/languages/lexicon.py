"""What is worth knowing of a word again and again: how it sounds, how common it is, of what it tells. Kept for a
process."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.languages import registry
from archive.languages.base import Codes
from archive.languages.frequency import UNKNOWN, zipf
from archive.languages.phonetic_distance import encode

# Words commoner than this (log 10 of times in a thousand million) tell little: faire, chose, année.
SMALL_TALK_ZIPF = 5.2
_SHORTEST_TERM = 3
_CERTAIN_ZIPF, _RAREST_ZIPF = 9.0, 2.0
_GROWTH = 4096
_MOST = 400_000

LONGEST_SAID = 64
"""Letters of a word whose sounds are worked out: a page may hold a word of millions."""


class Lexicon:
    """The words of a language met so far, by number. `sounds`: the code of each as bytes of sound numbers; `lengths`
    int32[n]: how many; `common` float32[n]: its frequency; `term` int32[n]: the number of its term among `terms`, 0 for
    none; `rarity`: of each term, from 0 (none) to 7 (in no list); `language`: its code.

    A term is a word that tells what is spoken of, neither grammar nor small talk, one for singular and plural."""

    def __init__(self, language: str, stored: Path | None = None) -> None:
        self.language = language
        phonetics = registry.of(language).phonetics
        self._encode = phonetics.encode_word if phonetics else _silent
        self._zipf = zipf(language, stored)
        self._number: dict[str, int] = {}
        self.sounds: list[bytes] = []
        self.lengths = np.zeros(_GROWTH, dtype=np.int32)
        self.common = np.zeros(_GROWTH, dtype=np.float32)
        self.term = np.zeros(_GROWTH, dtype=np.int32)
        self.terms: list[str] = [""]
        self.rarity: list[float] = [0.0]
        self._term_number: dict[str, int] = {"": 0}

    @staticmethod
    def of(language: str, stored: Path | None = None) -> "Lexicon":
        """The lexicon of a language, one a process; begun anew when it holds 400,000 words. `stored`: a directory in
        which `archive.languages.frequency` looks first."""
        lexicon = _of(language, stored)
        if len(lexicon._number) > _MOST:
            _of.cache_clear()
        return lexicon

    def ids(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The numbers of some words, int32[n]; new words are learned."""
        for word in set(words) - self._number.keys():
            self._learn(word)
        return np.fromiter(map(self._number.__getitem__, words), np.int32, len(words))

    def zipf(self, word: str) -> float:
        """How common a folded word is, 0 where no list holds it."""
        return self._zipf.get(word, UNKNOWN)

    def said(self, word: str) -> bytes:
        """The code of a word as bytes of sound numbers; it is not learned."""
        return encode(self._encode(word[:LONGEST_SAID])[0]).tobytes()

    def _learn(self, word: str) -> None:
        number = self._number[word] = len(self._number)
        if number >= len(self.common):
            self.lengths = np.concatenate([self.lengths, np.zeros_like(self.lengths)])
            self.common = np.concatenate([self.common, np.zeros_like(self.common)])
            self.term = np.concatenate([self.term, np.zeros_like(self.term)])
        said = self.said(word)
        self.sounds.append(said)
        self.lengths[number] = len(said)
        self.common[number] = self.zipf(word)
        self.term[number] = self._number_of(_term(word, self.zipf(word)))

    def _number_of(self, term: str) -> int:
        if term not in self._term_number:
            self._term_number[term] = len(self.terms)
            self.terms.append(term)
            self.rarity.append(_CERTAIN_ZIPF - max(self.zipf(term), self.zipf(term + "s"), _RAREST_ZIPF))
        return self._term_number[term]


def _silent(word: str) -> Codes:
    """Of a language whose sounds nobody tells."""
    return ("",)


@lru_cache(maxsize=8)
def _of(language: str, stored: Path | None) -> Lexicon:
    return Lexicon(language, stored)


def _term(word: str, common: float) -> str:
    if len(word) < _SHORTEST_TERM or word.isdigit() or common > SMALL_TALK_ZIPF:
        return ""
    return word[:-1] if len(word) > _SHORTEST_TERM + 1 and word[-1] in "sx" else word
