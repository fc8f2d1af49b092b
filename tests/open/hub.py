"""A WebSub hub and a subscriber as the W3C describes them (https://www.w3.org/TR/websub/), each a real server on this machine.

The hub verifies who subscribes (5.3), fetches a topic that it is told of, and sends its content on with links to itself and to the
topic (7); where a secret was given it signs (8).
"""

import hashlib
import hmac
import re
import threading
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit


@dataclass
class Server:
    """Answers on a free port until it is closed."""

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def get(self, query: dict[str, str]) -> tuple[int, bytes]:
        return 404, b""

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        return 404

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                self._answer(*owner.get(query))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self._answer(owner.post(body, {name.lower(): value for name, value in self.headers.items()}), b"")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@dataclass
class Hub(Server):
    """`told` are the topics of which it was told, `fails` how many times it takes nothing."""

    told: list[str] = field(default_factory=list)
    fails: int = 0
    callbacks: dict[str, dict[str, str]] = field(default_factory=dict)

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if self.fails:
            self.fails -= 1
            return 503
        if form["hub.mode"] == "subscribe":
            return self._subscribe(form["hub.topic"], form["hub.callback"], form.get("hub.secret", ""))
        self.told.append(form["hub.url"])
        for callback, secret in self.callbacks.get(form["hub.url"], {}).items():
            self._send(form["hub.url"], callback, secret)
        return 204

    def _subscribe(self, topic: str, callback: str, secret: str) -> int:
        asked = urlencode({"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "c1", "hub.lease_seconds": "864000"})
        with urllib.request.urlopen(f"{callback}?{asked}", timeout=10) as answer:
            if answer.read() != b"c1":
                return 403
        self.callbacks.setdefault(topic, {})[callback] = secret
        return 202

    def _send(self, topic: str, callback: str, secret: str) -> None:
        with urllib.request.urlopen(topic, timeout=10) as answer:
            body, kind = answer.read(), answer.headers["Content-Type"]
        signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": kind,
            "Link": f'<{self.address}>; rel="hub", <{topic}>; rel="self"',
            "X-Hub-Signature": f"sha256={signed}",
        }
        urllib.request.urlopen(urllib.request.Request(callback, body, headers, method="POST"), timeout=10).close()


@dataclass
class Subscriber(Server):
    """Knows a feed, finds its hub by itself, and writes down what it is sent."""

    sent: list[bytes] = field(default_factory=list)
    topic: str = ""

    def follow(self, feed: str) -> None:
        """Discovers hub and topic (4), and subscribes."""
        with urllib.request.urlopen(feed, timeout=10) as answer:
            links = re.findall(r'<([^>]+)>; rel="(\w+)"', ", ".join(answer.headers.get_all("Link")))
        by_relation = {relation: address for address, relation in links}
        self.topic = by_relation["self"]
        form = {"hub.mode": "subscribe", "hub.topic": self.topic, "hub.callback": self.address, "hub.secret": "s"}
        with urllib.request.urlopen(by_relation["hub"], urlencode(form).encode(), timeout=10) as answer:
            assert answer.status == 202

    def get(self, query: dict[str, str]) -> tuple[int, bytes]:
        return (200, query["hub.challenge"].encode()) if query["hub.topic"] == self.topic else (404, b"")

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        algorithm, _, signature = headers["x-hub-signature"].partition("=")
        assert hmac.new(b"s", body, algorithm).hexdigest() == signature
        self.sent.append(body)
        return 200
