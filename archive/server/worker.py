"""Gunicorn's asgi worker with what it lacks: a deadline for a connection's first head and for taking an answer, a bound on
connections and on the memory of answers that nobody takes.

Gunicorn ends connections that are idle between two requests, or slow with a later head, by its own `keepalive`.
"""

import asyncio
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

HEAD_S = 10.0
"""The head of a connection's first request is there so many seconds after the connection."""
SEND_S = 10.0
LEAST_RATE = 16_384
"""An answer is taken within SEND_S seconds and one more for each LEAST_RATE bytes of it that the system's buffers did not hold."""
MOST_UNSENT = 64_000_000
"""Bytes of answers that wait for their readers, in one process; beyond them the reader goes that has been slow the longest."""


class Readers:
    """The connections of one process whose answers are not taken yet, in the order of their slowness, and what they hold."""

    def __init__(self) -> None:
        self._unsent: dict[Connection, int] = {}

    def add(self, reader: "Connection", unsent: int) -> None:
        """One more; cuts the oldest ones off where all together hold too much."""
        self._unsent[reader] = unsent
        while sum(self._unsent.values()) > MOST_UNSENT:
            oldest = next(iter(self._unsent))
            self.remove(oldest)
            oldest.cut()

    def remove(self, reader: "Connection") -> None:
        """An answer was taken, or its reader is gone."""
        self._unsent.pop(reader, None)


class Connection(ASGIProtocol):  # type: ignore[misc]
    """A connection with deadlines."""

    def __init__(self, worker: "Worker") -> None:
        super().__init__(worker)
        self._front, self.app = worker.asgi, self._begin
        self._until_head: asyncio.TimerHandle | None = None
        self._until_sent: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Starts the time for the head. Every byte that the system does not take at once counts as unsent, so that an answer is
        never taken for sent, nor its connection closed, while the deadline for it has not begun."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)
        if self.worker.nr_conns > self.worker.worker_connections:
            self.cut()
            return
        self.worker.waiting.add(self)
        self._until_head = self.worker.loop.call_later(HEAD_S, self.cut)

    async def _begin(self, scope: Any, receive: Any, send: Any) -> None:
        """The head is there: on to the application."""
        _cancel(self._until_head)
        self.worker.waiting.discard(self)
        await self._front(scope, receive, send)
        if not self.transport.is_closing():
            self.worker.waiting.add(self)

    def pause_writing(self) -> None:
        """The system's buffers are full: starts the time for the answer to be taken."""
        super().pause_writing()
        unsent = self.transport.get_write_buffer_size()
        self._until_sent = self.worker.loop.call_later(SEND_S + unsent / LEAST_RATE, self.cut)
        self.worker.readers.add(self, unsent)

    def resume_writing(self) -> None:
        """The answer is taken."""
        self._sent()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leaves no timer behind."""
        _cancel(self._until_head)
        self.worker.waiting.discard(self)
        self._sent()
        super().connection_lost(exc)

    def cut(self) -> None:
        """Ends the connection at once, whatever is unsent."""
        self.transport.abort()

    def _sent(self) -> None:
        _cancel(self._until_sent)
        self.worker.readers.remove(self)


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]
    """The asgi worker whose connections have deadlines."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = Readers()
        self.waiting: set[Connection] = set()

    def run(self) -> None:
        """Serves. The worker makes its connections by this name of its module, and offers no other way to give it a class."""
        gasgi.ASGIProtocol = Connection
        super().run()

    def handle_exit_signal(self) -> None:
        """Ends when what runs is answered; does not wait for those who have asked nothing."""
        super().handle_exit_signal()
        for connection in tuple(self.waiting):
            connection.transport.close()

    def notify(self) -> None:
        """Says each second that it lives. Asyncio has the socket listen anew, for a hundred connections that are not accepted yet:
        more than that would be lost for a second, until they are tried again."""
        super().notify()
        for listener in self.sockets:
            listener.sock.listen(self.cfg.backlog)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
