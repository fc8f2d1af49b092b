"""Whose turn a word stands in."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from archive.search.index.document_table import Column, folded
from archive.search.index.position_to_time import SPEAKER_BITS, PositionToTime

UInt32 = NDArray[np.uint32]
Int64 = NDArray[np.int64]


class Speakers:
    """The speakers of all documents: of each name (folded) the voices that are its, one a document in which it speaks."""

    def __init__(self, columns: Sequence[Column], firsts: Sequence[int], times: PositionToTime) -> None:
        """`columns` are the speakers of each segment, `firsts` the number of its first document."""
        self._times = times
        self._voices: dict[str, list[int]] = {}
        for column, first in zip(columns, firsts, strict=True):
            names, place = folded(column.names), _places(column)
            voices = ((column.doc.astype(np.int64) + first) << SPEAKER_BITS) | place
            for code, voice in zip(column.code.tolist(), voices.tolist(), strict=True):
                self._voices.setdefault(names[code], []).append(voice)

    def docs_of(self, names: Sequence[str]) -> Int64:
        """int64[n], rising: the documents in which any of them speaks."""
        return np.unique(self._voices_of(names) >> SPEAKER_BITS)

    def says(self, names: Sequence[str], addresses: UInt32) -> NDArray[np.bool_]:
        """bool[n]: whether the word at each address, which rise, is said by any of them."""
        return np.isin(self._times.voices_of(addresses), self._voices_of(names))

    def _voices_of(self, names: Sequence[str]) -> Int64:
        found = chain.from_iterable(self._voices.get(name, ()) for name in folded(names))
        return np.fromiter(sorted(set(found)), np.int64)


def _places(column: Column) -> Int64:
    """int64[m]: of each pair of a column its place among those of its document."""
    first = np.searchsorted(column.doc, column.doc)
    return np.arange(len(column.doc)) - first
