"""python -m tests.bench [SIZE…]: every engine at every size, each step in a process of its own; tables on stdout.

What was measured is kept in `--work`, and so are the indexes: a bench that was cut short goes on, `--again ask` asks anew what is
indexed, and the tables hold all that is kept of the sizes named, whichever engines were measured now.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import agreement, corpus, tables
from tests.bench.kept import STEPS, Bed, Measurements
from tests.bench.peers import PEERS, have
from tests.bench.tables import Bench, Run

WORK = Path("bench-work")
SIZES = (1_000, 10_000)
MOST_OF_REAL = 50_000
"""Past so many episodes only the generated corpus grows on: blocks cut from the same transcripts bring no word that is new."""


def main(arguments: Sequence[str]) -> int:
    """Runs the bench; 1 where answers do not agree."""
    asked = _parser().parse_args(arguments)
    kinds = [kind for kind in asked.corpus if kind == "generated" or corpus.have_real()]
    began = time.monotonic()
    benches = [_bench(kind, asked) for kind in kinds]
    wrong = [line for bench in benches for line in _disagreements(bench)]
    parts = [tables.machine() + ".", tables.summary(benches), tables.answer_times(benches), tables.building(benches), _said(wrong)]
    text = "\n\n".join(parts)
    print(text)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    if asked.write:
        _write(asked.write, text)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", help="numbers of episodes; 1000 10000 by default")
    parser.add_argument("--corpus", nargs="+", choices=tuple(corpus.MAKERS), default=list(corpus.MAKERS))
    parser.add_argument("--engines", nargs="+", choices=tuple(PEERS), default=[name for name in PEERS if have(name)])
    parser.add_argument("--again", nargs="+", choices=STEPS, default=[], help="steps to measure though they are kept")
    parser.add_argument("--discard", action="store_true", help="take each index away when it was asked")
    parser.add_argument("--work", type=Path, default=WORK, help="where corpora, indexes and what was measured are kept")
    parser.add_argument("--write", type=Path, help="a Markdown file whose part between the bench's marks is replaced")
    return parser


def _bench(kind: str, asked: argparse.Namespace) -> Bench:
    runs: list[Run] = []
    for size in asked.sizes or SIZES:
        if kind == "real" and size > MOST_OF_REAL:
            continue
        bed = Bed(kind, size, asked.work / f"{kind}-{size}")
        bed.prepare()
        measurements = Measurements(bed, asked.again)
        measurements.measure(asked.engines)
        runs += measurements.runs()
        if asked.discard:
            measurements.discard(asked.engines)
    return Bench(kind, tuple(runs))


def _disagreements(bench: Bench) -> list[str]:
    every = (bench.at(size) for size in bench.sizes)
    answers = ({name: run.ask["answers"] for name, run in runs.items()} for runs in every)
    return [line for one in answers for line in agreement.disagreements(one)]  # type: ignore[arg-type]


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
