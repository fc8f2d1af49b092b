"""Whether what a page says behind a name reads as one person's role: who somebody is, not what is said of several."""

import re
from collections.abc import Collection, Iterable
from functools import cache

from archive.languages import registered, united
from archive.search.index.types import Summary
from archive.text.slugs import plain
from archive.text.tokenizer import fold, words

TALKING = frozenset("we us our you your my je nous vous notre votre mon ma mes".split())
"""Words by which a sentence speaks of who talks or listens, as they are written within it: in no role does one stand
(US senator and Notre Temps are others)."""

LEADING = frozenset(
    words("at of for in on with from by and the a an to chez de du des d à au aux en et pour avec le la les un une")
)
"""Words that lead to others: no role ends with one."""
_TAIL = re.compile(r"(?<![&\w-])([a-zà-ÿ]+)[\s'’.,;:–-]*$")
BEGINNING = frozenset(words("here whose who which where when to ici dont qui pour"))
"""Words with which, behind a comma, a sentence goes on."""
APPOSED = frozenset(words("a an un une"))
"""Words with which, behind a comma, it tells of the work or the firm before it."""
OF_OTHERS = frozenset("both several many all some as along with but or plusieurs tous toutes les des ainsi avec mais ou".split())
"""Words, as they are written, with which no role of one person begins (Les Numériques is another)."""
_BESIDE = re.compile(r"[\s,]+(?:along with|together with|aux côtés d[eu]|en compagnie d[eu])\b.*", re.DOTALL)
"""Who else is there."""


def read_role(role: str | None) -> str | None:
    """A role as it is; None for what is none: the rest of a sentence, or of several people."""
    said = words(role or "")
    if not said or said[0] in united().and_words or said[0] == "of":
        return None
    written = re.findall(r"[\w-]+", role or "")
    is_of_others = written[0] in OF_OTHERS or (fold(written[0]),) in _cardinals()
    return None if is_of_others or not TALKING.isdisjoint(written) else _whole(_BESIDE.sub("", role or ""))


def _whole(role: str) -> str | None:
    """A role without a tail that only begins what the page says further, in small letters ("R&D" and "UN" are none);
    None where nothing is left."""
    while role:
        before, _, last = role.rpartition(",")
        if _begins_small(last, BEGINNING) or (before and _begins_small(last, APPOSED)):
            role = before
        elif (tail := _TAIL.search(role)) and fold(tail[1]) in LEADING:
            role = role[: tail.start()]
        else:
            return role
        role = role.rstrip(" ,;:–-'’")
    return None


def _begins_small(part: str, beginnings: Collection[str]) -> bool:
    first = next(iter(re.findall(r"[\w-]+", part)), "")
    return first.islower() and fold(first) in beginnings


@cache
def _cardinals() -> frozenset[tuple[str, ...]]:
    return frozenset(number for language in registered().values() for number in language.cardinals.values())


def role_in(episode: Summary, person: Collection[str]) -> tuple[str | None, str]:
    """The role and the kind that an episode gives to a person, by the keys of their names."""
    for name, role, kind in episode.people:
        if kind != "cited" and plain(name) in person:
            return read_role(role), kind
    return None, "guest"


def roles(episodes: Iterable[Summary], person: Collection[str]) -> list[tuple[str, int]]:
    """The roles a person was given, the newest first, with the year of the first time."""
    found: dict[str, int] = {}
    for episode in episodes:
        role, _kind = role_in(episode, person)
        if role:
            found[role] = episode.date.year if episode.date else found.get(role, 0)
    return list(found.items())
