"""A WebSub hub and a subscriber as the W3C describes them (https://www.w3.org/TR/websub/), each a real server on this machine.

The hub verifies who subscribes (5.3), fetches a topic that it is told of, and sends its content on with links to itself and to the
topic (7); where a secret was given it signs (8).
"""

import hashlib
import hmac
import re
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.operations.site import Asked, Reply, Server


class Hub(Server):
    """`told` are the topics of which it was told, `fails` how many times it takes nothing."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.fails = 0
        self.callbacks: dict[str, dict[str, str]] = {}
        super().__init__()

    def post(self, asked: Asked) -> Reply:
        return Reply(status=self._told(_fields(asked.body.decode())))

    def _told(self, form: dict[str, str]) -> int:
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


class Subscriber(Server):
    """Knows a feed, finds its hub by itself, and writes down what it is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.topic = ""
        super().__init__()

    def follow(self, feed: str) -> None:
        """Discovers hub and topic (4), and subscribes."""
        with urllib.request.urlopen(feed, timeout=10) as answer:
            links = re.findall(r'<([^>]+)>; rel="(\w+)"', ", ".join(answer.headers.get_all("Link")))
        by_relation = {relation: address for address, relation in links}
        self.topic = by_relation["self"]
        form = {"hub.mode": "subscribe", "hub.topic": self.topic, "hub.callback": self.address, "hub.secret": "s"}
        with urllib.request.urlopen(by_relation["hub"], urlencode(form).encode(), timeout=10) as answer:
            assert answer.status == 202

    def get(self, asked: Asked) -> Reply:
        query = _fields(urlsplit(asked.path).query)
        return Reply(query["hub.challenge"].encode()) if query["hub.topic"] == self.topic else Reply(status=404)

    def post(self, asked: Asked) -> Reply:
        algorithm, _, signature = asked.headers["x-hub-signature"].partition("=")
        assert hmac.new(b"s", asked.body, algorithm).hexdigest() == signature
        self.sent.append(asked.body)
        return Reply()


def _fields(form: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(form).items()}
