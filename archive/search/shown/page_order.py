"""The order in which the episodes of a page stand: those that say all of it, and those that lack something."""

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from archive.search.index.types import TopDocs, joined, taken
from archive.search.ranking.reranker import RankedRow
from archive.search.shown.hits import RankedSection

RERANKED = 100
"""Answers that are read again to put them in order."""


def with_best_partial(
    counted: RankedSection, partial: RankedSection | None, first: int, end: int, room: int, rarest: int
) -> list[tuple[RankedSection, RankedRow]]:
    """Of all that say it close together, then scattered ones and partial ones, the best first, those of one page. As
    many partial ones stand before scattered ones as there is `room` for on the last page of the total, which must hold
    the last that says it, but for those that lack more than half; the others stand behind. Where none says it close
    together, the first holds clause number `rarest`."""
    close = counted.ranked.close
    if not partial or (close and end <= close):
        return counted.rows(first, end)
    # Those that were not put in order stand behind the others, whatever they are worth.
    falling = list(enumerate(accumulate(counted.ranked.scores()[close:], min), close))
    lacking = list(enumerate(partial.ranked.scores()))
    most = len(partial.clauses) // 2 if falling else len(partial.clauses)
    leading = [(place, score) for place, score in lacking[:room] if partial.lacks(place).bit_count() <= most]
    rest = [(counted, place, score) for place, score in falling]
    rest += [(partial, place, score) for place, score in leading]
    places = [(counted, place) for place in range(close)]
    mixed = [(section, place) for section, place, _ in sorted(rest, key=lambda one: -one[2])]
    places += mixed if close else _led_by_the_rarest(mixed, rarest)
    places += [(partial, place) for place, score in lacking if (place, score) not in leading]
    return [row for section, place in places[first:end] for row in section.rows(place, place + 1)]


def _led_by_the_rarest(places: list[tuple[RankedSection, int]], rarest: int) -> list[tuple[RankedSection, int]]:
    """The places, the first of those that hold the rarest clause before all others: what lacks it is no best answer."""
    leads = next((number for number, (section, place) in enumerate(places) if not section.lacks(place) >> rarest & 1), 0)
    return [places[leads], *places[:leads], *places[leads + 1 :]] if places else places


def with_others(full: TopDocs, said: TopDocs) -> tuple[TopDocs, int]:
    """The best hundred full answers, behind them those beyond where the whole query is said word for word, then the
    rest; and how many they are without the rest."""
    more = ~np.isin(said.doc, full.doc[:RERANKED])
    others = TopDocs(said.doc[more], said.score[more], np.zeros(int(more.sum()), np.uint64))
    rest = np.flatnonzero(~np.isin(full.doc, said.doc[more]))[RERANKED:]
    return joined(joined(taken(full, np.arange(RERANKED)), others), taken(full, rest)), RERANKED + len(others.doc)


def with_more(first: TopDocs, second: TopDocs) -> TopDocs:
    """Some answers, and behind them those of others that are not among them."""
    return joined(first, taken(second, np.flatnonzero(~np.isin(second.doc, first.doc))))


def without(first: TopDocs, docs: NDArray[np.int32]) -> TopDocs:
    """Some answers without certain documents."""
    return taken(first, np.flatnonzero(~np.isin(first.doc, docs)))
