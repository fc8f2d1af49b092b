"""An episode for other programs: its transcript in every form, its chapters, and its one JSON object."""

from archive.transcripts.episode_json import (
    EpisodeJson,
    chapters_of,
    episode_object,
)
from archive.transcripts.forms import (
    BY_EXTENSION,
    FORMATS,
    ChapterSpan,
    Form,
    chapter_spans,
    chapters_vtt,
    end_ms,
    json_text,
    markdown,
    srt,
    text,
    timed,
    turns,
    vtt,
)

__all__ = [
    "BY_EXTENSION",
    "FORMATS",
    "ChapterSpan",
    "EpisodeJson",
    "Form",
    "chapter_spans",
    "chapters_of",
    "chapters_vtt",
    "end_ms",
    "episode_object",
    "json_text",
    "markdown",
    "srt",
    "text",
    "timed",
    "turns",
    "vtt",
]
