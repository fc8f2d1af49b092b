"""What a kill left lying, and generations that are no longer needed."""

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

from archive.search.generations.generation import LOCK
from archive.search.generations.layout import (
    INCREMENTAL,
    MANIFEST,
    PART,
    GenerationError,
    Manifest,
    generation_dir,
    index_dir,
    numbers,
    publisher_lock,
    read_current,
    read_manifest,
    remove_tree,
)
from archive.search.index.factory import backend


def recover(root: Path) -> None:
    """Removes incremental generations that were not published, and half-deleted ones; unfinished full builds stay, to
    be gone on with. The caller holds the publisher's lock."""
    for path in [*index_dir(root).glob(f"g*{INCREMENTAL}"), *index_dir(root).glob(".g*.dying")]:
        shutil.rmtree(path, ignore_errors=True)
    for path in root.glob(".CURRENT.*"):
        path.unlink(missing_ok=True)
    serving = read_current(root)
    for number in numbers(root):
        path = generation_dir(root, number)
        published = serving is not None and number <= serving
        if path.is_dir() and not ((path / MANIFEST).exists() and published):
            delete(path)
    # What a process held when another was published that keeps it no more. Where what serves cannot be read, an earlier
    # one may stand in, and all stay.
    with suppress(GenerationError, OSError):
        if serving is not None:
            _delete_unkept(root, read_manifest(generation_dir(root, serving)))


def collect_garbage(root: Path) -> None:
    """Removes what a kill left lying, where no publisher comes by that would; raises BusyError when one is at work."""
    if index_dir(root).is_dir():
        with publisher_lock(root):
            recover(root)


def prune(root: Path, serving: Manifest) -> None:
    """Deletes every generation that what serves now does not keep, unless a process holds it, and full builds that it
    has overtaken."""
    for part in index_dir(root).glob(f"g*{PART}"):
        shutil.rmtree(part, ignore_errors=True)
    _delete_unkept(root, serving)


def _delete_unkept(root: Path, serving: Manifest) -> None:
    """Beside itself it keeps what `rollback` leads to and what its files are linked from."""
    for number in set(numbers(root)) - {serving.number, serving.before, serving.parent}:
        delete(generation_dir(root, number))


def collect_unused(root: Path) -> tuple[int, ...]:
    """Has the engine delete what it keeps elsewhere and no generation names that lies here; nothing while one of them
    cannot be read. The numbers of those that other machines hold."""
    with suppress(GenerationError, OSError):
        manifests = [read_manifest(generation_dir(root, number)) for number in numbers(root)]
        names = {segment.name for manifest in manifests for segment in manifest.segments}
        return backend().collect(names, {manifest.identity for manifest in manifests})
    return ()


def dispose(root: Path) -> tuple[int, ...]:
    """Deletes every generation that does not serve and that no process holds, here or on a machine that takes it from a
    cluster; the numbers of those that are held."""
    with publisher_lock(root):
        recover(root)
        serving = read_current(root)
        others = [number for number in numbers(root) if number != serving and generation_dir(root, number).is_dir()]
        held = [number for number in others if not delete(generation_dir(root, number))]
        return tuple(sorted({*held, *collect_unused(root)}))


def delete(path: Path) -> bool:
    """Deletes a generation; False where a process holds its shared lock, and nothing is touched."""
    try:
        handle = os.open(path / LOCK, os.O_RDONLY)
    except FileNotFoundError:
        remove_tree(path)
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        with suppress(FileNotFoundError):
            (path / MANIFEST).unlink()
            (path / LOCK).unlink()
        remove_tree(path)
        return True
    finally:
        os.close(handle)
