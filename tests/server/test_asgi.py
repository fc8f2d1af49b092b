"""The front over a WSGI application of a few lines, asked as an ASGI server asks."""

import asyncio
import gc
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from werkzeug import Request, Response

from archive.server import Front, Lane, Proxies, Route, asgi

MOST_BYTES = 100


@Request.application
def echo(request: Request) -> Response:
    """Says what it was asked."""
    lines = [request.method, request.path, request.query_string.decode(), request.remote_addr or "", request.scheme]
    lines += [request.headers.get(name, "-") for name in ("Accept", "Cookie", "Content-Length", "Transfer-Encoding")]
    return Response("\n".join([*lines, request.get_data().decode()]), headers=[("X-Two", "a"), ("X-Two", "b")])


def scope_of(**changed: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "raw_path": b"/caf%C3%A9",
        "query_string": b"q=%C3%A9",
        "headers": [(b"host", b"x"), (b"accept", b"a"), (b"accept", b"b"), (b"cookie", b"c=1"), (b"cookie", b"d=2")],
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 80),
        **changed,
    }


def front_of(*, waiting: int = 1) -> Front:
    lane = Lane("test", threads=1, waiting=waiting, patience_s=60)
    return Front(
        echo,
        route_of=lambda environ: Route(lane, environ["REQUEST_METHOD"] == "POST"),
        refuse=lambda status, environ: Response(f"refused {environ['REQUEST_METHOD']}", status),
        most_bytes=MOST_BYTES,
        proxies=Proxies.named(["127.0.0.1"]),
    )


def message(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def told(asked: Front, scope: dict[str, Any], messages: Iterable[dict[str, Any]]) -> tuple[int, Sequence[Any], str]:
    """The status, headers and body that are sent; after the messages the client is silent."""
    coming, sent = iter(messages), list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        found = next(coming, None)
        return found if found is not None else await asyncio.Event().wait() or {}

    async def send(part: dict[str, Any]) -> None:
        sent.append(part)

    await asked(scope, receive, send)
    start, body = sent
    return start["status"], start["headers"], body["body"].decode()


def answer(*messages: dict[str, Any], **changed: Any) -> tuple[int, Sequence[Any], str]:
    return asyncio.run(told(front_of(), scope_of(**changed), messages))


def test_the_site_is_asked_what_the_visitor_asked() -> None:
    status, headers, body = answer(message(b"one ", more=True), message(b"two"))
    assert status == 200
    assert body.split("\n") == ["POST", "/café", "q=%C3%A9", "127.0.0.1", "http", "a,b", "c=1; d=2", "7", "-", "one two"]
    assert [value for name, value in headers if name == b"X-Two"] == [b"a", b"b"]


def test_a_chunked_body_has_a_length_when_the_site_is_asked() -> None:
    _, _, body = answer(message(b"abc"), headers=[(b"transfer-encoding", b"chunked")])
    assert body.split("\n")[-3:] == ["3", "-", "abc"]


def test_a_path_that_is_not_utf_8_is_an_address_like_another() -> None:
    assert answer(message(b""), raw_path=b"/%ff")[0] == 200


def test_the_address_that_a_trusted_proxy_names_is_the_visitor_s() -> None:
    _, _, body = answer(message(b""), headers=[(b"x-forwarded-for", b"198.51.100.1")])
    assert "198.51.100.1" in body.split("\n")


def test_a_proxy_that_is_not_named_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    asked = front_of()
    for peer in ("8.8.8.8", "10.0.0.9", "10.0.0.9", "127.0.0.1"):
        scope = scope_of(client=(peer, 5), headers=[(b"x-forwarded-for", b"198.51.100.1")])
        asyncio.run(told(asked, scope, [message(b"")]))
    assert [record.getMessage().partition(" which")[0] for record in caplog.records] == ["X-Forwarded-For comes from 10.0.0.9,"]


def test_a_body_that_is_too_large_is_refused_without_being_read_to_its_end() -> None:
    status, _, body = answer(message(b"x" * MOST_BYTES, more=True), message(b"x", more=True))
    assert (status, body) == (413, "refused POST")


def test_a_body_that_does_not_come_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "BODY_S", 0.01)
    assert answer(message(b"x", more=True))[0] == 408


def test_nothing_of_a_body_is_read_for_a_route_that_takes_none() -> None:
    async def receive() -> dict[str, Any]:
        raise AssertionError("nothing is to be read")

    sent = list[dict[str, Any]]()

    async def send(part: dict[str, Any]) -> None:
        sent.append(part)

    asyncio.run(front_of()(scope_of(method="GET", headers=[(b"content-length", b"90")]), receive, send))
    assert sent[0]["status"] == 200
    assert sent[1]["body"].decode().split("\n")[-2:] == ["-", ""]


def test_others_are_answered_while_a_body_comes_in_many_pieces_at_once() -> None:
    """All pieces are there already: `receive` never waits."""
    left = [MOST_BYTES]
    seen = list[int]()

    async def receive() -> dict[str, Any]:
        left[0] -= 1
        return message(b"x", more=left[0] > 0)

    async def send(_: dict[str, Any]) -> None:
        return

    async def run() -> None:
        asked = asyncio.ensure_future(front_of()(scope_of(), receive, send))
        await asyncio.sleep(0)
        seen.append(left[0])
        await asked

    asyncio.run(run())
    assert 0 < seen[0] <= MOST_BYTES - asgi.YIELD_EVERY


def test_who_hangs_up_before_his_body_has_come_is_not_asked_for_on_the_site() -> None:
    assert answer(message(b"x", more=True), {"type": "http.disconnect"})[0] == 408


def test_there_is_no_web_socket() -> None:
    sent: list[dict[str, Any]] = []

    async def send(part: dict[str, Any]) -> None:
        sent.append(part)

    async def receive() -> dict[str, Any]:
        raise AssertionError("nothing is to be read")

    asyncio.run(front_of()({"type": "websocket"}, receive, send))
    assert sent == [{"type": "websocket.close"}]


def test_who_finds_no_thread_in_time_is_told_so() -> None:
    lane = Lane("test", threads=1, waiting=0, patience_s=60)
    full = Front(
        echo,
        route_of=lambda environ: Route(lane, environ["REQUEST_METHOD"] == "POST"),
        refuse=lambda status, environ: Response(status=status),
        most_bytes=MOST_BYTES,
        proxies=Proxies(),
    )

    async def run() -> list[int]:
        answers = await asyncio.gather(*(told(full, scope_of(), [message(b"")]) for _ in range(3)))
        return sorted(status for status, _, _ in answers)

    assert asyncio.run(run()) == [200, 503, 503]


class Parts:
    """An answer of two parts, which counts how often it was closed."""

    def __init__(self) -> None:
        self.closed = 0
        self._parts = iter([b"one", b"two"])

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        self.closed += 1


def front_that_gives(parts: Parts) -> Front:
    lane = Lane("test", threads=1, waiting=1, patience_s=60)

    def site(_environ: object, start_response: Any) -> Parts:
        start_response("200 OK", [])
        return parts

    return Front(site, route_of=lambda _: Route(lane), refuse=lambda *_: echo, most_bytes=MOST_BYTES, proxies=Proxies())


def test_an_answer_that_has_begun_waits_where_others_fill_the_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    lane, leaves = Lane("test", threads=1, waiting=0, patience_s=60), threading.Event()
    sent, others = list[bytes](), list[asyncio.Task[bool]]()
    parts = Parts()

    def site(_environ: object, start_response: Any) -> Parts:
        start_response("200 OK", [])
        return parts

    asked = Front(site, route_of=lambda _: Route(lane), refuse=lambda *_: echo, most_bytes=MOST_BYTES, proxies=Proxies())

    async def send(part: dict[str, Any]) -> None:
        sent.append(part.get("body", b""))
        if part.get("body") == b"one":
            others.append(asyncio.create_task(lane.run(leaves.wait)))
            await at_once(0)

    async def until_others_leave(_: float) -> None:
        leaves.set()
        await others[0]

    async def receive() -> dict[str, Any]:
        return message(b"")

    at_once = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", until_others_leave)
    asyncio.run(asked(scope_of(), receive, send))
    assert b"".join(sent) == b"onetwo"


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_an_answer_in_parts_is_closed_when_its_reader_goes(taken: int) -> None:
    parts = Parts()
    asked = front_that_gives(parts)
    sent = list[dict[str, Any]]()

    async def send(part: dict[str, Any]) -> None:
        if len(sent) == taken:
            raise ConnectionResetError
        sent.append(part)

    async def receive() -> dict[str, Any]:
        return message(b"")

    with pytest.raises(ConnectionResetError):
        asyncio.run(asked(scope_of(), receive, send))
    gc.collect(1)  # the objects of this test, not all of the process
    assert parts.closed == 1


def test_an_answer_in_parts_is_closed_when_its_reader_goes_before_it_begins() -> None:
    parts, begun, may_go_on = Parts(), threading.Event(), threading.Event()
    lane = Lane("test", threads=1, waiting=1, patience_s=60)

    def site(_environ: object, start_response: Any) -> Parts:
        begun.set()
        may_go_on.wait(10)
        start_response("200 OK", [])
        return parts

    asked = Front(site, route_of=lambda _: Route(lane), refuse=lambda *_: echo, most_bytes=MOST_BYTES, proxies=Proxies())

    async def receive() -> dict[str, Any]:
        return message(b"")

    async def send(_: object) -> None:
        raise AssertionError("nobody is there")

    async def gone() -> None:
        answer = asyncio.create_task(asked(scope_of(), receive, send))
        await asyncio.to_thread(begun.wait, 10)
        answer.cancel()
        await asyncio.gather(answer, return_exceptions=True)
        may_go_on.set()
        await lane.run(lambda: None)

    asyncio.run(gone())
    gc.collect(1)  # the objects of this test, not all of the process
    assert parts.closed == 1


def test_the_head_of_an_answer_in_parts_closes_it() -> None:
    parts = Parts()
    asked = front_that_gives(parts)
    assert asyncio.run(told(asked, scope_of(method="HEAD"), [message(b"")]))[2] == ""
    gc.collect(1)  # the objects of this test, not all of the process
    assert parts.closed == 1


def test_bytes_in_a_query_that_are_no_text_are_no_failure() -> None:
    from archive.server.wsgi import _in_ascii

    assert _in_ascii(b"q=%C3%A9&a=b c") == "q=%C3%A9&a=b c"
    assert _in_ascii(b"q=\x80\xff&a=%20") == "q=%80%FF&a=%20"
