"""Follows a folder into which a scraper drops pages, and gives out those that are new and complete.

Only looks (twice, a while apart), so it works on any file system. What is still being written, hidden, or named as
unfinished is left for later; a file that was moved is known by its content and not given out again; one that vanishes
changes nothing."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from archive.operations.fetching.saved_pages import SIDECAR, sidecar_of

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp", "~")

Stamp = tuple[int, int, int, int]
"""Size and time (ns) of a page and of its sidecar: what changes when either is written to."""


@dataclass(slots=True)
class Watcher:
    """Remembers what it gave out. `settle_s`: a file counts as complete when it has not changed for so long."""

    folder: Path
    settle_s: float = 2.0
    now: Callable[[], float] = time.monotonic
    _done: dict[Path, Stamp] = field(default_factory=dict)
    _contents: dict[str, Path] = field(default_factory=dict)
    _waiting: dict[Path, tuple[Stamp, float]] = field(default_factory=dict)

    def look(self) -> tuple[Path, ...]:
        """The pages that are new or changed and complete, by name. Raises OSError when the folder itself cannot be
        read."""
        now = self.now()
        found = dict(_pages(self.folder))
        ready = tuple(path for path, stamp in sorted(found.items()) if self._settled(path, stamp, now))
        self._done = {path: stamp for path, stamp in self._done.items() if path in found}
        self._waiting = {path: seen for path, seen in self._waiting.items() if path in found}
        return tuple(path for path in ready if not self._only_moved(path, found))

    def again(self, path: Path) -> None:
        """Forgets that a page was given out (it could not be added now), so that the next look gives it out again."""
        self._done.pop(path, None)
        self._contents = {content: where for content, where in self._contents.items() if where != path}

    def _settled(self, path: Path, stamp: Stamp, now: float) -> bool:
        if self._done.get(path) == stamp:
            return False
        seen, since = self._waiting.get(path, (None, now))
        since = since if seen == stamp else now
        self._waiting[path] = (stamp, since)
        if now - since < self.settle_s:
            return False
        del self._waiting[path]
        self._done[path] = stamp
        return True

    def _only_moved(self, path: Path, found: dict[Path, Stamp]) -> bool:
        """Whether the same page with the same sidecar was given out under a name that is gone now."""
        content = _content(path)
        earlier = self._contents.get(content)
        self._contents[content] = path
        return earlier is not None and earlier not in found


def forever(watcher: Watcher, take: Callable[[tuple[Path, ...]], None], stop: Callable[[], bool], every_s: float = 2.0) -> None:
    """Looks until told to stop, and hands over what is ready; a folder that cannot be read for a while is looked at
    again later."""
    while not stop():
        try:
            ready = watcher.look()
        except OSError:
            ready = ()
        if ready:
            take(ready)
        wait_until(stop, every_s)


def wait_until(stop: Callable[[], bool], longest_s: float) -> None:
    """Waits, but no longer than a tenth of a second after `stop` says so."""
    end = time.monotonic() + longest_s
    while not stop() and time.monotonic() < end:
        time.sleep(min(0.1, longest_s))


def _pages(folder: Path) -> Iterator[tuple[Path, Stamp]]:
    """Every finished, visible file under the folder with its stamp, sidecars apart."""
    for directory, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            path = Path(directory) / name
            if _is_page(name) and (stamp := _stamp(path)):
                yield path, stamp


def _raise(error: OSError) -> None:
    raise error


def _is_page(name: str) -> bool:
    return not name.startswith(".") and not name.endswith(SIDECAR) and not name.lower().endswith(UNFINISHED)


def _stamp(path: Path) -> Stamp | None:
    """None for a file that is gone again, is empty (a writer has only opened it) or is no plain file."""
    try:
        page = path.stat()
        beside = sidecar_of(path)
        sidecar = beside.stat() if beside.exists() else None
    except OSError:
        return None
    if not path.is_file() or not page.st_size:
        return None
    return page.st_size, page.st_mtime_ns, sidecar.st_size if sidecar else 0, sidecar.st_mtime_ns if sidecar else 0


def _content(path: Path) -> str:
    """What the page and its sidecar hold; a file that cannot be read now is only itself."""
    total = hashlib.sha256()
    for part in (path, sidecar_of(path)):
        try:
            total.update(part.read_bytes())
        except FileNotFoundError:
            total.update(b"none")
        except OSError:
            return str(path)
    return total.hexdigest()


_TAKING = "taking"


class _Written(msgspec.Struct):
    """`taking`: the files of now; `aside`: those that are set aside, with size and time (ns), until they change."""

    taking: list[str] = []
    aside: dict[str, tuple[int, int]] = {}


class DeathNote:
    """The note of a library directory. `suspects` are the files that an earlier watcher was taking when it died."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / _TAKING
        try:
            self._written = msgspec.json.decode(self._path.read_bytes(), type=_Written)
        except (OSError, ValueError, RecursionError):
            self._written = _Written()
        self.suspects = frozenset(self._written.taking)

    def begin(self, files: Iterable[Path]) -> None:
        """These are being taken now."""
        self._write(list(map(str, files)))

    def end(self) -> None:
        """They are taken."""
        self._write([])

    def culprit(self, files: Iterable[Path]) -> Path | None:
        """The file that an earlier watcher was taking alone when it died."""
        found = [path for path in files if str(path) in self.suspects]
        return found[0] if found and len(self.suspects) == 1 else None

    def set_aside(self, path: Path) -> None:
        """Leaves a file alone until it changes."""
        self._written.aside[str(path)] = _identity(path)
        self.suspects = frozenset()
        self.end()

    def batches(self, ready: tuple[Path, ...]) -> list[tuple[Path, ...]]:
        """The files that are to be taken: all at once, but each one for itself of which a watcher may have died."""
        left = [path for path in ready if self._written.aside.get(str(path)) != _identity(path)]
        alone = [(path,) for path in left if str(path) in self.suspects]
        together = tuple(path for path in left if str(path) not in self.suspects)
        return [*([together] if together else []), *alone]

    def _write(self, taking: list[str]) -> None:
        self._written.taking = taking
        if taking or self._written.aside:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(msgspec.json.encode(self._written))
        else:
            self._path.unlink(missing_ok=True)


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns
