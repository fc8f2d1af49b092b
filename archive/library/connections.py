"""How a library that only reads serves several threads: each has a connection of its own.

Python's sqlite3 keeps prepared statements by their text; two threads that ask the same question through one connection get
into each other's statement (seen as `bad parameter or other API misuse` on Python 3.13).
"""

import sqlite3
import threading
import weakref
from collections.abc import Callable


class Held:
    """A connection that is closed with the thread that holds it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.close = weakref.finalize(self, connection.close)


class PerThread:
    """Opens a connection for each thread that asks, the first at once, so that what is wrong is said at once."""

    def __init__(self, opened: Callable[[], sqlite3.Connection]) -> None:
        self._opened = opened
        self._own = threading.local()
        self._all: weakref.WeakSet[Held] = weakref.WeakSet()
        self._turn = threading.Lock()
        self.connection()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        held: Held | None = getattr(self._own, "held", None)
        if held is None:
            held = self._own.held = Held(self._opened())
            with self._turn:
                self._all.add(held)
        return held.connection

    def close(self) -> None:
        """Closes the connections of all threads."""
        with self._turn:
            for held in list(self._all):
                held.close()
