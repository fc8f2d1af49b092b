"""Fuzzy matches of a typed term: entries that are nearly spelt or nearly pronounced like it, ranked together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from archive.languages import phonetic_distance
from archive.search.expansion.spelling import edits_allowed
from archive.search.expansion.table_set import TableSet

FuzzyKind = Literal["misspelt", "sounds-like"]

# Of two entries as near by sound the one nearer by spelling comes first, and the reverse: the farther distance has this share.
_SECOND_OPINION = 0.3
_FARTHEST = 0.5
SOUND_LIMIT = 0.22
# What sounds alike from farther than "close" is believed where half of the letters agree, of a word that is not of every day:
# those a machine writes right. Over 2,490 words of the sample archive, 400 French words that it lacks had 1.5 likes each, distance
# ones for the most part (capitale for hôpital), and have 0.4; of 116 names misheard none is lost.
_AGREEING = 0.5
_ROUNDING = 1e-4
ESTABLISHED = 3
"""A word that stands in this many episodes is taken to be what was meant."""
SPELT_FROM = 8
"""From so many letters on, a word that is one edit from an established one is taken to be it, and no other is listened for: shorter
ones have neighbours by chance. Of 400 words of real transcripts with a letter typed twice the right one stays among what is listed
389 times, as before."""


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """An entry near what was typed; `distance` from 0 (the same sounds, one letter off) to about .3; `alike` where it sounds
    exactly the same."""

    words: tuple[str, ...]
    distance: float
    kind: FuzzyKind
    episodes: int
    alike: bool = False


def fuzzy_matches(key: str, codes: Sequence[str], table_sets: Iterable[TableSet]) -> tuple[FuzzyMatch, ...]:
    """The entries of all table sets near a joined key or one of its codes, nearest first; the key itself is left out.

    An n-gram that holds a nearer word of the list says nothing more (lafontaine et); it is left out too."""
    every = tuple(table_sets)
    most = edits_allowed(key)
    slips = [dict(table_set.spelling.near(key, most)) if most else {} for table_set in every]
    settled = len(key) >= SPELT_FROM and any(map(_holds_established, every, slips))
    near = _spelt_near if settled else _near_in
    return _ranked(match for table_set, edits in zip(every, slips, strict=True) for match in near(table_set, key, codes, edits))


def homophones(key: str, codes: Sequence[str], table_sets: Iterable[TableSet]) -> tuple[FuzzyMatch, ...]:
    """The single words of all table sets that sound exactly like a key of four sounds or more."""
    long = [code for code in codes if len(code) >= phonetic_distance.SHORT]
    found = (match for table_set in table_sets for match in _matches(table_set, key, {}, table_set.sounds.near(long, 0.0)))
    return tuple(match for match in _ranked(found) if len(match.words) == 1)


def _ranked(found: Iterable[FuzzyMatch]) -> tuple[FuzzyMatch, ...]:
    ranked: dict[tuple[str, ...], FuzzyMatch] = {}
    for match in sorted(found, key=lambda match: (match.distance, -match.episodes, match.words)):
        if match.words not in ranked and not any((word,) in ranked for word in match.words):
            ranked[match.words] = match
    return tuple(ranked.values())


def _holds_established(table_set: TableSet, edits: Mapping[int, int]) -> bool:
    """Whether one of some slips is a word of several episodes one edit away: what was meant."""
    return any(count == 1 and table_set.entries.counts[entry] >= ESTABLISHED for entry, count in edits.items())


def _near_in(table_set: TableSet, key: str, codes: Sequence[str], edits: Mapping[int, int]) -> Iterator[FuzzyMatch]:
    return _matches(table_set, key, edits, table_set.sounds.near(codes, SOUND_LIMIT))


def _spelt_near(table_set: TableSet, key: str, codes: Sequence[str], edits: Mapping[int, int]) -> Iterator[FuzzyMatch]:
    """Those spelt like the key alone, with what their sounds say of them."""
    return _matches(table_set, key, edits, table_set.sounds.distances(codes, edits, SOUND_LIMIT))


def _matches(table_set: TableSet, key: str, edits: Mapping[int, int], sounds: Mapping[int, float]) -> Iterator[FuzzyMatch]:
    for entry in edits.keys() | sounds.keys():
        other = table_set.entries.key(entry)
        if other == key:
            continue
        by_spelling = OSA.distance(key, other) / max(len(key), len(other))
        by_sound = sounds.get(entry)
        if entry in edits or (by_sound is not None and _is_believed(by_sound, by_spelling, bool(table_set.everyday[entry]))):
            yield _match_of(table_set, entry, by_spelling, edits.get(entry), by_sound)


def _is_believed(by_sound: float, by_spelling: float, everyday: bool) -> bool:
    """Whether what only sounds alike, so distance by ear and by eye, may be what was typed."""
    return by_sound <= phonetic_distance.CLOSE + _ROUNDING or (by_spelling <= _AGREEING and not everyday)


def _match_of(table_set: TableSet, entry: int, by_spelling: float, edits: int | None, by_sound: float | None) -> FuzzyMatch:
    """The entry with its distance by the nearer of both ways, the other way having a say."""
    by_ear = _FARTHEST if by_sound is None else by_sound
    by_eye = min(by_spelling, _FARTHEST)
    distance = (1 - _SECOND_OPINION) * min(by_ear, by_eye) + _SECOND_OPINION * max(by_ear, by_eye)
    kind: FuzzyKind = "misspelt" if edits is not None else "sounds-like"
    return FuzzyMatch(table_set.entries.text(entry), distance, kind, int(table_set.entries.counts[entry]), by_sound == 0.0)
