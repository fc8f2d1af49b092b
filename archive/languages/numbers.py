"""Numbers in figures and in words, both ways, as the languages of the archive have them."""

from functools import cache

from archive.languages import registry


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
    """Folded words in figures: (quarante, neuf) -> '49'; None where they are no number that a language has."""
    return _in_figures().get(words)
