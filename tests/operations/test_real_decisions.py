"""What staff decide of real transcripts: who speaks, and a form put right in many lines."""

import gzip
import json
import shutil
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from archive.library import Library
from tests.amounts import THOROUGH
from tests.conftest import SHARED
from tests.operations.running import archive_here, told_here

WILD, CORPORA = SHARED / "wild" / "files", SHARED / "corpora"
FILES = (
    "eth_dash_md/Meeting 151.md", "eth_link_md/Meeting 185.md", "eth_bracket_md/Meeting 52.md", "zoom_vtt/transcript.vtt",
    "eth_boldtime_md/Meeting 124.md", "eth_paren_md/call_090.md", "zoom_vtt/transcript-2.vtt",
    "noscribe_vtt/interview.vtt", "ergo_txt/20250117_A-ib0Npcg2c_transcript.txt", "virtualcoffee_srt/4_8.srt",
)  # fmt: skip
LABELS = 60
FORMS = ("text", "md", "vtt", "json", "podcast")
pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(not WILD.is_dir(), reason="no real pages beside the project"),
    pytest.mark.skipif(not THOROUGH, reason="half a minute of the processor: THOROUGH=1"),
]


def voices(library: Path, slug: str) -> list[dict[str, Any]]:
    return list(told_here(library, "speakers", slug))


def decided(library: Path) -> list[dict[str, Any]]:
    """What staff decided, the newest first."""
    return [json.loads(line) for line in archive_here(library, "decisions", "--jsonl").splitlines()]


def named_in(library: Path, names: dict[tuple[str, str], str]) -> set[str]:
    """Whom a search by voice finds, each in his episode."""
    return {
        name
        for (slug, _label), name in names.items()
        if slug in {one["slug"] for one in told_here(library, "search", f'voix:"{name}"', "--limit", "50")["episodes"]}
    }


def test_sixty_labels_of_ten_real_transcripts_are_named_found_exported_and_kept_through_a_newer_save(tmp_path: Path) -> None:
    library, saved = tmp_path / "library", tmp_path / "pages"
    saved.mkdir()
    for file in FILES:
        shutil.copy(WILD / file, saved / file.replace("/", "-"))
    archive_here(library, "add", str(saved))
    with Library.open(library, read_only=True) as held:
        slugs = sorted(held.digests())
    assert len(slugs) == len(FILES)
    labels = [(slug, one["label"]) for slug in slugs for one in voices(library, slug)[:8]]
    names = {one: f"Voixnom{number:02d} Essai" for number, one in enumerate(labels[:LABELS])}
    assert len(names) == LABELS
    for (slug, label), name in names.items():
        archive_here(library, "speakers", slug, label, name)
    assert named_in(library, names) == set(names.values())
    for slug in slugs:
        wanted = {name for (of, _), name in names.items() if of == slug}
        for form in FORMS:
            text = archive_here(library, "show", slug, "--format", form)
            assert {name for name in wanted if name not in text} == set(), (slug, form)
    for page in saved.iterdir():
        page.write_bytes(page.read_bytes().replace(b" the ", b" ze ", 3).replace(b" und ", b" unt ", 3))
    told = told_here(library, "add", str(saved))
    assert told["updated"] == len(FILES), told
    kept = {(slug, one["label"]): one["name"] for slug in slugs for one in voices(library, slug)}
    assert {one: kept.get(one) for one in names} == names
    assert named_in(library, names) == set(names.values())
    assert len([one for one in decided(library) if one["what"] == "speakers"]) == LABELS


def test_a_form_in_forty_real_lines_is_put_right_and_undone_to_equal_digests_with_three_staff_in_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tmp_path / "rows.jsonl"
    with gzip.open(CORPORA / "en-podcast.jsonl.gz", "rt") as lines:
        rows.write_text("".join(islice(lines, 40)), "utf8")
    library = tmp_path / "library"
    archive_here(library, "add", str(rows))
    with Library.open(library, read_only=True) as held:
        before = held.digests()
    found = told_here(library, "correct", "django", "Djangó", "--dry-run")
    assert len(found["lines"]) >= 40
    monkeypatch.setenv("SUDO_USER", "nour")
    archive_here(library, "correct", "django", "Djangó")
    with Library.open(library, read_only=True) as held:
        assert held.digests() != before
        assert sum(len(held.lines(slug)) for slug in held.digests()) >= 40
        number = held.decisions()[0].number
    monkeypatch.setenv("SUDO_USER", "paul")
    archive_here(library, "undo", str(number))
    with Library.open(library, read_only=True) as held:
        assert held.digests() == before
    monkeypatch.setenv("SUDO_USER", "inès")
    archive_here(library, "edit", min(before), "--title", "Un autre titre")
    record = [(one["who"], one["what"]) for one in decided(library)]
    assert record == [("inès", "edit"), ("paul", "undo"), ("nour", "correct")]
