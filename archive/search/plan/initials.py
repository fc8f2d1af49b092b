"""Letters of a query that may be initials of a name, and may be a part of the word beside them (A 380)."""

from collections.abc import Sequence
from itertools import pairwise

from archive.languages import is_function_word
from archive.search.expansion import Expander
from archive.search.index.types import Expansion
from archive.search.plan.whole_names import plain_word
from archive.search.query.parser import Group, Meaning, Part

Joined = dict[Meaning, tuple[Expansion, ...]]


def but_initials(groups: Sequence[Group]) -> Sequence[Group]:
    """Where names are looked for: without initials that are words of grammar (A. Jesse Davis), where two are left."""
    named = [group for group in groups if not all(map(_is_initial, group.parts))]
    return named if len(named) > 1 else groups


def with_initials(joined: Joined, groups: Sequence[Group], named: Sequence[Group], expander: Expander) -> Joined:
    """What groups make with their neighbours, and what those that no name is looked for in make with one, in a single
    word (Airbus A 380: A380)."""
    found = dict(joined)
    for pair in pairwise(groups) if len(named) < len(groups) else ():
        run = [part.typed for part in map(plain_word, pair) if part]
        if len(run) == len(pair) and not all(group in named for group in pair):
            made = tuple(one for one in expander.expand_run(run) if one.kind == "joined")
            found |= {group.meant: (*found.get(group.meant, ()), *made) for group in pair}
    return found


def _is_initial(part: Part) -> bool:
    return [len(word) for word in part.words] == [1] and part.typed.strip(".").isupper() and is_function_word(part.words[0])
