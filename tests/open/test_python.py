"""The front door for programs, and the archive in files for other tools."""

import asyncio
import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive import Archive, filters, open_archive
from archive.exports import ResultRow
from archive.library import LibraryError
from tests.contract.conftest import run_on
from tests.servers import ARCHIVE

ROOT = Path(__file__).parents[2]
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text("utf8"), re.DOTALL)


@pytest.fixture
def archive(sample_library: Path) -> Iterator[Archive]:
    """The sample archive, open."""
    with open_archive(sample_library) as opened:
        yield opened


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_documents_runs(sample_library: Path, tmp_path: Path, example: str) -> None:
    (tmp_path / "library").symlink_to(sample_library)
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_to_import_the_program_loads_no_engine() -> None:
    code = "import archive, sys; print([name for name in sys.modules if name.startswith(('whoosh', 'numpy', 'flask'))])"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_moments_are_those_of_the_api(archive: Archive, client: FlaskClient) -> None:
    told = client.get("/api/v1/moments?q=mer&limit=100").json["moments"]  # type: ignore[index]
    found = [(one.hit.summary.slug, one.moment.start_ms // 1000) for one in archive.moments("mer")]
    assert found == [(one["slug"], one["seconds"]) for one in told] and found


def test_filters_are_written_in_plain_words(archive: Archive) -> None:
    slugs = {one.hit.summary.slug for one in archive.moments("vent", filters=filters(show="Semelles de vent"))}
    assert slugs and slugs < {episode.slug for episode in archive}


def test_every_episode_comes_once(archive: Archive) -> None:
    slugs = [episode.slug for episode in archive.episodes()]
    assert len(slugs) == len(set(slugs)) == len(archive)
    assert archive.episode(slugs[0]) and archive.episode("nothing") is None


def test_where_there_is_no_archive_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="archive add"):
        open_archive(tmp_path)


def run(library: Path, *words: str) -> str:
    done = subprocess.run([*ARCHIVE, "--library", library, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_results_are_a_row_a_moment_alike_from_page_and_command(sample_library: Path, client: FlaskClient) -> None:
    table = list(
        csv.DictReader(io.StringIO(run(sample_library, "search", "mer", "--format", "csv", "--limit", "100", "--moments", "20")))
    )
    lines = [json.loads(line) for line in client.get("/search.jsonl?q=mer").get_data(as_text=True).splitlines()]
    assert list(table[0]) == list(ResultRow.__struct_fields__)
    assert [(row["slug"], int(row["seconds"])) for row in table] == [(line["slug"], line["seconds"]) for line in lines]
    assert lines[0]["url"].startswith("http://localhost/episodes/")
    marked = run(sample_library, "search", "mer", "--format", "md")
    assert marked.startswith("- « ") and "](/episodes/" in marked


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    row = {
        "id": "x",
        "title": "=1+1",
        "date": "2026-01-01",
        "segments": [{"start": 0, "text": "=HYPERLINK(vent)"}, {"start": 9, "text": "le vent"}],
    }
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), "utf8")
    run_on(tmp_path / "library", "add", str(tmp_path / "rows.jsonl"))
    cells = [
        cell for line in csv.reader(io.StringIO(run(tmp_path / "library", "search", "vent", "--format", "csv"))) for cell in line
    ]
    assert "'=1+1" in cells and not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.fixture(scope="module")
def database(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive as a database."""
    path = tmp_path_factory.mktemp("database") / "archive.db"
    run(sample_library, "export", "--sqlite", str(path))
    return path


def test_the_database_holds_every_cue_and_finds_words_without_accents(archive: Archive, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        cues = connection.execute("SELECT episode, text FROM cues ORDER BY id").fetchall()
        assert cues == [(episode.slug, cue.text) for episode in archive.episodes() for cue in episode.cues]
        found = connection.execute("SELECT count(*) FROM cues_fts WHERE cues_fts MATCH 'eolienne OR éolienne'").fetchone()[0]
        assert found
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert not list(database.parent.glob(".*"))


def test_datasette_opens_it_as_it_stands(database: Path) -> None:
    from datasette.app import Datasette

    async def asked(path: str) -> dict[str, object]:
        answer = await Datasette([str(database)]).client.get(path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    for table in ("episodes", "cues", "people", "chapters"):
        assert asyncio.run(asked(f"/archive/{table}.json?_size=1"))["rows"]
    found = asyncio.run(asked("/archive/cues.json?_search=eolienne&_size=100"))
    texts = [row[found["columns"].index("text")].lower() for row in found["rows"]]  # type: ignore[index,attr-defined]
    assert texts and all("éolienne" in text for text in texts), "full-text search is found by itself"
