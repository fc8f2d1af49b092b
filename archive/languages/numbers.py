"""Numbers and signs (49, C++, 27,5) as they are written and as the languages of the archive say them, both ways."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, product

from archive.languages import registry
from archive.languages.base import Language

_LONGEST = 8
"""Words of a number, and of what is said with signs: of nine, none is said."""
_LEAST = 101
_FIGURES = re.compile(r"[1-9][0-9]{2,3}|[1-9][0-9]000")
"""A number up to 9999, and thousands up to 99000; what begins with a zero, or is longer, is a code or an amount that
nobody says so."""
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
    """A number in words, in each language that has it: '49' -> (quarante neuf), (forty nine); '2017' -> (deux mille dix
    sept)."""
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
    """Folded words in figures: (quarante, neuf) -> '49', (deux, mille, dix, sept) -> '2017'; None where they are no
    number that a language has."""
    found = _in_figures().get(words)
    if found is None and len(words) <= _LONGEST:
        values = (_value(words, language) for language in registry.registered().values() if language.cardinals)
        found = next((str(value) for value in values if value), None)
    return found or _in_pairs(words)


def value_of(words: Sequence[str]) -> str | None:
    """The number that some folded words are, and nothing else, in figures: (cent, quarante, mille), (140, 000) ->
    '140000'."""
    if words and all(map(str.isdecimal, words)):
        return "".join(words) if all(len(word) == 3 for word in words[1:]) else None
    return in_figures(tuple(words)) if words else None


def _in_pairs(words: tuple[str, ...]) -> str | None:
    """A year as two numbers, where a language says it so: (twenty, seventeen) -> '2017'."""
    for place in range(1, min(len(words), _LONGEST)):
        century, year = (_in_figures().get(part) for part in (words[:place], words[place:]))
        if century and year and len(year) == 2 and words in in_words(century + year):
            return century + year
    return None


@cache
def _words_of(code: str) -> frozenset[str]:
    """The words of which a language makes numbers, but those of grammar between them (et)."""
    language = registry.registered()[code]
    own = frozenset(word for way in language.cardinals.values() for word in way)
    # Hundreds may be many (cents).
    return (own | {f"{language.cardinals[100][0]}s"} if own else own) - language.function_words - set(language.and_words)


def spelt_in(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The languages in which one of two ways to say a number spells what the other has in figures: (dix,), (10,) ->
    (fr,); none where neither does."""
    unlike = set(one) ^ set(other)
    said = {word for code in registry.registered() for word in _words_of(code) & unlike}
    codes = tuple(code for code in registry.registered() if said <= _words_of(code))
    return codes if said and any(map(_has_digit, unlike)) else ()


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def figures_in(words: Sequence[str], code: str) -> Iterator[str]:
    """The numbers among some words in a language, in figures: those in words, and those that have a digit. A hundred
    alone is none (pour cent)."""
    known = _words_of(code) if code in registry.registered() else frozenset()
    for is_said, run in groupby(words, known.__contains__):
        some = tuple(run)
        if not is_said:
            yield from filter(_has_digit, some)
        elif some != ("cent",):
            whole = in_figures(some)
            yield from [whole] if whole else [in_figures((word,)) or word for word in some]


def spelt(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The numbers that some folded words spell: the first word of each, the one behind its last, and its figures. A
    hundred alone is none (pour cent)."""
    first = 0
    while first < len(words):
        ends = range(min(len(words), first + _LONGEST), first, -1)
        ways = ((end, tuple(words[first:end])) for end in ends if not any(map(_has_digit, words[first:end])))
        end, figures = next(((end, told) for end, way in ways if way != ("cent",) and (told := in_figures(way))), (first + 1, ""))
        if figures:
            yield first, end, figures
        first = end


_ORDINAL = re.compile(r"([0-9]+)(?:ers?|eres?|res?|e|emes?|st|nd|rd|th)")


def values_in(words: Sequence[str], code: str) -> list[str]:
    """The numbers among some words in a language, sorted, each as it counts: 1 000, 1000 and mille are one, and so are
    20e and vingtieme."""
    found: list[str] = []
    before = ""
    for word in figures_in([_in_figures_of_order(word) for word in words], code):
        if found and before.isdigit() and len(word) == 3 and word.isdigit() and len(before) < 4:
            found[-1] += word
        else:
            found.append(word)
        before = word
    return sorted(found)


def _in_figures_of_order(word: str) -> str:
    """An ordinal as its number: 20e, vingtieme -> 20; any other word as it is."""
    ways = (word, *(way[0] for way in other_ordinals((word,)) if len(way) == 1))
    return next((match[1] for way in ways if (match := _ORDINAL.fullmatch(way))), word)


@cache
def neighbours(words: tuple[str, ...], codes: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The words before and behind a number in words with which it is a longer one, in any of its languages: (mille,) ->
    {dix, …}, {deux, …}; none of figures."""
    if in_figures(words) is None:
        return frozenset(), frozenset()
    known = {word for code in codes for word in _words_of(code)}
    ways = [way for code in codes for way in _numbers()[code]]
    inside = [(way, place) for way in ways for place in range(len(way)) if way[place : place + len(words)] == words]
    before = {way[place - 1] for way, place in inside if place}
    behind = {way[place + len(words)] for way, place in inside if place + len(words) < len(way)}
    return (
        frozenset(word for word in known if word in before or in_figures((word, *words))),
        frozenset(word for word in known if word in behind or in_figures((*words, word))),
    )


def other_ordinals(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The other ways to write an ordinal: (xvie,) -> (seizieme,), (16e,), (16eme,), (xvieme,)."""
    return tuple(way for way in _ordinals().get(words, ()) if way != words)


_ROMAN = re.compile(r"([IVX]{1,5})(?:e|ème)|I(?=er|re)(er|re)")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}


def roman_ordinals(typed: str) -> tuple[tuple[str, ...], ...]:
    """The ways to write an ordinal that is typed in Roman capitals: VIe -> (6e,), (6eme,), (sixieme,); none of anything
    else."""
    match = _ROMAN.fullmatch(typed)
    if match is None:
        return ()
    digits = [_ROMAN_DIGITS[letter] for letter in match[1] or "I"]
    number = sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))
    return _ordinals().get((f"{number}{match[2] or 'e'}",), ())


@cache
def _ordinals() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    groups = [ways for language in registry.registered().values() for ways in language.ordinals.values()]
    split = [tuple(tuple(way.split()) for way in ways) for ways in groups]
    return {way: ways for ways in reversed(split) for way in ways}


_MOST_OF = {1000: 1000, 100: 100}
"""Fewer than so many thousands, and hundreds (dix-neuf cent), are said."""


def _value(words: tuple[str, ...], language: Language) -> int | None:
    """What number some words are: those before a thousand or a hundred times it, and those after it."""
    known = _numbers()[language.code]
    if not words or words in known:
        return known.get(words)
    for unit in (1000, 100):
        place = next((place for place, word in enumerate(words) if (word.removesuffix("s"),) == language.cardinals.get(unit)), None)
        if place is not None:
            before, after = (_value(part, language) if part else None for part in (words[:place], words[place + 1 :]))
            if (place and not 0 < (before or 0) < _MOST_OF[unit]) or (words[place + 1 :] and not 0 < (after or 0) < unit):
                return None
            return (before or 1) * unit + (after or 0)
    return None


def is_percent(words: tuple[str, ...]) -> bool:
    """Whether some words are what a language calls a hundredth part: (pour, cent)."""
    return words in _sign_names()["%"]


@cache
def _percent() -> re.Pattern[str]:
    names = "|".join(r"[\s-]+".join(name) for name in _sign_names()["%"])
    return re.compile(rf"\s?%|[\s-]+(?:{names})\b", re.IGNORECASE)


def is_percent_behind(text: str) -> bool:
    """Whether a text that begins behind a number makes it a percentage, in any language: %, pour cent, percent."""
    return _percent().match(text) is not None


_MOST_SIGNS = 2
"""that are said in one thing: R&B has one, C++&C# has three and is nothing"""
_SIGNS = ("++", "#", "&")
"""What is a word of its own in a text, beside a letter (archive.text.tokenizer.WORD)."""


@cache
def _sign_names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """A sign -> its names in each language, as folded words."""
    names: dict[str, tuple[tuple[str, ...], ...]] = {}
    for language in registry.registered().values():
        for sign, said in language.sign_names.items():
            names[sign] = tuple(dict.fromkeys((*names.get(sign, ()), *(tuple(name.split()) for name in said))))
    return names


def signs_said(typed: str, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to say what was typed with signs, its folded `words` given: (c, ++) -> (c, plus, plus)."""
    if len(words) <= _LONGEST and 0 < sum(word in _sign_names() for word in words) <= _MOST_SIGNS:
        ways = product(*(_sign_names().get(word, ((word,),)) for word in words))
        yield from (way for pieces in ways if len(way := tuple(word for piece in pieces for word in piece)) <= _LONGEST)
    for name in _sign_names()["."] if typed.startswith(".") and typed[1:].isalpha() else ():
        yield (*name, *words)
        yield ("".join((*name, *words)),)
    if len(words) == 2 and all(map(str.isdigit, words)) and ("." in typed or "," in typed):
        yield from ((words[0], *name, words[1]) for sign in ".," for name in _sign_names()[sign])


def signs_written(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to write with a sign what was typed out: (c, sharp) -> (c, #), (r, n, b) -> (r, &, b). Beside single
    letters alone: "rock and roll" has a sign for nobody."""
    for sign in _SIGNS:
        for name in _sign_names()[sign]:
            before, middle, after = words[:1], words[1 : 1 + len(name)], words[1 + len(name) :]
            if middle == name and len(after) == (sign == "&") and all(len(word) == 1 for word in (*before, *after)):
                yield (*before, sign, *after)
    points = {name for sign in ",." for name in _sign_names()[sign]}
    for place in range(1, len(words) - 1):
        if words[place : place + 1] in points:
            whole, part = _figures(words[:place]), _figures(words[place + 1 :])
            if whole and part:
                yield whole, part


def _figures(words: tuple[str, ...]) -> str | None:
    return words[0] if len(words) == 1 and words[0].isdigit() else in_figures(words)
