"""The JSON files of Podcasting 2.0 (https://github.com/Podcastindex-org/podcast-namespace): transcript 1.0.0, chapters 1.2.0."""

import msgspec

from archive.model.episode import Episode
from archive.model.json_object import JsonObject
from archive.transcripts.episode_json import EpisodeAnalysis, chapters_of, correction_mark, speakers_in
from archive.transcripts.timing import chapter_spans, timed


class Segment(JsonObject, frozen=True, kw_only=True, omit_defaults=True):
    """A cue: who speaks, from when to when in seconds, and the words."""

    speaker: str | None = None
    startTime: float
    endTime: float
    body: str


class Transcript(JsonObject, frozen=True):
    """A podcast:transcript of type application/json."""

    version: str
    segments: tuple[Segment, ...]


class PodcastChapter(JsonObject, frozen=True):
    """A chapter: its seconds and its title."""

    startTime: float
    endTime: float
    title: str


class Chapters(JsonObject, frozen=True):
    """A podcast:chapters file."""

    version: str
    chapters: tuple[PodcastChapter, ...]


def transcript(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """The transcript as Podcasting 2.0 players read it, on one line."""
    speakers = speakers_in(episode, analysis)
    segments = tuple(
        Segment(
            speaker=speakers.label_of(place, cue),
            startTime=cue.start_ms / 1000,
            endTime=end / 1000,
            body=cue.text + correction_mark(cue),
        )
        for place, (cue, end) in enumerate(timed(episode))
    )
    return _line(Transcript(version="1.0.0", segments=segments))


def chapters(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """The chapters as Podcasting 2.0 players read them, on one line."""
    found = tuple(
        PodcastChapter(startTime=span.start_ms / 1000, endTime=span.end_ms / 1000, title=span.title)
        for span in chapter_spans(episode, chapters_of(episode, analysis))
    )
    return _line(Chapters(version="1.2.0", chapters=found))


def _line(value: JsonObject) -> str:
    return msgspec.json.encode(value).decode() + "\n"
