"""Named numpy arrays in one file, mapped when read, and so shared by all processes that look something up in it.

Layout: magic, version, length of the header, header (JSON: name -> dtype, shape, offset, crc32), arrays at multiples of 64 bytes.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.errors import DamagedDataError

MAGIC = b"MPMA"
VERSION = 1
WAY_OUT = "`archive check --repair` builds the index anew"
_PREFIX = struct.Struct("<4sII")
_ALIGNMENT = 64

Array = NDArray[Any]


class ArraysError(DamagedDataError, ValueError):
    """A file of arrays is not ours, of another version, or damaged."""


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Writes the arrays to a new file (not synced: the publisher syncs all files of a generation at once)."""
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    header, start = _header_of(plain)
    with path.open("wb") as file:
        file.write(_PREFIX.pack(MAGIC, VERSION, len(header)) + header)
        for array in plain.values():
            file.write(b"\0" * (-file.tell() % _ALIGNMENT))
            file.write(array.data if array.size else b"")
        file.write(b"\0" * max(0, start - file.tell()))


def write_synced(path: Path, arrays: Mapping[str, Array]) -> None:
    """The same where no publisher follows: the file is on the disk, and complete or absent."""
    part = path.with_suffix(".part")
    try:
        write_arrays(part, arrays)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def map_arrays(path: Path) -> dict[str, Array]:
    """The arrays of a file, read-only, as views of the mapped file; raises ArraysError."""
    view = map_file(path)
    return {name: _view_of(view, entry) for name, entry in _entries(view, path).items()}


def check_arrays(path: Path) -> None:
    """Reads every array and compares it with its checksum; raises ArraysError."""
    view = map_file(path)
    for name, entry in _entries(view, path).items():
        if zlib.crc32(_view_of(view, entry).tobytes()) != entry[3]:
            raise ArraysError(f"{path}: the array {name!r} does not agree with its checksum")


def map_file(path: Path) -> memoryview:
    """The bytes of a file, mapped for reading, shared between processes; let go when the last array over them is."""
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def strings_to_array(strings: object) -> Array:
    """Anything JSON can say, as uint8: names, slugs, languages."""
    return np.frombuffer(msgspec.json.encode(strings), np.uint8)


def array_to_strings(array: Array) -> Any:
    """What `strings_to_array` was given."""
    return msgspec.json.decode(array.tobytes())


def _header_of(arrays: Mapping[str, Array]) -> tuple[bytes, int]:
    sizes = {name: len(json.dumps(name)) + 120 + 24 * array.ndim for name, array in arrays.items()}
    room = _PREFIX.size + sum(sizes.values()) + 2
    start = room + -room % _ALIGNMENT
    entries: dict[str, list[object]] = {}
    end = start
    for name, array in arrays.items():
        end += -end % _ALIGNMENT
        entries[name] = [array.dtype.str, list(array.shape), end, zlib.crc32(array.tobytes())]
        end += array.nbytes
    header = json.dumps(entries).encode()
    return header.ljust(start - _PREFIX.size), end


def _entries(view: memoryview, path: Path) -> dict[str, tuple[str, list[int], int, int]]:
    if len(view) < _PREFIX.size:
        raise ArraysError(f"{path}: too short to be a file of arrays; {WAY_OUT}")
    magic, version, length = _PREFIX.unpack_from(view)
    if magic != MAGIC or version != VERSION:
        raise ArraysError(f"{path}: not a file of arrays of version {VERSION}; {WAY_OUT}")
    entries: dict[str, tuple[str, list[int], int, int]] = json.loads(bytes(view[_PREFIX.size : _PREFIX.size + length]))
    return entries


def _view_of(view: memoryview, entry: tuple[str, list[int], int, int]) -> Array:
    dtype, shape, offset, _ = entry
    return np.frombuffer(view, dtype, int(np.prod(shape, dtype=np.int64)), offset).reshape(shape)
