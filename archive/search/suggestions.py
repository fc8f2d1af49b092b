"""Suggestions as one types: names first, then episodes, then words that complete the last word typed."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz.distance import OSA

from archive.search.expansion.typing_errors import edits_allowed
from archive.search.filters import NO_FILTERS, Filters
from archive.search.index.read.engine import Engine
from archive.search.index.types import Facet
from archive.search.query.known_names import NameIndex
from archive.text.tokenizer import spans, words

NAMED: tuple[Facet, ...] = ("person", "show")
"""The facets of which values are offered."""
MOST_LOOKED_AT = 200
FEWEST_BEGUN = 3
"""Letters with which a word of a name may begin that another stands behind (micha kenn, Michael Kennedy)."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion as one types: a word with its episodes, and how many of them say it behind those before it; a name,
    or an episode with its slug."""

    text: str
    kind: str
    episodes: int = 0
    slug: str | None = None
    date: dt.date | None = None
    in_a_row: int = 0


class Suggester:
    """Made of an engine's summaries when it is first needed; then kept for the generation's life."""

    def __init__(self, engine: Engine, names: NameIndex) -> None:
        self._engine, self._names = engine, names

    def suggest(self, typed: str, limit: int, filters: Filters = NO_FILTERS) -> tuple[Suggestion, ...]:
        """Names first, then episodes, both of what passes; then words that complete the last word typed."""
        beginning = " ".join(words(typed))
        if not beginning:
            return ()
        named = self._passing(self._starting(beginning), filters)
        people = [found for found in named if found.kind != "episode"][: max(1, limit // 2)]
        titles = [found for found in named if found.kind == "episode"][: max(1, limit // 3)]
        return (*people, *titles, *self._words(typed, limit - len(people) - len(titles)))[:limit]

    def _starting(self, beginning: str) -> list[Suggestion]:
        """Names and titles that have a word which begins so; where there is none, the names of which the last word
        typed begins one and those before it are nearly others before that."""
        *before, last = beginning.split()
        named = (one for one in self._with(last) if one.kind != "episode") if before else ()
        return list(self._with(beginning)) or [one for one in named if _has_nearly(one.text, before, last)]

    def _passing(self, named: list[Suggestion], filters: Filters) -> list[Suggestion]:
        """Those that have an episode which passes, with the number of these."""
        if not (named and filters.given):
            return named
        counted: dict[str, dict[str, int]] = {kind: dict(self._engine.browse_values(kind, filters)) for kind in NAMED}
        passing = set(self._engine.browse_newest(filters, limit=len(self._names.summaries)).doc.tolist())
        titles = {one.slug: int(self._engine.doc_of(one.slug) in passing) for one in named if one.slug}
        many = (titles[one.slug] if one.slug else counted[one.kind].get(one.text, 0) for one in named)
        return [replace(one, episodes=held) for one, held in zip(named, many, strict=True) if held]

    def _with(self, beginning: str) -> Iterable[Suggestion]:
        place = bisect_left(self._beginnings, beginning, key=lambda entry: entry[0])
        found: dict[tuple[str, str | None], Suggestion] = {}
        for rest, _, suggestion in self._beginnings[place : place + MOST_LOOKED_AT]:
            if not rest.startswith(beginning):
                break
            found.setdefault((suggestion.text, suggestion.slug), suggestion)
        return sorted(found.values(), key=lambda suggestion: (-suggestion.episodes, suggestion.text))

    def _words(self, typed: str, limit: int) -> Iterator[Suggestion]:
        *_lead, last = spans(typed)
        if limit <= 0 or len(last.word) < 2 or not typed[-1].isalnum():
            return
        for word in self._engine.vocabulary.starting(last.word, limit):
            yield Suggestion(typed[: last.start] + word, "word", self._engine.vocabulary.count(word))

    @cached_property
    def _beginnings(self) -> list[tuple[str, int, Suggestion]]:
        """(folded rest of a name from one of its words, minus its episodes, suggestion), in order."""
        return sorted(_beginnings(self._named()), key=lambda entry: entry[:2])

    def _named(self) -> Iterator[Suggestion]:
        others = {other.name for joined in self._engine.joined_names.values() for other in joined}
        for kind in NAMED:
            shown = ((name, many) for name, many in self._names.counted(kind).items() if kind != "person" or name not in others)
            yield from (Suggestion(name, kind, many) for name, many in shown)
        for summary in self._names.summaries:
            yield Suggestion(summary.title, "episode", 1, summary.slug, summary.date)


def _has_nearly(name: str, before: Iterable[str], last: str) -> bool:
    """Whether some words are nearly, or begin, each a word of a name that stands before one that begins as the last."""
    *first, end = words(name)
    while first and not end.startswith(last):
        end = first.pop()
    return all(any(_is_nearly(typed, word) for word in first) for typed in before)


def _is_nearly(typed: str, word: str) -> bool:
    begun = len(typed) >= FEWEST_BEGUN and word.startswith(typed)
    return begun or OSA.distance(typed, word) <= edits_allowed(typed)


def _beginnings(named: Iterable[Suggestion]) -> Iterator[tuple[str, int, Suggestion]]:
    for suggestion in named:
        parts = words(suggestion.text)
        starts = range(len(parts)) if suggestion.kind != "episode" else range(min(len(parts), 6))
        for start in starts:
            yield " ".join(parts[start:]), -suggestion.episodes, suggestion
