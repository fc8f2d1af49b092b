"""A whole episode as one stream of sounds, searched for a name from every word on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.languages.lexicon import Lexicon
from archive.languages.phonetic_distance import LONGEST, SHORT, Float32, IncrementalDistance

LONGEST_WINDOW = 4
# A word of grammar begins a garbled name (en Guéran) only before a word that is none.
GRAMMAR_ZIPF, PLAIN_ZIPF = 5.5, 4.0
_LENGTHS = 0.75

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PhonemeStream:
    """sounds uint8[m]: of all words, one after the other; starts int32[n + 1]: where each word's begin; ends int32[m]:
    the number of words that have ended after a sound, 0 inside a word; places int32[p]: the words at which a window may
    begin; openings uint8[2, k]: the first two sounds from there, each pair once; opening int32[p]: which of them."""

    sounds: NDArray[np.uint8]
    starts: Int32
    ends: Int32
    places: Int32
    openings: NDArray[np.uint8]
    opening: Int32

    @classmethod
    def of(cls, words: Sequence[str], claimed: NDArray[np.bool_], lexicon: Lexicon) -> "PhonemeStream":
        """The sounds of an episode's words; windows begin at none of the `claimed` ones (bool[n])."""
        ids = lexicon.ids(words)
        codes = b"".join(map(lexicon.sounds.__getitem__, ids.tolist()))
        lengths, common = lexicon.lengths[ids], lexicon.common[ids]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        ends = np.zeros(len(codes) + 2 * LONGEST, dtype=np.int32)
        sounding = np.flatnonzero(lengths)
        ends[starts[sounding + 1] - 1] = sounding + 1
        rare_next = np.append(common[1:] < PLAIN_ZIPF, False)
        begins = ~claimed & (lengths > 0) & ((common < GRAMMAR_ZIPF) | rare_next)
        sounds = np.frombuffer(codes + bytes(2 * LONGEST), np.uint8)
        places = np.flatnonzero(begins).astype(np.int32)
        first_two = sounds[starts[places]].astype(np.int32) * 256 + sounds[starts[places] + 1]
        pairs, opening = np.unique(first_two, return_inverse=True)
        return cls(sounds, starts, ends, places, np.array(np.divmod(pairs, 256), dtype=np.uint8), opening.astype(np.int32))

    def near(self, code: str, limit: float) -> Iterator[tuple[int, int, float]]:
        """(first word, words, distance) of the windows of one to four words at most `limit` from a code; a code of less
        than 4 sounds must be the same, one of less than 3 is not looked for. All windows are extended at once, a sound
        at a time; those that cannot come near are dropped."""
        query = IncrementalDistance(code)
        length = len(query.code)
        limit = limit if length >= SHORT else 0.0
        longest = int(length / _LENGTHS) if limit else length
        words, rows, before, previous = self._opened(query, limit * length)
        for step in range(2, longest):
            at = self.starts[words] + step
            sounds = self.sounds[at]
            before, rows = rows, query.extend(rows, before, sounds, previous)
            yield from self._ending(words, self.ends[at], rows[-1] / max(step + 1, length), limit)
            alive = np.flatnonzero(rows.min(axis=0) <= limit * length)
            if not len(alive):
                return
            words, rows, before, previous = words[alive], rows[:, alive], before[:, alive], sounds[alive]

    def _opened(self, query: IncrementalDistance, allowed: float) -> tuple[Int32, Float32, Float32, NDArray[np.uint8]]:
        """The windows that may still come near after two sounds, with their rows, the rows before and the second
        sound."""
        first, second = self.openings
        nothing = query.start(len(first))
        one = query.extend(nothing, nothing, first, np.zeros_like(first))
        two = query.extend(one, nothing, second, first)
        alive = np.flatnonzero((two.min(axis=0) <= allowed)[self.opening])
        opening = self.opening[alive]
        return self.places[alive], two[:, opening], one[:, opening], second[opening]

    def _ending(self, words: Int32, ends: Int32, distance: NDArray[np.float32], limit: float) -> Iterator[tuple[int, int, float]]:
        many = ends - words
        good = np.flatnonzero((ends > 0) & (many <= LONGEST_WINDOW) & (distance <= limit))
        return zip(words[good].tolist(), many[good].tolist(), distance[good].tolist(), strict=True)
