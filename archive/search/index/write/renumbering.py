"""New numbers of documents when some segments become one, and the tables that follow."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.search.index.mention_table import MentionTable
from archive.search.index.read.segments import SegmentInfo

GONE = -1


def renumbering(kept: Sequence[SegmentInfo], merged: Sequence[SegmentInfo]) -> NDArray[np.int64]:
    """int64[n]: the new number of each document: those of `kept` stay, the live ones of `merged` follow, others are GONE."""
    first = sum(entry.documents for entry in kept)
    live = [np.isin(np.arange(entry.documents), entry.deleted, invert=True) for entry in merged]
    alive = np.concatenate(live) if live else np.empty(0, np.bool_)
    after = np.where(alive, first + np.cumsum(alive) - 1, GONE)
    return np.concatenate((np.arange(first), after))


def renumbered_mentions(names: MentionTable, moved: NDArray[np.int64]) -> MentionTable:
    """The links of documents that are still there, under their new numbers."""
    numbers = moved.tolist()
    rows = [(numbers[doc], link) for doc, link in zip(names.doc, names.links, strict=True) if numbers[doc] != GONE]
    return MentionTable([doc for doc, _ in rows], [link for _, link in rows])


def renumbered_groups(group: NDArray[np.int32], moved: NDArray[np.int64]) -> NDArray[np.int32]:
    """The groups of twins under the new numbers."""
    there = moved != GONE
    after = np.full(int(there.sum()), -1, np.int32)
    after[moved[there]] = group[there]
    return after
