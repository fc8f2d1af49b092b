"""Where clauses are met in the speech of a few episodes: word, cue, second."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import Clause, Int32, Occurrences
from archive.search.whoosh.mentions import Mentions
from archive.search.whoosh.patterns import Within, spans_of
from archive.search.whoosh.postings import PostingStore
from archive.search.whoosh.segments import Segments
from archive.search.whoosh.spans import NO_SPANS, Spans, ranges


@dataclass(frozen=True, slots=True)
class _Marked:
    """Spans with the clause and the slot of each."""

    spans: Spans
    clause: NDArray[np.uint8]
    slot: NDArray[np.uint8]


def occurrences(clauses: Sequence[Clause], docs: Int32, segments: Segments, store: PostingStore, mentions: Mentions) -> Occurrences:
    """Every place in these documents (each asked for once) where a clause is met."""
    asked = docs.argsort(kind="stable")
    rising = docs[asked]
    starts = segments.starts["speech"]
    within = Within(store, mentions, starts[rising], starts[rising + 1])
    marked = _in_order(list(_marked(clauses, within, segments)))
    return _placed(marked, asked, rising, segments)


def _marked(clauses: Sequence[Clause], within: Within, segments: Segments) -> Iterator[_Marked]:
    for number, clause in enumerate(clauses):
        for pattern in clause.any_of:
            if "speech" in pattern.fields:
                spans, slot = spans_of(pattern, within, segments)
                yield _Marked(spans, np.full(len(spans), number, np.uint8), slot)


def _in_order(parts: Sequence[_Marked]) -> _Marked:
    """All spans by address, the longest first, then by clause, slot and weight; of two that differ in no more the first."""
    if len(parts) == 1 and bool((parts[0].spans.address[1:] > parts[0].spans.address[:-1]).all()):
        return parts[0]
    joined = _joined(parts)
    chosen = joined.spans.address.argsort(kind="stable")
    rising = joined.spans.address[chosen]
    shared = rising[1:] == rising[:-1]
    if shared.any():
        chosen = _without_repeats(joined, chosen, shared)
    return _Marked(joined.spans.take(chosen), joined.clause[chosen], joined.slot[chosen])


def _without_repeats(marked: _Marked, order: NDArray[np.int64], shared: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The order of spans by address made that of all that is compared, where it matters, and without repeats: `shared` bool[n-1]
    says which have the address of the one before. They are few, and to sort all by six keys takes twenty times as long."""
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


def _placed(marked: _Marked, asked: NDArray[np.int64], rising: Int32, segments: Segments) -> Occurrences:
    """Addresses to documents as they were asked for, positions, cues and times. `rising` are the documents asked for in order,
    `asked` the place of each in the question."""
    spans = marked.spans
    places = segments.clock.places_of(spans.address)
    position = (spans.address - segments.starts["speech"][places.doc]).view(np.int32)
    bounds = places.doc.searchsorted(rising), places.doc.searchsorted(rising, "right")
    by_row = asked.argsort(kind="stable")
    low, high = (bound[by_row] for bound in bounds)
    order: NDArray[np.int64] | slice = slice(None) if len(rising) == 1 else ranges(low, high)
    return Occurrences(
        row=np.repeat(np.arange(len(rising), dtype=np.int32), high - low),
        position=position[order],
        length=spans.length[order].view(np.int32),
        cue=places.cue[order],
        start_ms=places.start_ms[order],
        clause=marked.clause[order],
        slot=marked.slot[order],
        kind=spans.kind[order],
        weight=spans.weight[order],
        repeated=places.repeated[order],
    )
