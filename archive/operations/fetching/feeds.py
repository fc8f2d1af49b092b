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

PODCAST = re.compile(
    r"\{https?://(www\.)?(podcastindex\.org/namespace/1\.0|github\.com/podcastindex-org/podcast-namespace/[^}]*)/?\}", re.I
)
"""The namespace of podcasts, by its name of today and by the address that stood for it before."""
ATOM = "{http://www.w3.org/2005/Atom}"
_ITEMS = {"rss": "item", "RDF": "item", "feed": "entry", "urlset": "url"}
TRANSCRIPT_TYPES = ("application/json", "text/vtt", "application/x-subrip", "application/srt", "text/html", "text/plain")
"""The types of podcast:transcript, those that tell most first: who speaks and when, then when."""
MOST_BYTES = 64 * 1024 * 1024
"""Of a feed, unpacked: a sitemap may have 50 MB (https://www.sitemaps.org/protocol.html)."""
MOST_TAGS = 3_000_000
"""Of a feed, with its attributes: each takes up to 300 bytes of memory; a sitemap of 50,000 pages has 400,000."""
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


@dataclass(frozen=True, slots=True)
class Named:
    """What a feed or a sitemap names: pages, or where it is an index of sitemaps these."""

    pages: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()


def named(body: bytes, base: str = "", *, within: bool = False) -> Named:
    """What a feed or a sitemap names; `within`: it is a sitemap of an index, and can be none itself
    (https://www.sitemaps.org/protocol.html).

    Raises ValueError where it is neither, with the place where its XML is broken, or where it defines entities (a feed
    never needs to)."""
    root = _root(body)
    if _name(root) in _ITEMS:
        return Named(pages=_entries(root, base))
    if _name(root) == "sitemapindex" and not within:
        return Named(sitemaps=_sitemaps(root, base))
    raise ValueError(f"this is neither a feed nor a sitemap, but <{_name(root)}>")


def _entries(root: ElementTree.Element, base: str) -> tuple[FeedEntry, ...]:
    """The pages, each once, those of a feed in the order in which they came: it has its newest first."""
    kind = _name(root)
    show = next((_told(one, "title") for one in root if _name(one) == "channel"), "") or None
    found = [_entry(element, base, show) for element in root.iter() if _name(element) == _ITEMS[kind]]
    in_order = found if kind == "urlset" else reversed(found)
    return tuple({one.key: one for one in in_order if one.addresses}.values())


def _sitemaps(root: ElementTree.Element, base: str) -> tuple[str, ...]:
    """The sitemaps of an index, those that changed last first."""
    found = [(_told(one, "lastmod"), _joined(base, _told(one, "loc"))) for one in root if _name(one) == "sitemap"]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(address for _, address in found if re.match(r"https?://", address))[:MOST_SITEMAPS]


def _entry(element: ElementTree.Element, base: str, show: str | None) -> FeedEntry:
    link, guid, title = _link(element), _told(element, "guid") or _told(element, "id"), _told(element, "title")
    heard = next(((one.get("url") or "").strip() for one in _own(element, "enclosure")), "")
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
    stated = [child for child in item.iter() if _name(child) == "transcript" and PODCAST.match(child.tag)]
    named = ((child.get("type", ""), (child.get("url") or "").strip()) for child in reversed(stated))
    by_type = {kind.partition(";")[0].strip().lower(): address for kind, address in named if address}
    return (by_type[kind] for kind in TRANSCRIPT_TYPES if kind in by_type)


def _own(entry: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """The elements of a name in an entry's own namespace, then those of Atom's: others' (itunes:title) say other
    things."""
    own = entry.tag[: entry.tag.rfind("}") + 1]
    return [child for space in dict.fromkeys((own, ATOM)) for child in entry if child.tag == space + name]


def _told(entry: ElementTree.Element, name: str) -> str:
    """What an entry says in its own element of a name."""
    return next((" ".join((child.text or "").split()) for child in _own(entry, name)), "")


def _joined(base: str, address: str) -> str:
    """The address as seen from a page; as it stands where it cannot be read, and then whoever fetches it says so."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _root(body: bytes) -> ElementTree.Element:
    plain = _in_utf8(_unpacked(body)).removeprefix(codecs.BOM_UTF8).lstrip()
    if not plain.startswith(b"<"):
        raise ValueError("this is neither a feed nor a sitemap: it is not XML")
    if b"<!ENTITY" in plain:
        raise ValueError("the feed defines entities; it is not read")
    if plain.count(b"<") + plain.count(b"=") > MOST_TAGS:
        raise ValueError(f"the feed has more than {MOST_TAGS:,} tags and attributes")
    try:
        return ElementTree.fromstring(plain)
    except ElementTree.ParseError as error:
        raise ValueError(f"the feed is broken: {error}") from error


def _in_utf8(body: bytes) -> bytes:
    """What is written in UTF-16, as UTF-8 and without the declaration that says otherwise."""
    wide = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(body[:2])
    if wide is None:
        return body
    try:
        return re.sub(r"^\s*<\?xml[^>]*\?>", "", body.decode(wide)).encode()
    except UnicodeError as error:
        raise ValueError(f"the feed is not valid UTF-16: {error}") from error


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
    links = [one for name in ("link", "loc") for one in _own(entry, name) if one.get("rel", "alternate") == "alternate"]
    return next((text for text in ((link.get("href") or link.text or "").strip() for link in links) if text), "")


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
