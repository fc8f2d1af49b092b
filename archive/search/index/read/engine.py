"""An `Engine` over the segments and tables of one generation."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.model.episode import Chapter, Episode
from archive.search.filters import NO_FILTERS, Filters
from archive.search.index.captions import unpack_captions
from archive.search.index.document_table import unpack_analysis, unpack_chapters, unpack_summary
from archive.search.index.evaluate.aggregations import Aggregator, Browser, CountsMoments, MomentCounter
from archive.search.index.evaluate.clauses import ClauseEvaluator, MeetsClauses
from archive.search.index.evaluate.evaluator import Evaluator, occurrences
from archive.search.index.facet_index import FacetIndex
from archive.search.index.layout import ANALYSIS, CAPTIONS, DUPLICATES, MENTIONS, SUMMARY, VOCABULARY
from archive.search.index.limits import Budget
from archive.search.index.name_links import MentionLookup, MentionPostings
from archive.search.index.near_duplicates import DuplicateGroups
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments
from archive.search.index.same_person import JoinedNames
from archive.search.index.types import (
    ArchiveTotals,
    Captions,
    Clause,
    EpisodePage,
    Evaluation,
    Expansion,
    Facet,
    FacetCount,
    MonthJson,
    Occurrences,
    Request,
    Summary,
)
from archive.search.index.vocabulary import Table, Vocabulary
from archive.storage.array_file import Array, Int32, map_arrays
from archive.storage.byte_cache import ByteCache

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

    def speakers_at(self, doc: int, first: int, end: int) -> tuple[str, ...]:
        """Who says the words between two positions of an episode's speech, as far as names are told, in their order."""
        ...

    def turns_of(self, doc: int, names: Sequence[str]) -> list[tuple[int, int]]:
        """Where any of some speakers speaks in an episode: from one position up to, not including, another."""
        ...

    def outside_speech(self, clauses: Sequence[Clause], docs: Int32) -> NDArray[np.bool_]:
        """bool[n]: the episodes that may meet any of the clauses outside speech; of the others it is known that they do
        not."""
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

    def speakers_at(self, doc: int, first: int, end: int) -> tuple[str, ...]:
        """Who says the words between two positions of an episode's speech."""
        return self._segments.speakers_at(doc, first, end)

    def turns_of(self, doc: int, names: Sequence[str]) -> list[tuple[int, int]]:
        """Where any of some speakers speaks in an episode."""
        return self._segments.turns_of(doc, names)

    def outside_speech(self, clauses: Sequence[Clause], docs: Int32) -> NDArray[np.bool_]:
        """bool[n]: the episodes that may meet any of the clauses outside speech."""
        return self.clauses.outside(clauses, docs)


SUMMARIES_BYTES = 8 * 2**20
SUMMARY_BYTES = 2_000
"""What a summary takes in memory beside its texts."""


class Engine:
    """One generation, open for reading; safe to use from several threads."""

    def __init__(
        self,
        segments: Segments,
        directory: Path,
        changes: Mapping[str, Array],
        on_close: Callable[[], None],
        matching: MakeMatching = PostingMatching,
    ) -> None:
        """`directory` holds the tables that stand beside the segments; `changes` are the words that came and went since
        the full generation; `matching` makes what finds words in it."""
        self._on_close = on_close
        self._segments = segments
        self._words = int(self._segments.length[:, self._segments.live].sum())
        mentions = map_arrays(directory / MENTIONS)
        self._links = MentionLookup(mentions)
        self._facets = FacetIndex(self._segments)
        self._browser = Browser(self._facets)
        self._duplicates = DuplicateGroups(map_arrays(directory / DUPLICATES)["group"])
        self._matching = matching(segments, mentions, self._duplicates)
        base = Table(map_arrays(directory / VOCABULARY))
        self._vocabulary = Vocabulary(base, Table(changes), self._matching.frequency)
        counter = Aggregator(self._facets, self._matching.moments(self._vocabulary))
        self._evaluator = Evaluator(self._facets, self._matching.clauses, counter, self._duplicates)
        self._summaries: ByteCache[Summary] = ByteCache(SUMMARIES_BYTES)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of this generation."""
        return self._vocabulary

    @property
    def episodes(self) -> int:
        """How many episodes answer (removed ones not counted)."""
        return int(np.count_nonzero(self._facets.live))

    @property
    def words(self) -> int:
        """How many words stand in all fields together."""
        return self._words

    def count(self, expansion: Expansion) -> int:
        """Episodes that hold an expansion in any field; 0 where none does."""
        return self._matching.count(expansion)

    def evaluate(self, request: Request, budget: Budget | None = None) -> Evaluation:
        """The ranked episodes of a request and the counts over all of them, as far as the budget (a whole one by
        default) goes."""
        return self._evaluator.evaluate(request, budget or Budget())

    def occurrences(self, clauses: Sequence[Clause], docs: Int32) -> Occurrences:
        """Where the clauses are met in the speech of these episodes, vectorised over all of them."""
        return self._matching.occurrences(clauses, docs)

    def speakers_at(self, doc: int, first: int, end: int) -> tuple[str, ...]:
        """Who says the words between two positions of an episode's speech, as far as names are told, in their order."""
        return self._matching.speakers_at(doc, first, end)

    def turns_of(self, doc: int, names: Sequence[str]) -> list[tuple[int, int]]:
        """Where any of some speakers speaks in an episode: from one position up to, not including, another."""
        return self._matching.turns_of(doc, names)

    def outside_speech(self, clauses: Sequence[Clause], docs: Int32) -> NDArray[np.bool_]:
        """bool[n]: which of some episodes may meet any of the clauses in title, people or description."""
        return self._matching.outside_speech(clauses, docs)

    def captions_of(self, docs: Sequence[int]) -> tuple[Captions, ...]:
        """The cues of some episodes, in the order in which these are asked for."""
        return tuple(unpack_captions(self._segments.column(CAPTIONS, doc)) for doc in docs)

    def summaries_of(self, docs: Sequence[int]) -> tuple[Summary, ...]:
        """What a hit shows of each of some episodes, in their order."""
        return tuple(map(self._summary_naming_duplicates, docs))

    def slugs_of(self, docs: Sequence[int]) -> tuple[str, ...]:
        """The slug of each of some episodes, in their order; nothing else of these is read."""
        return tuple(map(self._facets.slugs.__getitem__, docs))

    def analyses_of(self, docs: Sequence[int]) -> tuple[Analysis, ...]:
        """What was computed over each of some episodes, in their order, with the links of the newest linking."""
        return tuple(map(self._analysis, docs))

    def chapters_of(self, docs: Sequence[int]) -> tuple[tuple[Chapter, ...], ...]:
        """The chapters of each of some episodes, in their order: of what was computed over it nothing else is read."""
        return tuple(unpack_chapters(self._segments.column(ANALYSIS, doc)) for doc in docs)

    def links_of(self, docs: Sequence[int]) -> tuple[tuple[NameLink, ...], ...]:
        """The mentions of names in each of some episodes, in their order, by the newest linking: nothing else is
        read."""
        return tuple(map(self._links.of, docs))

    def heard_of(self, docs: Sequence[int], names: Sequence[Sequence[str]]) -> tuple[Mapping[str, str], ...]:
        """How the machine wrote some names in each of some episodes; `names` are those of each."""
        return tuple(map(self._links.heard, docs, names))

    def summaries(self) -> Iterator[Summary]:
        """The summaries of all episodes that answer."""
        return map(self._summary_naming_duplicates, np.flatnonzero(self._facets.live).tolist())

    def episode_of(self, doc: int) -> Episode | None:
        """None: the library alone keeps whole episodes."""
        return None

    def browse_values(self, facet: Facet, filters: Filters = NO_FILTERS) -> tuple[FacetCount, ...]:
        """The values of a facet among the episodes that pass, the commonest first, then by name."""
        return self._browser.values(facet, filters)

    @property
    def joined_names(self) -> JoinedNames:
        """Of the people under whom other names are counted, those names."""
        return self._facets.joined_names

    def browse_newest(self, filters: Filters = NO_FILTERS, *, first: int = 0, limit: int = 10) -> EpisodePage:
        """A page of the episodes that pass: `limit` of them from number `first` on."""
        return self._browser.newest(filters, first, limit)

    def browse_months(self, filters: Filters = NO_FILTERS) -> tuple[MonthJson, ...]:
        """Every month of the archive from the first to the last, with the episodes that pass."""
        return self._browser.months(filters)

    def browse_totals(self) -> ArchiveTotals:
        """How much the archive holds."""
        return self._browser.totals()

    def doc_of(self, slug: str) -> int | None:
        """The number of an episode, None where it is not in this generation."""
        return self._facets.doc_of.get(slug)

    def close(self) -> None:
        """Lets go of the generation's shared lock; files stay mapped until the last array over them is gone."""
        self._on_close()

    def _summary(self, doc: int) -> Summary:
        kept = self._summaries.get(doc)
        if kept is None:
            packed = self._segments.column(SUMMARY, doc)
            kept = unpack_summary(packed)
            self._summaries.put(doc, kept, SUMMARY_BYTES + 2 * len(packed))
        return kept

    def _summary_naming_duplicates(self, doc: int) -> Summary:
        summary = self._summary(doc)
        others = [self._summary(other) for other in self._duplicates.of(doc) if self._facets.live[other]]
        same_as = tuple((other.slug, other.guid or other.video_id, other.title) for other in others)
        return replace(summary, same_as=same_as) if others else summary

    def _analysis(self, doc: int) -> Analysis:
        stored, links = unpack_analysis(self._segments.column(ANALYSIS, doc)), self._links.of(doc)
        return stored if stored.links == links else dataclasses.replace(stored, links=links)
