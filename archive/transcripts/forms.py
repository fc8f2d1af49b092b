"""The forms of a transcript: plain text, Markdown, WebVTT, SubRip, JSON, and its chapters.

All cues stand in all of them, in order, as they stand on the page, a turn beginning with the name of who speaks and a line that an
editor corrected saying so at its end; what would break the form (markup, arrows, line ends) is made harmless. When a cue
ends is told by `timing.py`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice

import msgspec

from archive.model.episode import Cue, Episode, Published
from archive.text.timecode import clock, srt_stamp, vtt_stamp
from archive.transcripts import podcasting
from archive.transcripts.episode_json import (
    EpisodeAnalysis,
    chapters_of,
    correction_mark,
    episode_object,
    paragraph_numbers,
    speakers_in,
)
from archive.transcripts.timing import chapter_spans, timed


def text(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """Title and facts, then one line a cue: its clock and its words."""
    head = [_line(episode.title), *_facts(episode)]
    lines = [f"{clock(cue.start_ms)} {words}" for cue, words in zip(episode.cues, _cue_lines(episode, analysis), strict=True)]
    return "\n".join([*head, "", *lines, ""])


def markdown(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """Title and facts, chapters as headings, and paragraphs that begin with their clock (cue by cue without an analysis)."""
    blocks = [f"# {_escaped(_line(episode.title))}", *map(_escaped, _facts(episode))]
    waiting = list(chapters_of(episode, analysis))
    said = iter(_cue_lines(episode, analysis))
    for cues in _paragraphs(episode, analysis):
        while waiting and waiting[0].start_ms <= cues[0].start_ms:
            blocks.append(f"## {_escaped(_line(waiting.pop(0).title))}")
        blocks.append(f"**{clock(cues[0].start_ms)}** " + _escaped(" ".join(islice(said, len(cues)))))
    return "\n\n".join(blocks) + "\n"


def vtt(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """WebVTT, with speakers as voices."""
    note = _line(episode.title).replace("-->", "→")
    blocks = ["WEBVTT", f"NOTE\n{note}"]
    voices = map(speakers_in(episode, analysis).label_of, count(), episode.cues)
    for (cue, end_ms), name in zip(timed(episode), voices, strict=False):
        voice = f"<v {_vtt_name(name)}>" if name else ""
        blocks.append(f"{vtt_stamp(cue.start_ms)} --> {vtt_stamp(end_ms)}\n{voice}{_vtt_text(cue.text)}{correction_mark(cue)}")
    return "\n\n".join(blocks) + "\n"


def chapters_vtt(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """The chapters as a WebVTT file, for `<track kind="chapters">`."""
    blocks = [
        f"{vtt_stamp(span.start_ms)} --> {vtt_stamp(span.end_ms)}\n{_vtt_text(span.title)}"
        for span in chapter_spans(episode, chapters_of(episode, analysis))
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def srt(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """SubRip, numbered from 1."""
    blocks = [
        f"{number}\n{srt_stamp(cue.start_ms)} --> {srt_stamp(end_ms)}\n{words.replace('-->', '→')}\n"
        for number, ((cue, end_ms), words) in enumerate(zip(timed(episode), _cue_lines(episode, analysis), strict=True), 1)
    ]
    return "\n".join(blocks)


def json_text(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """The episode's JSON object, on one line."""
    return msgspec.json.encode(episode_object(episode, analysis)).decode() + "\n"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of transcript: the end of its file name, its media type, and how it is written."""

    extension: str
    media_type: str
    write: Callable[[Episode, EpisodeAnalysis | None], str]


FORMATS: Mapping[str, Form] = {
    "text": Form("txt", "text/plain; charset=utf-8", text),
    "md": Form("md", "text/markdown; charset=utf-8", markdown),
    "vtt": Form("vtt", "text/vtt; charset=utf-8", vtt),
    "srt": Form("srt", "application/x-subrip; charset=utf-8", srt),
    "json": Form("json", "application/json", json_text),
    "podcast": Form("podcast.json", "application/json", podcasting.transcript),
    "chapters": Form("chapters.vtt", "text/vtt; charset=utf-8", chapters_vtt),
    "podcast-chapters": Form("chapters.json", "application/json+chapters", podcasting.chapters),
}


BY_EXTENSION: Mapping[str, Form] = {form.extension: form for form in FORMATS.values()}
"""The same by the end of an address: /episodes/SLUG.vtt."""


def _paragraphs(episode: Episode, analysis: EpisodeAnalysis | None) -> Iterator[list[Cue]]:
    paragraph_cues: list[Cue] = []
    last: int | None = None
    for cue, paragraph in zip(episode.cues, paragraph_numbers(episode, analysis), strict=True):
        if paragraph_cues and (paragraph is None or paragraph != last):
            yield paragraph_cues
            paragraph_cues = []
        paragraph_cues.append(cue)
        last = paragraph
    if paragraph_cues:
        yield paragraph_cues


def _facts(episode: Episode) -> list[str]:
    """Where and when, who, and the address, a line each, as far as they are known."""
    place = ", ".join(part for part in (episode.show, episode.channel) if part)
    date = _date(episode.published) if episode.published else ""
    people = "; ".join(", ".join(part for part in (person.name, person.role) if part) for person in episode.people)
    lines = (" · ".join(part for part in (place, date) if part), people, episode.source_url or "")
    return [_line(line) for line in lines if line]


def _date(published: Published) -> str:
    return published.date.isoformat()[: {"day": 10, "month": 7, "year": 4}[published.precision]]


def turns(episode: Episode, analysis: EpisodeAnalysis | None) -> tuple[str | None, ...]:
    """For each cue the name to be shown before it: where a turn begins, and its text does not begin with who speaks."""
    speakers, before = speakers_in(episode, analysis), None
    shown: list[str | None] = []
    for place, cue in enumerate(episode.cues):
        says_so = cue.speaker and re.match(rf"{re.escape(_line(cue.speaker))}\s?:", _line(cue.text))
        shown.append(None if says_so or cue.speaker == before else speakers.label_of(place, cue))
        before = cue.speaker
    return tuple(shown)


def _cue_lines(episode: Episode, analysis: EpisodeAnalysis | None) -> list[str]:
    """The words of each cue, the first of a turn with who says it."""
    return [
        (f"{_line(name)} : {_line(cue.text)}" if name else _line(cue.text)) + correction_mark(cue)
        for cue, name in zip(episode.cues, turns(episode, analysis), strict=True)
    ]


_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def _line(words: str) -> str:
    """The words on one line, without characters that steer a terminal or turn the reading direction."""
    return " ".join(_CONTROLS.sub("", words).split())


_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~]|&(?=#?\w+;))")


def _escaped(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", words)


def _vtt_text(words: str) -> str:
    return _line(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _vtt_name(name: str) -> str:
    return _vtt_text(name)
