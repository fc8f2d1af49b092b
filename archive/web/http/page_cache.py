"""What caches are told of a page (its ETag), and pages that were made already, compressed with brotli or gzip as the
visitor accepts, and kept while nothing that they show has changed: what many open at once is made once."""

import hashlib
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import msgspec
from flask import Blueprint, Flask, Response, current_app, g, request
from flask_compress import Compress

from archive.web.http.addresses import site_address
from archive.web.http.static_files import edition
from archive.web.i18n import language
from archive.web.site import index, library, today

MOST_BYTES, MOST_BYTES_OF_ANSWERS = 32_000_000, 16_000_000
"""Of memory for the kept pages of one process, and for those that answer a question: however many are asked, they take
no other page's room."""

ASIDE = 600
"""Bytes that a kept page takes beside its texts: pairs of headers, its place in the table, what is done each time.
Measured with tracemalloc over 200 pages, against the same without a cache: 340 of a list of people, 600 of an
answer."""
SMALLEST = 600
"""Bytes below which nothing is compressed."""
ENCODINGS = ("br", "gzip")
"""What may stand in Content-Encoding, the best first."""
COMPRESSED = [
    *("text/html", "text/plain", "text/vtt", "text/markdown", "text/calendar", "text/csv", "text/css", "text/javascript"),
    *("application/json", "application/jsonl", "application/ld+json", "application/problem+json"),
    *("application/xml", "application/rss+xml", "application/atom+xml", "application/javascript", "application/manifest+json"),
    *("application/x-subrip", "application/opensearchdescription+xml", "image/svg+xml"),
]
_ANSWERS = frozenset({"search.results", "api.search"})
"""Those whose question is likely to come back."""
Key = tuple[str, str, str, str]
"""The page's ETag, which tells archive, style and language; the site's address, which stands in its links; its own
address; how it is compressed for this visitor."""


FRESH = "public, no-cache"
OF_THE_DAY = frozenset({"about.security"})
"""Pages that another day makes others."""


def validate_with_etag(pages: Blueprint) -> Blueprint:
    """Pages that caches may keep: they change only with what their validator knows."""
    pages.before_request(answer_from_cache)
    pages.after_request(mark_for_cache)
    return pages


def validator() -> str:
    """The ETag of the page that is asked for, as the archive stands. It knows the library and its revisions, the
    generation, the program with its templates, style and texts, the settings that show, the language, the address and,
    where a page shows it, the archive's day; and how many answers lacked a part of the engine, so that no page made of
    one is known again. No page that is not there ever has one: who holds that of another is not told that nothing
    changed."""
    held, partial = library(), index().partial_answers
    asked = (language(), request.path, request.query_string)
    stands = (held.identity, held.revision, index().identity, edition(), *asked)
    day = today().isoformat() if request.endpoint in OF_THE_DAY else ""
    return hashlib.sha256(msgspec.json.encode((*stands, day, *([partial] if partial else [])))).hexdigest()[:32]


def forget_validator() -> None:
    """Gives the page that is being made no ETag: it shows what no validator knows. It is not kept either."""
    g.pop("validator", None)


def answer_from_cache() -> Response | None:
    """Before a page is made: a reader who holds it as it stands is told so at once. `*` asks whether there is such a
    page at all (RFC 9110, 13.1.2), which is known when it is made."""
    if request.method not in {"GET", "HEAD"}:
        return None
    g.validator = validator()
    held = request.if_none_match
    return Response(status=304) if not held.star_tag and held.contains_weak(g.validator) else None


def mark_for_cache(response: Response) -> Response:
    """After a page is made: to be kept by browsers and caches, and asked about each time. A page under which the
    archive changed while it was made may be of either state, so it is not known again."""
    if response.status_code in {200, 304} and "validator" in g:
        if response.status_code == 304 or g.validator == validator():
            response.set_etag(g.validator, weak=True)
        if request.if_none_match.star_tag:
            response.make_conditional(request)
        response.headers.setdefault("Cache-Control", FRESH)
    return response


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it goes over the wire; `each_time` is done whenever it is given out: a question is counted though its
    page is made once."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    each_time: Callable[[], None] | None = None

    def size(self, key: Key) -> int:
        """The bytes of memory that it takes, kept under a key: an address may be far longer than what it shows."""
        texts = (*key, self.body, *(text for header in self.headers for text in header))
        return ASIDE + sum(map(sys.getsizeof, texts))


class PageCache:
    """The pages that were asked for last, as many as `most_bytes` of memory hold; for any number of threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: Key) -> Page | None:
        """The page, where it is kept."""
        with self._turn:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: Key, page: Page) -> None:
        """Keeps a page, and lets go of those that nobody asked for the longest."""
        with self._turn:
            if key in self._pages:
                return
            self._pages[key] = page
            self._bytes += page.size(key)
            while self._bytes > self._most_bytes:
                old, gone = self._pages.popitem(last=False)
                self._bytes -= gone.size(old)


def install(app: Flask) -> None:
    """Compresses what an application answers, and gives it room for its pages, kept as they were compressed. What was
    installed before adds to an answer each time, what comes later once."""
    app.after_request(_store_page)
    app.config.update(COMPRESS_MIMETYPES=COMPRESSED, COMPRESS_MIN_SIZE=SMALLEST, COMPRESS_ALGORITHM=list(ENCODINGS))
    app.config.update(COMPRESS_BR_LEVEL=5, COMPRESS_LEVEL=5)
    Compress(app)  # before a page is kept: what is installed later sees an answer first
    app.extensions["kept"] = {False: PageCache(MOST_BYTES), True: PageCache(MOST_BYTES_OF_ANSWERS)}


def keep_only(whole: bool) -> None:
    """Neither keeps the page that is being made nor lets others keep it, unless it is whole: what a busy moment cut
    short is asked again."""
    if not whole:
        forget_validator()


def each_time(act: Callable[[], None]) -> None:
    """Does something now, and again whenever the page that is being made is given out."""
    act()
    g.each_time = act


def serve_from_cache(pages: Blueprint) -> Blueprint:
    """Pages whose ETag says all that they depend on, and that do nothing but show and what they say to `each_time`:
    they come after validate_with_etag."""
    pages.before_request(_cached_page)
    return pages


def _cached_page() -> Response | None:
    key = _key()
    page = _cache().get(key) if key else None
    if page is None:
        g.page_key = key
        return None
    if page.each_time:
        page.each_time()
    return Response(page.body, headers=list(page.headers))


def _store_page(response: Response) -> Response:
    key: Key | None = g.get("page_key")
    if key is None or response.status_code != 200 or response.is_streamed or "validator" not in g:
        return response
    if response.headers.get("Content-Encoding", "") not in {"", key[-1]}:
        return response
    if g.validator == validator():  # else the archive changed while the page was made: it may be of either state
        _cache().put(key, Page(tuple(response.headers.items()), response.get_data(), g.get("each_time")))
    return response


def _key() -> Key | None:
    if request.method != "GET" or "validator" not in g or ("q" in request.args and request.endpoint not in _ANSWERS):
        return None
    address = f"{quote(request.path)}?{request.query_string.decode('latin-1')}"  # a "?" in the path begins no query
    return g.validator, site_address(), address, accepted()


def _cache() -> PageCache:
    kept: dict[bool, PageCache] = current_app.extensions["kept"]
    return kept[request.endpoint in _ANSWERS]


def accepted() -> str:
    """The encoding that the visitor who is being answered likes best, "" for none."""
    return request.accept_encodings.best_match(ENCODINGS) or ""
