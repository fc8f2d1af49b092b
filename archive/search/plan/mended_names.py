"""Two neighbouring words mended together: the nearest words that stand together somewhere in the archive."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from msgspec import structs

from archive.languages import is_function_word
from archive.search.expansion import Expander
from archive.search.expansion.near_words import ESTABLISHED
from archive.search.index.limits import Budget
from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from archive.search.index.vocabulary import Vocabulary
from archive.search.query.parser import Part

MENDED_WEIGHT = 0.6
RARE = 6
"""Of two words typed in small letters, as on a phone, one in so few episodes may be of a name."""
FEWEST_LETTERS, PARTICLE = 6, (2, 3)
"""Of a name typed as one word; of those with which it begins (el, ben)."""
Pair = tuple[str, str]
Near = tuple[float, str]
"""A word and how far it is from what was typed."""


def mended(
    run: Sequence[Part], expander: Expander, vocabulary: Vocabulary, stand_together: Callable[[Pair], bool]
) -> tuple[Expansion, ...]:
    """The pair that was meant where one of two words stands nowhere (Edouard Snoden, Edward Snowden), or both are typed
    as a name, or one of them stands in few episodes, and they stand nowhere together (Julien Assange, Julian Assange):
    then one of them is a letter off."""
    typed = [part.words[0] for part in run if len(part.words) == 1 and not is_function_word(part.words[0])]
    if len(typed) < 2:
        return ()
    rarer = min(map(vocabulary.count, typed))
    held, may_be_name = rarer > 0, rarer <= RARE or all(part.typed[:1].isupper() for part in run)
    if held and (not may_be_name or stand_together((typed[0], typed[1]))):
        return ()
    first, last = ([(0.0, part.words[0]), *_near(part, expander, vocabulary, held)] for part in run)
    apart = [(one, other) for one, other in product(first, last) if not held or not (one[0] and other[0])]
    pairs = sorted((one[0] + other[0], (one[1], other[1])) for one, other in apart)
    return tuple(_expansion(pair, far) for far, pair in islice((one for one in pairs if stand_together(one[1])), 1))


def in_two(
    part: Part, readings: Sequence[Expansion], expander: Expander, vocabulary: Vocabulary, stand_together: Callable[[Pair], bool]
) -> tuple[Expansion, ...]:
    """The pairs that may be meant where a name is typed as one word that stands nowhere, a letter off besides, and no
    single word is as near (Elkomri, El Khomri): its first letters are a word with which names begin."""
    word = part.words[0]
    known = len(part.words) > 1 or vocabulary.count(word) or any(one.counted for one in readings[1:])
    if known or len(word) < FEWEST_LETTERS or any(one.kind == "misspelt" and len(one.words) == 1 for one in readings):
        return ()
    found: list[Expansion] = []
    for place in (place for place in PARTICLE if vocabulary.count(word[:place]) >= ESTABLISHED):
        rest = Part("word", part.typed[place:], (word[place:],))
        pairs = ((far, (word[:place], other)) for far, other in _near(rest, expander, vocabulary, held=True))
        found += (_expansion(pair, far) for far, pair in pairs if stand_together(pair))
    return tuple(found)


def said_together(engine: Engine, request: Request, budget: Budget) -> int:
    """How many episodes hold a reading of several words that stands for each of a request's clauses: what meets it
    meets all of them, close together."""
    runs = [{one for pattern in clause.any_of for slot in pattern.slots for one in _runs(slot)} for clause in request.clauses]
    shared = sorted(set.intersection(*runs), key=lambda one: one.words)
    clause = Clause("", (Pattern((TermPosition("", tuple(shared)),)),))
    return engine.evaluate(structs.replace(request, clauses=(clause,)), budget).total if shared else 0


def _runs(slot: TermPosition) -> Iterator[Expansion]:
    return (one for one in slot.expansions if len(one.words) > 1)


def _near(part: Part, expander: Expander, vocabulary: Vocabulary, held: bool) -> Iterator[Near]:
    """The words near one: a single letter off where both are `held`, else none for one that several episodes hold."""
    if held or vocabulary.count(part.words[0]) < ESTABLISHED:
        yield from ((one.distance, one.words[0]) for one in expander.near(part.typed) if one.one_edit or not held)


def _expansion(pair: Pair, apart: float) -> Expansion:
    return Expansion(pair, MENDED_WEIGHT, "misspelt", counted=False, distance=round(apart / len(pair), 4))
