"""The forms of a transcript: plain text, Markdown, WebVTT, SubRip, JSON, and its chapters; and those of Podcasting 2.0
(https://github.com/Podcastindex-org/podcast-namespace, transcript 1.0.0, chapters 1.2.0).

All cues stand in all of them, in order, as they stand on the page, a turn beginning with the name of who speaks and a
line that an editor corrected saying so at its end; what would break the form (markup, arrows, line ends) is made
harmless. When a cue and a chapter end, where the page says only when they begin, every form that needs an end has it
from `timed` and `chapter_spans`.

`ingest` reads the lines of the forms without markup by the rule of `archive.text.speaker_labels`. Where it would not
give back who said what, word for word, the lines state it by that module's sign; in nearly all episodes there is none
of it."""

import html
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice

import msgspec

from archive.analysis.analyze import Analysis
from archive.analysis.speakers import labels_in, turns_in
from archive.model.episode import Chapter, Cue, Episode, JsonObject
from archive.model.period import date_text
from archive.text.speaker_labels import Turn, all_labelled, is_read_as, named, named_inside, speakers_of, unnamed
from archive.text.timecode import clock, srt_stamp, vtt_stamp
from archive.text.word_times import length_ms
from archive.transcripts.episode_json import (
    chapters_of,
    correction_mark,
    episode_object,
    paragraph_numbers,
    speakers_in,
)

LONGEST_MS = 8000
"""A cue without a stated end lasts until the next one begins, no longer than this."""
_LAST_MS = 4000


@dataclass(frozen=True, slots=True)
class ChapterSpan:
    """A chapter from its start to its end, in ms."""

    start_ms: int
    end_ms: int
    title: str
    automatic: bool


def timed(episode: Episode) -> Iterator[tuple[Cue, int]]:
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


def end_ms(episode: Episode) -> int:
    """Where the episode is over: its stated duration, else the end of its last cue; at least 1."""
    last = max((end for _, end in timed(episode)), default=0)
    return max(1, length_ms(episode), last)


def chapter_spans(episode: Episode, chapters: tuple[Chapter, ...]) -> tuple[ChapterSpan, ...]:
    """Chapters in order, each lasting to the next one, the last to the end; of several that begin in one second the
    last stands for all, and what begins behind the end is left out."""
    over = end_ms(episode)
    by_second = {chapter.start_ms // 1000: chapter for chapter in sorted(chapters, key=lambda chapter: chapter.start_ms)}
    kept = [chapter for chapter in by_second.values() if chapter.start_ms < over]
    ends = [*(chapter.start_ms for chapter in kept[1:]), over]
    return tuple(ChapterSpan(one.start_ms, end, one.title, one.automatic) for one, end in zip(kept, ends, strict=False))


def text(episode: Episode, analysis: Analysis | None = None) -> str:
    """Title and facts, then under their heading one line a cue: its clock and its words."""
    head = [one_line(episode.title), *_facts(episode)]
    bracketed = needs_brackets(episode, analysis)
    lines = (stated_lines if bracketed else plain_lines)(episode, analysis)
    stamps = (f"[{clock(cue.start_ms)}]" if bracketed else clock(cue.start_ms) for cue in episode.cues)
    return "\n".join([*head, "", "Transcription", *map(" ".join, zip(stamps, lines, strict=True)), ""])


def markdown(episode: Episode, analysis: Analysis | None = None) -> str:
    """Title and facts, chapters as headings, and paragraphs that begin with their clock (cue by cue without an
    analysis)."""
    blocks = [f"# {_escaped(one_line(episode.title))}", *map(_escaped, _facts(episode))]
    waiting = list(chapters_of(episode, analysis))
    said = iter(plain_lines(episode, analysis))
    for cues in _paragraphs(episode, analysis):
        while waiting and waiting[0].start_ms <= cues[0].start_ms:
            blocks.append(f"## {_escaped(one_line(waiting.pop(0).title))}")
        blocks.append(f"**{clock(cues[0].start_ms)}** " + _escaped(" ".join(islice(said, len(cues)))))
    return "\n\n".join(blocks) + "\n"


def vtt(episode: Episode, analysis: Analysis | None = None) -> str:
    """WebVTT, with speakers as voices."""
    note = one_line(episode.title).replace("-->", "→")
    blocks = ["WEBVTT", f"NOTE\n{note}"]
    voices = map(speakers_in(episode, analysis).label_of, count(), episode.cues)
    for (cue, end_ms), name, words in zip(timed(episode), voices, voiced_lines(episode), strict=False):
        voice = f"<v {_vtt_text(name)}>" if name else ""
        blocks.append(f"{vtt_stamp(cue.start_ms)} --> {vtt_stamp(end_ms)}\n{voice}{_vtt_text(words)}")
    return "\n\n".join(blocks) + "\n"


def chapters_vtt(episode: Episode, analysis: Analysis | None = None) -> str:
    """The chapters as a WebVTT file, for `<track kind="chapters">`."""
    blocks = [
        f"{vtt_stamp(span.start_ms)} --> {vtt_stamp(span.end_ms)}\n{_vtt_text(span.title)}"
        for span in chapter_spans(episode, chapters_of(episode, analysis))
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def srt(episode: Episode, analysis: Analysis | None = None) -> str:
    """SubRip, numbered from 1."""
    blocks = [
        f"{number}\n{srt_stamp(cue.start_ms)} --> {srt_stamp(end_ms)}\n{_srt_text(words)}\n"
        for number, ((cue, end_ms), words) in enumerate(zip(timed(episode), stated_lines(episode, analysis), strict=True), 1)
    ]
    return "\n".join(blocks)


def json_text(episode: Episode, analysis: Analysis | None = None) -> str:
    """The episode's JSON object, on one line."""
    return msgspec.json.encode(episode_object(episode, analysis)).decode() + "\n"


class PodcastSegment(JsonObject, frozen=True, kw_only=True, omit_defaults=True):
    """A cue: who speaks, from when to when in seconds, and the words."""

    speaker: str | None = None
    startTime: float
    endTime: float
    body: str


class PodcastTranscript(JsonObject, frozen=True):
    """A podcast:transcript of type application/json."""

    version: str
    segments: tuple[PodcastSegment, ...]


class PodcastChapter(JsonObject, frozen=True):
    """A chapter: its seconds and its title."""

    startTime: float
    endTime: float
    title: str


class PodcastChapters(JsonObject, frozen=True):
    """A podcast:chapters file."""

    version: str
    chapters: tuple[PodcastChapter, ...]


def podcast_transcript(episode: Episode, analysis: Analysis | None = None) -> str:
    """The transcript as Podcasting 2.0 players read it, on one line."""
    speakers, texts = speakers_in(episode, analysis), _as_told(episode, [cue.text for cue in episode.cues])
    segments = tuple(
        PodcastSegment(
            speaker=speakers.label_of(place, cue),
            startTime=cue.start_ms / 1000,
            endTime=end / 1000,
            body=texts[place] + correction_mark(cue),
        )
        for place, (cue, end) in enumerate(timed(episode))
    )
    return _line(PodcastTranscript(version="1.0.0", segments=segments))


def podcast_chapters(episode: Episode, analysis: Analysis | None = None) -> str:
    """The chapters as Podcasting 2.0 players read them, on one line."""
    found = tuple(
        PodcastChapter(startTime=span.start_ms / 1000, endTime=span.end_ms / 1000, title=span.title)
        for span in chapter_spans(episode, chapters_of(episode, analysis))
    )
    return _line(PodcastChapters(version="1.2.0", chapters=found))


def _line(value: JsonObject) -> str:
    return msgspec.json.encode(value).decode() + "\n"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of transcript: the end of its file name, its media type, how it is written, and whether it needs times."""

    extension: str
    media_type: str
    write: Callable[[Episode, Analysis | None], str]
    timed: bool = False


FORMATS: Mapping[str, Form] = {
    "text": Form("txt", "text/plain; charset=utf-8", text),
    "md": Form("md", "text/markdown; charset=utf-8", markdown),
    "vtt": Form("vtt", "text/vtt; charset=utf-8", vtt, timed=True),
    "srt": Form("srt", "application/x-subrip; charset=utf-8", srt, timed=True),
    "json": Form("json", "application/json", json_text),
    "podcast": Form("podcast.json", "application/json", podcast_transcript, timed=True),
    "chapters": Form("chapters.vtt", "text/vtt; charset=utf-8", chapters_vtt, timed=True),
    "podcast-chapters": Form("chapters.json", "application/json+chapters", podcast_chapters, timed=True),
}


BY_EXTENSION: Mapping[str, Form] = {form.extension: form for form in FORMATS.values()}
"""The same by the end of an address: /episodes/SLUG.vtt."""


def _paragraphs(episode: Episode, analysis: Analysis | None) -> Iterator[list[Cue]]:
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
    stated = episode.published
    date = date_text(stated.date, stated.precision, stated.approximate) if stated else ""
    people = "; ".join(", ".join(part for part in (person.name, person.role) if part) for person in episode.people)
    lines = (" · ".join(part for part in (place, date) if part), people, episode.source_url or "")
    return [one_line(line) for line in lines if line]


_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~]|&(?=#?\w+;))")


def _escaped(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", words)


_OVERRIDE = ("{\\", "&#123;\\")
"""The beginning of a command of SubStation, which many players obey in any form; and what only shows it."""


def _vtt_text(words: str) -> str:
    plain = one_line(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace(*_OVERRIDE)


_LIKE_MARKUP = re.compile(r"<(?=[/\w])")


def _srt_text(words: str) -> str:
    """The words with entities for what a player would take for markup, an entity or a line of times, and for nothing
    else."""
    plain = words.replace("&", "&amp;") if html.unescape(words) != words else words
    return _LIKE_MARKUP.sub("&lt;", plain).replace("-->", "--&gt;").replace(*_OVERRIDE)


_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def one_line(words: str) -> str:
    """The words on one line, without characters that steer a terminal or turn the reading direction."""
    return " ".join(_CONTROLS.sub("", words).split())


def turns(episode: Episode, analysis: Analysis | None, again: Container[int] = ()) -> tuple[str | None, ...]:
    """For each cue the name to be shown before it: where a turn begins, and its text does not begin with who speaks; of
    the cues `again` whatever is said before them. Who speaks last in a cue, of those the page names, goes on in the
    next."""
    speakers, labels, before = speakers_in(episode, analysis), labels_in(episode), None
    shown: list[str | None] = []
    for place, cue in enumerate(episode.cues):
        said = turns_in(cue, labels)
        is_told = _says_so(cue) or said[0][1] or (cue.speaker == before and place not in again)
        shown.append(None if is_told else speakers.label_of(place, cue))
        before = next((who for who, _begin, _end in reversed(said) if who in labels), cue.speaker)
    return tuple(shown)


def plain_lines(episode: Episode, analysis: Analysis | None) -> list[str]:
    """The lines for people."""
    return _noted(episode, _plain(episode, turns(episode, analysis)))


def stated_lines(episode: Episode, analysis: Analysis | None) -> list[str]:
    """The same so that who said what can be read from them."""
    said, names = _said(episode, analysis), turns(episode, analysis)
    plain = _plain(episode, names)
    return _noted(episode, plain if is_read_as(plain, said) else list(_stated(episode, said, names)))


def needs_brackets(episode: Episode, analysis: Analysis | None) -> bool:
    """Whether the clocks in front of the lines must stand in brackets: behind a bare clock a name is read as part of
    the words."""
    texts = [one_line(cue.text) for cue in episode.cues]
    if any(turns(episode, analysis)) or all_labelled(texts):
        return True
    return speakers_of(texts) != [cue.speaker for cue in episode.cues]


def voiced_lines(episode: Episode) -> list[str]:
    """The words alone, for a form that has names elsewhere; where there are none at all, no word can be taken for
    one."""
    return _noted(episode, _as_told(episode, [one_line(cue.text) for cue in episode.cues]))


def _as_told(episode: Episode, texts: list[str]) -> list[str]:
    """The texts, in which no reader takes a word for a name where nobody is named."""
    if any(cue.speaker for cue in episode.cues) or is_read_as(texts, [Turn(text) for text in texts]):
        return texts
    return [unnamed(texts[0]), *texts[1:]]


def _plain(episode: Episode, names: Sequence[str | None]) -> list[str]:
    texts = (one_line(cue.text) for cue in episode.cues)
    return [f"{one_line(name)} : {text}" if name else text for name, text in zip(names, texts, strict=True)]


def _said(episode: Episode, analysis: Analysis | None) -> list[Turn]:
    """What a reader of the lines must get: the words, and who says them as the lines name them."""
    speakers, out = speakers_in(episode, analysis), list[Turn]()
    before: str | None = None
    name: str | None = None
    for place, cue in enumerate(episode.cues):
        if not out or cue.speaker != before:
            name = cue.speaker if _says_so(cue) else speakers.label_of(place, cue)
        out.append(Turn(one_line(cue.text), one_line(name) if name else None))
        before = cue.speaker
    return out


def _stated(episode: Episode, said: list[Turn], names: Sequence[str | None]) -> Iterator[str]:
    before: str | None = ""
    for cue, turn, name in zip(episode.cues, said, names, strict=True):
        if cue.speaker == before and not name:
            yield turn.text
        elif turn.speaker is None:
            yield unnamed(turn.text)
        else:
            yield named_inside(turn.speaker, turn.text) if _says_so(cue) else named(turn.speaker, turn.text)
        before = cue.speaker


def _says_so(cue: Cue) -> bool:
    """Whether a text begins with who speaks."""
    return bool(cue.speaker and re.match(rf"{re.escape(one_line(cue.speaker))}\s?:", one_line(cue.text)))


def _noted(episode: Episode, lines: list[str]) -> list[str]:
    """With a note where an editor corrected the line."""
    return [line + correction_mark(cue) for line, cue in zip(lines, episode.cues, strict=True)]
