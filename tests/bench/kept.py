"""What each engine was measured at, kept in a file a step beside the corpus: a bench that was cut short goes on where it was, and
one step of one engine is measured again without the others."""

import json
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.bench import corpus, queries
from tests.bench.peers import PEERS, SHARES, largest
from tests.bench.tables import OURS, Run

Step = Literal["build", "first", "ask", "stream"]
STEPS: tuple[Step, ...] = ("build", "first", "ask", "stream")
MOST_ALONE = 10_000
"""Up to so many episodes ours is indexed by one process too, and not by two alone."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A corpus of one size, in a folder of its own with the indexes over it."""

    kind: str
    size: int
    folder: Path

    @property
    def episodes(self) -> Path:
        """The stored episodes."""
        return self.folder / "episodes.jsonl"

    def prepare(self) -> None:
        """Makes the corpus and chooses the queries, once."""
        corpus.write(self.kind, self.size, self.episodes)
        queries.kept(self.folder, corpus.stored(self.episodes))

    def index_of(self, name: str) -> Path:
        """Where the index lies that a peer asks."""
        return self.folder / SHARES.get(name, name).replace(" ", "-")


class Measurements:
    """The steps of the engines over one corpus."""

    def __init__(self, bed: Bed, again: Collection[Step] = ()) -> None:
        """`again` are the steps that are measured though they are kept."""
        self._bed, self._again = bed, again

    def measure(self, names: Sequence[str]) -> None:
        """Takes every step of some engines that is not kept, each in a process of its own."""
        for name in (one for one in names if self._bed.size <= largest(one)):
            if name not in SHARES:
                self._build(name)
            for step in STEPS[1:]:
                if step in self._again or not self._path(name, step).exists():
                    self._take(name, step)

    def runs(self) -> Iterator[Run]:
        """Every engine of which all steps are kept."""
        for name in PEERS:
            built = [self._path(SHARES.get(name, name), step) for step in ("build", "build-two")]
            taken = {step: self._path(name, step) for step in STEPS[1:]}
            if all(path.exists() for path in taken.values()) and any(path.exists() for path in built):
                one, two = (_read(path) if path.exists() else None for path in built)
                ask = _read(taken["ask"]) | _read(taken["stream"])
                yield Run(name, self._bed.size, one or two or {}, ask, _read(taken["first"]), two if one else None)

    def discard(self, names: Sequence[str]) -> None:
        """Takes away the indexes of some engines, and leaves what was measured."""
        for name in names:
            shutil.rmtree(self._bed.index_of(name), ignore_errors=True)

    def _build(self, name: str) -> None:
        """Indexes where that is asked for, or not kept, or where there is no index to ask."""
        again = "build" in self._again
        if name == OURS and (again or not self._path(name, "build-two").exists()):
            self._take(name, "build", "--workers", "2", kept="build-two")
        alone = name != OURS or self._bed.size <= MOST_ALONE
        if alone and (again or not self._path(name, "build").exists()):
            self._take(name, "build")
        if not self._bed.index_of(name).exists():
            self._take(name, "build", "--workers", "2", kept="build" if name != OURS else "build-two")

    def _take(self, name: str, step: Step, *options: str, kept: str = "") -> None:
        print(f"{self._bed.kind}, {self._bed.size:,} episodes, {name}: {step}", *options, file=sys.stderr, flush=True)
        place = (str(self._bed.episodes), str(self._bed.index_of(name)))
        if step != "build":
            _read_in(self._bed.index_of(name))
        command = [sys.executable, "-m", "tests.bench.one", step, name, *place, *options]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        path = self._path(name, kept or step)
        path.parent.mkdir(exist_ok=True)
        path.write_text(done.stdout.splitlines()[-1], encoding="utf8")

    def _path(self, name: str, step: str) -> Path:
        return self._bed.folder / "measured" / f"{name.replace(' ', '-')}.{step}.json"


def _read_in(index: Path) -> None:
    """Leaves the files of an index in the system's cache, whoever was measured before."""
    for path in (found for found in index.rglob("*") if found.is_file()):
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass


def _read(path: Path) -> dict[str, object]:
    read: dict[str, object] = json.loads(path.read_text(encoding="utf8"))
    return read
