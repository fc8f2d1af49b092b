"""Random requests, from the URL map of the site and the parameters that its API describes; patterns, and shapes of the protocol."""

# ruff: noqa: E501 - what is sent stands in one line
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from flask import Flask

from tests.operations.remains import FORMS, VALUES

ODD = (
    "",
    "0",
    "-1",
    "1",
    "101",
    "99999999999999999999",
    "2026-02-30",
    "2026",
    "fr",
    "en",
    "\x00",
    "é" * 200,
    "../../etc/passwd",
    "%",
    "null",
)
VALUES_OF = {"sort": ("date", "relevance", "x"), "lang": ("fr", "en", "de"), "page": ("1", "2", "999"), "limit": ("0", "1", "100")}
METHODS = ("GET",) * 12 + ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW")
HEADERS = (
    {}, {}, {}, {"Accept-Language": "en"}, {"If-None-Match": "*"}, {"Range": "bytes=0-1"}, {"X-Forwarded-For": "a"}, {"Host": "evil.test"},
    {"Accept-Encoding": "br, gzip;q=0"}, {"Cookie": "staff=.x.y"}, {"Authorization": "Bearer " + "x" * 50}, {"Accept": "application/json"},
)  # fmt: skip
SHAPES = (
    b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"\r\n" * 500,
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 20_000,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET /search?q=\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET http://x/ HTTP/1.0\r\n\r\n",
)  # fmt: skip
"""What is said on a connection instead of a request; each is cut, doubled and changed by chance too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `body` only where its method takes one."""

    method: str
    address: str
    headers: dict[str, str]
    body: bytes | None = None


class Draw:
    """Requests of a seed, from what the site and its archive offer."""

    def __init__(self, app: Flask, slugs: Sequence[str], words: Sequence[str], seed: int) -> None:
        self._chance = random.Random(seed)
        self._rules = [rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/static")]
        self._values = {**VALUES, "slug": slugs, "key": slugs, "number": ("1",), "mark": ("x",), "filename": ("style.css",)}
        self._words = words
        self._names = sorted({"q", "w", "t", "cite", "lang", "page", "sort", *_parameters(app)})

    def request(self) -> Asked:
        """The next one."""
        chance = self._chance
        address = quote(self._filled(chance.choice(self._rules)), safe="/-._~")
        names = chance.sample(self._names, chance.choice((0, 1, 1, 2, 3, 6)))
        query = "&".join(f"{name}={quote(self._value(name))}" for name in names)
        asked = Asked(chance.choice(METHODS), f"{address}?{query}"[:600] if query else address, chance.choice(HEADERS))
        return self._with_body(asked) if asked.method in {"POST", "PUT", "PATCH"} or chance.random() < 0.01 else asked

    def _with_body(self, asked: Asked) -> Asked:
        """Quotations, of which every second request is one to check: as lines, a table or a form, few or many."""
        chance = self._chance
        lines = [self._question() for _ in range(chance.choice((1, 3, 50, 200)))]
        kind, body = chance.choice((
            ("text/plain", "\n".join(lines)), ("text/csv", "citation,x\n" + ",".join(lines)),
            ("application/json", json.dumps({"quotations": lines[:50]})), ("application/x-www-form-urlencoded", urlencode({"quotations": "\n".join(lines)})),
        ))  # fmt: skip
        address = chance.choice((asked.address, "/verify", "/api/v1/verify", "/verify?as=csv"))
        return replace(
            asked, method="POST", address=address, headers={"Content-Type": kind}, body=body.encode()[: chance.choice((500, 10**6))]
        )

    def shape(self) -> bytes:
        """What is said on a connection instead of a request."""
        said = bytearray(self._chance.choice(SHAPES))
        for _ in range(self._chance.randint(0, 3)):
            place = self._chance.randrange(len(said) + 1)
            said[place:place] = self._chance.choice((b"\r", b"\n", b"\x00", b":", b" ", b"\xff", bytes(said[:40])))
        return bytes(said[: self._chance.choice((len(said), len(said), len(said) // 2))])

    def _filled(self, rule: str) -> str:
        parts = rule.replace(">", "<").split("<")
        for place in range(1, len(parts), 2):
            values = self._values.get(parts[place], self._values.get(parts[place].rpartition(":")[2], FORMS))
            parts[place] = self._chance.choice((*values, self._chance.choice(ODD) or "x"))
        return "".join(parts)

    def _value(self, name: str) -> str:
        if name in VALUES_OF and self._chance.random() < 0.7:
            return self._chance.choice(VALUES_OF[name])
        if name in {"q", "w", "cite", "show", "person", "guest"}:
            return self._question()
        return self._chance.choice(ODD)

    def _question(self) -> str:
        """Words of the archive, bare, in quotes, with wildcards and operators."""
        chance, words = self._chance, [self._chance.choice(self._words) for _ in range(self._chance.choice((1, 2, 3, 8, 40)))]
        kind = chance.randrange(6)
        if kind == 0:
            return " ".join(words)
        if kind == 1:
            return f'"{" ".join(words)}"~{chance.choice((2, 30, 999))}'
        if kind == 2:
            return " ".join("*" + "*".join(word[:4]) + "*" for word in words)
        if kind == 3:
            return ", ".join(f"*{word[:1]}*" for word in words)
        if kind == 4:
            return " ".join(chance.choice(("OR", "-", "guest:", "date:", "~", '"', "(", word)) + word for word in words)
        return "".join(
            chr(chance.choice((chance.randrange(32, 127), chance.randrange(160, 0xD7FF)))) for _ in range(chance.randrange(200))
        )


def _parameters(app: Flask) -> set[str]:
    """The names of all parameters that the API describes."""
    told = app.test_client().get("/api/openapi.json").get_json()
    ways = [way for path in told["paths"].values() for way in path.values() if isinstance(way, dict)]
    return {one["name"] for way in ways for one in way.get("parameters", ()) if "name" in one}
