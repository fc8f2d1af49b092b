"""The front: an ASGI application that waits for the whole request on the event loop, and only then takes a thread for it.

So a visitor who sends slowly holds a socket and no thread. An answer is given to the server whole, or part by part where it does
not say how long it is, and the server waits for slow readers (`archive/server/worker.py`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from archive.server.lanes import Busy, Lane
from archive.server.wsgi import Answered, Proxies, Rest, Scope, call, environ_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BODY_S = 10.0
"""A body is there so many seconds after its head."""


class _Refused(Exception):
    """A request that is answered without the site: by which status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Front:
    """A WSGI site, shown to an ASGI server.

    `lane_of` says on which lane a request goes; `refuse` is the page, by status (408, 413, 503), for a request that does not reach
    the site; `most_bytes` is the largest body that is read.
    """

    def __init__(
        self,
        site: "WSGIApplication",
        *,
        lane_of: "Callable[[WSGIEnvironment], Lane]",
        refuse: "Callable[[int, WSGIEnvironment], WSGIApplication]",
        most_bytes: int,
        proxies: Proxies,
    ) -> None:
        self._site = site
        self._lane_of = lane_of
        self._refuse = refuse
        self._most_bytes = most_bytes
        self._proxies = proxies

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
        try:
            body = await self._body(receive)
            environ = environ_of(scope, body, self._proxies)
            lane = self._lane_of(environ)
            return lane, await lane.run(partial(call, self._site, environ))
        except _Refused as refused:
            status = refused.status
        except Busy:
            status = 503
        environ = environ_of(scope, b"", self._proxies)
        return None, call(self._refuse(status, environ), environ)

    async def _body(self, receive: Receive) -> bytes:
        try:
            async with asyncio.timeout(BODY_S):
                return await self._whole(receive)
        except TimeoutError as error:
            raise _Refused(408) from error

    async def _whole(self, receive: Receive) -> bytes:
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Refused(408)
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._most_bytes:
                raise _Refused(413)
        return body


async def _send_rest(lane: Lane | None, rest: Rest, send: Send) -> None:
    """Part after part, each on the lane when its turn comes, and none before the one before it was taken: so a long answer holds no
    thread while it is sent. Where its turn does not come the connection ends without an end, and the visitor sees that."""
    if lane is None:
        raise ValueError("only the site's own answers have a rest")
    while part := await lane.run(rest.next):
        await send({"type": "http.response.body", "body": part, "more_body": True})
