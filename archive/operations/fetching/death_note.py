"""What the watcher is taking just now, in DIR/taking: who starts after a death knows which pages it may have died of.

Not synced: a killed process leaves it, and after a power cut no page is to blame.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

NAME = "taking"


class _Written(msgspec.Struct):
    """`taking`: the files of now; `aside`: those that are set aside, with size and time (ns), until they change."""

    taking: list[str] = []
    aside: dict[str, tuple[int, int]] = {}


class DeathNote:
    """The note of a library directory. `suspects` are the files that an earlier watcher was taking when it died."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / NAME
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
        self._written.aside[str(path)] = _stamp(path)
        self.suspects = frozenset()
        self.end()

    def batches(self, ready: tuple[Path, ...]) -> list[tuple[Path, ...]]:
        """The files that are to be taken: all at once, but each one for itself of which a watcher may have died."""
        left = [path for path in ready if self._written.aside.get(str(path)) != _stamp(path)]
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


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns
