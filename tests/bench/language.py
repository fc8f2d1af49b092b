"""French as an index meets it: the words of a frequency list as often as they are said, with a tail of made-up words and names
that no dictionary holds, and set phrases. The same seed and list give the same words on every machine."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import wordfreq
from numpy.typing import NDArray

KNOWN = 60_000
STRANGE_SHARE = 0.005
STRANGE_FALL = 1.4
"""How steeply made-up words fall off by rank: n of them are about n^(1 / 1.4) different ones, without end, as Heaps' law has it."""
NAMES = 4_000
EXPRESSIONS = 3_000
GRAMMAR = 150

SET_PHRASES = (
    "il y a", "tout à fait", "il n' y a pas", "à peu près", "en même temps", "est ce que", "c' est pas grave", "ça veut dire",
    "commande publique", "données de santé", "pouvoir d' achat", "mise en place", "chiffre d' affaires", "point de vue",
)  # fmt: skip
_ELIDED = frozenset("l d c j n s m t qu jusqu lorsqu".split())
_ONSETS = "b c ch d f g gr j l m n p pl pr qu r s t tr v br cl dr fl gl vr bl cr ph".split()
_NUCLEI = "a e i o u é è ou oi ai an en in on eu au ui ié io".split()
_CODAS = ["", "", "", "", "", "r", "l", "s", "t", "n", "c", "m"]
_ENDINGS = "er ait ement tion eur euse ité age isme al aux ée ent ons ique able ier ière oire esse".split()


@dataclass(frozen=True, slots=True)
class Language:
    """The words and their cumulative share of speech, the commonest first; names; set phrases as
    lists of words, the commonest first."""

    words: tuple[str, ...]
    cumulative: NDArray[np.float64]
    names: tuple[str, ...]
    expressions: tuple[tuple[str, ...], ...]

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """The numbers of `count` words as they come in speech."""
        return np.searchsorted(self.cumulative, rng.random(count)).clip(0, len(self.words) - 1)


@lru_cache(1)
def language(seed: int = 1) -> Language:
    """The one language of the bench."""
    rng = np.random.default_rng(seed)
    known, said = _known()
    names = tuple(f"{_word(rng).capitalize()} {_word(rng).capitalize()}" for _ in range(NAMES))
    return Language(known, np.cumsum(said / said.sum()), names, _expressions(rng, known))


@lru_cache(200_000)
def strange_word(rank: int) -> str:
    """The made-up word of a rank, from 1 on: a name, or something misheard."""
    return _word(np.random.default_rng([11, rank]))


@lru_cache(1)
def grammar() -> frozenset[str]:
    """The commonest words, which tell nothing of what is looked for."""
    return frozenset(_known()[0][:GRAMMAR])


def written(said: list[str]) -> str:
    """Words as they are written: an apostrophe after a word that has lost its vowel."""
    return "".join(word + ("'" if word in _ELIDED else " ") for word in said).rstrip(" '")


def _known() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """The words of the French frequency list, the commonest first, and how often each is said."""
    listed = [word.rstrip("'") for word in wordfreq.top_n_list("fr", KNOWN)]
    words = tuple(dict.fromkeys(word for word in listed if word.isalpha()))
    return words, np.array([wordfreq.word_frequency(word, "fr") for word in words])


def _word(rng: np.random.Generator) -> str:
    syllables = int(rng.choice(4, p=[0.05, 0.4, 0.4, 0.15])) + 1
    stem = "".join(_pick(rng, _ONSETS) + _pick(rng, _NUCLEI) + _pick(rng, _CODAS) for _ in range(syllables))
    return stem + _pick(rng, _ENDINGS) if rng.random() < 0.5 else stem


def _pick(rng: np.random.Generator, parts: list[str]) -> str:
    return parts[int(rng.integers(len(parts)))]


def _expressions(rng: np.random.Generator, known: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Set phrases, some of them real, the others two or three words that go together in this language alone."""
    made = [tuple(word.rstrip("'") for word in phrase.split()) for phrase in SET_PHRASES]
    while len(made) < EXPRESSIONS:
        numbers = rng.integers(150, 6_000, int(rng.integers(2, 4)))
        made.append(tuple(known[number] for number in numbers))
    return tuple(made)
