"""A cache bounded by the bytes of its values, with second-chance eviction. Safe for several threads."""

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class _Entry(Generic[T]):
    """A value, its bytes, and whether it was used since it was last spared."""

    __slots__ = ("size", "used", "value")

    def __init__(self, value: T, size: int) -> None:
        self.value, self.size, self.used = value, size, False


class ByteCache(Generic[T]):
    """Keeps values up to `most` bytes in all; what is bigger than a quarter of that is not kept.

    The oldest goes first, unless it was used: then it becomes the newest (a second chance). So reading moves nothing
    and needs no lock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: dict[Hashable, _Entry[T]] = {}
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """The value kept under the key."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        entry.used = True
        return entry.value

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keeps a value of that many bytes, letting go of older ones."""
        if size > self._most // 4:
            return
        with self._lock:
            self._remove(key)
            self._entries[key] = _Entry(value, size)
            self._bytes += size
            while self._bytes > self._most:
                self._evict_or_spare_oldest()

    @property
    def bytes(self) -> int:
        """How many bytes are held."""
        return self._bytes

    def _evict_or_spare_oldest(self) -> None:
        key, entry = next(iter(self._entries.items()))
        if entry.used:
            entry.used = False
            self._entries[key] = self._entries.pop(key)
        else:
            self._remove(key)

    def _remove(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= entry.size
