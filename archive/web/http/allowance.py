"""How often one visitor, and all together, may do what writes: told in the memory of a process, and never written down."""

import hashlib
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from archive.operations.staff_sessions import counted_as

MOST_VISITORS = 10_000
"""So many are told apart at a time; of more, those who came first are forgotten."""


class Allowance:
    """So many times of one visitor within `of_one_s` seconds, and so many of all within `of_all_s`. A visitor is a hash of the
    address (of IPv6 the network of 64 bits) with a salt that dies with the process: it can be compared, and not turned back."""

    def __init__(
        self, of_one: int, of_one_s: float, of_all: int, of_all_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._of_one, self._of_one_s, self._of_all_s, self._clock = of_one, of_one_s, of_all_s, clock
        self._salt = os.urandom(16)
        self._all: deque[float] = deque(maxlen=of_all)
        self._visitors: OrderedDict[bytes, list[float]] = OrderedDict()
        self._turn = threading.Lock()

    def take(self, address: str) -> bool:
        """Whether there is one more; then it is counted."""
        now = self._clock()
        with self._turn:
            if len(self._all) == self._all.maxlen and now - self._all[0] < self._of_all_s:
                return False
            if not self._take_of(address, now):
                return False
            self._all.append(now)
        return True

    def _take_of(self, address: str, now: float) -> bool:
        key = hashlib.blake2b(counted_as(address).encode(), key=self._salt, digest_size=16).digest()
        times = [at for at in self._visitors.pop(key, []) if now - at < self._of_one_s]
        has_room = len(times) < self._of_one
        self._visitors[key] = [*times, now] if has_room else times
        while len(self._visitors) > MOST_VISITORS:
            self._visitors.popitem(last=False)
        return has_room
