"""What each test costs, its fixtures and the processes it waits for included, in seconds of the processor: others' work on the same
machine changes little of it. `pytest -p tests.times --times FILE` writes a line of JSON a test; `make test-times` makes tables."""

import json
import os
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

Costs = dict[str, dict[str, float]]


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
        self._costs: Costs = defaultdict(dict)

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
        self._costs[item.nodeid] |= {phase: _processor_s() - cpu, f"{phase}_wall": time.monotonic() - wall}


def _processor_s() -> float:
    own, waited = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + waited.ru_utime + waited.ru_stime
