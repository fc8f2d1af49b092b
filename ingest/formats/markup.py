"""What Markdown, and a publisher who escapes once too often, put round the words of a text."""

import re
from html import unescape

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:https?://|mailto:|[/#.])[^()\s]{0,500}\)")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,6});")
_STARS = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,300})(?<=\S)\*\*(?![\w*])")
_TAG = re.compile(r"</?(?:[biu]|em|strong|font|span)(?:\s[^<>]{0,100})?>", re.IGNORECASE)


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
