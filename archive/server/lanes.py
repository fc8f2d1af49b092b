"""Lanes: each kind of request has threads of its own, and a queue before them that ends."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
_Place = tuple[float, "asyncio.Future[None]"]
"""When somebody came, and what he waits for."""
ORDERLY_S = 0.25
"""While nobody has waited so long, the oldest is served first: visitors who ask again and again take turns."""


class Busy(Exception):
    """The queue was full, or no thread was free in time; the work was not begun."""


class Lane:
    """`threads` that work at once, and before them `waiting` requests at most, each for `patience_s` seconds.

    The oldest is served first, but once one has waited ORDERLY_S seconds the newest is, and where the queue is full the
    oldest is refused: so a burst delays itself, and not those who come after it (adaptive LIFO: B. Maurer, Fail at
    Scale, ACM Queue 13 (8), 2015). Where `of_one` is given no more than so many wait of one place (an address, say),
    and a further one is refused at once: so who asks without end is in nobody else's way. A lane belongs to one event
    loop.
    """

    def __init__(self, name: str, *, threads: int, waiting: int, patience_s: float, of_one: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = threads
        self._most_waiting = waiting
        self._patience_s = patience_s
        self._waiting: deque[_Place] = deque()
        self._most_of_one = of_one if of_one is not None else waiting
        self._of_one: Counter[str] = Counter()

    async def run(self, work: Callable[[], T], of: str = "") -> T:
        """What the work returns, or raises; `of` is where it comes from. Raises Busy where it was not begun. A caller
        that is cancelled gives up its place; work that has begun goes on to its end, and holds its thread until
        then."""
        if of and self._of_one[of] >= self._most_of_one and not self._free:
            raise Busy
        self._of_one[of] += 1
        try:
            await self._turn()
        finally:
            self._of_one[of] -= 1
            self._of_one += Counter()  # forgets those of whom nothing waits
        loop = asyncio.get_running_loop()
        future = self._pool.submit(work)
        future.add_done_callback(lambda _: self._ended(loop))
        return await asyncio.wrap_future(future)

    async def _turn(self) -> None:
        if self._free:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        place = (loop.time(), turn)
        self._queue(place)
        patience = loop.call_later(self._patience_s, _refuse, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if _has_come(turn):
                self._next(loop)
            raise
        finally:
            patience.cancel()
            if place in self._waiting:
                self._waiting.remove(place)

    def _queue(self, place: _Place) -> None:
        self._waiting.append(place)
        if len(self._waiting) > self._most_waiting:
            _refuse(self._waiting.popleft()[1])

    def _ended(self, loop: asyncio.AbstractEventLoop) -> None:
        """On the thread: its work has ended."""
        with suppress(RuntimeError):  # the loop has ended too: nobody waits
            loop.call_soon_threadsafe(self._next, loop)

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        """A thread is free: the oldest who still waits gets it, or the newest where that one has waited long."""
        while self._waiting:
            is_orderly = loop.time() - self._waiting[0][0] < ORDERLY_S
            _, turn = self._waiting.popleft() if is_orderly else self._waiting.pop()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _refuse(turn: "asyncio.Future[None]") -> None:
    if not turn.done():
        turn.set_exception(Busy())


def _has_come(turn: "asyncio.Future[None]") -> bool:
    return turn.done() and not turn.cancelled() and turn.exception() is None


def process_lanes() -> dict[str, Lane]:
    """Threads and queues of one process, by name. Work in Python shares one core whatever the threads: more of them
    would only let one kind of request take a larger part of it."""
    return {
        "health": Lane("health", threads=1, waiting=100, patience_s=10),
        "fixed": Lane("fixed", threads=1, waiting=200, patience_s=10),
        "pages": Lane("pages", threads=1, waiting=100, patience_s=10),
        "searches": Lane("searches", threads=1, waiting=16, patience_s=5),
        "queries": Lane("queries", threads=1, waiting=8, patience_s=3),
        "staff": Lane("staff", threads=1, waiting=20, patience_s=10),
        "door": Lane("door", threads=2, waiting=20, patience_s=10, of_one=2),
    }
