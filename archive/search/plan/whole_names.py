"""First and last name typed together: the first one alone is anybody's.

In a page's title, description or people each word is met by itself. In speech a first name counts where the whole name
is said, or what is linked to it; the last name counts wherever it is said, as speech has it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import structs

from archive.languages import is_function_word, united
from archive.languages.base import is_of_a_woman
from archive.languages.phonetic_distance import consonants_apart
from archive.search.expansion import Expander
from archive.search.expansion.near_words import (
    CLOSE_BY_LEAST,
    COMMON_WORD,
    ESTABLISHED,
    KNOWN,
    KNOWN_FROM,
    OFTENER,
    FuzzyMatch,
    close_by,
    heard_up_to,
)
from archive.search.index.limits import Budget
from archive.search.index.same_person import is_same_frame
from archive.search.index.types import GUESSED, Clause, Expansion, Pattern, TermPosition
from archive.search.index.vocabulary import Vocabulary
from archive.search.plan.mended_names import (
    CALLED_FARTHEST,
    CUT_SHORT,
    LONGEST_NAME,
    MENDED_WEIGHT,
    MOST_CALLED,
    OF_A_NAME,
    RARE_GIVEN,
    RARE_WORD,
    READ_BEHIND,
    Together,
    heard_as_name,
    in_turn,
    may_be_first,
    words_of,
)
from archive.search.query.known_names import NameIndex
from archive.search.query.parser import Group, Meaning, Part, Query, is_name
from archive.search.ranking.metadata_fields import OUTSIDE_SPEECH
from archive.text.tokenizer import fold

KNOWN_BETTER, LONE, LONE_FARTHEST = 0.05, 0.15, 0.3
"""So much farther is heard for a last name that of somebody whom the archive knows; how far one is at most of which the
next one is so much farther."""
FRAME, FRAMED_FARTHEST, FRAMED_NEXT, MOST_FRAMED = 0.18, 0.34, 0.03, 3
"""How far the consonants of a name that no language knows are at most from those of one farther off that begins so, how
far that one is, and of how many that are nearly as far."""
FEWEST_CUT, MOST_WHOLE = 3, 40
"""Letters of a first name that is cut short; words that begin with one, of which others may be the whole of it."""
Named = dict[Meaning, tuple[Part, ...]]
Joined = dict[Meaning, tuple[Expansion, ...]]
"""What words make with their neighbours."""


def first_names(groups: Sequence[Group], is_person: Callable[[str], bool]) -> Named:
    """Of the groups that are a first name, the whole name that is typed: each word of a person's name but the last."""
    plain = [plain_word(group) for group in groups]
    found: Named = {}
    for first, last in _runs(len(groups)):
        run = tuple(part for part in plain[first:last] if part)
        if len(run) == last - first and is_person(_text(run)):
            for group in groups[first : last - 1]:
                found.setdefault(group.meant, run)
    return found


@dataclass(frozen=True, slots=True)
class TypedNames:
    """The names among the words of a query: of known people the first ones, each with the `whole` one; the `words` that
    are typed as those of one name, whoever's it is, and the `last` of these; and those `within` a name of nobody known
    that tell nothing of it (van), as words of grammar do. `run`: all words that are typed, where they are one name."""

    whole: Named = field(default_factory=dict)
    words: frozenset[Part] = frozenset()
    within: frozenset[Part] = frozenset()
    last: Part | None = None
    run: tuple[Part, ...] = ()

    @classmethod
    def of(cls, query: Query, groups: Sequence[Group], joined: Joined, people: NameIndex, expander: Expander) -> "TypedNames":
        """Those of some groups: typed as one name are words with capitals beside which stands no ordinary word that is
        nobody's name (Marius Wijden; no Guerre Ukrane); a name of which the whole may have been heard otherwise, as
        `joined` tells, is met word by word."""
        plain = [part for group in groups if (part := plain_word(group))]
        ordinary = [part for part in plain if _is_ordinary(part.words[0], people, expander)]
        is_one = 1 < len(plain) == len(groups) and is_name(query)
        words = [part for part in plain if not set(ordinary) - {part}] if is_one else []
        whole = first_names(groups, people.is_person)
        heard = whole or any(len(one.words) >= len(plain) for every in joined.values() for one in every)
        within = [part for part in plain[1:-1] if is_one and not heard and part.words[0] in united().name_particles]
        run = tuple(plain) if len(plain) == len(groups) and (len(words) == len(plain) > 1 or tuple(plain) in whole.values()) else ()
        return cls(whole, frozenset(words), frozenset(within), plain[-1] if plain and plain[-1] in words else None, run)

    def is_particle(self, part: Part) -> bool:
        """Whether a word stands between first and last name in a whole one, such as van: it is said as it is, whatever
        other word it may be elsewhere."""
        return part.words[0] in united().name_particles and any(part in run[1:-1] for run in self.whole.values())

    def readings(
        self, part: Part, forms: Sequence[Expansion], people: NameIndex, expander: Expander, vocabulary: Vocabulary
    ) -> tuple[Expansion, ...]:
        """The readings of a word: of one of a whole name, or the last of any, without its other forms, whatever other
        word it may be (Lynn Root, no roots); of any without ordinary words that are not close by (Preston Van Loon, no
        look)."""
        if part == self.last or any(part in run for run in self.whole.values()):
            forms = [one for one in forms if one.kind != "inflected"]
        if part not in self.words:
            return tuple(forms)
        kept = [one for one in forms if not _is_far_fetched(one, people, expander)]
        return tuple(kept if any(map(vocabulary.count, part.words)) else _but_otherwise_begun(part, kept))


def called_otherwise(
    run: Sequence[Part],
    heard: Sequence[Expansion],
    vocabulary: Vocabulary,
    expander: Expander,
    people: NameIndex,
    together: Together,
    budget: Budget,
) -> Iterator[Expansion]:
    """What else a first and a last name may be said as, whole: what is `heard` of it otherwise yet, where that is a
    known person's; the first one cut short, or a known person's near it, or one of which nobody says what stands
    between them (Jesse Jiryu Davis)."""
    yield from _heard_again(run, heard, expander, people, together, budget)
    yield from _cut_short(run, vocabulary, expander, people, together, budget)
    if len(run) == 2 and not any(map(vocabulary.count, run[1].words)) and not budget.late():
        held = {word for word in run[0].words if people.is_first_name(word)}
        yield from _known_by_frame(run, held, expander, people, together)
    first, *within, last = words_of(run)
    if within and people.is_person(f"{first} {last}") and not any(map(vocabulary.count, within)):
        yield Expansion((first, last), MENDED_WEIGHT, "sounds-like", counted=False, distance=LONE_FARTHEST)


def _heard_again(
    run: Sequence[Part], heard: Sequence[Expansion], expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> Iterator[Expansion]:
    """Of a name that hardly anybody says, what is heard of that under which the archive knows who is meant (Iarocci:
    Nicola Ioroshi, so Nicola Hiroshi), and of the first name before these (Nikola Hiroshi)."""
    typed = words_of(run)
    known = [one for one in heard if one.kind in GUESSED and len(one.words) == 2 and people.is_person(" ".join(one.words))]
    if len(run) != 2 or not known or together(typed) >= ESTABLISHED:
        return
    told = {typed, *(one.words for one in heard)}
    for one in known[:MOST_CALLED]:
        others = expander.behind(one.words[0], one.words[1].capitalize(), together) if budget.take("scanned", READ_BEHIND) else ()
        for other in (other for other in others if other.words not in told):
            far = round(one.distance + other.distance, 4)
            yield (made := structs.replace(other, weight=one.weight * other.weight, distance=far))
            for first in expander.nearest(run[0].typed, (), last := other.words[-1]):
                if 0 < first.distance <= CALLED_FARTHEST and (pair := (*first.words, last)) not in told and together(pair):
                    yield structs.replace(made, words=pair, distance=round(far + first.distance, 4))


def _known_by_frame(
    run: Sequence[Part], held: set[str], expander: Expander, people: NameIndex, together: Together
) -> Iterator[Expansion]:
    """Of a name whose last word nobody says, known people's: the first one as typed where it is `held`, else near, the
    last one with the same first letter and the very consonants that sound (Eslene Bikoumou, Esleen Becamu)."""
    first, last = (part.typed for part in run)
    if not (first.isalpha() and last.isalpha() and (held or (first[:1].isupper() and last[:1].isupper()))):
        return
    near = held or {one.words[0] for one in expander.near(first) if one.distance <= CALLED_FARTHEST}
    for whole in people.framed(last, near) if near else ():
        if together(whole):
            yield Expansion(whole, MENDED_WEIGHT, "sounds-like", counted=False, distance=LONE_FARTHEST)


def _framed_whole(
    part: Part, readings: Sequence[Expansion], expander: Expander, people: NameIndex, together: Together
) -> tuple[Expansion, ...]:
    """The same of a last name alone: with the first names said before what is close to it (Huyen: Chip Huyan, so Chip
    Heughan); of one that no language knows, and nothing is near, the only one (Bikoumou)."""
    guesses = [one for one in readings if one.kind in GUESSED and one.words]
    near = [one.words[0] for one in guesses if len(one.words) == 1 and one.distance <= CALLED_FARTHEST]
    first = {given for word in near for given in expander.before(word) if people.is_first_name(given)}
    is_unknown = not guesses and expander.commonness(part.typed) < KNOWN_FROM
    every = people.framed(part.typed, first or None) if part.typed.isalpha() and (first or is_unknown) else ()
    # met as a reading by itself
    every = [whole for whole in every if (whole[-1],) not in [one.words for one in guesses]]
    said = (whole for whole in every if together(whole)) if first or len({one[-1] for one in every}) == 1 else ()
    return tuple(Expansion(one, MENDED_WEIGHT, "sounds-like", counted=False, distance=LONE_FARTHEST) for one in said)


def _cut_short(
    run: Sequence[Part], vocabulary: Vocabulary, expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> Iterator[Expansion]:
    """A first and a last name as they are said with the first one cut short, or with the whole of it (Jeffrey Ullman,
    Jeff Ullman): typed as a name, or a known person's."""
    typed = words_of(run)
    named = all(part.typed[:1].isupper() for part in run) or people.is_person(" ".join(typed))
    if not named or len(typed) != 2 or is_function_word(typed[1]) or not vocabulary.count(typed[1]):
        return
    first, last = typed
    if len(first) < FEWEST_CUT or budget.late() or not budget.take("scanned", READ_BEHIND):
        return
    whole = (word for word in vocabulary.starting(first, MOST_WHOLE) if not is_of_a_woman(word, first))
    cut = (short for end in range(FEWEST_CUT, len(first)) if not is_of_a_woman(first, short := first[:end]))
    for other in (*whole, *cut):
        if other != first and may_be_first(other, expander, people) and together((other, last)):
            yield Expansion((other, last), MENDED_WEIGHT, "misspelt", counted=False, distance=CUT_SHORT)


def _is_ordinary(word: str, people: NameIndex, expander: Expander) -> bool:
    """Whether a word is one of a dictionary, and of nobody's name."""
    return expander.is_word(word) and word not in united().name_particles and people.as_named(word) == word


def _is_far_fetched(one: Expansion, people: NameIndex, expander: Expander) -> bool:
    """Whether a guess is an ordinary word, or several, that is not close by (lait hein, for Leyen)."""
    if one.kind not in GUESSED or one.counted or not one.words:
        return False
    if len(one.words) == 1:
        return one.distance > close_by(expander.commonness(one.words[0])) and _is_ordinary(one.words[0], people, expander)
    return one.distance > CLOSE_BY_LEAST and all(_is_met_daily(word, people, expander) for word in one.words)


def _is_met_daily(word: str, people: NameIndex, expander: Expander) -> bool:
    """Whether a word is one of grammar or of a dictionary, or so common that a machine writes it right."""
    return is_function_word(word) or expander.commonness(word) >= COMMON_WORD or _is_ordinary(word, people, expander)


def last_name_alone(
    part: Part, readings: Sequence[Expansion], expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> tuple[Expansion, ...]:
    """The readings of a word typed alone, without those that no name is written as, and what may have been heard of a
    last name: where nobody says it what sounds like it; then what is for the whole name of whom it tells."""
    if budget.late() or not any(map(str.isalpha, part.typed)):
        return tuple(readings)
    kept, said = _but_everyday(part, readings, expander, people, together), together(part.words)
    alone = () if said else _heard_alone(part, kept, expander, people, together, budget)
    alone += () if said else _framed_whole(part, (*kept, *alone), expander, people, together)
    single = {one.words for one in kept} if said else ()
    whole = _heard_whole(part, expander, people, together, budget)
    heard = kept if said else _but_otherwise_begun(part, (*kept, *alone))
    return (*heard, *(one for one in whole if one.words[-1:] not in single))


def _but_otherwise_begun(part: Part, readings: Iterable[Expansion]) -> Iterator[Expansion]:
    """The readings of a name that nobody says, without those that are no writing of it."""
    return (one for one in readings if one.kind not in GUESSED or not begins_otherwise(part.typed, one.words, one.distance))


def begins_otherwise(typed: str, every: Sequence[str], far: float) -> bool:
    """Whether what is far from a word typed as a name is no writing of it, as none of its words begins so (Häußge,
    ROSJ)."""
    is_name = typed[:1].isupper() and far > CALLED_FARTHEST
    return is_name and bool(every) and not any(word[0] == fold(typed)[0] for word in every)


def _but_everyday(
    part: Part, readings: Sequence[Expansion], expander: Expander, people: NameIndex, together: Together
) -> tuple[Expansion, ...]:
    """The readings of a word without ordinary ones far oftener said: of somebody's name, which is no slip of these
    (Turow, throw); of any name, where none of them is a slip, those nearer than which another word sounds (Kaptur:
    Captur, no capture)."""
    last, often = part.words[0], OFTENER * max(1, together(part.words))
    is_name = part.typed[:1].isupper() and (part.typed.isupper() or not part.typed[:2].isupper())  # no SQLAlchemy
    guesses = {one for one in readings if one.kind in GUESSED and one.words} if is_name else set()
    single = [one for one in guesses if len(one.words) == 1 and together(one.words) >= often]
    far = {one for one in single if _is_ordinary(one.words[0], people, expander) or people.written(one.words[0]).islower()}
    several = {one for one in guesses if len(one.words) > 1 and _is_far_fetched(one, people, expander)}
    if far or several:
        within = any(part.typed.startswith(one.title()) and part.typed[len(one) :].istitle() for one in united().name_particles)
        if within or people.written(last) != last or is_last_name(last, expander, people, together):
            return tuple(one for one in readings if one not in far | several)
    nearest = min((one.distance for one in guesses - far), default=1.0)
    heard = all(one.kind == "sounds-like" for one in far)
    return tuple(one for one in readings if not (heard and one in far and nearest <= one.distance))


def _heard_whole(part: Part, expander: Expander, people: NameIndex, together: Together, budget: Budget) -> tuple[Expansion, ...]:
    """What may have been heard of the whole names that end with a last name (Ronacher: Armin Ronecker), those of people
    whom the archive knows and what speech has behind their first names; of none that many people have, which a machine
    knows. Which of them are read as names heard_as_name tells."""
    last = part.words[0]
    if len(part.words) > 1 or not part.typed.isalpha():
        return ()
    known = [whole[0] for whole, _ in people.known_by(last) if len(whole) == 2]
    said = [one for one in expander.before(last) if people.is_first_name(one) and not is_function_word(one)]
    first = list(dict.fromkeys((*known, *said)))
    runs = ((Part("word", one.capitalize(), (one,)), part) for one in (first if len(first) <= MOST_CALLED else ()))
    heard = (one for run in runs for one in heard_as_name(run, expander, people, together, budget, last_alone=True))
    return tuple(one for one in heard if last not in one.words)


def _heard_alone(
    part: Part, readings: Sequence[Expansion], expander: Expander, people: NameIndex, together: Together, budget: Budget
) -> tuple[Expansion, ...]:
    """What may have been heard of a last name which nobody says: of people whom the archive knows the
    nearest, before all that sounds somewhat like it (Heimes, Himes), or those with its consonants (Heagy, Hagee); of
    two words one after the other. In small letters none twice as far as another of the `readings` (oreils)."""
    common = expander.commonness(part.typed)
    if len(part.words) > 1 or not part.typed.isalpha():
        is_name = part.typed[:1].isupper() or common < RARE_WORD
        return in_turn(part.words, expander, together, budget) if is_name else ()
    near = expander.nearest(part.typed, people.last_names)
    beside = any(one.distance - near[0].distance < LONE for one in near[1:2])
    far = min(heard_up_to(part.words[0], common) + KNOWN_BETTER, CALLED_FARTHEST if beside else LONE_FARTHEST)
    heard = [one for one in near[:1] if one.distance <= far]
    heard = heard or _framed(part, expander, near if common < KNOWN_FROM else ())
    nearest = min((one.distance for one in readings if one.kind in GUESSED and one.words), default=1.0)
    far = 2 * nearest if part.typed.islower() else 1.0
    every = ((one.words, round(one.distance, 4)) for one in heard if one.distance <= far)
    known = (Expansion(words, 1 - apart, "sounds-like", counted=False, distance=apart) for words, apart in every)
    return (*(_borne(part, readings, expander, people, together) if part.typed[:1].isupper() else ()), *known)


def _borne(
    part: Part, readings: Sequence[Expansion], expander: Expander, people: NameIndex, together: Together
) -> Iterator[Expansion]:
    """The words near a last name that are somebody's in speech (David Kopech, for Kopec): each so much nearer than one
    that is nobody's, and before all of these where none is nearer (OPEC)."""
    typed, common = part.words[0], expander.commonness(part.typed)
    guessed = {one.words: one.distance for one in readings if one.kind in GUESSED and one.words}
    farthest = min(CALLED_FARTHEST, heard_up_to(typed, common) + (KNOWN_BETTER if common < KNOWN else 0))
    near = [one for one in expander.near(part.typed) if one.words in guessed or _may_be_heard(typed, one, farthest, expander)]
    borne = [one for one in near if is_last_name(one.words[0], expander, people, together)]
    names = {one.words for one in borne}
    first = min((far for words, far in guessed.items() if words not in names), default=1.0)
    for one in borne:
        far = round(max(min(one.distance, CLOSE_BY_LEAST), one.distance - KNOWN_BETTER), 4)
        weight = (1 if far <= first else MENDED_WEIGHT) * (1 - far)
        yield Expansion(one.words, weight, one.kind, counted=False, distance=far)


def _may_be_heard(typed: str, one: FuzzyMatch, farthest: float, expander: Expander) -> bool:
    """Whether a word that is no reading of a last name may be one all the same, if it is somebody's: it begins so, and
    no dictionary has it."""
    return one.distance <= farthest and one.words[0][0] == typed[0] and not expander.is_word(one.words[0])


def is_last_name(word: str, expander: Expander, people: NameIndex, together: Together) -> bool:
    """Whether speech has a word as somebody's last name: in a part of its episodes behind first names, or words that
    may be some."""
    before = {one for one in expander.before(word) if not is_function_word(one)}
    given = [
        one for one in before if people.is_first_name(one) or not expander.is_word(one) or expander.commonness(one) < RARE_GIVEN
    ]
    many = sum(together((one, word)) for one in given)
    return many > 0 and many * OF_A_NAME >= together((word,))


def _framed(part: Part, expander: Expander, near: Sequence[FuzzyMatch]) -> list[FuzzyMatch]:
    """Of names near one those farther off that begin as it does and have its consonants, the nearest of them; the very
    same of what may be a slip of the pen."""
    found = [one for one in near if one.distance <= FRAMED_FARTHEST and one.words[0][0] == part.words[0][0]]
    if found and part.typed.islower() and any(one.one_edit and one.episodes >= ESTABLISHED for one in expander.near(part.typed)):
        found = [one for one in found if is_same_frame(part.typed, one.words[0])]
    framed = [one for one in found if consonants_apart(part.typed.capitalize(), one.words[0].capitalize()) <= FRAME]
    return [one for one in framed[:MOST_FRAMED] if one.distance <= framed[0].distance + FRAMED_NEXT]


def said_whole(clause: Clause, whole: tuple[Pattern, ...]) -> Clause:
    """The clause of a first name as it is met in speech in what meets any of some patterns of the whole one alone."""
    return Clause(clause.text, tuple(one for pattern in clause.any_of for one in _apart(pattern, whole)))


def whole_name(typed: Sequence[Part], slots: Sequence[TermPosition], joined: Sequence[Expansion]) -> tuple[Pattern, ...]:
    """What a whole name is in speech: its words one after another, another writing of them, or a mention that is linked
    to it."""
    name = _text(typed)
    plain = tuple(TermPosition(slot.text, tuple(one for one in slot.expansions if not one.name)) for slot in slots)
    others = tuple(one for one in joined if one.words or one.name == name)
    linked = (Pattern((TermPosition(name, others),), fields=("speech",)),) if others else ()
    return (Pattern(plain, fields=("speech",)), *linked)


def plain_word(group: Group) -> Part | None:
    """The one word that a group is, typed without any sign; None where it is anything else."""
    part = group.parts[0]
    return part if len(group.parts) == 1 and part.kind == "word" else None


def _text(run: Sequence[Part]) -> str:
    return " ".join(words_of(run))


def _runs(many: int) -> Iterator[tuple[int, int]]:
    """Where runs of some groups begin and end, the longest of a place first."""
    for first in range(many - 1):
        yield from ((first, last) for last in range(min(first + LONGEST_NAME, many), first + 1, -1))


def _apart(pattern: Pattern, whole: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    if len(pattern.slots) > 1:
        return (pattern,)
    return (
        structs.replace(pattern, fields=OUTSIDE_SPEECH),
        structs.replace(pattern, fields=("speech",), inside=whole),
    )
