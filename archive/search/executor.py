"""One question asked of one generation, from what was typed to the answer."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec import structs

from archive.analysis.analyze import Analysis
from archive.analysis.heard_as import heard_forms, name_key
from archive.search.answer import Answer, EpisodeMatches, Hit, Match, Moment, NamedPerson, TimelineHit
from archive.search.autocomplete import NameIndex
from archive.search.costs import steps_of
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
    Occurrences,
    Request,
    Sort,
    Summary,
    TopDocs,
)
from archive.search.limits import Budget, Cut
from archive.search.moments import LocatedMoments, best_moments, locate_moments, timeline_hits
from archive.search.parser import parse
from archive.search.passages import passages
from archive.search.planner import Expander, Plan, Planner
from archive.search.reranker import MatchedCandidates, RankedResults, RankedRow, Reranker

RERANKED = 100
LEAST_READ = 10
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
    aggregations: bool


@dataclass(frozen=True, slots=True)
class Execution:
    """A plan, what the engine made of it, and its episodes in order, with who put them so."""

    plan: Plan
    evaluation: Evaluation
    reranker: Reranker
    ranked: RankedResults
    near_phrase: str | None = None


class SearchExecutor:
    """A listener's words, to be answered once."""

    def __init__(
        self, engine: Engine, expander: Expander, directory: NameIndex, generation: int, text: str, options: Options
    ) -> None:
        self._began = time.perf_counter()
        self._engine = engine
        query = parse(text)
        self._query = replace(query, filters=directory.resolved(merged(query.filters, options.filters)))
        # From here on: the names of an archive are read once a generation.
        self._budget = Budget()
        self._budget.take("hits", min(options.limit, self._budget.limits.hits))
        self._planner = Planner(expander, engine.vocabulary, self._budget)
        self._generation = generation
        self._options = options

    def answer(self) -> Answer:
        """The whole answer: full ones, then, where these are few, the best partial ones, each with what it lacks."""
        execution = self._execute()
        options = self._options
        hits = self._hits(execution)
        return Answer(
            query=self._query.text,
            hits=hits,
            total=execution.evaluation.total,
            partial_total=execution.evaluation.partial_total,
            moments_total=execution.evaluation.aggregations.moments,
            facets=execution.evaluation.aggregations.facets,
            months=execution.evaluation.aggregations.months,
            explanation=explain(execution.plan, execution.evaluation, self._engine, execution.near_phrase, self._budget),
            filters=self._query.filters,
            sort=options.sort,
            page=options.page,
            limit=options.limit,
            generation=self._generation,
            took_ms=round((time.perf_counter() - self._began) * 1000, 3),
        )

    def in_episode(self, doc: int) -> EpisodeMatches:
        """One episode by its number, with all that is asked marked in it."""
        execution = self._execute_alone(doc)
        (hit,) = self._hits_of([(execution, row) for row in execution.ranked.rows(0, 1)])
        unread = [Cut("too-long", piece.text) for piece in execution.plan.ignored if piece.why == "too-long"]
        (analysis,) = self._engine.analyses_of([doc])
        return EpisodeMatches(
            replace(hit, cut=(*unread, *self._budget.cut)), tuple(_matches(execution.ranked.candidates.found)), analysis
        )

    def _execute_alone(self, doc: int) -> Execution:
        planned = self._planner.plan(self._query)
        reranker = Reranker(self._engine, planned.clauses, self._budget)
        return Execution(planned, _nothing(), reranker, reranker.in_engine_order(reranker.match(_unranked([doc]), LEAST_READ)))

    def _execute(self) -> Execution:
        planned = self._planner.plan(self._query)
        exact = self._planner.typed_phrase(self._query) if self._reranks(planned) else None
        evaluation = self._evaluate(planned)
        if evaluation.total == 0 and (near := self._near_phrase(planned, evaluation)):
            return near
        reranker, full = self._match_candidates(planned, evaluation, exact)
        ranked = self._in_order(reranker, planned, full)
        if len(planned.clauses) < 2 or ranked.close >= max(FEW, self._wanted):
            return Execution(planned, evaluation, reranker, ranked)
        if self._budget.late():
            self._budget.say("partial")
            return Execution(planned, evaluation, reranker, ranked)
        partial = self._engine.evaluate(self._request(planned, partial=PARTIAL, aggregations=False), self._budget)
        evaluation = structs.replace(evaluation, partial=partial.partial, partial_total=partial.partial_total)
        candidates = full.concatenated(reranker.match(partial.partial))
        return Execution(planned, evaluation, reranker, self._in_order(reranker, planned, candidates))

    def _near_phrase(self, strict: Plan, evaluation: Evaluation) -> Execution | None:
        """Where words in quotes are found nowhere: the same words as they may have been heard, labelled as lacking the phrase."""
        phrases = [part.typed for group in strict.groups for part in group.parts if part.kind == "phrase"]
        if not phrases:
            return None
        planned = self._planner.near_phrases(strict)
        if planned is None:
            return None
        near = self._engine.evaluate(self._request(planned, aggregations=False), self._budget)
        if not near.total:
            return None
        lacks = np.full(len(near.full.doc), sum(1 << n for n, c in enumerate(planned.clauses) if c.text in phrases), np.uint64)
        answer = structs.replace(evaluation, partial=structs.replace(near.full, lacks=lacks), partial_total=near.total)
        reranker, full = self._match_candidates(planned, evaluation, None)
        candidates = full.concatenated(reranker.match(answer.partial))
        return Execution(planned, answer, reranker, self._in_order(reranker, planned, candidates), phrases[0])

    @property
    def _wanted(self) -> int:
        return self._options.page * self._options.limit

    def _request(self, planned: Plan, *, partial: int = 0, aggregations: bool | None = None) -> Request:
        """Partial answers are asked for when the full ones are known: these alone."""
        return Request(
            planned.clauses,
            planned.excluded,
            self._query.filters,
            self._options.sort,
            candidates=0 if partial else max(RERANKED, self._wanted),
            partial=partial,
            aggregations=self._options.aggregations if aggregations is None else aggregations,
        )

    def _evaluate(self, planned: Plan) -> Evaluation:
        return self._engine.evaluate(self._request(planned), self._budget)

    def _reranks(self, planned: Plan) -> bool:
        return self._options.sort == "relevance" and bool(planned.clauses)

    def _match_candidates(self, planned: Plan, evaluation: Evaluation, exact: Clause | None) -> tuple[Reranker, MatchedCandidates]:
        """A judge of the answers, and the full ones as it heard them; `exact` is the whole query word for word, if there is one."""
        full = evaluation.full
        if exact is not None and len(full.doc) >= RERANKED:
            said = self._exact_phrase(planned, exact)
            exact, full = (exact, _with_others(full, said.full)) if said.total else (None, full)
        reranker = Reranker(self._engine, planned.clauses, self._budget, exact)
        return reranker, reranker.match(full)

    def _in_order(self, reranker: Reranker, planned: Plan, candidates: MatchedCandidates) -> RankedResults:
        return reranker.rescored(candidates) if self._reranks(planned) else reranker.in_engine_order(candidates)

    def _exact_phrase(self, planned: Plan, exact: Clause) -> Evaluation:
        """The answers in which the whole query is said word for word."""
        request = Request((exact,), planned.excluded, self._query.filters, candidates=EXACT, aggregations=False)
        return self._engine.evaluate(request, self._budget)

    def _hits(self, execution: Execution) -> tuple[Hit, ...]:
        """The page that is asked for; what was not read again to find its place is read to be shown."""
        first = (self._options.page - 1) * self._options.limit
        rows = execution.ranked.rows(first, first + self._options.limit)
        unread = self._read_late(execution, [row for row in rows if not row.read])
        return self._hits_of([unread.get(row.doc, (execution, row)) for row in rows])

    def _hits_of(self, rows: Sequence[tuple[Execution, RankedRow]]) -> tuple[Hit, ...]:
        """Some rows as they are shown; what the engine stores of them is asked for at once."""
        docs = [row.doc for _, row in rows]
        stored = zip(self._engine.summaries_of(docs), self._engine.analyses_of(docs), self._engine.captions_of(docs), strict=True)
        return tuple(self._hit(execution, row, *one) for (execution, row), one in zip(rows, stored, strict=True))

    def _read_late(self, execution: Execution, rows: Sequence[RankedRow]) -> dict[int, tuple[Execution, RankedRow]]:
        if not rows:
            return {}
        ranked = execution.reranker.in_engine_order(execution.reranker.match(_unranked([row.doc for row in rows]), LEAST_READ))
        late = replace(execution, ranked=ranked)
        locate_moments = ranked.rows(0, len(rows))
        return {row.doc: (late, replace(row, first=at.first, end=at.end)) for row, at in zip(rows, locate_moments, strict=True)}

    def _hit(self, execution: Execution, row: RankedRow, summary: Summary, analysis: Analysis, captions: Captions) -> Hit:
        at = locate_moments(execution.ranked.candidates.found, execution.ranked.candidates.passages, row.first, row.end)
        steps = steps_of(row.end - row.first, len(execution.plan.clauses))
        if 0 < row.named < (1 << len(execution.plan.clauses)) - 1 and self._budget.take("steps", steps):
            at = replace(at, passages=passages(at.found, _less_of_named(execution.ranked.idf, row.named)))
        clauses = execution.plan.clauses
        return Hit(
            summary=summary,
            score=row.score,
            people=_people(summary, analysis),
            chapters=analysis.chapters,
            lacks=tuple(clause.text for number, clause in enumerate(clauses) if row.lacks >> number & 1),
            matched=execution.ranked.fields.matched(summary),
            ticks=self._ticks(at),
            moments=self._moments(at, captions),
            moments_total=at.total,
        )

    def _ticks(self, at: LocatedMoments) -> tuple[TimelineHit, ...]:
        left = self._budget.left("ticks")
        found = timeline_hits(at, left + 1)
        if len(found) > left:
            self._budget.say("ticks")
        self._budget.take("ticks", min(left, len(found)))
        return found[:left]

    def _moments(self, at: LocatedMoments, captions: Captions) -> tuple[Moment, ...]:
        wanted = at.total if self._options.moments is None else min(at.total, self._options.moments)
        most = min(wanted, self._budget.left("snippets"))
        if most < wanted:
            self._budget.say("snippets", number=self._budget.limits.snippets)
        self._budget.take("snippets", most)
        return best_moments(at, captions, most) if most else ()


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


def _matches(found: Occurrences) -> Iterator[Match]:
    """The matches of one episode, in order."""
    rows = zip(found.position.tolist(), found.length.tolist(), found.kind.tolist(), strict=True)
    return (Match(position, words, MATCH_KINDS[kind]) for position, words, kind in rows)


def _people(summary: Summary, analysis: Analysis) -> tuple[NamedPerson, ...]:
    candidates = heard_forms(analysis.links) if summary.people else {}
    return tuple(NamedPerson(name, role, kind, candidates.get(name_key(name))) for name, role, kind in summary.people)


def _unranked(docs: Sequence[int]) -> TopDocs:
    return TopDocs(np.array(docs, np.int32), np.zeros(len(docs), np.float32), np.zeros(len(docs), np.uint64))


def _none() -> TopDocs:
    return TopDocs(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint64))


def _nothing() -> Evaluation:
    return Evaluation(_none(), _none(), 1, 0, Aggregations())
