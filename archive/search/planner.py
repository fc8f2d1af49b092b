"""From a query as understood to what an engine is asked: each word with all that may stand in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from msgspec.structs import replace

from archive.search.answer import Ignored
from archive.search.index.protocols import Vocabulary
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from archive.search.parser import Group, Part, Query

MOST_ENDINGS = 200
ALIAS_WEIGHT = 0.8
LONGEST_NAME = 4
LONGEST_EXPANSION = 12
RARE = 5
SURE_WEIGHT = 0.6
WELL_SERVED = 3


class Expander(Protocol):
    """What stands in a word's place, from the tables of the generation."""

    def expand(self, typed: str, language_hint: str | None = None) -> tuple[Expansion, ...]:
        """The readings of one typed word, exact first."""
        ...

    def acronym_of(self, run: tuple[str, ...]) -> Expansion | None:
        """The acronym that the archive states for some folded words in a row."""
        ...

    def expand_pair(self, first: str, second: str) -> tuple[Expansion, ...]:
        """The words that two neighbouring typed words make together."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked, clause by clause beside the group it comes from; `light` are the common words typed but not needed."""

    query: Query
    clauses: tuple[Clause, ...]
    groups: tuple[Group, ...]
    excluded: tuple[Clause, ...]
    light: tuple[Clause, ...]
    ignored: tuple[Ignored, ...]

    def request(self, **options: object) -> Request:
        """The engine's request, with the query's own filters unless others are given."""
        return replace(Request(self.clauses, self.excluded, self.query.filters), **options)


# Function words of the languages spoken on the shows, folded. They are indexed like all others; typed beside words that tell more,
# they are not needed and say so. A query of nothing but them needs them all.
_FUNCTION_WORDS = frozenset(
    """
    & a as au aux avec c ce ces cet cette ceux chez comme d dans de des du elle elles en est et etait etre eux il ils j je l la
    le les leur leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ont ou par pas plus pour qu que quel quelle quelles
    quels qui s sa sans se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y aussi tres entre vers
    an and are at be been but by did do does for from had has have he her his how i in into is it its of off on our she
    so than that the their them then there these they this to was we were what when where which who why will with would you your
    der die das und ein eine el los las un una y o que del al il lo gli e di da per con o os um uma em no na
    """.split()
)


def is_function_word(word: str) -> bool:
    """Whether a folded word tells nothing of what is looked for."""
    return word in _FUNCTION_WORDS


def plan(query: Query, expander: Expander, vocabulary: Vocabulary, *, loose_phrases: bool = False) -> Plan:
    """What an engine is asked for a query. With `loose_phrases`, words in quotes get their variants too."""
    make = _Planner(expander, vocabulary, loose_phrases)
    light = [number for number, group in enumerate(query.groups) if _is_light(group)]
    if len(light) == len(query.groups):
        light = []
    clauses = make.clauses(query.groups)
    kept = [number for number in range(len(clauses)) if number not in set(light)]
    ignored = tuple(Ignored(query.groups[number].parts[0].typed, "common-word") for number in light)
    return Plan(
        query=query,
        clauses=tuple(clauses[number] for number in kept),
        groups=tuple(query.groups[number] for number in kept),
        excluded=tuple(make.strict(part) for part in query.excluded),
        light=tuple(clauses[number] for number in light),
        ignored=query.ignored + ignored,
    )


def typed_phrase(query: Query, expander: Expander) -> Clause | None:
    """All words of a query of plain words as one phrase, joined otherwise where need be (cest: c'est); None where the query is
    anything else or a single word."""
    parts = [group.parts[0] for group in query.groups if len(group.parts) == 1]
    if len(parts) != len(query.groups) or any(part.kind != "word" for part in parts) or len(parts) < 2:
        return None
    return Clause(query.text, (Pattern(tuple(_as_said(part, expander) for part in parts)),))


def _as_said(part: Part, expander: Expander) -> TermPosition:
    if len(part.words) == 1 and is_function_word(part.words[0]):
        return _exact(part.words[0])
    joined = tuple(variant for variant in expander.expand(part.typed) if variant.kind == "joined")
    return TermPosition(part.typed, (Expansion(part.words), *joined))


def _is_light(group: Group) -> bool:
    return all(part.kind == "word" and all(map(is_function_word, part.words)) for part in group.parts)


@lru_cache(4096)
def _exact(word: str) -> TermPosition:
    return TermPosition(word, (Expansion((word,)),))


def _exact_phrase(found: Sequence[str]) -> Pattern:
    return Pattern(tuple(_exact(word) for word in found))


class _Planner:
    def __init__(self, expander: Expander, vocabulary: Vocabulary, loose: bool) -> None:
        self._expander = expander
        self._vocabulary = vocabulary
        self._loose = loose

    def clauses(self, groups: Sequence[Group]) -> list[Clause]:
        """One clause a group; neighbouring single words also get what they make together."""
        joined = self._joined(groups)
        return [
            Clause(
                " OR ".join(part.typed for part in group.parts),
                tuple(self._pattern(part, joined.get(number, ())) for part in group.parts),
            )
            for number, group in enumerate(groups)
        ]

    def strict(self, part: Part) -> Clause:
        """What an excluded part means: these words and no others."""
        pattern = self._ending(part) if part.kind == "pattern" else _exact_phrase(part.words)
        return Clause(part.typed, (pattern,))

    def _pattern(self, part: Part, joined: tuple[Expansion, ...]) -> Pattern:
        if part.kind == "pattern":
            return self._ending(part)
        if part.kind == "word":
            return Pattern((self._slot(part, joined),))
        if not self._loose and part.kind == "phrase":
            return _exact_phrase(part.words)
        return Pattern(tuple(self._word_slot(word) for word in part.words), part.within_ms)

    def _slot(self, part: Part, joined: tuple[Expansion, ...]) -> TermPosition:
        if len(part.words) == 1 and is_function_word(part.words[0]):
            return _exact(part.words[0])
        found = self._needed(self._expander.expand(part.typed)) + joined
        return TermPosition(part.typed, _best(found + (_alias(part.words),)))

    def _needed(self, variants: tuple[Expansion, ...]) -> tuple[Expansion, ...]:
        """Without misspellings and mishearings where what was typed, joined otherwise, stands in several episodes already."""
        typed = "".join(variants[0].words) if variants else ""
        joined = [variant for variant in variants if variant.kind == "joined" and "".join(variant.words) == typed]
        if max((min(map(self._vocabulary.count, variant.words)) for variant in joined), default=0) < WELL_SERVED:
            return variants
        return tuple(variant for variant in variants if variant.kind in {"exact", "joined", "inflected"})

    def _word_slot(self, word: str) -> TermPosition:
        if is_function_word(word):
            return _exact(word)
        return TermPosition(word, _best(self._expander.expand(word) + (_alias((word,)),)))

    def _ending(self, part: Part) -> Pattern:
        pattern = part.words[0]
        whole = pattern.endswith("*") and "*" not in pattern[:-1]
        look = self._vocabulary.starting if whole else self._vocabulary.matching
        found = look(pattern[:-1] if whole else pattern, MOST_ENDINGS)
        return Pattern((TermPosition(part.typed, tuple(Expansion((word,)) for word in found)),))

    def _joined(self, groups: Sequence[Group]) -> dict[int, tuple[Expansion, ...]]:
        """By group: what it makes with its neighbours, joined in one word or known together as a name."""
        plain = [_plain_word(group) for group in groups]
        made: dict[int, list[Expansion]] = {}
        for first in range(len(plain) - 1):
            for last in range(first + 1, min(first + LONGEST_NAME, len(plain))):
                run = plain[first : last + 1]
                if not all(run):
                    break
                for variant in self._together([part for part in run if part]):
                    for number in range(first, last + 1):
                        made.setdefault(number, []).append(variant)
        self._add_acronyms(plain, made)
        return {number: tuple(variants) for number, variants in made.items()}

    def _add_acronyms(self, plain: Sequence[Part | None], made: dict[int, list[Expansion]]) -> None:
        """To each word of an expansion that was typed out, the acronym that the archive states for it."""
        for first in range(len(plain)):
            run: tuple[str, ...] = ()
            for last, part in enumerate(plain[first : first + LONGEST_EXPANSION], first):
                if part is None:
                    break
                run += part.words
                if acronym := self._expander.acronym_of(run):
                    for number in range(first, last + 1):
                        made.setdefault(number, []).append(acronym)

    def _together(self, run: Sequence[Part]) -> tuple[Expansion, ...]:
        name = (_alias(tuple(word for part in run for word in part.words)),)
        if len(run) != 2 or all(is_function_word(part.words[0]) for part in run):
            return name
        made = self._expander.expand_pair(run[0].typed, run[1].typed)
        return name + tuple(variant for variant in made if self._is_one_thing(variant, run))

    def _is_one_thing(self, variant: Expansion, run: Sequence[Part]) -> bool:
        """Whether a reading of two words together may stand for both: it joins them, or it is a rare word unlike either."""
        if variant.kind == "joined":
            return True
        apart = {word for part in run for word in part.words}
        rare = min(map(self._vocabulary.count, variant.words)) <= RARE
        return rare and variant.weight >= SURE_WEIGHT and not apart & set(variant.words)


def _plain_word(group: Group) -> Part | None:
    part = group.parts[0]
    return part if len(group.parts) == 1 and part.kind == "word" else None


def _alias(name: tuple[str, ...]) -> Expansion:
    return Expansion((), ALIAS_WEIGHT, "alias", " ".join(name))


def _best(variants: tuple[Expansion, ...]) -> tuple[Expansion, ...]:
    """Each reading once, with its greatest weight, in the order given."""
    kept: dict[tuple[tuple[str, ...], str], Expansion] = {}
    for variant in variants:
        key = (variant.words, variant.name)
        if key not in kept or variant.weight > kept[key].weight:
            kept[key] = variant
    return tuple(kept.values())
