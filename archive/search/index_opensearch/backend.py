"""The engine of a cluster, as who builds and opens generations sees it, and as who asks one does."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.model.episode import Chapter, Episode, loads
from archive.search.index.backend import Backend, Sharing, bracketed_texts
from archive.search.index.evaluate.aggregations import MomentCounter
from archive.search.index.evaluate.evaluator import occurrences
from archive.search.index.layout import (
    ANALYSIS,
    CAPTIONS,
    CHANGES,
    LEXICON_EXT,
    SUMMARY,
    DamagedError,
    segment_file,
    segment_files,
)
from archive.search.index.limits import Budget, counted_places
from archive.search.index.near_duplicates import DuplicateGroups
from archive.search.index.read.engine import Engine
from archive.search.index.read.segments import Segments
from archive.search.index.read.stored_documents import StoredDocuments
from archive.search.index.types import Captions, Clause, Occurrences, SegmentInfo, Summary
from archive.search.index.vocabulary import Vocabulary, merged, table_of_sets, word_place
from archive.search.index.write.index_writer import words_of_masked
from archive.search.index.write.segment_writer import SegmentWriter
from archive.search.index_opensearch.clauses import MOST_READ, ClusterClauses
from archive.search.index_opensearch.cluster import Cluster, ClusterAddress, ClusterError
from archive.search.index_opensearch.documents import ClusterDocuments, ClusterSegment, EpisodeWords, open_cluster_segments
from archive.search.index_opensearch.queries import EPISODE, SERVING, index_of
from archive.search.index_opensearch.segment_upload import READ_AHEAD, USES_EXT, SegmentUpload, UploadWriter, merge_parts
from archive.search.index_opensearch.sharing import ClusterSharing
from archive.search.index_opensearch.window import WORDS_BYTES, Windows, places_of
from archive.storage.array_file import Array, ArraysError, Int32, Int64, check_arrays, map_arrays
from archive.storage.byte_cache import ByteCache


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

    def speakers_at(self, doc: int, first: int, end: int) -> tuple[str, ...]:
        """Who says the words between two positions of an episode's speech."""
        return self.windows.of(np.array([doc], np.int64)).segments.speakers_at(0, first, end)

    def turns_of(self, doc: int, names: Sequence[str]) -> list[tuple[int, int]]:
        """Where any of some speakers speaks in an episode."""
        return self.windows.of(np.array([doc], np.int64)).segments.turns_of(0, names)

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


log = logging.getLogger(__name__)
GREEN_S = 60
"""So long a build waits for the copies of what it wrote; without them it serves all the same, and says so in the
log."""


class ClusterBackend(Backend):
    """The engine of generations whose words are in a cluster; their directory holds the tables, the cluster the
    episodes."""

    def __init__(self, address: ClusterAddress) -> None:
        self._cluster = Cluster(address)
        self._documents = ClusterDocuments(self._cluster)
        self._words: ByteCache[EpisodeWords] = ByteCache(WORDS_BYTES)
        self._sharing = ClusterSharing(self._cluster)

    def open(
        self, directory: Path, segments: Sequence[SegmentInfo], on_close: Callable[[], None], without: Collection[str] = ()
    ) -> Engine:
        """The index, open for reading, without some slugs; raises DamagedDataError."""
        opened = open_cluster_segments(directory, self.masked(directory, segments, without), self._documents)
        changes = map_arrays(directory / CHANGES)
        if without:
            changes = merged([changes, table_of_sets(words_of_masked(opened, segments), -1)])
        return ClusterEngine(opened, directory, changes, on_close, self._cluster, self._documents, self._words)

    def stored_documents(self, directory: Path, segments: Sequence[SegmentInfo]) -> StoredDocuments:
        """What was indexed, without opening an engine."""
        return StoredDocuments(directory, segments, lambda info: ClusterSegment(directory, info, self._documents), False)

    def segment_writer(self, directory: Path) -> SegmentWriter:
        """Begins a segment."""
        return UploadWriter(directory, SegmentUpload(self._cluster, directory))

    def open_segments(self, directory: Path, segments: Sequence[SegmentInfo]) -> Segments:
        """All segments of a generation."""
        return open_cluster_segments(directory, segments, self._documents)

    def merge(
        self, directory: Path, segments: Sequence[SegmentInfo], links: Mapping[int, Sequence[NameLink]]
    ) -> Iterator[SegmentInfo]:
        """Writes as few segments as hold the live documents of some."""
        return merge_parts(self._cluster, self._documents, directory, segments, links)

    def verify(self, directory: Path, segment: SegmentInfo) -> None:
        """Holds what the cluster has of a segment against its table, and reads its tables; raises DamagedError,
        ClusterError."""
        try:
            for path in segment_files(directory, segment.name):
                check_arrays(path)
            stated = dict(enumerate(self.digests(directory, segment).items()))
        except (ArraysError, OSError, ValueError) as error:
            raise DamagedError(f"segment {segment.name}: {error}") from error
        self._cluster.refresh(index_of(self._cluster.address.prefix, segment.name))
        held = self._documents.digests(segment.name, segment.documents)
        if held != stated:
            same = len(held.items() & stated.items())
            raise ClusterError(f"the cluster has {same} of the {len(stated)} episodes of a segment; `archive reindex` builds anew")

    def publish(self, segments: Sequence[SegmentInfo]) -> None:
        """Lets what the segments lie in be copied, and the alias name them."""
        indices = self._indices(segments)
        for index in indices:
            self._cluster.flush(index)
            self._cluster.set(index, SERVING)
            if self._cluster.wait_for(index, "green", GREEN_S) != "green":
                log.warning("%s has no second copy of each part yet; it serves all the same", index)
        if indices:
            self._cluster.point(self._cluster.address.prefix, indices)

    def sharing(self) -> Sharing:
        """The cluster shares them."""
        return self._sharing

    def collect(self, names: Collection[str], identities: Collection[str]) -> tuple[int, ...]:
        """Deletes every index of this archive in which no segment of these names lies, nor one of a generation that
        other machines hold; the numbers of those."""
        prefix = self._cluster.address.prefix
        staying = self._sharing.collect(identities)
        kept = {index_of(prefix, name) for name in (*names, *(name for one in staying for name in one.segments))}
        for index in self._cluster.indices(f"{prefix}-*"):
            if index not in kept and index.removeprefix(f"{prefix}-").isdecimal():
                self._cluster.delete_index(index)
        return tuple(one.number for one in staying if one.identity not in identities)

    def trouble(self, segments: Sequence[SegmentInfo]) -> str:
        """What is wrong with what serves, in a few words; nothing where all is well."""
        try:
            status = self._cluster.status(self._indices(segments))
        except ClusterError as error:
            return str(error)
        words = {"red": "a part of the index does not answer", "yellow": "a part of the index has no second copy"}
        return words.get(status, "")

    def partial_answers(self) -> int:
        """How many answers lacked a shard."""
        return self._cluster.partial_answers

    def texts_with_brackets(self, directory: Path, segments: Sequence[SegmentInfo]) -> Iterator[str]:
        """Titles, descriptions and transcripts that hold a bracket."""
        opened = (ClusterSegment(directory, info, self._documents, ahead=READ_AHEAD) for info in segments)
        return bracketed_texts(opened)

    def _indices(self, segments: Sequence[SegmentInfo]) -> list[str]:
        return sorted({index_of(self._cluster.address.prefix, info.name) for info in segments})
