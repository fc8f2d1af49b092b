"""What is asked of an engine for a query, and what of it counts; and the phrase that may have been meant by it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from msgspec import structs

from archive.languages import is_function_word, registered
from archive.search.expansion import Expander
from archive.search.expansion.compounds import parted_by_apostrophe, pieces
from archive.search.expansion.expander import PLAIN_WEIGHT
from archive.search.expansion.near_words import FuzzyMatch
from archive.search.filters import UNREAD
from archive.search.index.limits import Budget, run_places
from archive.search.index.read.engine import Engine
from archive.search.index.types import GUESSED, Clause, Evaluation, Expansion, Pattern, Request, TermPosition, by_readings
from archive.search.query.known_names import MeantName
from archive.search.query.parser import SHOWN_CHARACTERS, SIGN, Group, Part, Query, is_plain, parse
from archive.search.results.answer import IgnoredJson
from archive.text.tokenizer import fold, words

LONGEST_NAME, LONGEST_QUERY = 4, 8
"""Words of a run that is looked up as one name; words of a query in which a name is corrected."""
EVERYWHERE_ZIPF = 6.25
"""A word of nearly two in a thousand occurs everywhere (log 10 of its times in a thousand million words)."""
SHORT = 4
"""Letters of a word that many others are one letter away from."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked, clause by clause beside the group it comes from: `clauses` are met by what counts, `wide` also by
    what may only resemble it."""

    query: Query
    clauses: tuple[Clause, ...]
    wide: tuple[Clause, ...]
    groups: tuple[Group, ...]
    excluded: tuple[Clause, ...]
    ignored: tuple[IgnoredJson, ...]

    @property
    def read(self) -> tuple[Clause, ...]:
        """The clauses as the episodes that count are read: where what counts of a word is itself a guess, so is all
        that may stand in its place, and it is found beside it."""
        return tuple(wide if _is_guessed(one) else one for one, wide in zip(self.clauses, self.wide, strict=True))

    @property
    def in_part(self) -> tuple[Clause, ...]:
        """The clauses as an episode is read that lacks some: of a word of SHORT letters at most nothing that is only
        like it, which are words of every day (eau, beau, for veau)."""
        return tuple(counted_alone(one) if len(one.text) <= SHORT else one for one in self.wide)

    @property
    def percent(self) -> int:
        """The clauses of numbers that are percentages, as bits."""
        return sum(group.is_percent << place for place, group in enumerate(self.groups))

    @property
    def deeper(self) -> int:
        """How many times as many answers as else are read to put them in order: no index holds the sign of a
        percentage, and what is one stands first."""
        return 3 if self.percent else 1


def _is_guessed(clause: Clause) -> bool:
    """Whether a clause counts what only resembles what was asked, as it does of what nobody says."""
    return any(one.counted and one.kind in GUESSED for one in clause.readings)


def counted_alone(clause: Clause) -> Clause:
    """A clause without what may only resemble what was asked; the clause itself where there is nothing of the kind."""
    return by_readings(clause, lambda one: one.counted)


def wordless(query: Query) -> tuple[Group, ...]:
    """What was typed where it holds no word and asks for nothing else (%): nobody says it, all is no answer to it. Of
    filters alone that cannot be read (date:2017-13) nothing is a word either, and a sign stands for them."""
    text = query.text.strip()[:SHOWN_CHARACTERS]
    if not text or query.excluded or query.filters.given:
        return ()
    return (Group((SIGN if any(one.why in UNREAD for one in query.ignored) else Part("word", text, (text,)),)),)


def plain_word(group: Group) -> Part | None:
    """Return the only part of a group if it is a plain word, else None."""
    return group.parts[0] if len(group.parts) == 1 and group.parts[0].kind == "word" else None


def words_of(run: Sequence[Part]) -> tuple[str, ...]:
    """Return the folded words of some parts, in order."""
    return tuple(word for part in run for word in part.words)


SAID, OFTENER, MUCH_OFTENER = 3, 2, 90
"""Episodes that say a word with its apostrophe, at least; and how many times as many as say what is typed, where that
is a word of another language than the words round it, and where it is one of theirs (im, wont; not lune). Of the 98
words of a real archive in two languages that are words with and without an apostrophe, 9 are put right by this alone,
none of them wrongly."""
_APOSTROPHE = "'"
FEWEST_BEFORE = 3
"""Letters of a word behind which another one may be written without a space."""
_SIGNS = re.compile(r"\W+")
Count = Callable[[tuple[str, ...]], int]


def with_apostrophes(query: Query, expander: Expander, together: Count) -> Query:
    """A query with the apostrophes put back that were left out of its words (whats, dont, quest ce que), as if they
    were typed: where nobody says the word as it stands and no dictionary has it, or it is far oftener said with one.
    `together` tells how many episodes say some words one after the other."""
    return replace(query, groups=tuple(_with_apostrophes(query, expander, together)))


def _with_apostrophes(query: Query, expander: Expander, together: Count) -> Iterator[Group]:
    plain = [plain_word(group) for group in query.groups]
    for place, (group, part) in enumerate(zip(query.groups, plain, strict=True)):
        others = " ".join(one.typed for one in plain if one and one is not part)
        # What begins a query has a capital on many phones; elsewhere a name has.
        is_name = part and part.typed[:1].isupper() and (part is not plain[0] or not others or others.istitle())
        parted = _parted(part, others, expander, together) if part and not is_name else ""
        cut = parted and together(tuple(words(parted))) < _said_as_one(plain[max(place - 1, 0) : place + 2], together)
        yield from parse(parted).groups if parted and not cut else (group,)


def _said_as_one(parts: Sequence[Part | None], together: Count) -> int:
    """How many episodes say two of some neighbours as one word (spon sor, that is no s'or)."""
    typed = [part.words[0] if part and part.words else "" for part in parts]
    return max((together((one + other,)) for one, other in pairwise(typed) if one and other), default=0)


def _parted(part: Part, others: str, expander: Expander, together: Count) -> str:
    """What a word is as typed beside others, with the apostrophe that was left out; empty where none was."""
    word = part.words[0] if part.words else ""
    if not part.typed[1 : len(word)].islower() or part.typed[len(word) : len(word) + 1] not in ("", "-"):
        return ""
    is_foreign = bool(others) and expander.language_of(others) != expander.language_of(word)
    for language in registered().values():
        for run in parted_by_apostrophe(word, language):
            said = together((word,))
            if not (said or expander.is_word(word)):
                least = 1
            elif is_foreign and expander.language_of(" ".join((others, *run))) == language.code:
                least = max(SAID, said * OFTENER)
            else:
                least = max(1, said) * MUCH_OFTENER
            if together(run) >= least:
                return _APOSTROPHE.join((part.typed[: len(run[0])], part.typed[len(run[0]) :]))
    return "" if together((word,)) or expander.is_word(word) else _written_together(part.typed, word, together)


def _written_together(typed: str, word: str, together: Count) -> str:
    """Two words written together, the second with an elision, as they are typed apart (parcequil, parce qu'il); empty
    where a word is none."""
    for place, language in product(range(FEWEST_BEFORE, len(word) - 2), registered().values()):
        for elided, rest in parted_by_apostrophe(word[place:], language):
            if elided in language.elisions and together((word[:place], elided, rest)) >= SAID:
                return f"{typed[:place]} {typed[place : place + len(elided)]}{_APOSTROPHE}{typed[place + len(elided) :]}"
    return ""


def is_told_apart(spelt: Sequence[Expansion], count: Callable[[Expansion], int]) -> bool:
    """Whether the archive holds both a word as it is spelt, the first of these, and what folds alike."""
    return bool(spelt) and 0 < count(spelt[0]) < count(Expansion(spelt[0].words))


def told_apart(
    readings: tuple[Expansion, ...], spelt: Sequence[Expansion], count: Callable[[Expansion], int]
) -> tuple[Expansion, ...]:
    """The readings of a word with those of its spelling in their place: where the archive holds both it and what folds
    alike. What folds alike is listed then, as a slip. Where nobody says the one or the other, the readings as they are:
    an accent loses no answer."""
    if not is_told_apart(spelt, count):
        return readings
    plain = Expansion(spelt[0].words)
    if is_function_word(plain.words[0]):
        return tuple(spelt)
    slip = Expansion(plain.words, PLAIN_WEIGHT, "misspelt", counted=False)
    return (*spelt, slip, *(one for one in readings if one.kind in GUESSED and one.words != plain.words))


FEWEST_PHRASE, OF_A_PHRASE, CLOSE_TO_PHRASE = 5, 30, 0.2
"""Two words are a phrase where so many episodes say it, and one of so many that say the rarer word; how far a word is
at most of which it is meant. Of 160 phrases of a real archive with one word for another by a letter, drawn after these
were set, 81 are put right and ten wrong; of 400 pairs of words that are said apart seven are offered another."""
FEWEST_OF_SLIP, FAR_BY_LETTERS = 1, 2
"""Episodes that say one where one of the words is said by nobody; letters that part what only sounds so, or more."""


def phrase_meant(query: Query, expander: Expander, engine: Engine, budget: Budget) -> tuple[MeantName, ...]:
    """Two neighbours of a query of plain words that nobody says one after the other, or with the words of grammar typed
    between them, with one of them put right, by a letter before by its sound: the pair that most episodes say, so many
    of those that say its rarer word that it is a phrase (machin learning; noth korea, North Korea). Of two that a
    hyphen joins both may be wrong (état-unie)."""
    parts = [part for group in query.groups for part in group.parts]
    if not is_plain(query) or query.excluded or len(parts) > LONGEST_QUERY:
        return ()
    typed = parts[0].typed if len(parts) == 1 and parts[0].typed.islower() else ""
    if run := pieces(fold(typed), expander.expand(typed), expander.commonness, engine.vocabulary.count):
        return (MeantName((typed,), " ".join(run), 1, known=False, alike=True),)
    plain = list(map(_but_elided, parts))
    telling = [place for place, part in enumerate(plain) if not is_function_word(part.words[-1])]
    runs = [plain[one : other + 1] for one, other in pairwise(telling) if other - one < LONGEST_NAME]
    near = _PhrasesNear(expander, engine, budget)
    found = [one for run in runs if all(len(part.words) == 1 for part in run) for one in near.of(run)]
    joined = [(part.typed, both) for part in plain if len(both := _halves(part)) == 2 == len(part.words)]
    found += [replace(one, typed=(typed,)) for typed, both in joined for one in near.of(both, whole=True)]
    return tuple(sorted(found, key=lambda one: (one.slips, -one.said))[:1])


def _but_elided(part: Part) -> Part:
    """A word without what is elided before it (d'accord)."""
    elided, _apostrophe, rest = part.typed.replace("’", _APOSTROPHE).partition(_APOSTROPHE)
    return Part("word", rest, part.words[1:]) if rest and (fold(elided),) == part.words[:-1] else part


def _halves(part: Part) -> list[Part]:
    return [Part("word", typed, (word,)) for typed, word in zip(_SIGNS.split(part.typed), part.words, strict=False)]


class _PhrasesNear:
    """The phrases that two words may be meant for, one of which is held, and that stand nowhere together."""

    def __init__(self, expander: Expander, engine: Engine, budget: Budget) -> None:
        self._expander, self._engine, self._budget, self._count = expander, engine, budget, engine.vocabulary.count

    def of(self, run: Sequence[Part], *, whole: bool = False) -> Iterator[MeantName]:
        """Those of a run, the words between as they are: what is put right is the word that nobody says, else either,
        else both of a `whole`; or the first is two of grammar written together (dela part)."""
        first, *between, last = (part.words[0] for part in run)
        held = [self._count(word) > 0 for word in (first, last)]
        if not (any(held) and first.isalpha() and last.isalpha()):
            return
        typed = tuple(part.typed for part in run)
        if all(held) and self._said((first, *between, last)) != 0:
            return
        least = FEWEST_PHRASE if all(held) else FEWEST_OF_SLIP
        either = whole or all(held)
        firsts = list(self._close(run[0], held[0])) if either or not held[0] else []
        lasts = list(self._close(run[-1], held[1])) if either or not held[1] else []
        pairs = [((one.words[0], last), one.alike, _slips_of(one)) for one in firsts]
        pairs += [((first, one.words[0]), one.alike, _slips_of(one)) for one in lasts]
        both = product(firsts, lasts) if whole else ()
        pairs += [((one.words[0], other.words[0]), False, 2) for one, other in both if one.one_edit and other.one_edit]
        every = [((pair[0], *between, pair[1]), alike, slips) for pair, alike, slips in pairs]
        every += [((*cut, *between, last), True, 1) for cut in self._cut(first)]
        for phrase, alike, slips in every:
            fewer = min(map(self._count, {phrase[0], phrase[-1]}))
            many = self._said(phrase) if fewer >= least else 0
            if many and many >= max(least, fewer / OF_A_PHRASE):
                yield MeantName(typed, " ".join(phrase), slips, known=False, said=many, alike=alike)

    def _close(self, part: Part, is_held: bool) -> Iterator[FuzzyMatch]:
        """What one of two words may be meant for; by its sound no form of it, that goes on (learn, learning); of
        grammar alone what sounds as a word does that nobody says (aveque)."""
        near = self._expander.near(part.typed) if self._budget.take("lookups") else ()
        for one in near:
            is_near = one.one_edit or (one.distance <= CLOSE_TO_PHRASE and not one.words[0].startswith(part.words[0]))
            if is_near and (not is_function_word(one.words[0]) or (one.alike and not is_held)):
                yield one

    def _cut(self, word: str) -> Iterator[tuple[str, str]]:
        """The words of grammar that one is made of."""
        every = ((word[:place], word[place:]) for place in range(1, len(word)))
        return (both for both in every if all(map(is_function_word, both)))

    def _said(self, run: tuple[str, ...]) -> int | None:
        """How many episodes say some words one after the other; None where nothing is left to ask with."""
        paid = not self._budget.late() and self._budget.take("positions", run_places(run, self._engine.vocabulary))
        return self._engine.count(Expansion(run)) if paid else None


def _slips_of(one: FuzzyMatch) -> int:
    return 1 if one.one_edit or one.alike else FAR_BY_LETTERS


def said_together(engine: Engine, request: Request, budget: Budget) -> Evaluation | None:
    """The episodes that hold a reading of several words that stands for each of a request's clauses: what meets it
    meets all of them, close together. None where nothing stands for all."""
    shared = tuple(sorted(standing_for_all(request.clauses), key=lambda one: one.words))
    clause = Clause("", (Pattern((TermPosition("", shared),)),))
    return engine.evaluate(structs.replace(request, clauses=(clause,)), budget) if shared else None


def standing_for_all(clauses: Sequence[Clause]) -> set[Expansion]:
    """The readings of several words each of which stands for every clause: a whole name."""
    return set.intersection(*({one for one in clause.readings if len(one.words) > 1} for clause in clauses))
