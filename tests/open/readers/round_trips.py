"""What `archive add` makes of the transcripts that the archive itself gives."""

import json
from collections.abc import Callable, Iterator
from functools import partial

from archive.model.episode import Cue, Episode
from archive.python_api import open_archive
from archive.transcripts import BY_EXTENSION
from tests.contract.conftest import run_on
from tests.open.readers import Outcome, Visited, different

FORMS = ("json", "vtt", "srt", "podcast.json", "txt")


def again(visited: Visited, form: str) -> Iterator[Outcome]:
    """Every episode in one form, added to a library of its own, held against the one that it was written from."""
    place, library = visited.work / form / "pages", visited.work / form / "library"
    place.mkdir(parents=True)
    held = {episode.slug: episode for episode in visited.archive}
    for slug, episode in held.items():
        text = BY_EXTENSION[form].write(episode, visited.archive.analysis(slug))
        (place / f"{slug}.{form}").write_text(text, "utf8")
        stated = {"guid": slug, "title": episode.title, "fetched_at": "2026-02-09T20:30:00Z"}
        (place / f"{slug}.{form}.meta.json").write_text(json.dumps(stated), "utf8")
    run_on(library, "add", str(place))
    with open_archive(library) as archive:
        read = {episode.guid: episode for episode in archive}
    for slug, before in held.items():
        yield slug, _changed(form, before, read[slug]) if slug in read else "not read"


ROUND_TRIPS: dict[str, Callable[[Visited], Iterator[Outcome]]] = {form: partial(again, form=form) for form in FORMS}


def _changed(form: str, before: Episode, now: Episode) -> str | None:
    if form == "json":
        return different(cues=(list(now.cues), list(before.cues)))
    unit = 1000 if form == "txt" else 1
    return different(
        text=(_texts(now), _texts(before)),
        starts=([cue.start_ms // unit for cue in now.cues], [cue.start_ms // unit for cue in before.cues]),
        ends=([], []) if form == "txt" else (_ends(now, before), _ends(before, before)),
        speakers=([], []) if form == "txt" and not any(_voices(before)) else (_voices(now), _voices(before)),
    )


def _texts(episode: Episode) -> list[str]:
    return [" ".join(cue.text.split()) for cue in episode.cues]


def _ends(episode: Episode, stated: Episode) -> list[int | None]:
    """The ends of the lines whose end was stated: one that is no later than the beginning says nothing."""
    return [cue.end_ms for cue, was in zip(episode.cues, stated.cues, strict=True) if _has_end(was)]


def _has_end(cue: Cue) -> bool:
    return cue.end_ms is not None and cue.end_ms > cue.start_ms


def _voices(episode: Episode) -> list[bool]:
    return [bool(cue.speaker) for cue in episode.cues]
