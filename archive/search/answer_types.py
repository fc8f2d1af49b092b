"""The JSON of an answer as types: `archive search --json`, /api/search and the schemas of /api/openapi.json are made of these.

Times are whole seconds, floored, or milliseconds where the name ends in _ms; spans are offsets into the text beside them.
"""

from typing import Literal, NamedTuple

import msgspec

from archive.model.episode import ChapterJson, JsonObject, PersonJson, Precision
from archive.search.answer import FoundAs, MomentKind, TotalIs
from archive.search.index.types import Field, MatchKind


class DateJson(JsonObject, frozen=True):
    """A day, or the first day of a month or a year, as `precision` says."""

    date: str
    precision: Precision
    approximate: bool


class MarkJson(JsonObject, frozen=True):
    """Marked words: their span of the text, how they meet the query, the words as transcribed where they are not those asked for,
    and which word of the query they meet."""

    start: int
    end: int
    kind: MatchKind
    heard: str | None
    slot: int


class MatchedJson(JsonObject, frozen=True):
    """A match outside speech: the field's text, or the part of it that holds the match."""

    field: Field
    text: str
    marks: tuple[MarkJson, ...]


class SameJson(JsonObject, frozen=True):
    """Another publication of the same programme."""

    slug: str
    guid: str | None
    title: str


class TickJson(NamedTuple):
    """A caption with the first word of a match: its second, how it meets the query, the number of its moment."""

    seconds: int
    kind: MatchKind
    moment: int


class MomentJson(JsonObject, frozen=True):
    """Words to hear: the second, the snippet with its marked spans, and where to read and to play it."""

    seconds: int
    clock: str
    text: str
    marks: tuple[MarkJson, ...]
    kind: MomentKind
    heard: str | None
    url: str
    source_url: str | None


class HitJson(JsonObject, frozen=True):
    """One episode of an answer, with its best moments; `counted` where it is one of the total, `found_as` where a slip or a sound
    is all that it holds of a word, or where it may only mean what was asked."""

    slug: str
    guid: str | None
    title: str
    published: DateJson | None
    show: str | None
    channel: str | None
    category: str | None
    score: float
    counted: bool
    found_as: FoundAs | None
    url: str
    duration_s: int
    people: tuple[PersonJson, ...]
    chapters: tuple[ChapterJson, ...]
    lacks: tuple[str, ...]
    matched: tuple[MatchedJson, ...]
    same_as: tuple[SameJson, ...]
    moments_total: int
    ticks: tuple[TickJson, ...]
    moments: tuple[MomentJson, ...]


class NearJson(JsonObject, frozen=True):
    """Something the archive does hold that is near a word asked for; `counted` where its episodes are part of the total."""

    text: str
    kind: MatchKind
    episodes: int
    counted: bool
    distance: float


class WordJson(JsonObject, frozen=True):
    """How a word, phrase or group was read: the episodes that hold it, in all and under the filters."""

    text: str
    phrase: bool
    excluded: bool
    episodes: int
    episodes_filtered: int
    near: tuple[NearJson, ...]


class FilterJson(JsonObject, frozen=True):
    """A filter, and how many full answers it alone removes."""

    key: str
    value: str
    removes: int


class IgnoredJson(JsonObject, frozen=True):
    """A piece of the query that was not used, and why, as a code."""

    text: str
    why: str


class CutJson(JsonObject, frozen=True):
    """Something that the answer is without, since it would have cost too much: a code, and a sentence in two languages."""

    text: str
    why: str
    fr: str
    en: str


class ReceiptJson(JsonObject, frozen=True):
    """Why the answer is what it is."""

    words: tuple[WordJson, ...]
    filters: tuple[FilterJson, ...]
    ignored: tuple[IgnoredJson, ...]
    undated: int
    near_phrase: str | None
    cut: tuple[CutJson, ...]


class MonthJson(JsonObject, frozen=True):
    """A month of the archive: the moments and episodes that answer, and the episodes on air."""

    month: str
    moments: int
    episodes: int
    on_air: int


class JoinedNameJson(JsonObject, frozen=True):
    """Another name of a person: in how many episodes of the archive it stands, and whether it is theirs cut short (else one letter
    is wrong); the given name is the same, and the two never stand in one episode."""

    name: str
    episodes: int
    cut: bool


class FacetValueJson(JsonObject, frozen=True):
    """A value of a facet, and how many episodes of the answer have it; where other names are counted with a person's, these."""

    value: str
    episodes: int
    joined: tuple[JoinedNameJson, ...] | msgspec.UnsetType = msgspec.UNSET


class FacetsJson(JsonObject, frozen=True):
    """The values of each facet, the commonest first."""

    show: tuple[FacetValueJson, ...]
    person: tuple[FacetValueJson, ...]
    speaker: tuple[FacetValueJson, ...]
    category: tuple[FacetValueJson, ...]
    year: tuple[FacetValueJson, ...]
    language: tuple[FacetValueJson, ...]


class AnswerJson(JsonObject, frozen=True):
    """An answer: how many episodes say all that was asked, how many may say it, how many lack something, and a page of them. In
    `meaning` stand at most four episodes with passages that may mean it in other words: counted nowhere, and shown behind the first
    `meaning_after` of `episodes`."""

    query: str
    total: int
    total_is: TotalIs
    listed_total: int
    partial_total: int
    took_ms: float
    receipt: ReceiptJson
    months: tuple[MonthJson, ...]
    facets: FacetsJson
    episodes: tuple[HitJson, ...]
    meaning: tuple[HitJson, ...]
    meaning_after: int


SuggestionKind = Literal["word", "person", "show", "category", "episode"]
