"""Many texts, and values by key, each as two arrays: how tables of words are kept in a mapped file."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import overload

import numpy as np

from archive.storage.array_file import Array

_LINE_FEED = 10
_EVERY, _HEAD = 16, 8
"""Every so many texts have a signpost: so many of its first bytes, as a number."""


class Signposts:
    """The beginnings of every sixteenth of many sorted texts: where among them a key may stand is told in a
    microsecond, and what is left to be bisected is short. Made when it is first asked; half a byte a text."""

    def __init__(self, data: Array, starts: Array, count: int) -> None:
        """`data` uint8[bytes] holds so many texts, of which text i begins at starts[i]."""
        self._data, self._starts, self._count = data, starts, count
        self._heads: memoryview | None = None

    def between(self, key: bytes) -> tuple[int, int]:
        """The first place of all texts that are not before a key lies from the one place to the other, both
        included."""
        heads = self._heads if self._heads is not None else self._read()
        head = int.from_bytes(key[:_HEAD].ljust(_HEAD, b"\0"), "big")
        return max(0, bisect_left(heads, head) - 1) * _EVERY, min(self._count, bisect_right(heads, head) * _EVERY)

    def _read(self) -> memoryview:
        chosen = np.arange(0, self._count, _EVERY)
        first, end = (self._starts[places].astype(np.int64)[:, None] for places in (chosen, chosen + 1))
        places = first + np.arange(_HEAD)
        letters = np.zeros(places.shape, np.uint8)
        letters[places < end] = self._data[places[places < end]]
        self._heads = heads = letters.view(">u8").astype(np.uint64).ravel().data
        return heads


class Texts(Sequence[str]):
    """Texts in one array of UTF-8 bytes; text i is data[starts[i]:starts[i + 1]]. Looked up by bisection where
    sorted."""

    def __init__(self, data: Array, starts: Array) -> None:
        # Views of the memory: a number of an array takes three times as long to read.
        self._data, self._starts = np.ascontiguousarray(data).data, np.ascontiguousarray(starts).data
        self.size = len(starts) - 1
        self._signposts = Signposts(data, starts, self.size)

    @classmethod
    def of(cls, arrays: Mapping[str, Array], name: str) -> "Texts":
        """The texts that `packed` put under a name."""
        return cls(arrays[f"{name}.data"], arrays[f"{name}.starts"])

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return str(self._data[self._starts[index] : self._starts[index + 1]], "utf-8")

    def find(self, text: str) -> int:
        """The first place of a text among sorted ones, -1 where it is absent."""
        key, data, starts = text.encode(), self._data, self._starts
        low, high = self._signposts.between(key)
        while low < high:
            middle = (low + high) // 2
            # Bytes of UTF-8 are in the order of their letters.
            if bytes(data[starts[middle] : starts[middle + 1]]) < key:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and data[starts[low] : starts[low + 1]] == key else -1

    def all(self, text: str) -> Iterator[int]:
        """Every place of a text among sorted ones."""
        place = bisect_left(self, text, *self._signposts.between(text.encode()))
        while place < len(self) and self[place] == text:
            yield place
            place += 1

    def starting(self, text: str) -> Iterator[int]:
        """Every place of what begins with a text, among sorted ones."""
        place = bisect_left(self, text)
        while place < len(self) and self[place].startswith(text):
            yield place
            place += 1


def packed(name: str, texts: Iterable[str]) -> dict[str, Array]:
    """Texts as two arrays to write: data uint8[bytes], starts int32[n + 1] (int64 where there are more than 2 GB)."""
    listed = list(texts)
    joined = "\n".join(listed).encode()
    ends = np.flatnonzero(np.frombuffer(joined, np.uint8) == _LINE_FEED)
    if len(ends) == len(listed) - 1:
        data = joined.replace(b"\n", b"")
        starts = np.concatenate(([0], ends - np.arange(len(ends)), [len(data)]))
    else:
        encoded = [text.encode() for text in listed]
        data = b"".join(encoded)
        starts = np.fromiter(accumulate(map(len, encoded), initial=0), np.int64, len(encoded) + 1)
    return packed_as(name, data, starts)


def packed_as(name: str, data: bytes | bytearray, starts: Array) -> dict[str, Array]:
    """As `packed`, of texts that stand one after the other in UTF-8 and start there, the end among them (int64[n +
    1])."""
    return {f"{name}.data": np.frombuffer(data, dtype=np.uint8), f"{name}.starts": _small(starts)}


def grouped(name: str, keys: Array, values: Array, n: int) -> dict[str, Array]:
    """Values by key 0 to n-1 as two arrays to write: starts int32[n + 1] (int64 as above), values in order of key."""
    order = np.argsort(keys, kind="stable")
    starts = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=n), out=starts[1:])
    return {f"{name}.starts": _small(starts), f"{name}.values": values[order]}


def _small(starts: Array) -> Array:
    return starts.astype(np.int32) if starts[-1] < 2**31 else starts


class Groups:
    """What `grouped` wrote: the values of a key."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._starts, self._values = arrays[f"{name}.starts"], arrays[f"{name}.values"]

    def __getitem__(self, key: int) -> list[int]:
        """None of a key past the last that has any."""
        known = key + 1 < len(self._starts)
        return self._values[self._starts[key] : self._starts[key + 1]].tolist() if known else []

    def of(self, keys: Iterable[int]) -> Iterator[tuple[int, int]]:
        """(key, value) of every value of some keys."""
        for key in keys:
            for value in self[key]:
                yield key, value
