"""An episode's transcript for other programs: plain text, Markdown, WebVTT, SubRip, and the JSON object of an episode.

All cues stand in all of them, in order, as they stand on the page, a turn beginning with the name of who speaks and a line that an
editor corrected ending with CORRECTED; what would break the form (markup, arrows, line ends) is made harmless. A page states when a
cue begins but seldom when it ends: then it lasts until the next one begins, LONGEST_MS at most.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Protocol

from archive.analysis.heard_as import Mention, heard_forms, name_key
from archive.analysis.speakers import Speakers, speakers_of
from archive.model.episode import Chapter, Cue, Episode, Person, Published
from archive.text.timecode import clock, srt_stamp, vtt_stamp

CORRECTED = "corrigé"
"""Stands in brackets behind a line that an editor corrected, whatever the language."""
LONGEST_MS = 8000
_LAST_MS = 4000


class Inference(Protocol):
    """A field that other pages tell of an episode, with its evidence (archive.analysis.inference.Inferred)."""

    @property
    def field(self) -> str:
        """show, channel, category, host or promotion."""

    @property
    def value(self) -> str:
        """What it is."""

    @property
    def evidence(self) -> str:
        """Which pages tell it."""

    @property
    def named(self) -> bool:
        """Whether the page names it too."""


class EpisodeAnalysis(Protocol):
    """The part of an analysis (archive.analysis.analyze.Analysis) that shows in a transcript."""

    @property
    def paragraphs(self) -> Sequence[int]:
        """The paragraph number of every cue."""

    @property
    def chapters(self) -> Sequence[Chapter]:
        """Stated or automatic chapters."""

    @property
    def links(self) -> Sequence[Mention]:
        """Names linked to their garbled mentions."""

    @property
    def inferred(self) -> Sequence[Inference]:
        """What other pages tell of what this one leaves out."""


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
    blocks = ["WEBVTT", f"NOTE {note}"]
    voices = map(_speakers(episode, analysis).label_of, count(), episode.cues)
    for (cue, end_ms), name in zip(_timed(episode), voices, strict=False):
        voice = f"<v {_vtt_name(name)}>" if name else ""
        blocks.append(f"{vtt_stamp(cue.start_ms)} --> {vtt_stamp(end_ms)}\n{voice}{_vtt_text(cue.text)}{_mark(cue)}")
    return "\n\n".join(blocks) + "\n"


def srt(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """SubRip, numbered from 1."""
    blocks = [
        f"{number}\n{srt_stamp(cue.start_ms)} --> {srt_stamp(end_ms)}\n{words.replace('-->', '→')}\n"
        for number, ((cue, end_ms), words) in enumerate(zip(_timed(episode), _cue_lines(episode, analysis), strict=True), 1)
    ]
    return "\n".join(blocks)


def json_text(episode: Episode, analysis: EpisodeAnalysis | None = None) -> str:
    """The episode's JSON object, on one line."""
    return json.dumps(episode_object(episode, analysis), ensure_ascii=False) + "\n"


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
}


BY_EXTENSION: Mapping[str, Form] = {form.extension: form for form in FORMATS.values()}
"""The same by the end of an address: /episodes/SLUG.vtt."""


def episode_object(episode: Episode, analysis: EpisodeAnalysis | None = None) -> dict[str, object]:
    """The one JSON object of an episode, for the command, the page and the API. `paragraph` is null without an analysis; what
    stands in `inferred` was told by other pages, and fills show, channel and category where the page leaves them out."""
    inferred = {one.field: one.value for one in reversed(analysis.inferred if analysis else ())}
    speakers = _speakers(episode, analysis)
    return {
        "slug": episode.slug,
        "guid": episode.guid or episode.video_id,
        "title": episode.title,
        "title_source": episode.title_source,
        "show": episode.show or inferred.get("show"),
        "channel": episode.channel or inferred.get("channel"),
        "published": published_object(episode.published),
        "description": episode.description,
        "category": episode.category or inferred.get("category"),
        "people": _people(episode, analysis),
        "language": episode.language,
        "source_url": episode.source_url,
        "platform": episode.platform,
        "video_id": episode.video_id,
        "origin": episode.origin,
        "cues": [
            _cue(cue, paragraph, speakers.name_of(place))
            for place, (cue, paragraph) in enumerate(zip(episode.cues, _numbers(episode, analysis), strict=True))
        ],
        "chapters": [chapter_object(chapter) for chapter in chapters_of(episode, analysis)],
        "removed": [{"rule": removed.rule, "sample": removed.sample} for removed in episode.removed],
        "inferred": [_inferred(one) for one in (analysis.inferred if analysis else ())],
    }


def _inferred(one: Inference) -> dict[str, object]:
    return {"field": one.field, "value": one.value, "evidence": one.evidence}


def _inferred_hosts(analysis: EpisodeAnalysis | None) -> Iterator[Person]:
    """Whom the page names and only others call its host; a host whom it does not name stands in `inferred` alone."""
    for one in analysis.inferred if analysis else ():
        if one.field == "host" and one.named:
            yield Person(one.value, "host", None, f"inferred: {one.evidence}")


def published_object(published: Published | None) -> dict[str, object] | None:
    """The date with its precision and the words it was read from; null for an undated episode."""
    if published is None:
        return None
    return {
        "date": published.date.isoformat(),
        "precision": published.precision,
        "source": published.source,
        "approximate": published.approximate,
    }


def chapter_object(chapter: Chapter) -> dict[str, object]:
    """A chapter, and whether the archive found it by itself."""
    return {"start_ms": chapter.start_ms, "title": chapter.title, "automatic": chapter.automatic}


def chapters_of(episode: Episode, analysis: EpisodeAnalysis | None) -> tuple[Chapter, ...]:
    """The chapters that the page states, else those that its analysis found."""
    return episode.chapters or (tuple(analysis.chapters) if analysis is not None else ())


def _people(episode: Episode, analysis: EpisodeAnalysis | None) -> list[dict[str, object]]:
    heard = heard_forms(analysis.links if analysis else ())
    return [
        {"name": person.name, "role": person.role, "kind": person.kind, "heard": heard.get(name_key(person.name))}
        for person in (*_inferred_hosts(analysis), *episode.people)
    ]


def _cue(cue: Cue, paragraph: int | None, name: str | None) -> dict[str, object]:
    return {
        "start_ms": cue.start_ms,
        "end_ms": cue.end_ms,
        "text": cue.text,
        "kind": cue.kind,
        "speaker": cue.speaker,
        "speaker_name": name,
        "heard": cue.heard,
        "paragraph": paragraph,
    }


def _numbers(episode: Episode, analysis: EpisodeAnalysis | None) -> Sequence[int | None]:
    """The paragraph of every cue; an analysis of another save of the page does not count."""
    if analysis is None or len(analysis.paragraphs) != len(episode.cues):
        return (None,) * len(episode.cues)
    return analysis.paragraphs


def _paragraphs(episode: Episode, analysis: EpisodeAnalysis | None) -> Iterator[list[Cue]]:
    paragraph_cues: list[Cue] = []
    last: int | None = None
    for cue, paragraph in zip(episode.cues, _numbers(episode, analysis), strict=True):
        if paragraph_cues and (paragraph is None or paragraph != last):
            yield paragraph_cues
            paragraph_cues = []
        paragraph_cues.append(cue)
        last = paragraph
    if paragraph_cues:
        yield paragraph_cues


def _timed(episode: Episode) -> Iterator[tuple[Cue, int]]:
    """Every cue with the time it ends, always after it begins; cues of one second end together."""
    next_ms = episode.cues[-1].start_ms + _LAST_MS if episode.cues else 0
    ends: list[int] = []
    later = next_ms
    for cue in reversed(episode.cues):
        if cue.start_ms < next_ms:
            later, next_ms = (next_ms, cue.start_ms)
        stated = cue.end_ms if cue.end_ms is not None and cue.end_ms > cue.start_ms else None
        ends.append(stated or max(cue.start_ms + 1, min(later, cue.start_ms + LONGEST_MS)))
    return zip(episode.cues, reversed(ends), strict=True)


def _facts(episode: Episode) -> list[str]:
    """Where and when, who, and the address, a line each, as far as they are known."""
    place = ", ".join(part for part in (episode.show, episode.channel) if part)
    date = _date(episode.published) if episode.published else ""
    people = "; ".join(", ".join(part for part in (person.name, person.role) if part) for person in episode.people)
    lines = (" · ".join(part for part in (place, date) if part), people, episode.source_url or "")
    return [_line(line) for line in lines if line]


def _date(published: Published) -> str:
    return published.date.isoformat()[: {"day": 10, "month": 7, "year": 4}[published.precision]]


def _speakers(episode: Episode, analysis: EpisodeAnalysis | None) -> Speakers:
    """Who says each cue, by the names of all who are known to be there."""
    hosts = tuple(_inferred_hosts(analysis))
    return speakers_of(replace(episode, people=(*hosts, *episode.people)) if hosts else episode)


def turns(episode: Episode, analysis: EpisodeAnalysis | None) -> tuple[str | None, ...]:
    """For each cue the name to be shown before it: where a turn begins, and its text does not begin with who speaks."""
    speakers, before = _speakers(episode, analysis), None
    shown: list[str | None] = []
    for place, cue in enumerate(episode.cues):
        says_so = cue.speaker and re.match(rf"{re.escape(_line(cue.speaker))}\s?:", _line(cue.text))
        shown.append(None if says_so or cue.speaker == before else speakers.label_of(place, cue))
        before = cue.speaker
    return tuple(shown)


def _mark(cue: Cue) -> str:
    """What is written behind a line that an editor corrected."""
    return f" [{CORRECTED}]" if cue.heard else ""


def _cue_lines(episode: Episode, analysis: EpisodeAnalysis | None) -> list[str]:
    """The words of each cue, the first of a turn with who says it."""
    return [
        (f"{_line(name)} : {_line(cue.text)}" if name else _line(cue.text)) + _mark(cue)
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
