"""Failing calls: ENOSPC, EIO and EMFILE come back from each call with which `add`, `reindex`, `remove` and `backup` touch the disk.

python -m tests.torture.failing [--commands add backup] [--every N]

strace answers the n-th call of its kind in the place of the kernel: each that touches the library or what is added to it, and of
the openings of what is elsewhere (a thousand modules, dictionaries) every ELSEWHERE-th. The command must then end with words and a
code, or have done what it was asked; what was kept is kept; and the same command, run again, does the rest.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from archive.cli import main as command_line
from tests.operations.running import archive_here
from tests.torture.crashing import Held, commands, given_pages, held, judged, judged_backup

FAULTS = {
    "ENOSPC": ("openat", "write", "pwrite64", "ftruncate", "mkdir", "rename", "link", "fsync", "fdatasync"),
    "EIO": ("openat", "write", "pwrite64", "pread64", "ftruncate", "rename", "link", "unlink", "fsync", "fdatasync"),
    "EMFILE": ("openat",),
}
"""What each error may come back from (open(2), write(2), fsync(2), rename(2))."""
CALLS = sorted({call for calls in FAULTS.values() for call in calls})
ELSEWHERE = 25
LONGEST_S = 120
TOLD = 250
"""Faults between two lines that say how far it is."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The n-th call of a kind fails so."""

    error: str
    call: str
    number: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code (negative: by a signal) and what it said."""

    code: int
    said: str


@dataclass(slots=True)
class Tally:
    """Faults that were injected: how the commands ended by exit code, and what was wrong."""

    tried: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def run(words: list[str], work: Path, options: list[str]) -> Ended:
    """A command in a child of this process, whose modules are loaded, under strace with these options."""
    said, reading, writing = work / "said", *os.pipe()
    # Opened before, since the child may be watched, and its calls fail, as soon as there is one.
    with said.open("w") as output:
        child = os.fork()
        if child == 0:
            _command(words, output, reading, writing)
    os.close(reading)
    strace = subprocess.Popen(["strace", "-f", "-p", str(child), *options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert strace.stderr is not None
    while b"attached" not in (line := strace.stderr.readline()) and line:
        pass
    os.close(writing)
    _, status = os.waitpid(child, 0)
    strace.communicate(timeout=LONGEST_S)
    return Ended(os.waitstatus_to_exitcode(status), said.read_text("utf-8", "replace"))


def _command(words: list[str], output: TextIO, reading: int, writing: int) -> None:
    """Waits until it is watched, and never returns, whatever fails: it would go on as another process of tests."""
    code = 70
    try:
        os.close(writing)
        os.dup2(output.fileno(), 2)
        os.read(reading, 1)
        with redirect_stdout(output), redirect_stderr(output):
            command_line(args=words, prog_name="archive")
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        with suppress(OSError):
            traceback.print_exc(file=output)
    finally:
        with suppress(OSError):
            output.flush()
            sys.stderr.flush()
        os._exit(code)


@dataclass(frozen=True, slots=True)
class Trial:
    """A command, and a library on which it is run anew each time."""

    name: str
    base: Path
    work: Path
    before: Held
    after: Held

    @property
    def root(self) -> Path:
        """Where the copy lies."""
        return self.work / "root"

    def words(self) -> list[str]:
        """The command line."""
        return ["--library", str(self.root / "library"), *commands(self.work / "given", self.root)[self.name].words]

    def fresh(self) -> None:
        """The library as it was."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.base, self.root)

    def calls(self) -> dict[str, list[int]]:
        """Of each call the numbers of those that are to fail."""
        self.fresh()
        trace = self.work / "trace"
        done = run(self.words(), self.work, ["-e", f"trace={','.join(CALLS)}", "-o", str(trace)])
        assert done.code == 0, done
        numbers, made = dict[str, list[int]](), Counter[str]()
        for call, rest in re.findall(r"^\d+ +(\w+)\((.*)", trace.read_text("utf-8", "replace"), re.MULTILINE):
            made[call] += 1
            if call != "openat" or str(self.work) in rest or made[call] % ELSEWHERE == 0:
                numbers.setdefault(call, []).append(made[call])
        return numbers

    def inject(self, fault: Fault) -> tuple[Ended, list[str]]:
        """What was wrong with the command and its library."""
        self.fresh()
        rule = f"inject={fault.call}:error={fault.error}:when={fault.number}"
        ended = run(self.words(), self.work, ["-e", f"trace={fault.call}", "-e", rule, "-o", "/dev/null"])
        wrong = [] if ended.code else list(self._state(done=True))
        if ended.code:
            wrong = [*_words_of(ended), *self._state(done=False), *self._again()]
        return ended, [f"{self.name}: {fault}: {line}" for line in wrong]

    def _state(self, *, done: bool) -> Iterator[str]:
        yield from judged(self.root / "library", self.before, self.after, done=done)
        if self.name == "backup":
            yield from judged_backup(self.root, self.before, done=done)

    def _again(self) -> Iterator[str]:
        """The same command does the rest; it may find it done (a backup that exists, an episode that is taken down)."""
        with redirect_stdout(None), suppress(SystemExit):
            command_line(args=self.words(), prog_name="archive")
        if (now := held(self.root / "library")) != self.after:
            yield f"run again, it leaves {len(now.kept)} kept and {len(now.served)} served, not what it was asked for"


def _words_of(ended: Ended) -> Iterator[str]:
    if "Traceback" in ended.said:
        yield f"a raw error: {ended.said[-600:]}"
    elif not ended.said.strip():
        yield f"no word, code {ended.code}"
    if ended.code < 0 or ended.code > 4:
        yield f"code {ended.code}"


def trial(name: str, work: Path) -> Trial:
    """A library of a few episodes, and what it holds before and after the command."""
    shutil.rmtree(work, ignore_errors=True)
    given_pages(work / "given")
    base = work / "base"
    base.mkdir()
    archive_here(base / "library", "add", str(work / "given" / "first.jsonl"))
    before = held(base / "library")
    one = Trial(name, base, work, before, before)
    one.fresh()
    archive_here(one.root / "library", *one.words()[2:])
    return Trial(name, base, work, before, held(one.root / "library"))


def faults(calls: dict[str, list[int]], every: int) -> Iterator[Fault]:
    """Each error at each call, or at every n-th."""
    found = [Fault(error, call, number) for error, kinds in FAULTS.items() for call in kinds for number in calls.get(call, ())]
    yield from found[::every]


def inject_all(one: Trial, every: int) -> Tally:
    """Every fault of a command."""
    tally, chosen = Tally(), list(faults(one.calls(), every))
    for fault in chosen:
        ended, wrong = one.inject(fault)
        tally.tried += 1
        tally.codes[ended.code] += 1
        tally.wrong += wrong
        if tally.tried % TOLD == 0:
            print(f"{one.name}: {tally.tried} of {len(chosen)}, {len(tally.wrong)} wrong", file=sys.stderr, flush=True)
    return tally


def main() -> None:
    """Prints a line a command; exits with 1 where something was wrong."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--commands", nargs="+", default=["add", "reindex", "remove", "backup"])
    words.add_argument("--every", type=int, default=1)
    asked = words.parse_args()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        for name in asked.commands:
            tally = inject_all(trial(name, Path(folder)), asked.every)
            print(f"{name}: {tally.tried} faults, exit codes {dict(tally.codes)}, {len(tally.wrong)} wrong", flush=True)
            print("\n".join(f"  {line}" for line in tally.wrong[:12]), flush=True)
            wrong += tally.wrong
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
