"""How many moments of speech answer, exactly, for every episode at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import Clause
from archive.search.whoosh.cache import ByteCache
from archive.search.whoosh.mentions import Mentions
from archive.search.whoosh.patterns import Everywhere, spans_of
from archive.search.whoosh.postings import PostingStore
from archive.search.whoosh.segments import Segments

APART_MS = 10_000
"""Marked words whose cues start less than this apart are one moment."""
FEW = 20_000
CACHE_BYTES = 16 << 20


class MomentCounter:
    """Counts moments; keeps the counts of the last questions, which come back with other filters."""

    def __init__(self, segments: Segments, store: PostingStore, mentions: Mentions, cache_bytes: int = CACHE_BYTES) -> None:
        self._segments = segments
        self._speech = Everywhere(store, "speech", mentions)
        self._kept: ByteCache[NDArray[np.int64]] = ByteCache(cache_bytes)

    def by_doc(self, clauses: Sequence[Clause], docs: NDArray[np.int64]) -> NDArray[np.int64]:
        """int64[n]: the moments of each document in which any clause is met."""
        key = tuple(clauses)
        every = self._kept.get(key)
        if every is None:
            every = self._count(clauses)
            self._kept.put(key, every, every.nbytes)
        return every[docs]

    def _count(self, clauses: Sequence[Clause]) -> NDArray[np.int64]:
        clock = self._segments.clock
        cues = self._marked_cues(clauses)
        starts, docs = clock.starts_of(cues), clock.docs_of(cues)
        begins = np.ones(len(cues), np.bool_)
        begins[1:] = (docs[1:] != docs[:-1]) | (starts[1:] - starts[:-1] >= APART_MS)
        return np.bincount(docs[begins], minlength=self._segments.count)

    def _marked_cues(self, clauses: Sequence[Clause]) -> NDArray[np.int32]:
        """int32[n], rising, each once: the cues in which a match begins."""
        patterns = {pattern for clause in clauses for pattern in clause.any_of if "speech" in pattern.fields}
        parts = [self._segments.clock.cues_of(spans_of(one, self._speech, self._segments)[0].address) for one in patterns]
        parts = [part[np.append(True, part[1:] != part[:-1])] for part in parts if len(part)]
        if len(parts) <= 1:
            return parts[0] if parts else np.empty(0, np.int32)
        if sum(map(len, parts)) <= FEW:
            return np.unique(np.concatenate(parts))
        marked = np.zeros(self._segments.clock.cues, np.bool_)
        for part in parts:
            marked[part] = True
        return np.flatnonzero(marked).astype(np.int32)
