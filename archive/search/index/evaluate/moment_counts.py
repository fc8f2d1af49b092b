"""How many moments of speech answer, exactly, for every episode at once."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.costs import counted_places, runs_of_slots, single_readings
from archive.search.index.evaluate.patterns import Everywhere, Within, Words, spans_of, variant_spans
from archive.search.index.mentions import MentionPostings
from archive.search.index.protocols import Vocabulary
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments
from archive.search.index.types import MOMENT_GAP_MS, Clause
from archive.search.limits import Budget
from archive.storage.byte_cache import ByteCache

UInt32 = NDArray[np.uint32]
FEW = 20_000
"""Up to so many marked cues are sorted; more are marked in an array over all cues."""
CACHE_BYTES = 16 << 20


class MomentCounter:
    """Counts moments; keeps the counts of the last questions, which come back with other filters."""

    def __init__(
        self,
        segments: Segments,
        store: PostingStore,
        mentions: MentionPostings,
        vocabulary: Vocabulary,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._segments, self._store, self._mentions, self._vocabulary = segments, store, mentions, vocabulary
        self._everywhere = Everywhere(store, "speech", mentions)
        self._kept: ByteCache[NDArray[np.int64]] = ByteCache(cache_bytes)

    def by_doc(self, clauses: Sequence[Clause], docs: NDArray[np.int64], budget: Budget) -> NDArray[np.int64] | None:
        """int64[n]: the moments of each document (rising) in which any clause is met; None where the budget has not the means."""
        everywhere = 4 * len(docs) >= self._segments.count
        key = tuple(clauses) if everywhere else (*clauses, docs.tobytes())
        counts = self._kept.get(key)
        if counts is None:
            share = 1.0 if everywhere else len(docs) / self._segments.count
            if not budget.take("counted", int(share * counted_places(clauses, self._vocabulary))):
                return None
            counts = self._count(clauses, self._everywhere) if everywhere else self._count(clauses, self._within(docs))[docs]
            self._kept.put(key, counts, 2 * counts.nbytes + 1000)
        return counts[docs] if everywhere else counts

    def _within(self, docs: NDArray[np.int64]) -> Within:
        """The words of a few documents: less to count than everything, then not all of it is asked for."""
        return Within(self._store, self._mentions, self._segments.spoken.take(docs, 0))

    def _count(self, clauses: Sequence[Clause], words: Words) -> NDArray[np.int64]:
        """int64[N]: the moments of every document, as far as the words are looked up in it."""
        clock = self._segments.clock
        cues = self._marked_cues(clauses, words)
        starts, bounds = clock.starts_of(cues), clock.bounds_of(cues)
        begins = np.empty(len(cues), np.bool_)
        begins[1:] = starts[1:] - starts[:-1] >= MOMENT_GAP_MS
        begins[bounds[bounds < len(cues)]] = True
        return np.diff(np.searchsorted(np.flatnonzero(begins), bounds))

    def _marked_cues(self, clauses: Sequence[Clause], words: Words) -> NDArray[np.int32]:
        """int32[n], rising, each once: the cues in which a match begins."""
        clock = self._segments.clock
        parts = [clock.cues_of(address) for address in self._addresses(clauses, words)]
        if len(parts) == 1:
            return _each_once(parts[0])
        if sum(map(len, parts)) <= FEW:
            return _each_once(np.sort(np.concatenate(parts), kind="stable")) if parts else np.empty(0, np.int32)
        marked = np.zeros(clock.cues, np.bool_)
        for part in parts:
            marked[part] = True
        return np.flatnonzero(marked).astype(np.int32)

    def _addresses(self, clauses: Sequence[Clause], words: Words) -> Iterator[UInt32]:
        """uint32[n], rising: where each reading of a word, and each phrase, begins."""
        for variant in single_readings(clauses):
            yield variant_spans(variant, words).address
        for pattern in runs_of_slots(clauses):
            yield spans_of(pattern, words, self._segments)[0].address


def _each_once(rising: NDArray[np.int32]) -> NDArray[np.int32]:
    return rising[np.flatnonzero(np.append(True, rising[1:] != rising[:-1])[: len(rising)])]
