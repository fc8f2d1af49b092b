"""From ranked episodes to hits: what is stored of each, where it is marked, and what is quoted of it; and the order in
which the episodes of a page stand: those that say all of it, and those that lack something."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple, TypeVar, cast

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from archive.analysis.analyze import Analysis
from archive.analysis.inference import without_gone
from archive.analysis.mentions import name_key
from archive.model.episode import Chapter, PersonJson, PersonKind
from archive.search.index.limits import Budget
from archive.search.index.read.engine import Engine
from archive.search.index.types import (
    GUESSED,
    MATCH_KINDS,
    Captions,
    Clause,
    Evaluation,
    Occurrences,
    Summary,
    TopDocs,
    joined,
    taken,
)
from archive.search.plan.plan import Plan
from archive.search.ranking.reranker import RankedResults, RankedRow, Reranker
from archive.search.results.answer import FoundAs, Hit, Match, MatchedJson, Moment, TickJson
from archive.search.results.moments import LocatedMoments, best_moments, locate_moments, locate_turns, opening, timeline_hits, turns
from archive.storage.array_file import Float32

T = TypeVar("T")
ShowMoments = Callable[[LocatedMoments, Captions, int | None], tuple[Moment, ...]]
"""Some moments of an episode, at most so many, as they are shown."""
NAMED_SHARE = 0.5
WITHOUT_TELLING_WORD = 0.6
"""Share of its score that a partial answer keeps without the most telling word: at .35 paraphrases were lost, at 1.0
"asylum" for anybody stood before "Snowden in France"."""


@dataclass(frozen=True, slots=True)
class EpisodeList:
    """Some of the episodes that pass filters, newest first, and how many pass."""

    episodes: tuple[Summary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class RankedSection:
    """Episodes of one standing in their order, the clauses by which they were read, and who put them so; `counted`
    where they are those of the total, `dated` where they are those of the day or month that is typed."""

    clauses: tuple[Clause, ...]
    reranker: Reranker
    ranked: RankedResults
    counted: bool
    dated: bool = False

    def rows(self, first: int, end: int) -> "list[tuple[RankedSection, RankedRow]]":
        """Some of its rows, each with the section that knows what is read of it."""
        return [(self, row) for row in self.ranked.rows(first, end)]

    @property
    def docs(self) -> NDArray[np.int32]:
        """The numbers of its episodes, in no order."""
        return self.ranked.candidates.ranked.doc

    def lacks(self, place: int) -> int:
        """The clauses that the episode in a place does not meet, neither by its words nor by its date, as bits."""
        number = int(self.ranked.order[place])
        return int(self.ranked.candidates.ranked.lacks[number]) & ~self.ranked.named.get(number, 0)

    def ordered_by(self, clause: int) -> "RankedSection":
        """Reduce the score of partial answers that meet the most telling clause by no more than a close form."""
        ranked, found = self.ranked, self.ranked.candidates.ranked
        named = np.array([ranked.named.get(number, 0) for number in range(len(found.doc))], np.uint64)
        firm = ranked.firm & (~found.lacks | named)
        score = np.where(firm >> np.uint64(clause) & np.uint64(1), ranked.score, WITHOUT_TELLING_WORD * ranked.score)
        order = ranked.order[np.lexsort((-score[ranked.order], firm[ranked.order] == 0))]
        return replace(self, ranked=replace(ranked, order=order, score=score))


@dataclass(frozen=True, slots=True)
class Execution:
    """A plan and what the engine made of it: the episodes that are counted, those that may say what was asked,
    `listed_total` of them in all (`scattered` may say it, but far apart), those of the `dated` day or month that is
    typed, and those that lack something."""

    plan: Plan
    evaluation: Evaluation
    counted: RankedSection
    listed: RankedSection | None = None
    listed_total: int = 0
    scattered: TopDocs | None = None
    dated: RankedSection | None = None
    partial: RankedSection | None = None
    near_phrase: str | None = None

    def listing(self, listed: RankedSection, total: int) -> "Execution":
        """The same with those that may say it, `total` in all."""
        return replace(self, listed=listed, listed_total=total) if total else self

    @property
    def is_apart(self) -> bool:
        """Whether every episode that says it all was read, and none says it within one passage or in its title."""
        ranked = self.counted.ranked
        read = ranked.candidates.read
        is_read = 0 < self.evaluation.total <= len(read) and bool(read.all())
        return len(self.plan.clauses) > 1 and is_read and not ranked.close


class Stored(NamedTuple):
    """What is shown of an episode whatever was asked; of its people, each with the form in which the machine wrote the
    name, where it is another."""

    summary: Summary
    people: tuple[PersonJson, ...]
    chapters: tuple[Chapter, ...]


class HitReader:
    """Makes hits of ranked rows, within the budget of one question; `moments` as in Options. Where no word is asked
    for, and one of some `speakers` is to speak, the moments are what they say, and those shown the first of it."""

    def __init__(self, engine: Engine, budget: Budget, moments: int | None, speakers: Sequence[str] = ()) -> None:
        self._engine, self._budget, self._wanted, self._speakers = engine, budget, moments, speakers

    def hits(self, rows: Sequence[tuple[RankedSection, RankedRow]]) -> tuple[Hit, ...]:
        """Return the hits of some rows. Rows whose speech was not read for the order are read now, and what the engine
        stores is read at once."""
        rows = self._with_unread(rows)
        docs = [row.doc for _, row in rows]
        located = _by_section(rows, self._located)
        every = zip(rows, located, stored_of(self._engine, docs), self._engine.captions_of(docs), strict=True)
        return tuple(self._hit(*row, *at, stored, captions) for row, at, stored, captions in every)

    def _with_unread(self, rows: Sequence[tuple[RankedSection, RankedRow]]) -> list[tuple[RankedSection, RankedRow]]:
        late: dict[int, tuple[RankedSection, RankedRow]] = {}
        for section in {id(section): section for section, row in rows if not row.read}.values():
            late |= self._read_late(section, [row for other, row in rows if other is section and not row.read])
        return [late.get(row.doc, (section, row)) for section, row in rows]

    def _read_late(self, section: RankedSection, rows: Sequence[RankedRow]) -> dict[int, tuple[RankedSection, RankedRow]]:
        reranker = section.reranker
        ranked = reranker.in_engine_order(reranker.match(unranked([row.doc for row in rows]), len(rows)))
        late = replace(section, ranked=ranked)
        found = ranked.rows(0, len(rows))
        return {row.doc: (late, replace(row, first=at.first, end=at.end)) for row, at in zip(rows, found, strict=True)}

    def _hit(
        self, section: RankedSection, row: RankedRow, at: LocatedMoments, outside: bool, stored: Stored, captions: Captions
    ) -> Hit:
        matched = section.ranked.fields.matched(stored.summary) if outside else ()
        spoken = bool(self._speakers) and not section.clauses
        at = locate_turns(captions, self._engine.turns_of(row.doc, self._speakers)) if spoken else at
        return Hit(
            summary=stored.summary,
            score=row.score,
            people=stored.people,
            chapters=stored.chapters,
            lacks=tuple(clause.text for number, clause in enumerate(section.clauses) if row.lacks >> number & 1),
            matched=matched,
            ticks=self._ticks(at),
            leads=at.leads,
            moments=self._moments(at, captions, turns if spoken else best_moments),
            moments_total=at.total,
            counted=section.counted,
            found_as="date" if section.dated else None if row.lacks else _found_as(at, matched),
            whole=at.whole(len(section.clauses)) if len(section.clauses) > 1 else None,
            telling=at.telling if len(section.clauses) > 1 else None,
            opening=opening(captions) if matched and not (row.lacks or at.total) and captions.texts else None,
        )

    def _located(self, section: RankedSection, rows: Sequence[RankedRow]) -> Sequence[tuple[LocatedMoments, bool]]:
        """The moments of some rows of a section, told from the words that an episode's title does not name already, and
        whether each may be met outside speech."""
        candidates, shares = section.ranked.candidates, np.ones((len(rows), len(section.clauses)), np.float32)
        docs = np.array([row.doc for row in rows], np.int32)
        outside = self._engine.outside_speech(section.clauses, docs)
        summaries = self._engine.summaries_of(docs[outside].tolist()) if outside.any() else ()
        for number, summary in zip(outside.nonzero()[0], summaries, strict=True):
            shares[number] = _less_of_named(section.ranked.fields.held(summary)[0], len(section.clauses))
        located = locate_moments(candidates.found, candidates.value, [(row.first, row.end) for row in rows], shares)
        return list(zip(located, outside.tolist(), strict=True))

    def _ticks(self, at: LocatedMoments) -> tuple[TickJson, ...]:
        left = self._budget.left("ticks")
        found = timeline_hits(at, left + 1)
        if len(found) > left:
            self._budget.say("ticks")
        self._budget.take("ticks", min(left, len(found)))
        return found[:left]

    def _affordable(self, total: int) -> int:
        """How many moments are shown of so many."""
        wanted = total if self._wanted is None else min(total, self._wanted)
        most = min(wanted, self._budget.left("snippets"))
        if most < wanted:
            self._budget.say("snippets", number=self._budget.limits.snippets)
        self._budget.take("snippets", most)
        return most

    def _moments(self, at: LocatedMoments, captions: Captions, shown: ShowMoments) -> tuple[Moment, ...]:
        most = self._affordable(at.total)
        every = self._wanted is None and most == at.total
        return shown(at, captions, None if every else most) if most else ()


def _by_section(
    rows: Sequence[tuple[RankedSection, RankedRow]], read: Callable[[RankedSection, Sequence[RankedRow]], Sequence[T]]
) -> Iterator[T]:
    """What is read of each row, in their order, those of a section read at once."""
    sections = {id(section): section for section, _ in rows}
    own = {place: [row for section, row in rows if id(section) == place] for place in sections}
    found = {place: iter(read(sections[place], some)) for place, some in own.items()}
    return (next(found[id(section)]) for section, _ in rows)


def unranked(docs: Sequence[int]) -> TopDocs:
    """Some episodes in the order given, all of them full answers."""
    return TopDocs(np.array(docs, np.int32), np.zeros(len(docs), np.float32), np.zeros(len(docs), np.uint64))


def _found_as(at: LocatedMoments, matched: Sequence[MatchedJson]) -> FoundAs | None:
    """How an answer was found where the surest match of some clause is a slip or a sound; a sound where any is."""
    surest: dict[int, int] = {}
    met = [(mark.slot, MATCH_KINDS.index(mark.kind)) for field in matched for mark in field.marks]
    for clause, kind in (*met, *at.met):
        surest[clause] = min(kind, surest.get(clause, kind))
    guessed = {MATCH_KINDS[kind] for kind in surest.values()} & GUESSED
    return ("sound" if "sounds-like" in guessed else "typo") if guessed else None


def _less_of_named(named: int, clauses: int) -> Float32:
    """What of each clause counts in an episode whose title or people name some, as bits: these are said all along, the
    others tell where. Where all are named none tells more than another."""
    named = 0 if named == (1 << clauses) - 1 else named
    return np.array([NAMED_SHARE if named >> number & 1 else 1.0 for number in range(clauses)], np.float32)


def stored_of(engine: Engine, docs: Sequence[int]) -> Iterator[Stored]:
    """What is shown of some episodes, in their order."""
    summaries = engine.summaries_of(docs)
    heard = engine.heard_of(docs, [[name for name, _, _ in summary.people] for summary in summaries])
    return map(Stored, summaries, map(_people, summaries, heard), engine.chapters_of(docs))


def _people(summary: Summary, heard: Mapping[str, str]) -> tuple[PersonJson, ...]:
    return tuple(PersonJson(name, role, cast(PersonKind, kind), heard.get(name_key(name))) for name, role, kind in summary.people)


def analysis_of(engine: Engine, doc: int) -> Analysis:
    """What was computed over an episode; evidence names no page that answers no more."""
    (found,) = engine.analyses_of([doc])
    return replace(found, inferred=without_gone(found.inferred, lambda slug: engine.doc_of(slug) is not None))


RERANKED = 100
"""Answers that are read again to put them in order."""


def with_best_partial(
    counted: RankedSection, partial: RankedSection | None, first: int, end: int, room: int
) -> list[tuple[RankedSection, RankedRow]]:
    """Of all that say it close together, then scattered ones and partial ones, the best first, those of one page. As
    many partial ones stand before scattered ones as there is `room` for on the last page of the total, which must hold
    the last that says it, but for those that lack more than half; the others stand behind."""
    close = counted.ranked.close
    if not partial or (close and end <= close):
        return counted.rows(first, end)
    # Those that were not put in order stand behind the others, whatever they are worth.
    falling = list(enumerate(accumulate(counted.ranked.scores()[close:], min), close))
    lacking = list(enumerate(partial.ranked.scores()))
    most = len(partial.clauses) // 2 if falling else len(partial.clauses)
    leading = [(place, score) for place, score in lacking[:room] if partial.lacks(place).bit_count() <= most]
    rest = [(counted, place, score) for place, score in falling]
    rest += [(partial, place, score) for place, score in leading]
    mixed = sorted(rest, key=lambda one: -one[2]) if falling else rest
    places = [(counted, place) for place in range(close)] + [(section, place) for section, place, _ in mixed]
    places += [(partial, place) for place, score in lacking if (place, score) not in leading]
    return [row for section, place in places[first:end] for row in section.rows(place, place + 1)]


def with_others(full: TopDocs, said: TopDocs) -> tuple[TopDocs, int]:
    """The best hundred full answers, behind them those beyond where the whole query is said word for word, then the
    rest; and how many they are without the rest."""
    more = ~np.isin(said.doc, full.doc[:RERANKED])
    others = TopDocs(said.doc[more], said.score[more], np.zeros(int(more.sum()), np.uint64))
    rest = np.flatnonzero(~np.isin(full.doc, said.doc[more]))[RERANKED:]
    return joined(joined(taken(full, np.arange(RERANKED)), others), taken(full, rest)), RERANKED + len(others.doc)


def in_part(found: Evaluation) -> TopDocs:
    """The answers of those that lack something, those that hold all of it apart as lacking the first word: before them
    is what says it in one."""
    return joined(structs.replace(found.full, lacks=np.ones(len(found.full.doc), np.uint64)), found.partial)


def with_more(first: TopDocs, second: TopDocs) -> TopDocs:
    """Some answers, and behind them those of others that are not among them."""
    return joined(first, taken(second, np.flatnonzero(~np.isin(second.doc, first.doc))))


def without(first: TopDocs, docs: NDArray[np.int32]) -> TopDocs:
    """Some answers without certain documents."""
    return taken(first, np.flatnonzero(~np.isin(first.doc, docs)))


def matches_of(found: Occurrences) -> Iterator[Match]:
    """The words of one episode's speech that meet what is asked, in order."""
    columns = (found.position, found.length, found.kind, found.clause)
    for position, many, kind, slot in zip(*(column.tolist() for column in columns), strict=True):
        yield Match(position, many, MATCH_KINDS[kind], slot)
