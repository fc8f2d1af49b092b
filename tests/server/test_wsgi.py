"""An answer that is given part by part, while its thread answers others between two parts."""

import threading
from collections.abc import Iterator

from flask import Flask, Response, g, has_app_context, stream_with_context
from werkzeug.test import create_environ

from archive.server.wsgi import Answered, Proxies, Rest, call, environ_of


def site() -> Flask:
    app = Flask(__name__)

    @app.get("/long")
    def long() -> Response:
        g.asked = "long"

        def parts() -> Iterator[str]:
            for number in range(3):
                yield f"{g.asked} {number}\n"

        return Response(stream_with_context(parts()))

    @app.get("/short")
    def short() -> str:
        return str(g.get("asked"))

    return app


def asked(app: Flask, path: str) -> Answered:
    return call(app, create_environ(path))


def rest_of(answered: Answered) -> Rest:
    assert answered.rest is not None
    return answered.rest


def test_who_is_answered_between_two_parts_sees_nothing_of_the_long_answer() -> None:
    app = site()
    rest = rest_of(asked(app, "/long"))
    assert rest.next() == b"long 0\n"
    assert not has_app_context()
    assert asked(app, "/short").body == b"None"
    assert rest.next() == b"long 1\n"
    rest.close()


def test_each_part_may_be_made_by_another_thread() -> None:
    rest, told = rest_of(asked(site(), "/long")), list[bytes]()
    for _ in range(4):
        thread = threading.Thread(target=lambda: told.append(rest.next()))
        thread.start()
        thread.join()
    assert told == [b"long 0\n", b"long 1\n", b"long 2\n", b""]
    rest.close()


def test_a_long_answer_ends_in_the_middle_without_a_trace() -> None:
    app = site()
    ended = list[str]()
    app.teardown_request(lambda _: ended.append("request"))
    rest = rest_of(asked(app, "/long"))
    ended.clear()
    rest.next()
    rest.close()
    assert ended == ["request"]
    assert not has_app_context()
    assert rest.next() == b""


def test_what_is_closed_while_a_part_is_made_ends_after_it() -> None:
    begun, may_go_on, is_closed = threading.Event(), threading.Event(), threading.Event()

    def parts() -> Iterator[bytes]:
        try:
            begun.set()
            may_go_on.wait(10)
            yield b"one"
            yield b"two"
        finally:
            is_closed.set()

    def app(_environ: object, start_response: object) -> Iterator[bytes]:
        start_response("200 OK", [])  # type: ignore[operator]
        return parts()

    rest = rest_of(call(app, environ_of(SCOPE, Proxies())))
    thread = threading.Thread(target=rest.next)
    thread.start()
    assert begun.wait(10)
    rest.close()
    assert not is_closed.is_set()
    may_go_on.set()
    thread.join()
    assert is_closed.is_set()


SCOPE = {
    "method": "GET",
    "http_version": "1.1",
    "scheme": "http",
    "raw_path": b"/",
    "query_string": b"",
    "headers": [],
    "client": None,
    "server": None,
}
