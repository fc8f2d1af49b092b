"""Named numpy arrays in one file, mapped when read, and so shared by all processes that look something up in it.

Layout: magic, version, length of the header, crc32 of the header, header (JSON: name -> dtype, shape, offset, crc32),
arrays at multiples of 64 bytes. The header is held against its checksum when the file is mapped, an array when it is
first used. Version 1, still read, had no checksum of the header."""

import json
import mmap
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, BinaryIO
from weakref import WeakValueDictionary

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.errors import DamagedDataError
from archive.storage.file_writing import sync

MAGIC = b"MPMA"
VERSION = 2
WAY_OUT = "`archive check --repair` builds the index anew"
_PREFIX = struct.Struct("<4sIII")
_OLDER_PREFIX = struct.Struct("<4sII")
_ALIGNMENT = 64

Array = NDArray[Any]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
UInt32 = NDArray[np.uint32]
UInt64 = NDArray[np.uint64]
UInt8 = NDArray[np.uint8]


class ArraysError(DamagedDataError, ValueError):
    """A file of arrays is not ours, of another version, or damaged."""


class _Verified:
    """The arrays of one file that this process has held against their checksums."""

    __slots__ = ("__weakref__", "names")

    def __init__(self) -> None:
        self.names: set[str] = set()


_VERIFIED: WeakValueDictionary[tuple[int, int, int, int], _Verified] = WeakValueDictionary()
"""By device, inode, size and time of the file, while it is mapped: an increment links the files of its parent, and so
what was verified once is not read again with each `add`."""


class MappedArrays(Mapping[str, Array]):
    """The arrays of a mapped file by name. Each is held against its checksum when it is first asked for: 1 ms a MB,
    once a process; raises ArraysError where it does not agree."""

    def __init__(self, path: Path) -> None:
        """Maps the file; raises ArraysError where it is missing, cut or none of ours."""
        self._path = path
        self._view = map_file(path)
        self._entries = _entries(self._view, path)
        self._verified = _VERIFIED.setdefault(_identity_of(path), _Verified())

    def __getitem__(self, name: str) -> Array:
        entry = self._entries[name]
        try:
            array = _view_of(self._view, entry)
        except (TypeError, ValueError) as error:
            raise ArraysError(f"{self._path}: the array {name!r} does not lie in the file; {WAY_OUT}") from error
        if name not in self._verified.names:
            self._verify(name, array, entry[3])
        return array

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _verify(self, name: str, array: Array, checksum: int) -> None:
        if zlib.crc32(array.reshape(-1).view(np.uint8).data) != checksum:
            raise ArraysError(f"{self._path}: the array {name!r} does not agree with its checksum; {WAY_OUT}")
        self._verified.names.add(name)


@dataclass(frozen=True, slots=True)
class Pieces:
    """An array that is written piece after piece, so that it need not be held whole: its type, its shape, and what
    makes the pieces anew."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    pieces: Callable[[], Iterable[Array]]

    @property
    def nbytes(self) -> int:
        """How many bytes all pieces take."""
        return int(np.prod(self.shape, dtype=np.int64)) * self.dtype.itemsize


def write_arrays(path: Path, arrays: Mapping[str, Array | Pieces]) -> None:
    """Writes the arrays to a new file (not synced: the publisher syncs all files of a generation at once). Raises
    ValueError where pieces do not fill their array."""
    whole = {name: array if isinstance(array, Pieces) else _one_piece(array) for name, array in arrays.items()}
    start, places = _layout(whole)
    entries: dict[str, list[object]] = {}
    with path.open("wb") as file:
        file.write(b"\0" * start)
        for name, array in whole.items():
            file.write(b"\0" * (places[name] - file.tell()))
            entries[name] = [array.dtype.str, list(array.shape), places[name], _write_pieces(file, array)]
            if file.tell() != places[name] + array.nbytes:
                raise ValueError(f"{path}: the pieces of {name!r} are not as many as was said")
        header = json.dumps(entries).encode().ljust(start - _PREFIX.size)
        file.seek(0)
        file.write(_PREFIX.pack(MAGIC, VERSION, len(header), zlib.crc32(header)) + header)


def _one_piece(array: Array) -> Pieces:
    plain = np.ascontiguousarray(array)
    return Pieces(plain.dtype, plain.shape, lambda: (plain,))


def _write_pieces(file: BinaryIO, array: Pieces) -> int:
    """Writes them; the checksum of what was written."""
    checksum = 0
    for piece in array.pieces():
        data = _bytes_of(piece)
        checksum = zlib.crc32(data, checksum)
        file.write(data)
    return checksum


def _bytes_of(array: Array) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data if array.size else memoryview(b"")


def write_synced(path: Path, arrays: Mapping[str, Array | Pieces]) -> None:
    """The same where no publisher follows: the file is on the disk, and complete or absent."""
    part = path.with_suffix(".part")
    try:
        write_arrays(part, arrays)
        sync(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def map_arrays(path: Path) -> Mapping[str, Array]:
    """The arrays of a file, read-only, as views of the mapped file; raises ArraysError, now or when an array is first
    used."""
    return MappedArrays(path)


def check_arrays(path: Path) -> None:
    """Reads every array and compares it with its checksum, whatever was verified before; raises ArraysError."""
    arrays = MappedArrays(path)
    arrays._verified.names.clear()
    for name in arrays:
        arrays[name]


def map_file(path: Path) -> memoryview:
    """The bytes of a file, mapped for reading, shared between processes; let go when the last array over them is.
    Raises ArraysError where there is no file, or nothing in it."""
    try:
        with path.open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        raise ArraysError(f"{path} is missing; {WAY_OUT}") from None
    except ValueError:
        raise ArraysError(f"{path} is empty; {WAY_OUT}") from None


def strings_to_array(strings: object) -> Array:
    """Anything JSON can say, as uint8: names, slugs, languages."""
    return np.frombuffer(msgspec.json.encode(strings), np.uint8)


def array_to_strings(array: Array) -> Any:
    """What `strings_to_array` was given."""
    return msgspec.json.decode(array.tobytes())


def _layout(arrays: Mapping[str, Pieces]) -> tuple[int, dict[str, int]]:
    """Where the arrays begin, the header before them being as long as it may become, and where each lies."""
    sizes = [len(json.dumps(name)) + 120 + 24 * len(array.shape) for name, array in arrays.items()]
    room = _PREFIX.size + sum(sizes) + 2
    end = start = room + -room % _ALIGNMENT
    places = {}
    for name, array in arrays.items():
        end += -end % _ALIGNMENT
        places[name] = end
        end += array.nbytes
    return start, places


def _identity_of(path: Path) -> tuple[int, int, int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _entries(view: memoryview, path: Path) -> dict[str, tuple[str, list[int], int, int]]:
    header = _header(view, path)
    try:
        entries: dict[str, tuple[str, list[int], int, int]] = json.loads(header)
        return {name: (dtype, shape, offset, checksum) for name, (dtype, shape, offset, checksum) in entries.items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ArraysError(f"{path}: its header cannot be read; {WAY_OUT}") from error


def _header(view: memoryview, path: Path) -> bytes:
    """The header, held against its checksum; that of version 1 had none."""
    if len(view) < _PREFIX.size:
        raise ArraysError(f"{path}: too short to be a file of arrays; {WAY_OUT}")
    magic, version, length, checksum = _PREFIX.unpack_from(view)
    if magic != MAGIC or version not in (1, VERSION):
        raise ArraysError(f"{path}: not a file of arrays of version {VERSION}; {WAY_OUT}")
    first = _PREFIX.size if version == VERSION else _OLDER_PREFIX.size
    header = bytes(view[first : first + length])
    if version == VERSION and zlib.crc32(header) != checksum:
        raise ArraysError(f"{path}: its header does not agree with its checksum; {WAY_OUT}")
    return header


def _view_of(view: memoryview, entry: tuple[str, list[int], int, int]) -> Array:
    dtype, shape, offset, _ = entry
    return np.frombuffer(view, dtype, prod(shape), offset).reshape(shape)
