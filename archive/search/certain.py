"""What of a plan counts: the readings that are what was asked, without those that may only resemble it."""

from msgspec import structs

from archive.search.index.types import Clause, Pattern, TermPosition


def certain(clause: Clause) -> Clause:
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
