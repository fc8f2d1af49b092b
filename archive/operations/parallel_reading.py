"""Pages read by all cores while this process keeps what was read: a first `add` of thousands is mostly reading; and
kept pages read again with a newer cleaner, without the files they came from."""

import itertools
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import chain, islice

from archive.library import Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Reader, Refusal
from archive.model.reasons import Reason, reason
from archive.operations.page_reading import Failure, Read, read_packed, unpacked
from archive.operations.progress import Progress, named
from archive.operations.report import Failed
from archive.processes import Crew, Limits, ProcessEnded

log = logging.getLogger(__name__)

TOGETHER, FEW_BYTES = 32, 16_384
"""Small pages are handed over together, up to so many and so many bytes; a page of two hours takes some 50 ms to read,
a message well under one."""
PAGE_LIMITS = Limits(cpu_s=15, memory=540_000_000)
"""For one page, or for small ones together; with the program itself, which counts as no data, a process takes 600 MB at
most. The dearest pages of use, subtitles of a day, take 4 s and 300 MB."""
AHEAD = 3
"""Batches that are handed out for each process before the first of them is taken back."""
WORTH_ALL = 8
"""So many pages are worth more than one process."""
Page = RawPage | Refusal
Wanted = Callable[[RawPage], bool]


def read_ahead(pages: Iterable[Page], reader: Reader, wanted: Wanted, workers: int) -> Iterator[tuple[Page, Read | None]]:
    """Every page in turn, with what the reader makes of it in another process, used again from page to page and within
    PAGE_LIMITS: a page that hangs or swells is a failure of its own. None where it need not be read; `wanted` says
    which may have to be. With no `workers` None for all: whoever asks must read them."""
    rest = iter(pages)
    if not workers:
        yield from ((page, None) for page in rest)
        return
    first = list(islice(rest, WORTH_ALL))
    processes = workers if len(first) == WORTH_ALL else 1
    batches, ahead = _batches(chain(first, rest)), deque[tuple[list[tuple[Page, bool]], Future[list[bytes]]]]()
    with Crew(partial(read_packed, reader), processes, PAGE_LIMITS) as crew:
        while True:
            for batch in islice(batches, AHEAD * processes + 1 - len(ahead)):
                asked = [(page, isinstance(page, RawPage) and wanted(page)) for page in batch]
                ahead.append((asked, crew.submit(_to_read(asked))))
            if not ahead:
                return
            asked, answer = ahead.popleft()
            found = iter(_answered(crew, _to_read(asked), answer))
            yield from ((page, next(found) if is_asked else None) for page, is_asked in asked)


def _answered(crew: Crew, pages: Sequence[Page], answer: "Future[list[bytes]]") -> list[Read]:
    """What was read of some pages; where their process was ended each is read once more by itself, to know which one it
    was."""
    try:
        return [unpacked(one) for one in answer.result()]
    except ProcessEnded as error:
        if len(pages) == 1:
            log.warning("%s: %s", pages[0].origin, error)
            limits = {"seconds": PAGE_LIMITS.cpu_s, "megabytes": PAGE_LIMITS.memory // 1_000_000}
            return [Failure(reason("page-too-costly", **limits) if error.by_limit else Reason.of_error(error))]
        return [read for page in pages for read in _answered(crew, [page], crew.submit([page]))]


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """The pages in their order, small ones in lists of some."""
    batch, size = list[Page](), 0
    for page in pages:
        bytes_of_page = len(page.body) if isinstance(page, RawPage) else 0
        if batch and (size + bytes_of_page > FEW_BYTES or len(batch) == TOGETHER):
            yield batch
            batch, size = [], 0
        batch.append(page)
        size += bytes_of_page
    if batch:
        yield batch


def _to_read(batch: Sequence[tuple[Page, bool]]) -> list[Page]:
    return [page for page, is_asked in batch if is_asked]


Saved = tuple[str, RawPage]


def newest_cleaner(library: Library, reader: Reader) -> int | None:
    """The version of the reader's cleaner, as it stands in what it reads; None where it reads none of a few pages."""
    for _, page in itertools.islice(library.pages(), 5):
        read = read_again(reader, page)
        if isinstance(read, Episode):
            return read.cleaner_version
    return None


def behind(library: Library, version: int | None) -> int:
    """How many serving episodes were cleaned by an older cleaner."""
    return sum(number for cleaner, number in library.cleaners().items() if version is not None and cleaner < version)


def reextract(library: Library, reader: Reader, version: int, workers: int, progress: Progress) -> tuple[int, list[Failed]]:
    """Reads again every page that an older cleaner read, and keeps what comes out; a page that is refused now keeps its
    earlier episode and is named. Killed, it goes on with those that are left. Returns how many were read, and the
    refused."""
    done, refused = 0, []
    told = named("Cleaning anew", progress, behind(library, version))
    for (slug, page), read in _read_all(library.pages(older_than=version), reader, workers):
        if isinstance(read, Episode):
            library.upsert(page, read)
        else:
            refused.append(Failed(slug, read.reason))
        done += 1
        told(slug)
    return done, refused


def _read_all(pages: Iterable[Saved], reader: Reader, workers: int) -> Iterator[tuple[Saved, Read]]:
    if not workers:
        yield from ((saved, read_again(reader, saved[1])) for saved in pages)
        return
    saved, sent = itertools.tee(pages)
    answered = read_ahead((page for _, page in sent), reader, lambda _: True, workers)
    yield from ((one, read) for one, (_, read) in zip(saved, answered, strict=True) if read is not None)


def read_again(reader: Reader, page: RawPage) -> Episode | Refusal:
    """One page of many: whatever goes wrong with it is recorded and stops no other."""
    try:
        return reader(page)
    except Exception as error:
        log.exception("%s failed", page.origin)
        return Refusal(page.origin, Reason.of_error(error))


def tell_older(library: Library, reader: Reader) -> None:
    """Reads the pages once more that an older version held back: it kept the words of its reasons alone."""
    for one in library.quarantine():
        page = library.held_page(one.number) if one.reason.code == "worded" else None
        read = read_again(reader, page) if page else None
        if page and isinstance(read, Refusal) and read.reason.code != "worded":
            library.quarantine_page(page, read.reason, one.sample, one.show)
