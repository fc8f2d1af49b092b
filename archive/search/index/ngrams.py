"""Word n-grams: neighbouring words that a machine may have written for one word it did not know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
NO_WORD = -1


@dataclass(frozen=True, slots=True)
class NGrams:
    """places int32[n, longest]: places in `words`, NO_WORD after the end of a shorter n-gram; count int32[n]: how often
    each came.

    Millions of n-grams as strings would take a hundred times the memory."""

    words: Sequence[str]
    places: Int32
    count: Int32

    @classmethod
    def of(cls, counts: Mapping[tuple[str, ...], int]) -> "NGrams":
        """The same from words with their counts."""
        words = sorted({word for ngram in counts for word in ngram})
        place = {word: number for number, word in enumerate(words)}
        places = np.full((len(counts), max(map(len, counts), default=0)), NO_WORD, np.int32)
        for row, ngram in enumerate(counts):
            places[row, : len(ngram)] = [place[word] for word in ngram]
        return cls(words, places, np.array(list(counts.values()), np.int32))

    def __len__(self) -> int:
        return len(self.count)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return (tuple(self.words[place] for place in ngram if place != NO_WORD) for ngram in self.places.tolist())

    def joined(self, between: str) -> list[str]:
        """Each n-gram as one text, with something between any two words."""
        texts = [""] * len(self)
        for number, column in enumerate(self.places.T):
            before = between if number else ""
            word_of = [*(before + word for word in self.words), ""]
            texts = [text + word_of[place] for text, place in zip(texts, column.tolist(), strict=True)]
        return texts

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "NGrams":
        """Those chosen, by mask or by index."""
        return replace(self, places=self.places[chosen], count=self.count[chosen])

    def with_any(self, words: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """bool[n]: the n-grams that hold any of the words given by a mask over `words`."""
        holds = np.zeros(len(self), np.bool_)
        known = np.append(words, False)
        for column in self.places.T:
            holds |= known[column]
        return holds
