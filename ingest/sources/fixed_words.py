"""Fixed words round a value, found by plain search: any number stands for a number (`{n}`), blanks and case make no
difference.

No expression is made of them, so that whatever they are costs no more than their length times the text's.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 80
_NUMBER = "\0"


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text without blanks, in small letters, with one sign for a number; `at` is where each sign begins in the text,
    `ends` where it ends."""

    text: str
    at: Sequence[int]
    ends: Sequence[int]


@lru_cache(maxsize=1024)
def _plain(text: str) -> _Plain:
    signs: list[str] = []
    at = array("i")
    ends = array("i")
    for place, sign in enumerate(text):
        if sign.isspace():
            continue
        if sign.isdecimal() and signs and signs[-1] == _NUMBER and ends[-1] == place:
            ends[-1] = place + 1
            continue
        signs.append(_NUMBER if sign.isdecimal() else "'" if sign == "’" else sign.lower()[:1] or sign)
        at.append(place)
        ends.append(place + 1)
    return _Plain("".join(signs), at, ends)


@lru_cache(maxsize=1024)
def _wanted(words: str) -> str:
    return _plain(words.replace("{n}", "0")).text


def learned(words: str) -> str:
    """Fixed words as a rule keeps them: `{n}` for each number."""
    out: list[str] = []
    for sign in words:
        if not sign.isdecimal():
            out.append(sign)
        elif not out or out[-1] != "{n}":
            out.append("{n}")
    return "".join(out)


def end_of(words: str, text: str, *, at_start: bool = False) -> int | None:
    """Where the words end in a text, at their first place; `at_start`: only where the text begins with them."""
    found = _first(words, text, 0, at_start)
    return found[1] if found else None


def start_of(words: str, text: str, behind: int = 1) -> int | None:
    """Where the words begin in a text, not before `behind`."""
    found = _first(words, text, behind, False)
    return found[0] if found else None


def _first(words: str, text: str, behind: int, at_start: bool) -> tuple[int, int] | None:
    wanted, plain = _wanted(words), _plain(text)
    begin = -1
    for _ in range(50):
        begin = plain.text.find(wanted, begin + 1) if wanted else -1
        if begin < 0 or (at_start and begin):
            return None
        start, end = plain.at[begin], plain.ends[begin + len(wanted) - 1]
        if start >= behind and not _cuts(text, start) and not _cuts(text, end):
            return start, end
    return None


def _cuts(text: str, place: int) -> bool:
    """Whether a place lies within a word."""
    return 0 < place < len(text) and text[place - 1].isalpha() and text[place].isalpha()
