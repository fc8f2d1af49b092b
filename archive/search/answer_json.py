"""The JSON object of an answer: the same for `archive search --json` and /api/search."""

from archive.model.sources import Source, known_source
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
from archive.search.index.types import FACETS, Summary
from archive.text.timecode import clock


def answer_object(answer: Answer, base_url: str = "") -> dict[str, object]:
    """All of an answer. Our own addresses begin with `base_url`, or with a slash where none is given; spans and times are those
    of the answer, seconds floored."""
    base = base_url.rstrip("/")
    return {
        "query": answer.query,
        "total": answer.total,
        "total_is": answer.total_is,
        "listed_total": answer.listed_total,
        "partial_total": answer.partial_total,
        "took_ms": round(answer.took_ms, 1),
        "receipt": explanation_object(answer.explanation),
        "months": [[month.month, month.moments, month.episodes, month.on_air] for month in answer.months],
        "facets": {facet: [[value, count] for value, count in answer.facets.get(facet, ())] for facet in FACETS},
        "episodes": [hit_object(hit, base) for hit in answer.hits],
    }


def hit_object(hit: Hit, base: str = "") -> dict[str, object]:
    """One episode of an answer."""
    summary = hit.summary
    source = known_source(summary.platform, summary.video_id, summary.source_url)
    return {
        "slug": summary.slug,
        "guid": summary.guid or summary.video_id,
        "title": summary.title,
        "published": _published(summary),
        "show": summary.show,
        "channel": summary.channel,
        "category": summary.category,
        "score": round(float(hit.score), 4),
        "counted": hit.counted,
        "found_as": hit.found_as,
        "url": f"{base}/episodes/{summary.slug}",
        "duration_s": summary.duration_ms // 1000,
        "people": [_person(person) for person in hit.people],
        "chapters": [{"start_ms": part.start_ms, "title": part.title, "automatic": part.automatic} for part in hit.chapters],
        "lacks": list(hit.lacks),
        "matched": [_matched(found) for found in hit.matched],
        "same_as": [{"slug": slug, "guid": guid, "title": title} for slug, guid, title in summary.same_as],
        "moments_total": hit.moments_total,
        "ticks": [[tick.seconds, tick.kind, tick.moment] for tick in hit.ticks],
        "moments": [_moment(moment, summary.slug, source, base) for moment in hit.moments],
    }


def explanation_object(explanation: Explanation) -> dict[str, object]:
    """Why the answer is what it is: how each word was read, what each filter left out, what was not used."""
    return {
        "words": [_word(word) for word in explanation.words],
        "filters": [{"key": effect.key, "value": effect.value, "removes": effect.removes} for effect in explanation.filters],
        "ignored": [{"text": ignored.text, "why": ignored.why} for ignored in explanation.ignored],
        "undated": explanation.undated,
        "near_phrase": explanation.near_phrase,
        "cut": [{"text": cut.text, "why": cut.why, "fr": cut.said("fr"), "en": cut.said("en")} for cut in explanation.cut],
    }


def _published(summary: Summary) -> dict[str, object] | None:
    if summary.date is None:
        return None
    return {"date": summary.date.isoformat(), "precision": summary.precision, "approximate": summary.approximate}


def _person(person: NamedPerson) -> dict[str, object]:
    return {"name": person.name, "role": person.role, "kind": person.kind, "heard": person.heard}


def _matched(found: FieldMatch) -> dict[str, object]:
    return {"field": found.field, "text": found.text, "marks": _marks(found.marks)}


def _marks(marks: tuple[Mark, ...]) -> list[dict[str, object]]:
    return [{"start": m.start, "end": m.end, "kind": m.kind, "heard": m.heard, "slot": m.slot} for m in marks]


def _moment(moment: Moment, slug: str, source: Source | None, base: str) -> dict[str, object]:
    seconds = moment.start_ms // 1000
    return {
        "seconds": seconds,
        "clock": clock(moment.start_ms),
        "text": moment.text,
        "marks": _marks(moment.marks),
        "kind": moment.kind,
        "heard": moment.heard,
        "url": f"{base}/episodes/{slug}?t={seconds}#t{seconds}",
        "source_url": source.page_at(seconds) if source else None,
    }


def _word(word: TermExplanation) -> dict[str, object]:
    return {
        "text": word.text,
        "phrase": word.phrase,
        "excluded": word.excluded,
        "episodes": word.episodes,
        "episodes_filtered": word.episodes_filtered,
        "near": [_near(near) for near in word.near],
    }


def _near(near: NearForm) -> dict[str, object]:
    return {
        "text": near.text,
        "kind": near.kind,
        "episodes": near.episodes,
        "counted": near.counted,
        "distance": round(near.distance, 3),
    }
