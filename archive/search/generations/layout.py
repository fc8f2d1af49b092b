"""Where generations lie, and how a file is made sure of: DIR/index/g000001/…, DIR/CURRENT.
And the manifest of one: what it is made of. Written last; a directory without one is no generation. Of a generation
under construction finished segments stay when the builder is killed, and the next builder takes them over."""

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
from archive.search.index.factory import backend
from archive.search.index.layout import WAY_OUT
from archive.search.index.types import SegmentInfo
from archive.storage.file_writing import sync


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
INCREMENTAL = ".incremental"
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


_BUILD, _DONE = "build.json", ".done"


@dataclass(frozen=True, slots=True)
class Finished:
    """A segment whose files are all on the disk: size and crc32 of each."""

    name: str
    documents: int
    files: dict[str, tuple[int, int]]


def open_part(root: Path, revision: int) -> Path:
    """The directory to build in: what is left of a killed build of the same revision, else a fresh one."""
    wanted = msgspec.json.encode({"revision": revision})
    for path in sorted(index_dir(root).glob(f"g*{PART}")):
        build = path / _BUILD
        if build.exists() and build.read_bytes() == wanted:
            _forget_unfinished(path)
            return path
        shutil.rmtree(path)
    path = generation_dir(root, next_number(root)).with_suffix(PART)
    path.mkdir(parents=True)
    (path / _BUILD).write_bytes(wanted)
    return path


def synced_segment(directory: Path, name: str, documents: int, beside: Iterable[Path] = ()) -> Finished:
    """A segment whose files are all on the disk, with the files `beside` it that others write. They are removed where
    the builder is killed after this."""
    files = [*backend().segment_files(directory, name), *beside]
    for file in files:
        sync(file)
    return Finished(name, documents, {file.name: checksum(file) for file in files})


def finish_segment(directory: Path, name: str, documents: int, beside: Iterable[Path] = ()) -> Finished:
    """The same, and says on the disk that the segment is whole: it stays when the builder is killed."""
    finished = synced_segment(directory, name, documents, beside)
    done = directory / f"{name}{_DONE}"
    fresh = done.with_suffix(".fresh")
    fresh.write_bytes(msgspec.json.encode(finished))
    sync(fresh)
    fresh.rename(done)
    sync(directory)
    return finished


def finished_segments(directory: Path) -> list[Finished]:
    """The segments that are whole, in order of name. One whose word cannot be read is not, and is built again."""
    return list(_readable(sorted(directory.glob(f"*{_DONE}"))))


def _readable(words: Iterable[Path]) -> Iterator[Finished]:
    for done in words:
        try:
            yield msgspec.json.decode(done.read_bytes(), type=Finished)
        except (ValueError, RecursionError):
            done.unlink()


def digests_of(directory: Path, segments: Iterable[Finished]) -> dict[str, dict[str, str]]:
    """Segment -> slug -> digest."""
    read = backend().digests
    return {segment.name: read(directory, SegmentInfo(segment.name, segment.documents)) for segment in segments}


def discard_segment(directory: Path, name: str) -> None:
    """Forgets a finished segment, with what stands beside it."""
    (directory / f"{name}{_DONE}").unlink(missing_ok=True)
    for file in (*backend().segment_files(directory, name), *directory.glob(f"{name}.*")):
        file.unlink()


def tidy(directory: Path) -> None:
    """Removes the marks of construction; syncs everything."""
    for path in [*directory.glob(f"*{_DONE}"), directory / _BUILD]:
        path.unlink(missing_ok=True)
    sync_all(directory)


def _forget_unfinished(directory: Path) -> None:
    kept = {name for finished in finished_segments(directory) for name in finished.files}
    for path in directory.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in kept and path.name != _BUILD and path.suffix != _DONE:
            path.unlink()
