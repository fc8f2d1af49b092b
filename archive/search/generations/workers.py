"""Several processes that write segments, this one among them, each reading its own documents from the source."""

import ctypes
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from archive.errors import UnavailableError
from archive.processes import SPAWNED, start, stop
from archive.search.generations.checkpoint import Finished
from archive.search.generations.layout import GenerationError
from archive.search.index.document_table import Document, Source

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_MOST = 2**30
_USUAL_TRIM, _USUAL_MMAP = 64 * 2**20, 32 * 2**20
"""Where glibc's own thresholds end up in a process that has freed large arrays."""


@contextmanager
def kept_memory() -> Iterator[None]:
    """Keeps freed memory for the next array, and gives all back at the end. Does nothing where the C library is not
    glibc."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "mallopt") or not hasattr(libc, "malloc_trim"):
        yield
        return
    libc.mallopt(_M_MMAP_THRESHOLD, _MOST)
    libc.mallopt(_M_TRIM_THRESHOLD, _MOST)
    try:
        yield
    finally:
        libc.mallopt(_M_MMAP_THRESHOLD, _USUAL_MMAP)
        libc.mallopt(_M_TRIM_THRESHOLD, _USUAL_TRIM)
        libc.malloc_trim(0)


Progress = Callable[[int], None]
Write = Callable[[Path, Iterable[Document]], list[Finished]]

log = logging.getLogger(__name__)

BATCH = 32
WAIT_S = 0.5


def write_in_workers(
    write: Write, directory: Path, source: Source, slugs: Sequence[str], workers: int, progress: Progress
) -> list[Finished]:
    """The segments that all `workers` processes made with `write`; `progress` is told how many documents are taken.
    Raises GenerationError when one of the others fails or is killed."""
    sources: Any = SPAWNED.Queue()
    batches: Any = SPAWNED.Queue()
    results: Any = SPAWNED.Queue()
    processes = []
    for _ in range(1, workers):
        processes.append(start(_work, write, directory, sources, batches, results))
        # A queue is filled from the side: as an argument, a long source holds this process up until the other reads it.
        sources.put(source)
    others = _Others(results, processes, progress)
    try:
        for first in range(0, len(slugs), BATCH):
            batches.put(slugs[first : first + BATCH])
        for _ in range(workers):
            batches.put(None)
        made = write(directory, _documents(source, lambda: others.wait_for(batches), others.took_here))
        return made + others.all_made()
    finally:
        for queue in (sources, batches):
            queue.cancel_join_thread()
        stop(processes)


def _work(write: Write, directory: Path, sources: Any, batches: Any, results: Any) -> None:
    try:
        with kept_memory():
            results.put(write(directory, _documents(sources.get(), batches.get, results.put)))
    except UnavailableError as error:
        results.put(error)
    except Exception as error:
        log.exception("a process that writes a segment failed")
        results.put(f"{type(error).__name__}: {error}")


def _documents(source: Source, next_batch: Callable[[], Any], took: Callable[[int], None]) -> Iterator[Document]:
    while (batch := next_batch()) is not None:
        yield from source.documents(batch)
        took(len(batch))


class _Others:
    """The processes beside this one, and what they say: how many documents they took, and at last their segments."""

    def __init__(self, results: Any, processes: Sequence[Any], progress: Progress) -> None:
        self._results, self._processes, self._progress = results, processes, progress
        self._made: list[Finished] = []
        self._taken, self._at_work = 0, len(processes)

    def took_here(self, count: int) -> None:
        """Counts what this process took, and hears the others meanwhile."""
        self._count(count)
        while not self._results.empty():
            self._hear(self._results.get())

    def all_made(self) -> list[Finished]:
        """Waits for every process's last word: the segments that it made."""
        while self._at_work:
            self._hear(self.wait_for(self._results))
        return self._made

    def _hear(self, said: Any) -> None:
        if isinstance(said, UnavailableError):
            raise said
        if isinstance(said, str):
            raise GenerationError(f"an indexing process failed: {said}")
        if isinstance(said, int):
            self._count(said)
        else:
            self._made += said
            self._at_work -= 1

    def _count(self, taken: int) -> None:
        self._taken += taken
        self._progress(self._taken)

    def wait_for(self, queue: Any) -> Any:
        """What comes next in a queue; raises GenerationError where another process is dead: it may have died holding
        the queue."""
        while True:
            try:
                return queue.get(timeout=WAIT_S)
            except Empty:
                self._check()

    def _check(self) -> None:
        dead = [process for process in self._processes if process.exitcode not in (None, 0)]
        if dead:
            raise GenerationError(
                f"an indexing process was ended with code {dead[0].exitcode}; run the command again: it goes on from there"
            )
