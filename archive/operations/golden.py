"""Golden queries: what staff keep an eye on, and how each is answered by an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.library import GoldenQuery, Library, Touched, UnknownEpisode
from archive.operations.errors import OperationError

if TYPE_CHECKING:
    from archive.search.api import Index
    from archive.search.results.answer import Answer, Hit

LOOKED_AT = 10
NEAR_S = 15
"""A moment counts as the expected one when it begins within a quarter of a minute: a listener who presses play hears
it."""
BEST = 3


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """How one golden query is answered. `rank` counts from 1, None when the expected episode (at its second, where one
    is given) is not among the first ten; `best` are the slugs of the first three."""

    query: str
    slug: str
    rank: int | None
    best: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the expected answer stands first."""
        return self.rank == 1


@dataclass(frozen=True, slots=True)
class Change:
    """A golden query that is answered otherwise than before."""

    query: str
    slug: str
    before: int | None
    after: int | None
    best_before: tuple[str, ...]
    best_after: tuple[str, ...]

    @property
    def worse(self) -> bool:
        """Whether the expected answer stands lower, or is gone."""
        return (self.after or LOOKED_AT + 1) > (self.before or LOOKED_AT + 1)


def run(index: "Index", queries: Iterable[GoldenQuery]) -> tuple[GoldenResult, ...]:
    """Asks each golden query as a listener would."""
    return tuple(_result(query, index.search(query.query, limit=LOOKED_AT, moments=None, aggregations=False)) for query in queries)


def changes(before: Sequence[GoldenResult], after: Sequence[GoldenResult]) -> tuple[Change, ...]:
    """The queries whose expected answer moved or whose first three answers are others, worse ones first."""
    then = {verdict.query: verdict for verdict in before}
    pairs = [(then[now.query], now) for now in after if now.query in then]
    found = [
        Change(now.query, now.slug, old.rank, now.rank, old.best, now.best)
        for old, now in pairs
        if (old.rank, old.best) != (now.rank, now.best)
    ]
    return tuple(sorted(found, key=lambda change: (not change.worse, change.query)))


def _result(query: GoldenQuery, answer: "Answer") -> GoldenResult:
    ranks = (rank for rank, hit in enumerate(answer.hits, 1) if _is_expected(query, hit))
    return GoldenResult(query.query, query.slug, next(ranks, None), tuple(hit.summary.slug for hit in answer.hits[:BEST]))


def _is_expected(query: GoldenQuery, hit: "Hit") -> bool:
    if query.slug not in (hit.summary.slug, *(slug for slug, _, _ in hit.summary.same_as)):
        return False
    if query.seconds is None:
        return True
    wanted = query.seconds
    return any(abs(moment.start_ms // 1000 - wanted) <= NEAR_S for moment in hit.moments)


def watch(library: Library, query: GoldenQuery) -> None:
    """Keeps an eye on a query. Raises UnknownEpisode, and OperationError for one without words."""
    if library.episode(query.slug) is None:
        raise UnknownEpisode(query.slug)
    if not query.query.strip():
        raise OperationError("a golden query needs words", code="no-words")
    with library.deciding("golden add", [Touched("golden", query.query)], slugs=[query.slug]):
        library.put_golden(query)


def drop(library: Library, query: str) -> bool:
    """Forgets a golden query; says whether there was one."""
    with library.deciding("golden drop", [Touched("golden", query)]):
        return library.drop_golden(query)
