"""The fetcher against a real server on this machine."""

import datetime as dt
import gzip
import json
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path

import pytest

from archive.model.platforms import without_password
from archive.operations.fetching.fetcher import OPEN, Fetched, Fetcher, FetchError, Manners
from archive.operations.fetching.saved_pages import file_for, sidecar_of, state
from tests.operations.running import archive_here, told_here
from tests.operations.site import Asked, Reply, Site

QUICK = Manners(delay_s=0, first_wait_s=0.01, tries=3, timeout_s=5, fresh_s=0)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def fetch(into: Path, *urls: str, manners: Manners = QUICK, slept: list[float] | None = None) -> list[Fetched]:
    waits = [] if slept is None else slept
    with Fetcher(into, manners, sleep=waits.append) as fetcher:
        return list(fetcher.pages(urls))


def test_a_page_is_saved_beside_a_sidecar_that_says_where_and_when(site: Site, tmp_path: Path) -> None:
    site.says["/e/1"] = Reply("<p>00:01 Bonjour à tous</p>".encode())
    before = dt.datetime.now(dt.UTC)
    (fetched,) = fetch(tmp_path, f"{site.address}/e/1")
    assert fetched.outcome == "saved"
    assert fetched.path is not None
    assert fetched.path.read_text() == "<p>00:01 Bonjour à tous</p>"
    sidecar = json.loads(sidecar_of(fetched.path).read_text())
    assert sidecar["url"] == f"{site.address}/e/1"
    assert before <= dt.datetime.fromisoformat(sidecar["fetched_at"]) <= dt.datetime.now(dt.UTC)
    assert sorted(path.name for path in fetched.path.parent.iterdir()) == [fetched.path.name, fetched.path.name + ".meta.json"]


def test_a_page_closed_by_robots_is_not_asked_for(site: Site, tmp_path: Path) -> None:
    site.says["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private\nAllow: /private/but-this$")
    site.says["/private/but-this"] = site.says["/open"] = Reply(b"here")
    got = fetch(tmp_path, *(f"{site.address}{path}" for path in ("/private/x", "/private/but-this", "/open")))
    assert [one.outcome for one in got] == ["forbidden", "saved", "saved"]
    assert "robots.txt" in got[0].reason
    assert site.paths() == ["/private/but-this", "/open"]


def test_nothing_is_fetched_while_robots_cannot_be_read(site: Site, tmp_path: Path) -> None:
    site.says["/robots.txt"] = Reply(b"", 503)
    (got,) = fetch(tmp_path, f"{site.address}/e")
    assert got.outcome == "failed"
    assert "robots.txt" in got.reason
    assert site.paths() == []


def test_a_redirect_into_a_closed_path_is_not_followed(site: Site, tmp_path: Path) -> None:
    site.says["/robots.txt"] = Reply(b"User-agent: mot-pour-mot\nDisallow: /closed")
    site.says["/a"] = Reply(b"", 302, {"Location": "/closed/b"})
    (got,) = fetch(tmp_path, f"{site.address}/a")
    assert got.outcome == "forbidden"
    assert site.paths() == ["/a"]


def test_a_redirect_is_followed_and_the_page_kept_under_the_address_asked_for(site: Site, tmp_path: Path) -> None:
    site.says["/old"] = Reply(b"", 301, {"Location": "/new"})
    site.says["/new"] = Reply(b"moved")
    (got,) = fetch(tmp_path, f"{site.address}/old")
    assert got.path == tmp_path / file_for(f"{site.address}/old")
    assert got.path.read_bytes() == b"moved"


def test_a_ring_of_redirects_ends_in_a_reason(site: Site, tmp_path: Path) -> None:
    site.says["/ring"] = Reply(b"", 302, {"Location": "/ring"})
    (got,) = fetch(tmp_path, f"{site.address}/ring")
    assert got.outcome == "failed"
    assert "redirects" in got.reason


def test_an_unchanged_page_is_asked_for_conditionally_and_keeps_its_first_time(site: Site, tmp_path: Path) -> None:
    def page(asked: Asked) -> Reply:
        same = asked.headers.get("if-none-match") == '"v1"' and asked.headers.get("if-modified-since") == stamp
        return Reply(b"", 304) if same else Reply(b"text", 200, {"ETag": '"v1"', "Last-Modified": stamp})

    stamp = format_datetime(dt.datetime(2026, 2, 9, tzinfo=dt.UTC), usegmt=True)
    site.says["/e"] = page
    (first,) = fetch(tmp_path, f"{site.address}/e")
    assert first.path is not None
    saved = json.loads(sidecar_of(first.path).read_text())
    (second,) = fetch(tmp_path, f"{site.address}/e")
    again = json.loads(sidecar_of(first.path).read_text())
    assert second.outcome == "unchanged"
    assert again["fetched_at"] == saved["fetched_at"]
    assert again["checked_at"] > saved["checked_at"]


def test_a_page_whose_file_was_lost_after_its_sidecar_is_fetched_whole(site: Site, tmp_path: Path) -> None:
    site.says["/e"] = lambda asked: Reply(b"", 304) if "if-none-match" in asked.headers else Reply(b"text", 200, {"ETag": '"v1"'})
    (first,) = fetch(tmp_path, f"{site.address}/e")
    assert first.path is not None
    first.path.write_bytes(b"cut sh")
    (second,) = fetch(tmp_path, f"{site.address}/e")
    assert second.outcome == "saved"
    assert first.path.read_bytes() == b"text"


def test_a_failing_server_is_asked_again_after_growing_waits(site: Site, tmp_path: Path) -> None:
    tempers = iter((Reply(b"", 500), Reply(b"", 502), Reply(b"at last")))
    site.says["/e"] = lambda _: next(tempers)
    slept: list[float] = []
    (got,) = fetch(tmp_path, f"{site.address}/e", manners=Manners(delay_s=0, first_wait_s=8, fresh_s=0), slept=slept)
    first, second = (wait for wait in slept if wait)
    assert got.outcome == "saved"
    assert 8 * 2 / 3 <= first <= 8
    assert 16 * 2 / 3 <= second <= 16


def test_a_server_that_names_its_time_is_obeyed(site: Site, tmp_path: Path) -> None:
    tempers = iter((Reply(b"", 429, {"Retry-After": "7"}), Reply(b"now")))
    site.says["/e"] = lambda _: next(tempers)
    slept: list[float] = []
    (got,) = fetch(tmp_path, f"{site.address}/e", slept=slept)
    assert got.outcome == "saved"
    assert [wait for wait in slept if wait] == [7.0]


def test_a_server_that_asks_for_hours_is_left_with_its_time_in_the_reason(site: Site, tmp_path: Path) -> None:
    site.says["/e"] = Reply(b"", 503, {"Retry-After": "7200"})
    (got,) = fetch(tmp_path, f"{site.address}/e")
    assert got.outcome == "failed"
    assert "7200 s" in got.reason
    assert site.paths() == ["/e"]


def test_a_failing_page_does_not_stop_the_rest(site: Site, tmp_path: Path) -> None:
    site.says["/bad"] = Reply(b"", 500)
    site.says["/good"] = Reply(b"good")
    urls = (f"{site.address}/bad", f"{site.address}/gone", "ftp://elsewhere/x", "http://[", f"{site.address}/good")
    got = fetch(tmp_path, *urls)
    assert [one.outcome for one in got] == ["failed", "failed", "failed", "failed", "saved"]
    assert "500" in got[0].reason
    assert "404" in got[1].reason


def test_a_server_that_is_not_there_is_a_reason(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        (got,) = fetch(tmp_path, f"http://127.0.0.1:{taken.getsockname()[1]}/e")
    assert got.outcome == "failed"
    assert "ConnectError" in got.reason


def test_a_list_that_was_cut_short_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    for number in range(4):
        site.says[f"/{number}"] = Reply(b"page")
    urls = [f"{site.address}/{number}" for number in range(4)]
    fetch(tmp_path, *urls[:2])
    got = fetch(tmp_path, *urls, manners=Manners(delay_s=0))
    assert [one.outcome for one in got] == ["fresh", "fresh", "saved", "saved"]
    assert site.paths() == ["/0", "/1", "/2", "/3"]


def test_a_clock_set_back_does_not_keep_a_page_fresh_for_ever(site: Site, tmp_path: Path) -> None:
    site.says["/e"] = Reply(b"page")
    (got,) = fetch(tmp_path, f"{site.address}/e")
    assert got.path is not None
    sidecar = json.loads(sidecar_of(got.path).read_text())
    sidecar["checked_at"] = (dt.datetime.now(dt.UTC) + dt.timedelta(days=400)).isoformat()
    sidecar_of(got.path).write_text(json.dumps(sidecar))
    assert fetch(tmp_path, f"{site.address}/e", manners=Manners(delay_s=0))[0].outcome == "unchanged"


def test_requests_to_one_host_keep_their_distance(site: Site, tmp_path: Path) -> None:
    site.says["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 3600")
    for number in range(3):
        site.says[f"/{number}"] = Reply(b"page")
    waited: list[float] = []
    with Fetcher(tmp_path, Manners(delay_s=0.05, fresh_s=0), sleep=waited.append) as fetcher:
        list(fetcher.pages(f"{site.address}/{number}" for number in range(3)))
    assert len(site.paths()) == 3
    assert sum(seconds > 200 for seconds in waited) == 2, "before each page but the first: the longest wait, 300 s"


def test_a_page_larger_than_the_limit_is_refused_and_leaves_nothing(site: Site, tmp_path: Path) -> None:
    site.says["/big"] = Reply(b"x" * 2000)
    (got,) = fetch(tmp_path, f"{site.address}/big", manners=Manners(delay_s=0, most_bytes=1000))
    assert got.outcome == "failed"
    assert "1000 bytes" in got.reason
    assert list(tmp_path.rglob("*.html")) == []


def test_a_feed_that_cannot_be_had_raises_with_its_address(site: Site, tmp_path: Path) -> None:
    with Fetcher(tmp_path, QUICK) as fetcher, pytest.raises(FetchError, match="/feed: the server answers 404"):
        fetcher.got(f"{site.address}/feed")


def test_two_addresses_never_share_a_file() -> None:
    urls = ["http://a/x?p=1", "http://a/x?p=2", "http://a/x", "http://a/", "http://b/x", "http://a/é/" + "long" * 99]
    files = {file_for(url) for url in urls}
    assert len(files) == len(urls)
    assert all(len(file.name) < 120 and ".." not in file.parts for file in files)


def looked_up(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """A name server that answers other addresses each time; the last one from then on."""
    waiting = list(answers)

    def getaddrinfo(_host: str, port: object, *_: object, **__: object) -> list[object]:
        address = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]

    monkeypatch.setattr("archive.operations.fetching.transport.socket.getaddrinfo", getaddrinfo)


def test_a_name_that_is_public_when_asked_about_and_private_when_connected_to_saves_nothing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.says["/inside"] = Reply(b"the secret of the house")
    port = site.address.rpartition(":")[2]
    for answers in (["93.184.216.34", "127.0.0.1"], ["93.184.216.34", "93.184.216.34", "127.0.0.1"]):
        looked_up(monkeypatch, *answers)
        (got,) = fetch(tmp_path, f"http://rebinding.example:{port}/inside")
        assert got.outcome == "forbidden"
        assert "private" in got.reason
    assert site.paths() == []


def test_what_can_be_no_host_fails_alone(site: Site, tmp_path: Path) -> None:
    site.says["/e"] = Reply(b"here")
    hosts = (f"{'a' * 64}.example/", "..", "a..b/", "[::1/", "a:b/", "127.0.0.1:99999/", "127.0.0.1:0/", "")
    hopeless = [f"http://{host}" for host in hosts]
    got = fetch(tmp_path, *hopeless, f"{site.address}/e")
    assert [one.outcome for one in got] == ["failed"] * len(hopeless) + ["saved"]


def test_a_redirect_to_what_is_no_address_fails_alone(site: Site, tmp_path: Path) -> None:
    site.says["/a"] = Reply(b"", 302, {"Location": "http://[::1/"})
    site.says["/b"] = Reply(b"", 302, {"Location": f"http://{'a' * 64}.example/"})
    site.says["/e"] = Reply(b"here")
    got = fetch(tmp_path, *(f"{site.address}{path}" for path in ("/a", "/b", "/e")))
    assert [one.outcome for one in got] == ["failed", "forbidden", "saved"]


@contextmanager
def dripping(head: bytes) -> Iterator[str]:
    """A server that says its head, then a byte each tenth of a second, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.recv(4096)
                connection.sendall(head)
                while not ended.wait(0.1):
                    connection.sendall(b"x")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/page"
    finally:
        ended.set()
        socket.create_connection(listener.getsockname()).close()
        thread.join()
        listener.close()


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"])
def test_a_server_that_drips_holds_nobody_longer_than_a_page_may_take(tmp_path: Path, head: bytes) -> None:
    manners = Manners(delay_s=0, first_wait_s=0.01, tries=1, timeout_s=5, total_s=0.5, fresh_s=0)
    with dripping(head) as address:
        (got,) = fetch(tmp_path, address, manners=manners)
    assert got.outcome == "failed"


def test_a_page_slower_than_the_least_speed_is_left(tmp_path: Path) -> None:
    manners = Manners(delay_s=0, first_wait_s=0.01, tries=1, timeout_s=5, grace_s=0.2, least_rate=1000, fresh_s=0)
    with dripping(b"HTTP/1.1 200 OK\r\n\r\n") as address, Fetcher(tmp_path, manners, sleep=lambda _: None) as fetcher:
        fetcher._robots[address.removesuffix("/page")] = OPEN
        (got,) = fetcher.pages([address])
    assert got.outcome == "failed"
    assert "slower than 1000 bytes a second" in got.reason


def bomb(codings: int, size: int = 100_000_000) -> bytes:
    """Zeros, packed so often."""
    body = gzip.compress(bytes(size))
    return body if codings == 1 else gzip.compress(body)


def test_what_swells_is_refused_before_it_takes_memory(site: Site, tmp_path: Path) -> None:
    small = replace(QUICK, most_bytes=1_000_000)
    site.says["/once"] = Reply(bomb(1), headers={"Content-Encoding": "gzip"})
    site.says["/twice"] = Reply(bomb(2), headers={"Content-Encoding": "gzip, gzip"})
    tracemalloc.start()
    try:
        got = fetch(tmp_path, f"{site.address}/once", f"{site.address}/twice", manners=small)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert [one.outcome for one in got] == ["failed", "failed"]
    assert "larger than 1000000 bytes" in got[0].reason
    assert "gzip, gzip" in got[1].reason


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP", "identity", ""])
def test_a_page_comes_packed_once_or_not_at_all(site: Site, tmp_path: Path, coding: str) -> None:
    body = b"Bonjour. " * 50_000
    sent = gzip.compress(body) if "zip" in coding.lower() else body
    site.says["/e"] = Reply(sent, headers={"Content-Encoding": coding} if coding else {})
    (got,) = fetch(tmp_path, f"{site.address}/e")
    assert got.path is not None
    assert got.path.read_bytes() == body


@pytest.mark.parametrize("sent", [gzip.compress(b"Bonjour", mtime=0)[:-4], b"no gzip at all", b""])
def test_a_page_that_is_no_whole_gzip_is_refused(site: Site, tmp_path: Path, sent: bytes) -> None:
    site.says["/e"] = Reply(sent, headers={"Content-Encoding": "gzip"})
    (got,) = fetch(tmp_path, f"{site.address}/e")
    assert (got.outcome, got.path) == ("failed", None)
    assert "gzip" in got.reason


def test_a_password_in_an_address_is_neither_kept_nor_published(site: Site, tmp_path: Path) -> None:
    site.says["/e"] = Reply(b"<title>Le port</title><p>Transcription</p><p>00:01 Une cornemuse</p><p>00:09 Un violon</p>")
    (got,) = fetch(tmp_path / "pages", site.address.replace("http://", "http://camille:motdepasse@") + "/e")
    assert got.path is not None
    state(got.path, {"url": "https://camille:motdepasse@example.org/e.mp3", "guid": "https://camille:motdepasse@example.org/1"})
    assert b"motdepasse" not in sidecar_of(got.path).read_bytes()
    library = tmp_path / "library"
    archive_here(library, "add", str(got.path.parent))
    (slug,) = [one["slug"] for one in told_here(library, "list")]
    assert "example.org/e.mp3" in json.dumps(told_here(library, "show", slug))
    for path in library.rglob("*"):
        assert path.is_dir() or b"motdepasse" not in path.read_bytes(), path


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a:b@example.org/x?y=@z", "https://example.org/x?y=@z"),
        ("//a:b@example.org/x", "//example.org/x"),
        ("https://www.youtube.com/@chaine", "https://www.youtube.com/@chaine"),
        ("https://a:b@c:d@example.org", "https://example.org"),
        ("https://a:b%40@example.org#u@v", "https://example.org#u@v"),
        ("tag:example.org,2026:1", "tag:example.org,2026:1"),
        ("", ""),
    ],
)
def test_what_stands_before_a_host_is_left_out(address: str, kept: str) -> None:
    assert without_password(address) == kept
