"""An answer as JSON: the same object for `archive search --json` and /api/search."""

from collections.abc import Sequence
from typing import cast

import msgspec

from archive.model.episode import ChapterJson, PersonJson, PersonKind, Precision
from archive.model.sources import Source, known_source
from archive.search import answer_types as types
from archive.search.answer import (
    Answer,
    Explanation,
    FieldMatch,
    Hit,
    Mark,
    Moment,
    NamedPerson,
    NearForm,
    TermExplanation,
)
from archive.search.index.same_person import OtherName
from archive.search.index.types import FACETS, Facet, Summary
from archive.text.timecode import clock
from archive.transcripts.addresses import episode_address


def answer_object(answer: Answer, base_url: str = "") -> types.AnswerJson:
    """All of an answer. Our own addresses begin with `base_url`, or with a slash where none is given; spans and times are those
    of the answer, seconds floored."""
    base = base_url.rstrip("/")
    return types.AnswerJson(
        query=answer.query,
        total=answer.total,
        total_is=answer.total_is,
        listed_total=answer.listed_total,
        partial_total=answer.partial_total,
        took_ms=round(answer.took_ms, 1),
        receipt=explanation_object(answer.explanation),
        months=tuple(types.MonthJson(**month._asdict()) for month in answer.months),
        facets=types.FacetsJson(**{facet: _values(answer, facet) for facet in FACETS}),
        episodes=tuple(hit_object(hit, base) for hit in answer.hits),
        meaning=tuple(hit_object(hit, base) for hit in answer.meaning),
        meaning_after=answer.meaning_after,
    )


def hit_object(hit: Hit, base: str = "") -> types.HitJson:
    """One episode of an answer."""
    summary = hit.summary
    source = source_of_summary(summary)
    return types.HitJson(
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
        duration_s=summary.duration_ms // 1000,
        people=tuple(_person(person) for person in hit.people),
        chapters=tuple(ChapterJson(start_ms=part.start_ms, title=part.title, automatic=part.automatic) for part in hit.chapters),
        lacks=hit.lacks,
        matched=tuple(_matched(found) for found in hit.matched),
        same_as=tuple(types.SameJson(slug=slug, guid=guid, title=title) for slug, guid, title in summary.same_as),
        moments_total=hit.moments_total,
        ticks=tuple(types.TickJson(*tick) for tick in hit.ticks),
        moments=tuple(moment_object(moment, summary.slug, source, base) for moment in hit.moments),
    )


def moment_object(moment: Moment, slug: str, source: Source | None, base: str = "") -> types.MomentJson:
    """One moment of an episode, which `source` plays."""
    seconds = moment.start_ms // 1000
    return types.MomentJson(
        seconds=seconds,
        clock=clock(moment.start_ms),
        text=moment.text,
        marks=_marks(moment.marks),
        kind=moment.kind,
        heard=moment.heard,
        url=episode_address(slug, seconds, base=base),
        source_url=source.page_at(seconds) if source else None,
    )


def explanation_object(explanation: Explanation) -> types.ReceiptJson:
    """Why the answer is what it is: how each word was read, what each filter left out, what was not used."""
    return types.ReceiptJson(
        words=tuple(_word(word) for word in explanation.words),
        filters=tuple(
            types.FilterJson(key=effect.key, value=effect.value, removes=effect.removes) for effect in explanation.filters
        ),
        ignored=tuple(types.IgnoredJson(text=ignored.text, why=ignored.why) for ignored in explanation.ignored),
        undated=explanation.undated,
        near_phrase=explanation.near_phrase,
        cut=tuple(types.CutJson(text=cut.text, why=cut.why, fr=cut.said("fr"), en=cut.said("en")) for cut in explanation.cut),
    )


def source_of_summary(summary: Summary) -> Source | None:
    """What plays an episode; None where nothing is known to."""
    return known_source(summary.platform, summary.video_id, summary.source_url)


def published_of_summary(summary: Summary) -> types.DateJson | None:
    """When an episode was published; None for an undated one."""
    if summary.date is None:
        return None
    precision = cast(Precision, summary.precision)
    return types.DateJson(date=summary.date.isoformat(), precision=precision, approximate=summary.approximate)


def _values(answer: Answer, facet: Facet) -> tuple[types.FacetValueJson, ...]:
    joined = answer.joined_names if facet == "person" else {}
    return tuple(
        types.FacetValueJson(value=value, episodes=count, joined=joined_names_object(joined.get(value, ())) or msgspec.UNSET)
        for value, count in answer.facets.get(facet, ())
    )


def joined_names_object(names: Sequence[OtherName]) -> tuple[types.JoinedNameJson, ...]:
    """The other names of a person, and what speaks for them."""
    return tuple(types.JoinedNameJson(name=one.name, episodes=one.episodes, cut=one.cut) for one in names)


def _person(person: NamedPerson) -> PersonJson:
    return PersonJson(name=person.name, role=person.role, kind=cast(PersonKind, person.kind), heard=person.heard)


def _matched(found: FieldMatch) -> types.MatchedJson:
    return types.MatchedJson(field=found.field, text=found.text, marks=_marks(found.marks))


def _marks(marks: tuple[Mark, ...]) -> tuple[types.MarkJson, ...]:
    return tuple(types.MarkJson(start=m.start, end=m.end, kind=m.kind, heard=m.heard, slot=m.slot) for m in marks)


def _word(word: TermExplanation) -> types.WordJson:
    return types.WordJson(
        text=word.text,
        phrase=word.phrase,
        excluded=word.excluded,
        episodes=word.episodes,
        episodes_filtered=word.episodes_filtered,
        near=tuple(_near(near) for near in word.near),
    )


def _near(near: NearForm) -> types.NearJson:
    return types.NearJson(
        text=near.text, kind=near.kind, episodes=near.episodes, counted=near.counted, distance=round(near.distance, 3)
    )
