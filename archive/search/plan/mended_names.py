"""Neighbouring words mended together: the nearest that are a known person's name, or stand together in the archive."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice, product

from msgspec import structs

from archive.languages import is_function_word, united
from archive.languages.base import is_initialism
from archive.languages.phonetic_distance import consonants_apart
from archive.search.expansion import Expander
from archive.search.expansion.near_words import BEHIND_FARTHEST, COMMON_WORD, ESTABLISHED, KNOWN, FuzzyMatch
from archive.search.expansion.typing_errors import distance, edits_allowed
from archive.search.index.limits import Budget
from archive.search.index.types import GUESSED, Clause, Expansion, Pattern, TermPosition, by_readings
from archive.search.index.vocabulary import RARE_LEAST, Vocabulary
from archive.search.query.known_names import NameIndex
from archive.search.query.parser import Part

MENDED_WEIGHT = 0.6
RARE = 6
"""Of two words typed in small letters, as on a phone, one in so few episodes may be of a name."""
READ_BEHIND = 250_000
"""What it costs to look through the words behind a first name, in bytes of words that are held against a pattern."""
FEWEST_LETTERS, PARTICLE = 6, (2, 3)
"""Of a name typed as one word; of those with which it begins (el, ben)."""
RARE_WORD = 3.0
"""One of less than one in a million words may be a name, however it is typed."""
RARE_GIVEN = 3.5
"""One of less than three in a million words may be a first name, though a dictionary has it (Joss)."""
FEWEST_LETTERS_HEARD = 2
"""Of a last name that is listened for behind the first one."""
LONGEST_NAME, LONGEST_QUERY = 4, 8
"""Words of a name that is put right as a whole, and of a query in which one is looked for."""
LETTER = 0.15
"""How far a word is at most that a single letter parts from another, however it sounds."""
MOST_CALLED, MOST_PAIRS = 3, 24
"""First names near the one that is typed behind which a last name is listened for; pairs of words near both of a name
that are looked for side by side."""
CALLED_FARTHEST = 0.22
"""How far a first or last name of somebody known is at most."""
ONLY_FARTHEST = 0.46
"""The same of the last name of the only one called by the first name, where machines do not know the one that is typed.
By chance 2 of a thousand names of such a first one are within it."""
SPELT_FARTHEST = 0.3
"""The same of letters that are spelt, heard as a word."""
CUT_SHORT = 0.1
"""How far a name is at most whose first one is cut short."""
OF_A_NAME = 4
"""A word is a name where one episode of so many that hold it says it behind the word with which names begin."""
MOST_IN_TURN = 4
"""Beginnings of a name that are listened on behind."""
FEWEST_ALONE, SAME_CONSONANTS, MOST_ALONE = 5, 0.1, 10
"""Letters of a rare first name that is listened for alone; how far the consonants of another writing of it are at most,
and in how many episodes that one is."""
Pair = tuple[str, str]
Words = tuple[str, ...]
Together = Callable[[Words], int]
"""How many episodes say some words one after the other."""
Near = tuple[float, str]
"""A word and how far it is from what was typed."""


def mended(run: Sequence[Part], expander: Expander, vocabulary: Vocabulary, together: Together) -> tuple[Expansion, ...]:
    """The pair that was meant where one of two words stands nowhere (Edouard Snoden, Edward Snowden), or both are typed
    as a name, or one of them stands in few episodes, and they stand nowhere together (Julien Assange, Julian Assange):
    then one of them is a letter off."""
    typed = [part.words[0] for part in run if len(part.words) == 1 and not is_function_word(part.words[0])]
    if len(typed) < 2:
        return _behind_particle(run, expander, vocabulary, together) if run[0].words[0] in united().name_particles else ()
    rarer = min(map(vocabulary.count, typed))
    held, may_be_name = rarer > 0, rarer <= RARE or all(part.typed[:1].isupper() for part in run)
    if held and (not may_be_name or together((typed[0], typed[1]))):
        return ()
    first, last = ([(0.0, part.words[0]), *_near(part, expander, vocabulary, held)] for part in run)
    apart = [(one, other) for one, other in product(first, last) if not held or not (one[0] and other[0])]
    pairs = sorted((one[0] + other[0], (one[1], other[1])) for one, other in apart)
    return tuple(_expansion(pair, far) for far, pair in islice((one for one in pairs if together(one[1])), 1))


def heard_as_name(
    run: Sequence[Part], expander: Expander, people: NameIndex, together: Together, budget: Budget, *, last_alone: bool = False
) -> tuple[Expansion, ...]:
    """What may have been heard of a first and a last name, one of which is said right: the last one otherwise (Nick
    Coghlan, Nick Coughlin), or what stands between them. Two words are a name where they are typed as one, or are a
    known person's, or the last one is a rare word of any language; a word of grammar is a first one where a known
    person has it (Al). Of what is often said the first is right; with the `last_alone` typed it is near at least."""
    typed = words_of(run)
    named = (run[0].typed[:1].isupper() and run[-1].typed[:1].isupper()) or people.is_person(" ".join(typed))
    if len(typed) > LONGEST_NAME or budget.late():
        return ()
    if len(typed) > 2:
        known = () if together(typed) else _known_alike(typed, people, together)
        return (*known, *(_several_otherwise(run, expander, people, together, budget) if named else ()))
    grammar = is_function_word(typed[1]) or (is_function_word(typed[0]) and not people.is_first_name(typed[0]))
    plain = all(map(str.isalpha, typed)) and not grammar and len(typed[1]) >= FEWEST_LETTERS_HEARD
    if not plain or not (named or expander.commonness(typed[1]) < RARE_WORD):
        return ()
    heard = expander.behind(typed[0], run[1].typed, together) if budget.take("scanned", READ_BEHIND) else ()
    if together(typed[1:] if last_alone else typed) < ESTABLISHED:
        heard = (*heard, *_called_alike(run, expander, people, together, budget))
    if last_alone:
        return heard
    heard = (*heard, *_last_otherwise(run, expander, together), *_first_otherwise(run, expander, people, together, budget))
    heard = heard or tuple(_only_called(run, expander, people, together))
    if together(typed) >= ESTABLISHED:
        return heard
    otherwise = (*heard, *_called_otherwise(run, expander, people, together, budget))
    return otherwise or tuple(_both_otherwise(run, expander, people, together, budget))


def _several_otherwise(
    run: Sequence[Part], expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> Iterator[Expansion]:
    """What may have been heard of a name of several words: another of those between, any of them otherwise, or its last
    ones written as one."""
    typed = words_of(run)
    yield from _other_particles(typed, together)
    yield from in_turn(typed, expander, together, budget)
    yield from _first_otherwise(run, expander, people, together, budget)
    yield from _written_as_one(typed, expander, together, budget)


def _called_alike(
    run: Sequence[Part], expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> Iterator[Expansion]:
    """What may have been heard of both words of a name that nobody says, the first one another that people of the
    archive have (Julien Danjou, Julian Danju)."""
    near = (one for one in expander.near(run[0].typed) if people.is_first_name(one.words[0]))
    for first in islice(near, MOST_CALLED):
        for heard in expander.behind(first.words[0], run[1].typed, together) if budget.take("scanned", READ_BEHIND) else ():
            yield structs.replace(heard, distance=max(first.distance, heard.distance))


def _called_otherwise(
    run: Sequence[Part], expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> Iterator[Expansion]:
    """What may have been heard of a first name before a last one close to that which is typed; before one a letter or
    two off, that of somebody the archive knows (Langa, Lucas Lange)."""
    last = run[-1].words[0]
    near = [(one.words[0], one.distance) for one in expander.near(run[-1].typed) if one.distance <= LETTER]
    families = [one for one in people.families_near(last, edits_allowed(last)) if one not in {last, *dict(near)}]
    every = (*((one, LETTER) for one in families), *near[:MOST_CALLED])
    for family, far in (one for one in every if not is_function_word(one[0])):
        named = {whole[0] for whole, _ in people.known_by(family) if len(whole) == 2}
        for first in expander.nearest(run[0].typed, named, family) if budget.take("scanned", READ_BEHIND) else ():
            pair = (*first.words, family)
            called = people.is_person(" ".join(pair)) and first.distance <= CALLED_FARTHEST
            heard = far < LETTER and first.distance <= BEHIND_FARTHEST and may_be_first(first.words[0], expander, people)
            if (called or heard) and together(pair):
                yield Expansion(pair, MENDED_WEIGHT, first.kind, counted=False, distance=round(max(far, first.distance), 4))


def _first_otherwise(
    run: Sequence[Part], expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> Iterator[Expansion]:
    """What may have been heard of a first name before the rest as typed (Ewa Jodlowska, Eva Jodlowska; Gito van
    Rossum): of a name that is said, before what is rare, farther off where hardly anybody else says it. Before a word
    of a dictionary none, unless it is the last name of somebody known."""
    (first, *rest), last = words_of(run), run[-1].words[-1]
    is_name = first.isalpha() and (any(people.known_by(last)) or not expander.is_word(last))
    if not is_name or is_function_word(last) or not budget.take("scanned", READ_BEHIND):
        return
    named = {one for one in people.first_names if one[0] == first[0]}
    is_said = together((first, *rest)) > 0
    begun, is_telling = is_said and together(tuple(rest)) > RARE_LEAST, is_said and expander.commonness(" ".join(rest)) < KNOWN
    for one in expander.nearest(run[0].typed, named, " ".join(rest), begun=begun):
        is_nobodys = one.episodes < ESTABLISHED and not people.is_first_name(one.words[0])
        farthest = ONLY_FARTHEST if is_telling and is_nobodys else BEHIND_FARTHEST
        is_near = one.distance <= farthest and may_be_first(one.words[0], expander, people)
        if is_near and together(whole := (*one.words, *rest)):
            is_cut = first.startswith(one.words[0]) or one.words[0].startswith(first)
            far = min(one.distance, CUT_SHORT) if is_cut else one.distance
            # Worth more than the rest alone, which is said as typed.
            yield Expansion(whole, 1 - far / len(whole), one.kind, counted=False, distance=round(far, 4))


def _last_otherwise(run: Sequence[Part], expander: Expander, together: Together) -> Iterator[Expansion]:
    """The words near a last name, however common, that begin so behind a rare first one (Lukasz Langa, Lukasz Lang)."""
    first, last = (part.words[0] for part in run)
    for one in but_of_grammar(expander.near(run[1].typed) if expander.commonness(first) < KNOWN else ()):
        if one.distance <= CALLED_FARTHEST and one.words[0][0] == last[0] and together(pair := (first, *one.words)):
            yield Expansion(pair, MENDED_WEIGHT, one.kind, counted=False, distance=round(one.distance, 4))


def _both_otherwise(
    run: Sequence[Part], expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> Iterator[Expansion]:
    """What may have been heard of a name, no word of which is near enough by itself: the nearest that stand one behind
    the other (Brit Cruise, Britt Cruz), the first one as typed or otherwise."""
    first, last = ([(one.distance, one.words[0]) for one in but_of_grammar(expander.near(part.typed))] for part in run)
    near = (one for one in first if one[0] <= CALLED_FARTHEST and may_be_first(one[1], expander, people))
    families = (one for one in last if one[0] <= BEHIND_FARTHEST)
    every = sorted(product([(0.0, run[0].words[0]), *near], families), key=lambda both: both[0][0] + both[1][0])
    for one, other in every[:MOST_PAIRS] if budget.take("scanned", READ_BEHIND) else ():
        if together(pair := (one[1], other[1])):
            yield Expansion(pair, MENDED_WEIGHT, "sounds-like", counted=False, distance=round(max(one[0], other[0]), 4))
            return


def only_called(run: Sequence[Part], expander: Expander, people: NameIndex) -> Expansion | None:
    """The only known person of a first name, whose last one begins as one that machines do not know (Gina Häußge,
    Houska)."""
    first, last = words_of(run)
    every = people.called({first}) if expander.commonness(last) < KNOWN else ()
    near = expander.nearest(run[1].typed, [every[0][1]]) if len(every) == 1 else ()
    if not near or near[0].words[0][0] != last[0] or near[0].distance > ONLY_FARTHEST:
        return None
    return Expansion(every[0], MENDED_WEIGHT, "sounds-like", counted=False, distance=round(near[0].distance, 4))


def _only_called(run: Sequence[Part], expander: Expander, people: NameIndex, together: Together) -> Iterator[Expansion]:
    """The same of a last name that nobody says, where speech has who is called so."""
    found = None if together(words_of(run)[1:]) else only_called(run, expander, people)
    if found and together(found.words):
        yield found


def said_anywhere(clause: Clause) -> Clause:
    """A clause that a first name meets wherever it is said; the clause itself where it is none of a whole name."""
    free = tuple(structs.replace(one, inside=()) for one in clause.any_of)
    return clause if free == clause.any_of else structs.replace(clause, any_of=free)


def may_be_first(word: str, expander: Expander, people: NameIndex) -> bool:
    """Whether a word is somebody's first name, or so rare that it may be one."""
    return people.is_first_name(word) or not (is_function_word(word) or expander.commonness(word) >= COMMON_WORD)


def first_alone(
    clause: Clause, run: Sequence[Part], whole: Iterable[Expansion], expander: Expander, people: NameIndex, budget: Budget
) -> Clause:
    """The clause of the first word of a name as it is met where the rest is lacking. A rare one that nobody else has
    tells who may be meant: wherever it is said, also as what is heard for the `whole` name has it, or another writing
    (Mariatta: Marietta, Mariada). What is only like it is no ordinary word (Sébastien, Sebastian)."""
    typed, heard = words_of(run), [one.words for one in whole if one.kind in GUESSED and len(one.words) > 1]
    last = {typed[-1], *(one[-1] for one in heard)}

    def is_ordinary(one: Expansion) -> bool:
        known = len(one.words) == 1 and (people.is_first_name(one.words[0]) or expander.is_word(one.words[0]))
        return one.kind in GUESSED and known and not _is_rare(one.words[0], expander)

    def tells(word: str) -> bool:
        return _is_rare(word, expander) and all(name[-1] in last for name in people.called({word}))

    kept = by_readings(clause, lambda one: not is_ordinary(one))
    if len(run[0].words) > 1 or not tells(first := typed[0]):
        return kept
    every = expander.near(run[0].typed) if len(first) >= FEWEST_ALONE and budget.take("lookups") and not budget.late() else ()
    forms = dict.fromkeys((one[0] for one in heard if one[0][0] == first[0]), LETTER)
    forms |= {one.words[0]: one.distance for one in every if _is_writing(first, one, expander)}
    told = {word: far for word, far in forms.items() if word != first and tells(word)}
    others = tuple(Expansion((word,), 1 - far, "misspelt", distance=far) for word, far in told.items())
    free = said_anywhere(kept)
    return structs.replace(free, any_of=(*free.any_of, Pattern((TermPosition(clause.text, others),)))) if others else free


def _is_rare(word: str, expander: Expander) -> bool:
    """Whether a first name is so rare that it may tell whose it is, and no word."""
    return expander.commonness(word) < RARE_GIVEN and not expander.is_word(word) and not is_function_word(word)


def _is_writing(first: str, one: FuzzyMatch, expander: Expander) -> bool:
    """Whether a word is a rare first name written otherwise: by few letters, none of its consonants, and as rare."""
    other = one.words[0]
    rare = one.episodes <= MOST_ALONE and expander.commonness(other) < RARE_WORD
    cut = first.startswith(other) or other.startswith(first)  # another name (Michaela, Michal)
    near = one.kind == "misspelt" and one.distance <= CALLED_FARTHEST and other[0] == first[0] and not cut
    return rare and near and consonants_apart(first.capitalize(), other.capitalize()) <= SAME_CONSONANTS


def in_turn(typed: Words, expander: Expander, together: Together, budget: Budget) -> tuple[Expansion, ...]:
    """What may have been heard of a last name of several words, with a hyphen or without (Turner-Trauring), behind the
    first name: one after another said right or otherwise, of each the nearest."""
    if not all(map(str.isalpha, typed)) or any(len(word) < FEWEST_LETTERS_HEARD or is_function_word(word) for word in typed[1:]):
        return ()
    runs: list[tuple[float, Words]] = [(0.0, typed[:1])]
    for word in typed[1:]:
        heard: list[tuple[float, Words]] = []
        for far, run in runs:
            heard += [(far, (*run, word))] if together((run[-1], word)) else []
            others = expander.behind(run[-1], word, together) if budget.take("scanned", READ_BEHIND) else ()
            heard += [(max(far, one.distance), (*run, *one.words[1:])) for one in others]
        runs = sorted(heard)[:MOST_IN_TURN]
    said = ((far, run) for far, run in runs if run != typed and together(run))
    return tuple(Expansion(run, MENDED_WEIGHT, "sounds-like", counted=False, distance=far) for far, run in said)


def _written_as_one(typed: Words, expander: Expander, together: Together, budget: Budget) -> Iterator[Expansion]:
    """A name whose last one, typed in several words, is written as one (Jake Vander Plas, Vanderplass), close to it at
    least (Jesse Jiryu Davis, Giroudavis)."""
    last = "".join(typed[1:])
    if last.isalpha() and not is_function_word(typed[0]) and budget.take("scanned", READ_BEHIND):
        whole = ((typed[0], last),) if together((typed[0], last)) else ()
        yield from (Expansion(run, MENDED_WEIGHT, "joined") for run in whole)
        yield from (one for one in expander.behind(typed[0], last.capitalize(), together) if one.distance <= CALLED_FARTHEST)


def _known_alike(typed: Words, people: NameIndex, together: Together) -> Iterator[Expansion]:
    """The known people of whose whole names one of several words is a slip (Cornelis van Lit, Cornelius van Litt)."""
    letters = "".join(typed)
    for whole, _ in people.together_near(letters, edits_allowed(letters)):
        if len(whole) == len(typed) and together(whole):
            yield Expansion(whole, MENDED_WEIGHT, "misspelt", counted=False, distance=round(distance(letters, "".join(whole)), 4))


def _other_particles(typed: Words, together: Together) -> tuple[Expansion, ...]:
    """A name with another of the words that stand within names between first and last one (Guido von Rossum)."""
    particles = united().name_particles
    if not all(word in particles for word in typed[1:-1]):
        return ()
    places = range(1, len(typed) - 1)
    others = ((*typed[:place], one, *typed[place + 1 :]) for place in places for one in particles if one != typed[place])
    heard = (other for other in others if together(other))
    return tuple(Expansion(other, MENDED_WEIGHT, "sounds-like", counted=False, distance=LETTER) for other in heard)


def _behind_particle(run: Sequence[Part], expander: Expander, vocabulary: Vocabulary, together: Together) -> tuple[Expansion, ...]:
    """The name that was meant where it is said nowhere behind the word with which it begins, and another that sounds
    the same or has a letter once in place of twice often is (Le Penn, Le Pen)."""
    particle, name = run[0].words[0], run[1].words[0]
    rare = len(run[1].words) == 1 and (vocabulary.count(name) <= RARE or run[1].typed[:1].isupper())
    if not rare or is_function_word(name) or together((particle, name)):
        return ()
    near = [one for one in expander.near(run[1].typed) if one.one_edit]
    alike = (one for one in near if one.alike or _undoubled(one.words[0]) == _undoubled(name))
    pairs = [(one.distance, (particle, one.words[0]), one.episodes) for one in alike]
    return tuple(_expansion(pair, far) for far, pair, many in pairs if together(pair) >= max(ESTABLISHED, many / OF_A_NAME))[:1]


def _undoubled(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def in_two(
    part: Part, readings: Sequence[Expansion], expander: Expander, vocabulary: Vocabulary, together: Together
) -> tuple[Expansion, ...]:
    """The pairs that may be meant where a name is typed as one word that stands nowhere, a letter off besides, and no
    single word is as near (Elkomri, El Khomri): its first letters are a word with which names begin. Of what is written
    in two as well, what is heard of that."""
    word, found = part.words[0], list(_behind_half(part, readings, expander, together))
    known = len(part.words) > 1 or vocabulary.count(word) or any(one.counted for one in readings[1:])
    if known or len(word) < FEWEST_LETTERS or any(one.kind == "misspelt" and len(one.words) == 1 for one in readings):
        return tuple(found)
    for place in (place for place in PARTICLE if vocabulary.count(word[:place]) >= ESTABLISHED):
        rest = Part("word", part.typed[place:], (word[place:],))
        pairs = ((far, (word[:place], other)) for far, other in _near(rest, expander, vocabulary, held=True))
        found += (_expansion(pair, far) for far, pair in pairs if together(pair))
    return tuple(found)


def _behind_half(part: Part, readings: Sequence[Expansion], expander: Expander, together: Together) -> Iterator[Expansion]:
    """What may have been heard of a name that is written as one word and as two, behind the first of them (SQLAlchemy:
    SQL Alchemist, for SQL Alchemy), and before the second one where the first is spelt (Sequel Alchemy): of none that
    dictionaries have, or whose second word is an everyday one. No plural is another writing."""
    if len(part.words) != 1 or expander.is_word(word := part.words[0]):
        return
    halves: list[Words] = [one.words for one in readings if one.kind == "joined" and one.counted and len(one.words) == 2]
    halves += [run for run in expander.apart(word) if run not in halves and together(run)]
    for first, second in halves:
        if is_function_word(first) or not second.isalpha() or expander.commonness(second) >= COMMON_WORD:
            continue
        for one in expander.nearest(first.upper(), (), second) if is_initialism(first) else ():
            if one.distance <= SPELT_FARTHEST and together(pair := (*one.words, second)):
                yield Expansion(pair, MENDED_WEIGHT, "sounds-like", counted=False, distance=round(one.distance, 4))
        heard = expander.behind(first, second.capitalize(), together)
        yield from (one for one in heard if not (one.words[1].startswith(second) or second.startswith(one.words[1])))
        yield from (one for one in expander.misheard(part.typed) if one.words[0].endswith(second))


def _near(part: Part, expander: Expander, vocabulary: Vocabulary, held: bool) -> Iterator[Near]:
    """The words near one, none of grammar: a single letter off where both are `held`, else none for one that several
    episodes hold."""
    if held or vocabulary.count(part.words[0]) < ESTABLISHED:
        near = but_of_grammar(one for one in expander.near(part.typed) if one.one_edit or not held)
        yield from ((one.distance, one.words[0]) for one in near)


def but_of_grammar(every: Iterable[FuzzyMatch]) -> Iterator[FuzzyMatch]:
    """Words near one that is typed, without those of grammar."""
    return (one for one in every if not is_function_word(one.words[0]))


def _expansion(pair: Pair, apart: float) -> Expansion:
    return Expansion(pair, MENDED_WEIGHT, "misspelt", counted=False, distance=round(apart / len(pair), 4))


def words_of(run: Sequence[Part]) -> Words:
    """The folded words of some parts."""
    return tuple(word for part in run for word in part.words)
