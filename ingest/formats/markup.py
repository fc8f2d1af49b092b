"""Markup that a stranger wrote. XML: no entities of its own, nothing loaded, no depth without end; the only user of
lxml's XML parser. And what Markdown, HTML and who escapes once too often put round the words of a text."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, TypeAlias

from lxml import etree

from ingest.formats.record import BadRecord

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:https?://|mailto:|[/#.])[^()\s]{0,500}\)")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,6});")
_STARS = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,300})(?<=\S)\*\*(?![\w*])")
_TAG = re.compile(r"</?(?:[biu]|em|strong|font|span)(?:\s[^<>]{0,100})?>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ROOT = re.compile(r"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")
_ENTITIES = re.compile(r"<!ENTITY", re.IGNORECASE)
Element: TypeAlias = Any


def without_links(text: str) -> str:
    """A text of whose links only the words are left."""
    return _LINK.sub(r"\1", text) if "](" in text else text


def unescaped(text: str) -> str:
    """A text with the signs that its entities stand for; what only looks like one is kept as it stands."""
    return _ENTITY.sub(lambda sign: unescape(sign.group()), text)


def without_markup(text: str) -> str:
    """The words of a line as its page shows them: Markdown's links and bold words and HTML's tags of style are taken
    off; a tag between two words parts them."""
    if "](" not in text and "**" not in text and "<" not in text:
        return text
    return _STARS.sub(r"\1", without_links(_TAG.sub(_parting, text)))


def _parting(tag: re.Match[str]) -> str:
    before, after = tag.string[: tag.start()][-1:], tag.string[tag.end() :][:1]
    return " " if tag.group().startswith("</") and before.isalnum() and after.isalnum() else ""


def root_name(head: str) -> str | None:
    """The name of the first element, without its prefix and in lower case, told from the beginning of the text; None
    for no XML."""
    if not head.lstrip("\ufeff \t\r\n").startswith("<"):
        return None
    match = _ROOT.search(re.sub(r"<!--.*?-->", "", head[:8000], flags=re.DOTALL))
    return match[1].lower() if match else None


def parse(text: str) -> Element:
    """The root element; raises BadRecord with the place of the fault, and for XML that defines entities."""
    bare = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    if _ENTITIES.search(bare[:100_000]):
        raise BadRecord("xml-entities")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(bare.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise BadRecord("xml-breaks", error=error.msg) from error


def name(element: Element) -> str:
    """The element's name without its namespace, in lower case; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def attribute(element: Element, wanted: str) -> str | None:
    """The attribute of that name, in whatever namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == wanted:
            return str(value)
    return None


def elements(root: Element, *names: str) -> Iterator[Element]:
    """All elements of these names, in the order of the document."""
    return (element for element in root.iter() if name(element) in names)


def text_of(element: Element) -> str:
    """The text inside; a <br/> is a space."""
    parts: list[str] = []
    for inner in element.iter():
        if name(inner) == "br":
            parts.append(" ")
        parts.append(inner.text or "")
        if inner is not element:
            parts.append(inner.tail or "")
    return "".join(parts)
