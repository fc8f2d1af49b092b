"""Connections are shared by those who listen at one socket."""

import asyncio
import socket
from functools import partial

from archive.server.connections import Listener

CONNECTIONS = 12


class Taken(asyncio.Protocol):
    """Notes who took a connection."""

    def __init__(self, taken: list[str], name: str) -> None:
        self._taken, self._name = taken, name

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self._taken.append(self._name)
        transport.close()


async def taken_by_two(listening: socket.socket) -> list[str]:
    """Who of two listeners took each of the connections that wait; then one closes, and the other takes those that come."""
    taken: list[str] = []
    loop = asyncio.get_running_loop()
    first, second = (Listener(loop, listening.dup(), partial(Taken, taken, name)) for name in ("first", "second"))
    while len(taken) < CONNECTIONS:
        await asyncio.sleep(0.001)
    first.close()
    with socket.create_connection(listening.getsockname()):
        while len(taken) == CONNECTIONS:
            await asyncio.sleep(0.001)
    second.close()
    return taken


def test_each_takes_a_share_of_those_that_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        waiting = [socket.create_connection(listening.getsockname()) for _ in range(CONNECTIONS)]
        taken = asyncio.run(taken_by_two(listening))
        for one in waiting:
            one.close()
    assert CONNECTIONS // 3 <= taken[:CONNECTIONS].count("first") <= CONNECTIONS - CONNECTIONS // 3
    assert taken[CONNECTIONS:] == ["second"]
