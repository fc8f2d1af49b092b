"""Taking connections one at a time, so that the processes of a site share them.

Asyncio takes as many as wait. All connections of a browser, or of a program that asks over eight, then fall to one process, and the
others have no work: half of what two cores can answer.
"""

import asyncio
import socket
from collections.abc import Callable

PAUSE_S = 0.001
"""After a connection a process leaves the next one to the others for so long; 1,000 a second are enough."""
NO_ROOM_S = 1.0
"""And for so long where the system gives it no more files, as asyncio does."""


class Listener:
    """What `create_server` of a loop returns, as far as gunicorn's worker uses it: a socket that is listened at until `close`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, listening: socket.socket, make: Callable[[], asyncio.Protocol]) -> None:
        """`make` makes the protocol of a connection."""
        self._loop, self._socket, self._make = loop, listening, make
        self._later: asyncio.TimerHandle | None = None
        self._begun: set[asyncio.Task[object]] = set()
        listening.setblocking(False)
        self._listen()

    def close(self) -> None:
        """Takes no more; those that were taken stay."""
        if self._later is not None:
            self._later.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()

    async def wait_closed(self) -> None:
        """Nothing is left to wait for."""

    def _listen(self) -> None:
        self._later = None
        self._loop.add_reader(self._socket, self._take)

    def _take(self) -> None:
        pause = PAUSE_S
        try:
            taken, _ = self._socket.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another process had it, or it is gone
        except OSError:
            pause = NO_ROOM_S
        else:
            task = self._loop.create_task(self._loop.connect_accepted_socket(self._make, taken))
            self._begun.add(task)
            task.add_done_callback(self._begun.discard)
        self._loop.remove_reader(self._socket)
        self._later = self._loop.call_later(pause, self._listen)
