"""A disk that loses what was not synced: states of a folder that a power cut may leave, made from what a command did.

Names are lost in their order, as journalling file systems keep them (ext4, xfs, btrfs: the last ones that no sync followed); bytes
of which the file was not synced since are lost in any choice, or torn in the middle. What was lost within a file reads as what
stood there before, or as zeros.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.torture.recording import Cut, Name, Recording, Remove, Rename, Step, Sync, Write


@dataclass(frozen=True, slots=True)
class Crash:
    """The power goes after `after` steps: `names` of them kept their names, `lost` are gone, of `torn` the first half stands."""

    after: int
    names: int
    lost: frozenset[int] = frozenset()
    torn: frozenset[int] = frozenset()


def crashes(steps: list[Step], dice: random.Random, subsets: int, every: int = 1) -> Iterator[Crash]:
    """Every prefix; at each sync every single unsynced write lost, and torn (or every n-th of these, for a short run); so many
    choices drawn from the seed."""
    yield from islice(_known(steps), 0, None, every)
    for _ in range(subsets):
        yield drawn(steps, dice)


def _known(steps: list[Step]) -> Iterator[Crash]:
    for after in range(len(steps) + 1):
        yield Crash(after, after)
    for at, step in enumerate(steps):
        if isinstance(step, Sync):
            for number in unsynced(steps, at):
                yield Crash(at, at, lost=frozenset({number}))
                yield Crash(at, at, torn=frozenset({number}))


def drawn(steps: list[Step], dice: random.Random) -> Crash:
    """A crash anywhere; of what was not synced each part is whole, torn or lost."""
    after = dice.randint(0, len(steps))
    fates = {number: dice.choices(("whole", "torn", "lost"), (2, 1, 3))[0] for number in unsynced(steps, after)}
    chosen = {fate: frozenset(number for number, one in fates.items() if one == fate) for fate in ("torn", "lost")}
    return Crash(after, dice.randint(_names_synced(steps, after), after), chosen["lost"], chosen["torn"])


def at_the_end(steps: list[Step]) -> Crash:
    """The power goes when the command has said that it is done: nothing that was not synced is left."""
    return Crash(len(steps), _names_synced(steps, len(steps)), lost=frozenset(unsynced(steps, len(steps))))


def unsynced(steps: list[Step], after: int) -> list[int]:
    """The numbers of the writes and cuts before a step of which the file was not synced since."""
    synced: set[int] = set()
    waiting = []
    for number in range(after - 1, -1, -1):
        step = steps[number]
        if isinstance(step, Sync):
            synced.add(step.file)
        elif isinstance(step, Write | Cut) and step.file not in synced:
            waiting.append(number)
    return waiting


def _names_synced(steps: list[Step], after: int) -> int:
    """How many steps have their names for sure: a sync of anything writes the file system's own journal."""
    return max((number + 1 for number in range(after) if isinstance(steps[number], Sync)), default=0)


@dataclass
class Disk:
    """Names and bytes as a crash leaves them."""

    names: dict[str, int]
    contents: dict[int, bytearray]
    folders: set[str] = field(default_factory=set)

    def take(self, step: Step, *, names: bool, torn: bool) -> None:
        """One step, of a write the first half where it is torn."""
        if isinstance(step, Write):
            self._write(step, step.data[: len(step.data) // 2] if torn else step.data)
        elif isinstance(step, Cut):
            data = self.contents.setdefault(step.file, bytearray())
            del data[step.length :]
            data.extend(bytes(step.length - len(data)))
        elif names and not isinstance(step, Sync):
            self._name(step)

    def _write(self, step: Write, kept: bytes) -> None:
        data = self.contents.setdefault(step.file, bytearray())
        data.extend(bytes(max(0, step.offset + len(kept) - len(data))))
        data[step.offset : step.offset + len(kept)] = kept

    def _name(self, step: Name | Rename | Remove) -> None:
        if isinstance(step, Name) and step.file:
            self.names[step.path] = step.file
        elif isinstance(step, Name):
            self.folders.add(step.path)
        elif isinstance(step, Remove):
            self.names.pop(step.path, None)
            self.folders.discard(step.path)
        else:
            self._rename(step.path, step.target)

    def _rename(self, source: str, target: str) -> None:
        def moved(path: str) -> str:
            return target + path[len(source) :] if path == source or path.startswith(source + "/") else path

        self.names.pop(target, None)
        self.names = {moved(path): file for path, file in self.names.items()}
        self.folders = {moved(path) for path in self.folders}

    def lay_out(self, root: Path) -> None:
        """Writes it down in an empty folder."""
        for folder in sorted(self.folders):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for path, number in self.names.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(self.contents.get(number, b""))


def left_by(recording: Recording, crash: Crash) -> Disk:
    """What a crash leaves."""
    contents: Mapping[int, bytes] = recording.contents
    disk = Disk(dict(recording.names), {number: bytearray(data) for number, data in contents.items()}, set(recording.folders))
    for number, step in enumerate(recording.steps[: crash.after]):
        if number not in crash.lost:
            disk.take(step, names=number < crash.names, torn=number in crash.torn)
    return disk
