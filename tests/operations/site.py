"""Real web servers on free ports that play the outside world: pages, robots.txt, tempers."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


class Server:
    """Answers on a free port until it is closed; nothing is found there."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self.address = f"http://{host}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def get(self, asked: Asked) -> Reply:
        return Reply(b"", 404)

    def post(self, asked: Asked) -> Reply:
        return Reply(b"", 404)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(owner.get)

            def do_POST(self) -> None:
                self._answer(owner.post)

            def _answer(self, answer: Callable[[Asked], Reply]) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = answer(Asked(self.path, headers, time.monotonic(), body))
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class Site(Server):
    """`says[path]` is a Reply or a function of the request; every request is written down in `asked`."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.says: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.asked: list[Asked] = []
        super().__init__(host)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def get(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        says = self.says.get(asked.path, Reply(b"", 404))
        return says(asked) if callable(says) else says
