"""Which words of a query ask, and are not what is looked for: those that it begins with, where it is a question."""

from collections.abc import Sequence
from itertools import takewhile

from archive.languages import registered
from archive.languages.base import Language
from archive.search.parser import Group, Query

FEWEST_WORDS = 3
"""A query of fewer is a question only where it ends as one: "Can Dündar" is a name, "lequel choisir" a title."""


def question_words(query: Query, groups: Sequence[Group], likely: str | None) -> tuple[Group, ...]:
    """Those of some groups that ask, none where the query is no question. `likely` is the language that its other words tell; a
    word with a capital that begins no sentence is a name."""
    if len(groups) < (2 if "?" in query.text else FEWEST_WORDS):
        return ()
    asking = _language(groups, likely).question_words
    first = takewhile(lambda group: _asks(group, asking) and (group is groups[0] or not _is_name(group, query.text)), groups)
    return tuple(first)


def _language(groups: Sequence[Group], likely: str | None) -> Language:
    """The language of which most words are words of grammar or ask; of several, the likely one, else the first."""
    typed = {word for group in groups for part in group.parts for word in part.words}
    known = registered().values()
    return max(known, key=lambda one: (len(typed & (one.function_words | one.question_words)), one.code == likely))


def _asks(group: Group, asking: frozenset[str]) -> bool:
    return all(part.kind == "word" and asking.issuperset(part.words) for part in group.parts)


def _is_name(group: Group, text: str) -> bool:
    """Whether a word has a capital of its own: in a query of capitals alone none has."""
    return group.parts[0].typed[:1].isupper() and not text.isupper()
