"""A cache bounded by the bytes of what it holds; the least recently used goes first. Safe for several threads."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class ByteCache(Generic[T]):
    """Keeps values up to `most` bytes in all; what is bigger than a quarter of that is not kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """The value kept under the key."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keeps a value of that many bytes, letting go of older ones."""
        if size > self._most // 4:
            return
        with self._lock:
            self._bytes -= self._held.pop(key, (None, 0))[1]
            self._held[key] = (value, size)
            self._bytes += size
            while self._bytes > self._most:
                self._bytes -= self._held.popitem(last=False)[1][1]

    @property
    def bytes(self) -> int:
        """How many bytes are held."""
        return self._bytes
