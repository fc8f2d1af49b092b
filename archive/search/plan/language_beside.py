"""Of which language the words beside a word of a query are: one of several languages is read in that alone."""

from collections.abc import Iterator, Mapping

from archive.search.expansion import Expander
from archive.search.query.parser import Query


def languages_beside(query: Query, expander: Expander) -> Mapping[str, str]:
    """To each word as it is typed the one language in which all words beside it are at home, as far as any is known;
    without those beside which nobody can tell (fit a model: no faire)."""
    typed = {part.typed: part.words for group in query.groups for part in group.parts if part.kind != "pattern"}
    if len(typed) < 2:
        return {}
    homes = {one: [known for word in run if (known := expander.homes(word))] for one, run in typed.items()}
    return {one: language for one in typed for language in _shared(homes, one)}


def _shared(homes: Mapping[str, list[frozenset[str]]], but: str) -> Iterator[str]:
    """The only language of all words but those of one part; none where there are several, or none."""
    others = [known for one, every in homes.items() if one != but for known in every]
    shared = frozenset.intersection(*others) if others else frozenset[str]()
    yield from shared if len(shared) == 1 else ()
