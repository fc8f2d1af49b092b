"""What is fuzzed: each target takes bytes and raises nothing but what is made to be shown."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from archive.errors import PresentableError
from archive.model.page import RawPage
from archive.model.period import PeriodError, parse_date, parse_period
from archive.operations.backup import restore
from archive.operations.fetching import fetcher
from archive.operations.fetching.feeds import listed, named
from archive.operations.fetching.saved_pages import file_for
from archive.search.index.posting_blocks import block_of, check_blocks, pack_blocks, read_block, unpacked
from archive.search.index.whoosh_format.storage import loads_plain
from archive.search.index.whoosh_format.term_table import extents
from archive.search.query.parser import parse
from archive.server.wsgi import Proxies, environ_of
from archive.storage.array_file import MappedArrays
from archive.text.timecode import seconds_of_clock
from archive.web.http.search_params import BadSearchParams, parse_search_params
from archive.web.i18n import chosen
from ingest import pages, read
from ingest.formats import registry

Target = Callable[[bytes], object]
_STARTS = np.array([0, 9, 18], np.uint32)
_BLOCK = pack_blocks(unpacked(block_of(np.array([2, 11, 12], np.uint32), _STARTS)), _STARTS)[1]
"""A good block: to make it in each run leaks 2 kB where it is watched for coverage, and nothing elsewhere."""
_PROXIES = Proxies.named(["127.0.0.1", "10.0.0.0/8"])


def query(data: bytes) -> object:
    """The query parser."""
    return parse(data.decode("utf-8", "replace"))


def timecode(data: bytes) -> object:
    """A clock in an address or a command."""
    return seconds_of_clock(data.decode("utf-8", "replace"))


def dates(data: bytes) -> None:
    """A date or period as a listener or an editor writes it."""
    text = data.decode("utf-8", "replace")
    for reads in (parse_date, parse_period):
        with suppress(PeriodError):
            reads(text)


def web_addresses(data: bytes) -> None:
    """An address as a list or a feed names it, and what is asked of ours."""
    text = data.decode("utf-8", "replace")
    if fetcher._is_address(text):
        file_for(text)
        iri_to_uri(text)
    with suppress(ValueError, BadSearchParams):
        listed(data)
        named(data)
    with suppress(ValueError, BadSearchParams):
        parse_search_params(MultiDict(pair.partition("=")[::2] for pair in text.split("&")))


def headers(data: bytes) -> None:
    """Fields of a request and files by which a site states its wishes."""
    text = data.decode("latin-1")
    _PROXIES.visitor("127.0.0.1", text)
    fields = [(b"accept-language", data), (b"cookie", data), (b"host", data)]
    connection = {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "scheme": "http", "http_version": "1.1", "method": "GET"}
    environ = environ_of({**connection, "headers": fields, "raw_path": data, "query_string": data}, _PROXIES)
    chosen(Request(environ), "fr")
    fetcher.robots_of(text, "mot-pour-mot").allows("https://example.org/" + text[:20])


def page(data: bytes) -> None:
    """A saved page: what it is tells its content, as in `archive add`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page")
        path.write_bytes(data)
        for found in pages(path):
            if isinstance(found, RawPage):
                read(found)


def formats(data: bytes) -> None:
    """The reader of each format, whatever the content says it is; the first byte chooses."""
    kinds = ["text/html", "text/plain", "application/json", *registry.formats()]
    if data:
        kind = kinds[data[0] % len(kinds)]
        media = registry.formats()[kind].media_type if kind in registry.formats() else kind
        read(RawPage("x", data[1:], media, "0" * 64))


def engine(data: bytes) -> None:
    """Files of an index: blocks, term table, arrays, pickles."""
    buffer = memoryview(_BLOCK[: len(data) % (len(_BLOCK) + 1)] + data)
    for reads in (
        lambda: read_block(buffer, 0, _STARTS),
        lambda: check_blocks(buffer, np.array([0]), np.array([len(buffer)]), _STARTS),
        lambda: extents(memoryview(data), 0, len(data)),
        lambda: loads_plain(data, "x"),
        lambda: _arrays(data),
    ):
        with suppress(PresentableError):
            reads()


def _arrays(data: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        dict(MappedArrays(Path(file.name)))


def backups(data: bytes) -> None:
    """A file that is given to `archive restore`."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "given")
        source.write_bytes(data)
        with suppress(PresentableError):
            restore(source, Path(folder, "library"))


TARGETS: Mapping[str, Target] = {
    "query": query,
    "timecode": timecode,
    "dates": dates,
    "web_addresses": web_addresses,
    "headers": headers,
    "page": page,
    "formats": formats,
    "engine": engine,
    "backups": backups,
}
