"""The worker's deadlines, on a real server; the waits of these tests only end what hangs."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

from tests.server.large import BODY, CONNECTIONS

LONG, SHORT = "600", "0.5"
GET_ONCE = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
MUCH, LITTLE = "1000000000", "36000000"
"""Bytes: more than all answers together, and than two of them, but not than three without what the system holds."""


@contextmanager
def served(head_s: str, send_s: str, most_unsent: str) -> Iterator[int]:
    """The port of a server with these deadlines."""
    words = [sys.executable, "-m", "tests.server.large", head_s, send_s, most_unsent]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def connection(port: int, text: str = "") -> socket.socket:
    """A connection that has said this, and whose system takes little unread."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.settimeout(60)
    made.connect(("127.0.0.1", port))
    made.sendall(text.encode())
    return made


def asking(port: int) -> socket.socket:
    """A connection whose answer has begun, and is not read."""
    made = connection(port, GET_ONCE)
    assert made.recv(1, socket.MSG_PEEK)
    return made


def wait_until_dropped(made: socket.socket) -> None:
    """Returns when no process at the other side has the connection open any more: what its system still sends, it sends alone."""
    own, other = made.getsockname(), made.getpeername()
    for _ in range(600):
        if not any(one.pid and (one.laddr, one.raddr) == (other, own) for one in psutil.net_connections("tcp4")):
            return
        time.sleep(0.1)
    raise AssertionError("the connection is kept")


def rest(made: socket.socket) -> int:
    """How many bytes come until the other side closes, or breaks off."""
    size = 0
    with made, suppress(ConnectionError):
        while part := made.recv(65536):
            size += len(part)
    return size


def test_a_head_that_does_not_end_in_time_is_not_waited_for() -> None:
    with served(SHORT, LONG, MUCH) as port:
        assert rest(connection(port)) == 0
        assert rest(connection(port, "GET / HTTP/1.1\r\nHost:")) == 0


def test_the_deadline_of_the_head_is_not_the_answer_s() -> None:
    with served(SHORT, LONG, MUCH) as port:
        reading = connection(port, GET_ONCE)
        assert rest(connection(port)) == 0, "the deadline has passed"
        assert rest(reading) > len(BODY)


def test_an_answer_that_nobody_takes_is_not_kept_for_ever() -> None:
    with served(LONG, SHORT, MUCH) as port:
        silent = asking(port)
        wait_until_dropped(silent)
        assert rest(silent) < len(BODY)


def test_of_those_who_take_no_answer_the_first_goes_where_all_hold_too_much() -> None:
    with served(LONG, LONG, LITTLE) as port:
        first, *others = (asking(port) for _ in range(3))
        wait_until_dropped(first)
        assert rest(first) < len(BODY)
        assert all(rest(other) > len(BODY) for other in others)


def test_connections_beyond_the_bound_are_closed() -> None:
    with served(LONG, LONG, MUCH) as port:
        within = [connection(port) for _ in range(CONNECTIONS)]
        assert rest(connection(port)) == 0
        for one in within:
            one.close()
