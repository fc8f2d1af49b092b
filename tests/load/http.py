"""Requests over bare sockets: as slow, and as silent, as one likes."""

import asyncio
import socket
import time
from dataclasses import dataclass

SMALL_BUFFER = 4096


@dataclass(frozen=True, slots=True)
class Site:
    """Where a site of this machine listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: its status (0: nothing that is HTTP), its head, its size, and after how many seconds."""

    status: int
    head: str
    body: bytes
    seconds: float


async def connect(site: Site, *, buffer: int | None = None) -> socket.socket:
    """A connection; with `buffer` its system takes no more than about so many bytes unread."""
    family = socket.AF_INET6 if ":" in site.host else socket.AF_INET
    made = socket.socket(family)
    made.setblocking(False)
    if buffer is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    try:
        await asyncio.get_running_loop().sock_connect(made, (site.host, site.port))
    except BaseException:
        made.close()
        raise
    return made


async def send(connection: socket.socket, text: str) -> None:
    """Sends all of it."""
    await asyncio.get_running_loop().sock_sendall(connection, text.encode("latin-1"))


async def receive(connection: socket.socket, most: int = 65536) -> bytes:
    """What is there next; nothing when the other side has closed."""
    return await asyncio.get_running_loop().sock_recv(connection, most)


async def ask(site: Site, path: str, *, wait_s: float) -> Reply:
    """Asks on a connection of its own. Raises OSError and TimeoutError."""
    began = time.perf_counter()
    async with asyncio.timeout(wait_s):
        connection = await connect(site)
        try:
            await send(connection, f"GET {path} HTTP/1.1\r\nHost: {site.host}\r\nConnection: close\r\n\r\n")
            raw = b""
            while part := await receive(connection):
                raw += part
        finally:
            connection.close()
    return _reply(raw, time.perf_counter() - began)


def _reply(raw: bytes, seconds: float) -> Reply:
    head, _, body = raw.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    status = int(words[1]) if head.startswith(b"HTTP/1.") else 0
    return Reply(status, head.decode("latin-1"), body, seconds)
