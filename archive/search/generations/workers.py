"""Several processes that write segments, each reading its own documents from the source."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import Empty
from typing import Any

from archive.search.document import Document, Source
from archive.search.generations.errors import GenerationError
from archive.search.generations.memory import kept_memory
from archive.search.generations.parts import Finished

Progress = Callable[[int], None]

BATCH = 32
WAIT_S = 0.5


def write_in_workers(directory: Path, source: Source, slugs: Sequence[str], workers: int, progress: Progress) -> list[Finished]:
    """The segments that the workers made; `progress` is told how many documents are taken. Raises GenerationError when one of the
    processes fails or is killed."""
    context = multiprocessing.get_context("spawn")
    batches: Any = context.Queue()
    results: Any = context.Queue()
    processes = [context.Process(target=_work, args=(directory, source, batches, results), daemon=True) for _ in range(workers)]
    for process in processes:
        process.start()
    try:
        for first in range(0, len(slugs), BATCH):
            batches.put(slugs[first : first + BATCH])
        for _ in processes:
            batches.put(None)
        return _made(results, processes, progress)
    finally:
        batches.cancel_join_thread()
        for process in processes:
            process.terminate()
            process.join()


def _work(directory: Path, source: Source, batches: Any, results: Any) -> None:
    from archive.search.generations.building import write_here

    try:
        with kept_memory():
            results.put(write_here(directory, _documents(source, batches, results)))
    except Exception as error:
        results.put(f"{type(error).__name__}: {error}")


def _documents(source: Source, batches: Any, results: Any) -> Iterator[Document]:
    while (batch := batches.get()) is not None:
        yield from source.documents(batch)
        results.put(len(batch))


def _made(results: Any, processes: Sequence[Any], progress: Progress) -> list[Finished]:
    """Waits for every process's last word: the segments that it made."""
    made: list[Finished] = []
    taken, at_work = 0, len(processes)
    while at_work:
        result = _next(results, processes)
        if isinstance(result, str):
            raise GenerationError(f"an indexing process failed: {result}")
        if isinstance(result, int):
            taken += result
            progress(taken)
        else:
            made += result
            at_work -= 1
    return made


def _next(results: Any, processes: Sequence[Any]) -> Any:
    while True:
        try:
            return results.get(timeout=WAIT_S)
        except Empty:
            _check(processes)


def _check(processes: Sequence[Any]) -> None:
    dead = [process for process in processes if process.exitcode not in (None, 0)]
    if dead:
        raise GenerationError(
            f"an indexing process was ended with code {dead[0].exitcode}; run the command again: it goes on from there"
        )
