"""IIIF, the audiovisual archives' own standard: an episode as a Presentation 3 manifest, a show as a collection,
Content Search 2 (https://iiif.io/api/presentation/3.0/, https://iiif.io/api/search/2.0/)."""

from collections.abc import Iterator
from mimetypes import guess_type

import msgspec
from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from archive.analysis.analyze import Analysis
from archive.model.episode import Episode, is_untimed
from archive.model.period import date_text
from archive.model.platforms import Source, known_source
from archive.search.index.types import Summary
from archive.search.results.answer import EpisodeMatches
from archive.text.slugs import plain
from archive.text.token_stream import token_stream
from archive.transcripts import chapter_spans, chapters_of, end_ms, timed
from archive.transcripts.addresses import episode_address
from archive.web.api import schemas
from archive.web.api.schemas import asked
from archive.web.browse_index import BrowseEntry, browse_index
from archive.web.http import headers, page_cache
from archive.web.http.addresses import absolute
from archive.web.http.error_pages import NoTimes
from archive.web.http.search_params import query_string
from archive.web.presentation.transcript import listening, marked_in
from archive.web.site import index, settings
from archive.web.views.episodes import served

pages = headers.readable_from_anywhere(page_cache.validate_with_etag(Blueprint("iiif", __name__, url_prefix="/iiif")))

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
SEARCH_CONTEXT = "http://iiif.io/api/search/2/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
MOST_TERMS = 10
MOST = 1000
"""Episodes of one collection."""
Labels = dict[str, tuple[str, ...]]
"""language -> texts; `none` where it has none."""


class Iiif(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An object of the standard."""


class Reference(Iiif, frozen=True, kw_only=True):
    """Something elsewhere: a page, a file, a service."""

    id: str
    type: str
    label: Labels | None = None
    format: str | None = None
    language: str | None = None
    duration: float | None = None


class Service(Iiif, frozen=True, kw_only=True):
    """A search of a manifest, and what completes its words."""

    id: str
    type: str
    service: tuple["Service", ...] | None = None


class Pair(Iiif, frozen=True, kw_only=True):
    """A line of metadata."""

    label: Labels
    value: Labels


class Body(Iiif, frozen=True, kw_only=True):
    """The words of an annotation."""

    type: str
    value: str
    format: str
    language: str | None = None


class Annotation(Iiif, frozen=True, kw_only=True):
    """Something said of a canvas: a file painted on it, a transcript, a cue that holds what was asked."""

    id: str
    type: str = msgspec.field(default_factory=lambda: "Annotation")
    motivation: str
    body: Reference | Body
    target: str


class AnnotationPage(Iiif, frozen=True, kw_only=True):
    """Annotations, in order."""

    context: str | None = msgspec.field(default=None, name="@context")
    id: str
    type: str = msgspec.field(default_factory=lambda: "AnnotationPage")
    items: tuple[Annotation, ...] = msgspec.field(default_factory=lambda: ())


class Canvas(Iiif, frozen=True, kw_only=True):
    """The time of an episode, in seconds."""

    id: str
    type: str = msgspec.field(default_factory=lambda: "Canvas")
    label: Labels
    duration: float
    width: int | None = None
    height: int | None = None
    items: tuple[AnnotationPage, ...] | None = None
    annotations: tuple[AnnotationPage, ...] | None = None
    rendering: tuple[Reference, ...] | None = None


class Range(Iiif, frozen=True, kw_only=True):
    """A chapter with its stretch of the canvas, or all chapters, or (type Canvas) that stretch."""

    id: str
    type: str = msgspec.field(default_factory=lambda: "Range")
    label: Labels | None = None
    items: tuple["Range", ...] | None = None


class Manifest(Iiif, frozen=True, kw_only=True):
    """An episode."""

    context: str = msgspec.field(default_factory=lambda: "", name="@context")
    id: str
    type: str = msgspec.field(default_factory=lambda: "Manifest")
    label: Labels
    summary: Labels | None = None
    metadata: tuple[Pair, ...] | None = None
    homepage: tuple[Reference, ...]
    rendering: tuple[Reference, ...]
    seeAlso: tuple[Reference, ...]
    service: tuple[Service, ...]
    items: tuple[Canvas, ...]
    structures: tuple[Range, ...] | None = None


class Collection(Iiif, frozen=True, kw_only=True):
    """A show, or all shows."""

    context: str = msgspec.field(default_factory=lambda: "", name="@context")
    id: str
    type: str = msgspec.field(default_factory=lambda: "Collection")
    label: Labels
    homepage: tuple[Reference, ...]
    items: tuple[Reference, ...]


class Term(Iiif, frozen=True, kw_only=True):
    """A completion, how many episodes hold it, and the search for it."""

    value: str
    total: int
    service: tuple[Service, ...]


class TermPage(Iiif, frozen=True, kw_only=True):
    """Completions."""

    context: str = msgspec.field(default_factory=lambda: "", name="@context")
    id: str
    type: str = msgspec.field(default_factory=lambda: "TermPage")
    items: tuple[Term, ...]


WIDTH, HEIGHT = 1280, 720
"""Of a canvas whose file is a video: what its pixels are the source alone knows."""


def address(slug: str, room: str = "manifest") -> str:
    """Where an object of an episode's manifest is, or is said to be."""
    return absolute(f"/iiif/{slug}/{room}")


def label(text: str, language: str = "none") -> Labels:
    """A text in a language."""
    return {language if language and language != "und" else "none": (text,)}


def manifest_of(episode: Episode, analysis: Analysis | None) -> Manifest:
    """The manifest of an episode."""
    source = known_source(episode.platform, episode.video_id, episode.source_url)
    page = absolute(episode_address(episode.slug))
    ranges = tuple(_ranges(episode, analysis))
    return Manifest(
        context=CONTEXT,
        id=address(episode.slug),
        label=label(episode.title, episode.language),
        summary=label(episode.description, episode.language) if episode.description else None,
        metadata=tuple(_metadata(episode)) or None,
        homepage=(Reference(id=page, type="Text", format="text/html", label=label(episode.title)),),
        rendering=tuple(_renderings(episode, source)),
        seeAlso=(Reference(id=f"{page}.json", type="Dataset", format="application/json"),),
        service=(_search(episode.slug),),
        items=(_canvas(episode, source),),
        structures=(Range(id=address(episode.slug, "ranges"), label=label("Chapitres", "fr"), items=ranges),) if ranges else None,
    )


def collection_of(entry: BrowseEntry, episodes: tuple[Summary, ...]) -> Collection:
    """A show with its episodes."""
    items = tuple(Reference(id=address(one.slug), type="Manifest", label=label(one.title, one.language)) for one in episodes)
    return _collection(collection_address(entry.key), entry.name, f"/shows/{entry.key}", items)


def all_shows(entries: tuple[BrowseEntry, ...]) -> Collection:
    """The archive with its shows."""
    items = tuple(Reference(id=collection_address(one.key), type="Collection", label=label(one.name)) for one in entries)
    return _collection(absolute("/iiif/collection"), settings().site_name, "/", items)


def _collection(own: str, name: str, page: str, items: tuple[Reference, ...]) -> Collection:
    home = Reference(id=absolute(page), type="Text", format="text/html", label=label(name))
    return Collection(context=CONTEXT, id=own, label=label(name), homepage=(home,), items=items)


def collection_address(key: str) -> str:
    """Where a show's collection is."""
    return absolute(f"/iiif/shows/{key}/collection")


def _search(slug: str) -> Service:
    complete = Service(id=address(slug, "autocomplete"), type="AutoCompleteService2")
    return Service(id=address(slug, "search"), type="SearchService2", service=(complete,))


def _canvas(episode: Episode, source: Source | None) -> Canvas:
    slug, seconds = episode.slug, end_ms(episode) / 1000
    media = source if source and source.platform == "media" else None
    is_video = media is not None and not media.is_audio
    vtt = Reference(
        id=absolute(episode_address(f"{slug}.vtt")),
        type="Text",
        format="text/vtt",
        label=label("Transcription", "fr"),
        language=_language(episode),
    )
    canvas = address(slug, "canvas")
    transcript = Annotation(id=address(slug, "transcript/vtt"), motivation="supplementing", body=vtt, target=canvas)
    return Canvas(
        id=canvas,
        label=label(episode.title, episode.language),
        duration=seconds,
        width=WIDTH if is_video else None,
        height=HEIGHT if is_video else None,
        items=(AnnotationPage(id=address(slug, "media"), items=(_painted(slug, media, seconds),)),) if media else None,
        annotations=(AnnotationPage(id=address(slug, "transcript"), items=(transcript,)),),
    )


def _painted(slug: str, media: Source, seconds: float) -> Annotation:
    kind = "Sound" if media.is_audio else "Video"
    form = guess_type(media.url.partition("?")[0])[0] or ("audio/mpeg" if media.is_audio else "video/mp4")
    body = Reference(id=media.url, type=kind, format=form, duration=seconds)
    return Annotation(id=address(slug, "media/file"), motivation="painting", body=body, target=address(slug, "canvas"))


def _renderings(episode: Episode, source: Source | None) -> Iterator[Reference]:
    """The source's own page, and the transcript as a file to read."""
    if source:
        kind = ("Sound" if source.is_audio else "Video") if source.platform == "media" else "Text"
        form = (guess_type(source.url)[0] or "audio/mpeg") if source.platform == "media" else "text/html"
        yield Reference(id=source.url, type=kind, format=form, label=label("Source", "fr"))
    elif episode.source_url:
        yield Reference(id=episode.source_url, type="Text", format="text/html", label=label("Source", "fr"))
    page = absolute(episode_address(episode.slug))
    yield Reference(id=f"{page}.txt", type="Text", format="text/plain", label=label("Transcription", "fr"))


def _ranges(episode: Episode, analysis: Analysis | None) -> Iterator[Range]:
    canvas = address(episode.slug, "canvas")
    for number, span in enumerate(chapter_spans(episode, chapters_of(episode, analysis)), 1):
        stretch = Range(id=f"{canvas}{fragment(span.start_ms, span.end_ms)}", type="Canvas")
        yield Range(id=address(episode.slug, f"ranges/{number}"), label=label(span.title, episode.language), items=(stretch,))


def fragment(start_ms: int, end: int) -> str:
    """A stretch of time as a media fragment: `#t=749.000,751.500`, to the millisecond, as WebVTT has it."""
    return f"#t={start_ms / 1000:.3f},{end / 1000:.3f}"


def _metadata(episode: Episode) -> Iterator[Pair]:
    if episode.show:
        yield Pair(label={"fr": ("Émission",), "en": ("Show",)}, value=label(episode.show))
    if episode.published:
        stated = episode.published
        day = date_text(stated.date, stated.precision, stated.approximate)
        yield Pair(label={"fr": ("Date",), "en": ("Date",)}, value=label(day))
    for kind, french, english in (("host", "Présentation", "Presented by"), ("guest", "Avec", "With")):
        names = tuple(", ".join(filter(None, (one.name, one.role))) for one in episode.people if one.kind == kind)
        if names:
            yield Pair(label={"fr": (french,), "en": (english,)}, value={"none": names})


def found(episode: Episode, matches: EpisodeMatches | None, own: str) -> AnnotationPage:
    """The cues of an episode that hold what was asked, each from a second before it on; `own` is the address that was
    asked."""
    marked = marked_in(token_stream(episode.cues), matches.matches if matches else ())
    items = tuple(
        Annotation(
            id=address(episode.slug, f"cues/{place}"),
            motivation="supplementing",
            body=Body(type="TextualBody", value=cue.text, format="text/plain", language=_language(episode)),
            target=address(episode.slug, "canvas") + fragment(begin if cue.start_ms < begin < end else cue.start_ms, end),
        )
        for place, (cue, end) in enumerate(timed(episode))
        if (marks := marked.get(place)) and (begin := 1000 * listening(episode.cues, place, marks)) >= 0
    )
    return AnnotationPage(context=SEARCH_CONTEXT, id=own, items=items)


def completions(slug: str, typed: str, own: str) -> TermPage:
    """What the typed beginning may become, each with the search for it in the same episode."""
    search = address(slug, "search")
    items = tuple(
        Term(
            value=one.text,
            total=one.episodes,
            service=(Service(id=f"{search}{query_string([('q', one.text)])}", type="SearchService2"),),
        )
        for one in index().suggest(typed, MOST_TERMS)
        if one.kind == "word"
    )
    return TermPage(context=SEARCH_CONTEXT, id=own, items=items)


def _language(episode: Episode) -> str | None:
    return None if episode.language == "und" else episode.language


class SearchQuestion(schemas.Question, frozen=True, kw_only=True):
    """What Content Search asks."""

    q: schemas.Words = ""


@pages.get("/<slug>/manifest")
def manifest(slug: str) -> Response:
    """An episode."""
    return _sent(manifest_of(_timed(slug), index().analysis(slug)))


@pages.get("/collection")
def collection() -> Response:
    """All shows."""
    return _sent(all_shows(tuple(browse_index().shows.values())))


@pages.get("/shows/<key>/collection")
def show(key: str) -> Response:
    """A show."""
    entry = browse_index().shows.get(plain(key)) or abort(404)
    return _sent(collection_of(entry, index().newest(entry.filters, limit=MOST).episodes))


@pages.get("/<slug>/search")
def search(slug: str) -> Response:
    """The words in an episode."""
    episode, words = _timed(slug), asked(SearchQuestion).q
    matches = index().search_episode(words, slug) if words else None
    return _sent(found(episode, matches, absolute(request.full_path.rstrip("?"))))


@pages.get("/<slug>/autocomplete")
def autocomplete(slug: str) -> Response:
    """What the beginning of a word may become."""
    _timed(slug)
    return _sent(completions(slug, asked(schemas.SuggestQuestion).q, absolute(request.full_path.rstrip("?"))))


@pages.get("/<slug>/<path:part>")
def part(slug: str, part: str) -> AnyResponse:
    """The names of what a manifest holds (canvas, ranges, annotations) lead to the manifest, which says what they
    are."""
    served(slug)
    return redirect(f"/iiif/{slug}/manifest", 303)


def _timed(slug: str) -> Episode:
    """The episode, whose canvas is its time. Raises NoTimes where nobody tells when anything is said."""
    episode = served(slug)
    if is_untimed(episode):
        raise NoTimes(slug)
    return episode


def _sent(value: msgspec.Struct) -> Response:
    """As application/ld+json with its profile to those who ask for that, else as application/json: viewers look for
    either."""
    asks = "application/ld+json" in request.headers.get("Accept", "")
    response = Response(msgspec.json.encode(value), content_type=MEDIA_TYPE if asks else "application/json")
    response.vary.add("Accept")
    return response
