"""Lanes: each kind of request has threads of its own, and a queue before them that ends."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Busy(Exception):
    """The lane's queue is full, or nobody came to the work in time; the work was not begun."""


class Lane:
    """`threads` that work at once, `waiting` requests that may stand before them, each for `patience_s` seconds at most."""

    def __init__(self, name: str, *, threads: int, waiting: int, patience_s: float) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + waiting
        self._patience_s = patience_s
        self._held = 0

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns, or raises. Raises Busy where it could not be begun. A caller that is cancelled gives its place
        up; work that has begun goes on to its end."""
        if self._held >= self._most:
            raise Busy
        self._held += 1
        future = self._pool.submit(work)
        try:
            answer = asyncio.wrap_future(future)
            done, _ = await asyncio.wait({answer}, timeout=self._patience_s)
            if not done and future.cancel():
                raise Busy
            return await answer
        finally:
            future.cancel()
            self._held -= 1
