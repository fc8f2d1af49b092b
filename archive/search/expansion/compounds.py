"""One thing written in several ways: joined, split, an apostrophe lost, a number in figures, points in an acronym; and
acronyms beside what they stand for, where the archive states both: "Office des phares et balises (OPB)", "OPB (Office
…)".
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from archive.errors import DamagedDataError
from archive.languages import is_function_word, numbers, registered, united
from archive.languages.base import Language, is_initialism
from archive.search.index.types import Expansion
from archive.storage.array_file import WAY_OUT
from archive.text.tokenizer import words

Words = tuple[str, ...]
Count = Callable[[str], int]
Joining = Callable[[str], Iterable[Words]]

_VOWELS = "aeiouyh"
_PART, _NUMBER = 3, 8
"""Letters or words of a part of a compound, words of a number."""
_ACRONYM = 4
_GROUP = 3
"""Digits of thousands."""
_LONGEST_NUMBER = 12


def joined(words: Words, count: Count, joining: Joining, established: bool, typed: str = "") -> Iterator[Words]:
    """The other ways to write some neighbouring words, the surest first; each made of words that the archive holds.
    `typed` is what they were read from, with its signs.

    An `established` word is what it is (chomage is not c'homage): it is split nowhere."""
    key = "".join(words)
    if len(words) > 1 and count(key) and _is_one_number(words):
        yield (key,)
    yield from (run for run in joining(key) if run != words and _is_one_number(run))
    signs = [other for way in numbers.signs_said(typed, words) for other in (way, *_in_words(way))]
    for other in dict.fromkeys((*signs, *numbers.roman_ordinals(typed), *_figures(words), *said_otherwise(words))):
        if all(map(count, other)):
            yield other
    if len(words) == 1 and words[0].isdigit() and _GROUP < len(words[0]) <= _LONGEST_NUMBER and all(map(count, _in_thousands(key))):
        yield _in_thousands(key)
    if len(words) == 1:
        yield from _equal(words[0], count)
        if not established:
            yield from _split(words[0], count)


def _is_one_number(words: Words) -> bool:
    """Whether digits may be joined: those of thousands may (10 000), others tell apart what stands between them (1.5,
    18:51)."""
    if len(words) < 2 or not all(map(str.isdigit, words)):
        return True
    return len(words[0]) <= _GROUP and all(len(one) == _GROUP for one in words[1:])


def _in_thousands(word: str) -> Words:
    """The digits of a number as they are written in threes: 10000, 10 000."""
    first = len(word) % _GROUP or _GROUP
    return (word[:first], *(word[place : place + _GROUP] for place in range(first, len(word), _GROUP)))


def said_otherwise(words: Words) -> Iterator[Words]:
    """What some words in a row are with a sign or a figure in it, or without: c sharp -> c #, cinq g -> 5g, 5g -> cinq
    g."""
    yield from numbers.with_letter(words)
    yield from numbers.signs_written(words)


def _figures(words: Words) -> Iterator[Words]:
    """49 3 -> quarante neuf trois; quarante neuf -> 49; dix mille -> 10000, 10 000; 10 000 -> dix mille."""
    figures = numbers.in_figures(words)
    if figures:
        yield from dict.fromkeys(((figures,), _in_thousands(figures)))
    elif len(words) > 1 and "".join(words).isdigit() and _is_one_number(words):
        yield from numbers.in_words("".join(words))
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
        yield from _in_two(word, count)
    letters = tuple(word)
    if 1 < len(letters) < _ACRONYM and not count(word) and all(map(count, letters)):
        yield letters


def is_only_cut(key: str, run: Words, joining: Joining) -> bool:
    """Whether a word is cut in several without a sign that it may be: no elision, no letters one by one, and no run
    that the archive knows."""
    if len(run) < 2 or run[0] in united().elisions + united().inner_apostrophes:
        return False
    return len(run) < len(key) and "".join(run) == key and run not in set(joining(key))


def is_cut_anywhere(key: str, run: Words, joining: Joining) -> bool:
    """The same, without what may stand behind a lost apostrophe (doesn t)."""
    return run[-1] not in united().apostrophe_endings + united().grammar_endings and is_only_cut(key, run, joining)


def _apostrophe_lost(word: str, count: Count) -> Iterator[Words]:
    """sappelle -> s appelle, cest -> c est, detat -> d etat; doesnt -> doesn t."""
    for language in registered().values():
        for elided, rest in parted_by_apostrophe(word, language):
            own = len(rest) > 1 if rest[0] in _VOWELS else not count(word)
            if own and count(rest) and count(elided):
                yield elided, rest


def parted_by_apostrophe(word: str, language: Language) -> Iterator[Words]:
    """The two words that one may be with its apostrophe left out, as a language has them (qu'est, don't), whether
    they exist or not."""
    before, behind = language.elisions + language.inner_apostrophes, language.apostrophe_endings + language.grammar_endings
    for elided in before if word.startswith(before) else ():
        rest = word.removeprefix(elided)
        if rest not in ("", word) and rest[0] in _VOWELS and len(word) >= _PART:
            yield elided, rest
    for ending in behind if word.endswith(behind) else ():
        rest = word.removesuffix(ending)
        if rest not in ("", word) and (ending in language.apostrophe_endings or rest in language.function_words):
            yield rest, ending


def _in_two(word: str, count: Count) -> Iterator[Words]:
    """A word in two that the archive holds, the best two ways: the rarer half as frequent as can be."""
    places = range(2, len(word) - 1)
    halves = [(word[:place], word[place:]) for place in places]
    good = [(a, b) for a, b in halves if _is_part(a) and _is_part(b)]
    scored = sorted(((min(count(a), count(b)), (a, b)) for a, b in good), reverse=True)
    yield from (run for score, run in scored[:2] if score)


def _is_part(word: str) -> bool:
    return len(word) >= _PART or word in united().compound_parts or is_initialism(word)


_PIECE, _LONGEST_PIECE, _COMMON_PIECE, _COMMON_SHORT, _COMMONEST = 4, 20, 3.0, 5.5, 9.0
"""Letters of one of some words typed as one; how common it is at least, a shorter one, and more than any is."""


def pieces(word: str, read: Iterable[Expansion], commonness: Callable[[str], float], count: Count) -> Words:
    """The words of every day, said somewhere, that were typed as one that no list knows (guerreukraine): the fewest and
    commonest, two of which tell something; empty where there are none such, or it is `read` as anything but cut."""
    if commonness(word) or any("".join(one.words) != word for one in read):
        return ()
    best: dict[int, tuple[float, Words]] = {0: (0.0, ())}
    for end in range(1, len(word) + 1):
        starts = (start for start in range(max(0, end - _LONGEST_PIECE), end) if start in best)
        ways = [
            (best[start][0] + _COMMONEST - far, (*best[start][1], one))
            for start in starts
            for one, far in _piece(word[start:end], commonness)
        ]
        if ways:
            best[end] = min(ways)
    _, run = best.get(len(word), (0.0, ()))
    return run if sum(not is_function_word(one) for one in run) > 1 and all(map(count, run)) else ()


def _piece(word: str, commonness: Callable[[str], float]) -> Iterator[tuple[str, float]]:
    """A word with how common it is, where it may be one of some that are typed as one."""
    common = commonness(word) if len(word) > 1 else 0.0
    least = _COMMON_PIECE if len(word) >= _PIECE or is_function_word(word) else _COMMON_SHORT
    yield from [(word, common)] if common >= least and (len(word) >= _PART or is_function_word(word)) else []


ACRONYMS_FILE = "acronyms.json"
LEAST, MOST = 2, 8
_FEWEST_INITIALS = 3
# An expansion has one word a letter, and words of grammar between them.
_REACH = 3
_AFTER = re.compile(r"\(\s*([A-ZÀ-Ý][A-Za-zÀ-ÿ&.]{1,12})\s*\)")
_BEFORE = re.compile(r"\b[A-Z]{2,8}$")
_INSIDE = re.compile(r"\(([^()\n]{5,120})\)")


def stated_acronyms(texts: Iterable[str]) -> dict[str, tuple[Words, ...]]:
    """Folded acronym -> the folded words it is said to stand for, in the order found. Only what its initials bear
    out."""
    found: dict[str, dict[Words, None]] = {}
    for text in texts:
        for acronym, expansion in _pairs(text):
            found.setdefault(acronym, {}).setdefault(expansion)
    return {acronym: tuple(expansions) for acronym, expansions in sorted(found.items())}


def write_acronyms(directory: Path, pairs: Mapping[str, Sequence[Words]]) -> None:
    """Keeps what `stated_acronyms` found, beside the tables of a generation."""
    (directory / ACRONYMS_FILE).write_text(json.dumps(pairs), "utf8")


def read_acronyms(directory: Path) -> dict[str, tuple[Words, ...]]:
    """What `write_acronyms` kept; nothing where nothing was. Raises DamagedDataError."""
    try:
        kept = json.loads((directory / ACRONYMS_FILE).read_text("utf8"))
        return {acronym: tuple(tuple(expansion) for expansion in expansions) for acronym, expansions in kept.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedDataError(f"{directory / ACRONYMS_FILE} cannot be read ({error}); {WAY_OUT}") from error


def _pairs(text: str) -> Iterator[tuple[str, Words]]:
    """What is stated round each bracket: regular expressions over whole transcripts took twelve times as long."""
    for bracket in _brackets(text):
        if match := _AFTER.match(text, bracket):
            letters = "".join(words(match[1]))
            before = words(text[max(0, bracket - 40 * MOST) : bracket])
            if sum(letter.isupper() for letter in match[1]) >= LEAST and (expansion := _ending(before, letters)):
                yield letters, expansion
        if (acronym := _acronym_before(text, bracket)) and (match := _INSIDE.match(text, bracket)):
            inside = words(match[1])
            if _initials(inside) == acronym:
                yield acronym, tuple(inside)


def _brackets(text: str) -> Iterator[int]:
    place = text.find("(")
    while place >= 0:
        yield place
        place = text.find("(", place + 1)


def _acronym_before(text: str, place: int) -> str:
    """The capitals that stand before a place, folded; empty where something else does."""
    while place and text[place - 1].isspace():
        place -= 1
    found = _BEFORE.search(text[max(0, place - MOST - 1) : place])
    return found[0].lower() if found else ""


def _ending(before: Sequence[str], letters: str) -> Words | None:
    """The last words of a text whose initials are the letters; None where there are none."""
    if not LEAST <= len(letters) <= MOST:
        return None
    for count in range(len(letters), min(len(letters) * _REACH, len(before)) + 1):
        expansion = before[-count:]
        if expansion[0][0] == letters[0] and not is_function_word(expansion[0]) and _initials(expansion) == letters:
            return tuple(expansion)
    return None


def numbered(run: Words) -> tuple[Words, ...]:
    """How a number of a programme is written short: revue de la semaine 12 -> rdls12, rdls 12; none where its initials
    can be read as a word."""
    *name, number = run
    initials = "".join(word[0] for word in name)
    if len(name) < _FEWEST_INITIALS or not number.isdigit() or not is_initialism(initials) or is_function_word(name[0]):
        return ()
    return (initials + number,), (initials, number)


def _initials(expansion: Iterable[str]) -> str:
    return "".join(word[0] for word in expansion if not is_function_word(word))
