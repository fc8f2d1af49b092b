"""The caption table of an episode as bytes: when each cue starts, with which word, and its text.

uint32 n | int32[n] start_ms | int32[n] first_word | uint32[n+1] ends of texts (the first is 0) | uint8[n] flags | UTF-8 texts, each
followed by a line feed.
"""

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import Captions

SPEECH, REPEATED = np.uint8(1), np.uint8(2)
_LINE_FEED = 10


def pack_captions(start_ms: NDArray[np.int32], first_word: NDArray[np.int32], flags: NDArray[np.uint8], joined: str) -> bytes:
    """The table; `joined` holds the texts, a line feed between any two and none within one."""
    texts = joined.encode("utf-8", "replace") + b"\n" if len(start_ms) else b""
    ends = np.flatnonzero(np.frombuffer(texts, np.uint8) == _LINE_FEED) + 1
    columns = (np.array([len(start_ms)]), start_ms, first_word, np.append(0, ends))
    return b"".join([*(column.astype("<u4").tobytes() for column in columns), flags.tobytes(), texts])


def unpack_captions(table: bytes) -> Captions:
    """The cues of an episode; texts are decoded when asked for."""
    if not table:
        return Captions(np.empty(0, np.int32), np.empty(0, np.int32), ())
    count = int(np.frombuffer(table, "<u4", 1)[0])
    start_ms = np.frombuffer(table, "<i4", count, 4)
    first_word = np.frombuffer(table, "<i4", count, 4 + 4 * count)
    return Captions(start_ms, first_word, CueTexts(table, count))


def flags_of(table: bytes) -> NDArray[np.uint8]:
    """uint8[n]: SPEECH and REPEATED of each cue."""
    count = int(np.frombuffer(table, "<u4", 1)[0])
    return np.frombuffer(table, np.uint8, count, 8 + 12 * count)


def holds(table: bytes, some: bytes) -> bool:
    """Whether the texts hold these bytes."""
    return bool(table) and table.find(some, 8 + 13 * int(np.frombuffer(table, "<u4", 1)[0])) >= 0


def joined_texts(table: bytes) -> str:
    """All texts, a line feed between any two."""
    return table[8 + 13 * int(np.frombuffer(table, "<u4", 1)[0]) : -1].decode() if table else ""


class CueTexts(Sequence[str]):
    """The texts of the cues, decoded one by one."""

    def __init__(self, table: bytes, count: int) -> None:
        self._table = table
        self._ends = np.frombuffer(table, "<u4", count + 1, 4 + 8 * count)
        self._base = 8 + 13 * count

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, cue: int) -> str: ...
    @overload
    def __getitem__(self, cue: slice) -> tuple[str, ...]: ...
    def __getitem__(self, cue: int | slice) -> str | tuple[str, ...]:
        if isinstance(cue, slice):
            places = range(*cue.indices(len(self)))
            if not places or places.step != 1:
                return tuple(self[place] for place in places)
            start, end = int(self._ends[places.start]), int(self._ends[places.stop])
            return tuple(self._table[self._base + start : self._base + end - 1].decode().split("\n"))
        place = range(len(self))[cue]
        start, end = int(self._ends[place]), int(self._ends[place + 1])
        return self._table[self._base + start : self._base + end - 1].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self.joined().split("\n")) if len(self) else iter(())

    def joined(self) -> str:
        """All texts, a line feed between any two."""
        return self._table[self._base : -1].decode()
