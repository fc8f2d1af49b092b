"""Saves pages as a polite visitor: robots.txt, one request at a time and not too often, conditional requests, patience.

Each page lies in its folder beside a sidecar `NAME.meta.json` that says where it came from and when; the sidecar is
written first, so whoever sees the page sees its sidecar. Running the same list again asks only for what changed.
`transport.py` opens the connections."""

import datetime as dt
import email.utils
import hashlib
import random
import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from archive.errors import PresentableError
from archive.library.followed import MOST_RETRY
from archive.model.platforms import without_password
from archive.operations.fetching.saved_pages import Saved, file_for, load, save
from archive.operations.fetching.transport import CheckedTransport, PrivateAddress, is_private

AGENT = "mot-pour-mot"
Outcome = Literal["saved", "unchanged", "fresh", "forbidden", "failed"]
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Manners:
    """How we behave: seconds between two requests to a host (robots.txt may ask for more), tries, and the longest wait.

    A page takes `total_s` at most, and comes at `least_rate` bytes a second or faster once `grace_s` have gone by. A
    page looked at less than `fresh_s` ago is not asked for again, so a list that was cut short goes on where it
    stopped."""

    delay_s: float = 1.0
    tries: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 300.0
    timeout_s: float = 30.0
    total_s: float = 300.0
    grace_s: float = 10.0
    least_rate: float = 1000.0
    most_bytes: int = 50 * 1024 * 1024
    fresh_s: float = 3600.0
    redirects: int = 5
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one address; `path` is the saved page where there is one."""

    url: str
    outcome: Outcome
    path: Path | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    """What lies at an address; `body` is None where it is as it was. `etag` and `modified` are what the next question
    goes with."""

    body: bytes | None
    etag: str | None
    modified: str | None


ROBOTS_BYTES = 500 * 1024
"""RFC 9309 §2.5: at least 500 KiB must be read, the rest may be left."""
_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[^\s/#]+)/\S*", re.IGNORECASE | re.MULTILINE)
"""A product token has no version (RFC 9309 §2.2.1); files that give it one mean the product."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that speak to one user agent, and the seconds it asks to wait between two requests."""

    agent: str = ""
    rules: Protego = field(default_factory=lambda: Protego.parse(""))
    delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched: the longest matching rule decides, on a tie the one that allows."""
        return bool(self.rules.can_fetch(url, self.agent))


OPEN = Robots()


def robots_of(text: str, agent: str) -> Robots:
    """The rules for an agent's name (`mot-pour-mot`), else those for `*`, else none at all."""
    rules = Protego.parse(_VERSION.sub(r"\1", text.removeprefix("\ufeff")))
    return Robots(agent, rules, max(0.0, rules.crawl_delay(agent) or 0.0))


class _Refused(Exception):
    """The page cannot be had, and why; `forbidden` where we may not have it."""

    def __init__(self, reason: str, *, forbidden: bool = False, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.forbidden, self.wait_s = forbidden, wait_s


class _Later(Exception):
    """The server cannot now; `wait_s` where it says when."""

    def __init__(self, why: str, wait_s: float | None) -> None:
        super().__init__(why)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Fetcher:
    """Fetches into a folder. `sleep` is how it waits."""

    into: Path
    manners: Manners = Manners()
    sleep: Callable[[float], None] = time.sleep
    _client: httpx.Client = field(init=False)
    _transport: CheckedTransport = field(init=False)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        contact = f" (+{self.manners.contact})" if self.manners.contact else ""
        headers = {"User-Agent": f"{AGENT}/1{contact}", "Accept-Encoding": "gzip"}
        self._transport = CheckedTransport()
        self._client = httpx.Client(
            headers=headers, timeout=self.manners.timeout_s, follow_redirects=False, transport=self._transport
        )

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def pages(self, urls: Iterable[str]) -> Iterator[Fetched]:
        """Saves each address once, in order, and says what became of it; one that fails does not stop the rest."""
        for url in dict.fromkeys(url.strip() for url in urls if url.strip()):
            yield self._page(url)

    def got(self, url: str, etag: str | None = None, modified: str | None = None, *, inside: bool | None = None) -> Got:
        """What lies at an address, as politely, if it is not as it was; raises FetchError where it cannot be had.

        `inside`: whether it may lead inside our own network; where nobody tells, it may if it is of it."""
        if not _is_address(url):
            raise FetchError(f"{without_password(url)}: this is not a web address (http:// or https://)")
        try:
            reply = self._patiently(url, _stated(etag, modified), inside)
        except _Refused as refused:
            raise FetchError(f"{without_password(url)}: {refused}", refused.wait_s) from refused
        body = reply.body if reply.status == 200 else None
        return Got(body, reply.headers.get("etag", etag), reply.headers.get("last-modified", modified))

    def _page(self, url: str) -> Fetched:
        if not _is_address(url):
            return Fetched(url, "failed", None, "this is not a web address (http:// or https://)")
        path = self.into / file_for(without_password(url))
        before = load(path)
        if before and before.age_s() < self.manners.fresh_s:
            return Fetched(url, "fresh", path)
        try:
            reply = self._patiently(url, _stated(before.etag, before.last_modified) if before else {})
        except _Refused as refused:
            return Fetched(url, "forbidden" if refused.forbidden else "failed", None, str(refused))
        return self._keep(url, path, before, reply)

    def _keep(self, url: str, path: Path, before: Saved | None, reply: _Reply) -> Fetched:
        now = dt.datetime.now(dt.UTC)
        sha = hashlib.sha256(reply.body).hexdigest()
        if before and (reply.status == 304 or sha == before.sha256):
            save(path, before.checked(now), None)
            return Fetched(url, "unchanged", path)
        page = Saved(without_password(url), now, now, sha, reply.headers.get("etag"), reply.headers.get("last-modified"))
        save(path, page, reply.body)
        return Fetched(url, "saved", path)

    def _patiently(self, url: str, conditions: dict[str, str], inside: bool | None = None) -> _Reply:
        """The reply, asked for again with growing waits while the server is at fault or asks us to wait."""
        try:
            for attempt in self._attempts():
                with attempt:
                    return _good(self._following(url, conditions, is_private(url) if inside is None else inside))
        except httpx.RequestError as error:
            if isinstance(error.__cause__, PrivateAddress):
                raise _Refused(f"what is public leads to a private address: {error}", forbidden=True) from error
            raise _Refused(f"{type(error).__name__}: {error} ({self.manners.tries} tries)") from error
        except _Later as later:
            raise _Refused(self._gave_up(later), wait_s=later.wait_s) from later
        raise AssertionError("an attempt returns or raises")

    def _attempts(self) -> Retrying:
        """As many tries as our manners allow; none where the server asks for a longer wait than they do."""
        return Retrying(
            sleep=self.sleep,
            stop=stop_after_attempt(self.manners.tries),
            wait=self._wait_after,
            retry=retry_if_exception(self._is_worth_another),
            reraise=True,
        )

    def _is_worth_another(self, error: BaseException) -> bool:
        if isinstance(error, _Later):
            return (error.wait_s or 0.0) <= self.manners.longest_wait_s
        return isinstance(error, httpx.RequestError) and not isinstance(error.__cause__, PrivateAddress)

    def _wait_after(self, state: RetryCallState) -> float:
        """Seconds: what the server asks for; else doubled each time."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait_s if isinstance(error, _Later) else None
        return asked or self._backoff(state.attempt_number)

    def _gave_up(self, later: _Later) -> str:
        if (later.wait_s or 0.0) > self.manners.longest_wait_s:
            return f"{later} and asks us to come back in {later.wait_s:.0f} s; run the same command then"
        return f"{later} ({self.manners.tries} tries)"

    def _following(self, url: str, conditions: dict[str, str], private: bool, *, ask_robots: bool = True) -> _Reply:
        """One reply, redirects followed by hand so that each step asks robots.txt and, unless they may be `private`,
        stays off private addresses."""
        at = url
        for _ in range(self.manners.redirects + 1):
            self._may(at, private, ask_robots)
            reply = self._once(at, conditions, private)
            if reply.status not in (301, 302, 303, 307, 308) or "location" not in reply.headers:
                return reply
            at = _redirected(at, reply.headers["location"])
        raise _Refused(f"more than {self.manners.redirects} redirects")

    def _may(self, url: str, private: bool, ask_robots: bool) -> None:
        if not _is_address(url):
            raise _Refused(f"{without_password(url)} is not a web address", forbidden=True)
        if not private and is_private(url):
            raise _Refused(f"what is public leads to the private address {without_password(url)}", forbidden=True)
        if ask_robots and not self._rules(url, private).allows(url):
            raise _Refused(f"robots.txt of {urlsplit(url).netloc} forbids {urlsplit(url).path or '/'}", forbidden=True)

    def _rules(self, url: str, private: bool) -> Robots:
        """RFC 9309 §2.3.1: no file means open; where the server fails, nothing is fetched until it can say."""
        site = _site(url)
        if site not in self._robots:
            reply = self._following(f"{site}/robots.txt", {}, private, ask_robots=False)
            if reply.status in _TRY_AGAIN:
                raise _Later(f"robots.txt of {site} answers {reply.status}", _retry_after(reply))
            text = reply.body[:ROBOTS_BYTES].decode("utf-8", "replace")
            self._robots[site] = robots_of(text, AGENT) if reply.status == 200 else OPEN
        return self._robots[site]

    def _once(self, url: str, conditions: dict[str, str], private: bool) -> _Reply:
        self._take_turn(_site(url))
        self._transport.allow(may_be_private=private, seconds=self.manners.total_s)
        began = time.monotonic()
        with self._client.stream("GET", url, headers=conditions) as response:
            body = bytearray()
            for piece in _unpacked(response.headers.get("content-encoding", ""), response.iter_raw()):
                body += piece
                self._check_pace(len(body), time.monotonic() - began)
            return _Reply(response.status_code, response.headers, bytes(body))

    def _check_pace(self, received: int, seconds: float) -> None:
        if received > self.manners.most_bytes:
            raise _Refused(f"the page is larger than {self.manners.most_bytes} bytes")
        if seconds > self.manners.grace_s and received < self.manners.least_rate * (seconds - self.manners.grace_s):
            raise _Later(f"the page comes slower than {self.manners.least_rate:.0f} bytes a second", None)

    def _take_turn(self, site: str) -> None:
        self.sleep(max(0.0, self._next.get(site, 0.0) - time.monotonic()))
        asked = min(self._robots.get(site, OPEN).delay_s, self.manners.longest_wait_s)
        self._next[site] = time.monotonic() + max(self.manners.delay_s, asked)

    def _backoff(self, attempt: int) -> float:
        """Doubles each time; spread over its upper third, so that many clients do not come back together."""
        doubled = min(self.manners.first_wait_s * 2.0 ** (attempt - 1), self.manners.longest_wait_s)
        return float(doubled * random.uniform(2 / 3, 1))


_STEP = 1 << 16
"""Bytes that are unpacked at a time, so that the bound of a page is looked at before memory is taken."""


def _unpacked(coding: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The body in steps of at most _STEP bytes; of the codings the one that was asked for, once."""
    if coding.strip().lower() in {"", "identity"}:
        yield from pieces
    elif coding.strip().lower() in {"gzip", "x-gzip"}:
        yield from _ungzipped(pieces)
    else:
        raise _Refused(f"the server sends the page packed as {coding[:40]!r}, though only gzip or nothing was asked for")


def _ungzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            rest = piece
            while rest and not unpack.eof:
                yield unpack.decompress(rest, _STEP)
                rest = unpack.unconsumed_tail
    except zlib.error as error:
        raise _Refused(f"the page is not valid gzip: {error}") from error
    if not unpack.eof:
        raise _Later("the page ended in the middle of its gzip", None)


class FetchError(PresentableError):
    """What cannot be had, with the address and why; `wait_s` where the server says for how long."""

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


def _stated(etag: str | None, modified: str | None) -> dict[str, str]:
    stated = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in stated.items() if value}


def _good(reply: _Reply) -> _Reply:
    if reply.status in (200, 304):
        return reply
    if reply.status in _TRY_AGAIN:
        raise _Later(f"the server answers {reply.status}", _retry_after(reply))
    raise _Refused(f"the server answers {reply.status}")


def _retry_after(reply: _Reply) -> float | None:
    """Seconds the server asks us to wait, MOST_RETRY at most: the header holds a number of seconds or a date (RFC
    9110, 10.2.3); None where it says nothing that can be read."""
    value = reply.headers.get("retry-after", "").strip()
    most = MOST_RETRY.total_seconds()
    if re.fullmatch(r"[0-9]+", value):
        return min(float(value), most)
    try:
        at = email.utils.parsedate_to_datetime(value)
        at = at.replace(tzinfo=at.tzinfo or dt.UTC)  # -0000 has none
        return min(max(0.0, (at - dt.datetime.now(dt.UTC)).total_seconds()), most)
    except (ValueError, TypeError, OverflowError):
        return None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_port = parts.port != 0  # raises ValueError beyond 65535, which httpx lets pass
        return is_port and httpx.URL(url).scheme in ("http", "https") and _is_host(parts.hostname or "")
    except (httpx.InvalidURL, ValueError):
        return False


def _redirected(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise _Refused(f"the page leads to {location[:200]!r}, which is not an address") from error


def _is_host(host: str) -> bool:
    """Whether a name can be a host's: labels of 1 to 63 letters (RFC 1035 §2.3.4), or an address."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return bool(host) and ".." not in host and not host.startswith(".")


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
