"""Which episodes are the same speech: at least 90% of the runs of five words of each stand in the other."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.search.index.near_duplicates.sketches import NO_HASH
from archive.search.index.read.segments import OpenSegment, SegmentInfo
from archive.search.index.side_files import spoken_texts
from archive.search.index.whoosh_format.layout import DUPLICATES, SKETCH_EXT, segment_file
from archive.storage.array_file import map_arrays, write_arrays
from archive.text.shingles import Shingles, alike, shingles
from archive.text.tokenizer import words

AT_LEAST = 0.9
OF_SKETCH = 0.6
"""Speeches that share 90% both ways share .82 of their runs, and .82 ± .05 of their sketches: this misses none of them."""
ALONE = -1

Group = NDArray[np.int32]


def write_duplicate_groups(directory: Path, entries: Sequence[SegmentInfo], before: Group | None = None) -> None:
    """The group of each episode (int32[n], ALONE without a twin): those of `before` stay, the episodes after them are compared."""
    likeness = _DuplicateDetector(directory, entries)
    known = 0 if before is None else len(before)
    group = np.full(likeness.count, ALONE, np.int32)
    group[:known] = before if before is not None else ALONE
    for a, b in likeness.pairs(known):
        if likeness.same(a, b):
            _join(group, a, b)
    write_arrays(directory / DUPLICATES, {"group": group})


def _join(group: Group, a: int, b: int) -> None:
    """Puts two episodes, and all that are like them, into one group."""
    mine = max(int(group[a]), int(group[b]))
    joined = mine if mine != ALONE else int(group.max()) + 1
    for one in (a, b):
        if group[one] != ALONE:
            group[group == group[one]] = joined
        group[one] = joined


class _DuplicateDetector:
    """Compares the episodes of some segments."""

    def __init__(self, directory: Path, entries: Sequence[SegmentInfo]) -> None:
        self._segments = [OpenSegment(directory, entry, 0) for entry in entries]
        self._firsts = np.cumsum([0, *(entry.documents for entry in entries)])
        self.count = int(self._firsts[-1])
        sketches = [map_arrays(segment_file(directory, entry.name, SKETCH_EXT))["sketch"] for entry in entries]
        self._sketch: NDArray[np.uint32] = np.concatenate(sketches) if sketches else np.empty((0, 0), np.uint32)
        self._size = np.count_nonzero(self._sketch != NO_HASH, axis=1)
        self._deleted = {int(first) + doc for entry, first in zip(entries, self._firsts, strict=False) for doc in entry.deleted}

    def pairs(self, known: int) -> Iterator[tuple[int, int]]:
        """The pairs worth comparing, each with at least one episode from `known` on, in order."""
        if known and self.count - known <= max(8, known // 100):
            found = [pair for doc in range(known, self.count) for pair in self._pairs_with(doc)]
        else:
            found = self._pairs_of_all()
        return (pair for pair in sorted(set(found)) if pair[1] >= known and self._deleted.isdisjoint(pair))

    def same(self, a: int, b: int) -> bool:
        """Whether two episodes are the same speech."""
        return alike(self._shingles(a), self._shingles(b), AT_LEAST)

    def _pairs_with(self, doc: int) -> list[tuple[int, int]]:
        mine = self._sketch[doc][: self._size[doc]]
        shared = np.isin(self._sketch[:doc], mine, kind="sort").sum(axis=1)
        least = np.minimum(self._size[:doc], self._size[doc])
        return [(int(other), doc) for other in np.flatnonzero((shared >= OF_SKETCH * least) & (least > 0))]

    def _pairs_of_all(self) -> list[tuple[int, int]]:
        """Twins stand side by side under most of their hashes, as most runs of five words are of one speech only."""
        doc = np.repeat(np.arange(self.count), self._size)
        hashes = self._sketch[self._sketch != NO_HASH]
        order = np.argsort(hashes, kind="stable")
        hashes, doc = hashes[order], doc[order]
        beside = np.flatnonzero(hashes[1:] == hashes[:-1])
        pair, shared = np.unique(doc[beside] * self.count + doc[beside + 1], return_counts=True)
        a, b = pair // max(1, self.count), pair % max(1, self.count)
        near = shared >= OF_SKETCH * np.minimum(self._size[a], self._size[b])
        return list(zip(a[near].tolist(), b[near].tolist(), strict=True))

    def _shingles(self, doc: int) -> Shingles:
        number = int(np.searchsorted(self._firsts, doc, "right")) - 1
        texts = spoken_texts(self._segments[number], doc - int(self._firsts[number]))
        return shingles(words("\n".join(texts)))
