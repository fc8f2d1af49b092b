"""Monday morning at the desk: what to do first, in the same order as the command says it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from archive.library import Library
from archive.operations.add import add
from archive.operations.glossary import AddedMoment
from archive.operations.pending_work import Standing, todos
from archive.web import IndexProvider, Site, create_app
from archive.web.presentation import desk
from ingest import BROUGHT, CLEANER_VERSION
from tests.browser.test_staff import build_full
from tests.cli.conftest import started
from tests.operations import pages
from tests.operations.pages import page, spoken
from tests.web.test_staff import SETTINGS, come_in

read = partial(pages.read, cleaner=CLEANER_VERSION)


def well(root: Path) -> None:
    with Library.open(root, create=True) as library:
        add(library, [spoken("a", "une cornemuse")], read)


def held_back(root: Path) -> None:
    with Library.open(root, create=True) as library:
        add(library, [spoken("a", "une cornemuse"), page("b", shapeless="lost its shape")], read)


def broken(root: Path) -> None:
    held_back(root)
    (root / "CURRENT").write_text("g000099")


def of_another_version(root: Path) -> None:
    well(root)
    manifest = next((root / "index").glob("g*")) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"version": 7', '"version": 6'))


def empty(root: Path) -> None:
    Library.open(root, create=True).close()


STATES: dict[str, tuple[Callable[[Path], None], str, str | None]] = {
    "well": (well, "Tout va bien.", None),
    "held": (held_back, "1 page est retenue.", "archive quarantine list"),
    "loss": (build_full, "Un index a été construit et n’est pas publié", "archive reindex --force"),
    "outdated": (of_another_version, "l’index est d’une autre version du programme", "archive reindex"),
    "empty": (empty, "L’archive ne contient encore aucun épisode.", "archive add PATH…"),
}


@contextmanager
def desk_of(root: Path) -> Iterator[str]:
    with Library.open(root, read_only=True) as library:
        yield come_in(create_app(Site(IndexProvider(root), library, SETTINGS, reader=read, cleaner=CLEANER_VERSION)).test_client())


@pytest.mark.parametrize("state", STATES)
def test_the_desk_and_the_command_say_the_same_thing_first(state: str, tmp_path: Path) -> None:
    build, sentence, command = STATES[state]
    build(tmp_path)
    with desk_of(tmp_path) as page_:
        verdict = page_.partition('aria-labelledby="s-verdict"')[2].partition("</section>")[0]
    assert sentence in verdict.replace("\u00a0", " ").replace("\u202f", " ")
    told = json.loads(started(tmp_path, "status", "--json").stdout)["todos"]
    assert [one["command"] for one in told[:1]] == ([command] if command else [])
    assert (f"<kbd>{command}</kbd>" in verdict) is (command is not None)


def test_what_a_newer_reader_would_read_better_is_told_and_hurries_nobody(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("a", "une cornemuse")], partial(pages.read, cleaner=CLEANER_VERSION - 2))
    told = json.loads(started(tmp_path, "status", "--json").stdout)
    assert {"kind": "older", "many": 1, "pressing": False, "command": "archive reindex --reclean"} in told["todos"]
    assert told["cleaner"]["brings"] == [BROUGHT[CLEANER_VERSION - 1], BROUGHT[CLEANER_VERSION]]
    with desk_of(tmp_path) as page_:
        assert "1 épisode serait mieux lu par cette version du programme." in page_.replace("\u00a0", " ")
        assert "<kbd>archive reindex --reclean</kbd>" in page_
    well(tmp_path)
    assert "brings" not in started(tmp_path, "status").stdout


def test_what_is_most_pressing_stands_first() -> None:
    every = Standing(serving=True, episodes=3, refused=True, held=2, waiting=4, proposals=5, unfit=6, names=7)
    assert [one.kind for one in todos(every)] == ["loss", "held", "proposals", "unfit", "names"]
    assert todos(Standing(serving=True, episodes=3)) == ()


def test_runs_say_first_how_they_ended_in_the_archives_own_time(tmp_path: Path) -> None:
    build_full(tmp_path)
    with desk_of(tmp_path) as page_:
        runs = page_.partition('<ol class="runs">')[2].partition("</ol>")[0]
    first = runs.partition("</li>")[0]
    assert first.index("refusé, rien n’est publié") < first.index("reindex")
    assert "UTC" not in runs


def test_a_passage_is_cut_around_what_was_heard_whatever_its_accents() -> None:
    text = "mot " * 40 + "Enguérand à l’écoute " + "fin " * 40
    for heard in ("enguerand", "ENGUÉRAND À", "a l'ecoute"):
        cut = desk.around(AddedMoment("n", "s", "t", 0, text, heard))
        assert "Enguérand à l’écoute" in cut
        assert cut.startswith("…")
        assert cut.endswith("…")
        assert len(cut) < 180
    assert desk.around(AddedMoment("n", "s", "t", 0, text, "jamais dit")).startswith("mot mot")
