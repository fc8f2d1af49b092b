"""What is written out comes back as it left: addresses, corrected lines, voices."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from archive.library import Library
from tests.operations.running import archive_here, told_here


def filled(directory: Path, folder: Path) -> list[str]:
    """An archive of a few episodes of one title, some of them corrected; their slugs."""
    folder.mkdir()
    for number in range(4):
        said = [{"start": at, "text": f"parole {number} dite à {at}", "speaker": f"Speaker {at % 2 + 1}"} for at in range(12)]
        row = {"title": "Le débrief", "date": "2026-02-09", "language": "fr", "segments": said}
        (folder / f"{number}.json").write_text(json.dumps(row), "utf8")
    archive_here(directory, "add", str(folder))
    slugs = [one["slug"] for one in told_here(directory, "list")]
    archive_here(directory, "edit", slugs[0], "--line", "0:03", "une ligne corrigée", "--title", "Un autre titre")
    archive_here(directory, "speakers", slugs[1], "Speaker 1", "Nour Ben-Sédira")
    return slugs


def gone(folder: Path) -> Path:
    """A page that comes first, and is taken down later: its number stays taken."""
    row = {"slug": "l-ancienne", "title": "L’ancienne", "segments": [{"start": at, "text": f"autre chose {at}"} for at in range(9)]}
    (folder / "gone.json").write_text(json.dumps(row), "utf8")
    return folder / "gone.json"


def test_an_export_that_is_added_again_is_the_same_export(tmp_path: Path) -> None:
    there, other = tmp_path / "there", tmp_path / "other"
    archive_here(there, "add", str(gone(tmp_path)))
    slugs = [slug for slug in filled(there, tmp_path / "pages") if slug != "l-ancienne"]
    archive_here(there, "remove", "l-ancienne", "--reason", "essai")
    first, second = (tmp_path / f"{name}.jsonl" for name in ("first", "second"))
    archive_here(there, "export", "--jsonl", "--output", str(first))
    archive_here(other, "add", str(first))
    archive_here(other, "export", "--jsonl", "--output", str(second))
    assert sorted(one["slug"] for one in told_here(other, "list")) == sorted(slugs)
    assert list(map(json.loads, second.read_text().splitlines())) == list(map(json.loads, first.read_text().splitlines()))
    with Library.open(other, read_only=True) as library, Library.open(there, read_only=True) as left:
        assert [library.number(slug) for slug in slugs] == [left.number(slug) for slug in slugs], (
            "short addresses lead where they led"
        )
        corrected = library.episode(slugs[0])
        assert corrected
        assert [cue.text for cue in corrected.cues if cue.heard] == ["une ligne corrigée"]


def test_lines_whose_stamps_slip_back_are_exported_and_added_again_in_the_pages_order(tmp_path: Path) -> None:
    stamps = [0, 4, 9, 8, 12, 11, 20]
    said = [{"start": at, "text": f"parole dite à {at}", "speaker": f"Speaker {at % 2 + 1}"} for at in stamps]
    row = {"slug": "l-ordre", "number": 7, "title": "L’ordre", "language": "fr", "segments": said}
    (tmp_path / "left.jsonl").write_text(json.dumps(row) + "\n", "utf8")
    archive_here(tmp_path / "here", "add", str(tmp_path / "left.jsonl"))
    archive_here(tmp_path / "here", "export", "--jsonl", "--output", str(tmp_path / "again.jsonl"))
    assert [one["start"] for one in json.loads((tmp_path / "again.jsonl").read_text())["segments"]] == stamps


def test_a_database_says_which_lines_were_corrected(tmp_path: Path) -> None:
    slugs = filled(tmp_path / "there", tmp_path / "pages")
    archive_here(tmp_path / "there", "export", "--sqlite", str(tmp_path / "all.sqlite"))
    with closing(sqlite3.connect(tmp_path / "all.sqlite")) as database:
        found = database.execute("SELECT episode, text FROM cues WHERE heard IS NOT NULL").fetchall()
    assert found == [(slugs[0], "une ligne corrigée")]
