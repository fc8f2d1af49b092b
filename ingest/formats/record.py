"""What a file that is no page states of an episode: its captions and the facts beside them."""

from dataclasses import dataclass

from archive.model.episode import Chapter, Person, Removed
from archive.model.reasons import NotRead

LATEST_MS = 48 * 3_600_000
LONGEST_TEXT = 20_000


class BadRecord(NotRead):
    """A file that cannot be an episode."""


class NoSegments(BadRecord):
    """A record without a transcript: no fault, a row of another kind."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption; times in ms, `words_ms` when each word of the text begins, `heard` and `label` what an archive that
    wrote it out had before its staff spoke, as in Cue."""

    start_ms: int
    text: str
    end_ms: int | None = None
    speaker: str | None = None
    words_ms: tuple[int, ...] | None = None
    heard: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An episode as a file states it; None where it states nothing. `removed` is what the reader left out."""

    captions: tuple[Caption, ...]
    guid: str | None = None
    title: str | None = None
    show: str | None = None
    channel: str | None = None
    date: str | None = None
    precision: str | None = None
    description: str = ""
    category: str | None = None
    language: str | None = None
    url: str | None = None
    picture: str | None = None
    duration_ms: int | None = None
    chapters: tuple[Chapter, ...] = ()
    removed: tuple[Removed, ...] = ()
    people: tuple[Person, ...] = ()
    slug: str = ""
    """The name of its address in the archive that wrote it out."""
    number: int | None = None
    """And the number of its short one."""
    untimed: bool = False
    """Whether its captions are paragraphs, and their starts places of these (archive/model/episode.py)."""

    @property
    def is_ours(self) -> bool:
        """Whether an archive of this kind wrote it out: its lines stand in their order, whatever a stamp says."""
        return self.number is not None


def is_time(value: object) -> bool:
    """Whether a value is a time of a programme in ms."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LATEST_MS


def caption(start_ms: int, text: str, end_ms: int | None = None, speaker: str | None = None) -> Caption | None:
    """A caption with its white space folded; None where nothing is said. An end before the start is none."""
    words = " ".join(text[:LONGEST_TEXT].split())
    if not words:
        return None
    return Caption(start_ms, words, end_ms if end_ms is not None and end_ms >= start_ms else None, speaker or None)
