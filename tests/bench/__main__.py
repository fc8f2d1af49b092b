"""python -m tests.bench [SIZE…]: every engine at every size, each in processes of its own; tables on stdout."""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import agreement, corpus, queries, tables
from tests.bench.peers import PEERS, SHARES, have, largest
from tests.bench.tables import Bench, Run

WORK = Path("bench-work")
SIZES = (1_000, 10_000)
MOST_OF_REAL = 50_000
"""Past so many episodes only the generated corpus grows on: blocks cut from the same transcripts bring no word that is new."""


def main(arguments: Sequence[str]) -> int:
    """Runs the bench; 1 where answers do not agree."""
    asked = _parser().parse_args(arguments)
    kinds = [kind for kind in asked.corpus if kind == "generated" or corpus.have_real()]
    parts, wrong = [f"{tables.machine()}.\n"], []
    for kind in kinds:
        bench, found = _bench(kind, asked)
        parts.append(tables.markdown(bench))
        wrong += found
    parts.append(_said(wrong))
    text = "\n".join(parts)
    print(text)
    if asked.write:
        _write(asked.write, text)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", help="numbers of episodes; 1000 10000 by default")
    parser.add_argument("--corpus", nargs="+", choices=tuple(corpus.MAKERS), default=list(corpus.MAKERS))
    parser.add_argument("--engines", nargs="+", choices=tuple(PEERS), default=[name for name in PEERS if have(name)])
    parser.add_argument("--work", type=Path, default=WORK, help="where corpora and indexes are kept")
    parser.add_argument("--write", type=Path, help="a Markdown file whose part between the bench's marks is replaced")
    return parser


def _bench(kind: str, asked: argparse.Namespace) -> tuple[Bench, list[str]]:
    runs: list[Run] = []
    wrong: list[str] = []
    text: dict[int, float] = {}
    for size in asked.sizes or SIZES:
        if kind == "real" and size > MOST_OF_REAL:
            continue
        folder = asked.work / f"{kind}-{size}"
        episodes = corpus.write(kind, size, folder / "episodes.jsonl")
        queries.kept(folder, corpus.stored(episodes))
        text[size] = sum(len(cue.text.encode()) for episode in corpus.stored(episodes) for cue in episode.cues) / 1e6
        engines = [name for name in asked.engines if size <= largest(name)]
        here = list(_runs(engines, size, episodes))
        wrong += agreement.disagreements({run.peer: run.ask["answers"] for run in here})  # type: ignore[misc]
        runs += here
    return Bench(kind, tuple(runs), text), wrong


def _runs(engines: Sequence[str], size: int, episodes: Path) -> Iterator[Run]:
    built: dict[str, dict[str, float]] = {}
    for name in engines:
        owner = SHARES.get(name, name)
        folder = episodes.parent / owner.replace(" ", "-")
        if owner not in built:
            _note(f"{owner}: indexing {size:,} episodes")
            built[owner] = _built(owner, episodes, folder)
        _note(f"{name}: asking")
        first, ask, stream = (_one(what, name, episodes, folder) for what in ("first", "ask", "stream"))
        yield Run(name, size, built[owner], ask | stream, first)
    for folder in {episodes.parent / name.replace(" ", "-") for name in built}:
        shutil.rmtree(folder, ignore_errors=True)


def _built(owner: str, episodes: Path, folder: Path) -> dict[str, float]:
    """What building cost; ours with two processes too."""
    if owner != tables.OURS:
        return _one("build", owner, episodes, folder)
    two = _one("build", owner, episodes, folder, "--workers", "2")
    return _one("build", owner, episodes, folder) | {"two_seconds": two["seconds"]}


def _one(what: str, name: str, episodes: Path, folder: Path, *options: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.one", what, name, str(episodes), str(folder), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _said(wrong: Sequence[str]) -> str:
    if not wrong:
        return "All engines agree on the number of episodes, and every episode shown has its moments."
    return "\n".join(["The engines do not agree:", "", *(f"- {line}" for line in wrong)])


def _write(path: Path, text: str) -> None:
    """Replaces what stands between the marks, and leaves what people wrote round it."""
    begin, end = "<!-- measured -->", "<!-- end of measured -->"
    before, _, rest = path.read_text(encoding="utf8").partition(begin)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf8")


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
