"""A generation given to machines that have nothing of the archive, where the engine is a cluster that can keep it for them."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.search.generations.garbage_collection import collect_unused
from archive.search.generations.generation import LOCK, Generation
from archive.search.generations.layout import publisher_lock
from archive.search.generations.manifest import NAME
from archive.search.index.factory import backend
from archive.search.index.sharing import SharedGeneration, shared_file

WriteBeside = Callable[[Path], None]
"""Writes into a directory what such machines need beside the generation."""


def share(root: Path, generation: Generation, write_beside: WriteBeside) -> None:
    """Has other machines serve this generation from now on; it is given to them where they do not have it yet. Does nothing where
    the engine is no cluster. Raises UnavailableError: what serves here goes on, and they go on with what they had."""
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
    own = {name: generation.path / name for name in (*generation.manifest.files, NAME, LOCK)}
    return own | {path.name: path for path in beside.iterdir()}
