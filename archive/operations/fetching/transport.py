"""The connections of the fetcher: to an address that was checked, and for no longer than a page may take.

A name is looked up once for a connection, its addresses are checked, and one of these is connected to: who answers
another address to the second question (DNS rebinding) is never asked it. TLS still goes by the name."""

import socket
import time
from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

Address = IPv4Address | IPv6Address

_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
            *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
"""IANA's registry of special IPv4 addresses (RFC 6890, as of 2025), multicast (RFC 5771) and what is reserved; of
192.0.0.0/24 the two addresses of services too that are called global."""
_UNICAST = ip_network("2000::/3")
_SPECIAL = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Global IPv6 addresses are all of one block (RFC 4291, 2.4); within it IANA's registry of special ones: protocols,
Teredo among them, documentation, 6to4."""


class UnknownHost(Exception):
    """No address is known for a host now."""


class NoHost(ValueError):
    """What stands for a host can be none: a label that is empty or longer than 63 letters."""


def is_public(address: Address) -> bool:
    """Whether an address is of the public network, whatever it is wrapped in."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    return address in _UNICAST and not any(address in network for network in _SPECIAL)


def addresses(host: str) -> tuple[Address, ...]:
    """The addresses that a name stands for now, each once; raises UnknownHost and NoHost."""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except UnicodeError as error:
        raise NoHost(f"{host[:80]!r} is not the name of a host") from error
    except OSError as error:
        raise UnknownHost(f"{host}: {error.strerror or error}") from error
    return tuple(dict.fromkeys(ip_address(str(address[0]).partition("%")[0]) for *_, address in found))


def is_private(url: str) -> bool:
    """Whether the host's name stands for no public address: one that has a public address too is a public name, and a
    host nobody knows is not private."""
    try:
        return not any(map(is_public, addresses(urlsplit(url).hostname or "")))
    except (UnknownHost, NoHost):
        return False


class PrivateAddress(httpcore.ConnectError):
    """A public page leads to a host that has no public address."""


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections. `may_be_private` says whether they may lead inside our own network; by `deadline` (monotonic)
    all must have been read."""

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
        """A connection to the first address of the host that answers, of its public ones where none may be private."""
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
        allowed = [str(address) for address in found if self.may_be_private or is_public(address)]
        if not allowed:
            raise PrivateAddress(f"{host} stands for a private address")
        return allowed


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


@cache
def _trusted() -> SSLContext:
    """The authorities whose certificates are believed, read once a process: that takes 20 ms of the processor."""
    return httpx.create_ssl_context()


class CheckedTransport(httpx.HTTPTransport):
    """httpx's transport over a CheckedBackend. httpx takes no backend, so its pool (`_pool`) is another here: tested,
    as httpx is pinned below its next major version."""

    def __init__(self) -> None:
        super().__init__(verify=_trusted())
        self.backend = CheckedBackend()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(), network_backend=self.backend, max_keepalive_connections=2, keepalive_expiry=10
        )

    def allow(self, *, may_be_private: bool, seconds: float) -> None:
        """What holds for the next request."""
        self.backend.may_be_private, self.backend.deadline = may_be_private, time.monotonic() + seconds
