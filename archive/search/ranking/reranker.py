"""The order of episodes: full answers said close together, then the best partial ones and full ones whose words are
scattered."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from archive.search.index.limits import Budget, places_in_episode, steps_of
from archive.search.index.read.engine import Engine
from archive.search.index.types import GUESSED, MATCH_KINDS, Clause, Expansion, Occurrences, Summary, TopDocs, by_readings
from archive.search.ranking.metadata_fields import FieldMatcher
from archive.search.ranking.passages import EXACT_WORTH, Passages, best_passages, of_percent, passages, values
from archive.search.results.explain import SAME
from archive.storage.array_file import Float32

READ_CLOSELY = 30
NAMED_WORTH = 1.2
DESCRIBED_WORTH = 0.5
EPISODE_WORTH = 0.15
ALSO_WORTH = 0.2
SCATTERED_WORTH = 0.9
PASSAGE_WORDS = 100
_FIRM = np.array([kind not in GUESSED for kind in MATCH_KINDS])


@dataclasses.dataclass(frozen=True, slots=True)
class RankedRow:
    """An episode in its place: its part of the occurrences is found[first:end], `lacks` the clauses it does not meet,
    as bits; `read` whether its speech was read at all."""

    doc: int
    score: float
    lacks: int
    first: int
    end: int
    read: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class MatchedCandidates:
    """Some answers with what is heard in them: the occurrences in each, in their order, what each is worth float32[m],
    and the passages that begin there; read bool[n]: the answers whose speech was read, which is costly where common
    words are many."""

    ranked: TopDocs
    found: Occurrences
    value: Float32
    passages: Passages
    read: NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, slots=True)
class RankedResults:
    """Answers best first; `close` of them hold all that is asked in one passage or in their titles.

    order int64[n]: places in `heard`; score float64[m]; bounds int64[m + 1]: where the occurrences of each begin;
    named: the bits of those whose title or people were read; firm uint64[m]: the clauses that each meets by more than a
    likeness, as bits, or by anything where that was not read; idf float32[clauses]: what each clause tells."""

    candidates: MatchedCandidates
    order: NDArray[np.int64]
    score: NDArray[np.float64]
    bounds: NDArray[np.int64]
    named: Mapping[int, int]
    firm: NDArray[np.uint64]
    close: int
    idf: Float32
    fields: FieldMatcher

    def first(self, many: int, *, by_worth: bool) -> "RankedResults":
        """The first so many, in their order or in that in which they were matched."""
        order = self.order[:many]
        return dataclasses.replace(self, order=order if by_worth else np.sort(order))

    def scores(self) -> list[float]:
        """The score of each answer in its place, as its row has it."""
        return [round(score, 4) for score in self.score[self.order].tolist()]

    def rows(self, first: int, end: int) -> tuple[RankedRow, ...]:
        """The answers from one place up to, not including, another."""
        ranked = self.candidates.ranked
        return tuple(
            RankedRow(
                int(ranked.doc[number]),
                round(float(self.score[number]), 4),
                int(ranked.lacks[number]),
                int(self.bounds[number]),
                int(self.bounds[number + 1]),
                bool(self.candidates.read[number]),
            )
            for number in self.order[first:end].tolist()
        )


class Reranker:
    """Puts the answers to one question in order; what it read of an episode it does not read again."""

    def __init__(
        self,
        engine: Engine,
        clauses: Sequence[Clause],
        budget: Budget,
        exact: Clause | None = None,
        dated: tuple[Collection[int], int] = ((), 0),
        percent: int = 0,
    ) -> None:
        """`exact` is the whole query word for word, where any answer may hold it; `dated` are the documents of the date
        that some clauses name, and these as bits: they are met by the date as they would be by a title; `percent` as
        bits are the clauses of numbers that are percentages."""
        self._engine, self._budget, self._exact = engine, budget, exact
        self._dated, self._date_bits = dated
        self._percent = percent
        self.clauses = self._clauses = tuple(clauses)
        self._steps = max(1, steps_of(places_in_episode(clauses, engine.vocabulary), len(clauses)))
        self._idf = clause_weights(engine, clauses)
        self._worths: list[float] = self._idf.tolist()
        self._fields, self._firm_fields = (
            FieldMatcher(clauses),
            FieldMatcher([by_readings(clause, _is_trusted) for clause in clauses]),
        )
        self._phrase = FieldMatcher([exact] if exact else [])
        self._least_trusted = np.array([_least_trusted(clause) for clause in clauses], np.float32)
        self._held: dict[int, tuple[int, int, int, bool]] = {}

    def match(self, ranked: TopDocs, least: int = 0, most: int | None = None) -> MatchedCandidates:
        """Where the clauses are met in some answers: in the first `most`, or as many of these as the budget has the
        means for, and `least` in any case. A partial one cannot hold the whole query: it lacks a word of it."""
        wanted = len(ranked.doc) if most is None else min(most, len(ranked.doc))
        docs = ranked.doc[: self._readable(wanted, min(least, wanted))]
        found = self._bounded(self._engine.occurrences(self._clauses, docs))
        if self._percent:
            found = of_percent(found, self._percent, self._engine.captions_of(docs.tolist()))
        exact = None
        if self._exact is not None and (ranked.lacks == 0).any():
            exact = self._engine.occurrences((self._exact,), docs)
        value = values(found, self._idf, exact)
        every = passages(found, value, len(self._clauses))
        return MatchedCandidates(ranked, found, value, every, np.arange(len(ranked.doc)) < len(docs))

    def _readable(self, wanted: int, least: int) -> int:
        """How many answers the budget has the means to read."""
        left = self._budget.left("steps")
        many = min(wanted, max(least, left // self._steps))
        if many < wanted:
            self._budget.say("read", number=many)
        self._budget.take("steps", min(left, many * self._steps))
        return many

    def _bounded(self, found: Occurrences) -> Occurrences:
        """The first occurrences, where a single episode has more than any question may cost."""
        most = self._budget.limits.steps // steps_of(1, len(self._clauses))
        if len(found.row) <= most:
            return found
        self._budget.say("places", number=most)
        return found.taken(slice(most))

    def in_engine_order(self, candidates: MatchedCandidates) -> RankedResults:
        """Answers in the order in which they were heard."""
        many = len(candidates.ranked.doc)
        close = int(np.count_nonzero(candidates.ranked.lacks == 0))
        return self._judged(candidates, np.arange(many), np.zeros(many), {}, ~candidates.ranked.lacks, close)

    def rescored(self, candidates: MatchedCandidates, *, firm: bool = False, most: int | None = None) -> RankedResults:
        """Order answers by their best passage: full ones whose words stand close together, then the best others;
        partial ones that hold only close forms come last, and are left out with `firm`. Only the first `most` are
        ordered, so that a later page does not change the pages before it."""
        ranked = candidates.ranked
        judged = len(ranked.doc) if most is None else min(most, len(ranked.doc))
        if not len(ranked.doc):
            return self.in_engine_order(candidates)
        best = best_passages(candidates.found, candidates.passages, len(ranked.doc))
        worth = best.worth + self._of_episode(ranked)
        holds = best.holds.copy()
        named, firmly = dict[int, int](), self._firmly_met(candidates)
        numbers = _read_closely(worth[:judged], ranked.score[:judged])
        if self._dated:
            of_date = (number for number, doc in enumerate(ranked.doc[:judged].tolist()) if doc in self._dated)
            numbers = sorted({*numbers, *of_date})
        for number, doc in self._match_fields(ranked, numbers):
            named[number] = self._read_fields(doc, number, worth, holds)
            firmly[number] |= np.uint64(self._held[doc][2])
        full = ranked.lacks == 0
        close = (holds == np.uint64((1 << len(self._clauses)) - 1)) & full
        close[judged:] = False
        worth = np.where(~close & full, worth * SCATTERED_WORTH, worth)
        places, alike = np.arange(len(worth)), _nothing_firm(candidates, firmly)
        ordered = np.lexsort((places[:judged], -worth[:judged], alike[:judged], ~close[:judged]))
        order = np.append(ordered, places[judged:])
        if firm:
            order = order[~alike[order]]
        return self._judged(candidates, order, worth.astype(np.float64), named, firmly, int(close.sum()))

    def _firmly_met(self, candidates: MatchedCandidates) -> NDArray[np.uint64]:
        """The clauses that the speech of each answer meets by more than a likeness, as bits: a likeness is what is
        neither counted nor sounds or is spelt the same but for a trifle."""
        found, firm = candidates.found, np.zeros(len(candidates.ranked.doc), np.uint64)
        sure = _FIRM[found.kind] | (found.weight >= self._least_trusted[found.clause])
        np.bitwise_or.at(firm, found.row[sure], np.uint64(1) << found.clause[sure].astype(np.uint64))
        return firm

    def nearest_first(self, results: RankedResults) -> RankedResults:
        """Answers to a single word, in the order of the nearest reading that their speech holds; those that hold one
        elsewhere as the nearest of all. What nobody read stays behind."""
        found, read = results.candidates.found, results.candidates.read
        best = np.zeros(len(read), np.float32)
        np.maximum.at(best, found.row, found.weight)
        near = np.where(read & (best == 0), best.max(initial=0), best)
        order = results.order[np.argsort(-near[results.order], kind="stable")]
        return dataclasses.replace(results, order=order)

    def lacking_guessed(self, results: RankedResults, chosen: NDArray[np.int64]) -> TopDocs:
        """Some answers, as lacking the clauses that they meet by nothing but slips and sounds; by their places when
        matched."""
        ranked, found = results.candidates.ranked, results.candidates.found
        bit = np.uint64(1) << found.clause.astype(np.uint64)
        met, firm = np.zeros(len(ranked.doc), np.uint64), np.zeros(len(ranked.doc), np.uint64)
        np.bitwise_or.at(met, found.row, bit)
        np.bitwise_or.at(firm, found.row, np.where(_FIRM[found.kind], bit, np.uint64(0)))
        lacks = np.where(met & ~firm, met & ~firm, np.uint64(1))
        return TopDocs(ranked.doc[chosen], ranked.score[chosen], lacks[chosen])

    def _judged(
        self,
        candidates: MatchedCandidates,
        order: NDArray[np.int64],
        score: NDArray[np.float64],
        named: Mapping[int, int],
        firm: NDArray[np.uint64],
        close: int,
    ) -> RankedResults:
        bounds = np.searchsorted(candidates.found.row, np.arange(len(candidates.ranked.doc) + 1))
        return RankedResults(candidates, order, score, bounds, named, firm, close, self._idf, self._fields)

    def _of_episode(self, ranked: TopDocs) -> Float32:
        """A little for how much of the episode is about it: the engine's score, scaled to what the query is worth."""
        most = float(ranked.score.max(initial=0)) or 1.0
        return (EPISODE_WORTH * float(self._idf.sum()) * ranked.score / most).astype(np.float32)

    def _match_fields(self, ranked: TopDocs, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """Finds what title, people and description of some answers hold, of those that were not read before; the
        numbers and documents of those that may hold anything: nothing else is read."""
        docs = ranked.doc[numbers]
        maybe = self._engine.outside_speech(self._clauses, docs).tolist()
        every = zip(numbers, docs.tolist(), maybe, strict=True)
        some = [(number, doc) for number, doc, held in every if held or doc in self._dated]
        fresh = [doc for _, doc in some if doc not in self._held]
        for doc, summary in zip(fresh, self._engine.summaries_of(fresh) if fresh else (), strict=True):
            named, described = self._fields.held(summary)
            firm = self._firm_in(summary) if named | described else 0
            if "%" not in summary.title:  # Talk #20
                named, described = named & ~self._percent, described & ~self._percent
            dated = self._date_bits if doc in self._dated else 0
            whole = bool(firm and any(self._phrase.held(replace(summary, people=()))))  # named alone is not spoken of
            self._held[doc] = (named | dated, described, firm | dated, whole)
        return some

    def _firm_in(self, summary: Summary) -> int:
        """The clauses that an episode's fields meet by more than a likeness, as bits."""
        named, described = self._firm_fields.held(summary)
        return named | described

    def _read_fields(self, doc: int, number: int, worth: Float32, holds: NDArray[np.uint64]) -> int:
        """Adds what title, people and description tell; the clauses met in title and people, as bits."""
        named, described, _firm, whole = self._held[doc]
        if not named | described:
            return 0
        before = int(holds[number])
        added = NAMED_WORTH * self._sum(named & ~before) + DESCRIBED_WORTH * self._sum(described & ~before & ~named)
        added += ALSO_WORTH * (self._sum(named & before) + 0.5 * self._sum(described & before & ~named))
        worth[number] += EXACT_WORTH * added if whole else added
        holds[number] = np.uint64(before | named | described)
        return named

    def _sum(self, bits: int) -> float:
        return sum(value for number, value in enumerate(self._worths) if bits >> number & 1) if bits else 0.0


def _nothing_firm(candidates: MatchedCandidates, firmly: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Partial answers that hold nothing but likenesses: not worth a line where full ones stand."""
    held = np.zeros(len(firmly), np.bool_)
    held[candidates.found.row] = True
    alike: NDArray[np.bool_] = held & (firmly == 0) & (candidates.ranked.lacks != 0)
    return alike


def _is_trusted(one: Expansion) -> bool:
    return one.kind not in GUESSED or one.counted or one.distance <= SAME


def _least_trusted(clause: Clause) -> float:
    """What the least of the slips and sounds weighs that are more than a likeness; infinitely much where none is, nor
    of what is heard in pieces."""
    every = (one for pattern in clause.any_of if len(pattern.slots) == 1 for one in pattern.slots[0].expansions)
    return min((one.weight for one in every if one.kind in GUESSED and _is_trusted(one)), default=np.inf)


def _read_closely(worth: Float32, score: Float32) -> list[int]:
    """The answers whose fields are read: the best by passage and the best by the engine's words."""
    by_passage = np.argsort(-worth, kind="stable")[:READ_CLOSELY]
    by_engine = np.argsort(-score, kind="stable")[: READ_CLOSELY // 2]
    return sorted({*by_passage.tolist(), *by_engine.tolist()})


def clause_weights(engine: Engine, clauses: Sequence[Clause]) -> Float32:
    """What each clause tells, float32[clauses]: the idf, over passages of PASSAGE_WORDS, of the commonest of its exact
    readings, else of its other readings. Over whole episodes of an hour most words would tell nothing."""
    passages_in_all = max(1.0, engine.words / PASSAGE_WORDS)
    held = np.array([min(_count(engine, clause), passages_in_all) for clause in clauses], np.float32)
    return np.log1p((passages_in_all - held + 0.5) / (held + 0.5)).astype(np.float32)


def _count(engine: Engine, clause: Clause) -> int:
    every = [one for one in clause.readings if one.words]
    counted = [(one.kind != "exact", min(map(engine.vocabulary.frequency, one.words))) for one in every]
    exact = max((count for loose, count in counted if not loose), default=0)
    return exact or max((count for _, count in counted), default=0)
