"""What a slip of the pen or of the ear may be: the very thing that was typed, something to be listed, or nothing to speak of.

A machine that has never met a name writes a word that it knows: the rarer that word is in its language, the farther it may lie from
what was typed. Measured on names misheard and on 1,400 random words that 601 episodes hold in no form: the bounds below count 28 of
these wrongly (949 before) and list 3.93 episodes for one; 68 of 79 pairs are found (docs/relevance.md)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from archive.languages.frequency import UNKNOWN
from archive.search.expansion.fuzzy import FuzzyMatch

Frequencies = Mapping[str, Mapping[str, float]]
"""Language -> folded word -> log 10 of its times in a thousand million words (archive.languages.frequency)."""

_ROUNDING = 1e-6

COUNTED_FARTHEST, COUNTED_FALL, COUNTED_FROM, COUNTED_LEAST = 0.12, 0.06, 2.0, 0.02
"""A word is counted up to this distance, less by so much for each power of ten that it is commoner than this, and up to that in any
case."""
COUNTED_RUN, COMMON_RUN = 0.105, 4.5
"""Several words that make one are counted up to this distance, where the rarest of them is rarer than that."""
COUNTED_GAP = 0.05
"""What lies this much farther than the nearest is not counted."""
MOST_COUNTED = 3
"""Episodes that may hold one counted reading, and all of them together."""

LISTED_FARTHEST, LISTED_FALL, LISTED_FROM = 0.33, 0.06, 1.0
ALIKE_COMMON = 5.0
"""What sounds exactly like a word that the archive lacks is listed, where it is rarer than that."""
LISTED_RUN = 0.22
LISTED_LESS = 0.03
"""So much less far where the archive holds what was typed."""
MANY, MANY_FARTHEST = 3, 0.06
"""What only sounds alike and stands in more episodes than this is listed where it sounds nearly the same."""
NEVER, COMMON_WORD = -1.0, 4.5
"""It is not where the archive holds what was typed and it is so common a word of its language: March for marche."""


class Likelihood:
    """Judges slips by how common words are in the languages of an archive."""

    def __init__(self, frequencies: Frequencies) -> None:
        self._frequencies = frequencies

    def commonness(self, words: Sequence[str]) -> float:
        """How common the rarest of some words is, in the language in which it is commonest: 0 for what no list holds."""
        return max((min(known.get(word, UNKNOWN) for word in words) for known in self._frequencies.values()), default=UNKNOWN)

    def language_of(self, words: Sequence[str]) -> str | None:
        """The language in which some words are commonest together; None where none of them is known."""
        common = {language: sum(known.get(word, UNKNOWN) for word in words) for language, known in self._frequencies.items()}
        return max(common, key=common.__getitem__) if any(common.values()) else None

    def of_languages(self, word: str, languages: Iterable[str]) -> list[str]:
        """Those of some languages in which a word is at home: where it is at most ten times rarer than in the one where it is
        commonest. All of them, where no list holds it."""
        common = {language: self._frequencies.get(language, {}).get(word, UNKNOWN) for language in languages}
        most = max(common.values(), default=UNKNOWN)
        return [language for language, value in common.items() if value >= most - 1]

    def counted(self, typed: Sequence[str], ranked: Sequence[FuzzyMatch]) -> frozenset[tuple[str, ...]]:
        """The readings, of those near words that the archive holds in no form, that can hardly be anything else; nearest first. The
        commoner what was typed, the likelier a machine has met it and writes it right: nobody said it."""
        less = COUNTED_FALL * self.commonness(typed)
        near = [match for match in ranked if match.episodes <= MOST_COUNTED and self._is_likely(match, less)]
        near = [match for match in near if match.distance <= ranked[0].distance + COUNTED_GAP + _ROUNDING]
        totals = accumulate(match.episodes for match in near)
        return frozenset(match.words for match, total in zip(near, totals, strict=True) if total <= MOST_COUNTED)

    def listed(self, typed: Sequence[str], ranked: Iterable[FuzzyMatch], *, held: bool) -> Iterator[FuzzyMatch]:
        """Those that are worth a line; `held` where the archive holds what was typed, in some form. What is no word of any language
        is a slip of the pen for a common word as well as for a rare one."""
        slip = not held and all(map(str.isalpha, typed)) and self.commonness(typed) == UNKNOWN
        for match in ranked:
            farthest = LISTED_FARTHEST if slip and match.kind == "misspelt" else self._listed_up_to(match, held)
            if match.distance <= farthest + _ROUNDING:
                yield match

    def _is_likely(self, match: FuzzyMatch, less: float) -> bool:
        common = self.commonness(match.words)
        farthest = COUNTED_FARTHEST - COUNTED_FALL * max(0.0, common - COUNTED_FROM)
        if len(match.words) > 1:
            farthest = COUNTED_RUN if common < COMMON_RUN else COUNTED_LEAST
        return match.distance <= max(COUNTED_LEAST, farthest - less) + _ROUNDING

    def _listed_up_to(self, match: FuzzyMatch, held: bool) -> float:
        if match.kind == "sounds-like" and match.episodes > MANY:
            return NEVER if held and self.commonness(match.words) >= COMMON_WORD else MANY_FARTHEST
        if len(match.words) > 1:
            return LISTED_RUN - LISTED_LESS * held
        common = self.commonness(match.words)
        if match.alike and not held and common < ALIKE_COMMON:
            return LISTED_FARTHEST
        return LISTED_FARTHEST - LISTED_FALL * max(0.0, common - LISTED_FROM) - LISTED_LESS * held
