"""The addresses of pages named by a feed (RSS, Atom), a sitemap or a plain list."""

import codecs
import re
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree

FIELDS = ("link", "loc")
PODCAST = "{https://podcastindex.org/namespace/1.0}transcript"
TRANSCRIPT_TYPES = ("application/json", "text/vtt", "application/x-subrip", "application/srt", "text/html", "text/plain")
"""The types of podcast:transcript, those that tell most first: who speaks and when, then when."""


@dataclass(frozen=True, slots=True)
class FeedEpisode:
    """What a feed tells of an episode whose transcript it names: `url` is where it is heard, else its page."""

    transcript: str
    url: str | None
    guid: str | None
    title: str | None
    show: str | None


def addresses(body: bytes, base: str = "") -> tuple[str, ...]:
    """The pages that a feed, a sitemap or a list of one address a line (`#` begins a remark) names, each once, in order; of an
    episode with a podcast:transcript that, and not its page.

    Raises ValueError with the place where an XML text is broken, or where it defines entities (a feed never needs to).
    """
    plain = body.removeprefix(codecs.BOM_UTF8).lstrip()
    found = _of_xml(plain) if plain.startswith(b"<") else _of_lines(plain.decode("utf-8", "replace"))
    joined = (_joined(base, address) for address in found)
    return tuple(dict.fromkeys(address for address in joined if re.match(r"https?://", address)))


def transcripts(body: bytes, base: str = "") -> tuple[FeedEpisode, ...]:
    """The episodes of a podcast's feed that have a podcast:transcript, in order, each with the best of its transcripts; none of a
    text that is no feed. Raises ValueError as `addresses` does."""
    plain = body.removeprefix(codecs.BOM_UTF8).lstrip()
    root = _root(plain) if plain.startswith(b"<") else None
    channel = None if root is None else root.find("channel")
    if channel is None:
        return ()
    show = _text(channel, "title")
    found = ((item, _transcript(item)) for item in channel.iter("item"))
    return tuple(_episode(item, _joined(base, address), show, base) for item, address in found if address)


def _episode(item: ElementTree.Element, transcript: str, show: str | None, base: str) -> FeedEpisode:
    enclosure = item.find("enclosure")
    heard = (enclosure.get("url") or "").strip() if enclosure is not None else ""
    url = heard or _link(item)
    return FeedEpisode(transcript, _joined(base, url) if url else None, _text(item, "guid"), _text(item, "title"), show)


def _transcript(item: ElementTree.Element) -> str:
    """The address of the transcript that tells most; of types that nobody has named, none."""
    named = ((child.get("type", ""), (child.get("url") or "").strip()) for child in reversed(list(item.iter(PODCAST))))
    by_type = {kind.partition(";")[0].strip().lower(): address for kind, address in named if address}
    return next((by_type[kind] for kind in TRANSCRIPT_TYPES if kind in by_type), "")


def _text(element: ElementTree.Element, name: str) -> str | None:
    return " ".join((element.findtext(name) or "").split()) or None


def _joined(base: str, address: str) -> str:
    """The address as seen from a page; as it stands where it cannot be read, and then whoever fetches it says so."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _of_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def _of_xml(body: bytes) -> list[str]:
    entries = [element for element in _root(body).iter() if _name(element) in ("item", "entry", "url")]
    return [address for entry in entries for address in (_transcript(entry) or _link(entry),) if address]


def _root(body: bytes) -> ElementTree.Element:
    if b"<!ENTITY" in body:
        raise ValueError("the feed defines entities; it is not read")
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise ValueError(f"the feed is broken: {error}") from error


def _link(entry: ElementTree.Element) -> str:
    """The page of an entry: RSS has it as text, Atom in `href` (rel alternate), a sitemap in `loc`."""
    links = [child for child in entry if _name(child) in FIELDS and child.get("rel", "alternate") == "alternate"]
    return next((text for text in ((link.get("href") or link.text or "").strip() for link in links) if text), "")


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
