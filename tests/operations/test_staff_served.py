"""What a listener asks of the served site reaches the staff's page."""

import contextlib
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from archive.operations.sign_in import hashed
from tests.operations.holding import Holder
from tests.operations.running import archive_here, status, told_here
from tests.servers import serve_library

PASSWORD = "douze lettres au moins"


@contextlib.contextmanager
def desk(tmp_path: Path, **settings: str) -> Iterator[tuple[Path, str]]:
    """A served archive of one episode with a staff page."""
    save, library = tmp_path / "page.txt", tmp_path / "library"
    save.write_text("Le port\nCe lundi 9 février 2026.\nTranscription\n00:01  une cornemuse\n00:09  un violon")
    archive_here(library, "add", str(save))
    lines = {"staff_password_hash": f'"{hashed(PASSWORD)}"', "secret_key": '"a secret of the owner\'s own"', **settings}
    (library / "settings.toml").write_text("\n".join(f"{name} = {value}" for name, value in lines.items()))
    with serve_library(library, "--workers", "1") as address:
        yield library, address


def staff_page(address: str) -> str:
    request = urllib.request.Request(f"{address}/staff", headers={"Authorization": f"Bearer {PASSWORD}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


def unanswered(address: str) -> str:
    """The part of the staff page that shows what had no answer."""
    return staff_page(address).partition('id="s-non"')[2].partition("</section>")[0]


def wait_for(shown: Callable[[], str], wanted: str) -> str:
    """What is shown once it holds this: queries are counted beside the requests. pytest ends what never does."""
    while wanted not in (part := shown()):
        time.sleep(0.05)
    return part


def test_a_query_without_an_answer_shows_up_on_the_staff_page(tmp_path: Path) -> None:
    with desk(tmp_path) as (library, address):
        assert "Requêtes sans réponse" not in staff_page(address)
        for text in ("moratoire quantique", "moratoire quantique", "cornemuse"):
            assert status(f"{address}/search?q={quote(text)}") == 200
        part = wait_for(lambda: unanswered(address), '<td class="n">2</td>')
        assert "moratoire quantique" in part
        assert "cornemuse" not in part
        assert told_here(library, "queries")[0]["words"] == "moratoire quantique"


@pytest.mark.parametrize("setting", ["count_queries"])
def test_nothing_is_counted_where_the_owner_has_turned_it_off(tmp_path: Path, setting: str) -> None:
    with desk(tmp_path, **{setting: "false"}) as (_, address):
        assert status(f"{address}/search?q=moratoire") == 200
        assert "moratoire" not in staff_page(address)


def test_what_was_asked_while_the_journal_was_locked_is_counted_when_the_site_ends(tmp_path: Path) -> None:
    with desk(tmp_path) as (library, address), Holder(library):
        for number in range(40):
            assert status(f"{address}/search?q=moratoire{number}") == 200
    assert len(told_here(library, "queries", "--all")) == 40
