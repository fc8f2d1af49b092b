"""Numbers as they are written and as they are said, both ways, from 2 to 100; 1 is a word like another (un, a)."""

from functools import lru_cache

_FRENCH_UNITS = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"
).split()
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_ENGLISH_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
FIRST, LAST = 2, 100


def _french(number: int) -> str:
    if number < 20:
        return _FRENCH_UNITS[number]
    tens = max(ten for ten in _FRENCH_TENS if ten <= number)
    rest = number - tens
    if rest == 0:
        return _FRENCH_TENS[tens] + ("s" if tens == 80 else "")
    link = "-et-" if rest in (1, 11) and tens != 80 else "-"
    return f"{_FRENCH_TENS[tens]}{link}{_FRENCH_UNITS[rest]}"


def _english(number: int) -> str:
    if number < 20:
        return _ENGLISH_UNITS[number]
    tens, rest = divmod(number, 10)
    return _ENGLISH_TENS[tens - 2] + (f"-{_ENGLISH_UNITS[rest]}" if rest else "")


@lru_cache(maxsize=1)
def _said() -> dict[str, tuple[tuple[str, ...], ...]]:
    """A number in figures -> the ways to say it."""
    ways: dict[str, tuple[tuple[str, ...], ...]] = {
        str(n): (tuple(_french(n).split("-")), tuple(_english(n).split("-"))) for n in range(FIRST, LAST)
    }
    return ways | {"100": (("cent",), ("hundred",)), "1000": (("mille",), ("thousand",))}


@lru_cache(maxsize=1)
def _figures() -> dict[tuple[str, ...], str]:
    return {way: figures for figures, ways in _said().items() for way in ways}


def said(figures: str) -> tuple[tuple[str, ...], ...]:
    """The ways to say a number in figures: '49' -> (quarante neuf), (forty nine)."""
    return _said().get(figures, ())


def figures(words: tuple[str, ...]) -> str | None:
    """A number said in folded words, in figures: (quarante, neuf) -> '49'; None where they are no number from 2 to 100."""
    return _figures().get(words)
