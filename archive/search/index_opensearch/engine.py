"""An `Engine` over one generation whose words are in a cluster."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from archive.analysis.analyze import Analysis
from archive.model.episode import Chapter, Episode, loads
from archive.search.index.read.engine import EmbeddedEngine
from archive.search.index.read.segments import Segments
from archive.search.index.types import Captions, Summary
from archive.search.index_opensearch.cluster import Cluster
from archive.search.index_opensearch.documents import ClusterDocuments
from archive.search.index_opensearch.episode_words import EpisodeWords
from archive.search.index_opensearch.mapping import ANALYSIS, CAPTIONS, EPISODE, SUMMARY
from archive.search.index_opensearch.matching import ClusterMatching
from archive.search.index_opensearch.windows import places_of
from archive.storage.array_file import Array
from archive.storage.byte_cache import ByteCache

SUMMARIES_AT_ONCE = 500


class ClusterEngine(EmbeddedEngine):
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
