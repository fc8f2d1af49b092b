"""The words of an episode as they are spoken, in order, each with its cue: the positions that links and the index count by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from archive.model.episode import Cue
from archive.text.tokenizer import spans, words

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TokenStream:
    """Folded words of all cues of kind speech. cues int32[n]: the cue of each word."""

    words: tuple[str, ...]
    cues: Int32
    texts: tuple[str, ...]

    def first_word(self, cue: int) -> int:
        """The position of a cue's first word."""
        return int(np.searchsorted(self.cues, cue))

    def heard(self, position: int, n: int) -> str:
        """Some words as they stand on the page, from the first letter of the first to the last of the last of each cue."""
        pieces: list[str] = []
        for cue in dict.fromkeys(self.cues[position : position + n].tolist()):
            first = self.first_word(cue)
            inside = list(spans(self.texts[cue]))[max(position - first, 0) : position + n - first]
            pieces.append(self.texts[cue][inside[0].start : inside[-1].end])
        return " ".join(pieces)


def token_stream(cues: Sequence[Cue]) -> TokenStream:
    """The words of a transcript."""
    by_cue = [words(cue.text) if cue.kind == "speech" else [] for cue in cues]
    many = list(map(len, by_cue))
    owner = np.repeat(np.arange(len(cues), dtype=np.int32), many)
    return TokenStream(tuple(chain.from_iterable(by_cue)), owner, tuple(cue.text for cue in cues))


@lru_cache(maxsize=400_000)
def words_of(piece: str) -> tuple[str, ...]:
    """The folded words of a piece of text between blanks."""
    return tuple(words(piece))
