"""The caption table of an episode as bytes: when each cue starts, with which word, and its text.

uint32 n | int32[n] start_ms | int32[n] first_word | uint32[n+1] ends of texts (the first is 0) | uint8[n] flags | UTF-8 texts, each
followed by a line feed.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from archive.search.index.types import Captions

Table = bytes | memoryview
SPEECH, REPEATED = np.uint8(1), np.uint8(2)
_LINE_FEED = 10
_NUMBER, _TWO_NUMBERS = struct.Struct("<I"), struct.Struct("<II")


def pack_captions(start_ms: NDArray[np.int32], first_word: NDArray[np.int32], flags: NDArray[np.uint8], joined: str) -> bytes:
    """The table; `joined` holds the texts, a line feed between any two and none within one."""
    texts = joined.encode("utf-8", "replace") + b"\n" if len(start_ms) else b""
    ends = np.flatnonzero(np.frombuffer(texts, np.uint8) == _LINE_FEED) + 1
    columns = (np.array([len(start_ms)]), start_ms, first_word, np.append(0, ends))
    return b"".join([*(column.astype("<u4").tobytes() for column in columns), flags.tobytes(), texts])


def unpack_captions(table: Table) -> Captions:
    """The cues of an episode; texts are decoded when asked for."""
    if not table:
        return Captions(np.empty(0, np.int32), np.empty(0, np.int32), ())
    count = _count(table)
    start_ms = np.frombuffer(table, "<i4", count, 4)
    first_word = np.frombuffer(table, "<i4", count, 4 + 4 * count)
    return Captions(start_ms, first_word, CueTexts(table, count))


def flags_of(table: Table) -> NDArray[np.uint8]:
    """uint8[n]: SPEECH and REPEATED of each cue."""
    count = _count(table)
    return np.frombuffer(table, np.uint8, count, 8 + 12 * count)


def _count(table: Table) -> int:
    count: int = _NUMBER.unpack_from(table)[0]
    return count


def joined_texts(table: Table) -> str:
    """All texts, a line feed between any two."""
    return str(table[8 + 13 * _count(table) : -1], "utf-8") if table else ""


def speech_texts(table: Table) -> list[str]:
    """The texts of the cues that are speech."""
    captions = unpack_captions(table)
    if not len(captions.texts):
        return []
    return [text for text, flag in zip(captions.texts, flags_of(table).tolist(), strict=True) if flag & int(SPEECH)]


class CueTexts(Sequence[str]):
    """The texts of the cues, decoded one by one."""

    __slots__ = ("_base", "_cues", "_ends", "_table")

    def __init__(self, table: Table, count: int) -> None:
        self._table, self._cues = table, range(count)
        self._ends, self._base = 4 + 8 * count, 8 + 13 * count

    def __len__(self) -> int:
        return len(self._cues)

    @overload
    def __getitem__(self, cue: int) -> str: ...
    @overload
    def __getitem__(self, cue: slice) -> tuple[str, ...]: ...
    def __getitem__(self, cue: int | slice) -> str | tuple[str, ...]:
        if isinstance(cue, slice):
            cues = self._cues[cue]
            if not cues or cues.step != 1:
                return tuple(self[one] for one in cues)
            start, end = self._end(cues.start), self._end(cues.stop)
            return tuple(str(self._table[self._base + start : self._base + end - 1], "utf-8").split("\n"))
        start, end = _TWO_NUMBERS.unpack_from(self._table, self._ends + 4 * self._cues[cue])
        return str(self._table[self._base + start : self._base + end - 1], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self.joined().split("\n")) if len(self) else iter(())

    def joined(self) -> str:
        """All texts, a line feed between any two."""
        return str(self._table[self._base : -1], "utf-8")

    def _end(self, cue: int) -> int:
        """Where the text before this cue ends."""
        end: int = _NUMBER.unpack_from(self._table, self._ends + 4 * cue)[0]
        return end
