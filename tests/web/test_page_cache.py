"""Pages that are kept: made once, and never when they would not be true any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, g, template_rendered
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import create_environ

from archive.library import Library
from archive.operations.query_counter import CounterStatus
from archive.server.wsgi import Answered, call
from archive.web import IndexProvider, Site, create_app
from archive.web.http import page_cache
from archive.web.http.page_cache import Page, PageCache
from tests.web import small_archive


@contextmanager
def made(app: Flask) -> Iterator[list[str | None]]:
    """The names of the templates that are rendered meanwhile."""
    names: list[str | None] = []

    def note(_app: Flask, template: Any, **_context: object) -> None:
        names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


@pytest.mark.parametrize("address", ["/", f"/episodes/{small_archive.PORT}", "/people", "/calendar"])
def test_a_page_that_many_open_is_made_once(app: Flask, address: str) -> None:
    client = app.test_client()
    first = client.get(address)
    with made(app) as names:
        again = client.get(address)
    assert names == []
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/?lang=en"},
        {"path": "/", "headers": {"Accept-Language": "en"}},
        {"path": "/", "base_url": "https://127.0.0.1"},
    ],
)
def test_another_page_is_made_for_itself(app: Flask, other: dict[str, Any]) -> None:
    client = app.test_client()
    first = client.get("/", headers={"Accept-Language": "fr"})
    assert client.get(**other).data != first.data


def test_nobody_gets_the_page_that_was_given_while_his_was_sent_in_parts(app: Flask) -> None:
    def answered(path: str) -> Answered:
        return call(app, create_environ(path))

    assert answered("/shows").body.startswith(b"<!doctype html>")
    dump = answered("/api/v1/dump").rest
    assert dump is not None
    first = dump.next()
    assert answered("/shows").body.startswith(b"<!doctype html>")  # it is kept already
    dump.close()
    again = answered("/api/v1/dump").rest
    assert again is not None
    assert again.next() == first
    again.close()


def test_a_question_mark_within_an_address_is_another_page(app: Flask) -> None:
    def shown(path: str, query: str) -> bytes:
        return call(app, {**create_environ("/", query_string=query), "PATH_INFO": path}).body

    shown("/people/ines-barral?", "")
    assert b'rel="canonical" href="http://localhost/people/ines-barral"' in shown("/people/ines-barral", "?")


class Counter:
    """Takes down what is counted."""

    def __init__(self) -> None:
        self.counted: list[str] = []

    def count(self, query: str, **_told: object) -> None:
        """A question."""
        self.counted.append(query)

    def status(self) -> CounterStatus:
        """How counting stands."""
        return CounterStatus()


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def counting(root: Path, library: Library, counter: Counter) -> Flask:
    return create_app(Site(IndexProvider(root), library, counter=counter))  # type: ignore[arg-type]


def test_an_answer_is_made_once_and_counted_each_time(counting: Flask, counter: Counter) -> None:
    client = counting.test_client()
    first = client.get("/search?q=cantine")
    with made(counting) as names:
        again = client.get("/search?q=cantine")
    assert names == [] and again.data == first.data
    assert counter.counted == ["cantine", "cantine"]


def test_an_answer_that_was_cut_short_is_made_again(counting: Flask) -> None:
    query = "/search?q=cantine+port+phare"
    with counting.test_request_context(query):
        g.validator = page_cache.validator()
        page_cache.keep_only(False)
        assert page_cache._cached_page() is None and page_cache._store_page(Response("half")) and page_cache._cached_page() is None
        assert "ETag" not in page_cache.mark_for_cache(Response("half")).headers


def test_answers_take_no_room_of_other_pages(counting: Flask) -> None:
    client = counting.test_client()
    client.get("/")
    kept = counting.extensions["kept"]
    before = kept[False]._bytes
    for number in range(5):
        client.get(f"/search?q=mot{number}")
    assert kept[False]._bytes == before and kept[True]._bytes > 0


def test_an_answer_of_the_api_is_made_once(counting: Flask) -> None:
    client = counting.test_client()
    first, again = (client.get("/api/search?q=digue") for _ in range(2))
    assert first.json["took_ms"] == again.json["took_ms"] and first.data == again.data  # type: ignore[index]
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_a_feed_is_made_once(counting: Flask) -> None:
    client, kept = counting.test_client(), counting.extensions["kept"][False]
    first, again = (client.get("/feeds/episodes.atom") for _ in range(2))
    assert again.data == first.data and again.headers["Link"] == first.headers["Link"]
    assert [address for _, _, address, _ in kept._pages] == ["/feeds/episodes.atom?"]


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_page_is_compressed_once(counting: Flask, encoding: str) -> None:
    client, accepts = counting.test_client(), {"Accept-Encoding": encoding}
    address = f"/episodes/{small_archive.PORT}"
    first = client.get(address, headers=accepts)
    counting.config.update(COMPRESS_BR_LEVEL=0, COMPRESS_LEVEL=1)
    again = client.get(address, headers=accepts)
    assert again.data == first.data and again.vary == first.vary
    assert first.headers["Content-Encoding"] == again.headers["Content-Encoding"] == encoding
    assert again.headers["Content-Length"] == str(len(again.data))
    assert client.get(address + "?a=b", headers=accepts).data != first.data, "the levels tell nothing"


ACCEPTED = [
    *("", "identity", "gzip", "br", "gzip, deflate, br, zstd", "br;q=0.1, gzip;q=0.9", "gzip;q=0", "br;q=0, gzip", "*", "compress"),
]


def test_nobody_is_given_an_encoding_that_another_asked_for(app: Flask) -> None:
    client, address = app.test_client(), f"/episodes/{small_archive.PORT}"

    def encodings() -> dict[str, str]:
        answers = {accepted: client.get(address, headers={"Accept-Encoding": accepted}) for accepted in ACCEPTED}
        return {accepted: answer.headers.get("Content-Encoding", "") for accepted, answer in answers.items()}

    first = encodings()
    assert set(first.values()) == {"", "gzip", "br"} and encodings() == first
    assert (first["gzip, deflate, br, zstd"], first["br;q=0.1, gzip;q=0.9"], first["br;q=0, gzip"]) == ("br", "gzip", "gzip")


def test_what_is_taken_down_is_not_kept(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        address = f"/episodes/{small_archive.PORT}"
        assert client.get(address).status_code == 200
        library.remove(small_archive.PORT, "décision de justice")
        assert client.get(address).status_code == 410
        library.restore(small_archive.PORT)
        assert client.get(address).status_code == 200


def test_an_error_is_not_kept(app: Flask) -> None:
    client = app.test_client()
    client.get("/episodes/none")
    with made(app) as names:
        assert client.get("/episodes/none").status_code == 404
    assert names


@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_long_address_takes_its_room_however_little_its_page_shows(letter: str) -> None:
    kept, addresses = PageCache(100_000), [f"/api/suggest?q=z&{letter * 7_000}={number}" for number in range(60)]
    for address in addresses:
        kept.put(("stamp", "host", address, "br"), Page((("X-Header", "y" * 3_000),), b"[]"))
    held = [address for address in addresses if kept.get(("stamp", "host", address, "br"))]
    assert held == addresses[-len(held) :]
    assert 5 <= len(held) <= 100_000 // 10_000


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6_000))))
def test_no_more_is_kept_than_there_is_room_for_and_the_last_asked_for_stays(asked: list[tuple[int, int]]) -> None:
    kept, sizes = PageCache(10_000), dict[int, int]()
    for number, size in asked:
        key = ("stamp", "host", str(number), "br")
        if kept.get(key) is None:
            sizes[number] = size
            kept.put(key, Page((), b"x" * size))
        assert kept.get(key) is not None
    held = [sizes[number] for number in range(10) if kept.get(("stamp", "host", str(number), "br"))]
    assert sum(held) <= 10_000
