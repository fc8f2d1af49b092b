"""An `Engine` over one generation whose words are in a cluster."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.analysis.analyze import Analysis
from archive.model.episode import Chapter, Episode, loads
from archive.search.index.costs import counted_places
from archive.search.index.evaluate.aggregations import MomentCounter
from archive.search.index.evaluate.occurrences import occurrences
from archive.search.index.layout import ANALYSIS, CAPTIONS, LEXICON_EXT, SUMMARY, segment_file
from archive.search.index.limits import Budget
from archive.search.index.near_duplicates import DuplicateGroups
from archive.search.index.read.engine import Engine
from archive.search.index.read.segments import Segments
from archive.search.index.types import Captions, Clause, Int32, Occurrences, Summary
from archive.search.index.vocabulary import Vocabulary, word_place
from archive.search.index_opensearch.clauses import MOST_READ, ClusterClauses
from archive.search.index_opensearch.cluster import Cluster
from archive.search.index_opensearch.documents import ClusterDocuments
from archive.search.index_opensearch.episode_words import EpisodeWords
from archive.search.index_opensearch.mapping import EPISODE, index_of
from archive.search.index_opensearch.segment_upload import USES_EXT
from archive.search.index_opensearch.window import Windows, places_of
from archive.storage.array_file import Array, map_arrays
from archive.storage.byte_cache import ByteCache

Int64 = NDArray[np.int64]


class ClusterMatching:
    """A `Matching` of the segments whose words are in a cluster."""

    def __init__(
        self,
        segments: Segments,
        mentions: Mapping[str, Array],
        duplicates: DuplicateGroups,
        directory: Path,
        cluster: Cluster,
        documents: ClusterDocuments,
        words: ByteCache[EpisodeWords],
    ) -> None:
        """`directory` holds the tables of the segments; `words` keeps what was read of episodes."""
        self._segments = segments
        self.windows = Windows(segments, mentions, documents, words)
        prefix, names = cluster.address.prefix, [one.info.name for one in segments.open]
        index = ",".join(sorted({index_of(prefix, name) for name in names}))
        self.clauses = ClusterClauses(segments, self.windows, duplicates, lambda bodies: cluster.search_all(index, bodies))
        self.count = self.clauses.count
        self._lexicons = [_Uses(directory, name) for name in names]

    def moments(self, vocabulary: Vocabulary) -> "ClusterMoments":
        """Counts moments in the episodes that are read."""
        return ClusterMoments(self._segments, self.windows, vocabulary)

    def frequency(self, word: str) -> int:
        """How often a word stands in all fields together; replaced episodes count until they are merged away."""
        return sum(lexicon.of(word) for lexicon in self._lexicons)

    def occurrences(self, clauses: Sequence[Clause], docs: Int32) -> Occurrences:
        """Where the clauses are met in the speech of these episodes."""
        asked = np.asarray(docs, np.int64)
        rising = np.unique(asked)
        window = self.windows.of(rising)
        rows = np.searchsorted(rising, asked).astype(np.int32)
        return occurrences(clauses, rows, window.segments, window.store, window.mentions)

    def outside_speech(self, clauses: Sequence[Clause], docs: Int32) -> NDArray[np.bool_]:
        """bool[n]: all of the episodes, since a cluster tells which episodes meet a clause and not in which field."""
        return np.ones(len(docs), np.bool_)


class ClusterMoments:
    """A `CountsMoments` over the words of the episodes that answer, where these are few enough to be read."""

    def __init__(self, segments: Segments, windows: Windows, vocabulary: Vocabulary) -> None:
        self._segments, self._windows, self._vocabulary = segments, windows, vocabulary

    def by_doc(self, clauses: Sequence[Clause], docs: Int64, budget: Budget) -> Int64 | None:
        """int64[n]: the moments of each document in which any clause is met; None where the budget has not the means,
        or too many would have to be read."""
        share = len(docs) / max(1, self._segments.count)
        cost = int((1.0 if 4 * share >= 1 else share) * counted_places(clauses, self._vocabulary))
        if not budget.take("counted", cost) or len(docs) > MOST_READ:
            return None
        window = self._windows.of(docs)
        counter = MomentCounter(window.segments, window.store, window.mentions, self._vocabulary)
        return counter.by_doc(clauses, np.arange(len(docs)), Budget())


class _Uses:
    """How often the words of one segment stand in it."""

    def __init__(self, directory: Path, name: str) -> None:
        self._lexicon = map_arrays(segment_file(directory, name, LEXICON_EXT))
        self._uses = map_arrays(segment_file(directory, name, USES_EXT))["uses"]

    def of(self, word: str) -> int:
        place = word_place(self._lexicon, word.encode())
        return 0 if place is None else int(self._uses[place])


SUMMARIES_AT_ONCE = 500


class ClusterEngine(Engine):
    """The engine of tables in files, whose words and columns a cluster gives; columns are asked for many at a time."""

    def __init__(
        self,
        segments: Segments,
        directory: Path,
        changes: Mapping[str, Array],
        on_close: Callable[[], None],
        cluster: Cluster,
        documents: ClusterDocuments,
        words: ByteCache[EpisodeWords],
    ) -> None:
        """As for the embedded engine; `documents` gives columns, `words` keeps what was read of episodes."""
        matching = partial(ClusterMatching, directory=directory, cluster=cluster, documents=documents, words=words)
        super().__init__(segments, directory, changes, on_close, matching)
        self._documents = documents

    def captions_of(self, docs: Sequence[int]) -> tuple[Captions, ...]:
        """The cues of some episodes, in the order in which these are asked for."""
        self._fetch(CAPTIONS, docs)
        return super().captions_of(docs)

    def summaries_of(self, docs: Sequence[int]) -> tuple[Summary, ...]:
        """What a hit shows of each of some episodes, in their order."""
        self._fetch(SUMMARY, docs)
        return super().summaries_of(docs)

    def analyses_of(self, docs: Sequence[int]) -> tuple[Analysis, ...]:
        """What was computed over each of some episodes, in their order, with the links of the newest linking."""
        self._fetch(ANALYSIS, docs)
        return super().analyses_of(docs)

    def chapters_of(self, docs: Sequence[int]) -> tuple[tuple[Chapter, ...], ...]:
        """The chapters of each of some episodes, in their order."""
        self._fetch(ANALYSIS, docs)
        return super().chapters_of(docs)

    def episode_of(self, doc: int) -> Episode:
        """An episode as it was indexed."""
        return loads(bytes(self._segments.column(EPISODE, doc)))

    def summaries(self) -> Iterator[Summary]:
        """The summaries of all episodes that answer."""
        docs = self._facets.live.nonzero()[0].tolist()
        for first in range(0, len(docs), SUMMARIES_AT_ONCE):
            yield from self.summaries_of(docs[first : first + SUMMARIES_AT_ONCE])

    def _fetch(self, column: str, docs: Sequence[int]) -> None:
        self._documents.fetch(column, places_of(self._segments, np.asarray(docs, np.int64)))
