"""Near-duplicates: the same speech published twice is one hit that names the other."""

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


class DuplicateGroups:
    """group int32[n]: the number of the group of like episodes, -1 where an episode is alone."""

    def __init__(self, group: NDArray[np.int32]) -> None:
        self._group = group
        self._any = bool((group >= 0).any())

    def single(self, docs: Int64, score: NDArray[np.float32], order: NDArray[np.int32]) -> NDArray[np.bool_] | None:
        """bool[n]: the documents (rising) but for those of which a twin among them has a better score (float32[n]), or stands first
        by its `order` (int32[n]); None where all are."""
        if not self._any:
            return None
        group = self._group[docs]
        places = np.flatnonzero(group >= 0)
        if len(places) < 2:
            return None
        best_first = places[np.lexsort((order[places], -score[places], group[places]))]
        single = np.ones(len(docs), np.bool_)
        single[best_first[1:]] = group[best_first[1:]] != group[best_first[:-1]]
        return single

    def of(self, doc: int) -> list[int]:
        """The other episodes of the same speech."""
        if not self._any or self._group[doc] < 0:
            return []
        return [int(other) for other in np.flatnonzero(self._group == self._group[doc]) if other != doc]
