"""Gunicorn's asgi worker with what it lacks: a deadline for a connection's first head and for taking an answer, a bound
on connections and on the memory of answers that nobody takes, and connections taken one at a time, so that the
processes share them.

Gunicorn ends connections that are idle between two requests, or slow with a later head, by its own `keepalive`. Asyncio
takes as many connections as wait: all those of a browser, or of a program that asks over eight, then fall to one
process, and the others have no work: half of what two cores can answer."""

import asyncio
import logging
import re
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from gunicorn import glogging
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

HEAD_S = 10.0
"""The head of a connection's first request is there so many seconds after the connection."""
SEND_S = 10.0
LEAST_RATE = 16_384
"""An answer is taken within SEND_S seconds and one more for each LEAST_RATE bytes of it, and some of it every SEND_S
seconds."""
PIECE = 32_768
"""Bytes of an answer that the transport is given at a time. From 65536 on gunicorn hands over several parts at once,
and then Python 3.12.0 to 3.12.8, 3.13.0 and 3.13.1 do not say that they are not taken (CVE-2024-12254)."""
MOST_CHUNKS = 1_000
"""Pieces of a body in chunks (RFC 9112, 7.1). Programs that send one use 8 kB and more; each piece costs the event loop
14 µs."""
MOST_UNSENT = 128_000_000
"""Bytes of answers on their way, in one process; beyond them the reader goes that has been slow the longest."""


PAUSE_S = 0.001
"""After a connection a process leaves the next one to the others for so long; 1,000 a second are enough."""
NO_ROOM_S = 1.0
"""And for so long where the system gives it no more files, as asyncio does."""
_ADDRESS = re.compile(r" from ip=\S+:(?= )")


class Listener:
    """What `create_server` of a loop returns, as far as gunicorn's worker uses it: a socket that is listened at until
    `close`."""

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


class Readers:
    """The connections of one process whose answers are not taken yet, in the order of their slowness, and what these
    hold."""

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


class _TooManyChunks(Exception):
    """A body comes in more pieces than anybody needs."""


class Connection(ASGIProtocol):  # type: ignore[misc]
    """A connection with deadlines, and a bound on the pieces of a body."""

    def __init__(self, worker: "Worker") -> None:
        super().__init__(worker)
        self._front, self.app = worker.asgi, self._begin
        self._until_head: asyncio.TimerHandle | None = None
        self._until_taken: asyncio.TimerHandle | None = None
        self._chunks = 0

    def connection_made(self, transport: Any) -> None:
        """Starts the time for the head. Every byte that the system does not take at once counts as unsent, so that an
        answer is never taken for sent, nor its connection closed, while no deadline for it has begun."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)
        if self.worker.nr_conns > self.worker.worker_connections:
            self.cut()
            return
        self.worker.waiting.add(self)
        self._until_head = self._cut_in(HEAD_S)

    def _on_headers_complete(self) -> bool:
        """The head is there, and its body begins."""
        self._chunks = 0
        return bool(super()._on_headers_complete())

    def _on_body(self, chunk: bytes) -> None:
        """A piece of a body is there; not handed on where they are too many."""
        self._chunks += self._callback_parser.is_chunked
        if self._chunks > MOST_CHUNKS:
            raise _TooManyChunks
        super()._on_body(chunk)

    def _feed_callback_parser(self, data: bytes) -> bool:
        """Reads what has come; whether the connection goes on."""
        try:
            return bool(super()._feed_callback_parser(data))
        except _TooManyChunks:
            self._send_error_response(413, "The body comes in too many pieces")
            self._close_transport()
            return False

    async def _begin(self, scope: Any, receive: Any, send: Any) -> None:
        """The head is there: on to the application."""
        _cancel(self._until_head)
        self.worker.waiting.discard(self)
        await self._front(scope, receive, partial(self._send, send))
        if not self.transport.is_closing():
            self.worker.waiting.add(self)

    async def _send(self, send: Any, message: Any) -> None:
        """Sends a part of an answer, and cuts off who does not take it in time."""
        body = memoryview(message.get("body", b""))
        until_sent = self._cut_in(SEND_S + len(body) / LEAST_RATE)
        self.worker.readers.add(self, len(body))
        try:
            while len(body) > PIECE:
                await send({**message, "body": bytes(body[:PIECE]), "more_body": True})
                body = body[PIECE:]
            await send({**message, "body": bytes(body)} if "body" in message else message)
        finally:
            until_sent.cancel()
            self.worker.readers.remove(self)

    def pause_writing(self) -> None:
        """The system takes no more: starts the time for it to take some."""
        super().pause_writing()
        self._until_taken = self._cut_in(SEND_S)

    def resume_writing(self) -> None:
        """It has taken what it was given."""
        _cancel(self._until_taken)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leaves no timer behind."""
        _cancel(self._until_head)
        _cancel(self._until_taken)
        self.worker.waiting.discard(self)
        super().connection_lost(exc)

    def cut(self) -> None:
        """Ends the connection at once, whatever is unsent."""
        self.transport.abort()

    def _cut_in(self, seconds: float) -> asyncio.TimerHandle:
        later: asyncio.TimerHandle = self.worker.loop.call_later(seconds, self.cut)
        return later


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]
    """The asgi worker whose connections have deadlines."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readers = Readers()
        self.waiting: set[Connection] = set()

    def run(self) -> None:
        """Serves. The worker makes its connections by this name of its module, and offers no other way to give it a
        class; so it is with what listens."""
        gasgi.ASGIProtocol = Connection
        self.loop.create_server = self._listener
        super().run()

    async def _listener(self, make: Any, *, sock: Any, ssl: None, **_: object) -> Listener:
        """In place of the loop's server, which would take all that waits."""
        return Listener(self.loop, sock, make)

    def handle_exit_signal(self) -> None:
        """Ends when what runs is answered; does not wait for those who have asked nothing."""
        super().handle_exit_signal()
        for connection in tuple(self.waiting):
            connection.transport.close()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


class WithoutAddress(logging.Filter):
    """Takes the visitor's address out of what gunicorn says of a request that it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass."""
        record.msg, record.args = _ADDRESS.sub(":", record.getMessage()), ()
        return True


class ServerLog(glogging.Logger):  # type: ignore[misc]
    """Gunicorn's log, handed on to the handlers of the program."""

    def setup(self, cfg: Any) -> None:
        """Leaves the writing to the root logger."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.filters[:] = [WithoutAddress()]
