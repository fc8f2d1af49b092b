"""A cache bounded by the bytes of what it holds: what nobody asked for goes first. Safe for several threads."""

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class _Held(Generic[T]):
    """A value, its bytes, and whether somebody asked for it since it was last passed over."""

    __slots__ = ("asked_for", "size", "value")

    def __init__(self, value: T, size: int) -> None:
        self.value, self.size, self.asked_for = value, size, False


class ByteCache(Generic[T]):
    """Keeps values up to `most` bytes in all; what is bigger than a quarter of that is not kept.

    The oldest goes first, unless somebody asked for it: then it becomes the newest (a second chance). So reading moves nothing and
    needs no lock.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[Hashable, _Held[T]] = {}
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """The value kept under the key."""
        held = self._held.get(key)
        if held is None:
            return None
        held.asked_for = True
        return held.value

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keeps a value of that many bytes, letting go of older ones."""
        if size > self._most // 4:
            return
        with self._lock:
            self._let_go(key)
            self._held[key] = _Held(value, size)
            self._bytes += size
            while self._bytes > self._most:
                self._pass_over_oldest()

    @property
    def bytes(self) -> int:
        """How many bytes are held."""
        return self._bytes

    def _pass_over_oldest(self) -> None:
        key, held = next(iter(self._held.items()))
        if held.asked_for:
            held.asked_for = False
            self._held[key] = self._held.pop(key)
        else:
            self._let_go(key)

    def _let_go(self, key: Hashable) -> None:
        held = self._held.pop(key, None)
        if held is not None:
            self._bytes -= held.size
