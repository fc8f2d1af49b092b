"""A page as places (an address within it: what stands there) and lines: what rules of a source look at."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath

import lxml.html
import msgspec
from lxml import etree

from ingest.formats.markup import without_links

LONGEST = 4000
"""Characters of what may stand at a place: a description; longer is a transcript or a whole page."""
_READ_ON = 20_000
_MOST_ELEMENTS = 900
_MOST_LINES = 250
_MOST_TEXT_LINES = 60
_LONGEST_LINE = 600
_MOST_LEAVES = 400
_UNREAD = frozenset("script style nav footer svg noscript template textarea select iframe".split())
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BULLET = re.compile(r"^[ \t]*[*•+-][ \t]+", re.MULTILINE)
_STAMPED = re.compile(r"[\W_]{0,4}[0-9]{1,3}:[0-9]{2}(?![0-9])")
"""Speech begins so: what is said there states nothing of the page."""
_MOST_STAMPED = 3
_HEADING = re.compile(r"\s*(#{1,6})\s+")
_TAG_OF_ROOT = frozenset({"html", "[document]"})


@dataclass(frozen=True)
class Places:
    """What stands where on a page: `at` maps the address of a place ("css:h1.title:1", "ld:PodcastEpisode.name",
    "line:3") to its text; `lines` are all of the lines that a label or fixed words are looked for in."""

    at: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    whole: str = ""

    @cached_property
    def folded(self) -> str:
        """The page's text without case, to ask whether it names somebody."""
        return self.whole.casefold()


def folded_space(text: str) -> str:
    """A text with single plain spaces."""
    return " ".join(text.split())


def places_of(text: str, content_type: str, origin: str) -> Places:
    """The places of a page of HTML, or of any text."""
    page = Places(whole=text[:60_000])
    page.at["file"] = re.sub(r"\.(?:html?|md|markdown|txt)$", "", PurePosixPath(origin.split("#")[0]).name)
    if content_type == "text/html":
        _read_html(page, text)
    else:
        _read_text(page, text)
    for place in [place for place, said in page.at.items() if not 0 < len(said) <= LONGEST or _STAMPED.match(said)]:
        del page.at[place]
    return page


# -- text and Markdown


def _read_text(page: Places, text: str) -> None:
    text = without_links(_COMMENT.sub("", _before_speech(text[:_READ_ON])))
    text = _BULLET.sub("- ", text).replace("*", "")
    heads: Counter[int] = Counter()
    below = 0
    blocks = (block.strip("\n") for block in re.split(r"\n[ \t]*\n", text.replace("\r", "")))
    for number, block in enumerate(filter(str.strip, blocks), 1):
        is_heading = _note_lines(page, block, heads)
        if not is_heading:
            page.at[f"para:{number}"] = folded_space(block) if number <= 8 else ""
            if heads.total() > below and heads.total() <= 6:
                page.at[f"under:{heads.total()}"] = folded_space(block)
            below = heads.total()
            if "\n" in block and number <= 20 and len(block) < 800:
                page.lines.append(folded_space(block))


def _before_speech(text: str) -> str:
    """What stands above the third stamped line."""
    stamped = list(
        islice((match for match in re.finditer(r"^.+$", text, re.MULTILINE) if _STAMPED.match(match.group())), _MOST_STAMPED)
    )
    return text[: stamped[0].start()] if len(stamped) == _MOST_STAMPED else text


def _note_lines(page: Places, block: str, heads: Counter[int]) -> bool:
    """Notes the lines of a block; whether it begins with a heading."""
    for line in block.split("\n"):
        mark, said = _HEADING.match(line), folded_space(_HEADING.sub("", line))
        if mark and said:
            heads[len(mark[1])] += 1
            page.at[f"heading:{len(mark[1])}:{heads[len(mark[1])]}"] = said
        if said and len(page.lines) < _MOST_TEXT_LINES:
            page.lines.append(said[:_LONGEST_LINE])
            page.at.setdefault(f"line:{len(page.lines)}", said if len(page.lines) <= 12 else "")
    return block.lstrip().startswith("#")


# -- HTML


def _read_html(page: Places, text: str) -> None:
    root = _parsed(text)
    if root is None:
        return
    said = _texts(root)
    for script in islice(root.iter("script"), 200):
        if "ld+json" in str(script.get("type")):
            _read_json_ld(page, str(script.text or ""))
    seen: Counter[str] = Counter()
    lines: set[str] = set()
    for element in islice((one for one in root.iter() if isinstance(one.tag, str) and one in said), _MOST_ELEMENTS):
        _note_element(page, element, said[element], seen)
        own = said[element] or ""
        if own and len(own) <= _LONGEST_LINE and not _STAMPED.match(own) and own not in lines and len(page.lines) < _MOST_LINES:
            lines.add(own)
            page.lines.append(own)


def _parsed(text: str) -> "lxml.html.HtmlElement | None":
    try:
        return lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError):
        return None


def _texts(root: "lxml.html.HtmlElement") -> dict[object, str | None]:
    """Each element that is read, with its text; None where that is too long. One walk, from the leaves up. Items of a
    list have a semicolon between them."""
    said: dict[object, str | None] = {}
    parts: dict[object, list[str | None]] = {root: []}
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            _hand_up(parts, element, "")
        elif event == "start":
            parts[element] = [element.text or ""]
        else:
            own = parts.pop(element)
            unread = element.tag in _UNREAD
            between = "; " if element.tag in ("ul", "ol") else " "
            text = "" if unread else None if None in own else _short(folded_space(between.join(_said(own))))
            if not unread:
                said[element] = text
            _hand_up(parts, element, text)
    return _without_unread(said)


def _hand_up(parts: dict[object, list[str | None]], element: "etree._Element", text: str | None) -> None:
    parent = element.getparent()
    if parent is not None and parent in parts:
        parts[parent] += [text, element.tail or ""]


def _said(parts: list[str | None]) -> Iterator[str]:
    return (part for part in parts if part and part.strip())


def _short(text: str) -> str | None:
    return text if len(text) <= LONGEST else None


def _without_unread(said: dict[object, str | None]) -> dict[object, str | None]:
    """Without what stands within a menu or a script."""
    hidden: set[object] = set()
    for element in reversed(said):  # a parent ends behind its children
        parent = element.getparent()  # type: ignore[attr-defined]
        if parent is not None and (parent in hidden or parent not in said):
            hidden.add(element)
    return {element: text for element, text in said.items() if element not in hidden}


def _note_element(page: Places, element: "lxml.html.HtmlElement", own: str | None, seen: Counter[str]) -> None:
    if element.tag == "meta" and element.get("content"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        page.at.setdefault(f"meta:{name}", folded_space(element.get("content")))
    if element.get("datetime"):
        page.at.setdefault(f"css:{element.tag}@datetime:1", element.get("datetime"))
    for path in _css(element) if own else ():
        seen[path] += 1
        if seen[path] <= 3:
            page.at[f"css:{path}:{seen[path]}"] = own or ""


def _css(element: "lxml.html.HtmlElement") -> list[str]:
    """Short paths to an element: itself, below its parent, below its grandparent."""
    own = list(_names(element))
    parent = element.getparent()
    above = [one for one in (parent, parent.getparent() if parent is not None else None) if one is not None]
    above = [one for one in above if one.tag not in _TAG_OF_ROOT]
    near = [f"{list(_names(one))[-1]} > {name}" for one in above[:1] for name in own]
    return [*own, *near, *(f"{list(_names(one))[-1]} {own[-1]}" for one in above[1:])]


def _names(element: "lxml.html.HtmlElement") -> Iterator[str]:
    yield element.tag
    if element.get("id"):
        yield f"{element.tag}#{element.get('id')[:60]}"
    yield from (f"{element.tag}.{name[:60]}" for name in str(element.get("class") or "").split()[:4])


def _read_json_ld(page: Places, text: str) -> None:
    try:
        data = msgspec.json.decode(text.strip())
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return
    for path, said in islice(_leaves(data), _MOST_LEAVES):
        place = f"ld:{path}"
        if "[]." in path and place in page.at and len(page.at[place]) <= LONGEST:
            page.at[place] += f"; {said}"  # the same of each item of a list: the names of all guests
        page.at.setdefault(place, said)


def _leaves(data: object) -> Iterator[tuple[str, str]]:
    """Path and text of all that a JSON-LD value states: `PodcastEpisode.name`, `PodcastEpisode.actor[].name`."""
    waiting: list[tuple[str, object]] = [("", data)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, dict):
            top = not path or path.endswith("]")
            kind = f"{node['@type']}." if top and isinstance(node.get("@type"), str) else f"{path}." if path else ""
            waiting += reversed([(f"{kind}{name}"[:300], value) for name, value in islice(node.items(), 100)])
        elif isinstance(node, list):
            waiting += reversed([(f"{path}[]"[:300], item) for item in node[:20]])
        elif isinstance(node, str | int | float):
            yield path, folded_space(str(node)[: LONGEST + 1])
