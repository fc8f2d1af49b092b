"""Which episodes meet a clause, and how well."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.bm25 import Counted, Counts, FieldScorer, OrderedDocs, idf, levels
from archive.search.index.evaluate.spans import Everywhere, Within, Words, as_one_expansion, by_weight, counts_by_doc, spans_of
from archive.search.index.limits import Budget, is_single, shortened
from archive.search.index.name_links import MentionPostings
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments
from archive.search.index.types import FIELDS, Clause, Expansion, Field, Pattern, TermPosition
from archive.storage.array_file import Float32, Int64
from archive.storage.byte_cache import ByteCache

CACHE_BYTES = 64 << 20
PHRASE_BYTES = 4 << 20


class ClauseResult:
    """What meets a clause. `count`: how many episodes; idf: the clause's; clause: itself, as far as the budget allowed
    it; alone: what answers it asked alone, once somebody asked it so; outside bool[N]: the episodes that meet it
    outside speech, None where none does."""

    alone: OrderedDocs | None = None

    def __init__(self, score: Float32, count: int, idf: float, clause: Clause, outside: NDArray[np.bool_] | None = None) -> None:
        self._score, self.count, self.idf, self.clause, self.outside = score, count, idf, clause, outside

    @property
    def score(self) -> Float32:
        """float32[N]: above 0 for the episodes that meet the clause."""
        return self._score

    @cached_property
    def met(self) -> NDArray[np.bool_]:
        """bool[N]: the episodes that meet the clause."""
        return self.score > 0

    @property
    def most_bytes(self) -> int:
        """What it takes in memory at most: score, met and outside, and the best of those that answer it alone."""
        return 6 * len(self._score) + 12 * self.count

    @property
    def docs(self) -> Int64:
        """int64[count], rising: the same."""
        return self.met.nonzero()[0]

    def among(self, docs: Int64) -> NDArray[np.bool_]:
        """bool[n]: whether each of some episodes meets the clause."""
        return self.met.take(docs)

    def earned(self, docs: Int64) -> Float32:
        """float32[n]: what each of some episodes earns by the clause."""
        return self.score.take(docs)


class CountedClause(ClauseResult):
    """A clause that one list of one field tells, as a word of speech: an episode is scored when it is asked for, and
    arrays as long as the archive are made when somebody asks for those."""

    def __init__(self, level: Counted, scorer: FieldScorer, documents: int, idf: float, clause: Clause) -> None:
        self._weight, docs, self._counts = level
        # Numpy looks up by intp three times as fast as by any other integer.
        self._docs: Int64 = docs.astype(np.intp)
        self._scorer, self._documents = scorer, documents
        self.count, self.idf, self.clause, self.outside = len(docs), idf, clause, None

    @cached_property
    def _count_of(self) -> Counts:
        return self._spread(self._counts)

    @cached_property
    def met(self) -> NDArray[np.bool_]:
        """As the clause's."""
        return self._count_of != 0

    @cached_property
    def score(self) -> Float32:
        """As the clause's."""
        return self._spread(self.earned(self._docs))

    @property
    def most_bytes(self) -> int:
        """As the clause's, once all of it was asked for: counts at their places, met and score, beside the list."""
        return (5 + self._counts.itemsize) * self._documents + (20 + self._counts.itemsize) * self.count

    @property
    def docs(self) -> Int64:
        """As the clause's."""
        return self._docs

    def among(self, docs: Int64) -> NDArray[np.bool_]:
        """As the clause's; counts are looked up, of as narrow a type as the list's."""
        return self._count_of.take(docs) != 0

    def earned(self, docs: Int64) -> Float32:
        """As the clause's."""
        counts = self._counts if docs is self._docs else self._count_of.take(docs)
        return self._scorer.earned(self._weight, docs, counts) * np.float32(self.idf)

    def _spread(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """The numbers of the list's episodes at their places among all, 0 at the others."""
        spread = np.zeros(self._documents, numbers.dtype)
        spread[self._docs] = numbers
        return spread


class MeetsClauses(Protocol):
    """Finds which episodes meet a clause, and how well."""

    def evaluate(self, clause: Clause, budget: Budget) -> ClauseResult:
        """The episodes that meet the clause, as far as the budget goes."""
        ...

    def exact(
        self, met: Sequence[ClauseResult], docs: NDArray[np.int64], score: NDArray[np.float32], first: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """float32[n]: what the clauses earn in each of some documents; `score` float32[n] is what their results say.
        Where that is estimated, it is made exact for those of which it decides the order: the best by `first`
        (float32[n], where it is given), then by score."""
        ...


class ClauseEvaluator:
    """Meets clauses over all episodes, and keeps what it found: the same clause comes back with the next page or
    filter."""

    def __init__(
        self,
        segments: Segments,
        store: PostingStore,
        mentions: MentionPostings,
        cache_bytes: int = CACHE_BYTES,
        means: Mapping[Field, float] | None = None,
    ) -> None:
        """`means` are the mean lengths of the fields, where the segments hold but some of the episodes."""
        self._segments, self._store, self._mentions = segments, store, mentions
        mean_of = means or {}
        lengths = dict(zip(FIELDS, segments.length, strict=True))
        self._scorers = {field: FieldScorer(field, length, mean_of.get(field)) for field, length in lengths.items()}
        self._everywhere = {field: Everywhere(store, field, mentions) for field in FIELDS}
        self._episodes = int(segments.live.sum())
        self._kept: ByteCache[ClauseResult] = ByteCache(cache_bytes)
        self._phrases: ByteCache[tuple[Counted, ...]] = ByteCache(PHRASE_BYTES)

    def evaluate(self, clause: Clause, budget: Budget) -> ClauseResult:
        """The episodes that meet the clause; when the budget's time is over, those that meet it exactly, and the budget
        says so."""
        met = self._kept.get(clause)
        if met is None and budget.late() and (exact := shortened(clause, 0)) != clause:
            budget.say("forms", clause.text)
            return self._meet(exact)
        if met is None:
            met = self._meet(clause)
            self._kept.put(clause, met, met.most_bytes + 10_000)
        return met

    def exact(
        self, met: Sequence[ClauseResult], docs: NDArray[np.int64], score: NDArray[np.float32], first: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """The scores as they are: none is estimated."""
        return score

    def count(self, expansion: Expansion) -> int:
        """Episodes that hold an expansion in any field."""
        held = np.zeros(self._segments.count, np.bool_)
        for field in FIELDS:
            for _, docs, _ in self._counted_expansion(expansion, field):
                held[docs] = True
        return int(np.count_nonzero(held))

    def worth(self, clause: Clause) -> NDArray[np.float32]:
        """float32[N]: what each episode earns by the clause, but for the clause's idf; above 0 where it is met."""
        return self._earned(self._levels(clause))

    def outside(self, clauses: Sequence[Clause], docs: NDArray[np.int32]) -> NDArray[np.bool_]:
        """bool[n]: the documents that may meet any of some clauses outside speech: those that do, of clauses that are
        kept."""
        kept = list(map(self._kept.get, clauses))
        if None in kept:
            return np.ones(len(docs), np.bool_)
        masks = [one.outside[docs] for one in kept if one and one.outside is not None]
        return np.logical_or.reduce(masks) if masks else np.zeros(len(docs), np.bool_)

    def _levels(self, clause: Clause) -> dict[Field, list[Counted]]:
        """What each field holds of the clause: the surest expansions first, those of one weight as one."""
        found: dict[Field, list[Counted]] = {}
        for field in FIELDS:
            counted = [one for pattern in clause.any_of if field in pattern.fields for one in self._counted(pattern, field)]
            if counted:
                found[field] = levels(counted, self._segments.count)
        return found

    def _earned(self, found: Mapping[Field, Sequence[Counted]]) -> NDArray[np.float32]:
        score = np.zeros(self._segments.count, np.float32)
        for field, in_field in found.items():
            self._scorers[field].add(in_field, score)
        return score

    def _meet(self, clause: Clause) -> ClauseResult:
        found = self._levels(clause)
        if len(found) == 1 and len(found.get("speech", ())) == 1:
            ((level,),) = found.values()
            return CountedClause(level, self._scorers["speech"], self._segments.count, idf(self._episodes, len(level[1])), clause)
        score = self._earned(found)
        count = int(np.count_nonzero(score > 0))
        weight = idf(self._episodes, count)
        score *= np.float32(weight)
        return ClauseResult(score, count, weight, clause, self._outside(found))

    def _outside(self, found: Mapping[Field, Sequence[Counted]]) -> NDArray[np.bool_] | None:
        """As `ClauseResult.outside`."""
        parts = [docs for field, in_field in found.items() if field != "speech" for _, docs, _ in in_field]
        if not parts:
            return None
        outside = np.zeros(self._segments.count, np.bool_)
        outside[np.concatenate(parts)] = True
        return outside

    def _counted(self, pattern: Pattern, field: Field) -> Iterable[Counted]:
        """How often the pattern is met in each document of a field, by weight; nothing where it is met nowhere."""
        if pattern.within_ms is not None and len(pattern.slots) > 1:
            found = self._counted_spans(pattern, field) if field == "speech" else ()
        elif is_single(pattern):
            found = [one for expansion in pattern.slots[0].expansions for one in self._counted_expansion(expansion, field)]
        elif not pattern.speakers and (run := as_one_expansion(pattern.slots)) is not None:
            found = self._counted_expansion(run, field)
        elif field == "speech":
            found = self._counted_phrase(pattern)
        else:
            found = self._counted_spans(pattern, field)
        return (one for one in found if len(one[1]))

    def _counted_phrase(self, pattern: Pattern) -> tuple[Counted, ...]:
        """A phrase of several readings in speech, kept: what counts and what may only resemble it are two clauses that
        share it."""
        found = self._phrases.get(pattern)
        if found is None:
            found = tuple(self._counted_spans(pattern, "speech"))
            self._phrases.put(pattern, found, 4000 + sum(docs.nbytes + counts.nbytes for _, docs, counts in found))
        return found

    def _words_for(self, pattern: Pattern) -> Words:
        """The speech of the episodes that hold every slot of a pattern, where they are few; to find a run of plain
        words everywhere takes less. What a speaker says is looked for where they speak."""
        if pattern.speakers:
            docs = self._segments.speakers.docs_of(pattern.speakers)
            return Within(self._store, self._mentions, self._segments, docs.astype(np.int32))
        if pattern.within_ms is None and all(len(slot.expansions) == 1 for slot in pattern.slots):
            return self._everywhere["speech"]
        docs = np.logical_and.reduce([self._holding(slot) for slot in pattern.slots]).nonzero()[0]
        if 4 * len(docs) >= self._segments.count:
            return self._everywhere["speech"]
        return Within(self._store, self._mentions, self._segments, docs.astype(np.int32))

    def _holding(self, slot: TermPosition) -> NDArray[np.bool_]:
        """bool[N]: the episodes that may hold a reading of a slot in speech: those with its rarest word, or with a
        mention."""
        held = np.zeros(self._segments.count, np.bool_)
        for expansion in slot.expansions:
            if expansion.name:
                held[np.searchsorted(self._segments.starts["speech"], self._mentions.find(expansion.name)[0], "right") - 1] = True
            else:
                held[min((self._store.find("speech", word).docs for word in expansion.words), key=len)] = True
        return held

    def _counted_expansion(self, expansion: Expansion, field: Field) -> Iterable[Counted]:
        if expansion.name and field != "speech":
            return ()
        if len(expansion.words) == 1 and expansion.is_plain:
            postings = self._store.find(field, expansion.words[0])
            return ((expansion.weight, postings.docs, postings.frequencies),)
        if field == "speech" and expansion.is_plain and (pair := self._store.pair(expansion.words)) is not None:
            return ((expansion.weight, pair.docs, pair.frequencies),)
        return self._counted_spans(Pattern((TermPosition("", (expansion,)),)), field)

    def _counted_spans(self, pattern: Pattern, field: Field) -> Iterable[Counted]:
        narrow = field == "speech" and (len(pattern.slots) > 1 or pattern.speakers)
        words = self._words_for(pattern) if narrow else self._everywhere[field]
        spans, _ = spans_of(pattern, words, self._segments)
        starts = self._segments.starts[field]
        for weight, address in by_weight(spans):
            yield weight, *counts_by_doc(address, starts)
