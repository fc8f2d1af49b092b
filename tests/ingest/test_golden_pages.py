"""A page of our own for every shape that scraped pages have (rows A1 to G), with what a perfect reader takes from it.

The golden file holds only what its row is about; a cue is [second, text] and, where it is no speech, its kind.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import ingest
from archive.model.episode import Cue, Episode
from archive.model.page import RawPage

PAGES = Path(__file__).parents[1] / "pages"
GOLDEN = sorted(PAGES.glob("*.golden.json"))
FETCHED = dt.datetime(2026, 2, 10, 8, 0, tzinfo=dt.UTC)


def episode_of(golden: Path) -> Episode:
    name = golden.name.removesuffix(".golden.json")
    path = next(path for path in PAGES.glob(f"{name}.*") if path != golden)
    (page,) = ingest.pages(path, fetched_at=FETCHED)
    assert isinstance(page, RawPage), page
    episode = ingest.read(page)
    assert isinstance(episode, Episode), episode
    return episode


def as_golden(episode: Episode, name: str) -> Any:
    value = getattr(episode, name)
    if name == "cues":
        return [cue_as_golden(cue) for cue in episode.cues]
    if name == "published":
        return [value.date.isoformat(), value.precision] if value else None
    if name == "people":
        return [[person.kind, person.name, person.role] for person in value]
    if name == "chapters":
        return [[chapter.start_ms // 1000, chapter.title] for chapter in value]
    return value


def cue_as_golden(cue: Cue) -> list[object]:
    return [cue.start_ms // 1000, cue.text] + ([] if cue.kind == "speech" else [cue.kind])


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name.removesuffix(".golden.json"))
def test_the_page_of_row(golden: Path) -> None:
    expected = json.loads(golden.read_text("utf8"))
    episode = episode_of(golden)
    assert {name: as_golden(episode, name) for name in expected} == expected


def test_every_row_has_a_page() -> None:
    rows = {path.name.partition("_")[0] for path in GOLDEN}
    wanted = {f"A{n}" for n in range(1, 18)} | {f"D{n}" for n in range(1, 9)} | {"B", "C", "E", "F1", "G"}
    assert wanted <= rows


def test_what_was_removed_is_kept_for_staff() -> None:
    episode = episode_of(PAGES / "A1_seed_form.golden.json")
    rules = [removed.rule for removed in episode.removed]
    assert rules == ["skip links and buttons", "category", "date line", "transcript heading", "footer", "read as"]
    assert all(removed.sample for removed in episode.removed)
