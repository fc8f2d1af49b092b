"""The pickles of an index, read without running anything: plain containers alone.

Whoosh keeps what it knows of a table of terms, and the stored row of a document, as pickles, and a pickle may name any function
and have it called. Ours hold dictionaries, lists, text and numbers; for these nothing is ever looked up by name, so whatever
asks for a name is refused (docs.python.org/3/library/pickle.html, "Restricting Globals").
"""

import pickle
import pickletools
from io import BytesIO
from typing import IO, Any, NoReturn

from archive.search.index.errors import WAY_OUT, DamagedError

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
    """Raises ForeignPickleError where a pickle would remember an object under a number that its bytes do not reach: for a number of
    four damaged bytes the unpickler makes room for 4,000 million objects (32 GB). `file` stands where it stood."""
    start = file.tell()
    highest = max((int(arg or 0) for code, arg, _ in pickletools.genops(file) if code.name.endswith("PUT")), default=0)
    if highest > file.tell() - start:
        raise ForeignPickleError("its pickle remembers more than it holds")
    file.seek(start)


def loads_plain(data: bytes, name: str) -> Any:
    """The same of bytes."""
    return read_plain(BytesIO(data), name)
