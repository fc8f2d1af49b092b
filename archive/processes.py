"""Processes beside this one: the only place where any is started.

All but those of `begin_command` are fresh interpreters (a forked one would share open databases, and locks of threads
that it does not have), and end when the process that started them is gone, killed even: they would wait for work for
ever, or go on writing beside whoever begins anew. Five ways to use them:

- `begin_beside` begins a command of ours that ends with this process;
- `start` runs a function beside this process; what the two share (queues) is the caller's, and so is noticing its end;
- `Peer` is one process with a line to it: nobody waits to send, and what goes wrong there is raised where its answer
  is received;
- `map_in_order` spreads a function over many items;
- `Crew` does so with items that nobody trusts: each within limits, and one that kills its process kills nothing else.

What is given to a process, and what it gives back, is pickled.
"""

import os
import pickle
import resource
import select
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import inf
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from signal import SIG_IGN, SIGINT, SIGKILL, SIGXCPU, Signals, signal
from threading import Event, Lock, Thread
from types import ModuleType
from typing import Any, TypeVar

SPAWNED = get_context("spawn")
AHEAD = 3
"""Items a process that `map_in_order` hands out before the first of them is taken back: none waits for the slowest."""
T = TypeVar("T")
R = TypeVar("R")
Packed = TypeVar("Packed")


class ProcessEnded(RuntimeError):
    """A process was ended from outside (for want of memory, say) before it gave what it was asked for; `by_limit`:
    perhaps by a limit that it was given."""

    by_limit = False


def end_with_parent() -> None:
    """Has this process end when the one that started it is gone. A step within C that lets no other thread run is
    finished first. Does nothing in a process that no other of ours started."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), name="end with parent", daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def begin_command(words: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Begins a program of ours that goes on by itself, whatever becomes of this process: it has no terminal, and says
    in the journal what came of it. Never with words that a visitor typed."""
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    Thread(target=process.wait, name="awaits a command", daemon=True).start()
    return process


def begin_beside(words: Sequence[str], environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Begins a program of ours that ends when its standard input does: when that is closed, or this process and all
    that it forked are gone, however they ended. It says on our standard error what it has to say."""
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=dict(environ))


def input_ends(seconds: float) -> bool:
    """Waits so long for the end of standard input; whether it came. For who was begun by `begin_beside`."""
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(ready) and not os.read(sys.stdin.fileno(), 1)


def start(run: Callable[..., None], *arguments: Any) -> BaseProcess:
    """A process that runs `run(*arguments)`; stop it with `stop`."""
    process = SPAWNED.Process(target=_run, args=(tuple(_heritage.items()), run, arguments), daemon=True)
    with _without_script():
        process.start()
    return process


@contextmanager
def _without_script() -> Iterator[None]:
    """Hides the script that began this process: `spawn` has each process import it, and all commands, for nothing."""
    with _starting:
        script, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script


def bequeath(set_up: Callable[[Any], None], value: Any) -> None:
    """Has every process that is started from now on call `set_up(value)` before anything else."""
    _heritage[set_up] = value


_heritage: dict[Callable[[Any], None], Any] = {}
_starting = Lock()


def _inherit(heritage: Sequence[tuple[Callable[[Any], None], Any]]) -> None:
    """At the beginning of a process. Ctrl-C is for the one that started it, which then ends all of them."""
    signal(SIGINT, SIG_IGN)
    end_with_parent()
    for set_up, value in heritage:
        set_up(value)


def _run(heritage: Sequence[tuple[Callable[[Any], None], Any]], run: Callable[..., None], arguments: Sequence[Any]) -> None:
    _inherit(heritage)
    run(*arguments)


def stop(processes: Iterable[BaseProcess]) -> None:
    """Ends processes, whatever they are doing (stopped ones too), and waits until they are gone."""
    for process in processes:
        process.kill()
        process.join()


class Peer:
    """A process that runs `run(connection, *arguments)` once: it receives what is sent, and its result is the
    answer."""

    def __init__(self, run: Callable[..., object], *arguments: Any) -> None:
        self._connection, other = SPAWNED.Pipe()
        self.process = start(_answer, run, other, arguments)
        other.close()
        self._given: SimpleQueue[tuple[Any] | None] = SimpleQueue()
        self._sending = Thread(target=self._send, daemon=True)
        self._sending.start()

    def send(self, value: Any) -> None:
        """Hands a value over; it waits for the process, the caller does not."""
        self._given.put((value,))

    def receive(self) -> Any:
        """What `run` returned, once; waits for it. Raises the ValueError or OSError that `run` raised, and ProcessEnded
        where the process is gone, for any other error that it printed."""
        try:
            succeeded, answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise ProcessEnded(f"a process of this command was ended {_end_of(self.process)}") from error
        if not succeeded:
            raise answer
        return answer

    def close(self) -> None:
        """Ends the process, whatever it is doing."""
        self._given.put(None)
        stop([self.process])
        self._sending.join()
        self._connection.close()

    def _send(self) -> None:
        with suppress(OSError):
            while (given := self._given.get()) is not None:
                self._connection.send(given[0])


def _answer(run: Callable[..., object], connection: Connection, arguments: Sequence[Any]) -> None:
    try:
        answer: tuple[bool, object] = True, run(connection, *arguments)
    except (ValueError, OSError) as error:
        answer = False, error
    connection.send(answer)


_function: list[Callable[[Any], Any]] = []
"""In a process of `map_in_order` only: what it does with each item, sent once when it starts."""


def map_in_order(
    function: Callable[[Packed], R], items: Iterable[T], workers: int, pack: Callable[[T], Packed]
) -> Iterator[tuple[T, R]]:
    """(item, function(pack(item))) of each item in turn, by so many processes, `pack` done here; items are taken as
    they are needed. Raises what `function` raises, and ProcessEnded where a process is gone."""
    rest = iter(items)
    ahead: deque[tuple[T, Future[R]]] = deque()
    pool = ProcessPoolExecutor(workers, SPAWNED, _begin, (tuple(_heritage.items()), function))
    try:
        while True:
            ahead.extend((item, pool.submit(_apply, pack(item))) for item in islice(rest, AHEAD * workers + 1 - len(ahead)))
            if not ahead:
                return
            item, answer = ahead.popleft()
            yield item, answer.result()
    except BrokenProcessPool as error:
        raise ProcessEnded("a process of this command was ended from outside") from error
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be taken for an item of a Crew: seconds of the processor, bytes of the memory of the process, and
    seconds until its answer (up to a quarter more), for what waits and does not work."""

    cpu_s: int
    memory: int
    wall_s: float = 600


class Crew:
    """Processes that apply a function to items, each within limits, and are used again; one that is ended is replaced.
    They begin when there is something for them to do."""

    def __init__(self, function: Callable[[Any], Any], workers: int, limits: Limits) -> None:
        self._function, self._limits = pickle.dumps(function), limits
        self._threads = ThreadPoolExecutor(workers, "crew")
        self._turn, self._closed = Lock(), Event()
        self._members, self._idle = set[_Member](), list[_Member]()
        self._overdue = Thread(target=self._end_overdue, name="crew's clock", daemon=True)

    def submit(self, item: Any) -> "Future[Any]":
        """What the function makes of an item, to be waited for. It raises what the function raises, and ProcessEnded
        where its process was ended: by a limit, by a fault in a library, or from outside."""
        return self._threads.submit(self._ask, item)

    def _ask(self, item: Any) -> Any:
        member = self._take()
        try:
            succeeded, answer = member.ask(item)
        except BaseException:
            with self._turn:
                self._members.discard(member)
            member.end()
            raise
        if not self._is_idle(member):
            member.end()
        if not succeeded:
            raise answer
        return answer

    def _is_idle(self, member: "_Member") -> bool:
        """Whether it can be asked again: it cannot where it answered in the moment in which it was ended."""
        with self._turn:
            member.due = inf
            if member in self._members:
                self._idle.append(member)
            return member in self._members

    def _take(self) -> "_Member":
        """One that nobody asks, asked from now on. None begins once all are being ended: nobody would end it."""
        with self._turn:
            if self._closed.is_set():
                raise ProcessEnded("the processes of this command are being ended")
            member = self._idle.pop() if self._idle else _Member(self._function, self._limits)
            member.due = time.monotonic() + self._limits.wall_s
            self._members.add(member)
            return member

    def _end_overdue(self) -> None:
        """Ends the processes whose answer is overdue, by a quarter of the time that they have at most."""
        while not self._closed.wait(self._limits.wall_s / 4):
            with self._turn:
                for member in [one for one in self._members if one.due < time.monotonic()]:
                    self._members.discard(member)
                    member.kill()

    def __enter__(self) -> "Crew":
        self._overdue.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends all processes, whatever they are doing."""
        with self._turn:
            self._closed.set()
            members = tuple(self._members)
        for member in members:
            member.kill()
        self._threads.shutdown(cancel_futures=True)
        self._overdue.join()
        for member in members:
            member.end()


class _Member:
    """One process of a crew, asked by one thread at a time; its answer is `due` (monotonic) where it is asked."""

    def __init__(self, function: bytes, limits: Limits) -> None:
        self._connection, other = SPAWNED.Pipe()
        self.due = inf
        self._process = start(_work_off, other, function, limits)
        other.close()

    def ask(self, item: Any) -> tuple[bool, Any]:
        """Whether the function returned, and what it returned or raised. Raises ProcessEnded where the process is
        ended."""
        try:
            self._connection.send(item)
            succeeded, answer = self._connection.recv()
        except (EOFError, OSError) as error:
            ended = ProcessEnded(f"a process of this command was ended {_end_of(self._process)}")
            ended.by_limit = self._process.exitcode in _BY_LIMIT
            raise ended from error
        return succeeded, answer

    def kill(self) -> None:
        """Ends the process; whoever asks it is told."""
        self._process.kill()

    def end(self) -> None:
        """Ends the process, which nobody asks any more, and lets go of it."""
        stop([self._process])
        self._connection.close()


def _end_of(process: BaseProcess) -> str:
    """How a process ended that answers no more; it is ended where it does not end by itself."""
    process.join(_GRACE_S)
    stop([process])
    code = process.exitcode
    return f"by {Signals(-code).name}" if code is not None and -code in set(Signals) else f"with code {code}"


_GRACE_S = 5

OUT_OF_MEMORY = 71
"""The code with which a process of a crew ends that is denied memory: what it holds would be in the way of the next
item."""
_BY_LIMIT = (OUT_OF_MEMORY, -SIGXCPU, -SIGKILL)


def _work_off(connection: Connection, function: bytes, limits: Limits) -> None:
    """In a process of a crew: an answer for each item, until there are no more. The function comes pickled, so that a
    module that cannot be read is an answer too."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_DATA, limits.memory)
    try:
        while True:
            _answer_one(connection, function, limits.cpu_s)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _answer_one(connection: Connection, function: bytes, cpu_s: int) -> None:
    item = connection.recv_bytes()
    _limit(resource.RLIMIT_CPU, int(time.process_time()) + 1 + cpu_s)
    try:
        connection.send((True, _loaded(function)(pickle.loads(item))))
    except (MemoryError, BrokenPipeError):
        raise
    except Exception as error:
        connection.send((False, error))
    _limit(resource.RLIMIT_CPU, resource.RLIM_INFINITY)


_loaded = cache(pickle.loads)


def _limit(what: int, most: int) -> None:
    """Limits this process, as far as the system lets it."""
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else hard if most < 0 else min(most, hard), hard))


def can_limit_memory() -> bool:
    """Whether this system holds a process to a limit of its memory: Linux does, macOS does not."""
    return sys.platform == "linux"


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of so many, the last one shorter: what is small by itself is not worth a message."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _begin(heritage: Sequence[tuple[Callable[[Any], None], Any]], function: Callable[[Any], Any]) -> None:
    _inherit(heritage)
    _function[:] = [function]


def _apply(item: Any) -> Any:
    return _function[0](item)
