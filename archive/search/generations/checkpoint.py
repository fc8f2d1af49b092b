"""A generation under construction: finished segments stay when the builder is killed, and the next builder takes them
over."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archive.search.generations.layout import PART, checksum, generation_dir, index_dir, next_number, sync_all
from archive.search.index.factory import backend
from archive.search.index.types import SegmentInfo
from archive.storage.atomic import sync

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
