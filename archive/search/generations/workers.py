"""Several processes that write segments, this one among them, each reading its own documents from the source."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from queue import Empty
from typing import Any

from archive.search.document import Document, Source
from archive.search.generations.errors import GenerationError
from archive.search.generations.memory import kept_memory
from archive.search.generations.parts import Finished

Progress = Callable[[int], None]
Write = Callable[[Path, Iterable[Document]], list[Finished]]

BATCH = 32
WAIT_S = 0.5


def write_in_workers(
    write: Write, directory: Path, source: Source, slugs: Sequence[str], workers: int, progress: Progress
) -> list[Finished]:
    """The segments that all `workers` processes made with `write`; `progress` is told how many documents are taken. Raises
    GenerationError when one of the others fails or is killed."""
    context = multiprocessing.get_context("spawn")
    sources: Any = context.Queue()
    batches: Any = context.Queue()
    results: Any = context.Queue()
    processes = [
        context.Process(target=_work, args=(write, directory, sources, batches, results), daemon=True) for _ in range(1, workers)
    ]
    for process in processes:
        process.start()
        # A queue is filled from the side: as an argument, a long source holds this process up until the other reads it.
        sources.put(source)
    others = _Others(results, processes, progress)
    try:
        for first in range(0, len(slugs), BATCH):
            batches.put(slugs[first : first + BATCH])
        for _ in range(workers):
            batches.put(None)
        made = write(directory, _documents(source, batches, others.took_here))
        return made + others.all_made()
    finally:
        for queue in (sources, batches):
            queue.cancel_join_thread()
        for process in processes:
            process.terminate()
            process.join()


def _work(write: Write, directory: Path, sources: Any, batches: Any, results: Any) -> None:
    try:
        with kept_memory():
            results.put(write(directory, _documents(sources.get(), batches, results.put)))
    except Exception as error:
        results.put(f"{type(error).__name__}: {error}")


def _documents(source: Source, batches: Any, took: Callable[[int], None]) -> Iterator[Document]:
    while (batch := batches.get()) is not None:
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
            self._hear(self._next())
        return self._made

    def _hear(self, said: Any) -> None:
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

    def _next(self) -> Any:
        while True:
            try:
                return self._results.get(timeout=WAIT_S)
            except Empty:
                self._check()

    def _check(self) -> None:
        dead = [process for process in self._processes if process.exitcode not in (None, 0)]
        if dead:
            raise GenerationError(
                f"an indexing process was ended with code {dead[0].exitcode}; run the command again: it goes on from there"
            )
