"""Where clauses are met in the speech of a few episodes: word, cue, second."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.patterns import NO_SPANS, Spans, Within, repeated, spans_of
from archive.search.index.name_links import MentionPostings
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments
from archive.search.index.types import Clause, Int32, Occurrences

UInt32 = NDArray[np.uint32]
_ALONE = np.zeros(1, np.int64)


class _Marked(msgspec.Struct, frozen=True):
    """Spans with the clause and the slot of each."""

    spans: Spans
    clause: NDArray[np.uint8]
    slot: NDArray[np.uint8]

    def take(self, chosen: NDArray[np.int64]) -> "_Marked":
        """Those chosen, by index."""
        return _Marked(self.spans.take(chosen), self.clause[chosen], self.slot[chosen])


def occurrences(
    clauses: Sequence[Clause], docs: Int32, segments: Segments, store: PostingStore, mentions: MentionPostings
) -> Occurrences:
    """Every place in these documents (each asked for once) where a clause is met."""
    asked = docs.argsort(kind="stable") if len(docs) > 1 else _ALONE[: len(docs)]
    within = Within(store, mentions, segments, docs[asked])
    marked = _in_order(_marked(clauses, within, segments))
    return _placed(marked, asked, within.bounds, segments)


def _marked(clauses: Sequence[Clause], within: Within, segments: Segments) -> list[_Marked]:
    parts = []
    for number, clause in enumerate(clauses):
        for pattern in clause.any_of:
            if "speech" in pattern.fields:
                spans, slot = spans_of(pattern, within, segments)
                parts.append(_Marked(spans, repeated(number, "u1", len(spans)), slot))
    return parts


def _in_order(parts: Sequence[_Marked]) -> _Marked:
    """All spans by address, the longest first, then by clause, slot and weight; of two that differ in no more the
    first."""
    if len(parts) == 1 and _rises(parts[0].spans.address):
        return parts[0]
    joined = _joined(parts)
    chosen = joined.spans.address.argsort(kind="stable")
    rising = joined.spans.address[chosen]
    shared = rising[1:] == rising[:-1]
    if shared.any():
        chosen = _without_repeats(joined, chosen, shared)
    return joined.take(chosen)


def _rises(address: UInt32) -> bool:
    return len(address) < 2 or bool((address[1:] > address[:-1]).all())


def _without_repeats(marked: _Marked, order: NDArray[np.int64], shared: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The order of spans by address made that of all that is compared, where it matters, and without repeats: `shared`
    bool[n-1] says which have the address of the one before. They are few, and to sort all by six keys takes twenty
    times as long."""
    spans = marked.spans
    among = np.append(shared, False) | np.append(False, shared)
    some = order[among]
    length, clause, slot = spans.length[some].astype(np.int64), marked.clause[some], marked.slot[some]
    order[among] = some[np.lexsort((spans.kind[some], -spans.weight[some], slot, clause, -length, spans.address[some]))]
    fresh = np.ones(len(order), np.bool_)
    columns = (spans.length[order], marked.clause[order], marked.slot[order])
    fresh[1:] = ~shared | np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return order[fresh]


def _joined(parts: Sequence[_Marked]) -> _Marked:
    if not parts:
        return _Marked(NO_SPANS, np.empty(0, np.uint8), np.empty(0, np.uint8))
    spans = [part.spans for part in parts]
    return _Marked(
        Spans(
            np.concatenate([one.address for one in spans]),
            np.concatenate([one.length for one in spans]),
            np.concatenate([one.kind for one in spans]),
            np.concatenate([one.weight for one in spans]),
        ),
        np.concatenate([part.clause for part in parts]),
        np.concatenate([part.slot for part in parts]),
    )


def _placed(marked: _Marked, asked: NDArray[np.int64], bounds: UInt32, segments: Segments) -> Occurrences:
    """Addresses to documents as they were asked for, positions, cues and times. `asked` is the place in the question of
    each of the documents in rising order, `bounds` uint32[d, 2] where their speech begins and ends."""
    spans = marked.spans
    places = segments.times.places_of(spans.address)
    row, first = _rows(spans.address, asked, bounds)
    found = Occurrences(
        row=row,
        position=(spans.address - first).view(np.int32),
        length=spans.length.view(np.int32),
        cue=places.cue,
        start_ms=places.start_ms,
        clause=marked.clause,
        slot=marked.slot,
        kind=spans.kind,
        weight=spans.weight,
        repeated=places.repeated,
    )
    return found if len(asked) == 1 else _by_row(found)


def _rows(address: UInt32, asked: NDArray[np.int64], bounds: UInt32) -> tuple[Int32, UInt32]:
    """Of each address its row in the question, and where the speech of its document begins (one number for all of one
    document)."""
    if len(asked) == 1:
        return np.zeros(len(address), np.int32), bounds[0, :1]
    low, high = address.searchsorted(bounds).T
    counts = high - low
    return asked.astype(np.int32).repeat(counts), bounds[:, 0].repeat(counts)


def _by_row(found: Occurrences) -> Occurrences:
    """Those of the first row first; within a row they stay in order."""
    order = found.row.argsort(kind="stable")
    return Occurrences(
        row=found.row[order],
        position=found.position[order],
        length=found.length[order],
        cue=found.cue[order],
        start_ms=found.start_ms[order],
        clause=found.clause[order],
        slot=found.slot[order],
        kind=found.kind[order],
        weight=found.weight[order],
        repeated=found.repeated[order],
    )
