"""The caption table of an episode as bytes: when each cue starts, with which word, and its text.

uint32 n and widths | int32[n] start_ms | first_word[n] | ends of texts[n+1] (the first is 0) | uint8[n] flags | times
of words | UTF-8 texts, each followed by a line feed. First words and ends take two bytes each, or four in an episode
that needs them.

Times stand only where the page of some cue tells when its words are said (TIMED): uint32 bytes | for each indexed word
of the episode the steps of 10 ms since the one before, as bytes of which 255 means that the next one is added. A word
takes one byte, a pause of a minute 24."""

import struct
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from archive.search.index.types import Captions

Table = bytes | memoryview
SPEECH, REPEATED, TIMED = np.uint8(1), np.uint8(2), np.uint8(4)
_LINE_FEED = 10
_NUMBER = struct.Struct("<I")
_TWO_NUMBERS = {2: struct.Struct("<HH"), 4: struct.Struct("<II")}
_ONE_NUMBER = {2: struct.Struct("<H"), 4: struct.Struct("<I")}
_TYPES: dict[int, np.dtype[np.integer[Any]]] = {2: np.dtype("<u2"), 4: np.dtype("<i4")}
_WIDE_WORDS, _WIDE_ENDS, _HAS_TIMES = 1 << 31, 1 << 30, 1 << 29
"""Said with the number of cues."""
_CUES = _HAS_TIMES - 1
_STEP_MS, _MORE = 10, 255


def pack_captions(
    start_ms: NDArray[np.int32],
    first_word: NDArray[np.int32],
    flags: NDArray[np.uint8],
    joined: str,
    words_ms: NDArray[np.int32] | None = None,
) -> bytes:
    """The table; `joined` holds the texts, a line feed between any two and none within one. `words_ms` int32[w]: when
    each indexed word is said, believed of the cues that are TIMED."""
    texts = joined.encode("utf-8", "replace") + b"\n" if len(start_ms) else b""
    ends = np.append(0, np.flatnonzero(np.frombuffer(texts, np.uint8) == _LINE_FEED) + 1)
    wide = [bool(len(column)) and int(column[-1]) > 0xFFFF for column in (first_word, ends)]
    times = b"" if words_ms is None else _packed_times(words_ms)
    count = len(start_ms) | wide[0] * _WIDE_WORDS | wide[1] * _WIDE_ENDS | bool(times) * _HAS_TIMES
    columns = (column.astype("<u4" if four else "<u2").tobytes() for column, four in zip((first_word, ends), wide, strict=True))
    return b"".join([_NUMBER.pack(count), start_ms.astype("<i4").tobytes(), *columns, flags.tobytes(), times, texts])


def _packed_times(words_ms: NDArray[np.int32]) -> bytes:
    steps = np.diff(np.maximum.accumulate(words_ms // _STEP_MS), prepend=0)
    steps[:1] = words_ms[:1] // _STEP_MS
    packed = np.full(int((steps // _MORE + 1).sum()), _MORE, np.uint8)
    packed[(steps // _MORE + 1).cumsum() - 1] = steps % _MORE
    return _NUMBER.pack(len(packed)) + packed.tobytes()


def _layout(table: Table) -> tuple[int, int, int, int, int]:
    """The number of cues, the bytes at which first words and ends begin, and how wide these are."""
    (number,) = _NUMBER.unpack_from(table)
    count = number & _CUES
    word_bytes, end_bytes = 4 if number & _WIDE_WORDS else 2, 4 if number & _WIDE_ENDS else 2
    words = 4 + 4 * count
    return count, words, words + word_bytes * count, word_bytes, end_bytes


def _flags(table: Table) -> tuple[int, int]:
    """The number of cues, and the byte at which their flags begin."""
    count, _, ends, _, end_bytes = _layout(table)
    return count, ends + end_bytes * (count + 1)


def _texts(table: Table) -> int:
    """The byte at which the texts begin: behind the flags, and the times of words where there are any."""
    begin = sum(_flags(table))
    if not _NUMBER.unpack_from(table)[0] & _HAS_TIMES:
        return begin
    return begin + _NUMBER.size + int(_NUMBER.unpack_from(table, begin)[0])


def unpack_captions(table: Table) -> Captions:
    """The cues of an episode; texts are decoded when asked for."""
    if not table:
        return Captions(np.empty(0, np.int32), np.empty(0, np.int32), ())
    count, words, ends, word_bytes, end_bytes = _layout(table)
    start_ms = np.frombuffer(table, "<i4", count, 4)
    first_word = np.frombuffer(table, _TYPES[word_bytes], count, words).astype(np.int32)
    timed = WordTimes(table) if _NUMBER.unpack_from(table)[0] & _HAS_TIMES else None
    return Captions(start_ms, first_word, CueTexts(table, count, ends, end_bytes), timed)


def flags_of(table: Table) -> NDArray[np.uint8]:
    """uint8[n]: SPEECH and REPEATED of each cue."""
    count, flags = _flags(table)
    return np.frombuffer(table, np.uint8, count, flags)


def joined_texts(table: Table) -> str:
    """All texts, a line feed between any two."""
    return str(table[_texts(table) : -1], "utf-8") if table else ""


def speech_texts(table: Table) -> list[str]:
    """The texts of the cues that are speech."""
    captions = unpack_captions(table)
    if not len(captions.texts):
        return []
    return [text for text, flag in zip(captions.texts, flags_of(table).tolist(), strict=True) if flag & int(SPEECH)]


class WordTimes:
    """When the words of an episode are said, unpacked when one is first asked for."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def at(self, cue: int, position: int) -> int | None:
        """When the indexed word of a position in a cue is said, in ms; None where the page does not tell that of this
        cue."""
        return int(self._ms[position]) if self._is_timed[cue] else None

    @cached_property
    def _is_timed(self) -> NDArray[np.bool_]:
        return flags_of(self._table) & TIMED != 0

    @cached_property
    def _ms(self) -> NDArray[np.int64]:
        begin = sum(_flags(self._table)) + _NUMBER.size
        steps = np.frombuffer(self._table, np.uint8, _texts(self._table) - begin, begin)
        return _STEP_MS * steps.cumsum(dtype=np.int64)[steps != _MORE]


class CueTexts(Sequence[str]):
    """The texts of the cues, decoded one by one."""

    __slots__ = ("_base", "_cues", "_ends", "_table", "_two", "_width")

    def __init__(self, table: Table, count: int, ends: int, width: int) -> None:
        """`ends` is the byte at which the ends of the texts begin, `width` how many bytes each takes."""
        self._table, self._cues, self._ends, self._width = table, range(count), ends, width
        self._base = _texts(table)
        self._two = _TWO_NUMBERS[width].unpack_from

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
        start, end = self._two(self._table, self._ends + self._width * self._cues[cue])
        return str(self._table[self._base + start : self._base + end - 1], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self.joined().split("\n")) if len(self) else iter(())

    def joined(self) -> str:
        """All texts, a line feed between any two."""
        return str(self._table[self._base : -1], "utf-8")

    def _end(self, cue: int) -> int:
        """Where the text before this cue ends."""
        end: int = _ONE_NUMBER[self._width].unpack_from(self._table, self._ends + self._width * cue)[0]
        return end
