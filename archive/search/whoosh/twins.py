"""Near-duplicates: the same speech published twice is one hit that names the other."""

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


class Twins:
    """group int32[n]: the number of the group of like episodes, -1 where an episode is alone."""

    def __init__(self, group: NDArray[np.int32]) -> None:
        self._group = group
        self._any = bool((group >= 0).any())

    def fold(self, docs: Int64, score: NDArray[np.float32], order: NDArray[np.int32]) -> Int64:
        """The documents (rising) without those of which a twin among them has a better score (float32[n]), or stands first."""
        if not self._any:
            return docs
        group = self._group[docs]
        places = np.flatnonzero(group >= 0)
        if len(places) < 2:
            return docs
        twins = docs[places]
        best_first = np.lexsort((order[twins], -score[twins], group[places]))
        later = np.append(False, np.diff(group[places][best_first]) == 0)
        return np.delete(docs, places[best_first[later]])

    def of(self, doc: int) -> list[int]:
        """The other episodes of the same speech."""
        if self._group[doc] < 0:
            return []
        return [int(other) for other in np.flatnonzero(self._group == self._group[doc]) if other != doc]
