"""One question asked of one generation, from what was typed to the answer."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec import structs

from archive.analysis.analyze import Analysis
from archive.analysis.heard_as import heard_forms, name_key
from archive.search.answer import Answer, Hit, Match, NamedPerson
from archive.search.autocomplete import NameIndex
from archive.search.explain import explain
from archive.search.index.protocols import Engine
from archive.search.index.types import (
    MATCH_KINDS,
    Aggregations,
    Captions,
    Clause,
    Evaluation,
    Filters,
    Float32,
    Request,
    Sort,
    Summary,
    TopDocs,
)
from archive.search.moments import best_moments, locate_moments, timeline_hits
from archive.search.parser import Query
from archive.search.passages import passages
from archive.search.planner import Expander, Plan, plan, typed_phrase
from archive.search.reranker import MatchedCandidates, RankedResults, RankedRow, Reranker

RERANKED = 100
PARTIAL = 150
EXACT = 30
FEW = 10
NAMED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """How an answer is wanted; `moments` None asks for all of a hit's moments."""

    filters: Filters
    sort: Sort
    page: int
    limit: int
    moments: int | None
    tally: bool


@dataclass(frozen=True, slots=True)
class Execution:
    """A plan, what the engine made of it, and its episodes in order."""

    plan: Plan
    evaluation: Evaluation
    judged: RankedResults
    near_phrase: str | None = None


class SearchExecutor:
    """A listener's words, to be answered once."""

    def __init__(
        self, engine: Engine, expander: Expander, directory: NameIndex, generation: int, query: Query, options: Options
    ) -> None:
        self._began = time.perf_counter()
        self._engine = engine
        self._expander = expander
        self._generation = generation
        self._options = options
        self._query = replace(query, filters=directory.resolved(merged(query.filters, options.filters)))

    def answer(self) -> Answer:
        """The whole answer: full ones, then, where these are few, the best partial ones, each with what it lacks."""
        asked = self._asked()
        options = self._options
        first = (options.page - 1) * options.limit
        return Answer(
            query=self._query.text,
            hits=self._hits(asked, asked.judged.rows(first, first + options.limit)),
            total=asked.evaluation.total,
            partial_total=asked.evaluation.partial_total,
            moments_total=asked.evaluation.tally.moments,
            facets=asked.evaluation.tally.facets,
            months=asked.evaluation.tally.months,
            receipt=explain(asked.plan, asked.evaluation, self._engine, asked.near_phrase),
            filters=self._query.filters,
            sort=options.sort,
            page=options.page,
            limit=options.limit,
            generation=self._generation,
            took_ms=round((time.perf_counter() - self._began) * 1000, 3),
        )

    def hit_of(self, doc: int) -> Hit:
        """One episode by its number, with all that is asked marked in it."""
        asked = self._alone(doc)
        (hit,) = self._hits(asked, asked.judged.rows(0, 1))
        return hit

    def matches_in(self, doc: int) -> tuple[Match, ...]:
        """All words of one episode's speech that meet what is asked, in order."""
        judged = self._alone(doc).judged
        found = judged.heard.found
        columns = (found.position, found.length, found.kind)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return tuple(Match(position, words, MATCH_KINDS[kind]) for position, words, kind in rows)

    def _alone(self, doc: int) -> Execution:
        planned = self._plan(loose=False)
        alone = TopDocs(np.array([doc], np.int32), np.zeros(1, np.float32), np.zeros(1, np.uint64))
        judge = Reranker(self._engine, planned.clauses)
        return Execution(planned, _nothing(), judge.in_engine_order(judge.hear(alone)))

    def _asked(self) -> Execution:
        planned = self._plan(loose=False)
        evaluation = self._evaluate(planned)
        if evaluation.total == 0 and (near := self._near_phrase(evaluation)):
            return near
        judge, full = self._heard(planned, evaluation)
        judged = self._in_order(judge, planned, full)
        if len(planned.clauses) < 2 or judged.close >= max(FEW, self._wanted):
            return Execution(planned, evaluation, judged)
        partial = self._engine.evaluate(self._request(planned, partial=PARTIAL, tally=False))
        evaluation = structs.replace(evaluation, partial=partial.partial, partial_total=partial.partial_total)
        return Execution(planned, evaluation, self._in_order(judge, planned, full.concatenated(judge.hear(partial.partial))))

    def _near_phrase(self, evaluation: Evaluation) -> Execution | None:
        """Where words in quotes are found nowhere: the same words as they may have been heard, labelled as lacking the phrase."""
        phrases = [part.typed for group in self._query.groups for part in group.parts if part.kind == "phrase"]
        if not phrases:
            return None
        planned = self._plan(loose=True)
        near = self._engine.evaluate(self._request(planned, tally=False))
        if not near.total:
            return None
        lacks = np.full(len(near.full.doc), sum(1 << n for n, c in enumerate(planned.clauses) if c.text in phrases), np.uint64)
        answer = structs.replace(evaluation, partial=structs.replace(near.full, lacks=lacks), partial_total=near.total)
        judge, full = self._heard(planned, evaluation)
        heard = full.concatenated(judge.hear(answer.partial))
        return Execution(planned, answer, self._in_order(judge, planned, heard), phrases[0])

    @property
    def _wanted(self) -> int:
        return self._options.page * self._options.limit

    def _plan(self, *, loose: bool) -> Plan:
        return plan(self._query, self._expander, self._engine.vocabulary, loose_phrases=loose)

    def _request(self, planned: Plan, *, partial: int = 0, tally: bool | None = None) -> Request:
        """Partial answers are asked for when the full ones are known: these alone."""
        return Request(
            planned.clauses,
            planned.excluded,
            self._query.filters,
            self._options.sort,
            candidates=0 if partial else max(RERANKED, self._wanted),
            partial=partial,
            tally=self._options.tally if tally is None else tally,
        )

    def _evaluate(self, planned: Plan) -> Evaluation:
        return self._engine.evaluate(self._request(planned))

    def _by_passage(self, planned: Plan) -> bool:
        return self._options.sort == "relevance" and bool(planned.clauses)

    def _heard(self, planned: Plan, evaluation: Evaluation) -> tuple[Reranker, MatchedCandidates]:
        """A judge of the answers, and the full ones as it heard them."""
        exact, full = typed_phrase(self._query, self._expander) if self._by_passage(planned) else None, evaluation.full
        if exact is not None and len(full.doc) >= RERANKED:
            said = self._said(planned, exact)
            exact, full = (exact, _with_others(full, said.full)) if said.total else (None, full)
        judge = Reranker(self._engine, planned.clauses, exact)
        return judge, judge.hear(full)

    def _in_order(self, judge: Reranker, planned: Plan, heard: MatchedCandidates) -> RankedResults:
        return judge.rescored(heard) if self._by_passage(planned) else judge.in_engine_order(heard)

    def _said(self, planned: Plan, exact: Clause) -> Evaluation:
        """The answers in which the whole query is said word for word."""
        return self._engine.evaluate(Request((exact,), planned.excluded, self._query.filters, candidates=EXACT, tally=False))

    def _hits(self, asked: Execution, rows: Sequence[RankedRow]) -> tuple[Hit, ...]:
        """Some rows as they are shown; what the engine keeps of them is asked for at once."""
        docs = [row.doc for row in rows]
        kept = zip(self._engine.summaries_of(docs), self._engine.analyses_of(docs), self._engine.captions_of(docs), strict=True)
        return tuple(self._hit(asked, row, *one) for row, one in zip(rows, kept, strict=True))

    def _hit(self, asked: Execution, row: RankedRow, summary: Summary, reading: Analysis, captions: Captions) -> Hit:
        at = locate_moments(asked.judged.heard.found, asked.judged.heard.passages, row.first, row.end)
        if 0 < row.named < (1 << len(asked.plan.clauses)) - 1:
            at = replace(at, passages=passages(at.found, _less_of_named(asked.judged.idf, row.named)))
        clauses = asked.plan.clauses
        return Hit(
            summary=summary,
            score=row.score,
            people=_people(summary, reading),
            chapters=reading.chapters,
            lacks=tuple(clause.text for number, clause in enumerate(clauses) if row.lacks >> number & 1),
            matched=asked.judged.fields.matched(summary),
            ticks=timeline_hits(at),
            moments=best_moments(at, captions, self._options.moments) if at.total else (),
            moments_total=at.total,
        )


def _with_others(full: TopDocs, said: TopDocs) -> TopDocs:
    """The full answers, and those beyond the hundred where the whole query is said word for word."""
    more = ~np.isin(said.doc, full.doc)
    return TopDocs(
        np.concatenate([full.doc, said.doc[more]]),
        np.concatenate([full.score, said.score[more]]),
        np.concatenate([full.lacks, np.zeros(int(more.sum()), np.uint64)]),
    )


def _less_of_named(idf: Float32, named: int) -> Float32:
    """What clauses are worth in an episode whose title or people name some: these are said all along, the others tell where."""
    told = np.array([NAMED_SHARE if named >> number & 1 else 1.0 for number in range(len(idf))], np.float32)
    return (idf * told).astype(np.float32)


def merged(first: Filters, second: Filters) -> Filters:
    """Both filters at once: the narrower period, the values of both."""
    return Filters(
        after=max((day for day in (first.after, second.after) if day), default=None),
        before=min((day for day in (first.before, second.before) if day), default=None),
        shows=first.shows + second.shows,
        persons=first.persons + second.persons,
        categories=first.categories + second.categories,
        languages=first.languages + second.languages,
        slugs=first.slugs + second.slugs,
        years=first.years + second.years,
        without=first.without + second.without,
    )


def _people(summary: Summary, reading: Analysis) -> tuple[NamedPerson, ...]:
    heard = heard_forms(reading.links) if summary.people else {}
    return tuple(NamedPerson(name, role, kind, heard.get(name_key(name))) for name, role, kind in summary.people)


def _none() -> TopDocs:
    return TopDocs(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint64))


def _nothing() -> Evaluation:
    return Evaluation(_none(), _none(), 1, 0, Aggregations())
