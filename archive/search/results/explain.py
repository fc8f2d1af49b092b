"""Why an answer is what it is: how each word was read, what is near it, what each filter removed; and what an
episode holds in place of a word that it may not hold, said alike on a page, in the API and by the command."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10
from typing import Literal

from rapidfuzz.distance import OSA

from archive.languages import is_function_word, united
from archive.search.expansion.typing_errors import MOST_SLIPS, dearness, slips
from archive.search.filters import Filters
from archive.search.index.limits import Budget
from archive.search.index.read.engine import Engine
from archive.search.index.types import GUESSED, Clause, Evaluation, Expansion, MatchKind
from archive.search.plan.plan import Plan
from archive.search.results.answer import Answer, FilterJson, Hit, MarkJson, NearJson, ReceiptJson, WordJson
from archive.text.tokenizer import fold, words

MOST_NEAR, MOST_WHOLE = 6, 12
"""Words near one that the receipt tells, and forms of several, as of a whole name."""


def explain(plan: Plan, evaluation: Evaluation, engine: Engine, near_phrase: str | None, budget: Budget) -> ReceiptJson:
    """The receipt of an answer; made last, since it tells what the budget was short of."""
    words = tuple(_words_read(plan, evaluation, engine, budget))
    return ReceiptJson(
        words=words,
        filters=tuple(_effects(plan.query.filters, evaluation)),
        ignored=plan.ignored,
        undated=evaluation.aggregations.undated,
        year_only=evaluation.aggregations.year_only,
        near_phrase=near_phrase,
        cut=budget.cut,
    )


def _words_read(plan: Plan, evaluation: Evaluation, engine: Engine, budget: Budget) -> Iterator[WordJson]:
    counts = evaluation.aggregations.clauses or ((0, 0),) * len(plan.clauses)
    for clause, wide, group, (every, filtered) in zip(plan.clauses, plan.wide, plan.groups, counts, strict=True):
        if not words(clause.text):
            continue  # a sign that holds no word is told of as ignored
        phrase = any(part.kind in {"phrase", "near"} for part in group.parts)
        if not phrase and not _is_said(clause, engine):
            every = filtered = 0
        yield WordJson(clause.text, phrase, False, every, filtered, _near_forms(wide, engine, budget))
    for clause in plan.excluded:
        yield WordJson(clause.text, len(clause.any_of[0].slots) > 1, True, 0, 0, ())


def _is_said(clause: Clause, engine: Engine) -> bool:
    """Whether the archive holds the word itself, in any form or writing or as a linked name: not only what resembles
    it."""
    return any(_episodes(expansion, engine) for expansion in clause.readings if expansion.kind not in GUESSED)


def _near_forms(clause: Clause, engine: Engine, budget: Budget) -> tuple[NearJson, ...]:
    """The looser readings of a clause that the archive does hold, as they stand in the plan: nearest first. An insult
    that is not counted is offered to nobody."""
    forms, left = [], {False: MOST_NEAR, True: MOST_WHOLE}
    for expansion in dict.fromkeys(_loose(clause)):
        if budget.late():
            budget.say("near")
            break
        several, is_alias = len(expansion.words) > 1, expansion.kind == "alias"
        episodes = _episodes(expansion, engine) - _written(expansion, clause, engine) if is_alias or left[several] else 0
        is_insult = not expansion.counted and not united().insults.isdisjoint(expansion.words)
        if episodes > 0 and not is_insult:
            text = expansion.name or expansion.spelling or " ".join(expansion.words)
            forms.append(NearJson(text, expansion.kind, episodes, expansion.counted, round(expansion.distance, 3)))
            left[several] -= not is_alias
    return tuple(forms)


def _written(expansion: Expansion, clause: Clause, engine: Engine) -> int:
    """Of the episodes that hold a slip of the accent, those that hold the word as it is written: postings know no
    accents."""
    right = [one for one in clause.readings if one.spelling and one.words == expansion.words]
    return _episodes(right[0], engine) if right and expansion.kind == "misspelt" else 0


def _loose(clause: Clause) -> Iterator[Expansion]:
    for pattern in clause.any_of:
        if len(pattern.slots) == 1:
            yield from (expansion for expansion in pattern.slots[0].expansions if expansion.kind != "exact")


def _episodes(expansion: Expansion, engine: Engine) -> int:
    """Episodes that hold a reading: from the vocabulary for one word, else asked of the engine."""
    if len(expansion.words) == 1 and expansion.is_plain:
        return engine.vocabulary.count(expansion.words[0])
    return engine.count(expansion)


def _effects(filters: Filters, evaluation: Evaluation) -> Iterator[FilterJson]:
    removed = evaluation.aggregations.removed
    return (FilterJson(key, filters.shown(key), removed.get(key, 0)) for key in filters.keys)


Standing = Literal["counted", "dated", "listed", "partial", "meaning"]
Nearness = Literal["same", "close", "far"]
ALIKE = 0.5
"""Of the letters of two words, in how many they agree where the one is taken for the other."""
SAME, CLOSE = 0.06, 0.15
"""Distances up to which something sounds or is spelt the same but for a trifle, and close to it."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A word asked for, and the words in its place; how they are near it, and how far (None where nobody measured
    it)."""

    asked: str
    text: str
    kind: MatchKind
    distance: float | None

    @property
    def nearness(self) -> Nearness:
        """How far it is, in a word."""
        return nearness(self.asked, self.text, self.distance)


def nearness(asked: str, text: str, distance: float | None) -> Nearness:
    """How far words are from those asked for, in a word; one slip is close however it sounds, and what sounds the same
    is not where most of its letters differ (Élysée, élisaient), what nobody measured where several do."""
    far = CLOSE if distance is None else distance
    most = MOST_SLIPS if distance is None else (1 - ALIKE) * max(len(fold(asked)), len(fold(text)))
    alike = slips(asked, text) <= most
    close = (far <= CLOSE and alike) or slips(asked, text) == 1
    return "same" if far <= SAME else "close" if close else "far"


OFTEN, SLIP_OFTEN = 0.05, 0.15
"""How much farther a form may be for each power of ten that it is oftener said; one that is a single letter away from
what is typed without a capital: of 120 slips drawn from words of a real archive 110 are put right first, not 101. What
is more letters away is dearer by its kind as that one is: of 200 drawn after, 174 are, not 144."""


def unlikely(near: NearJson, typed: str = "") -> float:
    """How unlikely a form was meant, by how far it is and in how few episodes: the less, the likelier."""
    often = SLIP_OFTEN if typed.islower() and slips(typed, near.text) == 1 else OFTEN
    dear = dearness(fold(typed), fold(near.text)) if typed.islower() else 0.0
    return near.distance + dear - often * log10(max(1, near.episodes))


def needed(answer: Answer) -> list[WordJson]:
    """The words that had to be there."""
    return [word for word in answer.explanation.words if not word.excluded]


def unsaid(answer: Answer) -> list[WordJson]:
    """The words that had to be there and are in no transcript as they are."""
    return [word for word in needed(answer) if not word.episodes]


def listed_of(answer: Answer) -> list[Hit]:
    """The episodes that may say it, in the order of the answer: the reader's language changes none."""
    return [hit for hit in answer.hits if standing(hit) == "listed"]


def many_in_list(answer: Answer) -> int:
    """The episodes that the list holds page by page before those that lack something: those that say what was asked,
    and those of the date that the query is which do not."""
    return answer.total + (answer.date.episodes - answer.date.said if answer.date else 0)


def standing(hit: Hit) -> Standing:
    """Whether an episode of an answer is one of the total, is of the day that is typed, may only say what was asked,
    lacks some of it, or may mean it."""
    if hit.found_as == "meaning":
        return "meaning"
    if hit.found_as == "date":
        return "dated"
    return "counted" if hit.counted else "partial" if hit.lacks else "listed"


def shown_once(answer: Answer) -> list[Hit]:
    """The hits of a page, without those that lack a word and stand before by their meaning already."""
    by_meaning, first = {hit.summary.slug for hit in answer.meaning}, answer.meaning_after
    return [*answer.hits[:first], *(hit for hit in answer.hits[first:] if not hit.lacks or hit.summary.slug not in by_meaning)]


def resemblances(explanation: ReceiptJson, hit: Hit) -> tuple[Resemblance, ...]:
    """What a hit holds in place of words that were asked for, each once, as its quotations show it first."""
    found: dict[tuple[str, str], Resemblance] = {}
    for one in _resemblances(explanation, hit):
        found.setdefault((one.asked, one.text.casefold()), one)
    return tuple(found.values())


def _resemblances(explanation: ReceiptJson, hit: Hit) -> Iterator[Resemblance]:
    every = explanation.words
    for mark in _marks(hit):
        if mark.kind in GUESSED and mark.heard and mark.slot < len(every):
            asked, folded = every[mark.slot], " ".join(words(mark.heard))
            same = (near for near in asked.near if near.text == folded or _stands_in(near, folded, mark.slot, every))
            distance = next((near.distance for near in same), None)
            place = mark.slot if distance is not None else _place_in_whole(folded, mark.slot, every)
            if place != mark.slot:
                yield Resemblance(every[place].text, mark.heard, mark.kind, None)
                continue
            # A word unlike the one that is held stands for the one beside it (Kennedy, for Michael Kenedy).
            if distance is None and is_function_word(folded):
                continue  # the rest of another word, beside what is said of it (Kailini in)
            if distance is not None or not asked.episodes or OSA.normalized_similarity(fold(asked.text), folded) > ALIKE:
                whole = [word.text for word in every if any(near.text == folded for near in word.near)]
                yield Resemblance(" ".join(whole) or asked.text, mark.heard, mark.kind, distance)


def _place_in_whole(heard: str, slot: int, every: Sequence[WordJson]) -> int:
    """Which word of a query what is heard in the place of another one stands for: the one at its own place in a form
    of the whole name (Lee, of Leisha Lee, for the Li of Lisha Li); that other one itself where there is none."""
    for form in (near.text for near in every[slot].near if " " in near.text):
        standing = _standing_for(form, every)
        if len(form.split()) == len(standing) and heard in form.split():
            return standing[form.split().index(heard)]
    return slot


def _standing_for(form: str, every: Sequence[WordJson]) -> list[int]:
    """The places of the words of a query that a form stands for together."""
    return [at for at, word in enumerate(every) if any(one.text == form for one in word.near)]


def _stands_in(near: NearJson, heard: str, slot: int, every: Sequence[WordJson]) -> bool:
    """Whether what is heard is, of a form that stands for a whole name, the word in one's place that is not the last:
    the others are met by themselves (Evan, of Evan Upton)."""
    form, standing = near.text.split(), _standing_for(near.text, every)
    return len(form) == len(standing) and slot != standing[-1] and form[standing.index(slot)] == heard


def _marks(hit: Hit) -> Iterator[MarkJson]:
    for moment in hit.moments:
        yield from moment.marks
    for field in hit.matched:
        yield from field.marks
