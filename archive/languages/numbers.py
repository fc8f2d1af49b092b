"""Numbers in figures and in words, both ways, as the languages of the archive have them."""

from functools import cache

from archive.languages import registry
from archive.languages.base import Language

_LONGEST = 8
"""Words of a number: of nine, none is said."""


@cache
def _in_words() -> dict[str, tuple[tuple[str, ...], ...]]:
    """A number in figures -> its words in each language."""
    ways: dict[str, tuple[tuple[str, ...], ...]] = {}
    for language in registry.registered().values():
        for number, way in language.cardinals.items():
            ways[str(number)] = (*ways.get(str(number), ()), way)
    return ways


@cache
def _in_figures() -> dict[tuple[str, ...], str]:
    return {way: figures for figures, ways in _in_words().items() for way in ways}


def in_words(figures: str) -> tuple[tuple[str, ...], ...]:
    """A number in words, in each language that has it: '49' -> (quarante neuf), (forty nine)."""
    return _in_words().get(figures, ())


def in_figures(words: tuple[str, ...]) -> str | None:
    """Folded words in figures: (quarante, neuf) -> '49', (deux, mille, dix, sept) -> '2017'; None where they are no number that a
    language has."""
    found = _in_figures().get(words)
    if found is None and len(words) <= _LONGEST:
        values = (_value(words, language) for language in registry.registered().values() if language.cardinals)
        found = next((str(value) for value in values if value), None)
    return found


def other_ordinals(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The other ways to write an ordinal: (xvie,) -> (seizieme,), (16e,), (16eme,), (xvieme,)."""
    return tuple(way for way in _ordinals().get(words, ()) if way != words)


@cache
def _ordinals() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    groups = [ways for language in registry.registered().values() for ways in language.ordinals.values()]
    split = [tuple(tuple(way.split()) for way in ways) for ways in groups]
    return {way: ways for ways in reversed(split) for way in ways}


def _value(words: tuple[str, ...], language: Language) -> int | None:
    """What number some words are: those before a thousand or a hundred times it, and those after it."""
    known = {way: number for number, way in language.cardinals.items()}
    if not words or words in known:
        return known.get(words)
    for unit in (1000, 100):
        place = next((place for place, word in enumerate(words) if (word.removesuffix("s"),) == language.cardinals.get(unit)), None)
        if place is not None:
            before, after = (_value(part, language) for part in (words[:place], words[place + 1 :]))
            if (place and before is None) or (words[place + 1 :] and after is None):
                return None
            return (before or 1) * unit + (after or 0)
    return None
