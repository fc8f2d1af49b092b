"""An invented language that behaves like spoken French to an index: real function words, a long tail of made-up words, the
shorter the commoner, names, set phrases. The same seed gives the same words on every machine."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

WORDS = 120_000
NAMES = 4_000
EXPRESSIONS = 3_000
ZIPF = 1.07
SHIFT = 2.7

# The commonest words of spoken French, the commonest first.
FUNCTION_WORDS = """
de est on la le et à les que ça il c'est pas un qui en vous je une des pour dans du a mais plus avec ce sur au se ne tout qu'il
ont bien j'ai d'un parce par comme ou même si fait sont être cette d'une alors faire aussi donc nous y elle était leur très peut
quand ils deux ces quoi c'était ses où encore oui non l'on avoir après temps autre moins toujours dire chose monde aujourd'hui
""".split()
SET_PHRASES = (
    "il y a", "tout à fait", "il n'y a pas", "à peu près", "en même temps", "est-ce que", "c'est pas grave", "ça veut dire",
    "commande publique", "données de santé", "pouvoir d'achat", "mise en place", "chiffre d'affaires", "point de vue",
)  # fmt: skip
_ONSETS = "b c ch d f g gr j l m n p pl pr qu r s t tr v br cl dr fl gl vr bl cr ph".split()
_NUCLEI = "a e i o u é è ou oi ai an en in on eu au ui ié io".split()
_CODAS = ["", "", "", "", "", "r", "l", "s", "t", "n", "c", "m"]
_ENDINGS = "er ait ement tion eur euse ité age isme al aux ée ent ons ique able ier ière oire esse".split()


@dataclass(frozen=True, slots=True)
class Language:
    """The words, commonest first, with the share of speech of each; names; set phrases as lists of words, commonest first."""

    words: tuple[str, ...]
    cumulative: NDArray[np.float64]
    names: tuple[str, ...]
    expressions: tuple[tuple[str, ...], ...]

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        """The ranks of `count` words as they come in speech."""
        return np.searchsorted(self.cumulative, rng.random(count)).clip(0, len(self.words) - 1)


@lru_cache(1)
def language(seed: int = 1) -> Language:
    """The one invented language of the bench."""
    rng = np.random.default_rng(seed)
    made = [_word(rng) for _ in range(WORDS)]
    lengths = np.array([len(word) for word in made]) + rng.normal(0, 2.5, WORDS)
    words = tuple(dict.fromkeys([*FUNCTION_WORDS, *(made[place] for place in np.argsort(lengths).tolist())]))
    share = 1 / (np.arange(len(words)) + 1 + SHIFT) ** ZIPF
    names = tuple(f"{_word(rng).capitalize()} {_word(rng).capitalize()}" for _ in range(NAMES))
    return Language(words, np.cumsum(share / share.sum()), names, _expressions(rng, words))


def _word(rng: np.random.Generator) -> str:
    syllables = int(rng.choice(4, p=[0.15, 0.45, 0.3, 0.1])) + 1
    stem = "".join(_pick(rng, _ONSETS) + _pick(rng, _NUCLEI) + _pick(rng, _CODAS) for _ in range(syllables))
    return stem + _pick(rng, _ENDINGS) if rng.random() < 0.5 else stem


def _pick(rng: np.random.Generator, parts: list[str]) -> str:
    return parts[int(rng.integers(len(parts)))]


def _expressions(rng: np.random.Generator, words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Set phrases, some of them real, the others two or three words of the language that go together."""
    made = [tuple(phrase.split()) for phrase in SET_PHRASES]
    while len(made) < EXPRESSIONS:
        ranks = rng.integers(60, 6_000, int(rng.integers(2, 4)))
        made.append(tuple(words[rank] for rank in ranks))
    return tuple(made)
