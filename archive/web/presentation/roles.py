"""Whether what a page says behind a name reads as one person's role: who somebody is, not what is said of several."""

from archive.languages import registered, united
from archive.text.tokenizer import words

TALKING = frozenset("i me we us our you your je nous vous notre votre".split())
"""Words by which a sentence speaks of who talks or listens: in no role does one stand."""


def read_role(role: str | None) -> str | None:
    """A role as it is; None for what is none: the rest of a sentence, or of several people."""
    said = words(role or "")
    if not said or said[0] in united().and_words or said[0] == "of":
        return None
    several = {number for language in registered().values() for number in language.cardinals.values()}
    return None if (said[0],) in several or TALKING & set(said) else role
