"""Every command line of the guides runs, in their order, on the sample's pages, and ends as it should."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

import archive.sample
from archive.cli import main
from archive.web.staff import views
from tests.cli.conftest import started

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
FOLDERS = {"yt-dlp": "xmorv0[37].*", "podcast": "semelles-de-vent[.-]*", "saved-pages": "*"}


def lines(guide: Path) -> list[list[str]]:
    """The words of each command line, `archive` left out."""
    blocks = re.findall(r"^```console\n(.*?)^```", guide.read_text("utf8"), re.DOTALL | re.MULTILINE)
    typed = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    assert all(line.startswith("archive ") for line in typed)
    return [shlex.split(line)[1:] for line in typed]


@pytest.fixture
def folder(tmp_path: Path, sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a library of the sample, and pages as the guides speak of them."""
    shutil.copytree(sample_library, tmp_path / "library")
    for name, pattern in FOLDERS.items():
        (tmp_path / name).mkdir()
        for path in archive.sample.pages().glob(pattern):
            shutil.copy(path, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda path: path.stem)
def test_every_command_line_of_a_guide_runs(guide: Path, folder: Path) -> None:
    typed = lines(guide)
    assert typed
    for words in typed:
        library = Path(words[1]) if words[0] == "--library" else folder / "library"
        ended = started(library, *(words[2:] if words[0] == "--library" else words))
        assert ended.exit_code == 0, (words, ended.stdout, ended.stderr)


def test_whatever_the_desk_does_the_command_does_too() -> None:
    rows = [line for line in (GUIDES / "staff.md").read_text("utf8").splitlines() if line.startswith("| `staff.")]
    told = {row.split("`")[1]: re.findall(r"`archive ([a-z]+)(?: ([a-z]+))?", row) for row in rows}
    with_doors = {rule.endpoint for rule in _staff_rules()} - {"staff.login", "staff.log_in", "staff.log_out"}
    assert set(told) == with_doors
    for endpoint, commands in told.items():
        assert commands, endpoint
        for first, second in commands:
            command = main.commands[first]  # type: ignore[attr-defined]
            assert not second or second in getattr(command, "commands", {second: None}), (endpoint, first, second)


def _staff_rules() -> list[Rule]:
    """The routes of the desk."""
    app = Flask("desk")
    app.register_blueprint(views.pages)
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff.")]


def test_a_guide_is_a_few_pages_long() -> None:
    assert all(len(guide.read_text("utf8").splitlines()) <= 200 for guide in GUIDES.glob("*.md"))
