"""The name of an episode in addresses and commands, `2026-02-09-le-cloud-souverain`. The only user of slugify."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from slugify import slugify

LONGEST = 72
_NAMELESS = "episode"
_ONE_BY_ONE = 50


def plain(text: str, longest: int = LONGEST) -> str:
    """The text in small ASCII letters, digits and hyphens, cut between words; empty where it has no letter at all."""
    return str(slugify(text, max_length=longest, word_boundary=True, save_order=True))


def slug_of(title: str, date: dt.date | None = None) -> str:
    """The day, where there is one, and the title; never empty, never with a dot or a slash."""
    name = plain(title) or _NAMELESS
    if date is None or name.startswith(date.isoformat()):
        return name
    return f"{date.isoformat()}-{name}"


def free_slug(wanted: str, taken: Callable[[str], bool]) -> str:
    """The wanted slug, or the first of `wanted-2`, `wanted-3`, … that is not taken; of many taken ones one that follows
    them."""
    if not taken(wanted):
        return wanted
    named = partial("{}-{}".format, wanted)
    for number in range(2, _ONE_BY_ONE):
        if not taken(named(number)):
            return named(number)
    return named(_free_above(_ONE_BY_ONE, lambda number: taken(named(number))))


def _free_above(first: int, taken: Callable[[int], bool]) -> int:
    """A free number with a taken one before it, `first` at least, in steps that double and then halve: twenty thousand
    pages of one title are not asked about twenty thousand times each."""
    step = 1
    while taken(first + step - 1):
        step *= 2
    low, high = first - 1 + step // 2, first - 1 + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if taken(middle) else (low, middle)
    return high


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST = 12


def code_of(number: int) -> str:
    """`a` for 10, `10` for 36; the number is not negative."""
    found = ""
    while number or not found:
        number, digit = divmod(number, 36)
        found = _DIGITS[digit] + found
    return found


def number_of(code: str) -> int | None:
    """The number of a code in either case; None for what is none."""
    small = code.lower()
    if not 0 < len(small) <= _LONGEST or not set(small) <= set(_DIGITS):
        return None
    return int(small, 36)
