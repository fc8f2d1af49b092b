"""The name of an episode in addresses and commands, `2026-02-09-le-cloud-souverain`. The only user of slugify."""

import datetime as dt
from collections.abc import Callable
from itertools import count

from slugify import slugify

LONGEST = 72
_NAMELESS = "episode"


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
    """The wanted slug, or the first of `wanted-2`, `wanted-3`, … that is not taken."""
    if not taken(wanted):
        return wanted
    return next(name for name in (f"{wanted}-{number}" for number in count(2)) if not taken(name))
