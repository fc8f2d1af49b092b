"""Whether what a page says behind a name reads as one person's role: who somebody is, not what is said of several."""

import re
from functools import cache

from archive.languages import registered, united
from archive.text.tokenizer import fold, words

TALKING = frozenset("we us our you your je nous vous notre votre".split())
"""Words by which a sentence speaks of who talks or listens, as they are written within it: in no role does one stand
(US senator and Notre Temps are others)."""


def read_role(role: str | None) -> str | None:
    """A role as it is; None for what is none: the rest of a sentence, or of several people."""
    said = words(role or "")
    if not said or said[0] in united().and_words or said[0] == "of":
        return None
    written = re.findall(r"[\w-]+", role or "")
    return None if (fold(written[0]),) in _cardinals() or not TALKING.isdisjoint(written) else role


@cache
def _cardinals() -> frozenset[tuple[str, ...]]:
    return frozenset(number for language in registered().values() for number in language.cardinals.values())
