"""Numbers and signs (49, C++, 27,5) as they are written and as the languages of the archive say them, both ways."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from itertools import accumulate, product
from typing import NamedTuple

from archive.languages import registry
from archive.languages.base import Language
from archive.text.tokenizer import WORD, fold
from archive.text.tokenizer import words as words_in

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


def _in_pairs(words: tuple[str, ...]) -> str | None:
    """A year as two numbers, where a language says it so: (twenty, seventeen) -> '2017'."""
    for place in range(1, min(len(words), _LONGEST)):
        century, year = (_in_figures().get(part) for part in (words[:place], words[place:]))
        if century and year and len(year) == 2 and words in in_words(century + year):
            return century + year
    return None


@cache
def _words_of(code: str) -> frozenset[str]:
    """The words of which a language makes numbers, hundreds that may be many with them (cents); none of grammar."""
    language = registry.of(code)
    own = frozenset(word for way in language.cardinals.values() for word in way)
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


def spelt(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers below a million that a text spells (vingt, 80 thousand): the first word of each, the one behind its
    last, and its figures."""
    tokens = read(text)
    small = ["" if any(_worths(code).get(word, 0) >= _MILLION for code in registry.registered()) else word for word in tokens]
    ways, before = (_amounts(small, code) for code in registry.registered()), _words_before(tokens)
    for first, end, value, _ in max(ways, key=lambda some: sum(one.end - one.first for one in some)):
        if any(map(str.isalpha, tokens[first:end])):
            yield before[first], before[end], str(value)


def units_named(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The names of units behind a number among some folded words: where each begins and ends, and its sign."""
    ways = (_amounts(words, code) for code in registry.registered())
    for _, end, _, unit in max(ways, key=lambda some: sum(bool(one.unit) for one in some)):
        if unit:
            yield end, end + _named_unit(words[end:])[1], unit


_ORDINAL = re.compile(r"([0-9]+)(?:ers?|eres?|res?|e|emes?|de|nde|st|nd|rd|th)")
_GROUP = 3
"""Figures of each group of a number from a thousand on, but its first, which has as many at most."""
_MILLION = 10**6
UNITS = "%$€£"
"""Signs of units, of which languages tell the names; what is counted in another is another amount."""
_AHEAD, _POINTS = {sign * 2: sign for sign in UNITS[1:]}, (".", ",")
_READ = re.compile(rf"{WORD}|(?P<ahead>[{UNITS[1:]}](?=\d)|(?<!\d)(?<!\d\s)[{UNITS[1:]}](?=\s\d))|[{UNITS}]|(?<=\d)[.,](?=\d)")
_SIGN_BEHIND = re.compile(rf"[ \u00a0\u202f]?[{UNITS}](?!\d)")


def read(text: str) -> list[str]:
    """The folded words of a text, with the signs of units among them, twice those that stand before their figures ($$,
    9), and what parts figures (1, ., 5)."""
    return [one[0] * 2 if one["ahead"] else one[0] for one in _READ.finditer(fold(text))]


def _words_before(tokens: Sequence[str]) -> list[int]:
    """How many words stand before each of what was read, and in all."""
    return [*accumulate((token not in {*UNITS, *_AHEAD, *_POINTS} for token in tokens), initial=0)]


def with_signs(text: str, start: int, end: int) -> tuple[int, int]:
    """Where some words of a text begin and end with the sign of a unit that stands at either end: $9, 20 %."""
    behind = _SIGN_BEHIND.match(text, end)
    return start - (start > 0 and text[start - 1] in UNITS[1:]), behind.end() if behind else end


class Amount(NamedTuple):
    """A number among words, [first:end] of them: what it is worth, and the sign of its unit, be it named or written."""

    first: int
    end: int
    value: int
    unit: str = ""


@cache
def _first_words(code: str) -> frozenset[str]:
    """The words that a number may begin with in a language."""
    return _words_of(code) | set(_worths(code))


@cache
def _worths(code: str) -> dict[str, int]:
    """What words of a language are worth that multiply what is said before them; and those that are one of these."""
    return {word: value for value, some in registry.of(code).magnitudes.items() for word in some}


@lru_cache(8192)
def _worth(words: tuple[str, ...], code: str) -> int | None:
    """What number some words of a language are, and nothing else, be some of them in figures: (cent, quarante, mille),
    (140, 000), (1, ., 5, million)."""
    known = _worths(code)
    place = max(range(len(words)), key=lambda place: known.get(words[place], 0))
    unit = known.get(words[place], 0)
    if unit <= 1:
        return _plain_worth(words, code)
    before, after = words[:place], words[place + 1 :]
    if len(before) == 3 and before[1] in _POINTS and len(before[2]) < _GROUP and before[0].isdecimal() and before[2].isdecimal():
        many: Fraction | int | None = Fraction(f"{before[0]}.{before[2]}")
    else:
        many = 1 if len(before) == 1 and known.get(before[0]) == 1 else _worth(before, code) if before else 1
    rest = _worth(after, code) if after else 0
    return None if many is None or rest is None or rest >= unit else int(many * unit) + rest


def _plain_worth(words: tuple[str, ...], code: str) -> int | None:
    """The same of figures, be they in groups, or of words alone."""
    figures = [word for word in words if word not in _POINTS]
    if all(map(str.isdecimal, figures)):
        groups = len(figures) == 1 or (len(figures[0]) <= _GROUP and all(len(word) == _GROUP for word in figures[1:]))
        return int("".join(figures)) if groups else None
    told = _value(words, registry.of(code)) or _in_pairs(words)
    return int(told) if told else None


def _amounts(words: Sequence[str], code: str) -> list[Amount]:
    """The numbers among some words in a language, and signs of units. The hundred of pour cent is none."""
    found, first, starts = list[Amount](), 0, _first_words(code)
    while first < len(words):
        if words[first] not in starts and not words[first].isdecimal():
            first += 1
            continue
        least = first + is_percent(tuple(words[max(0, first - 1) : first + 1]))
        ways = ((end, _worth(tuple(words[first:end]), code)) for end in range(min(len(words), first + _LONGEST), least, -1))
        end, value = next(((end, value) for end, value in ways if value is not None), (first + 1, None))
        if value is not None:
            sign = _AHEAD.get(words[first - 1]) if first else None
            found.append(Amount(first, end, value, sign or _named_unit(words[end:])[0]))
        first = end
    return found


def _named_unit(words: Sequence[str]) -> tuple[str, int]:
    """The unit that some words begin with, by its sign or a name, and how many words these are."""
    if words and words[0] in UNITS:
        return words[0], 0
    names = ((sign, name) for sign in UNITS for name in _sign_names().get(sign, ()))
    return next(((sign, len(name)) for sign, name in names if tuple(words[: len(name)]) == name), ("", 0))


@lru_cache(8192)
def amounts(text: str, code: str) -> tuple[Amount, ...]:
    """The numbers of a text in a language, by its words without signs."""
    before = _words_before(tokens := read(text))
    return tuple(one._replace(first=before[one.first], end=before[one.end]) for one in _amounts(tokens, code))


def are_one(one: str, other: str) -> bool:
    """Whether two texts are the same amount in any language, and nothing else: 20 %, vingt pour cent; $9 trillion, nine
    trillion dollars."""
    ways = ([_amount_of(text, code) for text in (one, other)] for code in registry.registered())
    return any(ours is not None and ours == theirs for ours, theirs in ways)


def _amount_of(text: str, code: str) -> tuple[int, str] | None:
    """What a text is worth, and in which unit, that is an amount and nothing else."""
    found, words = amounts(text, code), words_in(text)
    if len(found) != 1 or found[0].first or found[0].end + _named_unit(words[found[0].end :])[1] != len(words):
        return None
    return found[0].value, found[0].unit


@lru_cache(8192)
def is_number(word: str) -> bool:
    """Whether a folded word is a number, or of one, in any language."""
    way = _in_figures_of_order(word)
    return _has_digit(way) or any(way in registry.of(code).quantities or _amounts([way], code) for code in registry.registered())


def values_in(words: Sequence[str], code: str) -> list[str]:
    """The numbers among some words in a language (with signs of units, as `read` has them), sorted, each as it counts:
    1 000, 1000 and mille are one, and so are 20e and vingtieme, 5 % and cinq pour cent; what has a figure in it; and
    what other words tell how many (half). Hundreds and millions of which nobody says how many are no hundred and no
    million."""
    ways = [_in_figures_of_order(word) for word in words]
    known, worths = registry.of(code).quantities, _worths(code)
    found = [one for one in _amounts(ways, code) if one.end - one.first > 1 or ways[one.first] not in known]
    inside = {place for one in found for place in range(one.first, one.end)}
    told = (known.get(word, word if _has_digit(word) else "") for place, word in enumerate(ways) if place not in inside)
    many = ("s" if one.end - one.first == 1 and worths.get(ways[one.first], 0) >= _MILLION else "" for one in found)
    return sorted([*(f"{one.value}{more}{one.unit}" for one, more in zip(found, many, strict=True)), *filter(None, told)])


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


def _value(words: tuple[str, ...], language: Language) -> int | None:
    """What number some words are: those before a thousand or a hundred times it, fewer than that (dix-neuf cent), and
    those after it."""
    known = _numbers().get(language.code, {})
    if not words or words in known:
        return known.get(words)
    for unit in (1000, 100):
        place = next((place for place, word in enumerate(words) if (word.removesuffix("s"),) == language.cardinals.get(unit)), None)
        if place is not None:
            before, after = (_value(part, language) if part else None for part in (words[:place], words[place + 1 :]))
            if (place and not 0 < (before or 0) < unit) or (words[place + 1 :] and not 0 < (after or 0) < unit):
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


_MOST_SIGNS, _SIGNS = 2, ("++", "#", "&")
"""that are said in one thing: R&B has one, C++&C# has three and is nothing; what is a word of its own in a text, beside a
letter (archive.text.tokenizer.WORD)"""


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
        yield from ((*name, *words), ("".join((*name, *words)),))
    if len(words) == 2 and all(map(str.isdigit, words)) and ("." in typed or "," in typed):
        yield from ((words[0], *name, words[1]) for sign in ".," for name in _sign_names()[sign])


def signs_written(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to write with a sign what was typed out: (c, sharp) -> (c, #), (r, n, b) -> (r, &, b). Beside single
    letters alone: "rock and roll" has a sign for nobody."""
    for sign in _SIGNS if len(words) > 1 and len(words[0]) == 1 else ():
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
