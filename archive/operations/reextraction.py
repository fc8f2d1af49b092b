"""Reads kept pages again with a newer cleaner, without the files they came from."""

import itertools
import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from archive.library import Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Reader, Refusal
from archive.model.reasons import Reason
from archive.operations.progress import Progress, named
from archive.operations.report import Failed
from archive.processes import batches, map_in_order

log = logging.getLogger(__name__)

BATCH = 16
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
    """Reads again every page that an older cleaner read, and keeps what comes out; a page that is refused now keeps its earlier
    episode and is named. Killed, it goes on with those that are left. Returns how many were read, and the refused."""
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


def _read_all(pages: Iterable[Saved], reader: Reader, workers: int) -> Iterator[tuple[Saved, Episode | Refusal]]:
    if workers <= 1:
        yield from ((saved, read_again(reader, saved[1])) for saved in pages)
        return
    for batch, found in map_in_order(partial(_read_batch, reader), batches(pages, BATCH), workers, _pages_of):
        yield from zip(batch, found, strict=True)


def _pages_of(batch: Sequence[Saved]) -> list[RawPage]:
    return [page for _, page in batch]


def _read_batch(reader: Reader, pages: Sequence[RawPage]) -> list[Episode | Refusal]:
    return [read_again(reader, page) for page in pages]


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
