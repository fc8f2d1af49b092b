"""Fuzzy matches of a typed term: entries that are nearly spelt or nearly pronounced like it, ranked together; and what
each may be: the very thing that was typed, something to be listed, or nothing to speak of.

A machine that has never met a name writes a word that it knows: the rarer that word is in its language, the farther it
may lie from what was typed. Of 1,400 random words that 601 episodes hold in no form the bounds below count 28 wrongly
(949 before) and list 3.93 episodes for one; of 79 names misheard 68 are found (docs/relevance.md)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import Literal

from rapidfuzz.distance import OSA

from archive.languages import is_function_word, phonetic_distance, united
from archive.languages.frequency import AT_HOME, UNKNOWN, at_home
from archive.search.expansion.table_set import TableSet
from archive.search.expansion.typing_errors import distance, edits_allowed, is_displaced, of_number

FuzzyKind = Literal["misspelt", "sounds-like"]

# Of two entries as near by sound the one nearer by spelling comes first, and the reverse, by this share of the other.
_SECOND_OPINION = 0.3
_FARTHEST, _DISPLACED = 0.5, 0.34
SOUND_LIMIT = 0.22
# What sounds alike from farther than "close" is believed where half of the letters agree, of a word that is not of
# every day: those a machine writes right. 400 French words that the sample archive lacks had 1.5 words like them each,
# most of them distant (capitale for hôpital), and have 0.4; of 116 names misheard none is lost.
_AGREEING = 0.5
_ROUNDING, _KEPT = 1e-4, 4096
ESTABLISHED = 3
"""A word that stands in this many episodes is taken to be what was meant."""
SPELT_FROM = 8
"""From so many letters on, a word that is one edit from an established one is taken to be it, and no other is listened
for: shorter ones have neighbours by chance. Of 400 words of real transcripts with a letter typed twice the right one
stays among what is listed 389 times, as before."""


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """An entry near what was typed; `distance` from 0 (the same sounds, one letter off) to about .3; `alike` where it
    sounds exactly the same, `own` where it does in a language that says it; `one_edit` where a single letter parts it
    from what was typed, `swapped` where that one stands elsewhere."""

    words: tuple[str, ...]
    distance: float
    kind: FuzzyKind
    episodes: int
    alike: bool = False
    one_edit: bool = False
    swapped: bool = False
    own: bool = False


def fuzzy_matches(key: str, codes: Sequence[str], table_sets: Iterable[TableSet]) -> tuple[FuzzyMatch, ...]:
    """The entries of all table sets near a joined key or one of its codes, nearest first; the key itself is left out.

    An n-gram that holds a nearer word of the list says nothing more (lafontaine et); it is left out too."""
    every = tuple(table_sets)
    most = edits_allowed(key)
    slips = [dict(table_set.spelling.near(key, most)) if most else {} for table_set in every]
    counts = (one.entries.episodes(entry) for one, edits in zip(every, slips, strict=True) for entry in edits if edits[entry] == 1)
    settled = len(key) >= SPELT_FROM and any(count >= ESTABLISHED for count in counts)
    both = zip(every, slips, strict=True)
    return _ranked(match for table_set, edits in both for match in _near_in(table_set, key, codes, edits, settled))


def writings(key: str, codes: Sequence[str], table_sets: Iterable[TableSet]) -> tuple[FuzzyMatch, ...]:
    """The single words of all table sets that sound exactly like a key of four sounds or more, or are it but for two
    neighbours in each other's place; and the runs of words that sound so and are it but for a letter, written
    together."""
    long = [code for code in codes if len(code) >= phonetic_distance.SHORT]
    swapped = ((one, _swapped(key, one)) for one in table_sets)
    sounds = ((one, edits, one.sounds.near(long, 0.0) | one.sounds.distances(codes, edits, SOUND_LIMIT)) for one, edits in swapped)
    found = (match for one, edits, apart in sounds for match in _matches(one, key, edits, apart))
    return tuple(match for match in _ranked(found) if len(match.words) == 1 or OSA.distance(key, "".join(match.words)) == 1)


def _swapped(key: str, table_set: TableSet) -> dict[int, int]:
    """The words that a key is with two neighbours in each other's place, each an edit away."""
    every = {f"{key[:place]}{key[place + 1]}{key[place]}{key[place + 2 :]}" for place in range(len(key) - 1)} - {key}
    places = map(table_set.entries.words.find, every if edits_allowed(key) else ())
    return {place: 1 for place in places if place >= 0}


def _ranked(found: Iterable[FuzzyMatch]) -> tuple[FuzzyMatch, ...]:
    ranked: dict[tuple[str, ...], FuzzyMatch] = {}
    for match in sorted(found, key=lambda match: (match.distance, -match.episodes, match.words)):
        if match.words not in ranked and not any((word,) in ranked for word in match.words):
            ranked[match.words] = match
    return tuple(ranked.values())


def _near_in(table_set: TableSet, key: str, codes: Sequence[str], edits: Mapping[int, int], settled: bool) -> Iterator[FuzzyMatch]:
    """Where it is `settled` what was meant, those spelt like the key alone, with what their sounds say of them."""
    near = table_set.sounds.distances(codes, edits, SOUND_LIMIT) if settled else table_set.sounds.near(codes, SOUND_LIMIT)
    return _matches(table_set, key, edits, near)


def _matches(table_set: TableSet, key: str, edits: Mapping[int, int], sounds: Mapping[int, float]) -> Iterator[FuzzyMatch]:
    for entry in edits.keys() | sounds.keys():
        other = table_set.entries.key(entry)
        if other == key:
            continue
        by_spelling = distance(key, other)
        by_sound = sounds.get(entry)
        if entry in edits or (by_sound is not None and _is_believed(by_sound, by_spelling, bool(table_set.everyday[entry]))):
            yield _match_of(table_set, entry, key, by_spelling, edits.get(entry), by_sound)


def _is_believed(by_sound: float, by_spelling: float, everyday: bool) -> bool:
    """Whether what only sounds alike, so distance by ear and by eye, may be what was typed."""
    return by_sound <= phonetic_distance.CLOSE + _ROUNDING or (by_spelling <= _AGREEING and not everyday)


def _match_of(
    table_set: TableSet, entry: int, key: str, by_spelling: float, edits: int | None, by_sound: float | None
) -> FuzzyMatch:
    """The entry with its distance by the nearer of both ways, the other way having a say."""
    nearer, farther = sorted((_FARTHEST if by_sound is None else by_sound, min(by_spelling, _FARTHEST)))
    distance = (1 - _SECOND_OPINION) * nearer + _SECOND_OPINION * farther
    swapped = by_spelling <= _DISPLACED and is_displaced(key, table_set.entries.key(entry))
    kind: FuzzyKind = "misspelt" if swapped or edits is not None else "sounds-like"
    distance = min(distance, by_spelling, 1 / len(key)) if swapped else distance  # what fingers do has no sound
    many = table_set.entries.episodes(entry)
    return FuzzyMatch(table_set.entries.text(entry), distance, kind, many, by_sound == 0.0, edits == 1 or swapped, swapped)


Frequencies = Mapping[str, Mapping[str, float]]
"""Language -> folded word -> log 10 of its times in a thousand million words (archive.languages.frequency)."""

_SLACK = 1e-6
OWN_SOUND = 0.5
"""So much of its distance has what sounds the same in its language, where no list holds what was typed: only letters
differ. It is counted by all of it."""

COUNTED_FARTHEST, COUNTED_FALL, COUNTED_FROM, COUNTED_LEAST = 0.12, 0.06, 2.0, 0.02
"""A word is counted up to this distance, less by so much for each power of ten that it is commoner than this, and up to
that in any case."""
COUNTED_RUN, COMMON_RUN = 0.105, 4.5
"""Several words that make one are counted up to this distance, where the rarest of them is rarer than that."""
COUNTED_GAP = 0.05
"""What lies this much farther than the nearest is not counted."""
MOST_COUNTED, FAR_OFTENER = 3, 3
"""Episodes that hold one counted reading, or all together, at most; so many times as many hold what is rather meant."""

LISTED_FARTHEST, LISTED_FALL, LISTED_FROM = 0.33, 0.06, 1.0
ALIKE_COMMON = 5.0
"""What sounds exactly like a word that the archive lacks is listed, where it is rarer than that."""
CLOSE_BY, CLOSE_BY_FALL, CLOSE_BY_FROM, CLOSE_BY_LEAST = 0.15, 0.05, 2.5, 0.075
"""What is typed as a name, and sounds or is spelt farther than this from an ordinary word, is not heard in it
(Wauquiez, in évoquiez): less by so much for each power of ten that it is commoner than this (Bobigny, in bobine), and
up to that in any case (Lyon, in lion)."""
KNOWN, KNOWN_SMALL, KNOWN_FROM, KNOWN_FALL = 3.0, 3.2, 2.0, 0.16
KNOWN_FARTHEST, KNOWN_LONG, KNOWN_LETTER = 0.17, 6, 0.035
"""A machine that has met a name writes it right. Of one so common an ordinary word is no writing (Lagos, legos); other
words are so much less far for each power of ten, at least that far, and so much more for each letter of a longer
one."""
BEHIND_FARTHEST, BEHIND_FALL = 0.36, 0.04
"""The same of what is said behind the first name as it is typed, which is no everyday word. Chosen on how the names of
109 people are written in real episodes: 112 of 139 other writings and 5 of 61 others' names are within it
(docs/relevance.md)."""
LISTED_RUN, LISTED_LESS = 0.22, 0.03
"""The same of several words; and so much less far where the archive holds what was typed."""
MANY, MANY_FARTHEST, MANY_ALIKE = 3, 0.06, 0.1
"""What only sounds alike and stands in more episodes than this is listed where it sounds nearly the same; where it
sounds exactly so and is no common word, up to so far by its letters (Putin, Poutine)."""
OFTEN, SEVERAL = 2, 10
"""Another writing of what is said stands at most in so many times as many episodes, and in so many in all."""
MOST_OFFERED = 2
"""One letter off is offered however common it is, the words of most episodes: Filon is a word, and Fillon was meant."""
OFFERED_GAP = 0.08
"""What lies this much farther than the nearest is not offered beside it (among, where hamon may be meant)."""
EVERYWHERE = 6.0
"""So common a word stands in every episode, and is what nobody looks for (avec, for avek); but typed so (thier)."""
WRITTEN_RIGHT, COMMONER = 2.5, 1.5
"""A word so common is a slip of what is so many powers of ten commoner alone: of no filets gilets, of parmi parmis."""
OFTENER = 10
"""So many times the episodes of what was typed, where the archive holds that."""
NEVER, COMMON_WORD = -1.0, 4.5
"""Not where the archive holds what was typed and it is so common a word of its language: March for marche."""


def close_by(commonness: float) -> float:
    """How far what is typed as a name may be from an ordinary word that is so common."""
    return max(CLOSE_BY_LEAST, CLOSE_BY - CLOSE_BY_FALL * max(0.0, commonness - CLOSE_BY_FROM))


def heard_up_to(name: str, common: float) -> float:
    """How far a word is at most that is heard for a folded name that is so common."""
    least = KNOWN_FARTHEST + KNOWN_LETTER * max(0, len(name) - KNOWN_LONG)
    return max(least, LISTED_FARTHEST - KNOWN_FALL * max(0.0, common - KNOWN_FROM))


def is_known_apart(match: FuzzyMatch, is_met: Callable[[str], bool]) -> bool:
    """Whether what only sounds alike is words and one of grammar that happen to stand side by side (PyQt it, I hawed),
    or ends in what is elided before the next word (codez l'état, for Gödel); `is_met` tells whether a machine may have
    known a word."""
    if len(match.words) > 1 and match.words[-1] in united().elisions:
        return True
    telling = [word for word in match.words if not is_function_word(word)]
    far = match.kind == "sounds-like" and match.distance > CLOSE_BY
    return far and len(telling) < len(match.words) and all(map(is_met, telling))


class Likelihood:
    """Judges slips by how common words are in the languages of an archive."""

    def __init__(self, frequencies: Frequencies, is_word: Callable[[str], bool] = bool) -> None:
        """`is_word` tells whether a dictionary has a word: no name has it there, however often it is said (Sarkozy)."""
        self._frequencies, self._is_word = frequencies, is_word
        self._in_each = lru_cache(_KEPT)(lambda word: tuple(known.get(word, UNKNOWN) for known in frequencies.values()))

    def commonness(self, words: Sequence[str]) -> float:
        """How common the rarest of some words is in the language in which it is commonest; 0 where no list holds it."""
        return max(map(min, zip(*map(self._in_each, words), strict=True)), default=UNKNOWN)

    def language_of(self, words: Sequence[str]) -> str | None:
        """The language in which some words are commonest together; None where none of them is known."""
        common = list(map(sum, zip(*map(self._in_each, words), strict=True)))
        return list(self._frequencies)[common.index(max(common))] if any(common) else None

    def of_languages(self, word: str, said: Mapping[str, float]) -> list[str]:
        """The languages in which a word is at home, of those in which such a share of its episodes has it `said`."""
        return at_home({language: self._frequencies.get(language, {}).get(word, UNKNOWN) for language in said}, said)

    def counted(
        self, typed: Sequence[str], ranked: Sequence[FuzzyMatch], every: Iterable[FuzzyMatch] = (), *, name: bool = False
    ) -> frozenset[tuple[str, ...]]:
        """The readings, of those near words that the archive holds in no form, that can hardly be anything else;
        nearest first. The commoner what was typed, the likelier a machine writes it right: nobody said it. None is what
        lies no nearer than a word of more episodes, which may be meant (flaskk: Flask, not FLASC), or where far more
        say one a letter away, of `every` one near (etheruem: Ethereum); no ordinary word is meant by a `name`."""
        less = COUNTED_FALL * self.commonness(typed)
        oftener = min((match.distance for match in ranked if match.episodes > MOST_COUNTED), default=_FARTHEST)
        most = max((one.episodes for one in every if one.one_edit and not (name and self._is_ordinary(one))), default=0)
        near = [match for match in ranked if match.distance < oftener and self._is_likely(match, less)]
        near = [match for match in near if most < max(match.episodes * FAR_OFTENER, MOST_COUNTED + 1)]
        near = [match for match in near if match.distance <= ranked[0].distance + COUNTED_GAP + _SLACK]
        totals = accumulate(match.episodes for match in near)
        return frozenset(match.words for match, total in zip(near, totals, strict=True) if total <= MOST_COUNTED)

    def listed(
        self, typed: Sequence[str], ranked: Iterable[FuzzyMatch], *, held: bool, name: bool = False, present: int = 0
    ) -> Iterator[FuzzyMatch]:
        """Those that are worth a line; `held` where the archive holds what was typed, in some form, `present` how many
        episodes say it. What is no word of any language is a slip of the pen for a common word as well as for a rare
        one; typed as a `name`, it is no ordinary word but one close by. What is said, and no word of a dictionary, may
        be written as it sounds in several episodes more, not in far more (Kivi, for Kivy; no PyPI for PyPy)."""
        common = self.commonness(typed)
        slip = not (held or name) and all(map(str.isalpha, typed)) and common == UNKNOWN
        for match in (of_number(one, typed[0]) if slip else one for one in ranked):
            if (name or (common >= KNOWN_SMALL and not match.one_edit)) and self._is_far_fetched(match, typed[0], common):
                continue
            farthest = LISTED_FARTHEST if slip and match.kind == "misspelt" else self._listed_up_to(match, held)
            farthest = farthest if present < ESTABLISHED or match.alike else NEVER
            if match.distance <= farthest + _SLACK or self._is_writing(typed, match, present):
                yield match

    def _is_writing(self, typed: Sequence[str], match: FuzzyMatch, present: int) -> bool:
        """Whether it is another writing of what so many episodes say: it sounds exactly so and is hardly spelt
        otherwise, or has two letters swapped, is not much oftener said, and no language has either."""
        alike = match.swapped or (match.alike and match.distance <= MANY_ALIKE)
        alike = alike and match.episodes <= min(SEVERAL, OFTEN * present)
        every = (typed, match.words) if alike else ()
        return alike and not any(self.commonness(words) >= AT_HOME or all(map(self._is_word, words)) for words in every)

    def offered(
        self, key: str, present: int, ranked: Iterable[FuzzyMatch], *, held: bool, name: bool = False
    ) -> tuple[FuzzyMatch, ...]:
        """Those one letter off what stands in so few episodes, that are so much oftener said that they may be meant; of
        a word held in another form, none but with two letters swapped, or that sounds so (présidant). What lies much
        farther than the nearest may be meant where it is so, or so much oftener said, and no `name` is typed. An
        ordinary word is not meant by what is held and begins otherwise (roll, by Kroll)."""
        least = OFTENER * present if present else 1
        known = name and self.commonness((key,)) >= KNOWN
        single = (one for one in ranked if one.one_edit and len(one.words) == 1 and one.episodes >= least)
        other = (one for one in single if not ((known and self._is_ordinary(one)) or self._is_another(key, one, name)))
        near = [one for one in other if one.swapped or self.commonness(one.words) < EVERYWHERE]
        if present:
            near = [match for match in near if match.words[0][:1] == key[:1] or not self._is_everyday(match)]
        nearest = min(near, key=lambda match: match.distance, default=None)
        if nearest:
            oftener, far = inf if name else nearest.episodes * OFTENER, nearest.distance + OFFERED_GAP
            near = [match for match in near if match.distance <= far or match.episodes >= oftener or match.swapped]
        near = near if present or not held else [match for match in near if match.swapped or match.alike]
        return tuple(sorted(near, key=lambda match: -match.episodes)[:MOST_OFFERED])

    def _is_far_fetched(self, match: FuzzyMatch, name: str, common: float) -> bool:
        """Whether it is not meant by a name that is so `common`: far from it, the less far the better machines know the
        name; or not close by and an ordinary word, one letter off too where they know it."""
        farthest = heard_up_to(name, common)
        if self._is_ordinary(match) and (common >= KNOWN or not match.one_edit):
            farthest = close_by(self.commonness(match.words))
        return match.distance > farthest + _SLACK

    def _is_another(self, key: str, match: FuzzyMatch, name: bool) -> bool:
        """Whether what is typed, and no `name`, is written right in the language of what is spelt nearly so."""
        common = self._frequencies.get(self.language_of(match.words) or "", {}).get(key, UNKNOWN)
        right = common >= WRITTEN_RIGHT and not (name or match.alike)
        return right and self._is_ordinary(match) and self.commonness(match.words) < common + COMMONER

    def _is_ordinary(self, match: FuzzyMatch) -> bool:
        """Whether it is a single word of a dictionary."""
        return len(match.words) == 1 and self._is_word(match.words[0])

    def _is_everyday(self, match: FuzzyMatch) -> bool:
        """Whether it is an ordinary word, which a machine writes right, and no name."""
        return self.commonness(match.words) >= COMMON_WORD and all(map(self._is_word, match.words))

    def _is_likely(self, match: FuzzyMatch, less: float) -> bool:
        common = self.commonness(match.words)
        farthest = COUNTED_FARTHEST - COUNTED_FALL * max(0.0, common - COUNTED_FROM)
        if len(match.words) > 1:
            farthest = COUNTED_RUN if common < COMMON_RUN else COUNTED_LEAST
        far = match.distance / OWN_SOUND if match.own else match.distance
        return far <= max(COUNTED_LEAST, farthest - less) + _SLACK

    def _listed_up_to(self, match: FuzzyMatch, held: bool) -> float:
        if match.kind == "sounds-like" and match.episodes > MANY:
            everyday = self._is_everyday(match)
            return NEVER if held and everyday else MANY_ALIKE if match.alike and not (held or everyday) else MANY_FARTHEST
        if len(match.words) > 1:
            return LISTED_RUN - LISTED_LESS * held
        common = self.commonness(match.words)
        if match.alike and not held and common < ALIKE_COMMON:
            return LISTED_FARTHEST
        return LISTED_FARTHEST - LISTED_FALL * max(0.0, common - LISTED_FROM) - LISTED_LESS * held
