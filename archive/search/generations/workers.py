"""Several processes that write segments from one row of documents."""

import multiprocessing
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from queue import Empty, Full
from typing import Any

import msgspec

from archive.search.document import Document
from archive.search.generations.errors import GenerationError
from archive.search.generations.parts import Finished

BATCH = 32
WAIT_S = 0.5
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Document])


def write_in_workers(directory: Path, documents: Iterable[Document], workers: int) -> list[Finished]:
    """The segments that the workers made; raises GenerationError when one of them fails or is killed."""
    context = multiprocessing.get_context("spawn")
    batches: Any = context.Queue(2 * workers)
    results: Any = context.Queue()
    processes = [context.Process(target=_work, args=(directory, batches, results), daemon=True) for _ in range(workers)]
    for process in processes:
        process.start()
    try:
        for batch in _batches(documents):
            _put(batches, _encoder.encode(batch), processes)
        for _ in processes:
            _put(batches, None, processes)
        return [finished for _ in processes for finished in _result(results, processes)]
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _work(directory: Path, batches: Any, results: Any) -> None:
    from archive.search.generations.building import write_here

    try:
        results.put(write_here(directory, _documents(batches)))
    except Exception as error:
        results.put(f"{type(error).__name__}: {error}")


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(documents)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _documents(batches: Any) -> Iterator[Document]:
    while (batch := batches.get()) is not None:
        yield from _decoder.decode(batch)


def _put(batches: Any, batch: bytes | None, processes: list[Any]) -> None:
    while True:
        try:
            batches.put(batch, timeout=WAIT_S)
            return
        except Full:
            _check(processes)


def _result(results: Any, processes: list[Any]) -> list[Finished]:
    while True:
        try:
            result = results.get(timeout=WAIT_S)
            break
        except Empty:
            _check(processes)
    if isinstance(result, str):
        raise GenerationError(f"an indexing process failed: {result}")
    made: list[Finished] = result
    return made


def _check(processes: list[Any]) -> None:
    dead = [process for process in processes if process.exitcode not in (None, 0)]
    if dead:
        raise GenerationError(
            f"an indexing process was ended with code {dead[0].exitcode}; run the command again: it goes on from there"
        )
