"""The front: an ASGI application that waits for the whole request on the event loop, and only then takes a thread for
it. Nothing is read of a body that the route does not take.

So a visitor who sends slowly holds a socket and no thread. An answer is given to the server whole, or part by part
where it does not say how long it is, and the server waits for slow readers (`archive/server/connections.py`)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from archive.operations.sign_in import counted_as
from archive.server.lanes import Busy, Lane
from archive.server.wsgi import Answered, Proxies, Rest, Scope, call, environ_of, give_body

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_S = 10.0
"""A body is there so many seconds after its head."""
TURNS, BETWEEN_TURNS_S = 40, 0.5
"""How often a part of an answer that has begun asks for its turn, and the pause where the lane has no place left."""
YIELD_EVERY = 64
"""Pieces of a body that are taken in one turn of the event loop: what has come already is given out without a pause."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes: on which lane, and whether a body goes with it."""

    lane: Lane
    takes_body: bool = False


class _Refused(Exception):
    """A request that is answered without the site: by which status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Front:
    """A WSGI site, shown to an ASGI server.

    `route_of` says where a request goes; `refuse` is the page, by status (408, 413, 503), for a request that does not
    reach the site; `most_bytes` is the largest body that is read."""

    def __init__(
        self,
        site: "WSGIApplication",
        *,
        route_of: "Callable[[WSGIEnvironment], Route]",
        refuse: "Callable[[int, WSGIEnvironment], WSGIApplication]",
        most_bytes: int,
        proxies: Proxies,
    ) -> None:
        self._site = site
        self._route_of = route_of
        self._refuse = refuse
        self._most_bytes = most_bytes
        self._proxies = proxies
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await send({"type": f"{scope['type']}.close"})  # a WebSocket: there is none here
            return
        lane, answered = await self._answer(scope, receive)
        try:
            await send({"type": "http.response.start", "status": answered.status, "headers": answered.headers})
            if answered.rest and scope["method"] != "HEAD":
                await _send_rest(lane, answered.rest, send)
            await send({"type": "http.response.body", "body": answered.body})
        finally:
            if answered.rest:
                answered.rest.close()

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[Lane | None, Answered]:
        environ = environ_of(scope, self._proxies)
        self._warn_of_proxy(scope, environ)
        route = self._route_of(environ)
        try:
            if route.takes_body:
                give_body(environ, await self._body(receive))
            work = partial(call, self._site, environ)
            return route.lane, await route.lane.run(work, counted_as(environ["REMOTE_ADDR"]))
        except _Refused as refused:
            status = refused.status
        except Busy:
            status = 503
        return None, call(self._refuse(status, environ), environ)

    def _warn_of_proxy(self, scope: Scope, environ: "WSGIEnvironment") -> None:
        """Says once that a web server before us is not named: to us all its visitors are one."""
        peer = (scope["client"] or ("",))[0]
        if self._has_warned or "HTTP_X_FORWARDED_FOR" not in environ or not _is_near(peer) or self._proxies.trusts(peer):
            return
        self._has_warned = True
        log.warning("X-Forwarded-For comes from %s, which is not in trusted_proxies: all its visitors count as one", peer)

    async def _body(self, receive: Receive) -> bytes:
        try:
            async with asyncio.timeout(BODY_S):
                return await self._whole(receive)
        except TimeoutError as error:
            raise _Refused(408) from error

    async def _whole(self, receive: Receive) -> bytes:
        body, more, pieces = bytearray(), True, 0
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Refused(408)
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._most_bytes:
                raise _Refused(413)
            pieces += 1
            if pieces % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        return bytes(body)


def _is_near(address: str) -> bool:
    """Whether an address is of this machine or of a network of its owner's, and no visitor's."""
    try:
        return ip_address(address).is_private
    except ValueError:
        return False


async def _send_rest(lane: Lane | None, rest: Rest, send: Send) -> None:
    """Part after part, each on the lane when its turn comes, and none before the one before it was taken: so a long
    answer holds no thread while it is sent."""
    if lane is None:
        raise ValueError("only the site's own answers have a rest")
    while part := await _next_part(lane, rest):
        await send({"type": "http.response.body", "body": part, "more_body": True})


async def _next_part(lane: Lane, rest: Rest) -> bytes:
    """Waits for its turn again where others fill the lane: who begins is told to come later, and who reads on cannot
    be. Where its turn does not come at all the connection ends without an end, and the visitor sees that."""
    for _ in range(TURNS - 1):
        with suppress(Busy):
            return await lane.run(rest.next)
        await asyncio.sleep(BETWEEN_TURNS_S)
    return await lane.run(rest.next)
