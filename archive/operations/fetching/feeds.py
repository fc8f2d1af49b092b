"""What a feed (RSS, Atom) or a sitemap names: pages, each with the transcripts that its publisher states; and plain
lists of addresses."""

import codecs
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree

PODCAST = "{https://podcastindex.org/namespace/1.0}transcript"
TRANSCRIPT_TYPES = ("application/json", "text/vtt", "application/x-subrip", "application/srt", "text/html", "text/plain")
"""The types of podcast:transcript, those that tell most first: who speaks and when, then when."""
MOST_BYTES = 64 * 1024 * 1024
"""Of a feed, unpacked: a sitemap may have 50 MB (https://www.sitemaps.org/protocol.html)."""
MOST_SITEMAPS = 50
"""Of an index of sitemaps, those that changed last."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A page that a feed names. `key` stays the same whatever else changes; `mark` changes when the feed says that the
    page did; `addresses` are those at which its transcript may be, the publisher's own first, the page last; `heard` is
    where the episode is played."""

    key: str
    mark: str
    addresses: tuple[str, ...]
    heard: str | None = None
    guid: str | None = None
    title: str | None = None
    show: str | None = None


def listed(body: bytes) -> tuple[str, ...]:
    """The web addresses of a list, one a line, each once; `#` begins a remark."""
    lines = (line.strip() for line in body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").splitlines())
    return tuple(dict.fromkeys(line for line in lines if re.match(r"https?://", line)))


def entries(body: bytes, base: str = "") -> tuple[FeedEntry, ...]:
    """The pages of a feed or a sitemap, each once, those of a feed in the order in which they came: it has its newest
    first.

    Raises ValueError where it is none, with the place where its XML is broken, or where it defines entities (a feed
    never needs to)."""
    root = _root(body)
    kind = _name(root)
    if kind not in ("rss", "feed", "RDF", "urlset"):
        raise ValueError(f"this is neither a feed nor a sitemap, but <{kind}>")
    show = " ".join((root.findtext("channel/title") or "").split()) or None
    found = [_entry(element, base, show) for element in root.iter() if _name(element) in ("item", "entry", "url")]
    in_order = found if kind == "urlset" else reversed(found)
    return tuple({one.key: one for one in in_order if one.addresses}.values())


def sitemaps(body: bytes, base: str = "") -> tuple[str, ...]:
    """The sitemaps of an index of sitemaps, those that changed last first; none of anything else. Raises ValueError as
    `entries`."""
    root = _root(body)
    if _name(root) != "sitemapindex":
        return ()
    found = [(_told(one, "lastmod"), _joined(base, _told(one, "loc"))) for one in root if _name(one) == "sitemap"]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(address for _, address in found if re.match(r"https?://", address))[:MOST_SITEMAPS]


def _entry(element: ElementTree.Element, base: str, show: str | None) -> FeedEntry:
    link, guid, title = _link(element), _told(element, "guid") or _told(element, "id"), _told(element, "title")
    enclosure = element.find("enclosure")
    heard = (enclosure.get("url") or "").strip() if enclosure is not None else ""
    transcripts = tuple(_transcripts(element))
    joined = (_joined(base, address) for address in (*transcripts, link) if address)
    addresses = tuple(dict.fromkeys(address for address in joined if re.match(r"https?://", address)))
    changed = next(filter(None, (_told(element, name) for name in ("updated", "lastmod", "pubDate"))), "")
    mark = hashlib.sha256("\n".join((*addresses, changed)).encode()).hexdigest()[:16]
    url = heard or (link if transcripts else "")
    return FeedEntry(
        guid or link or (addresses[0] if addresses else ""), mark, addresses, _joined(base, url) if url else None,
        guid or None, title if transcripts else None, show if transcripts else None,
    )  # fmt: skip


def _transcripts(item: ElementTree.Element) -> Iterator[str]:
    """The addresses of an item's transcripts, that which tells most first; of types that nobody has named, none."""
    named = ((child.get("type", ""), (child.get("url") or "").strip()) for child in reversed(list(item.iter(PODCAST))))
    by_type = {kind.partition(";")[0].strip().lower(): address for kind, address in named if address}
    return (by_type[kind] for kind in TRANSCRIPT_TYPES if kind in by_type)


def _told(entry: ElementTree.Element, name: str) -> str:
    """What an entry says in its own element of a name."""
    return next((" ".join((child.text or "").split()) for child in entry if _name(child) == name), "")


def _joined(base: str, address: str) -> str:
    """The address as seen from a page; as it stands where it cannot be read, and then whoever fetches it says so."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _root(body: bytes) -> ElementTree.Element:
    plain = _unpacked(body).removeprefix(codecs.BOM_UTF8).lstrip()
    if not plain.startswith(b"<"):
        raise ValueError("this is neither a feed nor a sitemap: it is not XML")
    if b"<!ENTITY" in plain:
        raise ValueError("the feed defines entities; it is not read")
    try:
        return ElementTree.fromstring(plain)
    except ElementTree.ParseError as error:
        raise ValueError(f"the feed is broken: {error}") from error


def _unpacked(body: bytes) -> bytes:
    """A sitemap may lie packed (`sitemap.xml.gz`)."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        plain = gzip.GzipFile(fileobj=io.BytesIO(body)).read(MOST_BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(f"the feed is not valid gzip: {error}") from error
    if len(plain) > MOST_BYTES:
        raise ValueError(f"the feed is larger than {MOST_BYTES >> 20} MB")
    return plain


def _link(entry: ElementTree.Element) -> str:
    """The page of an entry: RSS has it as text, Atom in `href` (rel alternate), a sitemap in `loc`."""
    links = [child for child in entry if _name(child) in ("link", "loc") and child.get("rel", "alternate") == "alternate"]
    return next((text for text in ((link.get("href") or link.text or "").strip() for link in links) if text), "")


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
