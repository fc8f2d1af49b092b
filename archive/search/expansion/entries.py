"""What a typed term may be expanded to: words of the archive and rare n-grams, each with its episodes and its joined
key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.index.vocabulary import NGrams
from archive.storage.array_file import Array
from archive.storage.string_table import Texts, packed


@dataclass(frozen=True, slots=True)
class Phrases:
    """N-grams in the order of their keys, then of their words: the words of each without spaces, and with spaces."""

    ngrams: NGrams
    keys: Sequence[str]
    texts: Sequence[str]


def in_order(ngrams: NGrams) -> Phrases:
    """The n-grams as phrases, sorted."""
    keys, texts = ngrams.joined(""), ngrams.joined(" ")
    both = [f"{key}\0{text}" for key, text in zip(keys, texts, strict=True)]
    order = sorted(range(len(both)), key=both.__getitem__)
    return Phrases(ngrams.take(np.array(order, np.int64)), [keys[place] for place in order], [texts[place] for place in order])


def arrays(words: Sequence[str], counts: Mapping[str, int], phrases: Phrases) -> dict[str, Array]:
    """The tables of sorted words and of phrases, with int32 counts of episodes."""
    return {
        **packed("words", words),
        **packed("keys", phrases.keys),
        **packed("phrases", phrases.texts),
        "counts": np.append(np.array([counts[word] for word in words], np.int32), phrases.ngrams.count),
    }


@dataclass(frozen=True, slots=True)
class Entries:
    """Entry i is word i, or phrase i - len(words); `keys` are the phrases without their spaces, sorted."""

    words: Texts
    keys: Texts
    phrases: Texts
    counts: NDArray[np.int32]

    @classmethod
    def of(cls, arrays: Mapping[str, Array]) -> "Entries":
        """The entries that `arrays` wrote."""
        return cls(Texts.of(arrays, "words"), Texts.of(arrays, "keys"), Texts.of(arrays, "phrases"), arrays["counts"])

    def text(self, entry: int) -> tuple[str, ...]:
        """The words of an entry."""
        n = len(self.words)
        return (self.words[entry],) if entry < n else tuple(self.phrases[entry - n].split(" "))

    def key(self, entry: int) -> str:
        """An entry without spaces."""
        n = len(self.words)
        return self.words[entry] if entry < n else self.keys[entry - n]

    def count(self, word: str) -> int:
        """The episodes that hold a word."""
        place = self.words.find(word)
        return int(self.counts[place]) if place >= 0 else 0

    def joining(self, key: str) -> Iterable[tuple[str, ...]]:
        """The phrases that are a key once their spaces are taken out."""
        for place in self.keys.all(key):
            yield tuple(self.phrases[place].split(" "))
