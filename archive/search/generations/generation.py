"""A published generation, held for reading."""

import fcntl
import os
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path

from archive.analysis.analyze import Analysis
from archive.search.generations.layout import (
    MANIFEST,
    Finished,
    GenerationError,
    GoneError,
    Manifest,
    OtherVersionError,
    checksum,
    generation_dir,
    numbers,
    read_current,
    read_manifest,
)
from archive.search.index.factory import backend, wrote
from archive.search.index.layout import WAY_OUT, DamagedError
from archive.search.index.read.engine import Engine
from archive.search.index.read.stored_documents import StoredDocuments
from archive.search.index.types import SegmentInfo
from archive.storage.file_writing import denied

LOCK = "lock"


class Generation:
    """A generation that no process deletes while this object lives, by a shared lock on a file in it."""

    def __init__(self, path: Path) -> None:
        """Opens it; raises GenerationError where it is not ours, GoneError where it has just been deleted."""
        self.path = path
        self._handle = _shared_lock(path / LOCK)
        self._release = weakref.finalize(self, os.close, self._handle)
        try:
            self.manifest: Manifest = read_manifest(path)
            if not all(map(wrote, self.manifest.segments)):
                raise OtherVersionError(f"{path} is for another engine; `archive reindex` builds one")
        except GenerationError:
            self._release()  # the error keeps this object alive, and what is damaged is to be deleted
            raise
        self.number = self.manifest.number
        self.identity = self.manifest.identity
        self.revision = self.manifest.revision

    @property
    def segments(self) -> tuple[SegmentInfo, ...]:
        """The segments, for the engine."""
        return self.manifest.segments

    @property
    def expansions(self) -> tuple[Path, ...]:
        """The directories of expansion tables, the full generation's first, then what incremental ones added."""
        return tuple(self.path / name for name in self.manifest.expansions)

    def digests(self) -> dict[str, str]:
        """slug -> digest of every episode that answers."""
        return self.stored.digests()

    def analysis(self, slug: str) -> Analysis | None:
        """What was computed over an episode, with the links of the newest linking; None where it is not in this
        generation."""
        return self.stored.analysis(slug)

    @cached_property
    def stored(self) -> StoredDocuments:
        """The stored documents, without an engine."""
        return backend().stored_documents(self.path, self.segments)

    def close(self) -> None:
        """Lets go of the shared lock."""
        self._release()


def open_engine(generation: Generation, without: Collection[str] = ()) -> Engine:
    """The engine of a generation, in which the slugs in `without` do not answer; closing it lets the generation go.
    Raises DamagedDataError."""
    return backend().open(generation.path, generation.segments, generation.close, without)


def current(root: Path) -> Generation | None:
    """The serving generation, held for reading; None where none is published; raises GenerationError where it is not
    ours."""
    while (number := read_current(root)) is not None:
        try:
            return Generation(generation_dir(root, number))
        except GoneError:
            if read_current(root) == number:
                raise
    return None


def kept(root: Path) -> Iterator[Generation]:
    """Every published generation that is kept and can be read, held for reading, the newest first."""
    for number in sorted(numbers(root), reverse=True):
        with suppress(GenerationError):
            yield Generation(generation_dir(root, number))


def serving(root: Path) -> str | None:
    """The identity of the generation that serves; None where none is published, or none that this program can read."""
    try:
        number = read_current(root)
        return None if number is None else _identity(generation_dir(root, number))
    except (GenerationError, OSError):
        return None


def _identity(directory: Path) -> str:
    """What the manifest says, which is asked with every request: read again where the file is another."""
    found = (directory / MANIFEST).stat()
    return _identity_as_of(directory, found.st_ino, found.st_mtime_ns, found.st_size)


@lru_cache(8)
def _identity_as_of(directory: Path, *_: int) -> str:
    return read_manifest(directory).identity


def unreadable(root: Path) -> str:
    """What keeps this process from reading the generation that ought to serve: a file that is not its own to read; else
    nothing."""
    try:
        if (number := read_current(root)) is not None:
            read_manifest(generation_dir(root, number))
    except PermissionError as error:
        return f"{error.filename} may not be read; {denied(str(error.filename))}"
    except (GenerationError, OSError):
        return ""
    return ""


def is_published(root: Path) -> bool:
    """Whether any generation serves, be it of another version of the program."""
    return read_current(root) is not None


def is_of_other_version(root: Path) -> bool:
    """Whether what ought to serve was built by another version of the program."""
    try:
        found = current(root)
    except GenerationError as error:
        return isinstance(error, OtherVersionError)
    if found is not None:
        found.close()
    return False


def usable(root: Path) -> Generation | None:
    """The same for who builds: None too where what serves is of another version of the program, or was thrown away and
    CURRENT left: either way it is built anew."""
    try:
        return current(root)
    except (OtherVersionError, GoneError):
        return None


def _shared_lock(path: Path) -> int:
    try:
        handle = os.open(path, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        raise GoneError(f"{path.parent} is not a generation, or no longer; `archive reindex` builds one") from None
    fcntl.flock(handle, fcntl.LOCK_SH)
    if not path.exists():
        os.close(handle)
        raise GoneError(f"{path.parent} has just been deleted")
    return handle


def verify(generation: Generation) -> None:
    """Checks every file's checksum, every posting block and the counts; raises GenerationError."""
    verify_whole(generation.path, generation.manifest)


SMALL_BYTES = 1 << 16


def verify_on_opening(generation: Generation) -> None:
    """Checks that every file is there in its size, and the checksums of the small ones (2 ms for ten segments); the
    others are verified block by block as they are used. Raises GenerationError."""
    manifest = generation.manifest
    verify_files(generation.path, manifest, [name for name, (size, _) in manifest.files.items() if size <= SMALL_BYTES])


def verify_whole(path: Path, manifest: Manifest, verified: Sequence[Finished] = ()) -> None:
    """The same of a generation that is not published yet; the segments in `verified` were read back by who made
    them."""
    files, segments = {name for one in verified for name in one.files}, {one.name for one in verified}
    verify_files(path, manifest, [name for name in manifest.files if name not in files])
    documents = 0
    for segment in manifest.segments:
        try:
            if segment.name not in segments:
                backend().verify(path, segment)
        except DamagedError as error:
            raise GenerationError(f"{path}: {error}; {WAY_OUT}") from error
        documents += segment.documents - len(segment.deleted)
    if documents != manifest.episodes:
        raise GenerationError(f"{path} holds {documents} episodes, its manifest says {manifest.episodes}")


def verify_files(path: Path, manifest: Manifest, names: Iterable[str]) -> None:
    """Size and checksum of some files, and that the others are there in their size; raises GenerationError."""
    for name, (size, _) in manifest.files.items():
        file = path / name
        if not file.exists() or file.stat().st_size != size:
            raise GenerationError(f"{file} is missing or of another size; {WAY_OUT}")
    for name in names:
        if checksum(path / name) != tuple(manifest.files[name]):
            raise GenerationError(f"{path / name} does not agree with its checksum; {WAY_OUT}")
