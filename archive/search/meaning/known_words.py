"""The words that an archive knows, as vectors: how near they come to what was typed tells whether it speaks of that at
all.

Windows of plain speech are near to every plain sentence ("le chat de la voisine a mangé mes géraniums"): their
similarity alone says little. Of each word that was typed this asks how near the nearest word comes that several
episodes hold, their mean taken out, and weighs it by how rare the word is. Measured on 681 episodes: docs/relevance.md.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.languages.dictionary import dictionary_of
from archive.languages.frequency import as_written
from archive.search.meaning.encoder import encoder, is_installed
from archive.search.meaning.vector_files import MADE_BY, SCALE, SPOKEN, to_int8
from archive.storage.array_file import ArraysError, array_to_strings, map_arrays, strings_to_array, write_arrays

KNOWN_WORDS = "words.known"
EPISODES, EPISODES_EACH = 3, 100
"""that hold a word which the archive knows, in any form: three; of a language with fewer than 300 episodes two, with
fewer than 200 one."""
MOST = 30_000
"""Words that are kept, those of most episodes: 15 MB, and some ten milliseconds to hold a few against."""
AT_ONCE = 4096
"""So many are held against them at once, 8 MB as they are computed with: 30,000 as one took 127 ms, and so 8."""
COMMON_ZIPF, FEWEST_LETTERS = 5.9, 3
"""A commoner word, or a shorter one, means nothing by itself."""
LEAST_RARITY, MOST_RARITY = 0.15, 6.0
UNKNOWN_NEARNESS = 0.9
"""What is taken where the words of a generation were not read: it was built by an earlier release."""

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word of meaning as it was typed, and how many episodes hold it in any form."""

    text: str
    episodes: int


def write_known_words(directory: Path, episodes: Mapping[str, Mapping[str, int]], kept: Path) -> None:
    """Writes the words of the languages that are read, where the extra is here: language -> folded word -> episodes
    that hold it. `kept` is the directory that keeps what is known of languages."""
    if not is_installed():
        return
    held = {word: count for language in SPOKEN for word, count in _known(language, episodes.get(language, {}), kept)}
    written = {word: text for language in SPOKEN for word, text in as_written(language, held, COMMON_ZIPF).items()}
    words = sorted((word for word in written if len(word) >= FEWEST_LETTERS), key=lambda word: (-held[word], word))[:MOST]
    if words:
        vectors = encoder().words([written[word] for word in words])
        mean = vectors.mean(axis=0)
        away = to_int8(_unit(vectors - mean))
        write_arrays(directory / KNOWN_WORDS, {"made_by": strings_to_array(MADE_BY), "mean": mean, "vectors": away})


def _known(language: str, episodes: Mapping[str, int], kept: Path) -> Iterator[tuple[str, int]]:
    """The words whose lemma, or any of their lemmas, several episodes hold in some form; with their own episodes."""
    dictionary = dictionary_of(language, kept)
    least = min(max(max(episodes.values(), default=0) // EPISODES_EACH, 1), EPISODES)
    lemmas = {word: dictionary.lemmas(word) or (word,) for word in episodes}
    together: Counter[str] = Counter()
    for word, its in lemmas.items():
        together.update(dict.fromkeys(its, episodes[word]))
    return ((word, count) for word, count in episodes.items() if any(together[one] >= least for one in lemmas[word]))


class KnownWords:
    """The words that a generation knows, mapped; raises ArraysError where they are damaged."""

    def __init__(self, path: Path) -> None:
        arrays = map_arrays(path)
        if array_to_strings(arrays["made_by"]) != MADE_BY:
            raise ArraysError(f"{path} is of another model")
        self._mean, self._vectors = arrays["mean"], arrays["vectors"]

    def nearness(self, typed: Sequence[TypedWord], episodes: int) -> float:
        """How near these words come to those typed, 0 to 1; 0 where none was typed. `episodes` are all that the archive
        holds."""
        if not typed:
            return 0.0
        away = _unit(encoder().words([word.text for word in typed]) - self._mean).T
        some = range(0, len(self._vectors), AT_ONCE)
        nearest = np.max([(self._vectors[first : first + AT_ONCE].astype(np.float32) @ away).max(axis=0) for first in some], axis=0)
        nearest /= np.float32(SCALE)
        return float(np.average(nearest, weights=[_rarity(word.episodes, episodes) for word in typed]))


def open_known_words(directory: Path, names: Iterable[str]) -> KnownWords | None:
    """Those of a generation, of whose files `names` are; None where it has none of this model."""
    if KNOWN_WORDS not in names:
        return None
    try:
        return KnownWords(directory / KNOWN_WORDS)
    except ArraysError:
        return None


def _rarity(episodes: int, every: int) -> float:
    return min(max(math.log((every + 1) / (episodes + 0.5)), LEAST_RARITY), MOST_RARITY)


def _unit(vectors: Float32) -> Float32:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), np.float32)
