"""The moments of all episodes in one list, the best first: a hundred episodes are read at a time, their moments put in
order."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.search.api import Index
from archive.search.filters import Filters
from archive.search.shown.answer import Answer, Hit, Moment

BATCH = 100
"""Episodes whose moments are put in one order: the hundred that a search reads again by where their words stand."""
OF_ONE_EPISODE = 20
"""Moments of each, so that a hundred episodes ask for no more snippets than one search may cut
(archive.search.index.limits)."""
MOST_OF_ONE = 1000
"""Moments where one episode alone is asked for."""


@dataclass(frozen=True, slots=True)
class EpisodeMoment:
    """A moment, with the episode in which it is said as a search found it."""

    hit: Hit
    moment: Moment


@dataclass(frozen=True, slots=True)
class MomentBatch:
    """The moments of one batch, the best first, and the answer they come from."""

    answer: Answer
    moments: tuple[EpisodeMoment, ...]

    def is_last(self, number: int) -> bool:
        """Whether no episode stands behind the batch of this number."""
        return number * BATCH >= self.answer.total


def moment_batch(index: Index, text: str, filters: Filters, number: int = 1) -> MomentBatch:
    """The batch of a number, from 1 on; of a single episode that the filters name all of its moments."""
    most = MOST_OF_ONE if len(filters.values("episode")) == 1 else OF_ONE_EPISODE
    answer = index.search(text, filters=filters, page=number, limit=BATCH, moments=most)
    return MomentBatch(answer, tuple(_by_worth(answer)))


def _by_worth(answer: Answer) -> Iterator[EpisodeMoment]:
    """Of the hits that are counted; of equals those of the better episode, then the earlier."""
    found = [
        (-moment.worth, rank, moment.start_ms, EpisodeMoment(hit, moment))
        for rank, hit in enumerate(answer.hits)
        if hit.counted
        for moment in hit.moments
    ]
    found.sort(key=lambda one: one[:3])
    return (one[3] for one in found)
