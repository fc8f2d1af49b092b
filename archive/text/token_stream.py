"""The words of an episode as they are spoken, in order: the word positions by which the index, name links and pages
count."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.model.episode import Cue
from archive.text.tokenizer import edges, words_by_line

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TokenStream:
    """Folded words of all cues of kind speech, by position. cues int32[n]: the cue of each word; `texts`: of every
    cue."""

    words: tuple[str, ...]
    cues: Int32
    texts: tuple[str, ...]

    def first_word(self, cue: int) -> int:
        """The position of a cue's first word; of a cue without words, of the next word."""
        return int(np.searchsorted(self.cues, cue))

    def spans(self, position: int, n: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """(cue, (start, end)) of n words from a position, one a cue: where they stand in its text, from the first
        letter of the first to the last of the last."""
        for cue in dict.fromkeys(self.cues[position : position + n].tolist()):
            first = self.first_word(cue)
            inside = edges(self.texts[cue])[max(position - first, 0) : position + n - first]
            yield cue, (inside[0][0], inside[-1][1])

    def as_written(self, position: int, n: int) -> str:
        """Some words as they stand on the page."""
        return " ".join(self.texts[cue][start:end] for cue, (start, end) in self.spans(position, n))


def token_stream(cues: Sequence[Cue]) -> TokenStream:
    """The words of a transcript. The index counts by the same positions, made for many transcripts at once
    (archive/search/index/write/segment_writer.py)."""
    found: list[str] = []
    many = array("q")
    for said in words_by_line(cue.text if cue.kind == "speech" else "" for cue in cues):
        found += said
        many.append(len(said))
    owner = np.repeat(np.arange(len(cues), dtype=np.int32), np.array(many, np.int64))
    return TokenStream(tuple(found), owner, tuple(cue.text for cue in cues))
