"""From an ASGI request to a call of a WSGI application (PEP 3333) and back. Bodies are whole, but for an answer of
unknown length: that is given part by part."""

import io
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Scope = dict[str, Any]
Headers = tuple[tuple[bytes, bytes], ...]


Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose X-Forwarded-For is believed. `on_socket`: the site listens on a socket of the file system,
    which only who may write to that can reach."""

    networks: tuple[Network, ...] = ()
    on_socket: bool = False

    @classmethod
    def named(cls, names: Sequence[str], *, on_socket: bool = False) -> "Proxies":
        """From addresses and networks, such as 127.0.0.1 and 10.0.0.0/8. Raises ValueError."""
        return cls(tuple(ip_network(name) for name in names), on_socket)

    def visitor(self, peer: str, forwarded_for: str) -> str:
        """The visitor's address. Each proxy appends to X-Forwarded-For whom it was asked by, so the list is read from
        its end for as long as trusted proxies speak; what stands before the first address that is none may be anybody's
        invention."""
        said = [address.strip() for address in forwarded_for.split(",") if address.strip()]
        found = peer
        while said and self.trusts(found):
            found = said.pop()
        return found

    def trusts(self, address: str) -> bool:
        """Whether an address is one of the proxies'; who comes by a socket has none."""
        if self.on_socket and not address:
            return True
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: complete, or, where `rest` is given, its first part; the parts that follow are for one thread after
    the other."""

    status: int
    headers: Headers
    body: bytes
    rest: "Rest | None" = None


class Rest:
    """What is left of an answer of unknown length. Every part is made in the context of the request that it answers:
    its thread has others to answer between two parts, and what those see is their own."""

    def __init__(self, parts: Iterable[bytes], context: Context) -> None:
        self._source: Iterable[bytes] = parts
        self._context = context
        self._at_work = threading.Lock()
        self._is_wanted = True
        self._parts: Iterator[bytes] = iter(parts)

    def __del__(self) -> None:
        """Where the asker was gone before there was an answer, nobody else tells the application."""
        self.close()

    def next(self) -> bytes:
        """The part that follows; empty at the end. Raises what the application raises."""
        try:
            with self._at_work:
                return self._context.run(next, (part for part in self._parts if part), b"")
        finally:
            if not self._is_wanted:
                self.close()

    def close(self) -> None:
        """Tells the application that no more is wanted: at once, or when the part is made that a thread is making."""
        self._is_wanted = False
        if self._at_work.acquire(blocking=False):
            try:
                source, self._source = self._source, ()  # once: PEP 3333
                self._context.run(_close, source)
            finally:
                self._at_work.release()


def call(app: "WSGIApplication", environ: "WSGIEnvironment") -> Answered:
    """The application's answer: read to its end where it says how long it is. Raises what the application raises.
    Nothing that the application leaves in its context variables is seen by who calls next."""
    context = copy_context()
    return context.run(_call, app, environ, context)


def _call(app: "WSGIApplication", environ: "WSGIEnvironment", context: Context) -> Answered:
    begun: list[tuple[str, Sequence[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> Any:
        begun.append((status, headers))
        return written.append

    parts = app(environ, start_response)
    if begun and _is_endless(*begun[-1]):
        return Answered(*_head(*begun[-1]), b"", Rest(parts, context))
    try:
        written.extend(parts)
    finally:
        _close(parts)
    return Answered(*_head(*begun[-1]), b"".join(written))


def _head(status: str, headers: Sequence[tuple[str, str]]) -> tuple[int, Headers]:
    return int(status[:3]), tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers)


def _is_endless(status: str, headers: Sequence[tuple[str, str]]) -> bool:
    """Whether the answer does not say how long it is."""
    return status.startswith("200") and all(name.lower() != "content-length" for name, _ in headers)


def give_body(environ: "WSGIEnvironment", body: bytes) -> None:
    """Puts a body that was read into the environment of its request."""
    environ.update({"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))})


def environ_of(scope: Scope, proxies: Proxies) -> "WSGIEnvironment":
    """The environment of a request, without a body."""
    headers = _joined(scope["headers"])
    environ = {f"HTTP_{name}": value for name, value in headers.items() if name not in {"CONTENT_TYPE", "CONTENT_LENGTH"}}
    peer, port = scope["client"] or ("", 0)
    host, own_port = ("localhost", 80) if proxies.on_socket else scope["server"] or ("", 0)
    return {
        **environ,
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": _in_ascii(scope["query_string"]),
        "CONTENT_TYPE": headers.get("CONTENT_TYPE", ""),
        "CONTENT_LENGTH": "0",
        "SERVER_NAME": host,
        "SERVER_PORT": str(own_port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": proxies.visitor(peer, environ.get("HTTP_X_FORWARDED_FOR", "")),
        "REMOTE_PORT": str(port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _in_ascii(query: bytes) -> str:
    """The query with bytes that no address may hold (RFC 3986, 2.1) percent-encoded: Werkzeug fails on those that are
    no UTF-8."""
    return query.decode("ascii") if query.isascii() else quote(query, safe=_ALL_OF_ASCII)


_ALL_OF_ASCII = bytes(range(128)).decode()


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Fields by their CGI names, repeated ones joined (RFC 9110, 5.3; cookies by RFC 6265, 5.4). Transfer-Encoding is
    of the connection, not of the request."""
    found: dict[str, str] = {}
    for raw, value in headers:
        name = raw.decode("latin-1").upper().replace("-", "_")
        if name == "TRANSFER_ENCODING":
            continue
        join = "; " if name == "COOKIE" else ","
        found[name] = f"{found[name]}{join}{value.decode('latin-1')}" if name in found else value.decode("latin-1")
    return found


def _close(parts: object) -> None:
    close = getattr(parts, "close", None)
    if close is not None:
        close()
