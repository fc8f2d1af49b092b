"""Gone means gone: words that were erased, and episodes that were purged, are found nowhere afterwards."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask

from archive.library import GlossaryEntry, Library
from archive.library.erased_words import KEY
from archive.model.page import RawPage
from archive.operations.add import add
from archive.operations.backup import backup
from archive.operations.erasing import Passage, erase
from archive.operations.errors import OperationError
from archive.operations.journal import Journal
from archive.operations.takedown import take_down
from ingest import pages, read
from tests.operations.remains import places, public_addresses, site, told_at
from tests.operations.running import archive_here, refused_here, told_here

PRIVATE = "Il habite au neuf rue Zorbelune, chez Quenouillard."
UNIQUE = ("zorbelune", "quenouillard")
PORT = "/episodes/2026-02-09-le-port"
LINE = Passage("2026-02-09-le-port", "0:28")
SHOWING = (
    PORT,
    f"{PORT}.txt",
    f"{PORT}.json",
    f"{PORT}?q=rue",
    "/search?q=rue",
    "/api/search?q=rue",
)
TEXT = """{title}
Ce lundi {day} février 2026, une émission de radio sur le port. {line}
Transcription
00:01 Bonjour à tous, voici {title}.
00:09 Le violon est un instrument de musique.
00:28 {line}
00:41 La cornemuse aussi, dit-on en Bretagne.
01:05 Les marins rentrent au port quand le vent tourne à l'ouest.
01:15 On entend les mouettes et les cordes qui battent les mâts.
01:30 La halle ouvre à six heures, les enchères durent une heure.
01:45 Ensuite les camions partent vers la ville et les villages.
02:00 Une vieille chanson raconte comment le phare fut bâti.
02:20 Le gardien du phare notait chaque soir la force du vent.
02:45 Ses carnets sont maintenant dans la bibliothèque du musée.
03:00 Nous les avons lus pour vous, en voici quelques pages.
"""


def write(folder: Path, title: str, day: int, line: str) -> Path:
    path = folder / f"{title}.txt"
    path.write_text(TEXT.format(title=title, day=day, line=line), "utf-8")
    return path


@pytest.fixture(autouse=True)
def _words_of_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture answers with its drawing, in which words can be found, and not with its points, in which none can."""
    monkeypatch.setattr("resvg_py.svg_to_bytes", lambda svg_string, **_faces: svg_string.encode())


@pytest.fixture
def folder(quoting: Path) -> Path:
    """The pages of the archive, as they were saved first."""
    folder = quoting / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    write(folder, "Le port", 9, PRIVATE)
    write(folder, "La nuit", 10, "Il habite au neuf rue des Lilas, dit-on.")
    return folder


@pytest.fixture
def root(tmp_path: Path, folder: Path) -> Path:
    """A copy of an archive in which everything that staff and listeners may leave quotes the private words."""
    library = folder.parent / "library"
    if not library.exists():
        fill(library, folder)
    return shutil.copytree(library, tmp_path / "library")


@pytest.fixture(scope="module")
def quoting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quoting")


def fill(root: Path, folder: Path) -> None:
    archive_here(root, "add", str(folder))
    with Library.open(root) as library:
        library.edit_line("2026-02-09-le-port", 2, PRIVATE + " Oui.")
        library.put_entries([GlossaryEntry("Quenouillard", "quenouillar", None, "confirmed", "2026-02-09-le-port, word 20")])
        with library.transaction():  # a query that an earlier version kept
            library._connection.execute("INSERT INTO golden VALUES ('rue zorbelune', '2026-02-09-le-port', 28)")
        held = RawPage("elsewhere.html", f"<p>{PRIVATE.replace('é', '&eacute;')}</p>".encode(), "text/html", "0" * 64)
        library.quarantine_page(held, _any_reason(), PRIVATE)
    archive_here(root, "reindex")
    with Journal.open(root) as journal:
        journal.count("zorbelune", total=1, partial=0)
        journal.count("violon", total=2, partial=0)
        journal.propose("2026-02-09-le-port", 28_000, PRIVATE, "rue Zorbelunes", most_a_day=9, most_of_episode=9)


def _any_reason() -> object:
    from archive.model.reasons import reason

    return reason("no-stamps")


def remains(root: Path) -> dict[str, set[str]]:
    """Where each of the words stands: in files, and at the addresses that show the line or find it."""
    with site(root) as app:
        return _remains(root, app, SHOWING)


def remains_anywhere(root: Path) -> dict[str, set[str]]:
    """Where each of the words stands: in files, and at every public address."""
    with site(root) as app:
        addresses = public_addresses(app, ["2026-02-09-le-port", "la-nuit"], ["rue"])
        assert len(addresses) > 100
        return _remains(root, app, addresses)


def _remains(root: Path, app: Flask, addresses: Sequence[str]) -> dict[str, set[str]]:
    lying, told = places(root, UNIQUE), told_at(app, addresses, UNIQUE)
    return {word: lying[word] | told[word] for word in UNIQUE}


def test_of_an_erased_passage_no_word_is_left(root: Path) -> None:
    before = remains_anywhere(root)
    for word in UNIQUE:
        assert {"library.sqlite", "journal.sqlite"} <= before[word]
        assert any(place.startswith("index/g") for place in before[word])
        assert set(SHOWING) <= before[word]
    with Library.open(root) as library:
        (report,) = erase(library, read, LINE)
    assert (report.words, report.released, report.also_in) == (8, 1, ())
    assert remains_anywhere(root) == {word: set() for word in UNIQUE}
    assert "effacé le" in archive_here(root, "show", "2026-02-09-le-port")
    assert told_here(root, "search", "violon")["total"] == 2
    assert told_here(root, "search", "cornemuse")["total"] == 2
    assert told_here(root, "check")["sound"]


def test_words_of_a_line_are_erased_and_those_beside_them_stay(root: Path) -> None:
    archive_here(root, "erase", "2026-02-09-le-port", "--line", "0:28", "--words", "neuf rue Zorbelune, chez QUENOUILLARD")
    assert remains(root) == {word: set() for word in UNIQUE}
    shown = archive_here(root, "show", "2026-02-09-le-port")
    assert "Il habite au [effacé le" in shown
    assert told_here(root, "search", '"neuf rue"')["total"] == 1


@pytest.mark.parametrize("again", ["the same file", "another cut of it", "moved", "read again", "held back and accepted"])
def test_a_newer_save_comes_in_without_the_words(root: Path, folder: Path, again: str) -> None:
    archive_here(root, "erase", "2026-02-09-le-port", "--line", "0:28")
    path = folder / "Le port.txt"
    text = path.read_text("utf-8")
    if again == "another cut of it":
        cut = text.replace("00:28 Il habite au neuf rue", "00:26 Il habite au neuf\n00:30 rue")
        path.write_text(cut.replace("Bretagne", "Galice"))
    if again == "moved":
        path = path.rename(folder / "port-2.txt")
        path.write_text(text.replace("Bretagne", "Galice"))
    if again == "read again":
        archive_here(root, "reindex", "--reclean", "--force")
    archive_here(root, "add", str(folder))
    archive_here(root, "add", "--reread", str(folder))
    assert remains(root) == {word: set() for word in UNIQUE}
    assert told_here(root, "search", "galice")["total"] == (again in {"another cut of it", "moved"})
    assert len(told_here(root, "list")) == 2


def test_without_the_key_no_newer_save_is_taken(root: Path, folder: Path) -> None:
    archive_here(root, "erase", "2026-02-09-le-port", "--line", "0:28")
    assert ((root / KEY).stat().st_mode & 0o077) == 0
    (root / KEY).unlink()
    path = folder / "Le port.txt"
    path.write_text(path.read_text("utf-8").replace("Bretagne", "Galice"))
    with Library.open(root) as library:
        report = add(library, pages(path), read)
    assert len(report.failed) == 1
    assert remains(root) == {word: set() for word in UNIQUE}


def test_what_was_erased_is_recorded_without_words_and_the_key_is_in_no_backup(root: Path, tmp_path: Path) -> None:
    with Library.open(root) as library:
        erase(library, read, LINE)
    with Journal.open(root, read_only=True) as journal:
        (run, *_) = journal.runs()
    assert (run.command, run.outcome, run.report["words"]) == ("erase", "done", 8)
    assert run.report.keys() == {"slugs", "lines", "words", "generation"}
    backup(root, tmp_path / "later.backup")
    assert (root / KEY).read_bytes() not in (tmp_path / "later.backup").read_bytes()


def test_an_erasure_cannot_be_undone(root: Path) -> None:
    archive_here(root, "erase", "2026-02-09-le-port", "--line", "0:28")
    with Library.open(root) as library:
        assert len(library.saves("2026-02-09-le-port")) == 1
    assert not [path for path in (root / "index").glob("g0*") if path.name != (root / "CURRENT").read_text().split()[0]]


def test_backups_made_before_are_named(root: Path) -> None:
    backup(root, root / "before.backup")
    with Library.open(root) as library:
        assert erase(library, read, LINE)[0].backups == ("before.backup",)


@pytest.mark.parametrize(("line", "quoted"), [("0:29", ""), ("0:28", "rue des Lilas"), ("0:28", "habite neuf"), ("0:09", "...")])
def test_words_that_do_not_stand_there_are_not_erased(root: Path, line: str, quoted: str) -> None:
    with Library.open(root) as library, pytest.raises(OperationError):
        erase(library, read, Passage("2026-02-09-le-port", line, quoted))
    assert remains(root)["zorbelune"]


def published(root: Path) -> int:
    """The number of the generation that serves."""
    return int((root / "CURRENT").read_text().split()[0].lstrip("g"))


def test_several_passages_are_erased_in_one_generation(root: Path, folder: Path) -> None:
    write(folder, "La nuit", 10, "Quenouillard y dort, dit le gardien.")
    archive_here(root, "add", str(folder))
    (root.parent / "list").write_text(
        "2026-02-09-le-port 0:28 rue Zorbelune\n\n2026-02-09-le-port 0:28\nla-nuit 0:28 Quenouillard y dort\n", "utf-8"
    )
    before = published(root)
    told = told_here(root, "erase", "--from", str(root.parent / "list"))
    assert [(one["slug"], one["words"], one["also_in"]) for one in told] == [
        ("2026-02-09-le-port", 2, []), ("2026-02-09-le-port", 8, []), ("la-nuit", 3, []),
    ]  # fmt: skip
    assert [one["generation"] for one in told] == [published(root)] * 3
    assert published(root) - before == 1
    assert remains(root) == {word: set() for word in UNIQUE}, "said in two places, both of which are gone"


def test_words_that_still_stand_elsewhere_in_the_episode_are_told(root: Path) -> None:
    told = told_here(root, "erase", "2026-02-09-le-port", "--line", "0:28", "--words", "Quenouillard")
    assert told["also_in"] == ["2026-02-09-le-port"], "its description quotes the line"
    told = told_here(root, "erase", "2026-02-09-le-port", "--line", "0:28", "--words", "neuf rue Zorbelune")
    assert told["also_in"] == []


def test_lines_of_an_episode_are_erased_together(root: Path) -> None:
    archive_here(root, "erase", "2026-02-09-le-port", "--line", "0:28", "--line", "0:41")
    assert told_here(root, "search", "cornemuse")["total"] == 1
    assert remains(root) == {word: set() for word in UNIQUE}


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("2026-02-09-le-port 0:28 habite au neuf\n2026-02-09-le-port 0:28 neuf rue", "overlap"),
        ("2026-02-09-le-port 0:28 neuf rue\n2026-02-09-le-port 0:28 rue Zorbelune", "overlap"),
        ("2026-02-09-le-port 0:28\n2026-02-09-le-port 0:29", "0:29"),
        ("2026-02-09-le-port", "line 1 of"),
        ("", "nothing"),
    ],
)
def test_where_one_of_several_passages_cannot_be_erased_none_is(root: Path, listed: str, told: str) -> None:
    (root.parent / "list").write_text(listed, "utf-8")
    assert told in refused_here(root, "erase", "--from", str(root.parent / "list"))
    assert remains(root)["zorbelune"]


def test_of_a_purged_episode_no_word_is_left(root: Path) -> None:
    assert all(remains(root).values())
    with Library.open(root) as library:
        take_down(library, read, ("2026-02-09-le-port",), "une décision", purge=True)
    assert remains_anywhere(root) == {word: set() for word in UNIQUE}
    assert told_here(root, "check")["sound"]
