"""An answer as JSON: the same object for `archive search --json` and /api/search, and the types that it and the schemas
of /api/openapi.json are made of.

Times are whole seconds, floored, or milliseconds where the name ends in _ms; spans are offsets into the text beside
them."""

from typing import TypeVar, cast

import msgspec

from archive.model.episode import Chapter, JsonObject, PersonJson, Precision, paragraph_of, time_of
from archive.model.period import iso_date
from archive.model.platforms import Source, known_source
from archive.search.index.limits import CutJson
from archive.search.index.same_person import JoinedNameJson
from archive.search.index.types import FACETS, DateTyped, Facet, MonthJson, Summary
from archive.search.quotations.meaning_changes import shown_replaced
from archive.search.results.announced import AnnouncedJson
from archive.search.results.answer import (
    Answer,
    FoundAs,
    Hit,
    MarkJson,
    MatchedJson,
    Moment,
    MomentKind,
    Outcome,
    PieceJson,
    Quoted,
    ReceiptJson,
    TickJson,
    TotalIs,
    Turn,
    Verdict,
)
from archive.text.timecode import clock
from archive.text.word_times import AtSource
from archive.transcripts.addresses import episode_address

Value = TypeVar("Value")


class DateJson(JsonObject, frozen=True):
    """A day, or the first day of a month or a year, as `precision` says."""

    date: str
    precision: Precision
    approximate: bool


class SameJson(JsonObject, frozen=True):
    """Another publication of the same programme."""

    slug: str
    guid: str | None
    title: str


class MomentJson(JsonObject, frozen=True):
    """Words to hear: the second of their caption, when the first of them is said (given by the page, or estimated from
    its place in the caption), the snippet with its marked spans, and where to read and to play it: from a second before
    the word, never before the caption, which is what `clock` tells. Where nobody tells when they are said, times are
    null and `paragraph` says where they stand."""

    seconds: int | None
    at_ms: int | None
    at_source: AtSource | None
    clock: str
    text: str
    marks: tuple[MarkJson, ...]
    kind: MomentKind
    heard: str | None
    url: str
    source_url: str | None
    paragraph: int | msgspec.UnsetType = msgspec.UNSET


class HitJson(JsonObject, frozen=True):
    """One episode of an answer, with its best moments; `counted` where it is one of the total, `found_as` where a slip
    or a sound is all that it holds of a word, or where it may only mean what was asked."""

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
    duration_s: int | None
    people: tuple[PersonJson, ...]
    chapters: tuple[Chapter, ...]
    lacks: tuple[str, ...]
    matched: tuple[MatchedJson, ...]
    same_as: tuple[SameJson, ...]
    moments_total: int
    ticks: tuple[TickJson, ...]
    moments: tuple[MomentJson, ...]


class BesideJson(JsonObject, frozen=True):
    """The nearest episode before or after a date."""

    slug: str
    title: str
    published: DateJson | None
    url: str


class DateTypedJson(JsonObject, frozen=True):
    """The day or month that the whole query is, by its first day: how many episodes are of it, and how many of these
    say it and are in the total too; where none is, the nearest `before` and `after` it."""

    date: str
    precision: Precision
    episodes: int
    said: int
    before: BesideJson | None
    after: BesideJson | None


class FacetValueJson(JsonObject, frozen=True):
    """A value of a facet, and how many episodes of the answer have it; where other names are counted with a person's,
    these."""

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


class QuotedJson(JsonObject, frozen=True):
    """A stretch of speech beside a quotation: how much of the quotation is said in its order (0 to 1, a rare word
    weighing most), the words said as they stand, both side by side, and what of the difference turns the sense
    (negation, number, word, order, or that somebody else says it than who is named beside it: speaker), with those of
    the pieces in which a word is `replaced`; of a verdict a few words that are said `before` and `behind`, and the
    names that are probably `meant` by what is transcribed; who says it, as far as the transcript tells names; of
    several sentences those that are `unsaid` there, of which nothing else is told; times, paragraph and addresses as of
    a moment."""

    slug: str
    guid: str | None
    title: str
    published: DateJson | None
    show: str | None
    score: float
    seconds: int | None
    at_ms: int | None
    at_source: AtSource | None
    clock: str
    text: str
    pieces: tuple[PieceJson, ...]
    turns: tuple[Turn, ...]
    speakers: tuple[str, ...]
    url: str
    source_url: str | None
    paragraph: int | msgspec.UnsetType = msgspec.UNSET
    replaced: tuple[PieceJson, ...] | msgspec.UnsetType = msgspec.UNSET
    before: str | msgspec.UnsetType = msgspec.UNSET
    behind: str | msgspec.UnsetType = msgspec.UNSET
    unsaid: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    meant: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class VerdictJson(JsonObject, frozen=True):
    """What the archive tells of a quotation: whether it is said word for word (exact, in so many episodes), nearly so,
    or not at all, and the best of the passages; of one that is not found, in `in_part` those that say a part of it.
    Where quotation marks stand inside the text, `parts` judges each quotation that they hold, the outcome is the worst
    of theirs, and `aside` are the words around, which are no part of it; the same without marks, where a text tells who
    said it (NAME: words; words, NAME). What was not looked for, since it would have cost too much, is told in `cut`.
    Who is `named` beside it may have said it; it is `unsure` where it cannot be told whether they did, or those alone
    stand there whom somebody speaks to. `inserted` are words in square brackets that are not said there, and left
    aside, too. Of one that is not found, `apart` judges its clauses, where one is said by itself in few episodes, and
    `written` names the episodes in whose title or description it stands. Where the transcript of the episode shown
    first names no voice, `announced` says what its page tells of who is named. Of one that is not found, and no part of
    it told, `closest` is the passage that shares most with it: it says something else. A link of the site in the place
    of a quotation is exact: its passage are the words to which it leads."""

    quotation: str
    outcome: Outcome
    score: float
    episodes: int
    passages: tuple[QuotedJson, ...]
    in_part: tuple[QuotedJson, ...] = ()
    parts: tuple["VerdictJson", ...] = ()
    aside: tuple[str, ...] = ()
    cut: tuple[CutJson, ...] = ()
    unsure: bool | msgspec.UnsetType = msgspec.UNSET
    inserted: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    apart: tuple["VerdictJson", ...] | msgspec.UnsetType = msgspec.UNSET
    written: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    named: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    announced: AnnouncedJson | msgspec.UnsetType = msgspec.UNSET
    closest: tuple[QuotedJson, ...] | msgspec.UnsetType = msgspec.UNSET


class AnswerJson(JsonObject, frozen=True):
    """An answer: how many episodes say all that was asked, how many may say it, how many lack something, and a page of
    them. In `meaning` stand at most four episodes with passages that may mean it in other words: counted nowhere, and
    shown behind the first `meaning_after` of `episodes`. In `nearly` stand passages that hold most of a quotation in
    its order, counted nowhere, where nobody says it word for word; in `in_part` those that hold a part of one of which
    nobody says more. `verbatim` counts the episodes that say five plain words or more just as they were typed; it is
    told with the first page of the best answers. A query that is wholly a day or a month has a `date`: the episodes of
    it stand first, and the total counts those that say it, in whatever form and language; months and facets count
    both."""

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
    nearly: tuple[QuotedJson, ...]
    in_part: tuple[QuotedJson, ...]
    verbatim: int
    date: DateTypedJson | msgspec.UnsetType = msgspec.UNSET


def answer_object(answer: Answer, base_url: str = "") -> AnswerJson:
    """All of an answer. Our own addresses begin with `base_url`, or with a slash where none is given; spans and times
    are those of the answer, seconds floored."""
    base = base_url.rstrip("/")
    return AnswerJson(
        query=answer.query,
        total=answer.total,
        total_is=answer.total_is,
        listed_total=answer.listed_total,
        partial_total=answer.partial_total,
        took_ms=round(answer.took_ms, 1),
        receipt=answer.explanation,
        months=answer.months,
        facets=FacetsJson(**{facet: _values(answer, facet) for facet in FACETS}),
        episodes=tuple(hit_object(hit, base) for hit in answer.hits),
        meaning=tuple(hit_object(hit, base) for hit in answer.meaning),
        meaning_after=answer.meaning_after,
        nearly=tuple(quoted_object(one, base) for one in answer.nearly),
        in_part=tuple(quoted_object(one, base) for one in answer.in_part),
        verbatim=answer.verbatim,
        date=_date_object(answer.date, base) if answer.date else msgspec.UNSET,
    )


def _date_object(told: DateTyped, base: str) -> DateTypedJson:
    precision = told.period.precision or "day"
    before, after = (_beside_object(one, base) if one else None for one in (told.before, told.after))
    return DateTypedJson(iso_date(told.period.first, precision), precision, told.episodes, told.said, before, after)


def _beside_object(summary: Summary, base: str) -> BesideJson:
    address = episode_address(summary.slug, base=base)
    return BesideJson(summary.slug, summary.title, published_of_summary(summary), address)


def hit_object(hit: Hit, base: str = "") -> HitJson:
    """One episode of an answer."""
    summary = hit.summary
    source = source_of_summary(summary)
    return HitJson(
        slug=summary.slug,
        guid=summary.guid or summary.video_id,
        title=summary.title,
        published=published_of_summary(summary),
        show=summary.show,
        channel=summary.channel,
        category=summary.category,
        score=round(float(hit.score), 4),
        counted=hit.counted,
        found_as=hit.found_as,
        url=episode_address(summary.slug, base=base),
        duration_s=summary.duration_ms // 1000 or None,
        people=hit.people,
        chapters=hit.chapters,
        lacks=hit.lacks,
        matched=hit.matched,
        same_as=tuple(SameJson(slug=slug, guid=guid, title=title) for slug, guid, title in summary.same_as),
        moments_total=hit.moments_total,
        ticks=hit.ticks if summary.duration_ms else (),
        moments=tuple(moment_object(moment, summary.slug, source, base) for moment in hit.moments),
    )


def moment_object(moment: Moment, slug: str, source: Source | None, base: str = "") -> MomentJson:
    """One moment of an episode, which `source` plays."""
    seconds = moment.start_ms // 1000
    return MomentJson(
        seconds=_told(seconds, seconds),
        at_ms=_told(seconds, moment.at_ms),
        at_source=_told(seconds, moment.at_source),
        clock=clock(1000 * moment.second),
        text=moment.text,
        marks=moment.marks,
        kind=moment.kind,
        heard=moment.heard,
        url=episode_address(slug, moment.second, line=moment.line, base=base),
        source_url=source.page_at(moment.second) if source else None,
        paragraph=paragraph_of(moment.start_ms) or msgspec.UNSET,
    )


def _told(seconds: int, value: Value) -> Value | None:
    """What is told of a time; nothing in a paragraph."""
    return value if time_of(seconds * 1000) is not None else None


def quoted_object(one: Quoted, base: str = "") -> QuotedJson:
    """A stretch of speech beside a quotation."""
    summary, seconds = one.summary, one.start_ms // 1000
    source = source_of_summary(summary)
    return QuotedJson(
        slug=summary.slug,
        guid=summary.guid or summary.video_id,
        title=summary.title,
        published=published_of_summary(summary),
        show=summary.show,
        score=one.score,
        seconds=_told(seconds, seconds),
        at_ms=_told(seconds, one.at_ms),
        at_source=_told(seconds, one.at_source),
        clock=clock(1000 * one.second),
        text=one.text,
        pieces=one.shown,
        turns=one.turns,
        replaced=shown_replaced(one) or msgspec.UNSET,
        unsaid=one.unsaid or msgspec.UNSET,
        speakers=one.speakers,
        url=episode_address(summary.slug, one.second, line=one.line, base=base),
        source_url=source.page_at(one.second) if source else None,
        paragraph=paragraph_of(one.start_ms) or msgspec.UNSET,
    )


def _with_context(one: Quoted, base: str) -> QuotedJson:
    context = {"before": one.before, "behind": one.behind, "meant": one.meant or msgspec.UNSET}
    return msgspec.structs.replace(quoted_object(one, base), **context)


def verdict_object(verdict: Verdict, base_url: str = "") -> VerdictJson:
    """What the archive tells of a quotation."""
    told = verdict.passages, verdict.in_part, verdict.closest
    passages, parts, closest = (tuple(_with_context(one, base_url.rstrip("/")) for one in some) for some in told)
    judged, apart = (tuple(verdict_object(one, base_url) for one in some) for some in (verdict.parts, verdict.apart))
    facts = (verdict.quotation, verdict.outcome, verdict.score, verdict.episodes)
    return VerdictJson(
        *facts,
        passages,
        parts,
        judged,
        verdict.aside,
        verdict.cut,
        verdict.unsure or msgspec.UNSET,
        verdict.inserted or msgspec.UNSET,
        apart or msgspec.UNSET,
        tuple(one.slug for one in verdict.written) or msgspec.UNSET,
        verdict.named or msgspec.UNSET,
        verdict.announced or msgspec.UNSET,
        closest or msgspec.UNSET,
    )


def source_of_summary(summary: Summary) -> Source | None:
    """What plays an episode; None where nothing is known to."""
    return known_source(summary.platform, summary.video_id, summary.source_url)


def published_of_summary(summary: Summary) -> DateJson | None:
    """When an episode was published; None for an undated one."""
    if summary.date is None:
        return None
    precision = cast(Precision, summary.precision)
    return DateJson(date=summary.date.isoformat(), precision=precision, approximate=summary.approximate)


def _values(answer: Answer, facet: Facet) -> tuple[FacetValueJson, ...]:
    joined = answer.joined_names if facet == "person" else {}
    return tuple(
        FacetValueJson(value=value, episodes=count, joined=joined.get(value, ()) or msgspec.UNSET)
        for value, count in answer.facets.get(facet, ())
    )
