"""What Markdown, and a publisher who escapes once too often, put round the words of a text."""

import re
from html import unescape

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:https?://|mailto:|[/#.])[^()\s]{0,500}\)")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,6});")


def without_links(text: str) -> str:
    """A text of whose links only the words are left."""
    return _LINK.sub(r"\1", text) if "](" in text else text


def unescaped(text: str) -> str:
    """A text with the signs that its entities stand for; what only looks like one is kept as it stands."""
    return _ENTITY.sub(lambda sign: unescape(sign.group()), text)
