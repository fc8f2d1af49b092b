"""One thing written in several ways: joined, split, an apostrophe lost, a number in figures, points in an acronym."""

from collections.abc import Callable, Iterable, Iterator

from archive.languages import numbers, united
from archive.languages.base import is_initialism

Words = tuple[str, ...]
Count = Callable[[str], int]
Joining = Callable[[str], Iterable[Words]]

_VOWELS = "aeiouyh"
_PART, _NUMBER = 3, 8
"""Letters or words of a part of a compound, words of a number."""
_ACRONYM = 4


def joined(words: Words, count: Count, joining: Joining, established: bool, typed: str = "") -> Iterator[Words]:
    """The other ways to write some neighbouring words, the surest first; each made of words that the archive holds. `typed` is what
    they were read from, with its signs.

    An `established` word is what it is (chomage is not c'homage): it is split nowhere."""
    key = "".join(words)
    if len(words) > 1 and count(key):
        yield (key,)
    yield from (run for run in joining(key) if run != words)
    signs = [other for way in numbers.signs_said(typed, words) for other in (way, *_in_words(way))]
    for other in dict.fromkeys((*signs, *_figures(words), *said_otherwise(words))):
        if all(map(count, other)):
            yield other
    if len(words) == 1:
        yield from _equal(words[0], count)
        if not established:
            yield from _split(words[0], count)


def said_otherwise(words: Words) -> Iterator[Words]:
    """What some words in a row are with a sign or a figure in it, or without: c sharp -> c #, cinq g -> 5g, 5g -> cinq g."""
    yield from numbers.with_letter(words)
    yield from numbers.signs_written(words)


def _figures(words: Words) -> Iterator[Words]:
    """49 3 -> quarante neuf trois; quarante neuf -> 49; 5 000 -> 5000 is a joined key and not a matter of this."""
    figures = numbers.in_figures(words)
    if figures:
        yield (figures,)
    yield from (way for way in numbers.other_ordinals(words) if len(way) <= _PART)
    yield from _in_words(words)


def _in_words(words: Words) -> Iterator[Words]:
    """Each number among some words said: 49 3 -> quarante neuf trois."""
    ways: list[Words] = [()]
    for word in words:
        longer = [way + said for way in ways for said in (numbers.in_words(word) or ((word,),))]
        ways = [way for way in longer if len(way) <= _NUMBER]
    yield from (way for way in ways if way != words)


def _equal(word: str, count: Count) -> Iterator[Words]:
    equal = (*united().and_words, "&")
    if word in equal:
        yield from ((other,) for other in equal if other != word and count(other))


def _split(word: str, count: Count) -> Iterator[Words]:
    elided = list(_apostrophe_lost(word, count))
    yield from elided
    if not elided and not count(word):
        yield from _compound(word, count)
    letters = tuple(word)
    if 1 < len(letters) < _ACRONYM and not count(word) and all(map(count, letters)):
        yield letters


def _apostrophe_lost(word: str, count: Count) -> Iterator[Words]:
    """sappelle -> s appelle, cest -> c est, detat -> d etat."""
    for elided in united().elisions + united().inner_apostrophes:
        rest = word.removeprefix(elided)
        if rest != word and len(rest) > 1 and rest[0] in _VOWELS and count(rest) and count(elided):
            yield elided, rest


def _compound(word: str, count: Count) -> Iterator[Words]:
    """A word the archive does not hold, in two that it does: the rarer half as frequent as can be."""
    places = range(2, len(word) - 1)
    halves = [(word[:place], word[place:]) for place in places]
    good = [(a, b) for a, b in halves if _is_part(a) and _is_part(b)]
    scored = sorted(((min(count(a), count(b)), (a, b)) for a, b in good), reverse=True)
    yield from (run for score, run in scored[:2] if score)


def _is_part(word: str) -> bool:
    return len(word) >= _PART or word in united().compound_parts or is_initialism(word)
