"""`make soak`: visitors without a pause, while pages are added and the index is built anew: no request fails, no memory grows.

python -m tests.load.soak LIBRARY [--minutes 30] [--visitors 4] [--work DIR]

The library is copied to WORK, and written to. Every sixth of the time some episodes are added; in the middle the archive is built
anew. Memory is the proportional share (PSS) of the server and all its processes, every ten seconds.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from archive.library import Library
from tests.load.http_bench import json_of, page_of
from tests.load.questions import draw, said_in
from tests.operations.running import Listener
from tests.servers import ARCHIVE

SEED = 20260209
SAMPLED_S = 10.0
ADDED = 5
GROWTH = 1.1
"""Memory is called flat where the last fifth of the time takes no more than this many times the second fifth."""
_PSS = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


@dataclass(slots=True)
class Soaked:
    """What came of it: answers by status (0: none), commands that failed, MB of the server's processes as time went by."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    commands: int = 0
    failed: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """The median memory of the last fifth over that of the second."""
        fifth = max(1, len(self.memory_mb) // 5)
        return median(self.memory_mb[-fifth:]) / median(self.memory_mb[fifth : 2 * fifth] or self.memory_mb)

    @property
    def sound(self) -> bool:
        """Whether every request and every command went well, and memory is flat."""
        return set(self.statuses) <= {200} and not self.failed and self.growth <= GROWTH

    def told(self) -> str:
        """In words."""
        answered = ", ".join(f"{count:,} × {status}" for status, count in sorted(self.statuses.items()))
        fifth = max(1, len(self.memory_mb) // 5)
        course = ", ".join(f"{median(self.memory_mb[at : at + fifth]):.0f}" for at in range(0, len(self.memory_mb), fifth))
        memory = f"memory {self.memory_mb[0]:.0f} MB at first, then by fifths of the time {course} (× {self.growth:.2f})"
        return f"{self.seconds:.0f} s: {answered}; {self.commands} commands, {len(self.failed)} failed; {memory}"


def addresses(library: Path, base: str, dice: random.Random) -> list[str]:
    """Home, feeds, episodes, and questions that nobody asked before, as pages and as JSON, in a drawn order."""
    questions = draw(said_in(library, dice), 2000, dice)
    with Library.open(library, read_only=True) as opened:
        slugs = dice.sample(sorted(opened.digests()), min(400, len(opened.digests())))
    asked = [form(question) for question in questions for form in (page_of, json_of)]
    episodes = [f"/episodes/{slug}" for slug in slugs]
    found = [*asked, *episodes * 4, *["/", "/shows", "/people", "/feeds/episodes.atom", "/healthz"] * 200]
    dice.shuffle(found)
    return [base + path for path in found]


def new_episodes(path: Path, turn: int) -> Path:
    """A file of some episodes, new with each turn."""
    rows = [_row(turn * ADDED + number) for number in range(ADDED)]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def _row(number: int) -> dict[str, object]:
    said = [{"start": 4 * at, "text": f"la phrase {number} de l'endurance, mot{number}x{at}"} for at in range(200)]
    return {"id": f"soak{number}", "title": f"Endurance {number}", "date": "2026-02-09", "language": "fr", "segments": said}


@contextmanager
def serving(library: Path, work: Path) -> Iterator[tuple[str, int]]:
    """Address and process of the command that serves; what it logs is written beside."""
    with (work / "log").open("w") as log:
        command = [*ARCHIVE, "--library", str(library), "serve", "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        try:
            found = re.search(r"http://[\d.:]+", process.stdout.readline())
            assert found, "the server printed no address"
            yield found.group(), process.pid
        finally:
            process.terminate()
            process.wait(30)
            process.stdout.close()


def memory_mb(root: int) -> float:
    """The proportional memory of a process and all that it started, in MB."""
    total = 0
    for pid in _family(root):
        try:
            found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
        except OSError:
            continue  # it has just ended
        total += int(found[1]) if found else 0
    return total / 1024


def _family(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def soak(library: Path, work: Path, seconds: float, visitors: int) -> Soaked:
    """Serves and writes to a library for so long."""
    soaked, dice = Soaked(), random.Random(SEED)
    with serving(library, work) as (base, pid):
        asked = addresses(library, base, dice)
        listeners = [Listener(asked[number::visitors]) for number in range(visitors)]
        began = time.monotonic()
        writer = threading.Thread(target=_write, args=(library, work, began, seconds, soaked))
        with _all_asking(listeners):
            writer.start()
            while time.monotonic() - began < seconds or writer.is_alive():
                soaked.memory_mb.append(memory_mb(pid))
                time.sleep(min(SAMPLED_S, seconds / 20))
            writer.join()
        soaked.seconds = time.monotonic() - began
    for listener in listeners:
        soaked.statuses.update(listener.statuses)
    return soaked


@contextmanager
def _all_asking(listeners: Sequence[Listener]) -> Iterator[None]:
    if not listeners:
        yield
        return
    with listeners[0].asking(), _all_asking(listeners[1:]):
        yield


def _write(library: Path, work: Path, began: float, seconds: float, soaked: Soaked) -> None:
    """Adds at each sixth of the time; builds anew at the third."""
    for turn in range(1, 6):
        time.sleep(max(0.0, began + turn * seconds / 6 - time.monotonic()))
        words = ["reindex", "--force"] if turn == 3 else ["add", str(new_episodes(work / "new.jsonl", turn))]
        done = subprocess.run([*ARCHIVE, "--library", str(library), *words], capture_output=True, text=True, check=False)
        soaked.commands += 1
        if done.returncode:
            soaked.failed.append(f"{words[0]}: {done.stderr[-300:]}")


def main() -> None:
    """Prints what came of it; exits with 1 where a request failed or memory grew."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("library", type=Path)
    words.add_argument("--minutes", type=float, default=30.0)
    words.add_argument("--visitors", type=int, default=4)
    words.add_argument("--work", type=Path)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        copy = Path(folder, "library")
        shutil.copytree(asked.library, copy)
        soaked = soak(copy, Path(folder), asked.minutes * 60, asked.visitors)
    print(soaked.told())
    print("\n".join(soaked.failed))
    sys.exit(0 if soaked.sound else 1)


if __name__ == "__main__":
    main()
