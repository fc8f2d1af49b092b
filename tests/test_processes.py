"""A process ends with the one that started it. As a program this is the one that is killed: python -m tests.test_processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from archive.processes import AHEAD, Peer, ProcessEnded, batches, map_in_order, start


def test_a_process_ends_with_the_one_that_started_it_killed_even() -> None:
    parent = subprocess.Popen([sys.executable, "-m", "tests.test_processes"], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"waiting\n"
    parent.kill()
    # The output ends with the last process that could write to it.
    parent.communicate(timeout=30)


def test_items_come_back_in_order_and_are_taken_as_they_are_needed() -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    found = map_in_order(square, items(), 2, int)
    assert next(found) == (0, 0)
    assert len(taken) <= 2 * AHEAD + 1
    assert list(found) == [(number, number * number) for number in range(1, 50)]


def test_what_a_function_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_in_order(inverse, [1, 0], 1, int))


def test_a_pool_whose_process_is_killed_says_so() -> None:
    with pytest.raises(ProcessEnded):
        list(map_in_order(die, [1], 1, int))


def test_a_peer_answers_what_it_was_sent() -> None:
    peer = Peer(add, 1)
    try:
        peer.send(20)
        peer.send(21)
        assert peer.receive() == 42
    finally:
        peer.close()
    assert not peer.process.is_alive()


def test_batches_are_of_one_size_but_the_last() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]


def square(number: int) -> int:
    return number * number


def inverse(number: int) -> float:
    return 1 / number


def die(number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def add(connection: Connection, more: int) -> int:
    first, second = connection.recv(), connection.recv()
    return int(first) + int(second) + more


def wait() -> None:
    """What the other process does: for ever, if it were let."""
    print("waiting", flush=True)
    time.sleep(3600)


if __name__ == "__main__":
    start(wait).join()
