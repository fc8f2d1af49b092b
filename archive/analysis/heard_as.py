"""How the machine wrote the names of an episode's people: the one rule for page, API and command."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from archive.text.tokenizer import words


class Mention(Protocol):
    """A name and the words in which the machine heard it (archive.analysis.mentions.NameLink)."""

    @property
    def name(self) -> str:
        """The right name."""

    @property
    def heard(self) -> str:
        """The words of the transcript."""


@lru_cache(4096)
def name_key(name: str) -> str:
    """A name as its folded words: what stands between them (Ben-Sédira, Ben Sédira) is no difference to the ear."""
    return " ".join(words(name))


def heard_forms(mentions: Iterable[Mention]) -> Mapping[str, str]:
    """Name key -> the form in which the machine mostly wrote it, the earliest of equals; no entry for a name that it wrote right
    at least once: a listener who reads the transcript finds that name there."""
    forms: dict[str, Counter[str]] = {}
    for mention in mentions:
        forms.setdefault(mention.name, Counter())[mention.heard] += 1
    by_name: dict[str, Counter[str]] = {}
    for name, counted in forms.items():
        by_name.setdefault(name_key(name), Counter()).update(counted)
    return {
        name: counted.most_common(1)[0][0] for name, counted in by_name.items() if all(name_key(form) != name for form in counted)
    }
