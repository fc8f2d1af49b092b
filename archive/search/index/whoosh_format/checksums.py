"""Checksums of what Whoosh writes without any: a segment's table of terms, and each document's bytes in each column.

Posting blocks and files of arrays carry their own. What a document has many bytes of, its captions, are added up, as
posting blocks are and for the same reason: an answer shows ten episodes, and to read these by CRC-32 took a tenth of
its time."""

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from archive.search.index.layout import ANALYSIS, CAPTIONS, CHECKSUMS_EXT, SUMMARY, WAY_OUT, DamagedError, segment_file
from archive.search.index.posting_blocks import sum_of
from archive.storage.array_file import Array, map_arrays

COLUMNS = (CAPTIONS, SUMMARY, ANALYSIS)
_TERMS = "terms"


LONG = 8192
"""From so many bytes on they are added up sooner."""


def checksum_of(value: bytes | memoryview) -> int:
    """The CRC-32 of a few bytes; of more, their number and the bytes added up as numbers of 32 bits, modulo 2^32."""
    if len(value) < LONG:
        return zlib.crc32(value)
    whole = len(value) // 4
    numbers = np.frombuffer(value, "<u4", whole)
    return (sum_of(numbers) + int.from_bytes(value[4 * whole :], "little") + len(value)) & 0xFFFFFFFF


class ChecksumWriter:
    """Takes the checksums of a segment while its columns are written."""

    def __init__(self) -> None:
        self._of_column: dict[str, list[int]] = {name: [] for name in COLUMNS}

    def add(self, values: Sequence[bytes]) -> None:
        """The next document's bytes in each of COLUMNS."""
        for name, value in zip(COLUMNS, values, strict=True):
            self._of_column[name].append(checksum_of(value))

    def arrays(self, table_of_terms: Path) -> dict[str, Array]:
        """uint32[documents] of each column, uint32[1] of the table of terms, which is written already."""
        columns = {name: np.array(sums, np.uint32) for name, sums in self._of_column.items()}
        return {**columns, _TERMS: np.array([zlib.crc32(table_of_terms.read_bytes())], np.uint32)}


class SegmentChecksums:
    """What the bytes of a segment must be. A column's value is verified when it is first read from this object."""

    def __init__(self, directory: Path, segment: str) -> None:
        """Reads them; raises ArraysError where they are damaged."""
        self._segment = segment
        self._sums: Mapping[str, Array] = map_arrays(segment_file(directory, segment, CHECKSUMS_EXT))
        self._of_column = {name: self._sums[name].data for name in COLUMNS}
        self._seen = {name: bytearray(len(sums)) for name, sums in self._of_column.items()}

    def check_terms(self, table: memoryview) -> None:
        """Holds the table of terms against its checksum; raises DamagedError."""
        if zlib.crc32(table) != self._sums[_TERMS][0]:
            raise DamagedError(f"segment {self._segment}: its table of terms does not agree with its checksum; {WAY_OUT}")

    def check_value(self, column: str, doc: int, value: memoryview) -> None:
        """Holds a document's bytes against their checksum, the first time; raises DamagedError."""
        if self._seen[column][doc]:
            return
        if checksum_of(value) != self._of_column[column][doc]:
            raise DamagedError(
                f"segment {self._segment}: the {column} of document {doc} do not agree with their checksum; {WAY_OUT}"
            )
        self._seen[column][doc] = 1
