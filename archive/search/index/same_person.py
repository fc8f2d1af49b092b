"""Names of one person: a name that a transcript cut short or got wrong by a letter, beside the one that stands in many
episodes.

Nobody is joined to another without evidence, and the evidence is shown: the same given names, a family name that is the
beginning of the other's or differs by one letter, found in a few episodes beside many, and never in one episode with
the other. Where two names fit, neither is taken."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, permutations

from rapidfuzz.distance import OSA, Levenshtein

from archive.languages.phonetic_distance import consonants_apart, sound_alike
from archive.model.episode import JsonObject
from archive.text.tokenizer import fold, words

LEAST_EPISODES = 5
TIMES_AS_MANY = 10
"""The name that is kept stands in so many episodes at least, and in so many times as many as the other."""
LEAST_LETTERS, LEAST_LETTERS_IF_WRONG = 4, 6


class JoinedNameJson(JsonObject, frozen=True, gc=False):
    """Another name of a person: in how many episodes of the archive it stands, and whether it is theirs cut short (else
    one letter is wrong); the given name is the same, and the two never stand in one episode."""

    name: str
    episodes: int
    cut: bool


JoinedNames = Mapping[str, tuple[JoinedNameJson, ...]]
"""Of the names that others are joined to, those others."""


def other_names(counts: Mapping[str, int], company: Callable[[str], Collection[str]]) -> Iterator[tuple[str, JoinedNameJson]]:
    """(name kept, other name) for names with their episodes; `company` tells all who stand in the episodes of a
    name."""
    by_given: dict[str, list[tuple[str, str]]] = {}
    for name in counts:
        given, _, family = " ".join(words(name)).rpartition(" ")
        if given:
            by_given.setdefault(given, []).append((name, family))
    for alike in by_given.values():
        if any(counts[name] >= LEAST_EPISODES for name, _ in alike):
            yield from _others_among(alike, counts, company)


def _others_among(
    alike: Sequence[tuple[str, str]], counts: Mapping[str, int], company: Callable[[str], Collection[str]]
) -> Iterator[tuple[str, JoinedNameJson]]:
    """Those of some names with their family names, all of the same given names, that can be one name alone that is
    kept. The commonest are judged first: a name that is another's keeps none."""
    kept: dict[str, str] = {name: family for name, family in alike if counts[name] >= LEAST_EPISODES}
    for name, family in sorted(alike, key=lambda one: -counts[one[0]]):
        fit = [whole for whole in kept if _is_other(family, kept[whole], counts[name], counts[whole])]
        beside = company(name) if fit else ()
        fit = [whole for whole in fit if whole not in beside]
        if len(fit) == 1:
            yield fit[0], JoinedNameJson(name, counts[name], cut=kept[fit[0]].startswith(family))
            kept.pop(name, None)


def _is_other(family: str, whole: str, episodes: int, of_whole: int) -> bool:
    """Whether a rare family name can be a common one, by its letters and its number."""
    if family == whole or episodes * TIMES_AS_MANY > of_whole:
        return False
    if whole.startswith(family):
        return len(family) >= LEAST_LETTERS
    return len(whole) >= LEAST_LETTERS_IF_WRONG and Levenshtein.distance(family, whole, score_cutoff=1) == 1


def are_alike(name: str, other: str) -> bool:
    """Whether two names may be one person's, which is shown and never taken for granted: the same family name and a
    given name that differs by a letter or is the other's beginning (Vince, Vincent), or the same given name and a
    family name that differs by a letter, or two swapped ones, or sounds nearly the same (Rocklin, Rockland)."""
    if _sound_alike(words(name), words(other)):
        return True
    (given, _, family), (given_other, _, family_other) = (" ".join(words(one)).rpartition(" ") for one in (name, other))
    if not given or not given_other or (given == given_other) == (family == family_other):
        return False
    short, long = sorted((given, given_other) if family == family_other else (family, family_other), key=len)
    if len(short) < LEAST_LETTERS - 1:
        return False
    begins = family == family_other and long.startswith(short)
    return begins or (len(long) >= LEAST_LETTERS and OSA.distance(short, long, score_cutoff=1) == 1)


def abbreviates(label: str, name: str) -> bool:
    """Whether a label is a name of three words or more of which some are cut to their initials (J.-L. Mélenchon,
    JLM)."""
    whole, cut = words(name), words(label.replace("_", " "))
    cut = list(cut[0]) if len(cut) == 1 and label.isupper() else cut
    return cut != whole and len(cut) == len(whole) > 2 and all(one in {word, word[0]} for one, word in zip(cut, whole, strict=True))


def alike_among(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Of some names, in their order, those that may be another's of them, each with these others; only names that begin
    or end with the same word are held against each other, since no others are alike."""
    sharing: dict[tuple[int, str], list[str]] = {}
    for name in names:
        said = words(name)
        for end in (0, -1) if len(said) > 1 else ():
            sharing.setdefault((end, said[end]), []).append(name)
    found: dict[str, dict[str, None]] = {}
    for one, other in chain.from_iterable(permutations(group, 2) for group in sharing.values()):
        if are_alike(one, other):
            found.setdefault(one, {})[other] = None
    return {name: tuple(others) for name, others in found.items()}


def _sound_alike(name: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names begin with the same word, and all behind it, of four sounds or more, sounds nearly the same."""
    if name == other or min(len(name), len(other)) < 2 or name[0] != other[0]:
        return False
    return sound_alike(" ".join(name[1:]), " ".join(other[1:]))


def is_framed_as(typed: str, name: str) -> bool:
    """Whether a folded name begins as what is typed does and has the very consonants that sound (Bikoumou, Becamu)."""
    return fold(typed)[:1] == name[:1] and consonants_apart(typed.capitalize(), name.capitalize()) == 0
