"""What one request asks: each text planned once, all of it paid from one purse, what is offered from another; and the
names that may be offered."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, cached_property
from itertools import islice, pairwise, product
from math import inf, log10

from rapidfuzz.distance import OSA

from archive.languages import is_function_word
from archive.search.expansion import Expander
from archive.search.expansion.near_words import ESTABLISHED, OFTENER
from archive.search.expansion.typing_errors import ONE_EDIT, edits_allowed
from archive.search.filters import Filters
from archive.search.index.limits import LIMITS, Budget, Purse, episodes_holding, run_places
from archive.search.index.read.engine import Engine
from archive.search.index.types import Expansion
from archive.search.index.vocabulary import Vocabulary
from archive.search.plan.dates import as_said
from archive.search.plan.plan import LONGEST_NAME, LONGEST_QUERY, Plan, with_apostrophes, words_of
from archive.search.plan.planner import Planner
from archive.search.query.known_names import MeantName, NameIndex
from archive.search.query.parser import Part, Query, is_name, is_plain, parse
from archive.text.tokenizer import fold, words

Words = tuple[str, ...]
Pair = tuple[str, str]
Near = tuple[float, str]
"""A word and how far it is from the typed one."""
LETTER = 0.15
"""Largest distance of a word that differs in one letter, however it sounds."""
RARE_WORD = 3.0
"""A word of less than one in a million may be a name, however it is typed."""
MOST_TRIED = 120
"""Runs of near words that are looked for in the archive."""
AS_RARE = 100
"""A word of fewer episodes than one in so many is no rarer for that: of one in eight hundred it is chance that it is
not in five (asile, Snowden)."""


class Asked:
    """What was typed, read and planned once for all that one request asks of it."""

    def __init__(self, engine: Engine, expander: Expander, directory: NameIndex, text: str, filters: Filters, purse: Purse) -> None:
        self.episodes: int | None = None
        """How many it counts, as soon as somebody asked."""
        self.names: tuple[MeantName, ...] | None = None
        """The names that may be meant, likewise."""
        query = as_said(parse(directory.in_filters(text)))
        self.budget = Budget(purse=purse)
        self._commonness, self._people, self._engine = expander.commonness, directory, engine
        self.planner = Planner(expander, engine.vocabulary, self.budget, engine.count, directory)
        query = with_apostrophes(query, expander, self.planner.together)
        self.query = replace(query, filters=directory.resolved(query.filters.and_also(filters)))

    @cached_property
    def ends_in_name(self) -> bool:
        """Whether the last word tells whose name is typed: with capitals, or so rare a word that it may be one (carlos
        ghosn)."""
        parts = [part for group in self.query.groups for part in group.parts]
        rare = is_plain(self.query) and 0 < self._commonness(parts[-1].typed) < RARE_WORD if parts else False
        return is_name(self.query) or rare

    @cached_property
    def telling(self) -> int:
        """The number of the clause that tells most: of a name its last word, that tells whose it is; else the rarest in
        archive and language together, of those that any episode holds."""
        clauses, episodes = self.plan.wide, self._engine.episodes
        if self.ends_in_name:
            return len(clauses) - 1
        held = [episodes_holding(clause, self._engine.vocabulary) for clause in clauses]
        every = zip(held, clauses, strict=True)
        common = [log10(max(many, episodes / AS_RARE, 1)) + self._commonness(one.text) for many, one in every]
        return min((number for number, many in enumerate(held) if many), key=common.__getitem__, default=0)

    @property
    def telling_name(self) -> str:
        """The word that tells most as it is typed, where the archive writes it as a name; else empty."""
        text = self.plan.wide[self.telling].text
        return "" if self._people.written(fold(text)).islower() else text

    @cached_property
    def plan(self) -> Plan:
        """What the engine is asked."""
        return self.planner.plan(self.query)


class RequestMeans:
    """What the questions of one request share: the purse from which they are paid, and what was planned already."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, Filters, bool], Asked] = {}

    @cached_property
    def purse(self) -> Purse:
        """From the first question on."""
        return Purse()

    @cached_property
    def offers(self) -> Purse:
        """The same for what is offered in the place of what was typed: no answer spends of it, however dear."""
        return Purse(LIMITS.offered)

    @contextmanager
    def shared(self, among: int) -> Iterator[None]:
        """What is asked and offered within is the first of so many (Purse.shared)."""
        with self.purse.shared(among), self.offers.shared(among):
            yield

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left to ask with: what can be asked for later is."""
        return self.purse.is_spent

    def asked(
        self, engine: Engine, expander: Expander, directory: NameIndex, text: str, filters: Filters, *, offered: bool = False
    ) -> Asked:
        """What was typed, or is `offered`; the same text with the same filters is planned once. The names of an archive
        are read once a generation, before the first purse."""
        if (key := (text, filters, offered)) not in self._asked:
            directory.load()
            purse = self.offers if offered else self.purse
            self._asked[key] = Asked(engine, expander, directory, text, filters, purse)
        return self._asked[key]


class NameMender:
    """What may have been meant by neighbours of a query of plain words, put right together."""

    def __init__(
        self,
        expander: Expander,
        vocabulary: Vocabulary,
        people: NameIndex,
        budget: Budget,
        count: Callable[[Expansion], int],
    ) -> None:
        """`count` tells how many episodes hold a run of words."""
        self._expander, self._vocabulary, self._people = expander, vocabulary, people
        self._budget, self._count = budget, count
        self._stand, self._families = cache(self._stand_together), cache(people.families_near)
        self._heard_as = cache(self._sounding)

    def names(self, query: Query) -> tuple[MeantName, ...]:
        """Each once: known people first, those of the longest run of words and the fewest slips before others; then, of
        a whole query, the nearest words that stand together."""
        parts = [part for group in query.groups for part in group.parts]
        if not is_plain(query) or query.excluded or len(parts) > LONGEST_QUERY:
            return ()
        known = sorted(
            dict.fromkeys((*self._known(parts), *self._parted(parts))),
            key=lambda one: (-len(one.typed), one.slips, -self._said(one.name)),
        )
        return (*known, *self._standing(query, parts))

    def like(self, typed: Words, names: Iterable[str]) -> tuple[str, ...]:
        """Of some names those that may have been meant, the nearest first: each word typed is a word of the name,
        begins one or is a slip of one, or all of them are, written together."""
        every = names if 0 < len(typed) <= LONGEST_QUERY else ()
        apart = {name: self._letters_apart(typed, words(name)) for name in every}
        return tuple(sorted((name for name, far in apart.items() if far < inf), key=apart.__getitem__))

    def _letters_apart(self, typed: Words, called: Sequence[str]) -> float:
        """How many letters part words from a name; infinitely many where they are none of its words."""
        return min(sum(self._nearest(one, called) for one in typed), self._nearest("".join(typed), ["".join(called)]))

    def _nearest(self, typed: str, called: Iterable[str]) -> float:
        if any(word.startswith(typed) for word in called):
            return 0
        return min((OSA.distance(typed, word) for word in called if self._is_slip(typed, word)), default=inf)

    def _known(self, parts: Sequence[Part]) -> Iterator[MeantName]:
        """The known people whose whole name some parts in a row may be; the last name alone where nobody says it."""
        for first in range(len(parts)):
            for run in (parts[first:last] for last in range(first + 1, min(first + LONGEST_NAME, len(parts)) + 1)):
                typed = words_of(run)
                if len(typed) > 1 or self._may_be_last_name(run[0]):
                    yield from self._alike(run, typed)

    def _may_be_last_name(self, part: Part) -> bool:
        """Whether a word alone may be a name: nobody says it, and it has a capital or is none of a language."""
        unsaid = not self._vocabulary.count(part.words[0])
        return unsaid and (part.typed[:1].isupper() or not self._expander.commonness(part.words[0]))

    def _alike(self, run: Sequence[Part], typed: Words) -> Iterator[MeantName]:
        if self._people.is_known(typed):
            return
        said = self._count(Expansion(typed)) if len(typed) > 1 else 0
        for family in self._families(typed[-1], edits_allowed(typed[-1])):
            for whole, written in self._people.known_by(family):
                name, shown = (whole, written) if len(typed) > 1 else (whole[-1:], written.split()[-1])
                if len(name) == len(typed) and all(map(self._is_slip, typed, name)):
                    slips = _apart(typed, name)
                    if slips and (not said or self._said(shown) >= OFTENER * said):
                        yield MeantName(tuple(part.typed for part in run), shown, slips, known=True)

    def _parted(self, parts: Sequence[Part]) -> Iterator[MeantName]:
        """The known people whose whole name is a slip away from a whole query that nobody says, each as one word: its
        words are parted otherwise (Bryan Van de Ven, Brian Vandeven), or more than two (Cornelis van Lit, Cornelius van
        Litt)."""
        typed = words_of(parts)
        if not 1 < len(typed) <= LONGEST_NAME or self._people.is_known(typed):
            return
        letters = "".join(typed)
        near = self._people.together_near(letters, edits_allowed(letters))
        near = [(whole, shown) for whole, shown in near if len(whole) != len(typed) or len(typed) > 2]
        for whole, shown in near if near and not self._count(Expansion(typed)) else ():
            slips = int(OSA.distance(letters, "".join(whole)))
            yield MeantName(tuple(part.typed for part in parts), shown, slips, known=True)

    def _is_slip(self, typed: str, word: str) -> bool:
        """Whether a word of a name is what was typed, or a slip of the pen away; of what is rare, a slip of the ear."""
        if typed == word or OSA.distance(typed, word) <= edits_allowed(typed):
            return True
        return word in self._heard_as(typed)

    def _sounding(self, typed: str) -> frozenset[str]:
        """The words that a rare one may be a slip of the ear for."""
        rare = len(typed) >= ONE_EDIT and self._vocabulary.count(typed) < ESTABLISHED
        return frozenset(one.words[0] for one in self._expander.near(typed)) if rare else frozenset()

    def _said(self, name: str) -> int:
        return self._count(Expansion(tuple(words(name))))

    def _standing(self, query: Query, parts: Sequence[Part]) -> tuple[MeantName, ...]:
        """The nearest words that stand together in the place of a whole query, where it is typed as a name or holds a
        word that nobody says; none where they stand so anywhere as they are typed."""
        typed = words_of(parts)
        unsaid = not all(map(self._vocabulary.count, typed))
        if not 1 < len(typed) <= LONGEST_NAME or len(typed) != len(parts) or not (unsaid or is_name(query)):
            return ()
        if not unsaid and self._count(Expansion(typed)):
            return ()
        every = sorted(product(*(self._forms(part) for part in parts)), key=lambda run: sum(far for far, _ in run))
        runs = (tuple(word for _, word in run) for run in every[:MOST_TRIED])
        found = (run for run in runs if run != typed and all(map(self._stand, pairwise(run))))
        whole = (run for run in found if len(run) == 2 or self._count(Expansion(run)))
        shown = tuple(part.typed for part in parts)
        return tuple(MeantName(shown, " ".join(run), _apart(typed, run), known=False) for run in islice(whole, 1))

    def _forms(self, part: Part) -> list[Near]:
        """What may stand for a word: itself where it is held, and what is near it, of what is well known a letter away
        alone."""
        word = part.words[0]
        held = self._vocabulary.count(word)
        itself = [(0.0, word)] if held else []
        if is_function_word(word) or not (held or self._budget.take("lookups")):
            return itself
        near = [one for one in self._expander.near(part.typed) if one.one_edit or held < ESTABLISHED]
        near = [one for one in near if not is_function_word(one.words[0])]
        return [*itself, *((min(one.distance, LETTER) if one.one_edit else one.distance, one.words[0]) for one in near)]

    def _stand_together(self, pair: Pair) -> bool:
        paid = not self._budget.late() and self._budget.take("positions", run_places(pair, self._vocabulary))
        return paid and self._count(Expansion(pair)) > 0


def _apart(typed: Words, run: Words) -> int:
    return sum(map(OSA.distance, typed, run))
