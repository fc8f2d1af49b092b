"""The site's own address, for all that leaves it: canonical, feeds, cards, quotations. The one place that asks where we
are. And one address a page: with a slash at its end, or in another case, it leads for good to the one without.

The Host of a request is the visitor's word. It is believed where no other can be meant, on this machine, and where the
owner has named it; any other request is refused before a page is made, so that nobody's name can enter a page or a
cache."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, g, request
from werkzeug import wrappers
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.utils import redirect

from archive.settings import Settings
from archive.text.timecode import seconds_of_clock
from archive.web.http.search_params import BadSearchParams, how_to_write, unread
from archive.web.site import settings

_HOST = re.compile(r"([A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_OPEN_ROOM = "probes."
LONGEST_SECOND = 6
"""Digits of a second in an address: eleven days."""
LONGEST_TIME = 20
"""Letters of one that is written as people do: `1h17m42.5s`."""
_REFUSED = (
    "Ce site ne répond pas sous ce nom. This site does not answer under this name.\n"
    "Équipe, staff: base_url or allowed_hosts in settings.toml (README).\n"
)


class UnknownName(NotFound):
    """An address of a person or a show that there is not; `meant` are those that are called nearly so, each with its
    address."""

    def __init__(self, meant: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.meant = meant


def install(app: Flask) -> None:
    """Has an application refuse requests under a name that is not its own (only whether it lives it tells to all), and
    answer 308 to a path that is another's, but for a slash at its end or capitals."""
    app.before_request(_refuse_stranger)
    _lead_to_canonical(app)


def site_address() -> str:
    """`https://archive.example.org`, without a slash at its end: base_url, else the request's own scheme and Host where
    it may be believed; empty where it may not, so that addresses begin with a slash."""
    base = settings().base_url.rstrip("/")
    if base:
        return base
    return f"{request.scheme}://{_stated_host()}" if _is_ours(_stated_host(), settings()) else ""


def absolute(address: str) -> str:
    """An address of ours, a path with all that follows it, as it is known outside."""
    return site_address() + address


def own_names() -> tuple[str, ...]:
    """The names under which this site is known, each with its port where it has one: that of its address, and those
    that the owner allows."""
    return tuple(dict.fromkeys(filter(None, (urlsplit(site_address()).netloc.lower(), *map(str.lower, settings().allowed_hosts)))))


def is_own(name: str) -> bool:
    """Whether an address under a name is one of this site."""
    return name.lower() in own_names() or _is_allowed(name, settings().allowed_hosts)


def _stated_host() -> str:
    """As the client wrote it: werkzeug leaves a wrong one out, and takes the server's own name where there is none."""
    return request.environ.get("HTTP_HOST") or request.host


def _is_ours(host: str, owner: Settings) -> bool:
    matched = _HOST.fullmatch(host)
    return matched is not None and (_is_loopback(matched[1]) or _is_allowed(host, owner.allowed_hosts))


def _is_allowed(host: str, names: tuple[str, ...]) -> bool:
    # of no list at all werkzeug says that everybody stands in it
    return bool(names) and host_is_trusted(host, list(names))


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _refuse_stranger() -> Response | None:
    if settings().base_url or (request.endpoint or "").startswith(_OPEN_ROOM) or _is_ours(_stated_host(), settings()):
        return None
    current_app.logger.warning("a request under a name that is neither base_url nor in allowed_hosts was refused")
    response = Response(_REFUSED, 400, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _lead_to_canonical(app: Flask) -> None:
    addresses = app.url_map.bind("")

    def lead() -> wrappers.Response | None:
        """To the address of the same page that is written as it should be; None for one that is."""
        path = request.path.rstrip("/").lower()
        if request.method not in {"GET", "HEAD"} or path == request.path or not path.lstrip("/") or request.endpoint == "static":
            return None
        try:
            addresses.match(path, "GET")
        except HTTPException:
            return None
        query = request.query_string.decode("latin-1")
        return redirect(quote(path) + (f"?{query}" if query else ""), 308)

    app.before_request(lead)


def words_asked(ways: str | None = None) -> str:
    """`any` where the address asks for the moments of an episode that say any of several words, where others say all,
    or leads to one that does not (`g.words`); then links keep it. `ways` where a link has its own."""
    return ways if ways is not None else "any" if "any" in (request.args.get("words"), g.get("words")) else ""


@dataclass(frozen=True, slots=True)
class Span:
    """The seconds that an address states: where to listen, and where the passage ends, None where that is not told."""

    second: int
    until: int | None = None


def span_of(value: str | None, key: str = "t") -> Span | None:
    """The seconds of `?t=749`, `?t=749,790` or `?t=749-790`, written as `seconds_of_clock` reads them, or the
    paragraphs of `?t=p3`; one of the two may be left out (`749,`, `,790`). None without any. Raises BadSearchParams,
    under the parameter's name, for what is neither."""
    if not value:
        return None
    first, comma, last = value.partition("," if "," in value else "-")
    second, until = _second_of(first) if first or comma != "," or not last else 0, _second_of(last) if last else None
    if second is None or (last and until is None):
        raise BadSearchParams(key, value[:60], "second")
    return Span(second, until if until is not None and until > second else None)


def stated_span() -> Span | None:
    """The seconds that the address of a page states; what cannot be read is none, and the page says so."""
    try:
        return span_of(request.args.get("t"))
    except BadSearchParams as error:
        g.unread = f"{unread(error)}. {how_to_write(error)}"
        return None


def _second_of(part: str) -> int | None:
    """One second of an address; None for what is none, or beyond what an address holds."""
    second = seconds_of_clock(part) if part.isascii() and len(part) <= LONGEST_TIME else None
    paragraph = part.startswith("p") and len(part) <= LONGEST_SECOND
    return second if second is not None and (paragraph or second < 10**LONGEST_SECOND) else None
