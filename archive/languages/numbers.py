"""Numbers in figures and in words, both ways, as the languages of the archive have them."""

import re
from collections.abc import Iterator
from functools import cache

from archive.languages import registry
from archive.languages.base import Language

_LONGEST = 8
"""Words of a number: of nine, none is said."""
_LEAST = 101
_FIGURES = re.compile(r"[1-9][0-9]{2,3}")
"""A number up to 9999; what begins with a zero, or is longer, is a code or an amount that nobody says so."""
_LETTERED = re.compile(r"([a-z]?)(\d{1,4})([a-z]?)")


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


@cache
def _numbers() -> dict[str, dict[tuple[str, ...], int]]:
    """Of each language, the numbers that its words are."""
    return {code: {way: number for number, way in one.cardinals.items()} for code, one in registry.registered().items()}


def in_words(figures: str) -> tuple[tuple[str, ...], ...]:
    """A number in words, in each language that has it: '49' -> (quarante neuf), (forty nine); '2017' -> (deux mille dix sept)."""
    known = _in_words().get(figures, ())
    if known or not _FIGURES.fullmatch(figures) or int(figures) < _LEAST:
        return known
    return tuple(dict.fromkeys(way for language in registry.registered().values() for way in _large(int(figures), language)))


def _large(number: int, language: Language) -> Iterator[tuple[str, ...]]:
    """The words of a number that no table holds."""
    small = language.cardinals
    if language.in_hundreds:
        yield from language.in_hundreds(number, lambda value: small.get(value, ()))


def with_letter(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The other ways to write a number that a letter belongs to: (5g) -> (cinq, g), (g, vingt) -> (g20)."""
    if len(words) == 1 and (parted := _LETTERED.fullmatch(words[0])):
        before, figures, after = parted.groups()
        yield from ((*before, *way, *after) for way in in_words(figures) if len(before + after) == 1)
    for figures, letter, joined in ((words[1:], words[:1], "{1}{0}"), (words[:-1], words[-1:], "{0}{1}")):
        if len(words) > 1 and len(letter[0]) == 1 and letter[0].isalpha() and (number := in_figures(figures)):
            yield (joined.format(number, letter[0]),)


def in_figures(words: tuple[str, ...]) -> str | None:
    """Folded words in figures: (quarante, neuf) -> '49', (deux, mille, dix, sept) -> '2017'; None where they are no number that a
    language has."""
    found = _in_figures().get(words)
    if found is None and len(words) <= _LONGEST:
        values = (_value(words, language) for language in registry.registered().values() if language.cardinals)
        found = next((str(value) for value in values if value), None)
    return found or _in_pairs(words)


def _in_pairs(words: tuple[str, ...]) -> str | None:
    """A year as two numbers, where a language says it so: (twenty, seventeen) -> '2017'."""
    for place in range(1, min(len(words), _LONGEST)):
        century, year = (_in_figures().get(part) for part in (words[:place], words[place:]))
        if century and year and len(year) == 2 and words in in_words(century + year):
            return century + year
    return None


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
    known = _numbers()[language.code]
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
