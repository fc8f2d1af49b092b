"""Where else the words stand that an editor has just put right in one line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from archive.analysis.mentions import changed_words
from archive.library import Library
from archive.operations.takedown import cue_at
from archive.search.api import Index
from archive.text.tokenizer import spans

MOST_EPISODES, MOST_MOMENTS = 20, 5


@dataclass(frozen=True, slots=True)
class HeardPlace:
    """A line in which the same words were heard: its episode, when it begins, what stands there."""

    slug: str
    title: str
    start_ms: int
    text: str


class SameWords(NamedTuple):
    """Words that were heard, what the editor has instead, and the other lines that have them, at most MOST_MOMENTS an episode."""

    heard: str
    said: str
    places: tuple[HeardPlace, ...]


def same_words_elsewhere(library: Library, index: Index, slug: str, where: str) -> tuple[SameWords, ...]:
    """For each run of words that the correction of a line changes, the other lines with the same words; none where it has none."""
    episode = library.episode(slug)
    cue = episode.cues[cue_at(library, slug, where)] if episode else None
    if cue is None or cue.heard is None:
        return ()
    runs = [change for change in changed_words(cue.heard, cue.text) if change.heard and change.said]
    found = (SameWords(" ".join(one.heard), _as_written(cue.text, one.first, len(one.said)), ()) for one in runs)
    return tuple(one._replace(places=places) for one in found if (places := tuple(_places(index, one.heard, slug, cue.start_ms))))


def _as_written(text: str, first: int, many: int) -> str:
    stands = list(spans(text))[first : first + many]
    return text[stands[0].start : stands[-1].end]


def _places(index: Index, heard: str, slug: str, start_ms: int) -> Iterator[HeardPlace]:
    answer = index.search(f'"{heard}"', limit=MOST_EPISODES, moments=MOST_MOMENTS, aggregations=False)
    for hit in answer.hits if answer.total else ():
        for moment in hit.moments:
            if moment.kind == "exact" and (hit.summary.slug, moment.start_ms) != (slug, start_ms):
                yield HeardPlace(hit.summary.slug, hit.summary.title, moment.start_ms, moment.text)
