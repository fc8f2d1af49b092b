"""The linked mentions of names, by the name's folded words."""

import numpy as np
from numpy.typing import NDArray

from archive.search.index.read.segments import Segments
from archive.storage.array_file import Array, array_to_strings

UInt32 = NDArray[np.uint32]
SURE = 0.12
"""Up to this distance a link is an alias (precision 1.00 on the seed page); beyond it, it counts for less."""
DOUBTFUL_TRUST = 0.6
NOWHERE = np.empty(0, np.uint32), np.empty(0, np.uint32), np.empty(0, np.float32)


class MentionPostings:
    """Mentions of every name in the speech of live episodes."""

    def __init__(self, arrays: dict[str, Array], segments: Segments) -> None:
        keys: list[str] = array_to_strings(arrays["key"])
        doc, position, words = arrays["doc"], arrays["position"], arrays["words"]
        address = segments.starts["speech"][doc] + position.astype(np.uint32)
        trust = np.where(arrays["distance"] <= SURE, 1.0, DOUBTFUL_TRUST).astype(np.float32)
        inside = segments.live[doc] & (position + words <= segments.length[0][doc])
        places: dict[str, list[int]] = {}
        for place in np.flatnonzero(inside).tolist():
            places.setdefault(keys[place], []).append(place)
        self._places = places
        self._address, self._length, self._trust = address, words.astype(np.uint32), trust

    def find(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Address (rising), length in words and trust of each mention; empty for a name nobody garbled."""
        if name not in self._places:
            return NOWHERE
        chosen = np.array(self._places[name], np.int64)
        chosen = chosen[np.argsort(self._address[chosen], kind="stable")]
        return self._address[chosen], self._length[chosen], self._trust[chosen]
