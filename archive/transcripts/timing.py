"""When a cue and a chapter end, where the page says only when they begin: every form that needs an end has it from
here."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.model.episode import Chapter, Cue, Episode, length_ms

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
