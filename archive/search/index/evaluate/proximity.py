"""Words within some seconds of each other, in any order.

Instants are nearly in order as they come, which is what numpy's stable sort of integers (a merge of runs) is fast at.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.spans import NO_SPANS, Spans, merge
from archive.search.index.position_to_time import PositionToTime

Int64 = NDArray[np.int64]


def near_spans(slots: Sequence[Spans], clock: PositionToTime, within_ms: int) -> tuple[Spans, NDArray[np.uint8]]:
    """The spans of each slot that stand in a stretch of `within_ms` that holds one of every slot, and the slot of each."""
    times = [clock.instants_of(spans.address) for spans in slots]
    slots, times = _round_the_rarest(slots, times, within_ms)
    rising = [_sorted(instants) for instants in times]
    starts = _each_once(_sorted(np.concatenate(rising)))
    for instants in rising:
        starts = starts[_next_after(instants, starts) <= starts + within_ms]
    kept = [spans.take(_follows(starts, instants, within_ms)) for spans, instants in zip(slots, times, strict=True)]
    spans = merge(kept)
    slot = np.repeat(np.arange(len(kept), dtype=np.uint8), [len(part) for part in kept])
    order = np.argsort(np.concatenate([part.address for part in kept]), kind="stable")
    return (spans, slot[order]) if len(spans) else (NO_SPANS, slot)


def _round_the_rarest(slots: Sequence[Spans], times: Sequence[Int64], within_ms: int) -> tuple[list[Spans], list[Int64]]:
    """The spans, and their instants, that lie near enough to one of the slot that has the fewest: no others can count."""
    rarest = _sorted(min(times, key=len))
    near_one = [(_follows(rarest, instants, within_ms) | _precedes(rarest, instants, within_ms)) for instants in times]
    some = list(zip(slots, times, near_one, strict=True))
    return [spans.take(chosen) for spans, _, chosen in some], [instants[chosen] for _, instants, chosen in some]


def _sorted(instants: Int64) -> Int64:
    """Where instants rise already, to see so is ten times as fast as to sort them."""
    return instants if (instants[1:] >= instants[:-1]).all() else np.sort(instants, kind="stable")


def _each_once(rising: Int64) -> Int64:
    return rising[np.append(True, rising[1:] != rising[:-1])[: len(rising)]]


def _next_after(rising: Int64, starts: Int64) -> Int64:
    """int64[n]: the first instant not before each start; never where there is none."""
    return np.append(rising, np.iinfo(np.int64).max)[np.searchsorted(rising, starts)]


def _precedes(starts: Int64, instants: Int64, within_ms: int) -> NDArray[np.bool_]:
    """bool[n]: whether each instant lies at most `within_ms` before a start."""
    return _next_after(starts, instants) <= instants + within_ms


def _follows(starts: Int64, instants: Int64, within_ms: int) -> NDArray[np.bool_]:
    """bool[n]: whether a start lies at most `within_ms` before each instant."""
    place = np.searchsorted(starts, instants, "right") - 1
    last = np.append(starts, np.iinfo(np.int64).min // 2)[place]
    return instants - last <= within_ms
