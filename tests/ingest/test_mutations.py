"""Whatever accidents make of good pages: no exception, no text that begins with the rest of a stamp, no times going back unsaid."""

import hashlib
import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from ingest import pages, read
from tests.formats.reading import FETCHED
from tests.ingest.mutations import Mutant, mutants

TESTS = Path(__file__).parents[1]
SOURCES = [
    path
    for folder in (TESTS / "pages", TESTS / "formats", TESTS.parent / "archive" / "sample" / "pages")
    for path in sorted(folder.iterdir())
    if path.suffix in (".txt", ".md", ".vtt", ".srt", ".sbv", ".html", ".lrc")
]
REST_OF_A_STAMP = re.compile(r"\s*(?::[0-9]{2}(?![0-9])|[.,][0-9]{3}(?![0-9])|--?>|→|=>)")
MUTANTS = int(os.environ.get("MUTANTS", "500"))


def faults(mutant: Mutant, path: Path) -> list[str]:
    """What is wrong with what was read from a changed page."""
    path.write_text(mutant.text, "utf8")
    wrong = []
    for page in pages(path, fetched_at=FETCHED):
        found = read(page) if isinstance(page, RawPage) else page
        if isinstance(found, Refusal):
            wrong += [] if str(found.reason).strip() else ["a refusal without a reason"]
            continue
        wrong += [f"begins with {cue.text[:20]!r}" for cue in found.cues if REST_OF_A_STAMP.match(cue.text)]
        wrong += ["times go back unsaid"] if _goes_back(found) and not _is_noted(found) else []
    return wrong


def _goes_back(episode: Episode) -> bool:
    return any(after.start_ms < before.start_ms for before, after in pairwise(episode.cues))


def _is_noted(episode: Episode) -> bool:
    return any(removed.rule == "times that go back" for removed in episode.removed)


@pytest.mark.timeout(3600)
def test_no_accident_makes_a_misread_transcript(tmp_path: Path) -> None:
    wrong, read_ones = [], 0
    for mutant in mutants(SOURCES, MUTANTS, seed=13):
        path = tmp_path / mutant.source
        found = faults(mutant, path)
        if found:
            name = hashlib.sha256(mutant.text.encode()).hexdigest()[:8]
            (tmp_path / name).write_text(mutant.text, "utf8")
            wrong.append(f"{mutant.source} ({mutant.done}): {found[:3]}, kept as {tmp_path / name}")
        read_ones += 1
    print(f"{read_ones:,} changed pages, {len(wrong)} wrong")
    assert read_ones == MUTANTS
    assert wrong == []
