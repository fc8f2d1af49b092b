"""Documents to finished segments, in this process or in several."""

import ctypes
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from queue import Empty
from typing import Any

from archive.errors import UnavailableError
from archive.processes import SPAWNED, start, stop
from archive.search.generations.layout import (
    Finished,
    GenerationError,
    digests_of,
    discard_segment,
    finish_segment,
    finished_segments,
    synced_segment,
)
from archive.search.index.document_table import Document, Source
from archive.search.index.factory import backend
from archive.search.index.layout import DamagedError
from archive.search.index.types import SegmentInfo
from archive.search.index.write.segment_writer import SegmentWriter
from archive.search.meaning import PassageWriter, link_passages

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


@dataclass(frozen=True, slots=True)
class Built:
    """The segments of a build, and of which of their documents nothing was wanted any more; `verified` are those that
    were read back and found whole just now."""

    segments: tuple[SegmentInfo, ...]
    files: dict[str, tuple[int, int]]
    verified: tuple[Finished, ...]


def build(directory: Path, source: Source, workers: int, progress: Progress, passages: Sequence[Path] = ()) -> Built:
    """Segments of all documents; those of an earlier, killed build are kept where their digests agree. From `passages`,
    files of vectors of an earlier generation, those of episodes that did not change are taken."""
    _Resumed.discard_stale(directory)
    resumed = _Resumed(directory, source.digests())
    wanted, known = resumed.wanted, len(resumed.digests) - len(resumed.wanted)

    def told(taken: int) -> None:
        progress(known + taken)

    # What is joined is verified as it is read, and what is not before it is published.
    write = partial(write_here, passages=passages, read_back=False)
    if workers > 1 and len(wanted) > 1:
        made = write_in_workers(write, directory, source, wanted, workers, told)
    else:
        made = write(directory, _counted(source.documents(wanted), told))
    return resumed.with_made(sorted(made, key=lambda finished: finished.name))


def _counted(documents: Iterable[Document], told: Progress) -> Iterator[Document]:
    for number, document in enumerate(documents, start=1):
        yield document
        told(number)


def write_here(
    directory: Path, documents: Iterable[Document], passages: Sequence[Path] = (), *, read_back: bool = True
) -> list[Finished]:
    """One segment after another, each full but the last, each read back and verified where `read_back` says so;
    `passages` as in `build`. Raises GenerationError."""
    made: list[Finished] = []
    rest = _Rest(documents)
    while rest:
        written = _write_one(directory, rest, passages)
        if read_back:
            _read_back(directory, SegmentInfo(written.name, written.documents))
        made.append(written)
    return made


class _Rest:
    """Documents that are still to be written; true where there are any. Holds none that was taken: its text is not
    needed while a segment is sorted."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = iter(documents)
        self._next: list[Document] = []

    def __bool__(self) -> bool:
        self._next = self._next or list(islice(self._documents, 1))
        return bool(self._next)

    def take(self) -> Document:
        """The next one, once it is known that there is one."""
        return self._next.pop()


def _write_one(directory: Path, rest: _Rest, passages: Sequence[Path]) -> Finished:
    """A segment of as many documents as it takes, and the vectors of its passages."""
    writer = backend().segment_writer(directory)
    read = PassageWriter(directory, writer.name, passages)
    try:
        while rest and not writer.is_full:
            _write(rest.take(), writer, read)
        read.finish()
    except BaseException:
        writer.abandon()
        read.abandon()
        raise
    writer.finish()
    return finish_segment(directory, writer.name, len(writer), read.files)


def _write(document: Document, writer: SegmentWriter, passages: PassageWriter) -> None:
    """Writes a document, and lets go of it on return."""
    writer.add(document)
    passages.add(document)


def finished(directory: Path, segment: SegmentInfo) -> Finished:
    """Reads a segment back that was just written, and says on the disk that it is whole; raises GenerationError."""
    _read_back(directory, segment)
    return finish_segment(directory, segment.name, segment.documents)


def _read_back(directory: Path, segment: SegmentInfo) -> None:
    try:
        backend().verify(directory, segment)
    except DamagedError as error:
        raise GenerationError(
            f"{directory}: {error} right after it was written; look at the disk, then run again", code="disk"
        ) from error


class Joining:
    """Makes one segment of all of a build, in two steps: `join` writes it, `drop_parts` lets the others go, which may
    be read till then. Where a part has a masked document, as after a killed build, or there is only one, all stays as
    it is."""

    def __init__(self, directory: Path, built: Built) -> None:
        self._directory, self._parts, self.built = directory, built, built

    def join(self) -> None:
        """Writes the segment, reads it back, and is `built` with it; raises GenerationError."""
        parts = self._parts.segments
        if len(parts) < 2 or any(part.deleted for part in parts):
            return
        try:
            joined = backend().index_writer(self._directory, parts).join()
        except DamagedError as error:
            raise GenerationError(f"{self._directory}: {error}; look at the disk, then run again", code="disk") from error
        if joined is None:
            return
        _read_back(self._directory, joined)
        passages = link_passages(self._directory, [part.name for part in parts], joined.name)
        # Not said on the disk: where the builder is killed now the parts stay, and its documents are not held twice.
        one = synced_segment(self._directory, joined.name, joined.documents, passages)
        self.built = Built((joined,), one.files, (one,))

    def drop_parts(self) -> None:
        """Removes what the segment stands for."""
        if self.built is not self._parts:
            for part in self._parts.segments:
                discard_segment(self._directory, part.name)


class _Resumed:
    """What an earlier build of the same revision finished, and what of it is wanted again. `digests` slug -> digest of
    all that is to be built, `wanted` the slugs that no finished segment holds as they are."""

    def __init__(self, directory: Path, digests: Mapping[str, str]) -> None:
        self.digests = digests
        self._segments = finished_segments(directory)
        self._held = digests_of(directory, self._segments)
        known = {slug: digest for held in self._held.values() for slug, digest in held.items()}
        self.wanted: Sequence[str] = [slug for slug, digest in digests.items() if known.get(slug) != digest]

    @staticmethod
    def discard_stale(directory: Path) -> None:
        """Forgets segments whose files are not as they were when they were finished."""
        for finished in finished_segments(directory):
            paths = [(directory / name, size) for name, (size, _) in finished.files.items()]
            if any(not path.exists() or path.stat().st_size != size for path, size in paths):
                discard_segment(directory, finished.name)

    def with_made(self, made: Sequence[Finished]) -> Built:
        """All segments, with what of the earlier ones is not wanted or was made again."""
        segments = [SegmentInfo(one.name, one.documents, self._deleted(one.name)) for one in self._segments]
        segments += [SegmentInfo(one.name, one.documents) for one in made]
        whole = [segment for segment in segments if len(segment.deleted) < segment.documents]
        named = {segment.name for segment in whole}
        files = {name: sums for one in (*self._segments, *made) if one.name in named for name, sums in one.files.items()}
        return Built(tuple(whole), files, ())

    def _deleted(self, name: str) -> tuple[int, ...]:
        again = set(self.wanted)
        return tuple(doc for doc, slug in enumerate(self._held[name]) if slug not in self.digests or slug in again)
