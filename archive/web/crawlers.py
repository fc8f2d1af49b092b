"""How machines find what the site holds: robots.txt, sitemaps, OpenSearch, and what pages say of themselves to web
engines (schema.org)."""

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
from flask import Blueprint, Response, abort, url_for
from markupsafe import Markup

from archive.analysis.analyze import Analysis
from archive.library import FirstHeld
from archive.model.episode import Episode, is_untimed
from archive.model.period import iso_date, period_of
from archive.model.platforms import Source, known_source
from archive.search.index.types import Summary
from archive.search.results.answer_json import source_of_summary
from archive.text.word_times import length_ms
from archive.transcripts import chapter_spans, chapters_of
from archive.transcripts.addresses import episode_address
from archive.web.api import schemas
from archive.web.api.schemas import asked
from archive.web.browse_index import browse_index
from archive.web.feeds import stamp, xml_text
from archive.web.http import headers, page_cache
from archive.web.http.addresses import absolute, site_address
from archive.web.http.search_params import SearchParams
from archive.web.i18n import LANGUAGES, language
from archive.web.i18n import gettext as _
from archive.web.presentation.suggested_query import typed_suggestions
from archive.web.presentation.template_context import person_url, show_url, static
from archive.web.site import index, library, settings

pages = page_cache.validate_with_etag(Blueprint("crawlers", __name__))

MOST_SUGGESTIONS = 8
_CLOSED = (
    "/search",
    "/api/v1/",
    "/staff",
    "/oembed",
    "/suggestions",
    "/feeds/search",
    "/embed/",
    "/verify?",
    "/people?q=",
    "/shows?q=",
)
_ROBOTS = "".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in _CLOSED), "Disallow: /episodes/*/moments\n"])


@pages.get("/robots.txt")
def robots() -> Response:
    """What crawlers are asked to leave alone: answers without end. Every episode is in the sitemap."""
    return Response(f"{_ROBOTS}Sitemap: {absolute('/sitemap.xml')}\n", content_type="text/plain; charset=utf-8")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """The index of the sitemaps."""
    return _xml(of_all())


@pages.get("/sitemaps/<room>-<int:number>.xml")
def sitemap_of(room: str, number: int) -> Response:
    """One of them."""
    return _xml(of_room(room, number) or abort(404))


@pages.get("/opensearch.xml")
def opensearch_description() -> Response:
    """The site as a browser's search engine."""
    return Response(description(), content_type=MEDIA_TYPE)


@pages.get("/suggestions")
def suggestions() -> Response:
    """What is typed into the browser's own field may become."""
    typed = asked(schemas.SuggestQuestion).q
    offered = typed_suggestions(SearchParams(text=typed), MOST_SUGGESTIONS)
    found = list(dict.fromkeys(one.text for one in offered))
    body = msgspec.json.encode([typed, found])
    return headers.allow_reading(Response(body, content_type=SUGGESTIONS_TYPE))


def _xml(document: bytes) -> Response:
    return Response(document, content_type="application/xml; charset=utf-8")


MEDIA_TYPE = "application/opensearchdescription+xml; charset=utf-8"
SUGGESTIONS_TYPE = "application/x-suggestions+json"
_NAME = "http://a9.com/-/spec/opensearch/1.1/"
_TAGS = "transcripts podcasts radio television"
"""Words by which directories of search engines sort them, with spaces between."""
_TEMPLATES = (
    ("text/html", "results", "/search?q={searchTerms}&page={startPage?}"),
    (SUGGESTIONS_TYPE, "suggestions", "/suggestions?q={searchTerms}"),
    ("application/atom+xml", "results", "/feeds/search.atom?q={searchTerms}"),
)


def description() -> bytes:
    """The document that a browser reads once. A short name has 16 letters at most, a long one 48."""
    ET.register_namespace("", _NAME)
    root = ET.Element(f"{{{_NAME}}}OpenSearchDescription")
    name = settings().site_name
    for tag, text in (
        ("ShortName", name[:16].strip()),
        ("LongName", name[:48].strip()),
        ("Description", _("Retrouvez ce qui s’est dit, à la seconde.")),
        ("Tags", _TAGS),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
        ("Language", language()),
    ):
        ET.SubElement(root, f"{{{_NAME}}}{tag}").text = text
    icon = ET.SubElement(root, f"{{{_NAME}}}Image", type="image/svg+xml", width="16", height="16")
    icon.text = absolute(static("icon.svg"))
    for kind, rel, template in _TEMPLATES:
        ET.SubElement(root, f"{{{_NAME}}}Url", type=kind, rel=rel, method="get", template=absolute(template))
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


MOST = 2000
"""Addresses of one sitemap; sitemaps.org allows 50,000 of 50 MB, and this is made at once."""
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_VIDEO = "http://www.google.com/schemas/sitemap-video/1.1"
ROOMS = ("pages", "episodes", "people", "shows", "categories")
_PAGES = ("/", "/calendar", "/people", "/shows", "/trends", "/help", "/data", "/api", "/accessibility")
_LONGEST_VIDEO_S = 28_800


def of_all() -> bytes:
    """The index of the sitemaps."""
    root = _root("sitemapindex")
    for room in ROOMS:
        for number in range(1, -(-_size(room) // MOST) + 1):
            ET.SubElement(ET.SubElement(root, f"{{{_SITEMAP}}}sitemap"), f"{{{_SITEMAP}}}loc").text = absolute(
                f"/sitemaps/{room}-{number}.xml"
            )
    return _written(root)


def of_room(room: str, number: int) -> bytes | None:
    """One sitemap; None where there is none of that number."""
    if room not in ROOMS or not 1 <= number <= -(-_size(room) // MOST):
        return None
    root, first = _root("urlset"), (number - 1) * MOST
    if room == "episodes":
        held = library().first_held()
        for summary in index().newest(first=first, limit=MOST).episodes:
            _episode(root, summary, held.get(summary.slug))
    else:
        for address in list(_addresses(room))[first : first + MOST]:
            _url(root, address)
    return _written(root)


def _size(room: str) -> int:
    return browse_index().totals.episodes if room == "episodes" else sum(1 for _ in _addresses(room))


def _addresses(room: str) -> Iterable[str]:
    if room == "pages":
        return _PAGES
    entries = {"people": browse_index().people, "shows": browse_index().shows, "categories": browse_index().categories}[room]
    return (f"/{room}/{key}" for key in entries)


def _episode(root: ET.Element, summary: Summary, first: FirstHeld | None) -> None:
    element = _url(root, episode_address(summary.slug))
    if first:
        ET.SubElement(element, f"{{{_SITEMAP}}}lastmod").text = stamp(first.at)
    source = source_of_summary(summary)
    if source is None or source.is_audio:
        return
    video = ET.SubElement(element, f"{{{_VIDEO}}}video")
    for name, text in _video(summary):
        ET.SubElement(video, f"{{{_VIDEO}}}{name}").text = xml_text(text)
    if source.platform == "media":
        ET.SubElement(video, f"{{{_VIDEO}}}content_loc").text = source.url
    else:
        ET.SubElement(video, f"{{{_VIDEO}}}player_loc").text = source.embed_at(0, site_address())


def _video(summary: Summary) -> Iterator[tuple[str, str]]:
    yield "thumbnail_loc", absolute(url_for("pictures.of_episode", slug=summary.slug))
    yield "title", summary.title[:100]
    yield "description", (summary.description or summary.title)[:2048]
    if 0 < summary.duration_ms // 1000 <= _LONGEST_VIDEO_S:
        yield "duration", str(summary.duration_ms // 1000)
    if summary.date and summary.precision == "day":
        yield "publication_date", summary.date.isoformat()


def _url(root: ET.Element, address: str) -> ET.Element:
    element = ET.SubElement(root, f"{{{_SITEMAP}}}url")
    ET.SubElement(element, f"{{{_SITEMAP}}}loc").text = absolute(address)
    for tongue in LANGUAGES:
        href = absolute(f"{address}?lang={tongue}")
        ET.SubElement(element, f"{{{_XHTML}}}link", rel="alternate", hreflang=tongue, href=href)
    ET.SubElement(element, f"{{{_XHTML}}}link", rel="alternate", hreflang="x-default", href=absolute(address))
    return element


def _root(name: str) -> ET.Element:
    for prefix, namespace in (("", _SITEMAP), ("xhtml", _XHTML), ("video", _VIDEO)):
        ET.register_namespace(prefix, namespace)
    return ET.Element(f"{{{_SITEMAP}}}{name}")


def _written(root: ET.Element) -> bytes:
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


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


def _show(name: str) -> str:
    """The address of a show in every language."""
    return show_url(name).partition("?")[0]


def of_episode(episode: Episode, analysis: Analysis | None) -> Markup:
    """An episode, and its place below its show."""
    steps = [(settings().site_name, absolute("/"))]
    if episode.show:
        steps.append((episode.show, absolute(_show(episode.show))))
    return script(_episode_facts(episode, analysis), _breadcrumbs([*steps, (episode.title, _page(episode))]))


def of_listing(name: str, address: str, above: str, above_address: str) -> Markup:
    """A page of a show, a person or a category, and the list that it stands in."""
    steps = [(settings().site_name, absolute("/")), (above, absolute(above_address)), (name, absolute(address))]
    return script(_breadcrumbs(steps))


def _episode_facts(episode: Episode, analysis: Analysis | None) -> Json:
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
        known = period_of(episode.published)  # schema.org has no sign for what is about so
        told |= dict.fromkeys(("datePublished", "uploadDate"), iso_date(known.first, known.precision or "day"))
    if episode.language != "und":
        told["inLanguage"] = episode.language
    if episode.show:
        told["partOfSeries"] = {
            "@type": "CreativeWorkSeries",
            "name": episode.show,
            "url": absolute(_show(episode.show)),
        }
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
