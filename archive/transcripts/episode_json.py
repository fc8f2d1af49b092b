"""The JSON object of an episode, as types: `archive show --format json`, /episodes/SLUG.json and /api/episodes/SLUG
give it."""

from collections.abc import Iterator, Sequence
from itertools import count, repeat

from archive.analysis.analyze import Analysis
from archive.analysis.inference import InferredField, with_inferred
from archive.analysis.mentions import heard_forms, name_key
from archive.analysis.speakers import Speakers, speakers_of
from archive.model.episode import (
    CORRECTED,
    Chapter,
    Cue,
    CueKind,
    Episode,
    JsonObject,
    PersonJson,
    Published,
    Removed,
    paragraph_of,
    time_of,
)


class CueJson(JsonObject, frozen=True):
    """One line of the transcript as the page has it, or as an editor corrected it: then `heard` is what the page has.
    `speaker` is the page's label, `speaker_name` whom it means, `paragraph` its paragraph, from 0, null where none was
    worked out; where nobody tells when it is said `start_ms` is null, and `paragraph` its place, from 1 as in
    `?t=p3`."""

    start_ms: int | None
    end_ms: int | None
    text: str
    kind: CueKind
    speaker: str | None
    speaker_name: str | None
    heard: str | None
    paragraph: int | None


class InferredJson(JsonObject, frozen=True):
    """What other pages tell of a field that this page leaves out."""

    field: InferredField
    value: str
    evidence: str


class EpisodeJson(JsonObject, frozen=True):
    """An episode, whole."""

    slug: str
    guid: str | None
    title: str
    title_source: str
    show: str | None
    channel: str | None
    published: Published | None
    description: str
    category: str | None
    people: tuple[PersonJson, ...]
    language: str
    source_url: str | None
    platform: str | None
    video_id: str | None
    picture: str | None
    origin: str
    cues: tuple[CueJson, ...]
    chapters: tuple[Chapter, ...]
    removed: tuple[Removed, ...]
    inferred: tuple[InferredJson, ...]


def episode_object(episode: Episode, analysis: Analysis | None = None) -> EpisodeJson:
    """The one JSON object of an episode, for the command, the page and the API. What stands in `inferred` was told by
    other pages, and fills show, channel, category and hosts where the page leaves them out; the description is
    whole."""
    known = with_inferred(episode, analysis.inferred if analysis else ())
    speakers = speakers_in(episode, analysis)
    return EpisodeJson(
        slug=episode.slug,
        guid=episode.guid or episode.video_id,
        title=episode.title,
        title_source=episode.title_source,
        show=known.show,
        channel=known.channel,
        published=episode.published,
        description=episode.description,
        category=known.category,
        people=tuple(_people(known, analysis)),
        language=episode.language,
        source_url=episode.source_url,
        platform=episode.platform,
        video_id=episode.video_id,
        picture=episode.picture,
        origin=episode.origin,
        cues=tuple(map(_cue, count(), episode.cues, paragraph_numbers(episode, analysis), repeat(speakers))),
        chapters=chapters_of(episode, analysis),
        removed=episode.removed,
        inferred=tuple(
            InferredJson(field=one.field, value=one.value, evidence=one.evidence) for one in (analysis.inferred if analysis else ())
        ),
    )


def chapters_of(episode: Episode, analysis: Analysis | None) -> tuple[Chapter, ...]:
    """The chapters that the page states, else those that its analysis found."""
    return episode.chapters or (analysis.chapters if analysis is not None else ())


def paragraph_numbers(episode: Episode, analysis: Analysis | None) -> Sequence[int | None]:
    """The paragraph of every cue; an analysis of another save of the page does not count."""
    if analysis is None or len(analysis.paragraphs) != len(episode.cues):
        return (None,) * len(episode.cues)
    return analysis.paragraphs


def _people(episode: Episode, analysis: Analysis | None) -> Iterator[PersonJson]:
    heard = heard_forms(analysis.links if analysis else ())
    for person in episode.people:
        yield PersonJson(name=person.name, role=person.role, kind=person.kind, heard=heard.get(name_key(person.name)))


def speakers_in(episode: Episode, analysis: Analysis | None) -> Speakers:
    """Who says each cue, by the names of all who are known to be there."""
    return speakers_of(with_inferred(episode, analysis.inferred) if analysis else episode)


def correction_mark(cue: Cue) -> str:
    """What is written behind a line that an editor corrected, whatever the language."""
    return CORRECTED if cue.heard else ""


def _cue(place: int, cue: Cue, paragraph: int | None, speakers: Speakers) -> CueJson:
    return CueJson(
        start_ms=time_of(cue.start_ms),
        end_ms=cue.end_ms,
        text=cue.text,
        kind=cue.kind,
        speaker=cue.label or cue.speaker,
        speaker_name=speakers.name_of(place),
        heard=cue.heard,
        paragraph=paragraph_of(cue.start_ms) or paragraph,
    )
