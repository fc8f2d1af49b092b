"""The names that a title or a description holds: what is written with a capital and is no common word."""

import re
from functools import cache

from archive.languages import united
from archive.languages.frequency import UNKNOWN
from archive.languages.lexicon import Lexicon
from archive.text.tokenizer import words

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w]*(?:[-’'][A-ZÀ-ÖØ-Þ]?\w+)*"
# Of languages that have no module; & is in the names of companies.
_PARTICLES = ("bin", "ben", "&")
_OPENS = re.compile(r"(?:^|[.!?:;»«\"\n•–—-])\s*$")
# A word this common is no name by itself, nor one as common as the second where it opens a sentence; one as common as
# the third does not begin a name.
EVERYDAY_ZIPF, OPENING_ZIPF, GRAMMAR_ZIPF = 4.5, 2.5, 5.5
# Where so many of the words have capitals, capitals say nothing (titles in English).
_SHOUTED = 0.85
MOST_NAMES = 24


@cache
def _name() -> re.Pattern[str]:
    """Words with capitals, and between any two of them at most two particles."""
    particle = "|".join(map(re.escape, (*united().name_particles, *_PARTICLES)))
    return re.compile(rf"{_CAPITAL}(?: (?:(?:{particle}) ){{0,2}}{_CAPITAL}){{0,4}}")


@cache
def _elision() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(united().elisions)})[’']", re.IGNORECASE)


def names_in(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The names of a text in order, each once, at most 24."""
    if _is_shouted(text):
        return ()
    found = (name for match in _name().finditer(text) if (name := _trimmed(match, text, lexicon)))
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def _is_shouted(text: str) -> bool:
    run = re.findall(r"[^\W\d]{3,}", text)
    return len(run) > 3 and sum(word[0].isupper() for word in run) > _SHOUTED * len(run)


def _trimmed(match: re.Match[str], text: str, lexicon: Lexicon) -> str:
    """A match without an elided article and the words of grammar it begins with; empty where it is no name."""
    elided = _elision().match(match.group())
    pieces = match.group()[elided.end() if elided else 0 :].split(" ")
    while pieces and _common(pieces[0], lexicon) >= GRAMMAR_ZIPF:
        pieces = pieces[1:]
    if len(pieces) > 1:
        return " ".join(pieces)
    opens = _OPENS.search(text[: match.start()]) is not None
    limit = OPENING_ZIPF if opens and not _has_inner_capital(pieces) else EVERYDAY_ZIPF
    return pieces[0] if pieces and len(pieces[0]) > 2 and _common(pieces[0], lexicon) < limit else ""


def _common(piece: str, lexicon: Lexicon) -> float:
    """How common the commonest of a piece's words is."""
    return max((lexicon.zipf(word) for word in words(piece)), default=UNKNOWN)


def _has_inner_capital(pieces: list[str]) -> bool:
    return any(letter.isupper() for letter in "".join(pieces)[1:])
