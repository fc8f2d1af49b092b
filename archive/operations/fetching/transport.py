"""The connections of the fetcher: to an address that was checked, and for no longer than a page may take.

A name is looked up once for a connection, its addresses are checked, and one of these is connected to: who answers another address
to the second question (DNS rebinding) is never asked it. TLS still goes by the name.
"""

import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from archive.operations.fetching.ssrf_guard import NoHost, UnknownHost, addresses, is_public


class PrivateAddress(httpcore.ConnectError):
    """A public page leads to an address that is not public."""


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections. `may_be_private` says whether they may lead inside our own network; by `deadline` (monotonic) all must
    have been read."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()
        self.may_be_private = False
        self.deadline = float("inf")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> "DeadlineStream":
        """A connection to the first address of the host that answers; none where any address is private and may not be."""
        last: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError(f"{host} has no address")
        for address in self._checked(host):
            try:
                opened = self._plain.connect_tcp(address, port, self.left(timeout), local_address, socket_options)
                return DeadlineStream(opened, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def left(self, timeout: float | None) -> float:
        """Seconds for the next step: what is left until the deadline, `timeout` at most."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the page took longer in all than a page may")
        return min(left, timeout if timeout is not None else left)

    def _checked(self, host: str) -> list[str]:
        try:
            found = addresses(host)
        except (UnknownHost, NoHost) as error:
            raise httpcore.ConnectError(str(error)) from error
        if not self.may_be_private and not all(map(is_public, found)):
            raise PrivateAddress(f"{host} stands for a private address")
        return [str(address) for address in found]


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose every step ends before the deadline: a server that gives a byte a second cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, backend: CheckedBackend) -> None:
        self._stream, self._backend = stream, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        return self._stream.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all bytes."""
        self._stream.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        """Ends the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "DeadlineStream":
        """The same connection, encrypted."""
        return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, self._backend.left(timeout)), self._backend)

    def get_extra_info(self, info: str) -> Any:
        """What is known of the socket."""
        return self._stream.get_extra_info(info)


class CheckedTransport(httpx.HTTPTransport):
    """httpx's transport over a CheckedBackend. httpx takes no backend, so its pool (`_pool`) is another here: tested, as httpx is
    pinned below its next major version."""

    def __init__(self) -> None:
        super().__init__()
        self.backend = CheckedBackend()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=self.backend, max_keepalive_connections=2, keepalive_expiry=10
        )

    def allow(self, *, may_be_private: bool, seconds: float) -> None:
        """What holds for the next request."""
        self.backend.may_be_private, self.backend.deadline = may_be_private, time.monotonic() + seconds
