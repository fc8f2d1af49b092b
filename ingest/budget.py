"""What one file may cause, however small it lies there: pages, bytes that are unpacked, seconds of the processor."""

import io
import time
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar

from archive.model.reasons import Reason, reason

LARGEST_PAGE = 16 * 1024 * 1024
"""Bytes of one page, or of what lies beside it."""
MOST_PAGES, MOST_UNPACKED = 100_000, 2 << 30
"""Pages that one file may give, and bytes that may be unpacked for them: thrice the largest archive known in one
file."""
UNPACKED, UNPACKED_A_BYTE = 64 << 20, 50
"""Bytes that a small file may unpack to, and more for each of its own: text packs to a tenth. Reading records takes
about 0.7 s of the processor for each MB of them; so what a file costs is bounded by how large it lies there."""
CPU_S, CPU_S_A_MB = 8.0, 0.25
"""Seconds of the processor that finding the pages of a file may take, and more for each MB of it as it lies. 600 MB of
records take 6 s."""
T = TypeVar("T")


class Swells(Exception):
    """A file gives more than any file of use does."""


class Budget:
    """What a file may cause: pages, bytes and seconds of the processor; raises Swells beyond."""

    def __init__(self, size: int) -> None:
        self._seconds = CPU_S + CPU_S_A_MB * size / 1_000_000
        self._most = min(MOST_UNPACKED, UNPACKED + UNPACKED_A_BYTE * size)
        self._pages = self._bytes = 0
        self._began = time.thread_time()

    @property
    def reason(self) -> Reason:
        """Why the rest of the file is not read."""
        return reason("file-swells", records=MOST_PAGES, megabytes=self._most >> 20, seconds=int(self._seconds))

    def count(self, *, pages: int = 0, size: int = 0) -> None:
        """Counts what was found, or read."""
        self._pages += pages
        self._bytes += size
        if self._pages > MOST_PAGES or self._bytes > self._most or time.thread_time() - self._began > self._seconds:
            raise Swells

    def counted(self, opened: BinaryIO) -> BinaryIO:
        """An open file whose bytes are counted as they are read."""
        return io.BufferedReader(_Counted(opened, self), 1 << 16)

    def through(self, found: Iterator[T]) -> Iterator[T]:
        """What is found, counted; while somebody works on a page the time stands still."""
        for page in found:
            self.count(pages=1)
            given = time.thread_time()
            yield page
            self._began += time.thread_time() - given


class _Counted(io.RawIOBase):
    """The bytes of a file, counted."""

    def __init__(self, opened: BinaryIO, budget: Budget) -> None:
        self._opened, self._budget = opened, budget

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._opened.seekable()

    def readinto(self, buffer: Any) -> int:
        data = self._opened.read(len(buffer))
        self._budget.count(size=len(data))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._opened.seek(offset, whence)

    def tell(self) -> int:
        return self._opened.tell()
