"""A saved HTML page as its metadata and its lines. Only this and `structured` use BeautifulSoup.

Every walk is a loop, never a recursion: a page may be nested as deep as it likes.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from statistics import median
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, NavigableString, Tag, XMLParsedAsHTMLWarning
from bs4.element import PreformattedString

from archive.model.reasons import NotRead
from ingest.extract.site_words import is_footer, label_form, labels
from ingest.extract.stamps import begins_with_stamp
from ingest.formats.markup import unescaped
from ingest.formats.record import Caption, Word, caption, is_time, phrases
from ingest.formats.structured import Object, channel_of, episode_object, json_ld, microdata, show_of, text_of
from ingest.formats.times import time_of

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr html li main menu nav ol option p pre section summary table tbody td tfoot th thead tr ul".split()
)
_NEVER_READ = frozenset("script style noscript template textarea select svg canvas iframe object head title".split())
_NOTED = frozenset("html title meta link script h1 h2 h3 h4".split())
_META_NAMES = ("property", "name", "itemprop")
_UNREAD = _NEVER_READ | {"nav", "footer", "aside", "dialog"}
_UNREAD_ROLES = frozenset(
    {"dialog", "alertdialog", "navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar"}
)
_UNREAD_NAMES = re.compile(
    r"(?:^|[-_])(?:comments?|commentaires?|disqus|cookies?|recommend(?:ed|ations?)?|related|sidebar|breadcrumbs?)(?:$|[-_])",
    re.IGNORECASE,
)
_COMMENT_LIST_NAME = re.compile(r"comment(?:s|aires?)?[A-Z_-]|[a-z]Comments?(?:[A-Z_-]|$)")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DURATION = re.compile(r"P(?:([0-9]{1,3})D)?T?(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})(?:\.([0-9]{1,3})[0-9]*)?S)?")
# Followed by a space or the tag's end, so that `a<b&&c` in a script is none.
_TAG = re.compile(
    r"<(/?)(?:div|span|section|article|main|table|ul|ol|dl|blockquote|center|font|form|small|big|b|i|u|em|strong|a|sub|sup)(?=[\s/>])",
    re.IGNORECASE,
)
MOST_TAGS, DEEPEST = 200_000, 2_000
"""A hundred thousand words each with its time, ten hours of speech; the most of 454 real pages is 22,000."""


class NoPage(NotRead):
    """HTML that no site writes."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What the page says of itself, and its visible lines; scripts, menus, comments and recommendations are left out.

    `aside_lines` are all lines with menus and asides, for a page that has no stamp elsewhere; `panel_lines` those of a
    video site's own transcript panel, stamps and texts in turn; `captions` what elements say with the times in their
    attributes."""

    lines: tuple[str, ...]
    aside_lines: tuple[str, ...] = ()
    panel_lines: tuple[str, ...] = ()
    captions: tuple[Caption, ...] = ()
    title: str | None = None
    title_source: str | None = None
    heading: str | None = None
    description: str | None = None
    addresses: tuple[str, ...] = ()
    published: tuple[str, str] | None = None
    show: str | None = None
    channel: str | None = None
    language: str | None = None
    duration_ms: int | None = None
    picture: str | None = None


def read_html(text: str) -> HtmlPage:
    """The page's metadata (JSON-LD, og:, canonical, title) and lines; raises NoPage."""
    _refuse_monsters(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(text, "lxml")
    noted = _Noted.of(soup)
    objects = [*json_ld(noted.named("script")), *(microdata(soup) if "itemscope" in text else ())]
    data = episode_object(objects)
    heading = _heading(noted)
    title, source = _title(noted, data, heading)
    lines = tuple(_lines(soup, _comment_sections(noted)))
    return HtmlPage(
        lines=lines,
        aside_lines=() if any(map(begins_with_stamp, lines)) else tuple(_lines(soup, None)),
        panel_lines=tuple(_panel(soup)),
        captions=_timed(soup, [name for name in _TIMES if f" {name}=" in text]),
        title=title,
        title_source=source,
        heading=heading,
        description=_description(noted, data),
        addresses=tuple(_addresses(noted, data)),
        published=_published(noted, data),
        show=show_of(objects),
        channel=channel_of(data),
        language=_language(noted, data),
        duration_ms=_duration(data.get("duration")),
        picture=noted.meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image") or text_of(data.get("thumbnailUrl")),
    )


def _refuse_monsters(text: str) -> None:
    """Refuse, before it costs anything, what has more tags or deeper nesting than any page."""
    if text.count("<") > MOST_TAGS:
        raise NoPage("too-many-tags", tags=MOST_TAGS)
    depth = 0
    for closing in _TAG.findall(text):
        depth += -1 if closing else 1
        if depth > DEEPEST:
            raise NoPage("html-too-deep", depth=DEEPEST)


@dataclass(frozen=True, slots=True)
class _Noted:
    """What is asked of a page beside its lines, gathered in one walk: a page is long, and the questions are many."""

    tags: list[Tag]
    metas: dict[tuple[str, str], str]

    @classmethod
    def of(cls, soup: BeautifulSoup) -> "_Noted":
        """The tags of a page that anything is asked of, and of each name of a <meta> the first content."""
        tags = [element for element in soup.descendants if isinstance(element, Tag) and element.name in _NOTED]
        metas: dict[tuple[str, str], str] = {}
        for tag in tags:
            if tag.name == "meta":
                for attribute in _META_NAMES:
                    metas.setdefault((attribute, str(tag.get(attribute))), str(tag.get("content") or "").strip())
        return cls(tags, metas)

    def named(self, *names: str) -> Iterator[Tag]:
        """The tags of these names, in the order of the page."""
        return (tag for tag in self.tags if tag.name in names)

    def meta(self, *names: str) -> str | None:
        """The content of the first <meta> that has one of these names."""
        found = (self.metas.get((attribute, name)) for name in names for attribute in _META_NAMES)
        return next(filter(None, found), None)


# -- lines


def _comment_sections(noted: _Noted) -> frozenset[int]:
    """Ids of the sections whose heading is a footer's ("Commentaires"), when no transcript stands in them."""
    found = []
    for heading in islice(noted.named("h2", "h3", "h4"), 50):
        section = heading.parent
        if section is None or section.name not in ("section", "div", "aside", "article") or not is_footer(heading.get_text()):
            continue
        if not any(
            label_form(other.get_text()) in labels().transcript for other in section.find_all(["h1", "h2", "h3", "h4"], limit=20)
        ):
            found.append(id(section))
    return frozenset(found)


def _lines(soup: BeautifulSoup, left_out: frozenset[int] | None) -> Iterator[str]:
    """The visible text, cut where one block ends and another begins, and at <br>; with None, also what stands aside."""
    current: list[str] = []
    last_block = 0
    for block, text in _pieces(soup, left_out):
        if block != last_block or text is None:
            if line := _SPACE.sub(" ", "".join(current)).strip():
                yield line
            current, last_block = [], block
        if text is not None:
            current.append(text)
    if line := _SPACE.sub(" ", "".join(current)).strip():
        yield line


def _pieces(soup: BeautifulSoup, left_out: frozenset[int] | None) -> Iterator[tuple[int, str | None]]:
    """Every visible string with the id of the block it stands in; None for a <br>.

    Block and visibility of an element follow from its parent's, which always comes first.
    """
    known: dict[int, tuple[int, bool, bool]] = {id(soup): (0, True, False)}
    for element in soup.descendants:
        block, visible, exact = known[id(element.parent)]
        if isinstance(element, Tag):
            if element.name == "br":
                yield block, None
            unread = element.name in _NEVER_READ if left_out is None else id(element) in left_out or _is_unread(element)
            known[id(element)] = _place(element, block, visible and not unread, exact)
        elif visible and isinstance(element, NavigableString) and not isinstance(element, PreformattedString):
            if exact:
                yield from _preformatted(block, str(element))
            else:
                yield block, str(element)


def _preformatted(block: int, text: str) -> Iterator[tuple[int, str | None]]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield block, None
        yield block, line


def _place(tag: Tag, block: int, visible: bool, exact: bool) -> tuple[int, bool, bool]:
    if not visible:
        return block, False, False
    return (id(tag) if tag.name in _BLOCKS else block), True, exact or tag.name == "pre"


def _is_unread(tag: Tag) -> bool:
    if tag.name in _UNREAD or "hidden" in tag.attrs:
        return True
    if not tag.attrs:
        return False
    if str(tag.attrs.get("aria-hidden", "")).lower() == "true" or str(tag.attrs.get("role", "")).lower() in _UNREAD_ROLES:
        return True
    if tag.name in ("body", "html", "main", "button", "time", "span", "a"):
        return False
    return any(_UNREAD_NAMES.search(name) or _COMMENT_LIST_NAME.match(name) for name in _names(tag))


def _names(tag: Tag) -> Iterator[str]:
    for attribute in ("class", "id"):
        value = tag.attrs.get(attribute)
        if isinstance(value, str):
            yield value
        elif value:
            yield from value


# -- a video site's own panel

_SEGMENTS = frozenset({"ytd-transcript-segment-renderer", "transcript-segment-view-model"})
_SECTIONS = frozenset({"ytd-transcript-section-header-renderer", "timeline-chapter-view-model"})


def _panel(soup: BeautifulSoup) -> Iterator[str]:
    """YouTube's transcript as lines, old panel and new: its own elements say what is stamp, text or chapter."""
    sections = 0
    for element in soup.descendants:
        if not isinstance(element, Tag) or element.name not in _SEGMENTS | _SECTIONS:
            continue
        strings = [" ".join(text.split()) for text in element.stripped_strings]
        if element.name in _SECTIONS and strings:
            sections += 1
            yield f"Chapitre {sections} : {strings[0]}"
        elif len(strings) > 1:
            yield strings[0]
            yield " ".join(strings[1:])


# -- times in attributes

_TIMES = (
    "data-m",
    "data-ms",
    "data-start",
    "data-start-time",
    "data-begin",
    "data-time",
    "data-timestamp",
    "data-offset",
    "data-t",
)
_SPEAKER = re.compile(r"speaker|locuteur", re.IGNORECASE)
_FEWEST = 5
_RISING = 0.9
_WORD_MS, _PHRASE_MS = 100, 1000
"""Whole numbers that lie so far apart are ms."""
_SLOWEST, _FASTEST = 0.5, 6.0
"""Words a second: what holds fewer is a list of places to go to, what holds more no speech."""


def _timed(soup: BeautifulSoup, names: Sequence[str]) -> tuple[Caption, ...]:
    """What elements say that tell when in an attribute (`<span data-m="1230">`); nothing where it is no speech."""
    found = [[tag for tag in soup.find_all(attrs={name: True}) if not tag.find(attrs={name: True})] for name in names]
    name, tags = max(zip(names, found, strict=True), key=lambda pair: len(pair[1]), default=("", []))
    told, in_ms = [str(tag[name]) for tag in tags], name in ("data-m", "data-ms")
    whole = not any(sign in one for one in told for sign in ".:")
    starts = [start for one in told if (start := time_of(one, "ms" if whole or in_ms else "s")) is not None]
    if len(tags) < _FEWEST or len(starts) < len(tags):
        return ()
    gaps = [after - start for start, after in pairwise(starts)]
    words = list(_words_of(tags, starts))
    single = 2 * sum(" " in word.text for word in words) < len(words)
    if whole and not in_ms and median(gaps) < (_WORD_MS if single else _PHRASE_MS):
        words = [replace(word, start_ms=1000 * word.start_ms) for word in words]
    said = sum(len(word.text.split()) for word in words)
    rate = 1000 * said / max(1, words[-1].start_ms - words[0].start_ms) if words else 0
    if sum(gap >= 0 for gap in gaps) < _RISING * len(gaps) or not _SLOWEST <= rate <= _FASTEST or not is_time(words[-1].start_ms):
        return ()
    return tuple(filter(None, phrases(words) if single else (caption(one.start_ms, one.text, None, one.speaker) for one in words)))


def _words_of(tags: Iterable[Tag], starts: Iterable[int]) -> Iterator[Word]:
    """Each text at its ms, without a stamp that it shows too; an element that names who speaks says nothing."""
    speaker: str | None = None
    for tag, start in zip(tags, starts, strict=True):
        text = " ".join(tag.get_text().split())
        if any(map(_SPEAKER.search, _names(tag))):
            speaker = text.strip("[]():： ") or speaker
        elif text := text[_stamp_end(text) :]:
            yield Word(start, text, speaker=speaker)


def _stamp_end(text: str) -> int:
    shown = _SHOWN.match(text)
    return shown.end() if shown else 0


_SHOWN = re.compile(r"[\[(]?(?:[0-9]{1,2}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?[\])]?\s*")


# -- metadata


def _unescaped(value: str | None, others: Iterable[str | None]) -> str | None:
    """JSON-LD that a site escaped once too often, read right; kept where the page means the entity."""
    if value is None or (plain := unescaped(value)) == value:
        return value
    known = [" ".join(other.split()) for other in others if other]
    return value if any(" ".join(value.split())[:60] in other for other in known) else plain


def _heading(noted: _Noted) -> str | None:
    headings = list(islice(noted.named("h1"), 2))
    return (_SPACE.sub(" ", headings[0].get_text()).strip() or None) if len(headings) == 1 else None


def _description(noted: _Noted, data: Object) -> str | None:
    meta = [noted.meta(name) for name in ("description", "og:description", "twitter:description")]
    return _unescaped(text_of(data.get("description")), meta) or max(filter(None, meta), key=len, default=None)


def _title(noted: _Noted, data: Object, heading: str | None) -> tuple[str | None, str | None]:
    title_tag = next(noted.named("title"), None)
    said = title_tag.get_text().strip() if title_tag is not None else None
    og = noted.meta("og:title", "twitter:title")
    name = _unescaped(text_of(data.get("name")) or text_of(data.get("headline")), (og, heading, said))
    candidates = (("page: JSON-LD", name), ("page: og:title", og), ("page: h1", heading), ("page: title", said))
    for source, title in candidates:
        if title and (bare := labels().site_suffix.sub("", title[:1000]).strip()):
            return bare, source
    return None, None


def _addresses(noted: _Noted, data: Object) -> Iterator[str]:
    """Addresses of the page itself, the most reliable first."""
    link = next((link for link in noted.named("link") if "canonical" in (link.get("rel") or ())), None)
    found: Iterable[Any] = (
        link.get("href") if link is not None else None,
        noted.meta("og:url"),
        data.get("url"),
        data.get("embedUrl"),
        noted.meta("og:video:url", "og:video", "twitter:player"),
        data.get("contentUrl"),
    )
    return (address.strip() for address in found if isinstance(address, str) and address.strip())


def _published(noted: _Noted, data: Object) -> tuple[str, str] | None:
    for key in ("uploadDate", "datePublished", "startDate", "dateCreated"):
        if value := text_of(data.get(key)):
            return value, f"JSON-LD {key}: {value}"
    names = (
        "video:release_date",
        "og:video:release_date",
        "article:published_time",
        "uploadDate",
        "datePublished",
        "date",
        "dc.date",
    )
    for name in names:
        if value := noted.meta(name):
            return value, f"meta {name}: {value}"
    return None


def _language(noted: _Noted, data: Object) -> str | None:
    tag = next(noted.named("html"), None)
    stated = text_of(data.get("inLanguage")) or (str(tag.get("lang") or "") if tag is not None else "")
    return stated[:2].lower() or None


def _duration(value: Any) -> int | None:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:4])
    return ((days * 24 + hours) * 3600 + minutes * 60 + seconds) * 1000 + int((match[5] or "0").ljust(3, "0"))
