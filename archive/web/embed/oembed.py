"""oEmbed 1.0 (https://oembed.com): from an address of ours to the card that shows it."""

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit
from xml.etree import ElementTree as ET

from flask import abort
from msgspec import structs

from archive.text.slugs import number_of
from archive.transcripts.addresses import episode_address
from archive.web.api.answers import OembedJson
from archive.web.feeds.atom import plain
from archive.web.http.addresses import absolute, site_address
from archive.web.http.search_params import query_string
from archive.web.presentation.citation import FRAME_HEIGHT, FRAME_WIDTH, frame
from archive.web.presentation.transcript import span_of
from archive.web.site import library, settings
from archive.web.views.episodes import served

LIST_HEIGHT = 480
KEPT_S = 86_400


@dataclass(frozen=True, slots=True)
class Framed:
    """What an address of ours is shown by: the frame's address, its title and its usual height."""

    address: str
    title: str
    height: int


def framed(url: str) -> Framed:
    """The frame of an episode, a moment or a search. Answers 404 for any other address; raises Gone for what was taken down."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != site_address():
        abort(404)
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if parts.path == "/search" and asked.get("q"):
        pairs = [(key, value) for key, values in parse_qs(parts.query).items() for value in values if key not in {"page", "lang"}]
        return Framed("/embed/search" + query_string(pairs), asked["q"], LIST_HEIGHT)
    episode = served(_slug(parts))
    span = span_of(asked.get("t"))
    address = episode_address(
        episode.slug, span.second if span else None, until=span.until if span else None, room="embed", q=asked.get("q", "")
    )
    return Framed(address, episode.title, FRAME_HEIGHT)


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
        ET.SubElement(root, name).text = plain(str(value))
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


def _slug(parts: SplitResult) -> str:
    room, _, rest = parts.path.removeprefix("/").partition("/")
    if room == "episodes" and rest and "/" not in rest:
        return rest
    number = number_of(rest) if room == "e" else None
    return (library().slug_numbered(number) if number else None) or abort(404)
