"""Cards of the archive in other sites' pages: no script, frames that anybody may set; and oEmbed 1.0
(https://oembed.com), by which an address of ours finds the card that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qs, urlsplit
from xml.etree import ElementTree as ET

from flask import Blueprint, Flask, Response, abort, g, render_template, request
from msgspec import structs

from archive.model.platforms import known_source
from archive.transcripts.addresses import episode_address
from archive.web.api.schemas import OembedJson, sent
from archive.web.feeds import xml_text
from archive.web.http import headers, page_cache
from archive.web.http.addresses import Span, absolute, site_address, span_of, stated_span
from archive.web.http.error_pages import NoFrame
from archive.web.http.headers import FRAMED_POLICY
from archive.web.http.search_params import BadSearchParams, parse_search_params, query_string
from archive.web.i18n import LANGUAGES
from archive.web.own_links import passage_of, second_of, slug_of
from archive.web.presentation.citation import (
    FRAME_WIDTH,
    LONG,
    MOST_SHOWN,
    MOST_WHOLE,
    frame,
    frame_height,
    shows_whole,
    with_gaps,
    words_of,
)
from archive.web.presentation.passage_links import Passage, valid
from archive.web.presentation.template_context import opening, shortened
from archive.web.site import index, settings
from archive.web.views.episodes import served

LIST_HEIGHT = 480
MOST_HEARD, LEAST_HEARD, AROUND = 3, 20, 8
"""Of several who speak in it: how many, of each how many letters, and those of the signs round them."""
KEPT_S = 86_400


@dataclass(frozen=True, slots=True)
class Framed:
    """What an address of ours is shown by: the frame's address, its title and its usual height."""

    address: str
    title: str
    height: int


def framed(url: str) -> Framed:
    """The frame of an episode, a moment or a search, in the language that the address states. Raises NoFrame for any
    other address, Gone for what was taken down."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != site_address():
        raise NoFrame
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    lang = next((lang for lang in LANGUAGES if lang == asked.get("lang")), None)
    if parts.path == "/search" and asked.get("q"):
        pairs = [(key, value) for key, values in parse_qs(parts.query).items() for value in values if key not in {"page", "lang"}]
        stated = [("lang", lang)] if lang else []
        return Framed("/embed/search" + query_string(pairs + stated), asked["q"], LIST_HEIGHT)
    episode = served(_slug(parts))
    span = span_of(asked.get("t"))
    address = episode_address(
        episode.slug,
        span.second if span else None,
        until=span.until if span else None,
        room="embed",
        q=asked.get("q", ""),
        cite=asked.get("cite", ""),
        lang=lang,
    )
    passage = passage_of(episode, span or Span(0), asked.get("cite", ""))
    return Framed(address, episode.title, frame_height(words_of(passage) if passage else ""))


def card(url: str, most_width: int | None, most_height: int | None) -> OembedJson:
    """The answer for an address, no larger than is asked."""
    found = framed(url)
    width, height = min(FRAME_WIDTH, most_width or FRAME_WIDTH), min(found.height, most_height or found.height)
    return OembedJson(
        type="rich",
        version="1.0",
        title=found.title,
        provider_name=settings().site_name,
        provider_url=absolute("/"),
        html=str(frame(absolute(found.address), found.title, width, height)),
        width=width,
        height=height,
        cache_age=KEPT_S,
    )


def as_xml(answer: OembedJson) -> bytes:
    """The same as XML, which the protocol allows a reader to ask for."""
    root = ET.Element("oembed")
    for name, value in structs.asdict(answer).items():
        ET.SubElement(root, name).text = xml_text(str(value))
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


def _slug(parts: SplitResult) -> str:
    if slug := slug_of(parts.path):
        return slug
    raise NoFrame


frames = page_cache.validate_with_etag(Blueprint("embed", __name__, url_prefix="/embed"))
pages = headers.readable_from_anywhere(page_cache.validate_with_etag(Blueprint("oembed", __name__)))
LISTED = 6
_LARGEST = 10_000


@frames.after_request
def may_be_framed(response: Response) -> Response:
    """Anybody may set these pages into theirs; nothing in them can be pressed but links that open elsewhere."""
    response.headers["Content-Security-Policy"] = FRAMED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    g.framed = True
    return response


@frames.get("/search")
def search() -> str:
    """The best moments of a search."""
    params = parse_search_params(request.args)
    answer = index().search(params.text, filters=params.filters(), limit=LISTED, moments=1, aggregations=False)
    hits = [hit for hit in answer.hits if hit.moments and hit.counted]
    return render_template("embed_search.html", params=params, hits=hits)


@frames.get("/<slug>")
def moment(slug: str) -> str:
    """What is said at a second of an episode."""
    episode = served(slug)
    span = stated_span() or Span(0)
    cited = request.args.get("cite", "")
    passage = passage_of(episode, span, cited)
    source = known_source(episode.platform, episode.video_id, episode.source_url)
    return render_template(
        "embed_moment.html",
        episode=episode,
        passage=passage,
        said=_shown(passage) if passage and passage.is_said else "",
        whole=_whole(passage) if passage and passage.is_said else "",
        source=source,
        second=second_of(episode, span, passage),
        until=span.until,
        long=LONG,
        mark=passage.fingerprint if passage and (passage.part or cited) and valid(passage.fingerprint) else "",
    )


def _whole(passage: Passage) -> str:
    """Its words as they are cited, where a frame is made high enough for them and one of usual height has no room."""
    words = words_of(passage)
    return words if shows_whole(words) else ""


def _shown(passage: Passage) -> str:
    """Its words as the frame has room for them, in a narrow page too, to the end of a sentence where one is near; what
    is left out is told. Of several who speak the first two and the last are heard."""
    if not passage.voices:
        text = with_gaps(passage.text, passage.amid)
        if len(text) > MOST_SHOWN and passage.parts:
            parts = _in_room([("", one.text) for one in passage.parts])
            return with_gaps(" […] ".join(said for _, said in parts), passage.amid)
        if len(text) > MOST_SHOWN:
            text = with_gaps(opening(passage.text, MOST_SHOWN).removesuffix("…"), passage.amid)
            return text if text.endswith("[…]") else f"{text} […]"
        return text
    heard = _in_room(passage.voices if len(passage.voices) <= MOST_HEARD else (*passage.voices[:2], passage.voices[-1]))
    if len(passage.voices) <= MOST_HEARD:
        return words_of(replace(passage, voices=heard))
    return " […] ".join(words_of(replace(passage, voices=some)) for some in (heard[:-1], heard[-1:]))


def _in_room(voices: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What each says as far as all have room: who says little leaves it to the others."""
    room, cut = MOST_SHOWN, dict[int, str]()
    for place in sorted(range(len(voices)), key=lambda place: len(voices[place][1])):
        who, said = voices[place]
        most = max(room // (len(voices) - len(cut)) - len(who) - AROUND, LEAST_HEARD)
        cut[place] = shortened(said, most).removesuffix("…")
        room -= len(who) + len(cut[place]) + AROUND
    return tuple((who, cut[place]) for place, (who, _said) in enumerate(voices))


@pages.get("/oembed")
def oembed() -> Response:
    """The card of one of our addresses, as JSON or, where that is asked, XML."""
    form = request.args.get("format", "json")
    if form not in {"json", "xml"}:
        abort(501)
    answer = card(request.args.get("url", ""), _size("maxwidth"), _size("maxheight"))
    if form == "xml":
        return Response(as_xml(answer), content_type="text/xml; charset=utf-8")
    return sent(answer)


def _size(name: str) -> int | None:
    value = request.args.get(name, "")
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:6]) <= _LARGEST:
        raise BadSearchParams(name, value[:60], "number", least=1, most=_LARGEST)
    return int(value)


def install(app: Flask) -> None:
    """Gives the templates the address at which the page itself is found as one, and of how many letters a frame shows
    all."""
    app.jinja_env.globals.update(oembed_url=oembed_url, most_framed=MOST_WHOLE)


def oembed_url(address: str) -> str:
    """Where a page of ours is found as a card."""
    return absolute("/oembed" + query_string([("url", absolute(address)), ("format", "json")]))
