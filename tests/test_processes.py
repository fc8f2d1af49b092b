"""A process ends with the one that started it, and what goes wrong in it is told here."""

import ctypes
import os
import signal
import stat
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing import active_children
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from archive.processes import (
    AHEAD,
    OUT_OF_MEMORY,
    Crew,
    Limits,
    Peer,
    ProcessEnded,
    batches,
    can_limit_memory,
    map_in_order,
)


def test_a_process_ends_with_the_one_that_started_it_killed_even() -> None:
    begin = "from archive.processes import start; from tests.test_processes import wait; start(wait).join()"
    parent = subprocess.Popen([sys.executable, "-c", begin], stdout=subprocess.PIPE)
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


LIMITS = Limits(cpu_s=1, memory=300_000_000, wall_s=60)


def test_a_process_of_a_crew_is_used_again_and_replaced_once_it_is_ended() -> None:
    with Crew(ordeal, 1, LIMITS) as crew:
        first, again = (crew.submit("pid").result() for _ in range(2))
        assert first == again != os.getpid()
        with pytest.raises(ProcessEnded, match="SIGKILL"):
            crew.submit("killed").result()
        assert crew.submit("pid").result() not in {first, os.getpid()}


ENDS = {
    "fault": "SIGSEGV",
    "abort": "SIGABRT",
    "swell": str(OUT_OF_MEMORY),
    "spin": "SIGXCPU",
    "leave": "3",
    "in mid-answer": "SIGKILL",
}


def test_items_that_end_their_process_are_named_and_all_others_answered(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONFAULTHANDLER", raising=False)
    items: list[object] = list(range(150))
    items[::25] = [item for item in ENDS if item != "swell" or can_limit_memory()]
    with Crew(ordeal, 3, LIMITS) as crew:
        answers = [crew.submit(item) for item in items]
        for item, answer in zip(items, answers, strict=True):
            if isinstance(item, str):
                with pytest.raises(ProcessEnded, match=ENDS[item]) as ended:
                    answer.result()
                assert ended.value.by_limit == (item in {"swell", "spin", "in mid-answer"})
            else:
                assert answer.result() == item
    assert capfd.readouterr() == ("", "")
    assert not active_children()


def test_an_item_that_waits_and_does_not_work_is_given_up() -> None:
    with Crew(ordeal, 1, replace(LIMITS, wall_s=0.5)) as crew, pytest.raises(ProcessEnded, match="SIGKILL"):
        crew.submit("stop").result()


def test_one_clock_is_enough_for_all_items_of_a_crew(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, start_thread = list[threading.Thread](), threading.Thread.start
    monkeypatch.setattr(threading.Thread, "start", lambda thread: (begun.append(thread), start_thread(thread)))
    with Crew(ordeal, 1, LIMITS) as crew:
        assert [crew.submit(number).result() for number in range(20)] == list(range(20))
    assert len(begun) == 2, "the one that asks, and the clock"


def test_a_crew_is_ended_while_its_processes_begin_and_while_they_work() -> None:
    with Crew(ordeal, 4, LIMITS) as crew:
        begun = [crew.submit("sleep") for _ in range(20)]
    with Crew(ordeal, 2, LIMITS) as crew:
        crew.submit("pid").result()
        begun += [crew.submit("sleep"), crew.submit("stop")]
    assert all(one.cancelled() or isinstance(one.exception(), ProcessEnded) for one in begun)
    assert not active_children()


def test_what_a_function_of_a_crew_raises_is_raised_here_and_its_process_goes_on() -> None:
    with Crew(ordeal, 1, LIMITS) as crew:
        first = crew.submit("pid").result()
        for item, error in ("raise", ZeroDivisionError), ("give a lock", TypeError):
            with pytest.raises(error):
                crew.submit(item).result()
        assert crew.submit("pid").result() == first


def test_a_module_that_a_crew_cannot_read_is_an_error_of_its_own_and_no_end_of_a_process(capfd: pytest.CaptureFixture[str]) -> None:
    with Crew(Unreadable(), 1, Limits(5, 500_000_000)) as crew:
        for _ in range(2):
            with pytest.raises(FileNotFoundError, match="no such module"):
                crew.submit(1).result()
    assert capfd.readouterr().err == ""


def test_the_script_that_began_a_process_is_not_run_again_in_those_beside_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('run')\nfrom archive.processes import start\nif __name__ == '__main__': start(print, 'beside').join()\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["beside", "run"] or done.stdout.split() == ["run", "beside"], done.stdout


def ordeal(item: object) -> object:
    """What a page may do to the process that reads it."""
    deeds: dict[object, Callable[[], object]] = {
        "pid": os.getpid,
        "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "fault": lambda: ctypes.string_at(1),
        "abort": os.abort,
        "swell": lambda: [bytearray(1 << 20) for _ in range(4096)],
        "spin": lambda: sum(iter(int, 1)),
        "leave": lambda: os._exit(3),
        "in mid-answer": Broken,
        "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
        "sleep": lambda: time.sleep(3600),
        "raise": lambda: 1 // 0,
        "give a lock": threading.Lock,
    }
    return deeds[item]() if item in deeds else item


class Unreadable:
    """What cannot be loaded, as where the disk fails under a module."""

    def __call__(self, _: object) -> None: ...

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return open, ("/no such module",)


class Broken:
    """What kills its process when it is handed over, the first part of it being on its way."""

    def __reduce__(self) -> str:
        (line,) = (int(one.name) for one in Path("/dev/fd").iterdir() if is_socket(int(one.name)))
        os.write(line, struct.pack("!i", 1000) + b"\x80")
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


def is_socket(descriptor: int) -> bool:
    with suppress(OSError):
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    return False


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
