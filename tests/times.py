"""What each test costs, its fixtures and the processes it waits for included, in seconds of the processor: others' work on the same
machine changes little of it. `pytest -p tests.times --times FILE` writes a line of JSON a test; `make test-times` makes tables."""

import argparse
import json
import os
import resource
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SLOWEST = 20
TICKS = os.sysconf("SC_CLK_TCK")
BEGIN, END = "<!-- times: make test-times -->", "<!-- end of times -->"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --times."""
    parser.addoption("--times", type=Path, help="where to write what each test costs")


def pytest_configure(config: pytest.Config) -> None:
    """Measures where --times is given; each process of xdist writes a file of its own."""
    file = config.getoption("--times")
    if file is not None:
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        config.pluginmanager.register(_Times(file.with_name(f"{file.name}.{worker}") if worker else file))


class _Times:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._costs: dict[str, dict[str, float]] = defaultdict(dict)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        yield from self._measured(item, "setup")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        yield from self._measured(item, "call")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Iterator[None]:
        yield from self._measured(item, "teardown")
        marks = [mark.name for mark in item.iter_markers() if mark.name in {"slow", "browser"}]
        line = {"test": item.nodeid, "marks": marks, **self._costs.pop(item.nodeid)}
        with self._file.open("a", encoding="utf8") as file:
            file.write(json.dumps(line) + "\n")

    def _measured(self, item: pytest.Item, phase: str) -> Iterator[None]:
        cpu, wall = _processor_s(), time.monotonic()
        yield
        took = max(0.0, _processor_s() - cpu)  # of a browser what was counted already is lost at its end
        self._costs[item.nodeid] |= {phase: took, f"{phase}_wall": time.monotonic() - wall}


def _processor_s() -> float:
    own, waited = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + waited.ru_utime + waited.ru_stime + sum(map(_living_s, _begun_by(os.getpid())))


def _living_s(process: int) -> float:
    """What a process that still runs has taken, with those that it waited for and those that it began: a browser, a site."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf8").rpartition(")")[2].split()
    except OSError:  # it has just ended
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS + sum(map(_living_s, _begun_by(process)))


def _begun_by(process: int) -> list[int]:
    try:
        said = [(task / "children").read_text("utf8") for task in Path(f"/proc/{process}/task").iterdir()]
        return [int(one) for begun in said for one in begun.split()]
    except OSError:
        return []


@dataclass(frozen=True)
class Cost:
    """What one test costs: seconds of the processor for its fixtures and for itself."""

    test: str
    marks: tuple[str, ...]
    fixtures: float
    itself: float

    @property
    def whole(self) -> float:
        """Both."""
        return self.fixtures + self.itself

    @property
    def folder(self) -> str:
        """The folder of tests/, or the file, that it stands in."""
        return self.test.split("::")[0].split("/")[1]

    @property
    def suite(self) -> str:
        """The first of `make check`, `make test` that runs it; the targets of the exhaustive forms run what neither does."""
        return "test" if self.marks else "check"


def costs(files: Iterable[Path]) -> list[Cost]:
    """What the files of --times say."""
    lines = (json.loads(line) for file in files for line in file.read_text("utf8").splitlines())
    return [
        Cost(one["test"], tuple(one["marks"]), one.get("setup", 0.0) + one.get("teardown", 0.0), one.get("call", 0.0))
        for one in lines
    ]


def tables(found: list[Cost]) -> str:
    """The time by folder and the slowest twenty, as Markdown."""
    folders: dict[str, list[Cost]] = defaultdict(list)
    for one in found:
        folders[one.folder].append(one)
    by_folder = sorted(folders.items(), key=lambda pair: -_sum(pair[1]))
    rows = [f"| {name} | {len(of)} | {_sum(of, 'check'):.0f} | {_sum(of):.0f} |" for name, of in by_folder]
    slowest = sorted(found, key=lambda one: -one.whole)[:SLOWEST]
    return "\n".join(
        [
            "| folder | tests | s of them in `make check` | s in `make test` |",
            "|---|---|---|---|",
            *rows,
            f"| all | {len(found)} | {_sum(found, 'check'):.0f} | {_sum(found):.0f} |",
            "",
            "| slowest | s for fixtures | s for itself |",
            "|---|---|---|",
            *(f"| `{one.test.removeprefix('tests/')}` | {one.fixtures:.1f} | {one.itself:.1f} |" for one in slowest),
        ]
    )


def _sum(of: list[Cost], suite: str = "") -> float:
    return sum(one.whole for one in of if suite in ("", one.suite))


def main() -> None:
    """`python -m tests.times FILE… --write DOCUMENT`: the tables, between the document's two marks."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    made = tables(costs(asked.files))
    if asked.write is None:
        print(made)
        return
    before, begin, rest = asked.write.read_text("utf8").partition(BEGIN)
    _, end, after = rest.partition(END)
    asked.write.write_text(f"{before}{begin}\n{made}\n{end}{after}", "utf8")


if __name__ == "__main__":
    main()
