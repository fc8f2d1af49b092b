"""How many moments of speech answer, exactly, for every episode at once."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.patterns import Everywhere, Within, Words, spans_of
from archive.search.index.mentions import MentionPostings
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments
from archive.search.index.types import MOMENT_GAP_MS, Clause
from archive.storage.byte_cache import ByteCache

FEW = 20_000
"""Up to so many marked cues are sorted; more are marked in an array over all cues."""
CACHE_BYTES = 16 << 20


class MomentCounter:
    """Counts moments; keeps the counts of the last questions, which come back with other filters."""

    def __init__(self, segments: Segments, store: PostingStore, mentions: MentionPostings, cache_bytes: int = CACHE_BYTES) -> None:
        self._segments, self._store, self._mentions = segments, store, mentions
        self._everywhere = Everywhere(store, "speech", mentions)
        self._kept: ByteCache[NDArray[np.int64]] = ByteCache(cache_bytes)

    def by_doc(self, clauses: Sequence[Clause], docs: NDArray[np.int64]) -> NDArray[np.int64]:
        """int64[n]: the moments of each document (rising) in which any clause is met."""
        if 4 * len(docs) >= self._segments.count:
            return self._keep(tuple(clauses), lambda: self._count(clauses, self._everywhere))[docs]
        return self._keep((*clauses, docs.tobytes()), lambda: self._count(clauses, self._within(docs))[docs])

    def _keep(self, key: Hashable, count: Callable[[], NDArray[np.int64]]) -> NDArray[np.int64]:
        counts = self._kept.get(key)
        if counts is None:
            counts = count()
            self._kept.put(key, counts, 2 * counts.nbytes + 1000)
        return counts

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
        patterns = {pattern for clause in clauses for pattern in clause.any_of if "speech" in pattern.fields}
        clock = self._segments.clock
        parts = [_each_once(clock.cues_of(spans_of(one, words, self._segments)[0].address)) for one in patterns]
        if len(parts) <= 1:
            return parts[0] if parts else np.empty(0, np.int32)
        if sum(map(len, parts)) <= FEW:
            return _each_once(np.sort(np.concatenate(parts), kind="stable"))
        marked = np.zeros(clock.cues, np.bool_)
        for part in parts:
            marked[part] = True
        return np.flatnonzero(marked).astype(np.int32)


def _each_once(rising: NDArray[np.int32]) -> NDArray[np.int32]:
    return rising[np.flatnonzero(np.append(True, rising[1:] != rising[:-1])[: len(rising)])]
