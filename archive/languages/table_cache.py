"""Tables of a language that take a second to make: each library keeps its own, and the user's folder one of each for
the next library. Their names tell the versions of all that they are made of, so that none is taken for another; those
of the user tell the program's own rules too, as nobody waits for a new library to see these at work."""

import os
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from zlib import crc32

from archive import languages, text
from archive.storage.array_file import Array, map_arrays, write_synced

FOLDER = "mot-pour-mot/languages"
PLACE = "ARCHIVE_CACHE"
"""The variable that names another folder for what can be made anew."""


def keep(path: Path, make: Callable[[], Mapping[str, Array]]) -> None:
    """Puts a table into a library's directory where it is not there yet, in place of those of other versions: the one
    that this user has made already, where it is what was written, else one that is made and kept for other libraries
    too. Raises OSError where the library's own cannot be written."""
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    _forget_older(path)
    found = _of_user(path.name)
    if found is None:
        found = make()
        with suppress(OSError, RuntimeError):
            _keep_for_user(path.name, found)
    write_synced(path, found)


def user_folder() -> Path:
    """Where this user's programs keep what they can make anew: ARCHIVE_CACHE, else by the XDG base directories, on
    macOS in Library/Caches. Raises RuntimeError for a user without a home."""
    if stated := os.environ.get(PLACE) or os.environ.get("XDG_CACHE_HOME"):
        return Path(stated) / FOLDER
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / FOLDER


def _of_user(name: str) -> Mapping[str, Array] | None:
    """Every array held against its checksum; None where there is none that can be trusted."""
    with suppress(OSError, ValueError, RuntimeError):
        folder = user_folder()
        if folder.stat().st_uid == os.geteuid():
            return dict(map_arrays(folder / _with_rules(name)))
    return None


def _keep_for_user(name: str, arrays: Mapping[str, Array]) -> None:
    """Written beside and renamed: another process may do the same."""
    folder = user_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _with_rules(name)
    _forget_older(path)
    beside = folder / f"{secrets.token_hex(8)}.new"
    write_synced(beside, arrays)
    beside.replace(path)


def _with_rules(name: str) -> str:
    return f"{name.removesuffix('.bin')}-{_rules():08x}.bin"


@cache
def _rules() -> int:
    """A checksum of what says how words are folded and what languages tell of them."""
    rooms = [Path(where) for room in (languages, text) for where in room.__path__]
    told = 0
    for path in sorted(path for room in rooms for path in room.rglob("*") if path.suffix in {".py", ".xz"}):
        told = crc32(path.read_bytes(), told)
    return told


def _forget_older(path: Path) -> None:
    kind, language, _ = path.name.split("-", 2)
    for older in path.parent.glob(f"{kind}-{language}-*"):
        if older != path:
            older.unlink(missing_ok=True)
