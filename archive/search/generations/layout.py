"""Where generations lie, and how a file is made sure of: DIR/index/g000001/…, DIR/CURRENT.
And the manifest of one: what it is made of. Written last; a directory without one is no generation."""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from archive.errors import PresentableError
from archive.search.index.layout import WAY_OUT
from archive.search.index.types import SegmentInfo
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


FORMAT = "mot-pour-mot generation"
VERSION = 7
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` maps each file of the generation to its size and crc32. `parent` is the one whose files an incremental
    one links; `before` the one that `rollback` returns to; `expansions` the directories of expansion tables, the full
    generation's first; `base` how many of the segments, the first ones, are those of the full generation. `identity` is
    random and no other generation's, of whatever archive: numbers begin anew where an index was thrown away. `crc32` is
    over the rest of the manifest."""

    format: str
    version: int
    number: int
    revision: int
    episodes: int
    segments: tuple[SegmentInfo, ...]
    files: dict[str, tuple[int, int]]
    parent: int | None = None
    before: int | None = None
    expansions: tuple[str, ...] = ()
    base: int = 0
    identity: str = ""
    crc32: int | None = None


def new_identity() -> str:
    """An identity for a generation: 128 random bits."""
    return secrets.token_hex(16)


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a generation; raises GenerationError where it is not ours. Nothing else is opened before this."""
    try:
        data = (directory / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise GoneError(f"{directory} has no {MANIFEST}: no generation; `archive reindex` builds one") from None
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (ValueError, RecursionError) as error:  # no JSON, no UTF-8, something else, or nested without end
        raise GenerationError(
            f"{directory / MANIFEST} is not a manifest of this program ({error}); never open a stranger's index; {WAY_OUT}"
        ) from error
    if manifest.format != FORMAT:
        raise GenerationError(f"{directory} is of another program; never open a stranger's index")
    if manifest.version != VERSION:
        raise OtherVersionError(f"{directory} is of another version of this program; `archive reindex` builds a new one")
    if manifest.crc32 != _crc32(manifest):
        raise GenerationError(f"{directory / MANIFEST} does not agree with its checksum; {WAY_OUT}")
    return manifest


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Writes the manifest; the caller syncs."""
    fresh = directory / f".{MANIFEST}"
    signed = replace(manifest, crc32=_crc32(manifest))
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(signed), indent=1))
    fresh.replace(directory / MANIFEST)


def _crc32(manifest: Manifest) -> int:
    return zlib.crc32(msgspec.json.encode(replace(manifest, crc32=None)))


def checksums(directory: Path, names: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Size and crc32 of files."""
    return {name: checksum(directory / name) for name in names}


def checksum(path: Path) -> tuple[int, int]:
    """Size and crc32 of a file."""
    crc, size = 0, 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc, size = zlib.crc32(block, crc), size + len(block)
    return size, crc
