"""What was removed is in no answer: every address of a site is asked, and every file that the archive gives."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from tests.contract.conftest import run_on
from tests.open.crawl import STARTS, crawl, made
from tests.open.test_feeds import ROWS, added, row

SECRET = ("zinzolin", "quadrilobe", "wergeld", "kakemphaton")
"""Words of the title, the description, the speech and a name, said nowhere else."""
GONE = row(
    9,
    "Le zinzolin",
    "On parle du wergeld ce soir.",
    "La cantine sert le wergeld.",
    "Kakemphaton le sait.",
    show="Le Quart",
    description="Avec Aurore Kakemphaton, sur le quadrilobe.",
    url="https://media.example/zinzolin.mp3",
)
MOST = 450
FILES = (("export", "--sqlite", "{}"), *(("search", word, "--format", "jsonl") for word in ("cantine", "wergeld")), ("list",))


@pytest.fixture(scope="module")
def removed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A library from which an episode was removed, and the addresses that named it before."""
    folder = tmp_path_factory.mktemp("removed")
    library = added(folder / "library", folder / "rows.jsonl", [*ROWS, GONE])
    named: list[str] = []
    crawl_of(library, lambda address, body: named.append(address) if leaks(body) else None)
    [slug] = {found[1] for address in named if (found := re.match(r"/episodes/(2026-01-09[\w-]*)", address))}
    run_on(library, "remove", slug, "--reason", "décision de justice")
    return library, named


def leaks(body: bytes) -> list[str]:
    return [word for word in SECRET if word in body.decode("utf8", "replace").lower()]


def crawl_of(directory: Path, show: Callable[[str, bytes], None], asked: list[str] | None = None) -> None:
    """Asks the addresses, then follows links."""
    with Library.open(directory, read_only=True) as library:
        app = create_app(Site(IndexProvider(directory), library))
        for address in asked or ():
            show(address, app.test_client().get(address).data)
        crawl(app, MOST, [*STARTS, *made(app, library)], show)


def test_no_address_of_the_site_tells_what_was_removed(removed: tuple[Path, list[str]]) -> None:
    library, named = removed
    assert len(named) > 30, "the words stood in many answers before"
    told: dict[str, list[str]] = {}
    asked: list[str] = []

    def look(address: str, body: bytes) -> None:
        asked.append(address)
        words = [word for word in leaks(body) if word not in address.lower()]  # who asks for a word is shown what was asked
        if words:
            told[address] = words

    crawl_of(library, look, named)
    assert set(named) <= set(asked)
    assert told == {}


@pytest.mark.parametrize("command", FILES, ids=" ".join)
def test_no_file_tells_it(removed: tuple[Path, list[str]], command: tuple[str, ...], tmp_path: Path) -> None:
    from click.testing import CliRunner

    from archive.cli import main

    file = tmp_path / "archive.db"
    done = CliRunner().invoke(main, ["--library", str(removed[0]), *(word.format(file) for word in command)])
    told = done.stdout.encode() + (file.read_bytes() if file.exists() else b"")
    assert [word for word in leaks(told) if word not in command] == []
