"""What one request asks: each text planned once, all of it paid from one purse, what is offered from another; and the
names that may be offered."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from math import log10

from archive.search.expansion import Expander
from archive.search.filters import Filters
from archive.search.index.limits import LIMITS, Budget, Purse, episodes_holding
from archive.search.index.read.engine import Engine
from archive.search.plan.dates import as_said
from archive.search.plan.plan import Plan, with_apostrophes
from archive.search.plan.planner import Planner
from archive.search.query.known_names import NameIndex
from archive.search.query.parser import is_name, is_plain, parse
from archive.text.tokenizer import fold

RARE_WORD = 3.0
"""A word of less than one in a million may be a name, however it is typed."""
AS_RARE = 100
"""A word of fewer episodes than one in so many is no rarer for that: of one in eight hundred it is chance that it is
not in five (asile, Snowden)."""


class Asked:
    """What was typed, read and planned once for all that one request asks of it."""

    def __init__(self, engine: Engine, expander: Expander, directory: NameIndex, text: str, filters: Filters, purse: Purse) -> None:
        self.episodes: int | None = None
        """How many it counts, as soon as somebody asked."""
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
