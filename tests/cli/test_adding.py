"""`archive add` and `reindex`: what goes in, what is said, and which exit code it ends with."""

import gzip
import json
import os
from pathlib import Path

import pytest

import archive.operations.reindex
from archive.library import Library
from archive.operations.errors import PublicationRefused
from tests.cli.conftest import started

ROW = {"id": "un", "title": "Le débrief", "date": "2026-02-09", "language": "fr", "url": "https://youtu.be/S9JGmA5_unY"}


def row(number: int, **changes: object) -> str:
    said = [{"start": at, "text": f"parole {number} numéro {at} dite ici"} for at in range(12)]
    return json.dumps({**ROW, "id": f"e{number}", "title": f"Le débrief {number}", "url": None, "segments": said, **changes})


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Three episodes in two files."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "rows.jsonl").write_text(row(1) + "\n" + row(2), encoding="utf-8")
    (folder / "third.jsonl").write_text(row(3), encoding="utf-8")
    return folder


def test_added_pages_are_counted_published_and_found(tmp_path: Path, pages: Path) -> None:
    result = started(tmp_path / "library", "add", str(pages), "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (report["added"], report["updated"], report["unchanged"], report["failed"]) == (3, 0, 0, [])
    answer = json.loads(started(tmp_path / "library", "search", '"parole 2 numéro 7"', "--json").stdout)
    assert [(hit["guid"], hit["moments"][0]["seconds"]) for hit in answer["episodes"]] == [("e2", 7)]


def test_the_same_command_twice_equals_once(tmp_path: Path, pages: Path) -> None:
    started(tmp_path / "library", "add", str(pages))
    before = started(tmp_path / "library", "list", "--json").stdout
    report = json.loads(started(tmp_path / "library", "add", str(pages), str(pages), "--json").stdout)
    assert (report["added"], report["updated"], report["unchanged"]) == (0, 0, 6)
    assert started(tmp_path / "library", "list", "--json").stdout == before


def test_an_earlier_save_that_states_less_is_unchanged_when_it_is_added_again(tmp_path: Path, pages: Path) -> None:
    """It was taken once; a fuller save that serves since is no reason to hold it back."""
    whole = tmp_path / "whole.jsonl"
    said = {"url": "https://youtu.be/S9JGmA5_unY", "description": "Ce lundi, on parle de la mer.", "date": "2026-02-09"}
    (pages / "third.jsonl").write_text(row(3, date=None), encoding="utf-8")
    whole.write_text(row(3, **said), encoding="utf-8")
    for path, outcome in ((pages, "added"), (whole, "updated"), (pages, "unchanged"), (whole, "unchanged")):
        report = json.loads(started(tmp_path / "library", "add", str(path), "--json").stdout)
        assert report["failed"] == []
        assert report[outcome] >= 1


def test_broken_pages_are_named_and_counted_and_the_rest_goes_on(tmp_path: Path, pages: Path) -> None:
    (pages / "cut.html.gz").write_bytes(gzip.compress(b"<html>" * 1000)[:-20])
    (pages / "empty.txt").write_bytes(b"")
    result = started(tmp_path / "library", "add", str(pages))
    assert result.exit_code == 1
    assert "archive: cut.html.gz: " in result.stderr
    assert "3 added" in result.stdout
    assert "Traceback" not in result.stderr
    report = json.loads(started(tmp_path / "library", "add", str(pages), "--json").stdout)
    assert {"cut.html.gz"} <= {failed["origin"] for failed in report["failed"]}
    assert all(failed["reason"] for failed in report["failed"])


def test_a_dry_run_says_what_would_become_of_each_page_and_keeps_nothing(tmp_path: Path, pages: Path) -> None:
    result = started(tmp_path / "library", "add", str(pages), "--dry-run")
    assert "3 added" in result.stdout
    assert not (tmp_path / "library").exists()
    started(tmp_path / "library", "add", str(pages / "rows.jsonl"))
    report = json.loads(started(tmp_path / "library", "add", str(pages), "--dry-run", "--json").stdout)
    assert (report["added"], report["unchanged"], report["dry_run"]) == (1, 2, True)
    assert len(json.loads(started(tmp_path / "library", "list", "--json").stdout)) == 2


def test_what_the_command_states_goes_before_the_page(tmp_path: Path, pages: Path) -> None:
    words = ["--url", "https://youtu.be/rHLEWRxRGiM", "--show", "Tech & Co", "--fetched-at", "2026-02-09 21:30"]
    started(tmp_path / "library", "add", str(pages / "third.jsonl"), *words)
    with Library.open(tmp_path / "library", read_only=True) as library:
        (slug,) = library.digests()
        episode, page = library.episode(slug), library.page(slug)
    assert episode is not None
    assert page is not None
    assert (episode.show, episode.video_id) == ("Tech & Co", "rHLEWRxRGiM")
    assert page.fetched_at is not None
    assert (page.fetched_at.isoformat(), page.fetched_how) == ("2026-02-09T20:30:00+00:00", "command")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["PAGES", "--url", "https://youtu.be/rHLEWRxRGiM"], "one file"),
        (["PAGES", "--fetched-at", "hier"], "2026-02-09T20:30Z"),
        (["PAGES/nowhere"], "does not exist"),
        ([], "PATH"),
    ],
)
def test_misuse_is_said_before_anything_is_kept(tmp_path: Path, pages: Path, words: list[str], says: str) -> None:
    result = started(tmp_path / "library", "add", *(word.replace("PAGES", str(pages)) for word in words))
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (tmp_path / "library" / "CURRENT").exists()


def test_a_locked_library_ends_with_4_and_says_who_holds_it(tmp_path: Path, pages: Path) -> None:
    with Library.open(tmp_path / "library", create=True):
        for words in (["add", str(pages)], ["reindex"]):
            result = started(tmp_path / "library", *words)
            assert result.exit_code == 4
            assert f"pid {os.getpid()} since " in result.stderr
            assert result.stderr.count("\n") == 1


def test_a_refused_publication_ends_with_3(tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started(tmp_path / "library", "add", str(pages))

    def refuse(*_: object, **__: object) -> None:
        raise PublicationRefused("2% would be lost")

    monkeypatch.setattr(archive.operations.reindex, "reindex", refuse)
    result = started(tmp_path / "library", "reindex")
    assert (result.exit_code, result.stderr) == (3, "archive: 2% would be lost\n")


@pytest.mark.parametrize(
    "words", [["list"], ["status"], ["reindex"], ["search", "a"], ["show", "a"], ["export"], ["serve", "--port", "0"]]
)
def test_where_there_is_no_library_every_command_says_how_to_get_one(tmp_path: Path, words: list[str]) -> None:
    result = started(tmp_path / "nowhere", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("archive: ")
    assert "`archive add PATH`" in result.stderr or "`archive reindex`" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "nowhere").exists()


def test_where_there_is_no_index_the_way_to_one_is_said(tmp_path: Path) -> None:
    Library.open(tmp_path / "library", create=True).close()
    for words in (["search", "a"], ["serve", "--port", "0"]):
        result = started(tmp_path / "library", *words)
        assert result.exit_code == 2
        assert "`archive reindex`" in result.stderr


def test_a_wrong_setting_is_misuse_in_one_line(tmp_path: Path, pages: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "settings.toml").write_text("zone = 'Paris'")
    result = started(tmp_path / "library", "add", str(pages))
    assert result.exit_code == 2
    assert "settings.toml: zone" in result.stderr


def test_a_damaged_library_is_named_with_the_way_out(tmp_path: Path, pages: Path) -> None:
    started(tmp_path / "library", "add", str(pages))
    (tmp_path / "library" / "library.sqlite").write_bytes(b"not a database" * 1000)
    result = started(tmp_path / "library", "list")
    assert result.exit_code == 2
    assert "library.sqlite is damaged" in result.stderr


def test_the_library_may_be_named_by_the_environment(tmp_path: Path, pages: Path) -> None:
    started(tmp_path / "library", "add", str(pages))
    from click.testing import CliRunner

    from archive.cli import main

    result = CliRunner(env={"ARCHIVE_LIBRARY": str(tmp_path / "library")}).invoke(main, ["list", "--json"])
    assert len(json.loads(result.stdout)) == 3


def test_reindex_of_an_unchanged_archive_has_nothing_to_do(tmp_path: Path, pages: Path) -> None:
    started(tmp_path / "library", "add", str(pages))
    report = json.loads(started(tmp_path / "library", "reindex", "--json").stdout)
    assert report["outcome"] == "nothing to do"
    assert report["comparison"]["lost"] == []


def test_a_refused_reindex_names_everything_with_json_and_nothing_has_changed(copied: Path) -> None:
    with Library.open(copied) as library:
        gone = sorted(library.digests())[:3]
        for slug in gone:
            library.remove(slug, "taken down")
    before = json.loads(started(copied, "status", "--json").stdout)["generation"]["number"]
    done = started(copied, "reindex", "--json")
    assert done.exit_code == 3
    assert "would be lost" in done.stderr
    told = json.loads(done.stdout)
    assert told["outcome"] == "refused"
    assert told["comparison"]["lost"] == gone
    assert json.loads(started(copied, "status", "--json").stdout)["generation"]["number"] == before


def test_each_file_of_a_folder_is_named_once_with_its_reason(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text("Le port\nTranscription\n00:01  une cornemuse et son sac\n00:09  un violon et son archet")
    (folder / "notes.md").write_text("00:01 une seule ligne\n")
    (folder / "style.css").write_text("a {}")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "x.bin").write_bytes(b"\x7fELF")
    (folder / "rows.json").write_text('{"no": "words"}')
    done = started(tmp_path / "library", "add", str(folder))
    named = [line.removeprefix("archive: ") for line in done.stderr.splitlines()]
    assert sorted(line.split(":")[0] for line in named) == ["notes.md", "picture.png", "rows.json", "style.css", "x.bin"]
    assert "notes.md: lines that begin with a time: 1; a file of this kind is read as a transcript from 3 on" in named
    assert "5 skipped, 0 failed" in done.stdout
