"""What is asked of an engine for a query, and what of it counts; and the phrase that may have been meant by it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from msgspec import structs

from archive.languages import is_function_word, registered
from archive.search.expansion import Expander
from archive.search.expansion.compounds import parted_by_apostrophe
from archive.search.expansion.expander import PLAIN_WEIGHT
from archive.search.filters import UNREAD
from archive.search.index.limits import Budget
from archive.search.index.read.engine import Engine
from archive.search.index.types import GUESSED, Clause, Evaluation, Expansion, Pattern, Request, TermPosition, by_readings
from archive.search.query.parser import SHOWN_CHARACTERS, SIGN, Group, Part, Query, parse
from archive.search.results.answer import IgnoredJson
from archive.text.tokenizer import words

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


def said_together(engine: Engine, request: Request, budget: Budget) -> Evaluation | None:
    """The episodes that hold a reading of several words that stands for each of a request's clauses: what meets it
    meets all of them, close together. None where nothing stands for all."""
    shared = tuple(sorted(standing_for_all(request.clauses), key=lambda one: one.words))
    clause = Clause("", (Pattern((TermPosition("", shared),)),))
    return engine.evaluate(structs.replace(request, clauses=(clause,)), budget) if shared else None


def standing_for_all(clauses: Sequence[Clause]) -> set[Expansion]:
    """The readings of several words each of which stands for every clause: a whole name."""
    return set.intersection(*({one for one in clause.readings if len(one.words) > 1} for clause in clauses))
