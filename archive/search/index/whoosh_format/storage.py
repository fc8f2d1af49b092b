"""Files of a segment as Whoosh opens them: mapped for reading, so that processes share them and threads need no seek;
and the columns of bytes in them, opened without a step an episode."""

import pickle
import pickletools
import secrets
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NoReturn

import numpy as np

from archive.search.index.layout import WAY_OUT, DamagedError
from archive.search.index.whoosh_format.beyond_public import BufferFile, FileStorage, VarBytesColumn
from archive.storage.array_file import map_file

_DAMAGE = (
    pickle.UnpicklingError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    TypeError,
    ValueError,
)
"""What the opcodes of a damaged pickle may raise; `pickle.Unpickler.load` does not wrap it."""


class ForeignPickleError(DamagedError):
    """A pickle names a class or a function, or is no pickle at all. Nothing of it was run."""


class _PlainUnpickler(pickle.Unpickler):
    """Knows no class and no function."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise ForeignPickleError(f"its pickle names {module}.{name}, which no index of ours does; nothing of it was run")

    def persistent_load(self, pid: Any) -> NoReturn:
        raise ForeignPickleError("its pickle names an object outside it, which no index of ours does; nothing of it was run")


def read_plain(file: IO[bytes], name: str) -> Any:
    """The plain value pickled at the place where `file` stands; raises ForeignPickleError, which names the file."""
    try:
        _check_memo(file)
        return _PlainUnpickler(file).load()
    except ForeignPickleError as error:
        raise ForeignPickleError(f"{name}: {error}; {WAY_OUT}") from None
    except _DAMAGE as error:
        raise ForeignPickleError(f"{name}: its pickle cannot be read ({type(error).__name__}); {WAY_OUT}") from error


def _check_memo(file: IO[bytes]) -> None:
    """Raises ForeignPickleError where a pickle would remember an object under a number that its bytes do not reach: for
    a number of four damaged bytes the unpickler makes room for 4,000 million objects (32 GB). `file` stands where it
    stood."""
    start = file.tell()
    highest = max((int(arg or 0) for code, arg, _ in pickletools.genops(file) if code.name.endswith("PUT")), default=0)
    if highest > file.tell() - start:
        raise ForeignPickleError("its pickle remembers more than it holds")
    file.seek(start)


def loads_plain(data: bytes, name: str) -> Any:
    """The same of bytes."""
    return read_plain(BytesIO(data), name)


_WITH_OFFSETS = "X"
_LENGTHS = {code: np.dtype(code).newbyteorder(">") for code in "BHiIqQ"}
"""How wide the lengths may be, by the letter that ends the file (`util.numlists.GrowableArray`)."""


class MappedFile(BufferFile):
    """A mapped file with the methods of a StructFile; `view` is its bytes. Its pickles may hold plain containers
    alone."""

    def __init__(self, path: Path) -> None:
        """Maps a file; an empty one, which no system maps, is no bytes."""
        empty = not path.stat().st_size
        self._buf = self.view = memoryview(b"") if empty else map_file(path)
        self._name = str(path)
        self.file: Any = BytesIO() if empty else self.view.obj
        self.onclose = None
        self.is_real = False
        self.is_closed = False

    def read_pickle(self) -> Any:
        """The plain value at the place where it stands; raises ForeignPickleError."""
        return read_plain(self.file, self._name)

    def close(self) -> None:
        """Marks the file closed; it stays mapped while an array is a view of it."""
        self.is_closed = True


class WrittenStorage(FileStorage):
    """A directory that knows the files it made, since Whoosh leaves them open where it fails."""

    def __init__(self, directory: Path, made: list[Any]) -> None:
        super().__init__(str(directory))
        self._made = made

    def create_file(self, name: str, **options: Any) -> Any:
        """A new file, as Whoosh makes it, but written to without a detour: a segment is some million small writes."""
        file = super().create_file(name, **options)
        file.write, file.tell = file.file.write, file.file.tell
        self._made.append(file)
        return file

    def close_files(self) -> None:
        """Closes all files it made; what a full disk did not take is lost."""
        for file in self._made:
            with suppress(OSError):
                file.file.close()
        self._made.clear()


class MappedStorage(WrittenStorage):
    """A directory whose files are mapped when opened, and of which Whoosh deletes nothing."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, [])
        self.directory = directory
        self.temporary = directory / f"{secrets.token_hex(8)}.tmp"

    def temp_storage(self, name: str | None = None) -> Any:
        """A directory of its own for what Whoosh keeps for a moment: one shared by processes could go while another
        begins."""
        return WrittenStorage(self.temporary, self._made).create()

    def open_file(self, name: str, **_: Any) -> Any:
        """The file, mapped."""
        return MappedFile(self.directory / name)

    def delete_file(self, name: str) -> None:
        """Deletes only what Whoosh itself made for a moment: files of a generation are immutable."""
        if name.endswith((".ctmp", ".tmp")):
            super().delete_file(name)


class BytesColumn(VarBytesColumn):
    """A column that `VarBytesColumn` wrote into a `MappedFile`."""

    class Reader(VarBytesColumn.Reader):
        """Finds the places of all values at once. Whoosh adds up the lengths one by one, unless there are so many
        documents that it wrote the sums."""

        _dbfile: Any
        _basepos: int
        _offsets: Any
        _lengths: Any

        def __getitem__(self, doc: int) -> memoryview:
            """A document's bytes."""
            start = self._basepos + int(self._offsets[doc])
            view: memoryview = self._dbfile.view[start : start + int(self._lengths[doc])]
            return view

        def _read_offsets_and_lengths(self) -> None:
            code = chr(self._dbfile.get_byte(self._basepos + self._length - 1))
            if code == _WITH_OFFSETS:
                super()._read_offsets_and_lengths()
                return
            dtype = _LENGTHS.get(code, np.dtype(np.uint8))
            start = self._basepos + self._length - 1 - dtype.itemsize * self._doccount
            if code not in _LENGTHS or start < 0:
                raise DamagedError(f"{self._dbfile}: no column of ours; {WAY_OUT}")
            self._lengths = np.frombuffer(self._dbfile.view, dtype, self._doccount, start)
            self._offsets = np.cumsum(self._lengths, dtype=np.int64) - self._lengths
