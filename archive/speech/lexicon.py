"""What is worth knowing of a word again and again: how it sounds, how common it is. Kept for all episodes of a process."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from archive.speech import french
from archive.speech.distance import encode
from archive.speech.frequency import UNKNOWN, zipf

_GROWTH = 4096
_MOST = 400_000


class Lexicon:
    """The words of a language met so far, by number. `sounds`: the code of each as bytes of sound numbers; `lengths` int32[n]:
    how many; `common` float32[n]: its frequency."""

    def __init__(self, language: str) -> None:
        self._zipf = zipf(language)
        self._number: dict[str, int] = {}
        self.sounds: list[bytes] = []
        self.lengths = np.zeros(_GROWTH, dtype=np.int32)
        self.common = np.zeros(_GROWTH, dtype=np.float32)

    @staticmethod
    @lru_cache(maxsize=8)
    def of(language: str) -> "Lexicon":
        """The lexicon of a language, one a process."""
        return Lexicon(language)

    def ids(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The numbers of some words, int32[n]; new words are learned."""
        if len(self._number) > _MOST:
            self._number.clear()
            self.sounds.clear()
        for word in set(words) - self._number.keys():
            self._learn(word)
        return np.fromiter(map(self._number.__getitem__, words), dtype=np.int32, count=len(words))

    def zipf(self, word: str) -> float:
        """How common a folded word is, 0 where no list holds it."""
        return self._zipf.get(word, UNKNOWN)

    def _learn(self, word: str) -> None:
        number = self._number[word] = len(self._number)
        if number >= len(self.common):
            self.lengths = np.concatenate([self.lengths, np.zeros_like(self.lengths)])
            self.common = np.concatenate([self.common, np.zeros_like(self.common)])
        said = encode(french.heard(word)[0]).tobytes()
        self.sounds.append(said)
        self.lengths[number] = len(said)
        self.common[number] = self.zipf(word)
