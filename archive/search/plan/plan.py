"""What is asked of an engine for a query, and what of it counts."""

from dataclasses import dataclass

from msgspec import structs

from archive.search.index.types import Clause, Pattern, TermPosition
from archive.search.query.parser import Group, Query
from archive.search.results.answer import IgnoredJson


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked, clause by clause beside the group it comes from: `clauses` are met by what counts, `wide` also by
    what may only resemble it."""

    query: Query
    clauses: tuple[Clause, ...]
    wide: tuple[Clause, ...]
    groups: tuple[Group, ...]
    excluded: tuple[Clause, ...]
    ignored: tuple[IgnoredJson, ...]

    @property
    def percent(self) -> int:
        """The clauses of numbers that are percentages, as bits."""
        return sum(group.is_percent << place for place, group in enumerate(self.groups))

    @property
    def deeper(self) -> int:
        """How many times as many answers as else are read to put them in order: no index holds the sign of a
        percentage, and what is one stands first."""
        return 3 if self.percent else 1


def counted_alone(clause: Clause) -> Clause:
    """A clause without what may only resemble what was asked; the clause itself where there is nothing of the kind."""
    met = tuple(one for pattern in clause.any_of if (one := _counted(pattern)))
    return clause if met == clause.any_of else Clause(clause.text, met or (Pattern((TermPosition(clause.text, ()),)),))


def _counted(pattern: Pattern) -> Pattern | None:
    """The pattern by what counts alone; None where nothing is left that could meet it."""
    slots = tuple(TermPosition(slot.text, tuple(one for one in slot.expansions if one.counted)) for slot in pattern.slots)
    inside = tuple(one for whole in pattern.inside if (one := _counted(whole)))
    if not all(slot.expansions for slot in slots) or (pattern.inside and not inside):
        return None
    return structs.replace(pattern, slots=slots, inside=inside)
