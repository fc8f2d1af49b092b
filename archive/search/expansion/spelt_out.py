"""Names that a machine wrote letter by letter or part by part: RATP as "er a té pé", WhatsApp as "ouate zap".

Such a name is a phrase of slots: one a letter, met by the letter and by words that sound like its name; or one a part,
met by the part and by words that sound like it. Capitals tell the letters and parts of a name as typed; a word without
vowels can only be spelt."""

import re
from collections.abc import Callable, Iterator, Sequence

from archive.languages import phonetic_distance, registered
from archive.languages.base import is_initialism
from archive.search.expansion.table_set import TableSet
from archive.search.index.types import Expansion, MatchKind

Slots = tuple[tuple[Expansion, ...], ...]
Count = Callable[[str], int]

FEWEST_LETTERS, MOST_LETTERS = 3, 6
SURE_LETTERS = 4
"""So many letters, or words that sound as they are called, one after another are hardly anything else: they count."""
MOST_OF_A_LETTER, MOST_OF_A_PART = 8, 10
LETTER_WEIGHT, PART_WEIGHT = 0.55, 0.4
PART_FARTHEST = 0.12
LETTER_DISTANCE = 0.1
_CAPITALS_FROM = 5
_VOWELS = frozenset("aeiouy")
_SHORTEST_REST = 4
_PIECES = re.compile(r"[A-ZÀ-Ý]{2,}(?=[A-ZÀ-Ý][a-zà-ÿ])|[A-ZÀ-Ý]?[a-zà-ÿœæ]+|[A-ZÀ-Ý]+")


def is_spelt(spoken: str, key: str) -> bool:
    """Whether a word as typed is said letter by letter: it is all capitals, or has no vowel."""
    return key.isalpha() and FEWEST_LETTERS <= len(key) <= MOST_LETTERS and (spoken.isupper() or is_initialism(key))


class SpeltOut:
    """Names in pieces, from the tables of a generation. What may stand for a letter is looked up once: there are few,
    and each comes back with the next name. Safe to use from several threads."""

    def __init__(self, table_sets: Sequence[TableSet], count: Count) -> None:
        """`count` tells how many episodes hold a word."""
        self._table_sets, self._count = table_sets, count
        self._letters: dict[tuple[str, bool], tuple[Expansion, ...]] = {}

    def phrases(self, spoken: str, key: str) -> Iterator[Slots]:
        """The phrases by which a word as typed may have been written in pieces; each slot with all that may stand in
        it."""
        pieces = _PIECES.findall(spoken) if spoken.isascii() and spoken.isalpha() else []
        if is_spelt(spoken, key):
            yield tuple(self._letter(letter, counted=len(key) >= SURE_LETTERS) for letter in key)
        elif len(pieces) > 1:
            yield tuple(slot for piece in pieces for slot in self._piece(piece))
        elif spelt := _spelt_beginning(key, self._count):
            letters = [self._letter(letter, counted=False) for letter in spelt]
            rest = key[len(spelt) :]
            yield (*letters, (Expansion((rest,), PART_WEIGHT, "sounds-like", counted=False, distance=LETTER_DISTANCE),))

    def _piece(self, piece: str) -> list[tuple[Expansion, ...]]:
        word = piece.lower()
        if len(word) == 1 or is_initialism(word) or (piece.isupper() and len(piece) <= _CAPITALS_FROM):
            return [self._letter(letter, counted=False) for letter in word]
        return [_part(piece, self._table_sets, self._count)]

    def _letter(self, letter: str, *, counted: bool) -> tuple[Expansion, ...]:
        key = letter, counted
        if key not in self._letters:
            self._letters[key] = _letter(letter, self._table_sets, self._count, counted)
        return self._letters[key]


def _spelt_beginning(key: str, count: Count) -> str:
    """What of a word that nobody knows is said letter by letter: consonants that begin no word, before a word that the
    archive holds (bpi of bpifrance); empty where there is none."""
    unsayable = key[:1].isascii() and not set(key[:2]) & _VOWELS and key[:1] not in "s" and key[1:2] not in "lrh"
    places = range(FEWEST_LETTERS - 1, min(MOST_LETTERS, len(key) - _SHORTEST_REST) + 1) if unsayable and key.isalpha() else ()
    return next((key[:place] for place in places if count(key[place:])), "")


def _letter(letter: str, table_sets: Sequence[TableSet], count: Count, counted: bool) -> tuple[Expansion, ...]:
    """A letter, and what sounds exactly like its name in any language, or is how that name is written."""
    said = {letter: 1.0}
    for language in registered().values():
        name = language.phonetics.letter_names.get(letter) if language.phonetics else None
        for word in _alike(name, table_sets)[:MOST_OF_A_LETTER] if name else ():
            said.setdefault(word, 0.8)
        for text in language.letters_written.get(letter, ()):
            said.setdefault(text, 0.7)
    kind: MatchKind = "joined" if counted else "sounds-like"
    return tuple(
        Expansion(tuple(text.split()), LETTER_WEIGHT * trust, kind, counted=counted, distance=LETTER_DISTANCE)
        for text, trust in said.items()
        if all(map(count, text.split()))
    )


def _part(piece: str, table_sets: Sequence[TableSet], count: Count) -> tuple[Expansion, ...]:
    """A part of a name, and the words that sound as it does."""
    word = piece.lower()
    near: dict[str, tuple[float, int]] = {word: (0.0, count(word))} if count(word) else {}
    for language in registered().values():
        for code in language.phonetics.encode_query(piece)[:2] if language.phonetics else ():
            for other, distance, episodes in _sounding(code, PART_FARTHEST, table_sets):
                near[other] = min((distance, episodes), near.get(other, (distance, episodes)))
    best = sorted(near.items(), key=lambda one: (one[1][0], -one[1][1]))[:MOST_OF_A_PART]
    return tuple(
        Expansion((other,), PART_WEIGHT * (1 - 2 * distance), "sounds-like", counted=False, distance=round(distance, 4))
        for other, (distance, _) in best
    )


def _alike(code: str, table_sets: Sequence[TableSet]) -> list[str]:
    """The single words that sound exactly so, those of most episodes first."""
    found: dict[str, int] = {}
    for word, _, episodes in _sounding(code, 0.0, table_sets):
        found[word] = found.get(word, 0) + episodes
    return sorted(found, key=lambda word: -found[word])


def _sounding(code: str, farthest: float, table_sets: Sequence[TableSet]) -> Iterator[tuple[str, float, int]]:
    """Single words near a code, with their distances and episodes."""
    limit = farthest if len(code) >= phonetic_distance.SHORT else 0.0
    for table_set in table_sets:
        entries = table_set.entries
        for entry, distance in table_set.sounds.near((code,), limit).items():
            if entry < len(entries.words):
                yield entries.words[entry], distance, int(entries.counts[entry])
