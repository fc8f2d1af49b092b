"""Names of one person: a name that a transcript cut short or got wrong by a letter, beside the one that stands in many episodes.

Nobody is joined to another without evidence, and the evidence is shown: the same given names, a family name that is the beginning
of the other's or differs by one letter, found in a few episodes beside many, and never in one episode with the other.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

LEAST_EPISODES = 5
TIMES_AS_MANY = 10
"""The name that is kept stands in so many episodes at least, and in so many times as many as the other."""
LEAST_LETTERS, LEAST_LETTERS_IF_WRONG = 4, 6


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name that is another's: as it stands, its episodes, and whether it is cut short (else one letter is wrong)."""

    key: str
    name: str
    episodes: int
    cut: bool


def other_names(counts: dict[str, tuple[str, int]], company: Callable[[str], Collection[str]]) -> Iterator[tuple[str, OtherName]]:
    """(key kept, other name) for names by key with their spelling and episodes; `company` tells the keys of all who stand in the
    episodes of a name."""
    by_given: dict[str, list[str]] = {}
    for key in counts:
        by_given.setdefault(key.rpartition("-")[0], []).append(key)
    for given, keys in by_given.items():
        known = [key for key in keys if counts[key][1] >= LEAST_EPISODES] if given else []
        for key in keys if known else ():
            kept = next((one for one in known if _is_other(key, one, counts) and one not in company(counts[key][0])), None)
            if kept:
                yield kept, OtherName(key, *counts[key], cut=kept.startswith(key))


def _is_other(key: str, kept: str, counts: dict[str, tuple[str, int]]) -> bool:
    """Whether a rare key can be a common one's, by its letters and its number."""
    if key == kept or counts[key][1] * TIMES_AS_MANY > counts[kept][1]:
        return False
    family, whole = key.rpartition("-")[2], kept.rpartition("-")[2]
    if whole.startswith(family):
        return len(family) >= LEAST_LETTERS
    return len(whole) >= LEAST_LETTERS_IF_WRONG and Levenshtein.distance(family, whole, score_cutoff=1) == 1
