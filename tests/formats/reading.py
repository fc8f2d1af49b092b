"""Reads a sample as `archive add` would, and puts what came out as its golden file has it."""

import datetime as dt
from pathlib import Path

import ingest
from archive.model.episode import Cue, Episode
from archive.model.page import RawPage, Refusal

FOLDER = Path(__file__).parent
FETCHED = dt.datetime(2026, 2, 10, 8, 0, tzinfo=dt.UTC)


def read_all(path: Path) -> dict[str, Episode | Refusal]:
    """Origin -> what the reader makes of it."""
    return {
        page.origin: ingest.read(page) if isinstance(page, RawPage) else page for page in ingest.pages(path, fetched_at=FETCHED)
    }


def golden_of(path: Path) -> dict[str, object]:
    """What a sample gives, page by page: an episode's facts and cues, or the reason why it is none."""
    return {origin: as_golden(found) for origin, found in read_all(path).items()}


def as_golden(found: Episode | Refusal) -> object:
    """An episode with the facts that it has, a cue as [start, end, speaker, text] (ms); a refusal as its reason."""
    if isinstance(found, Refusal):
        return str(found.reason)
    facts = {
        "title": found.title if not found.title_source.startswith("made") else None,
        "guid": found.guid,
        "show": found.show,
        "channel": found.channel,
        "published": found.published.date.isoformat() if found.published else None,
        "language": found.language,
        "url": found.source_url,
        "duration_ms": found.duration_ms,
        "chapters": [[chapter.start_ms, chapter.title] for chapter in found.chapters],
    }
    return {**{name: value for name, value in facts.items() if value}, "cues": [cue_as_golden(cue) for cue in found.cues]}


def cue_as_golden(cue: Cue) -> list[object]:
    """[start, end, speaker, text] and, where it is no speech, its kind."""
    return [cue.start_ms, cue.end_ms, cue.speaker, cue.text] + ([] if cue.kind == "speech" else [cue.kind])
