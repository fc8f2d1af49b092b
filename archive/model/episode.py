"""What the archive is about: an episode, its cues, its people. Frozen values, no behaviour beyond reading
themselves.

Where words stand, a place, is an int, as everything that finds, orders and stores moments wants it: ms of the
recording, or, where nobody tells when they are said, from `PARAGRAPHS_MS` on the number of a paragraph. No recording is
eleven days long, so that a place tells by itself which it is, wherever it goes; an edge that states seconds asks
`time_of`, and gets none."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

import msgspec

PARAGRAPHS_MS = 1_000_000_000
"""A start from here on is a paragraph's: the first second that an address's six digits do not hold."""
_STEP_MS = 30_000
"""Between two paragraphs: more than what joins moments (`MOMENT_GAP_MS`)."""
MOST_PARAGRAPHS = (2**31 - 1 - PARAGRAPHS_MS) // _STEP_MS
"""The index holds starts in int32."""


def start_of_paragraph(number: int) -> int:
    """The place of a paragraph, the first being 1."""
    return PARAGRAPHS_MS + number * _STEP_MS


def paragraph_of(start_ms: int) -> int | None:
    """The number of the paragraph at a place, the first being 1; None where it is a time."""
    return (start_ms - PARAGRAPHS_MS) // _STEP_MS if start_ms >= PARAGRAPHS_MS else None


def time_of(start_ms: int) -> int | None:
    """The ms of a place; None in a paragraph, of which nobody tells when it is said."""
    return start_ms if start_ms < PARAGRAPHS_MS else None


CueKind = Literal["speech", "sound", "artefact"]
PersonKind = Literal["host", "guest", "cited"]
Precision = Literal["day", "month", "year"]
SOURCE_CHANGED = "fits its source no more"
UNSURE = "unsure"
"""Rules of `Removed` that a page's taught source gives: staff ought to look."""
OF_SHOW_AND_DAY = "made: show and date"
"""The source of a title that the archive made of these alone."""
IN_PROSE = "in the prose"
"""The evidence of a hint at an episode's own show where its sentences tell it, and no field of the page."""
CORRECTED = " [corrigé]"
"""Stands behind a line that an editor corrected, in forms that have no field for it; it is no part of what is said."""


class JsonObject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A JSON object whose schema is closed, so that a reader learns of every field from its type."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a transcript, its text as it stands on the page; times in ms, where nobody tells them the place of a
    paragraph. Only speech is indexed.

    `heard` is what stands on the page where an editor corrected the text. `words_ms` is when each of `text.split()`
    begins, in ms of the recording as `start_ms` is; None where the page does not say. `label` is what the page calls
    the speaker where staff gave a name."""

    start_ms: int
    text: str
    end_ms: int | None = None
    speaker: str | None = None
    kind: CueKind = "speech"
    heard: str | None = None
    words_ms: tuple[int, ...] | None = None
    label: str | None = None


class Published(JsonObject, frozen=True):
    """A calendar day in the archive's zone, with the words it was read from ("description: lundi 9 février").

    A month or a year is kept as its first day, with its precision.
    """

    date: dt.date
    source: str
    precision: Precision = "day"
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named by the page, with the words that say so as evidence."""

    name: str
    kind: PersonKind
    role: str | None = None
    evidence: str = ""


class Chapter(JsonObject, frozen=True):
    """A part of an episode: stated by the page, or found by the archive (automatic). Start in ms."""

    start_ms: int
    title: str
    automatic: bool = False


class Removed(JsonObject, frozen=True):
    """What the cleaner left out: the rule that did, and a sample of it."""

    rule: str
    sample: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What a page may mean by a field without stating it (show: LeQuart, by "a hashtag: #LeQuart"): it counts once
    others agree."""

    field: str
    value: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """One published programme. `slug` is given by the Library; before, it is empty, or the one that an archive wrote
    out; so is `number`, of its short address, which is None once the Library has it. `picture` is the address of the
    picture that the page shows of it elsewhere."""

    title: str
    title_source: str
    page_sha256: str
    cleaner_version: int
    slug: str = ""
    guid: str | None = None
    show: str | None = None
    channel: str | None = None
    published: Published | None = None
    description: str = ""
    category: str | None = None
    people: tuple[Person, ...] = ()
    language: str = "und"
    source_url: str | None = None
    platform: str | None = None
    video_id: str | None = None
    duration_ms: int | None = None
    cues: tuple[Cue, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    removed: tuple[Removed, ...] = ()
    hints: tuple[Hint, ...] = ()
    origin: str = ""
    picture: str | None = None
    number: int | None = None


_PIECE = 4096
_LEFT_OUT = tuple(f',"{name}":null'.encode() for name in ("heard", "words_ms", "label", "picture", "number"))
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Episode)


def dumps(episode: Episode) -> bytes:
    """The episode as JSON bytes; the same episode always gives the same bytes. Cues that nobody corrected say nothing
    of it, nor an episode of a picture that it has not: no text of JSON can hold what is taken away, since its quotes
    would be escaped. Times of words are written as the steps from one to the next, half as long as the times
    themselves."""
    return b"".join(dumped(episode))


def dumped(episode: Episode) -> Iterator[bytes]:
    """The same in pieces of some thousand cues, for who takes it bit by bit: whole it takes twice the size of its
    page."""
    before, cues, after = _short(replace(episode, cues=())).partition(b'"cues":[')
    yield before + cues
    for first in range(0, len(episode.cues), _PIECE):
        yield (b"," if first else b"") + _short(tuple(map(_in_steps, episode.cues[first : first + _PIECE])))[1:-1]
    yield after


def _short(part: Episode | tuple[Cue, ...]) -> bytes:
    data = _encoder.encode(part)
    for name in _LEFT_OUT:
        data = data.replace(name, b"")
    return data


def _in_steps(cue: Cue) -> Cue:
    """The cue with each time of a word as what lies between it and the one before, the first from the cue's start."""
    if cue.words_ms is None:
        return cue
    return replace(cue, words_ms=tuple(map(int.__sub__, cue.words_ms, (cue.start_ms, *cue.words_ms))))


def loads(data: bytes) -> Episode:
    """The episode that `dumps` wrote; raises msgspec.ValidationError on anything else."""
    episode = _decoder.decode(data)
    return replace(episode, cues=tuple(map(_from_steps, episode.cues))) if b'"words_ms":[' in data else episode


def _from_steps(cue: Cue) -> Cue:
    if cue.words_ms is None:
        return cue
    return replace(cue, words_ms=tuple(accumulate(cue.words_ms, initial=cue.start_ms))[1:])


def seconds_of(start_ms: int) -> int:
    """Whole seconds, floored: the only form in which a time stands in an address."""
    return start_ms // 1000


def is_doubtful(episode: Episode) -> bool:
    """Whether its page's taught source is not sure of a value, or the page fits it no more."""
    return any(one.rule in (UNSURE, SOURCE_CHANGED) for one in episode.removed)


def is_untimed(episode: Episode) -> bool:
    """Whether nobody tells when anything is said in it: its places are paragraphs."""
    return bool(episode.cues) and time_of(episode.cues[0].start_ms) is None


class PersonJson(JsonObject, frozen=True):
    """A person of an episode; `heard` is the form the machine wrote, where it differs."""

    name: str
    role: str | None
    kind: PersonKind
    heard: str | None
