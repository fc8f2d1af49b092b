"""Near-duplicates: the same speech published twice is one hit that names the other.

Two speeches are the same where at least 90% of the runs of five words of each stand in the other. A sketch of each
speech, the smallest of the hashes of its runs (bottom-k, Broder 1997), says which are worth comparing: two speeches
that share most of their runs share most of their sketch."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.storage.array_file import Int64
from archive.text.shingles import Shingles, alike, hash_runs, hash_words, shingles
from archive.text.tokenizer import words as folded_words

AT_LEAST = 0.9
OF_SKETCH = 0.6
"""Speeches that share 90% both ways share .82 of their runs, and .82 ± .05 of their sketches: this misses none of
them."""
ALONE = -1
SKETCH_SIZE = 64
NO_HASH = np.iinfo(np.uint32).max

Groups = NDArray[np.int32]
"""int32[n]: the number of the group of like episodes that each belongs to, ALONE where there is no other."""
Sketches = NDArray[np.uint32]
"""uint32[n, SKETCH_SIZE]: the smallest hashes of each speech, rising, filled up with NO_HASH."""
Mask = NDArray[np.bool_]


def sketches(rank: NDArray[np.uint32], length: NDArray[np.int32], words: Sequence[bytes]) -> Sketches:
    """The sketches of documents; `rank` uint32[w] are the words of all in order, `length` int32[n] the words of each,
    `words` the sorted vocabulary."""
    found = np.full((len(length), SKETCH_SIZE), NO_HASH, np.uint32)
    hashes = hash_words(words)
    start = 0
    for doc, count in enumerate(length.tolist()):
        least = np.unique(_least(hash_runs(hashes[rank[start : start + count]])))[:SKETCH_SIZE]
        found[doc, : len(least)] = least
        start += count
    return found


def _least(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The upper halves of the smallest, twice as many as a sketch holds, since a run may come more than once."""
    most = 2 * SKETCH_SIZE
    least = np.partition(hashes, most)[:most] if len(hashes) > most else hashes
    return (least >> np.uint64(32)).astype(np.uint32)


def duplicate_groups(sketch: Sketches, live: Mask, texts_of: Callable[[int], Sequence[str]], known: Groups) -> Groups:
    """The groups of the `live` episodes (bool[n]) whose sketches these are: those of the first, `known`, stay, and only
    the episodes after them are compared. `texts_of` gives what is said in an episode."""
    detector = _DuplicateDetector(sketch, live, texts_of)
    group = np.full(len(sketch), ALONE, np.int32)
    group[: len(known)] = known
    for a, b in detector.pairs(len(known)):
        if detector.same(a, b):
            _join(group, a, b)
    return group


def _join(group: Groups, a: int, b: int) -> None:
    """Puts two episodes, and all that are like them, into one group."""
    mine = max(int(group[a]), int(group[b]))
    joined = mine if mine != ALONE else int(group.max()) + 1
    for one in (a, b):
        if group[one] != ALONE:
            group[group == group[one]] = joined
        group[one] = joined


class _DuplicateDetector:
    """Compares episodes, first by their sketches, then run by run."""

    def __init__(self, sketch: Sketches, live: Mask, texts_of: Callable[[int], Sequence[str]]) -> None:
        self._sketch, self._live, self._texts_of = sketch, live, texts_of
        self._count = len(sketch)
        self._size = np.count_nonzero(sketch != NO_HASH, axis=1)

    def pairs(self, known: int) -> Iterator[tuple[int, int]]:
        """The pairs worth comparing, each with at least one episode from `known` on, in order."""
        if known and self._count - known <= max(8, known // 100):
            found = [pair for doc in range(known, self._count) for pair in self._pairs_with(doc)]
        else:
            found = self._pairs_of_all()
        return (pair for pair in sorted(set(found)) if pair[1] >= known and self._live[list(pair)].all())

    def same(self, a: int, b: int) -> bool:
        """Whether two episodes are the same speech."""
        return alike(self._shingles(a), self._shingles(b), AT_LEAST)

    def _pairs_with(self, doc: int) -> list[tuple[int, int]]:
        mine = self._sketch[doc][: self._size[doc]]
        shared = np.isin(self._sketch[:doc], mine, kind="sort").sum(axis=1)
        least = np.minimum(self._size[:doc], self._size[doc])
        return [(int(other), doc) for other in np.flatnonzero((shared >= OF_SKETCH * least) & (least > 0))]

    def _pairs_of_all(self) -> list[tuple[int, int]]:
        """Duplicates stand side by side under most of their hashes, as most runs of five words are of one speech
        only."""
        doc = np.repeat(np.arange(self._count), self._size)
        hashes = self._sketch[self._sketch != NO_HASH]
        order = np.argsort(hashes, kind="stable")
        hashes, doc = hashes[order], doc[order]
        beside = np.flatnonzero(hashes[1:] == hashes[:-1])
        pair, shared = np.unique(doc[beside] * self._count + doc[beside + 1], return_counts=True)
        a, b = pair // max(1, self._count), pair % max(1, self._count)
        near = shared >= OF_SKETCH * np.minimum(self._size[a], self._size[b])
        return list(zip(a[near].tolist(), b[near].tolist(), strict=True))

    def _shingles(self, doc: int) -> Shingles:
        return shingles(folded_words("\n".join(self._texts_of(doc))))


class DuplicateGroups:
    """Folds near-duplicates when a question is answered."""

    def __init__(self, group: Groups) -> None:
        self._group = group
        self._any = bool((group >= 0).any())

    def single(self, docs: Int64, score: NDArray[np.float32], order: NDArray[np.int32]) -> Mask | None:
        """bool[n]: which documents (rising) stay when only the best of each group does: by score (float32[n]), of
        equals by `order` (int32[N], of all documents). None where all stay."""
        if not self._any:
            return None
        group = self._group[docs]
        places = np.flatnonzero(group >= 0)
        if len(places) < 2:
            return None
        best_first = places[np.lexsort((order[docs[places]], -score[places], group[places]))]
        single = np.ones(len(docs), np.bool_)
        single[best_first[1:]] = group[best_first[1:]] != group[best_first[:-1]]
        return single

    def contested(self, docs: Int64) -> Int64:
        """int64[m]: the places of those documents (rising) of which another of their group is among them."""
        if not self._any:
            return np.empty(0, np.int64)
        group = self._group[docs]
        places = np.flatnonzero(group >= 0)
        _, number, times = np.unique(group[places], return_inverse=True, return_counts=True)
        return places[times[number] > 1]

    def of(self, doc: int) -> list[int]:
        """The other episodes of the same speech."""
        if not self._any or self._group[doc] < 0:
            return []
        return [int(other) for other in np.flatnonzero(self._group == self._group[doc]) if other != doc]
