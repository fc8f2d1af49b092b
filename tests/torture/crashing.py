"""Power cuts: what `archive add`, `reindex`, `remove` and `backup` wrote is replayed as far as a crash lets it, and checked.

python -m tests.torture.crashing --subsets 10000     [--seed N] [--commands add backup]
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import ingest
from archive.errors import PresentableError
from archive.library import Library
from archive.operations import journal
from archive.operations.backup import restore
from archive.operations.integrity import check
from archive.search.generations import current, verify
from tests.operations.running import ARCHIVE, archive_here
from tests.torture.disk import Crash, at_the_end, crashes, left_by
from tests.torture.recording import Recording, recorded

PAGES = 6
State = dict[str, str]
"""Slug to digest."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is run, from the pages of `given`."""

    name: str
    words: tuple[str, ...]


def commands(given: Path, root: Path) -> dict[str, Command]:
    """The four, each on the same library of PAGES episodes."""
    found = (
        Command("add", ("add", str(given / "more.jsonl"))),
        Command("reindex", ("reindex", "--force")),
        Command("remove", ("remove", "2026-02-09-page-2", "--reason", "court order")),
        Command("backup", ("backup", str(root / "kept.backup"))),
    )
    return {command.name: command for command in found}


def given_pages(folder: Path) -> None:
    """Pages for a library, and more: one of them says something else now, one is new."""
    folder.mkdir(parents=True)
    for name, numbers, said in (("first", range(PAGES), "d'abord"), ("more", (1, PAGES), "ensuite")):
        rows = [json.dumps(_row(number, said)) for number in numbers]
        (folder / f"{name}.jsonl").write_text("\n".join(rows), encoding="utf-8")


def _row(number: int, said: str) -> dict[str, object]:
    lines = [{"start": 4 * at, "text": f"une phrase {said} mot{number}x{at}"} for at in range(12)]
    return {"id": f"e{number}", "title": f"Page {number}", "date": "2026-02-09", "language": "fr", "segments": lines}


@dataclass(frozen=True, slots=True)
class Held:
    """What library and index said: slug to digest."""

    kept: State
    served: State


def held(directory: Path) -> Held:
    """What a library and its index say; opened for writing, as the next command does after a crash."""
    with Library.open(directory) as library:
        return Held(library.digests(), _served(directory))


def _served(directory: Path) -> State:
    generation = current(directory)
    if generation is None:
        return {}
    verify(generation)
    return dict(generation.digests())


@dataclass(slots=True)
class Tally:
    """Crashes that were replayed, and what was wrong after them."""

    replayed: int = 0
    wrong: list[str] = field(default_factory=list)


def judged(directory: Path, before: Held, after: Held, *, done: bool) -> Iterator[str]:
    """What is wrong with a library that a crash left: nothing where all is there that was promised, all of it once the command is
    `done`."""
    try:
        with Library.open(directory) as library:
            yield from (f"library: {fault}" for fault in library.faults())
            yield from (f"library: {damage.what}" for damage in library.damages())
            yield from (f"library: the sum of {table}" for table in library.differing())
            now = Held(library.digests(), _served(directory))
    except PresentableError as error:
        yield f"cannot be opened: {error}"
        return
    yield from (f"journal: {line}" for line in (*journal.faults(directory), *journal.differing(directory)))
    if done and now != after:
        yield "what the command had said was done is not"
    for slug in before.kept.keys() | after.kept.keys() | now.kept.keys():
        if now.kept.get(slug) not in (before.kept.get(slug), after.kept.get(slug)):
            yield f"library: {slug} is neither as it was nor as it is to be"
    if now.served not in (before.served, after.served):
        yield "what serves is neither what served nor what is to serve"


def mended(directory: Path) -> Iterator[str]:
    """What is wrong after the next command put right what the crash left."""
    with Library.open(directory) as library:
        report = check(library, ingest.read, repair=True)
        yield from (f"not mended: {fault.where}: {fault.what}" for fault in report.faults if not fault.mended)
        yield from (f"mended twice: {fault.where}: {fault.what}" for fault in check(library, ingest.read).faults)


def judged_backup(root: Path, before: Held, *, done: bool) -> Iterator[str]:
    """A backup is there whole or not at all."""
    file = root / "kept.backup"
    if not file.exists():
        if done:
            yield "the backup that was said to be written is not there"
        return
    try:
        restore(file, root / "restored")
    except PresentableError as error:
        yield f"the backup is not whole: {error}"
        return
    if held(root / "restored").kept != before.kept:
        yield "the backup holds something else"


@dataclass(frozen=True, slots=True)
class Trial:
    """A command that was recorded, with what held before and after it."""

    name: str
    recording: Recording
    before: Held
    after: Held

    def replay(self, crash: Crash, root: Path, *, mend: bool) -> list[str]:
        """What is wrong after a crash; the folder is made anew."""
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        left_by(self.recording, crash).lay_out(root)
        done = crash.after == len(self.recording.steps)
        wrong = list(judged(root / "library", self.before, self.after, done=done))
        if self.name == "backup":
            wrong += judged_backup(root, self.before, done=done)
        if mend and not wrong:
            wrong += mended(root / "library")
        return [f"{self.name}: {line} ({crash})" for line in wrong]


def trial(name: str, work: Path) -> Trial:
    """Runs a command on a fresh library, watched."""
    given, root = work / "given", work / "root"
    shutil.rmtree(work, ignore_errors=True)
    given_pages(given)
    root.mkdir()
    archive_here(root / "library", "add", str(given / "first.jsonl"))
    before = held(root / "library")
    command = commands(given, root)[name]
    recording = recorded(root, [*ARCHIVE, "--library", str(root / "library"), *command.words], work / "trace")
    (work / "trace").unlink()
    return Trial(name, recording, before, held(root / "library"))


MEND_EVERY = 20
"""Every so many crashes are followed by `check --repair`, which takes longer than all else."""


def replay_all(one: Trial, folder: Path, dice: random.Random, subsets: int, every: int = 1) -> Tally:
    """Every crash of a command (or every n-th that is not drawn, for a short run), and the one after its end."""
    tally = Tally()
    tally.wrong += one.replay(at_the_end(one.recording.steps), folder, mend=True)
    for crash in crashes(one.recording.steps, dice, subsets, every):
        tally.wrong += one.replay(crash, folder, mend=tally.replayed % MEND_EVERY == 0)
        tally.replayed += 1
    return tally


def main() -> None:
    """Prints a line a command; exits with 1 where something was lost or wrong."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--subsets", type=int, default=10_000, help="drawn crashes, over all commands")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--commands", nargs="+", default=["add", "reindex", "remove", "backup"])
    asked = words.parse_args()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        for name in asked.commands:
            one = trial(name, Path(folder, "trial"))
            dice = random.Random(asked.seed)
            tally = replay_all(one, Path(folder, "crashed"), dice, -(-asked.subsets // len(asked.commands)))
            print(f"{name}: {len(one.recording.steps)} steps, {tally.replayed} crashes, {len(tally.wrong)} wrong", flush=True)
            print("\n".join(f"  {line[:400]}" for line in tally.wrong[:12]), flush=True)
            wrong += tally.wrong
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
