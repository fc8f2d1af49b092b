"""Why an answer is what it is: how each word was read, what is near it, what each filter removed; and what an
episode holds in place of a word that it may not hold, said alike on a page, in the API and by the command."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log10
from typing import Literal

from rapidfuzz.distance import OSA

from archive.languages import is_function_word, united
from archive.search.expansion.typing_errors import MOST_SLIPS, are_slight, dearness, slips
from archive.search.filters import Filters
from archive.search.index.limits import Budget
from archive.search.index.read.engine import Engine
from archive.search.index.same_person import is_but_one
from archive.search.index.types import GUESSED, Clause, Evaluation, Expansion, MatchKind
from archive.search.plan.plan import Plan
from archive.search.query.parser import is_name, parse
from archive.search.results.answer import Answer, FilterJson, Hit, MarkJson, Moment, NearJson, ReceiptJson, WordJson
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
MUCH_ALIKE = 0.22
"""How far a last name that begins otherwise is at most that is told as the one that is typed. Of 888 names that a real
archive says with the first name of somebody it knows 43 were told so, all of them rightly; of 251 made up none."""


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


def has_initials(answer: Answer) -> bool:
    """Whether a word that was left out is the first letter of a name (J. D. Vance)."""
    left_out = (piece.text.strip(".") for piece in answer.explanation.ignored)
    return any(len(letter) == 1 and letter.isupper() for letter in left_out)


def is_trifle(word: WordJson, form: str) -> bool:
    """Whether a form is a word but for a trifle: of a name the last one alone is anybody's else."""
    return any(near.text == fold(form) and near.distance <= SAME for near in word.near)


def heard_whole(answer: Answer, text: str) -> tuple[str, ...] | None:
    """Beside what a name, all of whose words may have been heard otherwise, is told to be: the other writings of the
    whole of it, the nearest first, folded; None where what is told is more than slightly off (Jim Fulton, for Jimmy
    Fallon)."""
    every, told = whole_forms(answer), words(text)
    far = every.get(" ".join(told), 0) > MUCH_ALIKE and set(told).isdisjoint(words(answer.query))
    if far or not are_slight(answer.query, text):
        return None
    return tuple(form for form, far in every.items() if far <= MUCH_ALIKE)


def whole_forms(answer: Answer) -> dict[str, float]:
    """What may stand, folded, for all words of a query at once, and how far it is; the nearest first. Of a word that is
    said the receipt may tell other forms alone, before one of as many words."""
    every = needed(answer)
    apart = [{near.text: near.distance for near in word.near if " " in near.text and not near.counted} for word in every]
    found = {form: far for forms in apart for form, far in forms.items()}
    lacking = [forms for word, forms in zip(every, apart, strict=True) if forms or not word.episodes]
    within = lacking if len(lacking) > 1 else apart
    shared = [form for form in found if all(form in forms for forms in (within if len(form.split()) == len(every) else apart))]
    return {form: found[form] for form in sorted(shared, key=found.__getitem__)}


def is_all_said(answer: Answer) -> bool:
    """Whether each moment of an answer is shown, and each holds all words that were asked for as they are."""
    shown = [moment for hit in answer.hits if standing(hit) == "counted" for moment in hit.moments]
    every = {place for place, word in enumerate(answer.explanation.words) if not word.excluded}
    met = ({mark.slot for mark in moment.marks if not mark.heard} for moment in shown)
    return len(shown) == answer.moments_total and all(every <= slots for slots in met)


def said_in_turn(hits: Sequence[Hit], text: str) -> bool:
    """Whether a quotation of some episodes, no title, has some words in turn, with at most one of grammar between."""
    return _any_in_turn((moment.text for hit in hits for moment in hit.moments), words(text))


def is_out_of_turn(answer: Answer) -> bool:
    """Whether a name is typed whose words no quotation of what is counted has in turn, or the last one first."""
    counted, turned = [hit for hit in answer.hits if standing(hit) == "counted"], " ".join(reversed(words(answer.query)))
    last_first = any(f" {turned} " in f" {' '.join(words(one.text))} " for hit in counted for one in hit.moments)
    return is_name(parse(answer.query)) and not (last_first or said_in_turn(counted, answer.query))


def is_only_written(hits: Sequence[Hit], text: str) -> bool:
    """Whether what is written of some episodes has some words so, and no quotation of them has."""
    return _any_in_turn((one.text for hit in hits for one in hit.matched), words(text)) and not said_in_turn(hits, text)


def _any_in_turn(texts: Iterable[str], wanted: Sequence[str]) -> bool:
    """Whether any of some texts has some words so, one at least."""
    starts = ((said, place) for said in map(words, texts) for place, word in enumerate(said) if word in wanted[:1])
    return any(_are_in_turn(said[place:], wanted) for said, place in starts)


def _are_in_turn(said: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words begin with others, with at most one of grammar between two."""
    at = 0
    for word in wanted[1:]:
        between = said[at + 1 : at + 2] != [word] and all(map(is_function_word, said[at + 1 : at + 2]))
        at += 1 + between
        if said[at : at + 1] != [word]:
            return False
    return True


def other_writings(answer: Answer) -> tuple[NearJson, ...]:
    """Of one word that is said, or of a whole name, what may stand for it too, folded: of a name what is much alike,
    has all words but one, or is a letter from that, the oftenest first. Some of it is in episodes that say both."""
    every = needed(answer)
    if not every or answer.page > 1 or not all(word.episodes for word in every):
        return ()
    first, *others = every
    near = [one for one in first.near if one.kind in GUESSED and not one.counted and one.text != fold(first.text)]
    if not others:
        return tuple(sorted(near, key=lambda one: (-one.episodes, one.distance)))
    shared = [one for one in near if all(one.text in {form.text for form in word.near} for word in others)]
    alike = [one.text for one in shared if one.distance <= MUCH_ALIKE or is_but_one(answer.query, one.text)]
    told = [one for one in shared if any(slips(one.text, form) <= 1 for form in alike)]
    return tuple(sorted(told, key=lambda one: (-one.episodes, one.distance))) if answer.total else ()


def other_forms(answer: Answer, heard: str) -> tuple[NearJson, ...]:
    """The forms of one word that the list holds beside the one that the head names, folded, those near enough to be
    meant."""
    every = needed(answer)
    near = (one for one in every[0].near if one.kind in GUESSED and not one.counted) if len(every) == 1 else ()
    told = " ".join(words(heard))
    return tuple(one for one in near if one.text != told and nearness(every[0].text, one.text, one.distance) != "far")


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


def shown_first(listed: Sequence[Hit], heard: Sequence[str]) -> list[Hit]:
    """Episodes that may say it, those first whose quotations show what stands in its place, what is told to be `heard`
    before all, in turn before apart; and in each these."""
    forms, told = [words(form) for form in heard], set(words(" ".join(heard)))

    def behind(moment: Moment) -> int:
        shows = bool(moment.heard and told.issuperset(words(moment.heard)))
        return 3 - bool(moment.heard) - shows - (shows and any(_any_in_turn((moment.text,), form) for form in forms))

    ordered = [replace(hit, moments=tuple(sorted(hit.moments, key=behind))) for hit in listed]
    return sorted(ordered, key=lambda hit: min(map(behind, hit.moments), default=4))


def called_nearly(explanation: ReceiptJson, hit: Hit) -> str | None:
    """Who presents an episode or is invited there, whose first name is as typed and whose last name may have been heard
    for the one that is typed; None where nobody is."""
    asked = [word for word in explanation.words if not word.excluded]
    near = {one.text for first, last in pairwise(asked) for one in (*first.near, *last.near) if _may_be_named(first, last, one)}
    return next((name for name, _role, kind in hit.summary.people if kind != "cited" and " ".join(words(name)) in near), None)


def _may_be_named(first: WordJson, last: WordJson, near: NearJson) -> bool:
    """Whether what stands in the place of first and last name may be the same person's: the first one as typed, and a
    last one that sounds much like it, or begins with the same letter (Hattingh, Hadding; no Barroso for Cardoso)."""
    given, _, family = near.text.partition(" ")
    is_whole = near.kind in GUESSED and given == fold(first.text) and bool(family)
    return is_whole and (near.distance <= MUCH_ALIKE or family[0] == fold(last.text)[:1])
