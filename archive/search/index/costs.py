"""What it costs to find a clause, told from the vocabulary's counts before anything is looked for."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec.structs import replace

from archive.search.index.types import Clause, Expansion, Pattern, TermPosition
from archive.search.index.vocabulary import Vocabulary

CHAINED = 5
"""What it costs to find where spans of several forms follow one another, a place, in places of a run of plain words."""
SEARCHED = 64
"""A word is searched for in the places of another one that stands so many times as often."""
PLACED = 5
"""What it costs to put an occurrence in its place, in clauses it is held against."""
NEAR = 15
"""The same to find what is said within some seconds."""


def least_terms(clause: Clause) -> int:
    """How many words must be looked up for the clause to be met as it was typed."""
    return sum(_words(slot.expansions[:1]) for slot in _slots(clause))


def all_terms(clause: Clause) -> int:
    """How many words are looked up for all that may meet the clause."""
    return sum(_words(slot.expansions) for slot in _slots(clause))


def shortened(clause: Clause, more: int) -> Clause:
    """The clause with at most so many terms more than the least, shared out among its slots, exact ones first."""
    each = more // max(1, len(_slots(clause)))
    return replace(clause, any_of=tuple(_first(pattern, each) for pattern in clause.any_of))


def rarest_of(clauses: Sequence[Clause], vocabulary: Vocabulary) -> int:
    """The number of the clause that the fewest episodes hold in any form, about, of those that any holds."""

    def held(clause: Clause) -> int:
        every = [expansion for slot in _slots(clause) for expansion in slot.expansions if expansion.words]
        said = sum(min(map(vocabulary.count, expansion.words)) for expansion in every if expansion.counted)
        return said or sum(min(map(vocabulary.count, expansion.words)) for expansion in every)

    numbers = [held(clause) for clause in clauses]
    return min((number for number, many in enumerate(numbers) if many), key=numbers.__getitem__, default=0)


def places_of(pattern: Pattern, vocabulary: Vocabulary) -> int:
    """How many places of words are compared to find a pattern everywhere; none for single words, whose postings say
    all, unless it matters who says them."""
    if pattern.inside:
        whole = sum(places_of(one, vocabulary) for one in pattern.inside)
        return whole + places_of(replace(pattern, inside=()), vocabulary)
    if pattern.speakers and len(pattern.slots) == 1:
        return sum(run_places(expansion.words, vocabulary) for expansion in pattern.slots[0].expansions if expansion.words)
    if len(pattern.slots) == 1:
        return sum(run_places(expansion.words, vocabulary) for expansion in pattern.slots[0].expansions if len(expansion.words) > 1)
    if pattern.within_ms is None and all(_is_plain(slot) for slot in pattern.slots):
        return run_places([word for slot in pattern.slots for word in slot.expansions[0].words], vocabulary)
    return (CHAINED if pattern.within_ms is None else NEAR) * _together(pattern.slots, vocabulary)


def counted_places(clauses: Sequence[Clause], vocabulary: Vocabulary) -> int:
    """How many places of words are passed over to count the moments of clauses everywhere."""
    single = sum(
        min(map(vocabulary.frequency, alternative.words)) for alternative in single_expansions(clauses) if alternative.words
    )
    return single + sum(places_of(pattern, vocabulary) for pattern in runs_of_slots(clauses))


def single_expansions(clauses: Sequence[Clause]) -> tuple[Expansion, ...]:
    """What meets a clause by itself in speech, each once."""
    slots = [slot for pattern in _in_speech(clauses) if is_single(pattern) for slot in pattern.slots]
    return tuple(dict.fromkeys(expansion for slot in slots for expansion in slot.expansions))


def runs_of_slots(clauses: Sequence[Clause]) -> tuple[Pattern, ...]:
    """The phrases in speech, what is said within some seconds, and by whom, each once."""
    return tuple(dict.fromkeys(pattern for pattern in _in_speech(clauses) if not is_single(pattern)))


def is_single(pattern: Pattern) -> bool:
    """Whether a pattern is met by each reading of one word alone, wherever and by whomever it is said."""
    return len(pattern.slots) == 1 and not pattern.speakers and not pattern.inside


def _in_speech(clauses: Sequence[Clause]) -> Iterator[Pattern]:
    return (pattern for clause in clauses for pattern in clause.any_of if "speech" in pattern.fields)


def steps_of(places: float, clauses: int) -> int:
    """What it costs to hold so many occurrences against so many clauses."""
    return int(places * (clauses + PLACED))


def places_in_episode(clauses: Sequence[Clause], vocabulary: Vocabulary) -> float:
    """How often the words of clauses stand in an episode that holds them, about."""
    expansions = {expansion for clause in clauses for slot in _slots(clause) for expansion in slot.expansions if expansion.words}
    rarest = [min(expansion.words, key=vocabulary.frequency) for expansion in expansions]
    return sum(vocabulary.frequency(word) / max(1, vocabulary.count(word)) for word in rarest)


def run_places(words: Sequence[str], vocabulary: Vocabulary) -> int:
    """The same of words that stand one after another: found from the rarest, and all places of the others are passed
    over, but of those so much commoner that a search in them takes less."""
    often = [vocabulary.frequency(word) for word in words]
    return sum(min(number, SEARCHED * min(often)) for number in often)


def _together(slots: Sequence[TermPosition], vocabulary: Vocabulary) -> int:
    """The places of all slots in the episodes that hold the rarest one."""
    episodes = [max(1, sum(min(map(vocabulary.count, v.words)) for v in slot.expansions if v.words)) for slot in slots]
    places = [sum(min(map(vocabulary.frequency, v.words)) for v in slot.expansions if v.words) for slot in slots]
    return int(sum(number * min(episodes) / held for number, held in zip(places, episodes, strict=True)))


def _slots(clause: Clause) -> list[TermPosition]:
    return [slot for pattern in clause.any_of for slot in pattern.slots]


def _words(expansions: Sequence[Expansion]) -> int:
    return sum(max(1, len(expansion.words)) for expansion in expansions)


def _is_plain(slot: TermPosition) -> bool:
    return len(slot.expansions) == 1 and slot.expansions[0].is_plain


def _first(pattern: Pattern, more: int) -> Pattern:
    return replace(pattern, slots=tuple(TermPosition(slot.text, _affordable(slot.expansions, more)) for slot in pattern.slots))


def _affordable(expansions: Sequence[Expansion], more: int) -> tuple[Expansion, ...]:
    """The first, and those after it that have so many words together."""
    totals = accumulate(max(1, len(expansion.words)) for expansion in expansions[1:])
    return (*expansions[:1], *(expansion for expansion, total in zip(expansions[1:], totals, strict=True) if total <= more))
