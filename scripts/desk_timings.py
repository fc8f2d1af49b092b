"""Measures what the desk promises, through the command, on an archive of N episodes made here: prints one table.

python scripts/desk_timings.py [--episodes 10000] [--captions 60] [--keep DIR]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

RUNS = 4
SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi lo nu ra se mi to du".split()


def vocabulary(chance: random.Random, size: int) -> list[str]:
    """Made-up words, the first ones to be used most."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(size)]


def records(episodes: int, captions: int) -> Iterator[dict[str, object]]:
    """Episodes of made-up talk, the same at every run."""
    chance = random.Random(2026)
    words = vocabulary(chance, 30_000)
    weights = [1 / (rank + 3) for rank in range(len(words))]
    for number in range(episodes):
        talk = chance.choices(words, weights, k=9 * captions)
        texts = [" ".join(talk[9 * cue : 9 * cue + 9]) for cue in range(captions)]
        segments = [{"start": 4 * cue, "end": 4 * cue + 4, "text": text} for cue, text in enumerate(texts)]
        day = f"{2016 + number % 10}-{number // 10 % 12 + 1:02}-{number // 120 % 28 + 1:02}"
        yield {"id": f"e{number}", "title": f"Émission {number}", "date": day, "language": "fr", "segments": segments}


def timed(library: Path, *words: str) -> tuple[float, dict[str, object]]:
    """Seconds of one command, its start included, and what it printed."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "archive.cli", "--library", str(library), *words, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, json.loads(done.stdout)


def change_one(library: Path) -> None:
    """A newer save of one page with a word new to the archive, kept and not yet served: what a kill between the two leaves."""
    from dataclasses import replace

    from archive.library import Library

    with Library.open(library) as opened:
        slug = sorted(opened.digests())[0]
        page, episode = opened.page(slug), opened.episode(slug)
        assert page is not None and episode is not None
        cues = (*episode.cues, replace(episode.cues[-1], text=f"une cornemuse xylobrek{time.time_ns()}"))
        newer = replace(page, sha256=f"{time.time_ns():064x}", body=page.body + b" ")
        opened.keep(newer, replace(episode, cues=cues, slug="", page_sha256=newer.sha256))


def main() -> None:
    """Builds the archive, then asks for each figure in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=10_000)
    parser.add_argument("--captions", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="Where to build; used again when it is there.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.keep or Path(temporary)
        library, corpus, one = work / "library", work / "corpus.jsonl", work / "one.jsonl"
        if not library.exists():
            work.mkdir(parents=True, exist_ok=True)
            rows = [json.dumps(record) for record in records(asked.episodes, asked.captions)]
            corpus.write_text("\n".join(rows))
            one.write_text(rows[0].replace("Émission 0", "Une autre émission").replace('"e0"', '"e-one"'))
            print(f"{'add of all':<32} {timed(library, 'add', str(corpus))[0]:8.2f} s", flush=True)
        for _ in range(RUNS):
            print(f"{'reindex, nothing changed':<32} {timed(library, 'reindex')[0]:8.2f} s", flush=True)
        for _ in range(RUNS):
            change_one(library)
            print(f"{'reindex, one page changed':<32} {timed(library, 'reindex')[0]:8.2f} s", flush=True)
        print(f"{'add of one page':<32} {timed(library, 'add', str(one))[0]:8.2f} s", flush=True)
        print(f"{'rollback':<32} {timed(library, 'rollback')[0]:8.2f} s", flush=True)
        print(f"{'status':<32} {timed(library, 'status')[0]:8.2f} s", flush=True)


if __name__ == "__main__":
    main()
