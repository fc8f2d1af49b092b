"""The three ways to one fact: a page, the API, a command. The only module of these tests that knows the program's insides."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from archive.cli import main
from archive.library import Library
from archive.web import IndexProvider, Site, create_app


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command ended with."""

    code: int
    out: str

    @property
    def json(self) -> object:
        """What it printed with --json."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that is asked by its site and by its commands."""

    directory: Path
    client: FlaskClient

    def page(self, path: str, **query: str) -> str:
        """The HTML of a page."""
        answer = self.client.get(path, query_string=query, headers={"Accept-Language": "fr"})
        assert answer.status_code == 200, f"{path} {query}: {answer.status_code}"
        return answer.get_data(as_text=True)

    def api(self, path: str, **query: str) -> dict[str, object]:
        """What the API answers."""
        answer = self.client.get(f"/api/{path}", query_string=query)
        assert answer.status_code == 200, f"{path} {query}: {answer.status_code}"
        return dict(answer.get_json())

    def run(self, *words: str) -> Ended:
        """A command; a traceback ends it with 1, as in a shell."""
        done = CliRunner(env={"ARCHIVE_LIBRARY": ""}).invoke(main, ["--library", str(self.directory), *words])
        return Ended(done.exit_code, done.stdout)


Make = Callable[..., Archive]


def _opened(directory: Path) -> Archive:
    library = Library.open(directory, read_only=True)
    return Archive(directory, create_app(Site(IndexProvider(directory), library)).test_client())


def _added(directory: Path, *pages: str) -> None:
    done = CliRunner().invoke(main, ["--library", str(directory), "add", *pages])
    assert done.exit_code == 0, done.stderr


@pytest.fixture(scope="session")
def sample(sample_library: Path) -> Archive:
    """The sample archive. For asking only."""
    return _opened(sample_library)


@pytest.fixture
def changed(sample: Archive, tmp_path: Path) -> Callable[[Callable[[Path], None]], Archive]:
    """A copy of the sample archive after something was done to its directory."""

    def after(change: Callable[[Path], None]) -> Archive:
        """The copy, opened when the change is done."""
        copy = Path(shutil.copytree(sample.directory, tmp_path / "copy"))
        change(copy)
        return _opened(copy)

    return after


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Archive]:
    """An archive of the rows of episode JSONL that are given."""

    def of(*rows: dict[str, object]) -> Archive:
        """The archive, opened."""
        folder = tmp_path_factory.mktemp("given")
        (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf8")
        _added(folder / "library", str(folder / "rows.jsonl"))
        return _opened(folder / "library")

    return of


def run_on(directory: Path, *words: str) -> None:
    """A command that must succeed, on an archive that is being changed."""
    done = CliRunner().invoke(main, ["--library", str(directory), *words])
    assert done.exit_code == 0, done.stderr
