"""How long staff wait: `python -m tests.bench.staff_times 601 10000` times the commands by which they decide, and the start of all.

Each command is a process of its own, its start included, on an archive of so many episodes of real speech (made-up where the
corpora are not beside the project). A name, a form and a line are used once each, so that nothing is answered from what was done
before. The archive is without extras, as most are: with `meaning` a first build reads every French episode, a second of the
processor for an hour of speech.

Each part may be run alone, `--parts shared pages` say: `shared` adds the corpora beside the project, `pages` the same episodes as
pages of text in one folder; `decide` and `start` need an archive of so many episodes, which is added first (its time is printed),
or is given: `--library DIR` measures a copy of that archive. At 10,000 episodes the adding takes most of the time: `--keep DIR`
leaves the archive there for the next run.
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

from archive.cli.show_and_export import row_of
from archive.library import Library
from archive.text.timecode import clock
from archive.transcripts import FORMATS
from tests.bench import corpus
from tests.bench.tables import machine

RUNS = 5
PARTS = ("shared", "pages", "decide", "start")
WITHOUT_EXTRAS = Path(__file__).parents[1] / "without_extras"
STARTS: dict[str, tuple[str, ...]] = {
    "--version": ("--version",),
    "--help": ("--help",),
    "status": ("status",),
    "list": ("list",),
    "search": ("search", "eau"),
    "glossary list": ("glossary", "list"),
    "glossary unheard": ("glossary", "unheard"),
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
    # As installed: with compiled modules, which some machines are told not to keep.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = str(WITHOUT_EXTRAS)
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, env=env)
    taken = time.perf_counter() - began
    if ended.returncode not in (0, 1):
        raise SystemExit(f"archive {' '.join(words)}: {ended.stderr}")
    return taken


def shared(work: Path, as_pages: bool) -> float:
    """Adds the corpora to a new archive, as they are or as a folder of pages of text; seconds."""
    if not as_pages:
        return timed(work / "shared", "add", str(corpus.SHARED))
    folder = work / "pages"
    folder.mkdir()
    with Library.open(work / "shared", read_only=True) as opened:
        for stored in opened.stored():
            (folder / f"{stored.slug}.txt").write_text(FORMATS["text"].write(stored.episode, None), "utf8")
    return timed(work / "of-pages", "add", str(folder))


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
        # The longest word of a line: no name is misheard as "the".
        heard = [max(stored.episode.cues[5].text.split(), key=len) for stored in opened.stored(slugs)]
    kinds: dict[str, Callable[[int], Sequence[str]]] = {
        "glossary add --preview": lambda n: ("glossary", "add", f"Crolvent{n}", heard[n], "--preview"),
        "glossary add NAME HEARD": lambda n: ("glossary", "add", f"Morvelle{n}", heard[n]),
        "glossary refuse": lambda n: ("glossary", "refuse", f"Morvelle{n}"),
        "edit --line": lambda n: ("edit", slugs[n], "--line", lines[slugs[n]], f"une ligne corrigée {n}"),
        "edit --title": lambda n: ("edit", slugs[n], "--title", f"Un titre corrigé {n}"),
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


def measure(library: Path, runs: int, parts: Sequence[str]) -> None:
    """The tables of one archive, which is changed."""
    with Library.open(library, read_only=True) as opened:
        episodes = len(opened.digests())
    if "decide" in parts:
        table(f"decide, {episodes:,} episodes", decisions(library, runs))
    if "start" in parts:
        table(f"start and read, {episodes:,} episodes", starts(library, runs))


def measure_adding(work: Path, parts: Sequence[str]) -> None:
    """How long the corpora take; nothing where they are not beside the project."""
    if not corpus.SHARED.exists() or not {"shared", "pages"} & set(parts):
        return
    print(f"\nshared episodes added in {shared(work, False):.1f} s", flush=True)
    if "pages" in parts:
        print(f"the same as pages of text in one folder in {shared(work, True):.1f} s", flush=True)


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("episodes", nargs="*", type=int)
    options.add_argument("--library", type=Path, action="append", default=[], help="an archive of which a copy is measured")
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    options.add_argument("--keep", type=Path, help="where the archives that are added stay, as libraryN")
    asked = options.parse_args()
    print(machine())
    timed(Path(), "--version")  # has every module compiled
    with tempfile.TemporaryDirectory() as work:
        measure_adding(Path(work), asked.parts)
        for number, library in enumerate(asked.library):
            measure(Path(shutil.copytree(library, Path(work) / f"copy{number}")), asked.runs, asked.parts)
        for count in asked.episodes:
            library = (asked.keep or Path(work)) / f"library{count}"
            library.parent.mkdir(parents=True, exist_ok=True)
            print(f"\n{count:,} episodes added in {build(library, count):.1f} s", flush=True)
            measure(library, asked.runs, asked.parts)


if __name__ == "__main__":
    main()
