"""Where generations lie, and how a file is made sure of: DIR/index/g000001/…, DIR/CURRENT."""

import contextlib
import fcntl
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

from archive.errors import PresentableError
from archive.storage.atomic import sync


class GenerationError(PresentableError):
    """A generation that cannot be opened, built or published: what, where, and what to do next. Safe to show."""

    code = "index-broken"


class GoneError(GenerationError):
    """The generation was deleted between being named and being opened: ask again for the current one."""

    code = "index-gone"


class OtherVersionError(GenerationError):
    """The generation was made by another version of the program: it cannot be read, and is built anew."""

    code = "index-other-version"


class BusyError(GenerationError):
    """Another process publishes."""

    code = "publishing"


PART = ".part"
_CURRENT = re.compile(r"g(\d{6,9})(?: ([0-9a-f]{8}))?\s*", re.ASCII)


def index_dir(root: Path) -> Path:
    """The directory of all generations."""
    return root / "index"


def generation_dir(root: Path, number: int) -> Path:
    """The directory of one generation."""
    return index_dir(root) / f"g{number:06d}"


def numbers(root: Path) -> list[int]:
    """The numbers of the generations that lie there, whole or not, rising."""
    found = index_dir(root).glob("g[0-9]*") if index_dir(root).is_dir() else ()
    return sorted({int(path.name[1:7]) for path in found if path.name[1:7].isdigit()})


def next_number(root: Path) -> int:
    """A number that no generation has had since the last that lies there."""
    return max([0, *numbers(root), *([named] if (named := read_current(root)) else [])]) + 1


def read_current(root: Path) -> int | None:
    """The number that CURRENT names; None without one. Raises GenerationError where it is damaged: another number would
    let an earlier generation serve in silence. Files of before have no checksum."""
    try:
        found = _CURRENT.fullmatch((root / "CURRENT").read_text("ascii", "replace"))
    except FileNotFoundError:
        return None
    if found is None or found[2] not in (None, _checksum(found[1])):
        raise GenerationError(f"{root / 'CURRENT'} does not name what serves; `archive check --repair` builds the index anew")
    return int(found[1])


def forget_damaged(root: Path) -> None:
    """Removes a CURRENT that does not name what serves: who builds anew names what serves then."""
    try:
        read_current(root)
    except GenerationError:
        (root / "CURRENT").unlink()


def write_current(root: Path, number: int) -> None:
    """Names the serving generation, by one rename: `g000002`, and behind it the crc32 of that."""
    fresh = root / f".CURRENT.{os.getpid()}"
    digits = f"{number:06d}"
    fresh.write_text(f"g{digits} {_checksum(digits)}\n", "ascii")
    sync(fresh)
    fresh.replace(root / "CURRENT")
    sync(root)


def _checksum(digits: str) -> str:
    return f"{zlib.crc32(b'g' + digits.encode()):08x}"


def sync_all(directory: Path) -> None:
    """Everything in a directory, then the directory."""
    for path in directory.rglob("*"):
        sync(path)
    sync(directory)


@contextlib.contextmanager
def publisher_lock(root: Path) -> Iterator[None]:
    """One publisher at a time; raises BusyError at once when there is another. A dead process holds no lock."""
    index_dir(root).mkdir(parents=True, exist_ok=True)
    handle = os.open(index_dir(root) / "publishing", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BusyError(f"another process publishes in {root}; wait for it to finish") from error
        yield
    finally:
        os.close(handle)


def remove_tree(directory: Path) -> None:
    """Deletes a directory, first under a name that nobody opens."""
    dying = directory.with_name(f".{directory.name}.dying")
    shutil.rmtree(dying, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        directory.rename(dying)
        shutil.rmtree(dying, ignore_errors=True)
