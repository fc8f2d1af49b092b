"""First and last name typed together: the first one alone is anybody's.

In a page's title, description or people each word is met by itself. In speech a first name counts where the whole name
is said, or what is linked to it; the last name counts wherever it is said, as speech has it."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from archive.languages import united
from archive.search.index.types import Clause, Expansion, Pattern, TermPosition
from archive.search.query.parser import Group, Meaning, Part
from archive.search.ranking.metadata_fields import OUTSIDE_SPEECH

LONGEST = 4
"""Words of a name as typed."""
Named = dict[Meaning, tuple[Part, ...]]


def first_names(groups: Sequence[Group], is_person: Callable[[str], bool]) -> Named:
    """Of the groups that are a first name, the whole name that is typed: each word of a person's name but the last."""
    plain = [plain_word(group) for group in groups]
    found: Named = {}
    for first, last in _runs(len(groups)):
        run = tuple(part for part in plain[first:last] if part)
        if len(run) == last - first and is_person(_text(run)):
            for group in groups[first : last - 1]:
                found.setdefault(group.meant, run)
    return found


def particles(named: Named) -> frozenset[Part]:
    """What stands between first and last name in whole names, such as van: it is said as it is, whatever other word it
    may be elsewhere."""
    within = (part for run in named.values() for part in run[1:-1])
    return frozenset(part for part in within if part.words[0] in united().name_particles)


def within_names(named: Named) -> frozenset[Part]:
    """The words of whole names: none has any forms, whatever other word it may be (Lynn Root, no roots)."""
    return frozenset(part for run in named.values() for part in run)


def as_name(readings: Sequence[Expansion]) -> tuple[Expansion, ...]:
    """The readings of a word that is a name: all but its other forms."""
    return tuple(one for one in readings if one.kind != "inflected")


def said_whole(clause: Clause, whole: tuple[Pattern, ...]) -> Clause:
    """The clause of a first name as it is met in speech in what meets any of some patterns of the whole one alone."""
    return Clause(clause.text, tuple(one for pattern in clause.any_of for one in _apart(pattern, whole)))


def whole_name(typed: Sequence[Part], slots: Sequence[TermPosition], joined: Sequence[Expansion]) -> tuple[Pattern, ...]:
    """What a whole name is in speech: its words one after another, another writing of them, or a mention that is linked
    to it."""
    name = _text(typed)
    plain = tuple(TermPosition(slot.text, tuple(one for one in slot.expansions if not one.name)) for slot in slots)
    others = tuple(one for one in joined if one.words or one.name == name)
    linked = (Pattern((TermPosition(name, others),), fields=("speech",)),) if others else ()
    return (Pattern(plain, fields=("speech",)), *linked)


def plain_word(group: Group) -> Part | None:
    """The one word that a group is, typed without any sign; None where it is anything else."""
    part = group.parts[0]
    return part if len(group.parts) == 1 and part.kind == "word" else None


def _text(run: Sequence[Part]) -> str:
    return " ".join(word for part in run for word in part.words)


def _runs(many: int) -> Iterator[tuple[int, int]]:
    """Where runs of some groups begin and end, the longest of a place first."""
    for first in range(many - 1):
        yield from ((first, last) for last in range(min(first + LONGEST, many), first + 1, -1))


def _apart(pattern: Pattern, whole: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    if len(pattern.slots) > 1:
        return (pattern,)
    return (
        structs.replace(pattern, fields=OUTSIDE_SPEECH),
        structs.replace(pattern, fields=("speech",), inside=whole),
    )
