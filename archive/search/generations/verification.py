"""Whether a generation is what its manifest says."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from archive.search.generations.checkpoint import Finished
from archive.search.generations.errors import GenerationError
from archive.search.generations.generation import Generation
from archive.search.generations.manifest import Manifest, checksum
from archive.search.index.errors import WAY_OUT, DamagedError
from archive.search.index.factory import backend


def verify(generation: Generation) -> None:
    """Checks every file's checksum, every posting block and the counts; raises GenerationError."""
    verify_whole(generation.path, generation.manifest)


SMALL_BYTES = 1 << 16


def verify_on_opening(generation: Generation) -> None:
    """Checks that every file is there in its size, and the checksums of the small ones (2 ms for ten segments); the others are
    verified block by block as they are used. Raises GenerationError."""
    manifest = generation.manifest
    verify_files(generation.path, manifest, [name for name, (size, _) in manifest.files.items() if size <= SMALL_BYTES])


def verify_whole(path: Path, manifest: Manifest, verified: Sequence[Finished] = ()) -> None:
    """The same of a generation that is not published yet; the segments in `verified` were read back by who made them."""
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
