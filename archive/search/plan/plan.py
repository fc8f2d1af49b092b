"""What is asked of an engine for a query, and what of it counts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from archive.languages import is_function_word, registered
from archive.languages.base import Language
from archive.search.expansion import Expander
from archive.search.expansion.compounds import parted_by_apostrophe
from archive.search.expansion.expander import PLAIN_WEIGHT
from archive.search.filters import UNREAD
from archive.search.index.types import GUESSED, Clause, Expansion, by_readings
from archive.search.plan.mended_names import LONGEST_NAME
from archive.search.plan.whole_names import plain_word, standing_for_all
from archive.search.query.parser import SHOWN_CHARACTERS, SIGN, Group, Part, Query, parse
from archive.search.results.answer import IgnoredJson

SENTENCE, TELLING = 5, 2
"""Words of a query that reads as a sentence, and those of it that are left at least."""
EVERYWHERE_ZIPF = 6.25
"""A word of nearly two in a thousand is said everywhere (log 10 of its times in a thousand million words)."""


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
    def heard(self) -> tuple[Clause, ...]:
        """The clauses as an episode is read that says a name by no word of these, yet is told to: the whole of it
        otherwise counts there, too (Rik Nicol, of whom it says "Rick Nickel")."""
        whole = standing_for_all(self.wide) if 1 < len(self.wide) <= LONGEST_NAME else set[Expansion]()
        if all(one.counted for one in whole):
            return self.read
        return tuple(by_readings(clause, lambda one: one.counted or one in whole) for clause in self.wide)

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
    every = (one for pattern in clause.any_of for slot in pattern.slots for one in slot.expansions)
    return any(one.counted and one.kind in GUESSED for one in every)


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


def telling(groups: list[Group], typed: int, commonness: Callable[[str], float]) -> list[Group]:
    """The groups, of so many that were `typed`, without those words of a sentence that are said everywhere (ça, tout,
    just), where others tell what it is about."""
    rest = [group for group in groups if not _is_everywhere(group, commonness)] if typed >= SENTENCE else groups
    return rest if len(rest) >= TELLING else groups


def _is_everywhere(group: Group, commonness: Callable[[str], float]) -> bool:
    part = plain_word(group)
    return part is not None and part.typed.islower() and commonness(part.typed) >= EVERYWHERE_ZIPF


FEWEST_WORDS = 3
"""A query of fewer is a question only where it ends as one: "Can Dündar" is a name, "lequel choisir" a title."""


def question_words(query: Query, groups: Sequence[Group], likely: str | None) -> tuple[Group, ...]:
    """Those of some groups that ask, none where the query is no question. `likely` is the language that its other words
    tell; a word with a capital that begins no sentence is a name."""
    if len(groups) < (2 if "?" in query.text else FEWEST_WORDS):
        return ()
    asking = _language(groups, likely).question_words
    first = takewhile(lambda group: _asks(group, asking) and (group is groups[0] or not _is_name(group, query.text)), groups)
    return tuple(first)


def _language(groups: Sequence[Group], likely: str | None) -> Language:
    """The language of which most words are words of grammar or ask; of several, the likely one, else the first."""
    typed = {word for group in groups for part in group.parts for word in part.words}
    known = registered().values()
    return max(known, key=lambda one: (len(typed & (one.function_words | one.question_words)), one.code == likely))


def _asks(group: Group, asking: frozenset[str]) -> bool:
    return all(part.kind == "word" and asking.issuperset(part.words) for part in group.parts)


def _is_name(group: Group, text: str) -> bool:
    """Whether a word has a capital of its own: in a query of capitals alone none has."""
    return group.parts[0].typed[:1].isupper() and not text.isupper()


SAID, OFTENER, MUCH_OFTENER = 3, 2, 90
"""Episodes that say a word with its apostrophe, at least; and how many times as many as say what is typed, where that
is a word of another language than the words round it, and where it is one of theirs (im, wont; not lune). Of the 98
words of a real archive in two languages that are words with and without an apostrophe, 9 are put right by this alone,
none of them wrongly."""
_APOSTROPHE = "'"
Count = Callable[[tuple[str, ...]], int]


def with_apostrophes(query: Query, expander: Expander, together: Count) -> Query:
    """A query with the apostrophes put back that were left out of its words (whats, dont, quest ce que), as if they
    were typed: where nobody says the word as it stands and no dictionary has it, or it is far oftener said with one.
    `together` tells how many episodes say some words one after the other."""
    return replace(query, groups=tuple(_with_apostrophes(query, expander, together)))


def _with_apostrophes(query: Query, expander: Expander, together: Count) -> Iterator[Group]:
    plain = [plain_word(group) for group in query.groups]
    for group, part in zip(query.groups, plain, strict=True):
        others = " ".join(one.typed for one in plain if one and one is not part)
        # What begins a query has a capital on many phones; elsewhere a name has.
        is_name = part and part.typed[:1].isupper() and (part is not plain[0] or not others or others.istitle())
        parted = _parted(part, others, expander, together) if part and not is_name else ""
        yield from parse(parted).groups if parted else (group,)


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
