"""How long staff wait: `python -m tests.bench.staff_times 601 10000` times the commands by which they decide, and the start of all.

Each command is a process of its own, its start included, on an archive of so many episodes of real speech (made-up where the
corpora are not beside the project). A name, a form and a line are used once each, so that nothing is answered from what was done
before. The archive is without extras, as most are: with `meaning` a first build reads every French episode, a second of the
processor for an hour of speech. `--library DIR` measures a copy of that archive in place of a new one.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archive.cli.show import row_of
from archive.library import Library
from archive.text.timecode import clock
from tests.bench import corpus
from tests.bench.tables import machine

RUNS = 5
WITHOUT_EXTRAS = Path(__file__).parents[1] / "without_extras"
STARTS: dict[str, tuple[str, ...]] = {
    "--version": ("--version",),
    "--help": ("--help",),
    "status": ("status",),
    "list": ("list",),
    "search": ("search", "eau"),
    "glossary list": ("glossary", "list"),
    "glossary unheard": ("glossary", "unheard"),
    "golden list": ("golden", "list"),
    "golden run": ("golden", "run"),
    "quarantine list": ("quarantine", "list"),
    "proposals": ("proposals",),
    "queries": ("queries",),
    "queries --near": ("queries", "--near"),
    "doctor": ("doctor",),
    "formats": ("formats",),
    "completion bash": ("completion", "bash"),
    "reindex, nothing new": ("reindex",),
}


def timed(library: Path, *words: str) -> float:
    """Seconds of one command; raises where it fails (1 says that something is wrong with the archive)."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "archive.cli", "--library", str(library), *words]
    env = os.environ | {"PYTHONPATH": str(WITHOUT_EXTRAS)}
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, env=env)
    taken = time.perf_counter() - began
    if ended.returncode not in (0, 1):
        raise SystemExit(f"archive {' '.join(words)}: {ended.stderr}")
    return taken


def build(library: Path, episodes: int) -> float:
    """Adds so many episodes to a new archive; seconds."""
    make = corpus.real if corpus.have_real() else corpus.generated
    file = library.with_suffix(".jsonl")
    file.write_text("\n".join(json.dumps(row_of(make(number))) for number in range(episodes)), "utf8")
    return timed(library, "add", str(file))


def decisions(library: Path, runs: int) -> Iterator[tuple[str, list[float]]]:
    """The times of each kind of decision."""
    with Library.open(library, read_only=True) as opened:
        slugs = sorted(opened.digests())[:: max(1, len(opened.digests()) // runs)][:runs]
        lines = {slug: clock(stored.episode.cues[9].start_ms) for slug in slugs for stored in opened.stored([slug])}
        heard = [stored.episode.cues[5].text.split()[0] for stored in opened.stored(slugs)]
    kinds: dict[str, Callable[[int], Sequence[str]]] = {
        "glossary add --preview": lambda n: ("glossary", "add", f"Crolvent{n}", heard[n], "--preview"),
        "glossary add NAME HEARD": lambda n: ("glossary", "add", f"Morvelle{n}", heard[n]),
        "glossary refuse": lambda n: ("glossary", "refuse", f"Morvelle{n}"),
        "edit --line": lambda n: ("edit", slugs[n], "--line", lines[slugs[n]], f"une ligne corrigée {n}"),
        "edit --title": lambda n: ("edit", slugs[n], "--title", f"Un titre corrigé {n}"),
        "golden add": lambda n: ("golden", "add", f"question {n}", slugs[n]),
        "remove": lambda n: ("remove", slugs[n], "--reason", "essai"),
        "remove --restore": lambda n: ("remove", slugs[n], "--restore"),
    }
    for kind, words in kinds.items():
        yield kind, [timed(library, *words(n)) for n in range(runs)]


def starts(library: Path, runs: int) -> Iterator[tuple[str, list[float]]]:
    """The times of commands that only read, most of which is their start."""
    for name, words in STARTS.items():
        yield name, [timed(library, *words) for _ in range(runs)]


def table(title: str, rows: Iterator[tuple[str, list[float]]]) -> None:
    """One table in Markdown, a row as soon as it is measured."""
    print(f"\n| {title} | p50, s | least | most | n |\n|---|---|---|---|---|", flush=True)
    for name, times in rows:
        cells = (f"{statistics.median(times):.2f}", f"{min(times):.2f}", f"{max(times):.2f}", str(len(times)))
        print(f"| `{name}` | {' | '.join(cells)} |", flush=True)


def measure(library: Path, runs: int) -> None:
    """The tables of one archive, which is changed."""
    with Library.open(library, read_only=True) as opened:
        episodes = len(opened.digests())
    table(f"decide, {episodes:,} episodes", decisions(library, runs))
    table(f"start and read, {episodes:,} episodes", starts(library, runs))


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("episodes", nargs="*", type=int)
    options.add_argument("--library", type=Path, action="append", default=[], help="an archive of which a copy is measured")
    options.add_argument("--runs", type=int, default=RUNS)
    asked = options.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as work:
        for number, library in enumerate(asked.library):
            measure(Path(shutil.copytree(library, Path(work) / f"copy{number}")), asked.runs)
        for count in asked.episodes:
            library = Path(work) / f"library{count}"
            print(f"\n{count:,} episodes added in {build(library, count):.1f} s", flush=True)
            measure(library, asked.runs)


if __name__ == "__main__":
    main()
