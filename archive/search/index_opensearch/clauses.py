"""Which episodes meet a clause, and how well, asked of a cluster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from archive.search.index.evaluate.bm25 import best, idf
from archive.search.index.evaluate.clauses import CACHE_BYTES, ClauseResult
from archive.search.index.limits import Budget, apart, shortened
from archive.search.index.near_duplicates import DuplicateGroups
from archive.search.index.read.segments import Segments
from archive.search.index.types import Clause, Expansion, Pattern, TermPosition
from archive.search.index_opensearch.queries import (
    MOST_LEAVES,
    Query,
    as_met,
    clause_query,
    has_all_lengths,
    is_told,
    languages_of,
    leaves,
    names_of,
    read_found,
    search_body,
    slot_query,
)
from archive.search.index_opensearch.window import Windows
from archive.storage.array_file import Float32, Int64
from archive.storage.byte_cache import ByteCache

COUNTS = 4096
"""Of so many readings it is kept how many episodes hold them."""
MOST_READ = 1000
"""Episodes whose words are read to find what a query cannot tell: 22 MB where none is at hand (episodes of 9,000
words)."""
EXACT = 150
"""The best by estimate, whose scores are made exact: the hundred that are read again, and those that may belong to
them. Where the moments of all that answer are counted, all are at hand."""
LEAST = np.float32(1e-6)
Ask = Callable[[list[Query]], list[dict[str, object]]]


@dataclass(slots=True)
class _Answers:
    """The answers to some queries of one request, by place."""

    queries: list[Query] = field(default_factory=list)
    scores: list[Float32] = field(default_factory=list)
    is_whole: bool = True

    def ask(self, query: Query | None) -> int:
        """Notes a query; its place among the answers, -1 for none."""
        if query is None:
            return -1
        self.queries.append(query)
        return len(self.queries) - 1


class ClusterClauses:
    """A `MeetsClauses` whose episodes a cluster finds. What is found whole is kept: it comes back with the next page or
    filter."""

    def __init__(
        self, segments: Segments, windows: Windows, duplicates: DuplicateGroups, ask: Ask, cache_bytes: int = CACHE_BYTES
    ) -> None:
        """`ask` answers some searches at once."""
        self._segments, self._windows, self._duplicates, self._ask = segments, windows, duplicates, ask
        self._firsts = {one.info.name: one.first_doc for one in segments.open}
        self._episodes = int(segments.live.sum())
        self._kept: ByteCache[ClauseResult] = ByteCache(cache_bytes)
        self._counts: ByteCache[int] = ByteCache(COUNTS)

    def evaluate(self, clause: Clause, budget: Budget) -> ClauseResult:
        """The episodes that meet the clause; where a part of the cluster does not answer, those of the others, and the
        budget says so."""
        met = self._kept.get(clause)
        if met is None:
            met, is_whole = self._meet(self._bounded(clause, budget), budget)
            if is_whole:
                self._kept.put(clause, met, met.score.nbytes + met.met.nbytes + 8 * met.count + 10_000)
        return met

    def count(self, expansion: Expansion) -> int:
        """Episodes that hold an expansion in any field."""
        kept = self._counts.get(expansion)
        if kept is None:
            budget = Budget()
            kept = self.evaluate(Clause("", (Pattern((TermPosition("", (expansion,)),)),)), budget).count
            if all(one.why != "shards" for one in budget.cut):
                self._counts.put(expansion, kept, 1)
        return kept

    def exact(self, met: Sequence[ClauseResult], docs: Int64, score: Float32, first: Float32 | None) -> Float32:
        """The scores, those exact that decide the order of the best and which of near-duplicates stands for the others;
        what is not among the best stays behind them."""
        if not met or not len(docs):
            return score
        keys = (-score,) if first is None else (-first, -score)
        leading, chosen = np.zeros((2, len(docs)), np.bool_)
        leading[best(keys, MOST_READ if first is None and len(docs) <= MOST_READ else EXACT)] = True
        chosen |= leading
        chosen[self._duplicates.contested(docs)[:EXACT]] = True
        exact = self._worth(met, docs[chosen])
        behind = score * np.float32(_share(exact[leading[chosen]], score[~chosen]))
        behind[chosen] = exact
        return behind

    def _worth(self, met: Sequence[ClauseResult], docs: Int64) -> Float32:
        """float32[n]: what the clauses earn in some episodes."""
        window = self._windows.of(docs)
        total = np.zeros(len(docs), np.float32)
        for one in met:
            total += window.clauses.worth(one.clause) * np.float32(one.idf)
        return total

    def _bounded(self, clause: Clause, budget: Budget) -> Clause:
        """The clause in so many words as a node takes; the budget says where that is not all."""
        bounded, more = clause, MOST_LEAVES
        while leaves(bounded) > MOST_LEAVES and more:
            more //= 2
            bounded = shortened(clause, more)
        if bounded is not clause or not has_all_lengths(clause):
            budget.say("forms", clause.text)
        return bounded

    def _meet(self, clause: Clause, budget: Budget) -> tuple[ClauseResult, bool]:
        answers = _Answers()
        told = [(languages, answers.ask(clause_query(clause, languages))) for languages in languages_of(clause)]
        untold = [pattern for pattern in clause.any_of if "speech" in pattern.fields and not is_told(pattern, "speech")]
        slots = [[(slot, answers.ask(slot_query(slot))) for slot in pattern.slots] for pattern in untold]
        self._fill(answers)
        score = np.zeros(self._segments.count, np.float32)
        for languages, place in told:
            if place >= 0:
                score += answers.scores[place] * self._segments.speaks(languages) if languages else answers.scores[place]
        self._add_told(clause, score)
        looked = [
            self._look(clause, self._possible(pattern, some, answers), score, budget)
            for pattern, some in zip(untold, slots, strict=True)
        ]
        if not answers.is_whole:
            budget.say("shards")
        count = int(np.count_nonzero(score > 0))
        weight = idf(self._episodes, count)
        score *= np.float32(weight)
        return ClauseResult(score, count, weight, clause), answers.is_whole and all(looked)

    def _fill(self, answers: _Answers) -> None:
        """Asks all queries in one request."""
        with apart():
            found = [read_found(answer) for answer in self._ask([search_body(query, self._firsts) for query in answers.queries])]
        for docs, estimate, is_whole in found:
            score = np.zeros(self._segments.count, np.float32)
            score[docs] = np.maximum(estimate, LEAST)
            score[~self._segments.live] = 0
            answers.scores.append(score)
            answers.is_whole &= is_whole

    def _add_told(self, clause: Clause, score: Float32) -> None:
        """Lets those episodes answer too of which a table tells that they meet a single word's slot: a name is linked
        there, or the word is written with its accent."""
        for pattern in (single for one in clause.any_of for single in as_met(one) if len(single.slots) == 1):
            told = [field for field in pattern.fields if is_told(pattern, field)]
            for one in pattern.slots[0].expansions:
                if one.spelling:
                    docs = self._segments.spellings.docs_of(told, one.spelling)
                    score[docs[self._segments.live[docs]]] += np.float32(1)
                elif one.name and "speech" in told:
                    score[self._windows.mentions.docs_of(one.name)] += np.float32(1)

    def _possible(self, pattern: Pattern, slots: Sequence[tuple[TermPosition, int]], answers: _Answers) -> Float32:
        """float32[N]: above 0 for the episodes that may meet a pattern in speech, since they hold each slot and
        speak."""
        possible = self._segments.live.astype(np.float32)
        for slot, place in slots:
            held = answers.scores[place].copy() if place >= 0 else np.zeros(self._segments.count, np.float32)
            for name in names_of(slot):
                held[self._windows.mentions.docs_of(name)] += np.float32(1)
            possible = np.where(held > 0, possible * (1 + held), 0).astype(np.float32)
        if pattern.speakers:
            speak = np.zeros(self._segments.count, np.bool_)
            speak[self._segments.speakers.docs_of(pattern.speakers)] = True
            possible[~speak] = 0
        return possible

    def _look(self, clause: Clause, possible: Float32, score: Float32, budget: Budget) -> bool:
        """Looks for a clause in the episodes that may meet it; where they are too many, in the most promising, and the
        budget says so. Whether it was looked for in all."""
        docs = possible.nonzero()[0]
        is_all = len(docs) <= MOST_READ
        if not is_all:
            docs = np.sort(docs[best((-possible[docs],), MOST_READ)])
            budget.say("at-least", clause.text, MOST_READ)
        if len(docs):
            worth = self._windows.of(docs).clauses.worth(clause)
            score[docs] = np.maximum(score[docs], worth)
        return is_all


def _share(exact: Float32, others: Float32) -> float:
    """By how much the other scores are made less so that all stay behind the exact ones."""
    least, most = float(exact.min(initial=np.inf)), float(others.max(initial=0))
    return 1.0 if most <= least or not most else 0.999 * least / most
