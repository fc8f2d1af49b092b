"""A directory that follows what others publish: a web machine has nothing of an archive but what this fetches.

The directory looks like the index of any archive (`index/g000001`, `CURRENT`), so that whoever opens it knows nothing
of where it came from. Each generation is fetched whole, held against the digests of its pieces, and named last."""

import logging
import os
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import msgspec

from archive.errors import UnavailableError
from archive.search.generations.generation import LOCK, Generation, serving
from archive.search.generations.layout import (
    MANIFEST,
    GenerationError,
    generation_dir,
    index_dir,
    numbers,
    publisher_lock,
    read_current,
    read_manifest,
    remove_tree,
    write_current,
)
from archive.search.generations.recovery import collect_unused, delete
from archive.search.index.backend import SharedFile, SharedGeneration, Sharing, shared_file
from archive.search.index.factory import backend
from archive.search.index.layout import DamagedError

POLL_S = 2.0
"""Between two looks at what is published, each of which says that this machine lives: a take-down is late by so
much."""
HEARD = "heard"
"""The file whose time tells when the cluster was last heard of."""
FETCHING = ".fetching"
_LIST = "shared.json"
log = logging.getLogger(__name__)


class ClusterFollower:
    """Keeps the index of a directory as it is shared; there is one for a directory."""

    def __init__(self, root: Path, machine: str = "") -> None:
        """`machine` names who holds what; a new name where none is given. Raises GenerationError where nothing can be
        shared."""
        sharing = backend().sharing()
        if sharing is None:
            raise GenerationError("only a cluster shares an archive with machines that have nothing of it: set `engine`")
        self._root, self._sharing = root, sharing
        self.machine = machine or f"{socket.gethostname().lower()[:40]}-{secrets.token_hex(4)}"

    def step(self) -> bool:
        """Takes what serves now, where it is another than here, lets go of what nobody uses any more, and says that
        this machine lives; whether what serves here is another now. Raises UnavailableError, DamagedError."""
        wanted, fetched = self._sharing.serving(), False
        if wanted is None:
            return False
        if wanted != serving(self._root):
            self._sharing.lease(self.machine, {*_held(self._root), wanted})
            found = self._sharing.find(wanted)
            if found is not None:  # else another serves by now: the next step sees it
                _fetch(self._root, found, self._sharing)
                fetched = True
        _drop_others(self._root)
        self._sharing.lease(self.machine, _held(self._root))
        (self._root / HEARD).touch()
        return fetched

    def follow(self, ended: Callable[[float], bool]) -> None:
        """Takes step after step until `ended`, which waits for so many seconds, says that it is time to end. A cluster
        that does not answer is asked again: what serves here goes on."""
        told = ""
        while not ended(POLL_S):
            try:
                self.step()
                told = ""
            except (UnavailableError, DamagedError, GenerationError, OSError) as error:
                if str(error) != told:
                    log.warning("what is published is not followed for now: %s", error)
                told = str(error)

    def close(self) -> None:
        """Says that this machine holds nothing more, if the cluster can be reached."""
        with suppress(UnavailableError):
            self._sharing.release(self.machine)


def unheard_s(root: Path) -> float | None:
    """Seconds since a directory that follows heard of the cluster last; None for one that does not follow."""
    try:
        return max(0.0, time.time() - (root / HEARD).stat().st_mtime)
    except OSError:
        return None


def _held(root: Path) -> set[str]:
    """The identities of the generations that lie here."""
    return {read_manifest(generation_dir(root, number)).identity for number in numbers(root)}


def _drop_others(root: Path) -> None:
    """Deletes the generations that do not serve and that no process has open."""
    current = read_current(root)
    for number in numbers(root):
        if number != current:
            delete(generation_dir(root, number))


def _fetch(root: Path, generation: SharedGeneration, sharing: Sharing) -> None:
    """Fetches a generation beside the others, and names it when it is whole."""
    final = generation_dir(root, generation.number)
    fresh = index_dir(root) / f".{final.name}{FETCHING}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    known = _known(root)
    for file in generation.files:
        _fetch_file(fresh, file, known.get((file.name, file.pieces)), sharing)
    (fresh / _LIST).write_bytes(msgspec.json.encode(generation.files))
    if final.exists():
        remove_tree(final)
    fresh.rename(final)
    write_current(root, generation.number)


def _fetch_file(directory: Path, file: SharedFile, known: Path | None, sharing: Sharing) -> None:
    """A file from an earlier generation that has the same, else piece by piece."""
    path = directory / _safe(file.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if known is not None:
        os.link(known, path)
        return
    with path.open("wb") as out:
        out.writelines(map(sharing.piece, file.pieces))
    if path.stat().st_size != file.size:
        raise DamagedError(f"{file.name} is shared in another size than it says")


def _safe(name: str) -> PurePosixPath:
    """The name of a file within its directory; raises DamagedError where it would lead out."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise DamagedError(f"{name!r} is no name of a file of a generation")
    return path


def _known(root: Path) -> dict[tuple[str, tuple[str, ...]], Path]:
    """(name, pieces) -> where it lies, of all files of the generations that lie here."""
    return {(file.name, file.pieces): directory / file.name for directory, files in _lists(root) for file in files}


def _lists(root: Path) -> Iterable[tuple[Path, tuple[SharedFile, ...]]]:
    for number in numbers(root):
        directory = generation_dir(root, number)
        with suppress(OSError, ValueError, RecursionError):
            yield directory, msgspec.json.decode((directory / _LIST).read_bytes(), type=tuple[SharedFile, ...])


WriteBeside = Callable[[Path], None]
"""Writes into a directory what such machines need beside the generation."""


def share(root: Path, generation: Generation, write_beside: WriteBeside) -> None:
    """Has other machines serve this generation from now on; it is given to them where they do not have it yet. Does
    nothing where the engine is no cluster. Raises UnavailableError: what serves here goes on, and they go on with what
    they had."""
    sharing = backend().sharing()
    if sharing is None or sharing.serving() == generation.identity:
        return
    with publisher_lock(root), TemporaryDirectory(prefix="archive-") as beside:
        if sharing.find(generation.identity) is None:
            write_beside(Path(beside))
            paths = _paths(generation, Path(beside))
            files = tuple(shared_file(name, path) for name, path in sorted(paths.items()))
            names = tuple(segment.name for segment in generation.segments)
            sharing.share(SharedGeneration(generation.identity, generation.number, files, names), paths)
        sharing.serve(generation.identity)
        collect_unused(root)


def _paths(generation: Generation, beside: Path) -> dict[str, Path]:
    """name -> path of all that makes a generation, and of what stands beside it."""
    own = {name: generation.path / name for name in (*generation.manifest.files, MANIFEST, LOCK)}
    return own | {path.name: path for path in beside.iterdir()}
