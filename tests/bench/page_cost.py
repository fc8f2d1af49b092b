"""What pages cost that are allowed and made to be costly: seconds and memory of `archive add`, at half their size and whole.

python -m tests.bench.page_cost [KIND …]     [--scale 1.0]

Memory: the anonymous memory of the largest process of the command (Linux, /proc), at most ten times the page and 200 MB. Time: a
page may take thrice the processor's time of its half.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import archive.sample

HEAD = "Le Grand Débat\n\nil y a 14 minutes\n\nCamille Roussel reçoit Inès Barral.\n\nCatégorie\n\nTV\n\nTranscription\n\n"
FIRST = "xmorv02.txt"
"""A page in French: what is kept of that language is made with it."""
ROOT = Path(__file__).parents[2]
WITHOUT_EXTRAS = ROOT / "tests" / "without_extras"
"""The model of the extra `meaning` takes 100 MB, whatever the page."""
MB = 1 << 20
TIMES, BESIDE_MB = 10, 200
"""The bound: so many times a page's size, and so many MB."""
STEEPEST = 3.0
"""Processor's time of a page by that of its half: 2 where time is linear, 4 where it is quadratic."""
SHORT_S = 3.0
"""What takes less tells nothing of how it grows: to begin takes as long."""


def _stamp(second: int) -> str:
    minutes = f"{second // 60 % 60:02}:{second % 60:02}"
    return f"{second // 3600}:{minutes}" if second >= 3600 else minutes


def one_word(scale: float) -> str:
    """A transcript of one word of 15 MB."""
    return f"{HEAD}00:01{'a' * int(15 * MB * scale)}\n00:05fin de la phrase\n"


def one_line(scale: float) -> str:
    """A line of 15 MB of words."""
    return f"{HEAD}00:01{'mot ' * int(15 * MB * scale / 4)}\n00:05fin\n"


def body(scale: float) -> str:
    """15 MB of captions of eight words, of five thousand drawn ones."""
    dice = random.Random(1)
    words = ["".join(dice.choices("abcdefgilmnoprstu", k=dice.randint(2, 9))) for _ in range(5000)]
    return HEAD + "".join(f"{_stamp(2 * n)}{' '.join(dice.choices(words, k=8))}\n" for n in range(int(15 * MB * scale / 57)))


def cues(scale: float) -> str:
    """297,000 captions of one word: the reader takes 300,000 lines of a page, and refuses one of more."""
    return HEAD + "".join(f"{_stamp(second)}oui\n" for second in range(int(297_000 * scale)))


def records(scale: float) -> str:
    """20,000 equal records."""
    said = [{"start": 0, "text": "la même chose est dite"}, {"start": 5, "text": "et encore une"}]
    row = {"title": "Même titre", "show": "Le Quart", "date": "2026-01-05", "segments": said}
    return "".join(json.dumps({"id": f"a{n}", **row}) + "\n" for n in range(int(20_000 * scale)))


def nested(scale: float) -> str:
    """300,000 elements within each other."""
    return f"<html><body><h1>Titre</h1>{'<div>' * int(300_000 * scale)}00:01 bonjour</body></html>"


KINDS: dict[str, tuple[str, Callable[[float], str]]] = {
    "word": ("txt", one_word),
    "line": ("txt", one_line),
    "body": ("txt", body),
    "cues": ("txt", cues),
    "records": ("jsonl", records),
    "nested": ("html", nested),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a page took: its MB, seconds, seconds of the processor, MB at most of one process, and how the command ended."""

    mb: float
    seconds: float
    cpu: float
    peak: float
    ended: int

    @property
    def bound(self) -> float:
        """The MB it may take."""
        return TIMES * self.mb + BESIDE_MB

    @property
    def is_small(self) -> bool:
        """Whether it keeps to the bound."""
        return self.peak <= self.bound


def measured(kind: str, scale: float) -> Cost:
    """Adds a page of a kind to a library that has one already, so that nothing is made there for the first time."""
    suffix, make = KINDS[kind]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (WITHOUT_EXTRAS, ROOT)))}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / f"page.{suffix}"
        page.write_text(make(scale), "utf8")
        add = [sys.executable, "-m", "archive.cli", "--library", str(folder / "library"), "add"]
        subprocess.run([*add, str(archive.sample.pages() / FIRST)], capture_output=True, check=True, env=env)
        began, before = time.perf_counter(), os.times()
        process = subprocess.Popen([*add, str(page)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
        peak = _peak(process)
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return Cost(page.stat().st_size / MB, time.perf_counter() - began, cpu, peak, process.returncode)


def _peak(process: "subprocess.Popen[bytes]") -> float:
    """MB of anonymous memory of the largest process, until it ends."""
    found = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            found[0] = max([found[0], *map(_anonymous_kb, _family(process.pid))])

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    return found[0] / 1024


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf8").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _anonymous_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("RssAnon")), 0)


def is_linear(half: Cost, whole: Cost) -> bool:
    """Whether twice the page took at most thrice as long; of what is short nothing is said."""
    return whole.cpu < SHORT_S or whole.cpu <= STEEPEST * half.cpu


def main() -> None:
    """Prints a line a page; ends with 1 where one is over its bound or its time is not linear."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("kinds", nargs="*", choices=[*KINDS, []], metavar="KIND")
    asked.add_argument("--scale", type=float, default=1.0)
    given = asked.parse_args()
    print("| page | MB | seconds | CPU s | peak MB | bound MB | ok |\n|---|---|---|---|---|---|---|", flush=True)
    bad = False
    for kind in given.kinds or KINDS:
        half, whole = measured(kind, given.scale / 2), measured(kind, given.scale)
        for cost in (half, whole):
            ok = cost.is_small and (cost is half or is_linear(half, whole))
            bad |= not ok
            told = ("yes" if ok else "not linear" if cost.is_small else "too large") + (", refused" if cost.ended else "")
            line = f"| {kind} | {cost.mb:.1f} | {cost.seconds:.1f} | {cost.cpu:.1f} | {cost.peak:.0f} | {cost.bound:.0f} | {told} |"
            print(line, flush=True)
    sys.exit(bad)


if __name__ == "__main__":
    main()
