"""What an engine asks of the words of a generation: of the embedded one, answered from postings in its files."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.aggregations import CountsMoments, MomentCounter
from archive.search.index.evaluate.clauses import ClauseEvaluator, MeetsClauses
from archive.search.index.evaluate.occurrences import occurrences
from archive.search.index.mentions import MentionPostings
from archive.search.index.near_duplicates import DuplicateGroups
from archive.search.index.protocols import Vocabulary
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments
from archive.search.index.types import Clause, Expansion, Int32, Occurrences
from archive.storage.array_file import Array

COUNTS = 4096
"""The counts of so many expansions are kept, as the vocabulary keeps those of words."""


class Matching(Protocol):
    """Where words stand in the episodes of a generation."""

    @property
    def clauses(self) -> MeetsClauses:
        """Finds which episodes meet a clause."""
        ...

    def moments(self, vocabulary: Vocabulary) -> CountsMoments:
        """Counts moments; what that costs is told by the words of a vocabulary."""
        ...

    def frequency(self, word: str) -> int:
        """How often a word stands in all fields together."""
        ...

    @property
    def count(self) -> Callable[[Expansion], int]:
        """Of an expansion, how many episodes hold it in any field."""
        ...

    def occurrences(self, clauses: Sequence[Clause], docs: Int32) -> Occurrences:
        """Where the clauses are met in the speech of some episodes."""
        ...

    def outside_speech(self, clauses: Sequence[Clause], docs: Int32) -> NDArray[np.bool_]:
        """bool[n]: the episodes that may meet any of the clauses outside speech; of the others it is known that they do not."""
        ...


MakeMatching = Callable[[Segments, Mapping[str, Array], DuplicateGroups], Matching]
"""Of the segments of a generation, its table of mentions and its groups of near-duplicates."""


class PostingMatching:
    """A `Matching` by the postings of open segments."""

    def __init__(self, segments: Segments, mentions: Mapping[str, Array], _: DuplicateGroups) -> None:
        self._segments, self._store, self._mentions = segments, PostingStore(segments), MentionPostings(mentions, segments)
        self.clauses = ClauseEvaluator(segments, self._store, self._mentions)
        self.count = lru_cache(COUNTS)(self.clauses.count)

    def moments(self, vocabulary: Vocabulary) -> MomentCounter:
        """Counts moments over the whole generation."""
        return MomentCounter(self._segments, self._store, self._mentions, vocabulary)

    def frequency(self, word: str) -> int:
        """How often a word stands in all fields together."""
        return self._store.frequency(word)

    def occurrences(self, clauses: Sequence[Clause], docs: Int32) -> Occurrences:
        """Where the clauses are met in the speech of these episodes, vectorised over all of them."""
        return occurrences(clauses, np.asarray(docs, np.int32), self._segments, self._store, self._mentions)

    def outside_speech(self, clauses: Sequence[Clause], docs: Int32) -> NDArray[np.bool_]:
        """bool[n]: the episodes that may meet any of the clauses outside speech."""
        return self.clauses.outside(clauses, docs)
