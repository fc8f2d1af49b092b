"""The Engine of engine.py over one directory of segments."""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from archive import reading as readings
from archive.mapped import map_arrays
from archive.reading import Reading
from archive.search.engine import Captions, Clause, Evaluation, Int32, Occurrences, Request, Summary, Variant
from archive.search.limits import Budget
from archive.search.whoosh.cache import ByteCache
from archive.search.whoosh.captions import unpack_captions
from archive.search.whoosh.catalogue import Catalogue
from archive.search.whoosh.clauses import ClauseEvaluator
from archive.search.whoosh.contents import CHANGES, NAMES, TWINS, VOCABULARY
from archive.search.whoosh.documents import unpack_summary
from archive.search.whoosh.evaluate import Evaluator
from archive.search.whoosh.mentions import Mentions
from archive.search.whoosh.moments import MomentCounter
from archive.search.whoosh.names import Links
from archive.search.whoosh.occurrences import occurrences
from archive.search.whoosh.postings import PostingStore
from archive.search.whoosh.schema import CAPTIONS, READING, SUMMARY
from archive.search.whoosh.segments import Entry, Segments
from archive.search.whoosh.tally import Counter
from archive.search.whoosh.twins import Twins
from archive.search.whoosh.vocabulary import Table, WhooshVocabulary

COUNTS = 4096
"""The counts of so many variants are kept, as the vocabulary keeps those of words."""
SUMMARIES_BYTES = 8 * 2**20
SUMMARY_BYTES = 2_000
"""What a summary takes in memory beside its texts."""


class WhooshEngine:
    """One generation, open for reading; safe to use from several threads."""

    def __init__(self, directory: Path, entries: Sequence[Entry], on_close: Callable[[], None]) -> None:
        self._on_close = on_close
        self._segments = Segments(directory, entries)
        self._words = int(self._segments.length[:, self._segments.live].sum())
        self._store = PostingStore(self._segments)
        names = map_arrays(directory / NAMES)
        self._mentions, self._links = Mentions(names, self._segments), Links(names)
        self._catalogue = Catalogue(self._segments)
        self._twins = Twins(map_arrays(directory / TWINS)["group"])
        base, changes = (Table(map_arrays(directory / name)) for name in (VOCABULARY, CHANGES))
        self._vocabulary = WhooshVocabulary(base, changes, self._store.frequency)
        self._clauses = clauses = ClauseEvaluator(self._segments, self._store, self._mentions)
        counter = Counter(self._catalogue, MomentCounter(self._segments, self._store, self._mentions, self._vocabulary))
        self._evaluator = Evaluator(self._catalogue, clauses, counter, self._twins)
        self._summaries: ByteCache[Summary] = ByteCache(SUMMARIES_BYTES)
        self._count = lru_cache(COUNTS)(clauses.count)

    @property
    def vocabulary(self) -> WhooshVocabulary:
        """The words of this generation."""
        return self._vocabulary

    @property
    def episodes(self) -> int:
        """How many episodes answer (removed ones not counted)."""
        return int(np.count_nonzero(self._catalogue.live))

    @property
    def words(self) -> int:
        """How many words stand in all fields together."""
        return self._words

    def count(self, variant: Variant) -> int:
        """Episodes that hold a variant in any field; 0 where none does."""
        return self._count(variant)

    def evaluate(self, request: Request, budget: Budget | None = None) -> Evaluation:
        """The ranked episodes of a request and the counts over all of them, as far as the budget (a whole one by default) goes."""
        return self._evaluator.evaluate(request, budget or Budget())

    def occurrences(self, clauses: Sequence[Clause], docs: Int32) -> Occurrences:
        """Where the clauses are met in the speech of these episodes, vectorised over all of them."""
        return occurrences(clauses, np.asarray(docs, np.int32), self._segments, self._store, self._mentions)

    def captions(self, doc: int) -> Captions:
        """The cues of an episode."""
        return unpack_captions(self._segments.column(CAPTIONS, doc))

    def summary(self, doc: int) -> Summary:
        """What a hit shows of an episode."""
        summary = self._summary(doc)
        others = self._twins.of(doc)
        if not others:
            return summary
        twins = [self._summary(other) for other in others if self._catalogue.live[other]]
        return replace(summary, same_as=tuple((twin.slug, twin.guid or twin.video_id, twin.title) for twin in twins))

    def summaries(self) -> Iterator[Summary]:
        """The summaries of all episodes that answer."""
        return (self.summary(doc) for doc in np.flatnonzero(self._catalogue.live).tolist())

    def reading(self, doc: int) -> Reading:
        """What was computed over an episode, with the links of the newest linking."""
        stored, links = readings.loads(self._segments.column(READING, doc)), self._links.of(doc)
        return stored if stored.links == links else dataclasses.replace(stored, links=links)

    def doc_of(self, slug: str) -> int | None:
        """The number of an episode, None where it is not in this generation."""
        return self._catalogue.doc_of.get(slug)

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
