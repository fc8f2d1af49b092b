"""`archive serve` and those who come to it: slow, ill-formed, in great numbers, or when it is about to end."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.cli.conftest import Run
from tests.load.slow_clients import KINDS, measure, target_of

POST = b"POST /search HTTP/1.1\r\nHost: localhost\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
CLIENTS, SECONDS = 40, 2
PIECE = b"1\r\nx\r\n"
ILL_FORMED = {
    "a length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two different lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
    "a length that is none": POST + b"Content-Length: +5\r\n\r\nabcde",
    "a space before the colon": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length : 5\r\n\r\n",
    "a folded field": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n",
    "a line feed alone": b"GET /healthz HTTP/1.1\nHost: x\n\n",
    "a chunk's size that is none": b"POST /search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "chunks of HTTP/1.0": b"POST /search HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.fixture(scope="module")
def served(indexed: Path) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """The port of a server as it comes, and its process."""
    yield from serve(indexed)


@pytest.fixture
def own(indexed: Path) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """A server with one worker, to be ended."""
    yield from serve(indexed, "--workers", "1")


def serve(library: Path, *words: str) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    command = [sys.executable, "-m", "archive.cli", "--library", str(library), "serve", "--port", "0", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
    assert found
    yield int(found[1]), process
    process.terminate()
    process.communicate(timeout=60)


def connection(port: int, said: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=60)
    made.sendall(said)
    return made


def whole(made: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    said = b""
    with made, suppress(ConnectionResetError):  # a connection with words that nobody read is closed so
        while part := made.recv(65536):
            said += part
    return said


def is_healthy(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
        return bool(answer.status == 200)


@pytest.mark.parametrize("said", ILL_FORMED.values(), ids=ILL_FORMED)
def test_a_request_that_two_servers_could_read_differently_is_refused_and_its_connection_closed(
    served: tuple[int, object], said: bytes
) -> None:
    port, _ = served
    answer = whole(connection(port, said + HEALTH))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1, "what follows is not taken for a request"


def test_a_body_that_is_too_large_is_refused(served: tuple[int, object]) -> None:
    port, _ = served
    said = b"POST /episodes/a/proposal HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 1_100_000
    with connection(port, said) as made:
        assert made.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_body_in_pieces_of_one_byte_costs_the_server_next_to_nothing(own: tuple[int, "subprocess.Popen[str]"]) -> None:
    port, process = own
    assert is_healthy(port)
    (worker,) = psutil.Process(process.pid).children()
    before = worker.cpu_times().user
    for path, at_once, status in ((b"/episodes/a/proposal", 2_000, b"413"), (b"/search", 0, b"405")):
        head = b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        with connection(port, head + PIECE * at_once) as made:  # too many with the head: no deadline for a body begins
            assert made.recv(100).startswith(b"HTTP/1.1 " + status)
            with suppress(ConnectionError):
                made.sendall(PIECE * 300_000)
    assert is_healthy(port)
    assert worker.cpu_times().user - before < 1, "seconds of the processor; without a bound one such body takes four"


def test_requests_that_come_one_after_the_other_on_a_connection_are_all_answered(served: tuple[int, object]) -> None:
    port, _ = served
    last = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    post = b"POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde"
    answer = whole(connection(port, HEALTH + post + HEALTH + last))
    assert re.findall(rb"HTTP/1\.1 (\d+) ", answer) == [b"200", b"405", b"200", b"200"]


def test_a_head_without_a_body_is_answered_to_head(served: tuple[int, object]) -> None:
    port, _ = served
    answer = whole(connection(port, b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n")


def test_a_worker_that_is_killed_is_replaced(own: tuple[int, "subprocess.Popen[str]"]) -> None:
    port, process = own
    assert is_healthy(port)
    (worker,) = psutil.Process(process.pid).children()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(60)
    assert is_healthy(port)
    assert process.poll() is None


def test_a_request_that_has_begun_is_answered_though_the_server_is_told_to_end(indexed: Path) -> None:
    answers = (answered_while_it_ends(indexed) for _ in range(4))
    # A body has ten seconds (408): a machine that takes as long to tell the worker is tried again.
    assert next(answer for answer in answers if not answer.startswith(b"HTTP/1.1 408 ")).startswith(b"HTTP/1.1 404 ")


def answered_while_it_ends(library: Path) -> bytes:
    """What a request gets of which the body comes when its server takes no connections any more."""
    with contextmanager(serve)(library, "--workers", "1") as (port, process):
        asked = connection(
            port, b"POST /episodes/a/proposal HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert asked.recv(100).startswith(b"HTTP/1.1 100 "), "the request is under way"
        (worker,) = psutil.Process(process.pid).children()
        silent = connection(port, b"GET /")
        process.terminate()
        assert whole(silent) == b"", "nobody waits for what was not asked"
        wait_until_closed(worker)
        asked.sendall(b"ab")
        answer = whole(asked)
        assert process.wait(60) == 0
    return answer


def wait_until_closed(worker: psutil.Process) -> None:
    """Returns when a worker takes no connections any more; it looks now and then, to leave the processor to the worker."""
    while any(one.status == psutil.CONN_LISTEN for one in worker.net_connections("tcp")):
        time.sleep(0.02)


def test_a_host_that_others_reach_is_warned_of(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        words = ("serve", "--host", "0.0.0.0", "--port", str(taken.getsockname()[1]))
        assert "trusted_proxies" in run(*words).stderr
        assert "trusted_proxies" not in run(*words, env={"ARCHIVE_TRUSTED_PROXIES": "10.0.0.0/8"}).stderr


def test_this_machine_s_own_addresses_are_not(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "trusted_proxies" not in run("serve", "--port", str(taken.getsockname()[1])).stderr


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_slow_clients_take_nothing_from_another_visitor(served: tuple[int, object], kind: str) -> None:
    port, _ = served

    async def beside() -> list[int]:
        target = await target_of(f"http://127.0.0.1:{port}")
        outcome = await measure(target, kind, KINDS[kind], clients=CLIENTS, seconds=SECONDS)
        return [one.status for one in outcome.asked]

    with ThreadPoolExecutor(1) as apart:  # a loop of its own, whatever runs in this thread
        statuses = apart.submit(lambda: asyncio.run(beside())).result()
    assert len(statuses) > SECONDS
    assert set(statuses) == {200}
