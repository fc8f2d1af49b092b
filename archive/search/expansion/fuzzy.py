"""What a word may have been meant or heard as: entries a slip of the pen or of the ear away, ranked together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from archive.languages import phonetic_distance
from archive.search.expansion.layers import Layer
from archive.search.expansion.spelling import edits_allowed

NearKind = Literal["misspelt", "sounds-like"]

# Of two entries as near by ear the one nearer on paper comes first, and the reverse: each counts by the share of the other.
_SECOND_OPINION = 0.3
_FARTHEST = 0.5
SOUND_LIMIT = 0.22
# What sounds alike from farther than "close" is believed where half of the letters agree, of a word that is not of every day:
# those a machine writes right. Over 2,490 words of the sample archive, 400 French words that it lacks had 1.5 likes each, far
# ones for the most part (capitale for hôpital), and have 0.4; of 116 names misheard none is lost.
_AGREEING = 0.5
_ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """An entry near what was typed; `far` from 0 (the same sounds, one letter off) to about .3."""

    words: tuple[str, ...]
    far: float
    kind: NearKind
    episodes: int


def fuzzy_matches(key: str, codes: Sequence[str], layers: Iterable[Layer]) -> tuple[FuzzyMatch, ...]:
    """The entries of all layers near a joined key or one of its codes, nearest first; the key itself is left out.

    A run of words that holds a nearer word of the list says nothing more (lafontaine et); it is left out too."""
    return _ranked(one for layer in layers for one in _near_in(layer, key, codes, SOUND_LIMIT))


def homophones(key: str, codes: Sequence[str], layers: Iterable[Layer]) -> tuple[FuzzyMatch, ...]:
    """The single words of all layers that sound exactly like a key of four sounds or more."""
    long = [code for code in codes if len(code) >= phonetic_distance.SHORT]
    found = (one for layer in layers for one in _near_in(layer, key, long, 0.0))
    return tuple(one for one in _ranked(found) if len(one.words) == 1)


def _ranked(found: Iterable[FuzzyMatch]) -> tuple[FuzzyMatch, ...]:
    ranked: dict[tuple[str, ...], FuzzyMatch] = {}
    for one in sorted(found, key=lambda one: (one.far, -one.episodes, one.words)):
        if one.words not in ranked and not any((word,) in ranked for word in one.words):
            ranked[one.words] = one
    return tuple(ranked.values())


def _near_in(layer: Layer, key: str, codes: Sequence[str], limit: float) -> Iterator[FuzzyMatch]:
    most = edits_allowed(key) if limit else 0
    edits = dict(layer.spelling.near(key, most)) if most else {}
    sounds: dict[int, float] = {}
    for code in codes:
        for entry, far in layer.sounds.near(code, limit).items():
            sounds[entry] = min(far, sounds.get(entry, 1.0))
    for entry in edits.keys() | sounds.keys():
        other = layer.entries.key(entry)
        if other == key:
            continue
        written = OSA.distance(key, other) / max(len(key), len(other))
        heard = sounds.get(entry)
        if entry in edits or (heard is not None and _is_believed(heard, written, bool(layer.everyday[entry]))):
            yield _judged(layer, entry, written, edits.get(entry), heard)


def _is_believed(heard: float, written: float, everyday: bool) -> bool:
    """Whether what only sounds alike, so far by ear and by eye, may be what was typed."""
    return heard <= phonetic_distance.CLOSE + _ROUNDING or (written <= _AGREEING and not everyday)


def _judged(layer: Layer, entry: int, written: float, edits: int | None, heard: float | None) -> FuzzyMatch:
    """The entry with its distance by the nearer of both ways, the other way having a say."""
    by_ear = _FARTHEST if heard is None else heard
    by_eye = min(written, _FARTHEST)
    far = (1 - _SECOND_OPINION) * min(by_ear, by_eye) + _SECOND_OPINION * max(by_ear, by_eye)
    kind: NearKind = "misspelt" if edits is not None else "sounds-like"
    return FuzzyMatch(layer.entries.text(entry), far, kind, int(layer.entries.counts[entry]))
