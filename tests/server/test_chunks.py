"""A body in more pieces than anybody needs, fed to a connection as an event loop feeds it."""

import asyncio
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from archive.server.connections import MOST_CHUNKS, Connection, Readers

HEAD = b"POST /staff/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
PIECE = b"1\r\nx\r\n"


class Network(asyncio.Transport):
    """The other side: what it was sent, and whether the connection was closed."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.sent, self.closed = b"", False

    def write(self, data: Any) -> None:
        self.sent += bytes(data)

    def close(self) -> None:
        self.closed = True

    abort = close

    def can_write_eof(self) -> bool:
        return False

    def is_closing(self) -> bool:
        return self.closed

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


async def fed(pieces: int) -> tuple[bytes, bool, list[bytes]]:
    """What is sent, whether the connection is closed, and what the application got of a body in so many pieces."""
    got: list[bytes] = []

    async def front(_scope: object, receive: Any, send: Any) -> None:
        more = True
        while more and (message := await receive())["type"] == "http.request":
            got.append(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    cfg = Config()
    cfg.set("http_parser", "python")
    beside: dict[str, Any] = {"loop": asyncio.get_running_loop(), "asgi": front, "readers": Readers(), "waiting": set()}
    counts: dict[str, Any] = {"nr": 0, "nr_conns": 0, "worker_connections": 9, "max_requests": 10**9, "alive": True}
    log = logging.getLogger("test")
    log.access_log_enabled = False  # type: ignore[attr-defined]
    connection, network = Connection(SimpleNamespace(cfg=cfg, log=log, **beside, **counts)), Network()
    connection.connection_made(network)
    connection.data_received(HEAD + PIECE * pieces + b"0\r\n\r\n")
    for _ in range(20 + pieces if pieces <= MOST_CHUNKS else 20):
        await asyncio.sleep(0)
    connection.connection_lost(None)
    return network.sent, network.closed, got


def test_a_body_in_a_few_pieces_is_handed_on() -> None:
    sent, _, got = asyncio.run(fed(MOST_CHUNKS))
    assert b" 200 " in sent
    assert b"".join(got) == b"x" * MOST_CHUNKS


@pytest.mark.parametrize("pieces", [MOST_CHUNKS + 1, 50_000])
def test_a_body_in_more_pieces_is_refused_when_they_are_too_many(pieces: int) -> None:
    sent, closed, got = asyncio.run(fed(pieces))
    assert sent.startswith(b"HTTP/1.1 413 ")
    assert closed
    assert len(got) <= MOST_CHUNKS
