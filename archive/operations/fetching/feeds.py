"""The addresses of pages named by a feed (RSS, Atom), a sitemap or a plain list."""

import codecs
import re
from urllib.parse import urljoin
from xml.etree import ElementTree

FIELDS = ("link", "loc")


def addresses(body: bytes, base: str = "") -> tuple[str, ...]:
    """The pages that a feed, a sitemap or a list of one address a line (`#` begins a remark) names, each once, in order.

    Raises ValueError with the place where an XML text is broken, or where it defines entities (a feed never needs to).
    """
    plain = body.removeprefix(codecs.BOM_UTF8).lstrip()
    found = _of_xml(plain) if plain.startswith(b"<") else _of_lines(plain.decode("utf-8", "replace"))
    joined = (_joined(base, address) for address in found)
    return tuple(dict.fromkeys(address for address in joined if re.match(r"https?://", address)))


def _joined(base: str, address: str) -> str:
    """The address as seen from a page; as it stands where it cannot be read, and then whoever fetches it says so."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _of_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def _of_xml(body: bytes) -> list[str]:
    if b"<!ENTITY" in body:
        raise ValueError("the feed defines entities; it is not read")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise ValueError(f"the feed is broken: {error}") from error
    entries = [element for element in root.iter() if _name(element) in ("item", "entry", "url")]
    return [address for entry in entries for address in (_link(entry),) if address]


def _link(entry: ElementTree.Element) -> str:
    """The page of an entry: RSS has it as text, Atom in `href` (rel alternate), a sitemap in `loc`."""
    links = [child for child in entry if _name(child) in FIELDS and child.get("rel", "alternate") == "alternate"]
    return next((text for text in ((link.get("href") or link.text or "").strip() for link in links) if text), "")


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
