"""Every command line of the guides runs, in their order, on the sample's pages, and ends as it should."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

import archive.sample
from tests.cli.conftest import started
from tests.sources.publishers import PUBLISHERS

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
FOLDERS = {"yt-dlp": "xmorv0[37].*", "tube-archivist": "xmorv07.*", "podcast": "semelles-de-vent[.-]*", "saved-pages": "*"}


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
    (tmp_path / "pages").mkdir()
    for page in next(one for one in PUBLISHERS if one.name == "vague").pages():
        (tmp_path / "pages" / page.name.replace("v-", "episode-")).write_text(page.text, "utf8")
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


LINES_A_PAGE = 50


def test_a_guide_is_at_most_four_pages_long() -> None:
    assert all(len(guide.read_text("utf8").splitlines()) <= 4 * LINES_A_PAGE for guide in GUIDES.glob("*.md"))


def test_pictures_are_small_and_each_is_shown() -> None:
    shown = {name for guide in GUIDES.glob("*.md") for name in re.findall(r"\(pictures/([^)]+)\)", guide.read_text("utf8"))}
    files = {path.name: path.stat().st_size for path in (GUIDES / "pictures").iterdir()}
    assert shown == set(files)
    assert all(size <= 80_000 for size in files.values())


def test_each_reader_has_pictures() -> None:
    assert all("](pictures/" in (GUIDES / f"{reader}.md").read_text("utf8") for reader in ("listener", "staff", "administrator"))
