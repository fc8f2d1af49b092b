"""What a request may cost: every bound of the search in one place, and the purse that is spent on the way to the
answer.

A request has one `Purse`, whatever it asks and however often; each of its questions has a `Budget` that spends from it,
and goes with the question from what was typed to what is shown. Steps are bounded by counts known before they are
taken, so that a question is answered alike on every machine; the processor's time is the last resort. What is left out
is said. What a clause will cost is told from the vocabulary's counts before anything is looked for."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from threading import local
from time import thread_time
from typing import Literal

from msgspec.structs import replace

from archive.model.episode import JsonObject
from archive.search.index.types import Clause, Expansion, Pattern, TermPosition
from archive.search.index.vocabulary import Vocabulary

Means = Literal["lookups", "scanned", "terms", "positions", "counted", "steps", "hits", "ticks", "snippets", "compared"]
Why = Literal[
    "too-long", "forms", "scan", "apart", "order", "read", "places", "partial", "moments", "counts", "near", "meaning", "ticks",
    "snippets", "shards", "at-least",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one question may ask for of each thing; and a whole request of all together, by their prices."""

    characters: int = 2000
    """of what was typed"""
    parts: int = 64
    """words, phrases, patterns and filters, however they are typed: an answer tells in 64 bits which of them it
    lacks"""
    phrase_words: int = 128
    """in one phrase"""
    lookups: int = 16
    """words looked up for slips of the pen and of the ear, which no table has ready"""
    scanned: int = 12_000_000
    """bytes of words that are held against patterns, once for each of a pattern's parts"""
    terms: int = 200
    """readings of all words together, each looked up in every field"""
    positions: int = 6_000_000
    """places of words that are compared to find what stands together"""
    counted: int = 5_000_000
    """places of words that are counted as moments"""
    steps: int = 1_500_000
    """places of words in the episodes that are read again, times the clauses each is held against, and some for its own
    place"""
    hits: int = 100
    """episodes shown"""
    ticks: int = 8000
    """captions told of, in all episodes shown"""
    snippets: int = 2000
    """moments written out"""
    compared: int = 1
    """texts held against all passages"""
    microseconds: int = 170_000
    """of all these together, by their prices; and of the processor's time, after which nothing is begun that an answer
    can do without"""
    offered: int = 100_000
    """microseconds beside these for what is offered in the place of what was typed: the dearest answer is the one that
    needs it most"""


PRICES: dict[Means, float] = {
    "lookups": 5000, "scanned": 0.004, "terms": 250, "positions": 0.012, "counted": 0.03, "steps": 0.04, "hits": 500,
    "ticks": 0.1, "snippets": 37, "compared": 30_000,
}  # fmt: skip
"""What one of each takes, in microseconds, nothing in the caches: `python -m tests.bench.prices ROOT` measures them.
With an episode shown its part of the page is paid."""
KEPT_TO_READ = 15_000
"""Microseconds that are not spent on counting: the order of what is found matters more."""
LIMITS = Limits()


class CutJson(JsonObject, frozen=True):
    """Something that an answer is without, since it would have cost too much: the words it is about, why, as a code,
    and a sentence in two languages."""

    text: str
    why: Why
    fr: str
    en: str

    @classmethod
    def of(cls, why: Why, text: str = "", number: int = 0) -> "CutJson":
        """What is cut for a reason, and how many were dealt with where some were."""
        return cls(text, why, *(sentence.format(text=text, number=number) for sentence in _SENTENCES[why]))


_SENTENCES: dict[Why, tuple[str, str]] = {
    "too-long": (
        "« {text} » n’est pas cherché : la recherche est trop longue.",
        "“{text}” is not looked for: the search is too long.",
    ),
    "forms": (
        "« {text} » : toutes les formes ne sont pas cherchées, la recherche en demande trop.",
        "“{text}”: not all of its forms are looked for, the search asks for too many.",
    ),
    "apart": (
        "« {text} » : ces mots sont trop fréquents pour être cherchés ensemble ; chacun est cherché pour lui-même.",
        "“{text}”: these words are too common to be looked for together; each is looked for by itself.",
    ),
    "scan": (
        "« {text} » n’est pas pris en compte : trop de mots sans début connu.",
        "“{text}” is not taken into account: too many words whose beginning is not known.",
    ),
    "order": (
        "L’ordre ne tient pas compte de la phrase entière : ses mots sont trop fréquents.",
        "The whole sentence does not count for the order: its words are too common.",
    ),
    "read": (
        "Le rapprochement des mots n’est jugé que dans les {number} premiers épisodes.",
        "How close the words stand is judged in the best {number} episodes only.",
    ),
    "places": (
        "Seules les {number} premières occurrences sont marquées.",
        "Only the first {number} places are marked.",
    ),
    "partial": (
        "Les épisodes où il manque un mot ne sont pas cherchés : la recherche est trop coûteuse.",
        "Episodes that lack a word are not looked for: the search costs too much.",
    ),
    "moments": (
        "Les moments ne sont pas comptés : ces mots sont trop fréquents.",
        "Moments are not counted: these words are too common.",
    ),
    "counts": (
        "Rien n’est compté par émission, personne ou mois : la recherche est trop coûteuse.",
        "Nothing is counted by show, person or month: the search costs too much.",
    ),
    "near": (
        "Les formes proches des mots ne sont pas toutes montrées : la recherche est trop coûteuse.",
        "Not all forms near the words are shown: the search costs too much.",
    ),
    "meaning": (
        "Les passages proches par le sens ne sont pas cherchés : la recherche est trop coûteuse.",
        "Passages near by meaning are not looked for: the search costs too much.",
    ),
    "ticks": (
        "Tous les moments ne sont pas marqués sur les bandeaux.",
        "Not all moments are marked on the bands.",
    ),
    "snippets": (
        "{number} moments sont montrés en tout, les meilleurs d’abord.",
        "{number} moments are shown in all, the best ones first.",
    ),
    "shards": (
        "Une partie de l’archive ne répond pas : il manque peut-être des épisodes.",
        "A part of the archive does not answer: episodes may be missing.",
    ),
    "at-least": (
        "« {text} » n’est cherché que dans {number} épisodes : il y en a peut-être d’autres.",
        "“{text}” is looked for in {number} episodes only: there may be more.",
    ),
}


class _Apart(local):
    """Seconds of a thread that took nothing of a question's time, and whether it is at such a thing."""

    seconds = 0.0
    within = False


_APART = _Apart()


@contextmanager
def apart() -> Iterator[None]:
    """What is done within takes nothing of a question's time: it is bounded by counts alone, such as what is read of a
    cluster. Within another it is taken off once."""
    if _APART.within:
        yield
        return
    _APART.within, begin = True, thread_time()
    try:
        yield
    finally:
        _APART.within = False
        _APART.seconds += thread_time() - begin


def own_time() -> float:
    """The processor's seconds of this thread, without those apart."""
    return thread_time() - _APART.seconds


class Purse:
    """The means of one request, from which all of its questions are paid, in the thread that answers it."""

    def __init__(self, microseconds: float = LIMITS.microseconds, clock: Callable[[], float] = own_time) -> None:
        self._left, self._kept, self._clock = microseconds, 0.0, clock
        self._end = clock() + microseconds / 1e6

    @property
    def left(self) -> float:
        """Microseconds that can be spent now."""
        return self._left - self._kept

    def spend(self, microseconds: float) -> None:
        """Takes so many."""
        self._left -= microseconds

    def late(self) -> bool:
        """Whether the time is over."""
        return self._clock() > self._end

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0 or self.late()

    @contextmanager
    def shared(self, among: int) -> Iterator[None]:
        """What is asked within is the first of so many questions, and gets its share of what is left; what it leaves,
        the others get."""
        kept, end = self._kept, self._end
        self._kept += self.left * (1 - 1 / among)
        self._end -= max(0.0, end - self._clock()) * (1 - 1 / among)
        try:
            yield
        finally:
            self._kept, self._end = kept, end


class Budget:
    """The means of one question, to be spent in the thread that answers it: of each thing so much, and of all what the
    purse of its request holds."""

    def __init__(self, limits: Limits = LIMITS, clock: Callable[[], float] = own_time, purse: Purse | None = None) -> None:
        self.limits = limits
        self._left: dict[Means, int] = {means: getattr(limits, means) for means in PRICES}
        self._purse = purse or Purse(limits.microseconds, clock)
        self._cut: dict[tuple[Why, str], CutJson] = {}

    @property
    def cut(self) -> tuple[CutJson, ...]:
        """What was left out so far, each once."""
        return tuple(self._cut.values())

    def left(self, means: Means) -> int:
        """What can be had of some means."""
        purse = self._purse.left - (KEPT_TO_READ if means == "counted" else 0)
        return max(0, min(self._left[means], int(purse / PRICES[means])))

    def take(self, means: Means, amount: int = 1) -> bool:
        """Spends so much where it can be had; says whether it could."""
        if amount > self.left(means):
            return False
        self._left[means] -= amount
        self._purse.spend(amount * PRICES[means])
        return True

    def late(self) -> bool:
        """Whether the time is over."""
        return self._purse.late()

    def say(self, why: Why, text: str = "", number: int = 0) -> None:
        """Notes something that the answer is without."""
        self._cut.setdefault((why, text), CutJson.of(why, text, number))


CHAINED = 5
"""What it costs to find where spans of several forms follow one another, a place, in places of a run of plain words."""
SEARCHED = 64
"""A word is searched for in the places of another one that stands so many times as often."""
PLACED = 5
"""What it costs to put an occurrence in its place, in clauses it is held against."""
NEAR = 15
"""The same to find what is said within some seconds."""


def least_terms(clause: Clause) -> int:
    """How many words must be looked up for the clause to be met as it was typed."""
    return _words({one for slot in _slots(clause) for one in slot.expansions[:1]})


def all_terms(clause: Clause) -> int:
    """How many words are looked up for all that may meet the clause, a reading once."""
    return _words(set(clause.readings))


def shortened(clause: Clause, more: int) -> Clause:
    """The clause with at most so many terms more than the least, shared out among its slots, exact ones first."""
    each = more // max(1, len(_slots(clause)))
    return replace(clause, any_of=tuple(_first(pattern, each) for pattern in clause.any_of))


def episodes_holding(clause: Clause, vocabulary: Vocabulary) -> int:
    """How many episodes hold a clause in a form that counts, about; where none does, in any."""
    every = [expansion for expansion in clause.readings if expansion.words]
    said = sum(min(map(vocabulary.count, expansion.words)) for expansion in every if expansion.counted)
    return said or sum(min(map(vocabulary.count, expansion.words)) for expansion in every)


def places_of(pattern: Pattern, vocabulary: Vocabulary) -> int:
    """How many places of words are compared to find a pattern everywhere; none for single words, whose postings say
    all, unless it matters who says them."""
    if pattern.inside:
        whole = sum(places_of(one, vocabulary) for one in pattern.inside)
        return whole + places_of(replace(pattern, inside=()), vocabulary)
    if pattern.speakers and len(pattern.slots) == 1:
        return sum(run_places(expansion.words, vocabulary) for expansion in pattern.slots[0].expansions if expansion.words)
    if len(pattern.slots) == 1:
        return sum(run_places(expansion.words, vocabulary) for expansion in pattern.slots[0].expansions if len(expansion.words) > 1)
    if pattern.within_ms is None and all(_is_plain(slot) for slot in pattern.slots):
        return run_places([word for slot in pattern.slots for word in slot.expansions[0].words], vocabulary)
    return (CHAINED if pattern.within_ms is None else NEAR) * _together(pattern.slots, vocabulary)


def counted_places(clauses: Sequence[Clause], vocabulary: Vocabulary) -> int:
    """How many places of words are passed over to count the moments of clauses everywhere."""
    single = sum(
        min(map(vocabulary.frequency, alternative.words)) for alternative in single_expansions(clauses) if alternative.words
    )
    return single + sum(places_of(pattern, vocabulary) for pattern in runs_of_slots(clauses))


def single_expansions(clauses: Sequence[Clause]) -> tuple[Expansion, ...]:
    """What meets a clause by itself in speech, each once."""
    slots = [slot for pattern in _in_speech(clauses) if is_single(pattern) for slot in pattern.slots]
    return tuple(dict.fromkeys(expansion for slot in slots for expansion in slot.expansions))


def runs_of_slots(clauses: Sequence[Clause]) -> tuple[Pattern, ...]:
    """The phrases in speech, what is said within some seconds, and by whom, each once."""
    return tuple(dict.fromkeys(pattern for pattern in _in_speech(clauses) if not is_single(pattern)))


def is_single(pattern: Pattern) -> bool:
    """Whether a pattern is met by each reading of one word alone, wherever and by whomever it is said."""
    return len(pattern.slots) == 1 and not pattern.speakers and not pattern.inside


def _in_speech(clauses: Sequence[Clause]) -> Iterator[Pattern]:
    return (pattern for clause in clauses for pattern in clause.any_of if "speech" in pattern.fields)


def steps_of(places: float, clauses: int) -> int:
    """What it costs to hold so many occurrences against so many clauses."""
    return int(places * (clauses + PLACED))


def places_in_episode(clauses: Sequence[Clause], vocabulary: Vocabulary) -> float:
    """How often the words of clauses stand in an episode that holds them, about."""
    expansions = {expansion for clause in clauses for expansion in clause.readings if expansion.words}
    rarest = [min(expansion.words, key=vocabulary.frequency) for expansion in expansions]
    return sum(vocabulary.frequency(word) / max(1, vocabulary.count(word)) for word in rarest)


def run_places(words: Sequence[str], vocabulary: Vocabulary) -> int:
    """The same of words that stand one after another: found from the rarest, and all places of the others are passed
    over, but of those so much commoner that a search in them takes less."""
    often = [vocabulary.frequency(word) for word in words]
    return sum(min(number, SEARCHED * min(often)) for number in often)


def _together(slots: Sequence[TermPosition], vocabulary: Vocabulary) -> int:
    """The places of all slots in the episodes that hold the rarest one."""
    episodes = [max(1, sum(min(map(vocabulary.count, v.words)) for v in slot.expansions if v.words)) for slot in slots]
    places = [sum(min(map(vocabulary.frequency, v.words)) for v in slot.expansions if v.words) for slot in slots]
    return int(sum(number * min(episodes) / held for number, held in zip(places, episodes, strict=True)))


def _slots(clause: Clause) -> list[TermPosition]:
    return [slot for pattern in clause.any_of for slot in pattern.slots]


def _words(expansions: Collection[Expansion]) -> int:
    return sum(max(1, len(expansion.words)) for expansion in expansions)


def _is_plain(slot: TermPosition) -> bool:
    return len(slot.expansions) == 1 and slot.expansions[0].is_plain


def _first(pattern: Pattern, more: int) -> Pattern:
    return replace(pattern, slots=tuple(TermPosition(slot.text, _affordable(slot.expansions, more)) for slot in pattern.slots))


def _affordable(expansions: Sequence[Expansion], more: int) -> tuple[Expansion, ...]:
    """The first, and those after it that have so many words together."""
    totals = accumulate(max(1, len(expansion.words)) for expansion in expansions[1:])
    return (*expansions[:1], *(expansion for expansion, total in zip(expansions[1:], totals, strict=True) if total <= more))
