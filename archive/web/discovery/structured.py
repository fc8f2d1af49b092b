"""What a page says of itself to web engines, as JSON-LD of schema.org: an episode, its chapters as clips, and where it
stands."""

from typing import Any

import msgspec
from flask import url_for
from markupsafe import Markup

from archive.analysis.analyze import Analysis
from archive.model.episode import Episode, is_untimed, length_ms
from archive.model.period import iso_date
from archive.model.platforms import Source, known_source
from archive.transcripts import chapter_spans, chapters_of
from archive.transcripts.addresses import episode_address
from archive.web.http.addresses import absolute, site_address
from archive.web.presentation.template_context import person_url, show_url
from archive.web.site import settings

MOST_TEXT = 10_000
"""Bytes of a transcript that stand in the page; a longer one is named by its address."""
CONTEXT = "https://schema.org"

Json = dict[str, Any]


def script(*things: Json) -> Markup:
    """The block for the page's head; nothing in it can end it."""
    text = msgspec.json.encode({"@context": CONTEXT, "@graph": list(things)}).decode()
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(safe))


def of_site() -> Markup:
    """The site, and how it is searched."""
    target = {"@type": "EntryPoint", "urlTemplate": absolute("/search?q={search_term_string}")}
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
    return script(
        {
            "@type": "WebSite",
            "@id": f"{site_address()}/#site",
            "name": settings().site_name,
            "url": absolute("/"),
            "potentialAction": action,
        }
    )


def of_episode(episode: Episode, analysis: Analysis | None) -> Markup:
    """An episode, and its place below its show."""
    steps = [(settings().site_name, absolute("/"))]
    if episode.show:
        steps.append((episode.show, absolute(show_url(episode.show))))
    return script(_episode(episode, analysis), _breadcrumbs([*steps, (episode.title, _page(episode))]))


def of_listing(name: str, address: str, above: str, above_address: str) -> Markup:
    """A page of a show, a person or a category, and the list that it stands in."""
    steps = [(settings().site_name, absolute("/")), (above, absolute(above_address)), (name, absolute(address))]
    return script(_breadcrumbs(steps))


def _episode(episode: Episode, analysis: Analysis | None) -> Json:
    source = known_source(episode.platform, episode.video_id, episode.source_url)
    is_video = source is not None and not source.is_audio
    page = _page(episode)
    told: Json = {
        "@type": "VideoObject" if is_video else "PodcastEpisode",
        "@id": f"{page}#episode",
        "name": episode.title,
        "url": page,
        "description": episode.description or episode.title,
        "thumbnailUrl" if is_video else "image": absolute(url_for("pictures.of_episode", slug=episode.slug)),
        "transcript": _transcript(episode),
        "isPartOf": {"@id": f"{site_address()}/#site"},
    }
    told |= _stated(episode) | (_played(source) if source else {})
    if length := length_ms(episode) // 1000:
        told["duration"] = f"PT{length}S"
    if clips := _clips(episode, analysis):
        told["hasPart"] = clips
    if is_video and not is_untimed(episode):
        told["potentialAction"] = {
            "@type": "SeekToAction",
            "target": absolute(episode_address(episode.slug, "{seek_to_second_number}", line="")),
            "startOffset-input": "required name=seek_to_second_number",
        }
    return told


def _stated(episode: Episode) -> Json:
    """What the page states and what may be left out."""
    told: Json = {}
    if episode.published:
        day = iso_date(episode.published.date, episode.published.precision)
        told |= {"datePublished": day, "uploadDate": episode.published.date.isoformat()}
    if episode.language != "und":
        told["inLanguage"] = episode.language
    if episode.show:
        told["partOfSeries"] = {"@type": "CreativeWorkSeries", "name": episode.show, "url": absolute(show_url(episode.show))}
    people = [
        {"@type": "Person", "name": person.name, "url": absolute(person_url(person.name))}
        for person in episode.people
        if person.kind != "cited"
    ]
    return told | ({"actor": people} if people else {})


def _played(source: Source) -> Json:
    if source.platform != "media":
        return {"embedUrl": source.embed_at(0, site_address()), "sameAs": source.url}
    if source.is_audio:
        return {"associatedMedia": {"@type": "AudioObject", "contentUrl": source.url}}
    return {"contentUrl": source.url}


def _clips(episode: Episode, analysis: Analysis | None) -> list[Json]:
    return [
        {
            "@type": "Clip",
            "name": span.title,
            "startOffset": span.start_ms // 1000,
            "endOffset": max(span.start_ms // 1000 + 1, span.end_ms // 1000),
            "url": absolute(episode_address(episode.slug, span.start_ms // 1000, line="")),
        }
        for span in chapter_spans(episode, chapters_of(episode, analysis))
    ]


def _transcript(episode: Episode) -> str | Json:
    words = " ".join(cue.text for cue in episode.cues if cue.kind == "speech")
    if len(words.encode()) <= MOST_TEXT:
        return words
    form, media_type = ("txt", "text/plain") if is_untimed(episode) else ("vtt", "text/vtt")
    return {"@type": "MediaObject", "contentUrl": f"{_page(episode)}.{form}", "encodingFormat": media_type}


def _breadcrumbs(steps: list[tuple[str, str]]) -> Json:
    items = [{"@type": "ListItem", "position": number, "name": name, "item": url} for number, (name, url) in enumerate(steps, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _page(episode: Episode) -> str:
    return absolute(episode_address(episode.slug))
