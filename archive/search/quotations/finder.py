"""Where a quotation is said nearly so: runs of its words as they were typed lead to episodes, and there to stretches of
speech that are laid beside the whole of it. What is found so is never counted as said.

Of 200 real sentences with one or two words changed, dropped or swapped, the longest run alone names the episode among
three for 98 of 100; short quotations, whose runs are short, are led by their rarer words as well."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import islice, starmap
from math import log

import numpy as np
from msgspec import structs

from archive.search.filters import NO_FILTERS, Filters
from archive.search.index.limits import LIMITS, Budget, places_of, run_places
from archive.search.index.read.engine import Engine
from archive.search.index.types import Captions, Clause, Expansion, Pattern, Request, Summary, TermPosition
from archive.search.quotations.alignment import AROUND, FARTHEST, FEWEST_WORDS, Lead, Weight, likely_places, sentences_of
from archive.search.quotations.attribution import Quotation
from archive.search.quotations.found import LEAST, MOST_OF_A_RUN, Exactly, Found, by_part, closest_of
from archive.search.quotations.meaning_changes import (
    RUN,
    denied_ahead,
    denying_places,
    parting_places,
    scores_otherwise,
    turning_places,
)
from archive.search.quotations.parts import says_both, says_something, told_in_a_run
from archive.search.quotations.speech import Bounds, Speakers, Speech, pieces_of, runs_of, with_amounts
from archive.text.tokenizer import words

LEADING_WORDS = 80
"""Of a quotation that lead to where it is said."""
SHORT = 8
"""Words up to which those near each other lead to it, too."""
OF_A_LEAD = 100
"""Episodes that are looked at for one lead."""
MOST_RUNS, MOST_EPISODES, MOST_WINDOWS = 8, 40, 40
NEAR_MS = 8_000
"""Within so much words that lead to a short quotation in any order are said."""
LOOSE = 0.7
LEFT_OUT = 300
"""Words at most that a gap of a quotation stands for, some two minutes; farther apart are two quotations."""
NEARLY_LEFT_OUT = 120
"""The same of all gaps together where the rest is not said word for word."""
MOST_GAPS = 3
"""A quotation that leaves more out is looked for as one that leaves nothing out."""
MOST_CELLS, FEWEST_WINDOWS = 25_000, 2
"""Words of the quotation times words of the speech that are laid side by side, some 20 ms; and places in any case."""
IN_PART, IN_A_RUN = 0.5, 0.4
"""The same for a passage that holds a part of it, in any words, and in so many one after another as they are quoted
(one half of two, the end behind a gap). It is shown for what it is where nothing holds more."""
EVERYWHERE, NOWHERE = 0.3, 7.4
"""What a word of every episode weighs beside one of none, and how many e-folds lie between them at 808 episodes."""
MOST_WAYS = 8
"""Ways to read a quotation with two parts of it in each other's place."""

Words = tuple[str, ...]


class QuotationFinder:
    """Finds quotations in one generation, each within its own budget."""

    def __init__(self, engine: Engine, budget: Budget) -> None:
        self._engine, self._budget = engine, budget

    def exactly(self, quotation: Quotation, filters: Filters = NO_FILTERS, most: int = 3, said_by: Words = ()) -> Exactly:
        """The episodes that say a quotation word for word, in which any of some speakers do where these are named; none
        where its words are too common to be looked for together."""
        words, lead = quotation.words, _whole(quotation.words, said_by)
        if not (quotation.complete and words) or len(words) > LIMITS.phrase_words or not self._affords(words):
            return Exactly(0, ())
        request = partial(Request, (_clause(words, lead),), filters=filters, aggregations=False)
        found = self._engine.evaluate(request(candidates=most), self._budget)
        if quotation.gaps and not found.total:
            return self._in_parts(quotation, filters, most, said_by)
        docs = found.full.doc[:most].tolist()
        read = list(self._aligned(quotation, [lead], docs))
        if not all(one.whole for one in read):
            docs = self._engine.evaluate(request(candidates=OF_A_LEAD), self._budget).full.doc[:OF_A_LEAD].tolist()
            return self._of_whole_words(quotation, lead, docs, found.total, most)
        return Exactly(found.total, _first_of_each(read, docs))

    def _of_whole_words(self, quotation: Quotation, lead: Lead, docs: list[int], total: int, most: int) -> Exactly:
        """The same where its first or last word is said as a part of another in some episodes (can't, 13 750): of those
        that are read, the ones that say it whole."""
        places = _first_of_each(self._aligned(quotation, [lead], docs), docs)
        if total > MOST_WINDOWS:
            self._budget.say("at-least", quotation.text, min(total, MOST_WINDOWS))
        return Exactly(len(places), places[:most])

    def _in_parts(self, quotation: Quotation, filters: Filters, most: int, said_by: Words) -> Exactly:
        """The same of a quotation that leaves something out: its parts are said word for word, one behind the other; of
        each episode where the least is left out, those first in which less is."""
        if len(quotation.gaps) > MOST_GAPS or self._budget.late():
            return Exactly(0, ())
        ends = (*quotation.gaps, len(quotation))
        parts = [Lead(tuple(range(*one)), 1.0, speakers=said_by) for one in zip((0, *quotation.gaps), ends, strict=True)]
        clauses = tuple(_clause(quotation.words, part) for part in parts)
        costs = (places_of(_pattern(quotation.words, one), self._engine.vocabulary) for one in parts)
        if not all(self._budget.take("positions", cost) for cost in costs):
            return Exactly(0, ())
        request = Request(clauses, filters=filters, candidates=OF_A_LEAD, aggregations=False)
        held = self._engine.evaluate(request, self._budget)
        docs = held.full.doc[:OF_A_LEAD].tolist()
        if held.total > len(docs):
            self._budget.say("at-least", quotation.text, len(docs))
        every = self._engine.occurrences(clauses, np.array(docs, np.int32)).chains(len(parts), LEFT_OUT)
        chains = {row: one for row, one in every if (one[1] - one[0]) * len(quotation) <= MOST_CELLS}
        captions = dict(zip(chains, self._engine.captions_of([docs[row] for row in list(chains)[:most]]), strict=False))
        read = (self._beside(quotation, docs[row], captions[row], chains[row]) for row in captions)
        return Exactly(len(chains), tuple(one for one in read if one and one.whole))

    def nearly(
        self, quotation: Quotation, filters: Filters = NO_FILTERS, most: int = 3, alike: int = 0, *, by_run: bool = False
    ) -> tuple[Found, ...]:
        """The stretches that hold most of a quotation, one an episode, the best first, beyond `most` those as like as
        the first; where none does, those that hold a part of it, `by_run` the rarest part first; none where too little
        of it is said."""
        if len(quotation) < FEWEST_WORDS or self._budget.late():
            return ()
        leads = self._leads(quotation.words[:LEADING_WORDS])
        docs = self._episodes(quotation.words, leads, filters)
        episodes = {word: self._engine.vocabulary.count(word) for word in quotation.words}
        read = (one for one in self._aligned(quotation, leads, docs) if says_something(one.pieces, episodes))
        found = sorted(read, key=lambda one: (-one.worth, bool(one.denied)))
        near, best = [one for one in found if one.nearly], dict[int, Found]()
        for one in near or (by_part(found) if by_run else found):
            best.setdefault(one.doc, one)
        told = list(best.values())
        return (*told[:most], *(one for one in told[most:alike] if one.nearly and one.likeness == told[0].likeness))

    def either_way(self, quotation: Quotation, filters: Filters = NO_FILTERS, most: int = 3, alike: int = 0) -> Sequence[Found]:
        """The same, told as turned where more of it is said with two parts the other way round; those before the others
        where none holds most of it in its order, and none of which chance says a part; where there is no other, the
        closest, which tells none."""
        near = self.nearly(quotation, filters, most, alike, by_run=True)
        found = [(one.lacking > 1 and self._turned(quotation, one)) or one for one in near]
        told = closest_of(found)[:1] or [one for one in found if one.is_part]
        return told if any(one.nearly for one in told) else sorted(told, key=lambda one: not one.is_turned)

    def written(self, quotation: Quotation, filters: Filters, most: int) -> tuple[Summary, ...]:
        """The episodes in whose title or description a quotation stands."""
        if len(quotation) < FEWEST_WORDS or not quotation.complete or not self._affords(quotation.words):
            return ()
        pattern = structs.replace(_pattern(quotation.words, _whole(quotation.words)), fields=("title", "description"))
        return self._engine.summaries_of(self._holding(Clause(quotation.text, (pattern,)), filters)[:most])

    def _turned(self, quotation: Quotation, found: Found) -> Found | None:
        """Where an episode that says a part of a quotation says the rest of it just before or behind, the other way
        round, or two parts of it in each other's place; None where it does not, or that is more than may be read."""
        words = len(quotation)
        bounds = (found.place - words - 2 * AROUND, found.place + 2 * (words + AROUND))
        if words * (3 * words + 4 * AROUND) > MOST_CELLS or self._budget.late():
            return None
        (captions,) = self._engine.captions_of([found.doc])
        said = [span.word for span in Speech(captions, *bounds).words]
        places = turning_places(found.pieces, words)
        ways = [(quotation.exchanged(0, place, place, words), words - place) for place in places]
        ways += islice(quotation.exchanges(parting_places(found.pieces), said), MOST_WAYS)
        laid = ((first, self._beside(way, found.doc, captions, bounds)) for way, first in ways)
        both = (one for first, one in laid if one and one.score >= max(LEAST, found.score) and says_both(one.pieces, first))
        best = max(both, key=lambda one: one.score, default=found)
        kept = replace(best, score=found.score, unturned=found.unturned, likeness=found.likeness, is_turned=True)
        return kept if best.score > found.score else None

    def _weight(self, word: str) -> float:
        """What a word tells of a quotation, by how few episodes hold it: it is remembered by its rare words."""
        rarity = log((self._engine.episodes + 1) / (self._engine.vocabulary.count(word) + 0.5)) / NOWHERE
        return EVERYWHERE + (1 - EVERYWHERE) * min(1.0, max(0.0, rarity))

    def _affords(self, words: Words) -> bool:
        return self._budget.take("positions", run_places(words, self._engine.vocabulary) if len(words) > 1 else 0)

    def _leads(self, words: Words) -> list[Lead]:
        """The longest runs that are said, those that tell most first; of a short quotation also all of its words but
        one, near each other in any order: its runs are short, and many are said everywhere. What denies is left out,
        too: the contrary may be said."""
        every, denying = range(len(words)), denying_places(words)
        bare = [place for place in every if place not in denying] if denying else []
        runs = [*self._said_together(words, every), *self._said_together(words, bare)]
        near = self._near_each_other(words) if len(words) <= SHORT else ()
        return [*sorted(runs, key=lambda lead: -lead.worth)[:MOST_RUNS], *near]

    def _said_together(self, words: Words, places: Sequence[int]) -> Iterator[Lead]:
        run, first, least = tuple(words[place] for place in places), 0, 0
        while first < len(run) - 1:
            end = first + 1
            while end < len(run) and self._is_said(run[first : end + 1]):
                end += 1
            if end - first > 1:
                # What begins inside the run before, and goes on behind it, tells more than what is left of it.
                while first > least and self._is_said(run[first - 1 : end]):
                    first -= 1
                yield self._lead(words, places[first:end])
            least = first + 1
            # What begins inside a run and ends with it tells no more, but of a short one that says another word inside.
            first = first + 1 if len(words) <= SHORT and end - first > RUN else max(first + 1, end - 1)

    def _near_each_other(self, words: Words) -> Iterator[Lead]:
        held = [place for place in range(len(words)) if self._engine.vocabulary.count(words[place])]
        ways = [held, *([place for place in held if place != left] for left in held)] if len(held) > 2 else [held]
        for places in ways:
            lead = self._lead(words, places, loose=True)
            if len(places) > 1 and self._budget.take("positions", places_of(_pattern(words, lead), self._engine.vocabulary)):
                yield lead

    def _lead(self, words: Words, places: Sequence[int], *, loose: bool = False) -> Lead:
        """More is told by a lead the longer it is and the rarer its words are; and by words in their order."""
        return Lead(
            tuple(places),
            sum(self._weight(words[place]) for place in places) * len(places) ** 0.5 * (LOOSE if loose else 1.0),
            loose,
        )

    def _is_said(self, run: Words) -> bool:
        """Whether some words stand one after another anywhere; taken for no where it costs too much to tell."""
        held = min(map(self._engine.vocabulary.count, run)) > 0
        return held and self._affords(run) and self._engine.count(Expansion(run)) > 0

    def _episodes(self, words: Words, leads: Sequence[Lead], filters: Filters) -> list[int]:
        """The episodes that hold most of a quotation, by what its leads tell."""
        votes: dict[int, float] = {}
        for lead in leads:
            for doc in self._holding(_clause(words, lead), filters):
                votes[doc] = votes.get(doc, 0.0) + lead.worth
        return sorted(votes, key=lambda doc: (-votes[doc], doc))[:MOST_EPISODES]

    def _holding(self, clause: Clause, filters: Filters) -> list[int]:
        request = Request((clause,), filters=filters, candidates=OF_A_LEAD, aggregations=False)
        found: list[int] = self._engine.evaluate(request, self._budget).full.doc[:OF_A_LEAD].tolist()
        return found

    def _aligned(self, quotation: Quotation, leads: Sequence[Lead], docs: Sequence[int]) -> Iterator[Found]:
        if not docs or not leads:
            return
        clauses = [_clause(quotation.words, lead) for lead in leads]
        found = self._engine.occurrences(clauses, np.array(docs, np.int32))
        captions = dict(zip(docs, self._engine.captions_of(docs), strict=True))
        gap = NEARLY_LEFT_OUT if quotation.gaps else 0
        many, left = len(quotation), MOST_CELLS
        likeliest = likely_places(found, leads, list(map(self._weight, quotation.words)))
        for number, (row, begin, end) in enumerate(likeliest[:MOST_WINDOWS]):
            bounds = (begin - gap - 2 * AROUND, end + many + gap + 2 * AROUND)
            left -= many * (bounds[1] - bounds[0])
            if left < 0 and number >= FEWEST_WINDOWS:
                return
            if nearly := self._beside(quotation, docs[row], captions[docs[row]], bounds, FARTHEST):
                yield nearly

    def _beside(self, quotation: Quotation, doc: int, captions: Captions, bounds: Bounds, farthest: int = 0) -> Found | None:
        """A quotation beside the speech round some words; without what nobody says there, if more is said so. What it
        passes over, of `farthest` words at most, stands between words of one person."""
        laid = partial(_laid_beside, quotation, doc, captions, bounds, self._weight, farthest)
        speakers = cache(partial(self._engine.speakers_at, doc))
        found, bare = laid(), None
        if not (found and found.whole):
            bare = laid(speakers)
        best = bare if bare and bare.score >= (found.score if found else 0) else found
        if best and farthest and len(best.runs) > 1 and not set.intersection(*({*speakers(*run)} or {""} for run in best.runs)):
            return self._beside(quotation, doc, captions, bounds)
        return best and self._with_denial(best, captions)

    def _with_denial(self, found: Found, captions: Captions) -> Found:
        """A stretch with what denies all of it; nothing is told of a word or two, which state nothing."""
        if not found.nearly or sum(len(words(piece.quoted)) for piece in found.pieces) < FEWEST_WORDS:
            return found
        (summary,) = self._engine.summaries_of([found.doc])
        denied, ahead = denied_ahead(captions, found.met[0], found.place, summary.language)
        return replace(found, denied=denied, ahead=ahead)


def _first_of_each(found: Iterable[Found], docs: list[int]) -> tuple[Found, ...]:
    """The first place in each episode, in their order, that says a quotation word for word, not denied if there is
    one."""
    places = sorted(found, key=lambda one: (docs.index(one.doc), bool(one.denied), one.start_ms))
    return tuple({one.doc: one for one in reversed(places) if one.whole}.values())[::-1]


def _whole(words: Words, speakers: Words = ()) -> Lead:
    return Lead(tuple(range(len(words))), 1.0, speakers=speakers)


def _clause(words: Words, lead: Lead) -> Clause:
    return Clause(" ".join(words[place] for place in lead.places), (_pattern(words, lead),))


def _pattern(words: Words, lead: Lead) -> Pattern:
    slots = tuple(TermPosition(words[place], (Expansion((words[place],)),)) for place in lead.places)
    return Pattern(slots, NEAR_MS if lead.loose else None, fields=("speech",), speakers=lead.speakers)


def _laid_beside(
    quotation: Quotation,
    doc: int,
    captions: Captions,
    bounds: Bounds,
    weight: Weight,
    farthest: int,
    speakers: Speakers | None = None,
) -> Found | None:
    """A quotation beside the cues of some words; None where too little of it is said there, or, where it is told who
    speaks, nothing stands in it that nobody says."""
    speech = Speech(captions, *bounds, speakers)
    if not speech.words or (speakers and not speech.is_cut):
        return None
    laid = with_amounts(quotation, speech, speech.beside(quotation.words, weight, quotation.gaps, farthest))
    run = told_in_a_run(quotation.words, laid, lambda word: weight(word) - EVERYWHERE)
    if run < MOST_OF_A_RUN and laid.score < (IN_A_RUN if laid.longest_run >= RUN else IN_PART):
        return None
    pieces, runs, begin = pieces_of(quotation, speech, laid), runs_of(laid), laid.begin
    place, edges = speech.bounds(begin, laid.stop), speech.edges(begin, laid.stop)
    unturned, likeness, turned = scores_otherwise(laid.score, pieces, weight)
    said, places = [speech.shown(*run) for run in runs], [speech.bounds(*run) for run in runs]
    stands = tuple(starmap(Speech(captions, *bounds).between, places)) if speakers else tuple(said)
    at = *speech.begins(begin), speech.said_at(begin), " […] ".join(said), stands, pieces, *place, speech.bounds(*laid.met)
    is_one = len(quotation) <= SHORT and len(sentences_of(quotation.text)) == 1 and not quotation.gaps
    chance = is_one and speech.is_by_chance(laid)
    found = Found(doc, round(laid.score, 3), *at, tuple(places), edges, unturned, round(likeness, 3), turned)
    found = replace(found, quoted=quotation.text, by_chance=chance, run=run)
    return replace(found, score=1.0, likeness=1.0) if found.whole else found
