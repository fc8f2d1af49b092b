"""Transcripts, by the readers of subtitles."""

import html
import io
from collections.abc import Iterator

import pysubs2
import srt
import webvtt

from archive.model.episode import CORRECTED, Episode
from archive.transcripts import timed, turns
from tests.open.readers import Outcome, Visited, different, plain


def webvtt_py(visited: Visited) -> Iterator[Outcome]:
    """Every cue of every WebVTT file and every chapter, with its voice, its start and its end."""
    for episode in visited.archive:
        read = list(webvtt.from_buffer(io.StringIO(visited.text(f"/episodes/{episode.slug}.vtt"))))
        held = [(cue.start_ms, end) for cue, end in timed(episode)]
        yield (
            episode.slug,
            different(
                text=([plain(html.unescape(cue.text)) for cue in read], _texts(episode)),
                times=([(_ms(cue.start), _ms(cue.end)) for cue in read], held),
                voices=([bool(cue.voice) for cue in read], [bool(cue.speaker) for cue in episode.cues]),
            ),
        )
        chapters = visited.json(f"/episodes/{episode.slug}.chapters.json")["chapters"]
        as_vtt = webvtt.from_buffer(io.StringIO(visited.text(f"/episodes/{episode.slug}.chapters.vtt")))
        titles = [plain(html.unescape(cue.text)) for cue in as_vtt], [plain(one["title"]) for one in chapters]
        yield f"{episode.slug}, chapters", different(titles=titles)


def srt_of_python(visited: Visited) -> Iterator[Outcome]:
    """Every caption of every SubRip file."""
    for episode in visited.archive:
        read = list(srt.parse(visited.text(f"/episodes/{episode.slug}.srt")))
        times = [(round(one.start.total_seconds() * 1000), round(one.end.total_seconds() * 1000)) for one in read]
        yield (
            episode.slug,
            different(
                text=([plain(html.unescape(one.content)) for one in read], _lines(visited, episode)),
                times=(times, [(cue.start_ms, end) for cue, end in timed(episode)]),
            ),
        )


def pysubs2_(visited: Visited) -> Iterator[Outcome]:
    """Every event of either form."""
    for episode in visited.archive:
        held = [(cue.start_ms, end) for cue, end in timed(episode)]
        for form in ("srt", "vtt"):
            read = pysubs2.SSAFile.from_string(visited.text(f"/episodes/{episode.slug}.{form}"), format_=form)
            yield f"{episode.slug}.{form}", different(times=([(one.start, one.end) for one in read], held))


def _ms(stamp: str) -> int:
    """The milliseconds of 01:02:03.456."""
    hours, minutes, rest = stamp.rjust(12, "0").replace(".", ":", 1).split(":", 2)
    seconds, thousandths = rest.split(":")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)


def _texts(episode: Episode) -> list[str]:
    return [plain(cue.text + (CORRECTED if cue.heard else "")) for cue in episode.cues]


def _lines(visited: Visited, episode: Episode) -> list[str]:
    """The words with the name of who begins to speak."""
    names = turns(episode, visited.archive.analysis(episode.slug))
    return [plain(f"{name} : {text}" if name else text) for name, text in zip(names, _texts(episode), strict=True)]
