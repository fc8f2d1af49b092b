"""The wheel, installed alone outside the checkout, has all that the site needs."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.servers import get, serve_library

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; a failure shows what it said."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=outside(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def outside() -> dict[str, str]:
    """The environment without anything that would lead back to the checkout."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("ARCHIVE_", "PYTHON", "VIRTUAL_ENV"))}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the checkout with a fresh environment in it that holds the wheel and what it states it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    run(*pip, "--python", folder / "venv/bin/python", "install", "--no-deps", *folder.glob("*.whl"), cwd=folder)
    (packages,) = (folder / "venv/lib").glob("python3*/site-packages")
    (stated,) = packages.glob("*.dist-info")
    for name in depended_on(metadata.Distribution.at(stated).requires or []):
        link(metadata.distribution(name), packages)
    return folder


def depended_on(stated: Iterable[str]) -> set[str]:
    """The names of what is required here, and of what that requires; of extras those alone that a requirement names."""
    asked, done = [(line, "") for line in stated], set[tuple[str, str]]()
    while asked:
        one = line, extra = asked.pop()
        required = Requirement(line)
        if one not in done and (required.marker is None or required.marker.evaluate({"extra": extra})):
            done.add(one)
            asked += [(more, each) for more in metadata.requires(required.name) or [] for each in ("", *required.extras)]
    return {canonicalize_name(Requirement(line).name) for line, _ in done}


def link(one: metadata.Distribution, packages: Path) -> None:
    """Lets an environment see this distribution of ours, and nothing beside it: there is no need to fetch what is here."""
    for name in {path.parts[0] for path in one.files or []} - {"..", "__pycache__"}:
        if not (packages / name).exists():
            (packages / name).symlink_to(str(one.locate_file(name)))


@pytest.fixture(scope="module")
def site(installed: Path) -> Iterator[str]:
    """The address of the sample archive, served by the wheel alone."""
    python, archive = installed / "venv/bin/python", installed / "venv/bin/archive"
    pages = run(python, "-c", "import archive.sample; print(archive.sample.pages())", cwd=installed).strip()
    assert str(ROOT) not in pages
    run(archive, "--library", "library", "add", pages, cwd=installed)
    with serve_library(installed / "library", archive=[archive], cwd=installed, env=outside()) as address:
        yield address


def test_the_wheel_serves_pages_with_their_style_and_drawings(site: str) -> None:
    home = get(site + "/").decode()
    linked = {link for link in re.findall(r'(?:href|src)="(/[^"#?]*)', home) if "/static/" in link}
    assert any(link.endswith(".css") for link in linked)
    for link in linked:
        assert get(site + link), link


def test_the_wheel_finds_words_of_the_sample_archive(site: str) -> None:
    page = get(site + "/search?q=citerne").decode()
    assert "/episodes/" in page
    assert "<mark" in page


def test_the_wheel_holds_no_tests_and_no_library(installed: Path) -> None:
    (wheel,) = installed.glob("*.whl")
    names = subprocess.run([sys.executable, "-m", "zipfile", "-l", str(wheel)], capture_output=True, text=True, check=True).stdout
    assert "archive/_static/" in names
    assert "archive/py.typed" in names
    assert "archive/sample/pages/" in names
    assert "tests/" not in names
    assert "library.sqlite" not in names
