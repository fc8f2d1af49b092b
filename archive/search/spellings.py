"""A word typed with the accent that tells it from another (marché, marche): counted where it is written so."""

from collections.abc import Callable, Sequence

from archive.search.index.types import GUESSED, Expansion

PLAIN_WEIGHT = 0.4
"""What the word without its accent is worth: a slip of the accent."""


def told_apart(
    readings: tuple[Expansion, ...], spelt: Sequence[Expansion], count: Callable[[Expansion], int]
) -> tuple[Expansion, ...]:
    """The readings of a word with those of its spelling in their place: where the archive holds both it and what folds alike. What
    folds alike is listed then, as a slip. Where nobody says the one or the other, the readings as they are: an accent loses no
    answer."""
    if not spelt:
        return readings
    plain = Expansion(spelt[0].words)
    if not 0 < count(spelt[0]) < count(plain):
        return readings
    slip = Expansion(plain.words, PLAIN_WEIGHT, "misspelt", counted=False)
    return (*spelt, slip, *(one for one in readings if one.kind in GUESSED and one.words != plain.words))
