"""One question asked of one generation, from what was typed to the answer."""

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from msgspec import structs

from archive.search.expansion import Expander
from archive.search.filters import NO_FILTERS, Filters
from archive.search.index.limits import CutJson, all_terms
from archive.search.index.read.engine import Engine
from archive.search.index.types import DEFAULT_SORT, Clause, Evaluation, Request, Sort, TopDocs, joined
from archive.search.meaning import SPOKEN, PassageIndex
from archive.search.plan.dates import NO_DATE, OfDate, episodes_of, told_of, without_known
from archive.search.plan.plan import Plan, said_together
from archive.search.plan.request_context import RequestMeans
from archive.search.query.known_names import NameIndex
from archive.search.query.parser import is_name, is_plain
from archive.search.quotations.verdict import NOTHING, Shares, nearly_said
from archive.search.ranking.reranker import MatchedCandidates, RankedResults, Reranker
from archive.search.results import hits
from archive.search.results.answer import Answer, EpisodeMatches, Hit, ReceiptJson, TotalIs
from archive.search.results.by_meaning import MOST_SHOWN, MeaningReader, is_weak, stands_after, typed
from archive.search.results.explain import explain
from archive.search.results.hits import RERANKED, Execution, HitReader, RankedSection, analysis_of

PARTIAL = 150
EXACT = 30
FEW = 10
MOST_LISTED = 10
"""Episodes that may say it, shown on the first page, unless more are wanted; `listed_total` counts all of them."""


@dataclass(frozen=True, slots=True)
class Options:
    """How an answer is wanted; `moments` None asks for all of a hit's moments, `meaning` for so many episodes near by
    meaning, and for all that may say it where these are more than usual; `offered` in the place of what was typed."""

    filters: Filters
    sort: Sort
    page: int
    limit: int
    moments: int | None
    aggregations: bool
    meaning: int = MOST_SHOWN
    offered: bool = False

    @property
    def listed(self) -> int:
        """How many of the episodes that may say it are shown at most."""
        most = RERANKED if self.meaning > MOST_SHOWN else min(MOST_LISTED, self.limit)
        return most if self.page == 1 else 0


class SearchExecutor:
    """A listener's words, to be answered once."""

    def __init__(
        self,
        engine: Engine,
        expander: Expander,
        directory: NameIndex,
        generation: int,
        text: str,
        options: Options,
        passages: PassageIndex | None = None,
        means: RequestMeans | None = None,
    ) -> None:
        """`means` are those of the request that asks; else the question is one of its own."""
        self._began = time.perf_counter()
        self._engine, self._expander, self._directory, self._passages = engine, expander, directory, passages
        self._asked = (means or RequestMeans()).asked(engine, expander, directory, text, options.filters, offered=options.offered)
        self._query, self._budget, self._planner = self._asked.query, self._asked.budget, self._asked.planner
        self._budget.take("hits", min(max(options.limit, options.listed), self._budget.limits.hits))
        self._reader = HitReader(engine, self._budget, options.moments, self._query.filters.values("speaker"))
        self._generation = generation
        self._options = options

    def answer(self) -> Answer:
        """The whole answer: those that say it; those that may; then, where these are few, the best that lack
        something."""
        execution = self._execute()
        evaluation, options = execution.evaluation, self._options
        hits = self._hits(execution)
        explanation = explain(execution.plan, evaluation, self._engine, execution.near_phrase, self._budget)
        meaning = self._by_meaning(hits, execution.plan, explanation)
        shares, counted, date = self._nearly(execution, hits), evaluation.aggregations, None
        if options.aggregations:
            date, counted = told_of(self._engine, execution.plan, counted)
        return Answer(
            query=self._query.text,
            hits=hits,
            total=evaluation.total,
            partial_total=evaluation.partial_total,
            listed_total=execution.listed_total,
            total_is=_total_is(evaluation.total, explanation),
            moments_total=counted.moments,
            facets=counted.facets,
            months=counted.months,
            years=counted.years,
            explanation=explanation,
            filters=self._query.filters,
            sort=options.sort,
            page=options.page,
            limit=options.limit,
            generation=self._generation,
            joined_names=self._engine.joined_names if options.aggregations else {},
            meaning=meaning,
            meaning_after=stands_after(hits, self._asked.telling_name) if meaning else 0,
            nearly=shares.nearly,
            in_part=shares.in_part,
            verbatim=shares.verbatim,
            date=date,
            apart=execution.is_apart and not self._of_date.docs,  # who types a day does not ask for its words
            took_ms=round((time.perf_counter() - self._began) * 1000, 3),
        )

    def _nearly(self, execution: Execution, hits: tuple[Hit, ...]) -> Shares:
        """Where nearly these words are said, if anybody waits for it and there is time."""
        if not self._asks_for_the_best() or self._query.date or self._budget.late():
            return NOTHING
        total = execution.evaluation.total
        return nearly_said(self._engine, self._expander, self._query, execution.plan.groups, total, hits[:1])

    def _by_meaning(self, hits: tuple[Hit, ...], plan: Plan, explanation: ReceiptJson) -> tuple[Hit, ...]:
        """The episodes that may mean what was asked, where that is to be asked and can be paid for."""
        words = [word for word in explanation.words if not word.excluded]
        if self._passages is None or not self._may_mean() or not is_weak(hits, words):
            return ()
        if self._budget.late() or not self._budget.take("compared"):
            self._budget.say("meaning")
            return ()
        reader = MeaningReader(self._engine, self._passages)
        options = self._options
        return reader.hits(typed(self._query), words, lambda: self._allowed(plan.excluded), options.moments, options.meaning)

    def _may_mean(self) -> bool:
        """Whether the best answers of all are asked for, by plain words of a language that is read, and these are no
        name."""
        text = typed(self._query)
        plain = self._asks_for_the_best() and is_plain(self._query) and not is_name(self._query)
        return plain and self._expander.language_of(text) in SPOKEN and not self._directory.names(text)

    def _asks_for_the_best(self) -> bool:
        """Whether a listener waits for the first page of the best answers."""
        options = self._options
        return options.sort == DEFAULT_SORT and options.page == 1 and options.limit > 0 and options.aggregations

    def _allowed(self, excluded: tuple[Clause, ...]) -> Collection[str] | None:
        """The slugs of the episodes that the filters let pass, and that hold nothing that is left out; None where all
        do."""
        if self._query.filters == NO_FILTERS and not excluded:
            return None
        request = Request((), excluded, self._query.filters, candidates=self._engine.episodes, aggregations=False)
        found = self._engine.evaluate(request, self._budget).full.doc.tolist()
        return set(self._engine.slugs_of(found))

    def counted(self) -> tuple[str, ...]:
        """The slugs of all episodes that are counted, in no particular order."""
        planned = self._asked.plan
        request = structs.replace(self._request(planned, aggregations=False), candidates=self._engine.episodes)
        found = self._engine.evaluate(request, self._budget).full.doc.tolist()
        return self._engine.slugs_of(found)

    def in_episode(self, doc: int) -> EpisodeMatches:
        """One episode by its number, with all that is asked marked in it."""
        section, lacks = self._alone(planned := self._asked.plan, doc)
        ((_, row),) = section.rows(0, 1)
        section = replace(section, counted=section.counted and not lacks)
        (hit,) = self._reader.hits([(section, replace(row, lacks=lacks))])
        unread = [CutJson.of("too-long", piece.text) for piece in planned.ignored if piece.why == "too-long"]
        return EpisodeMatches(
            replace(hit, cut=(*unread, *self._budget.cut)),
            tuple(hits.matches_of(section.ranked.candidates.found)),
            analysis_of(self._engine, doc),
        )

    def _alone(self, planned: Plan, doc: int) -> tuple[RankedSection, int]:
        """One episode as it stands in the answer, and the clauses it lacks, as bits: read by what counts where it says
        all that was asked, else by all there is."""
        said = self._read_alone(planned.read, doc, counted=True)
        if planned.wide == planned.clauses or not said[1]:
            return said
        near = self._read_alone(planned.wide, doc, counted=False)
        return near if not near[1] else self._read_alone(planned.in_part, doc, counted=False)

    def _read_alone(self, clauses: tuple[Clause, ...], doc: int, *, counted: bool) -> tuple[RankedSection, int]:
        reranker = self._reranker(clauses, self._exact if counted else None)
        section = RankedSection(clauses, reranker, reranker.in_engine_order(reranker.match(hits.unranked([doc]), 1)), counted)
        named, described = section.ranked.fields.held(self._engine.summaries_of([doc])[0])
        said = np.bitwise_or.reduce(np.uint64(1) << section.ranked.candidates.found.clause.astype(np.uint64), initial=np.uint64(0))
        return section, (1 << len(clauses)) - 1 & ~(named | described | int(said))

    def _execute(self) -> Execution:
        planned = self._asked.plan
        evaluation = self._engine.evaluate(self._request(planned), self._budget)
        if evaluation.total == 0 and (near := self._near_phrase(planned, evaluation)):
            return near
        reranker, full, most = self._match_candidates(planned, evaluation)
        counted = RankedSection(planned.read, reranker, self._in_order(reranker, full, most=most), True)
        return self._with_partial(self._with_dated(self._with_listed(Execution(planned, evaluation, counted))))

    def _with_listed(self, execution: Execution) -> Execution:
        """The episodes that hold a word only as it may have been mistyped or misheard. Of several words, close
        together: what is scattered is chance, and lacks those words; and they are looked for where those that say it
        are few, or a whole name may have been heard otherwise."""
        planned = execution.plan
        enough = len(planned.clauses) > 1 and execution.counted.ranked.close >= self._enough
        if planned.wide == planned.clauses or enough:
            return execution
        looser = [wide for wide, clause in zip(planned.wide, planned.clauses, strict=True) if wide != clause]
        if self._budget.late() or not self._budget.take("terms", sum(map(all_terms, looser))):
            self._budget.say("near")
            return execution
        asked = self._request(planned, aggregations=False)
        request = structs.replace(asked, clauses=planned.wide, besides=planned.clauses, candidates=RERANKED)
        found = self._engine.evaluate(request, self._budget)
        reranker = self._reranker(planned.wide)
        candidates = reranker.match(found.full, MOST_LISTED)
        if len(planned.wide) == 1:
            ranked = self._in_order(reranker, candidates)
            ranked = reranker.nearest_first(ranked) if self._reranks(planned) else ranked
            return execution.listing(RankedSection(planned.wide, reranker, ranked, False), found.total)
        by_passage = reranker.rescored(candidates)
        whole = said_together(self._engine, request, self._budget) if found.total > RERANKED else None
        ranked = by_passage.first(by_passage.close, by_worth=self._options.sort == "relevance")
        scattered = reranker.lacking_guessed(by_passage, by_passage.order[by_passage.close :])
        listed = RankedSection(planned.wide, reranker, ranked, False)
        pairs = whole.total if whole else 0
        return replace(execution.listing(listed, max(by_passage.close, pairs)), scattered=scattered)

    def _with_dated(self, execution: Execution) -> Execution:
        """The episodes of the typed date, neither counted nor listed, that say all that is typed beside it."""
        planned, of_date = execution.plan, self._of_date
        if not of_date.docs or self._budget.late():
            return execution
        asked = self._request(planned, partial=len(of_date.docs), aggregations=False)
        asked = structs.replace(asked, filters=asked.filters.and_also(of_date.filters), candidates=len(of_date.docs))
        found = self._engine.evaluate(asked, self._budget)
        docs = without_known(self._engine, of_date, found)
        docs = hits.without(docs, execution.listed.docs) if execution.listed else docs
        if not len(docs.doc):
            return execution
        reranker = self._reranker(planned.wide)
        ranked = self._in_order(reranker, reranker.match(docs, MOST_LISTED))
        return replace(execution, dated=RankedSection(planned.wide, reranker, ranked, counted=False, dated=True))

    def _with_partial(self, execution: Execution) -> Execution:
        planned, listed = execution.plan, execution.listed
        close = execution.counted.ranked.close + (listed.ranked.close if listed else 0)
        if len(planned.clauses) < 2 or (close >= self._enough):
            return execution
        if self._budget.late():
            self._budget.say("partial")
            return execution
        asked = self._request(planned, partial=PARTIAL, aggregations=False)
        request = structs.replace(asked, clauses=planned.in_part, besides=planned.wide)
        found = self._engine.evaluate(request, self._budget)
        of_words = self._with_those_of_date(request, hits.in_part(found))
        partial = joined(of_words, execution.scattered) if execution.scattered else of_words
        total = found.total + found.partial_total + len(partial.doc) - len(of_words.doc)
        partial = hits.without(partial, execution.dated.docs) if execution.dated else partial
        reranker = listed.reranker if listed and planned.in_part == planned.wide else self._reranker(planned.in_part)
        candidates = reranker.match(partial, most=None if self._reranks(planned) else 0)
        ranked = self._in_order(reranker, candidates, firm=execution.counted.ranked.close > 0)
        total = total if len(ranked.order) == len(partial.doc) else len(ranked.order)
        evaluation = structs.replace(execution.evaluation, partial=partial, partial_total=total)
        section = RankedSection(planned.in_part, reranker, ranked, False)
        section = section.ordered_by(self._asked.telling) if self._reranks(planned) else section
        return replace(execution, evaluation=evaluation, partial=section)

    def _with_those_of_date(self, request: Request, partial: TopDocs) -> TopDocs:
        """The partial answers with those of the date that is typed which are not among the best."""
        if not self._of_date.docs:
            return partial
        narrow = structs.replace(request, filters=request.filters.and_also(self._of_date.filters))
        return hits.with_more(partial, self._engine.evaluate(narrow, self._budget).partial)

    @cached_property
    def _of_date(self) -> OfDate:
        """The episodes of the date that is typed, where any is."""
        planned = self._asked.plan
        return episodes_of(self._engine, planned) if planned.query.date or self._reranks(planned) else NO_DATE

    def _reranker(self, clauses: tuple[Clause, ...], exact: Clause | None = None) -> Reranker:
        of_date = self._of_date
        return Reranker(
            self._engine, clauses, self._budget, exact, (frozenset(of_date.docs), of_date.clauses), self._asked.plan.percent
        )

    def _near_phrase(self, strict: Plan, evaluation: Evaluation) -> Execution | None:
        """Where words in quotes are found nowhere: the same words as they may have been heard, labelled as lacking the
        phrase."""
        phrases = [part.typed for group in strict.groups for part in group.parts if part.kind == "phrase"]
        planned = self._planner.near_phrases(strict) if phrases and not strict.query.date else None
        if planned is None:
            return None
        clauses = planned.wide
        near = self._engine.evaluate(structs.replace(self._request(planned, aggregations=False), clauses=clauses), self._budget)
        if not near.total:
            return None
        lacks = np.full(len(near.full.doc), sum(1 << n for n, c in enumerate(clauses) if c.text in phrases), np.uint64)
        answer = structs.replace(evaluation, partial=structs.replace(near.full, lacks=lacks), partial_total=near.total)
        reranker = Reranker(self._engine, clauses, self._budget)
        counted = RankedSection(clauses, reranker, reranker.in_engine_order(reranker.match(evaluation.full)), True)
        partial = RankedSection(clauses, reranker, self._in_order(reranker, reranker.match(answer.partial)), False)
        return Execution(planned, answer, counted, partial=partial, near_phrase=phrases[0])

    @property
    def _wanted(self) -> int:
        return self._options.page * self._options.limit

    @property
    def _enough(self) -> int:
        """How many close answers spare a listener others. The same for every page: each must find those before it as
        they were."""
        return max(FEW, self._options.limit)

    def _request(self, planned: Plan, *, partial: int = 0, aggregations: bool | None = None) -> Request:
        """Partial answers are asked for when the full ones are known: these, and full ones read otherwise."""
        return Request(
            planned.clauses,
            planned.excluded,
            self._query.filters,
            self._options.sort,
            candidates=partial or max(RERANKED * planned.deeper, self._wanted),
            partial=partial,
            aggregations=self._options.aggregations if aggregations is None else aggregations,
        )

    def _reranks(self, planned: Plan) -> bool:
        return self._options.sort == "relevance" and bool(planned.clauses)

    @cached_property
    def _exact(self) -> Clause | None:  # the whole query word for word
        return self._planner.typed_phrase(self._query) if self._asked.plan.clauses else None

    def _match_candidates(self, planned: Plan, evaluation: Evaluation) -> tuple[Reranker, MatchedCandidates, int]:
        """A judge of the answers, the full ones as it heard them, and how many of the first it is to put in order."""
        full, most, exact = evaluation.full, RERANKED * planned.deeper, self._exact
        if exact is not None and len(full.doc) >= RERANKED and self._reranks(planned):
            said = self._exact_phrase(planned, exact)
            exact, (full, most) = (exact, hits.with_others(full, said.full)) if said.total else (None, (full, most))
        reranker = self._reranker(planned.read, exact)
        return reranker, reranker.match(full, most=most if self._reranks(planned) else 0), most

    def _in_order(
        self, reranker: Reranker, candidates: MatchedCandidates, *, firm: bool = False, most: int | None = None
    ) -> RankedResults:
        """By their passages where relevance is asked for, the first `most` of them; `firm` leaves out those that hold
        nothing but slips and sounds."""
        if self._options.sort == "relevance" and reranker.clauses:
            return reranker.rescored(candidates, firm=firm, most=most)
        return reranker.in_engine_order(candidates)

    def _exact_phrase(self, planned: Plan, exact: Clause) -> Evaluation:
        """The answers in which the whole query is said word for word."""
        request = Request((exact,), planned.excluded, self._query.filters, candidates=EXACT, aggregations=False)
        return self._engine.evaluate(request, self._budget)

    def _hits(self, execution: Execution) -> tuple[Hit, ...]:
        """The page that is asked for: of those that say it and, behind them, of those that lack something; on the first
        page, those that may say it stand between, and those of a date that is typed beside words before all. Where none
        may say it, what lacks a word but has the others close together stands before what has them all, far apart. Of
        what is wholly a date its silent episodes are the first of the list."""
        first, end, silent = (self._options.page - 1) * self._options.limit, self._wanted, []
        if execution.dated and self._query.date:
            many, silent = len(execution.dated.ranked.order), execution.dated.rows(first, end)
            first, end = max(0, first - many), max(0, end - many)
        if not execution.listed:
            total, limit = execution.evaluation.total, self._options.limit
            room = -total % limit if total and limit else PARTIAL
            rows = hits.with_best_partial(execution.counted, execution.partial, first, end, room)
        else:
            rows = execution.counted.rows(first, end) + execution.listed.rows(0, self._options.listed)
            if execution.partial:
                counted = len(execution.counted.ranked.order)
                rows += execution.partial.rows(max(0, first - counted), max(0, end - counted))
        if execution.dated and not self._query.date:
            rows = execution.dated.rows(0, min(MOST_LISTED, self._options.listed)) + rows
        return self._reader.hits(silent + rows)


def _total_is(total: int, explanation: ReceiptJson) -> TotalIs:
    """Whether a total counts what was said, or rests on a word that nobody said as it was asked."""
    if not total:
        return "none"
    guessed = any(not word.episodes and not word.excluded for word in explanation.words)
    return "heard" if guessed else "said"
