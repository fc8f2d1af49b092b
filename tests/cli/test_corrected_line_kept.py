"""A line put right, by commands alone: found by both forms, exported, kept by a newer save, a reindex and a rollback."""

import json
from pathlib import Path

from tests.cli.conftest import started

PAGE = """Le Kiosque à vagues
Ce lundi 9 février 2026, la digue.
Transcription
00:01 Bonjour à tous.
00:09 On reçoit sofi du rel au téléphone.
00:17 Elle dirige la criée.
"""
SAID = "On reçoit Sophie Durel au téléphone."
LATER = PAGE.replace("00:01 Bonjour à tous.", "00:01 Bonjour à tous.\n00:05 Il est midi.")
LOST = PAGE.replace("00:09 On reçoit sofi du rel au téléphone.\n", "00:09 Plus rien de cela.\n")


def told(library: Path, *words: str) -> object:
    """What a command says as JSON."""
    ended = started(library, *words, "--json")
    assert ended.exit_code == 0, ended.stderr
    return json.loads(ended.stdout)


def add(library: Path, file: Path, text: str, day: int) -> None:
    """Saves the page on a day and adds it."""
    file.write_text(text, "utf8")
    file.with_name(file.name + ".meta.json").write_text(json.dumps({"fetched_at": f"2026-02-{day:02}T08:00:00Z"}), "utf8")
    assert started(library, "add", str(file)).exit_code == 0


def found(library: Path, text: str) -> list[int]:
    """The seconds at which something is said."""
    answer = told(library, "search", text)
    assert isinstance(answer, dict)
    return [moment["seconds"] for hit in answer["episodes"] for moment in hit["moments"]]


def is_kept(library: Path, slug: str) -> bool:
    exported = library.parent / "all.json"
    assert started(library, "export", "--output", str(exported), "--force").exit_code == 0
    (episode,) = json.loads(exported.read_text("utf8"))
    (cue,) = [one for one in episode["cues"] if one["text"] == SAID]
    heard = cue["heard"] == "On reçoit sofi du rel au téléphone."
    text = started(library, "show", slug).stdout
    return heard and f"{SAID} [corrigé]" in text and found(library, '"Sophie Durel"') == found(library, "sofi du rel") == [9]


def test_a_corrected_line_is_lost_nowhere(tmp_path: Path) -> None:
    library, file = tmp_path / "library", tmp_path / "kiosque.txt"
    add(library, file, PAGE, 10)
    ((slug,),) = [[one["slug"] for one in told(library, "list")]]  # type: ignore[attr-defined]
    assert started(library, "edit", slug, "--line", "00:09", SAID).exit_code == 0
    assert is_kept(library, slug)
    add(library, file, LATER, 11)
    assert "Il est midi" in started(library, "show", slug).stdout
    assert is_kept(library, slug)
    assert started(library, "reindex", "--reclean", "--force").exit_code == 0
    assert is_kept(library, slug)
    assert started(library, "rollback").exit_code == 0
    assert is_kept(library, slug)
    assert started(tmp_path / "other", "add", str(_jsonl(library, tmp_path))).exit_code == 0
    assert found(tmp_path / "other", '"Sophie Durel"') == [9]


def _jsonl(library: Path, folder: Path) -> Path:
    assert started(library, "export", "--jsonl", "--output", str(folder / "all.jsonl")).exit_code == 0
    return folder / "all.jsonl"


def test_a_correction_that_fits_no_more_says_so(tmp_path: Path) -> None:
    library, file = tmp_path / "library", tmp_path / "kiosque.txt"
    add(library, file, PAGE, 10)
    ((slug,),) = [[one["slug"] for one in told(library, "list")]]  # type: ignore[attr-defined]
    assert started(library, "edit", slug, "--line", "00:09", SAID).exit_code == 0
    add(library, file, LOST, 11)
    todos = told(library, "status")["todos"]  # type: ignore[index]
    assert [one["kind"] for one in todos if one["pressing"]] == ["unfit"]
    add(library, file, LATER, 12)
    assert is_kept(library, slug)
