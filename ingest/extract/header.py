"""The lines above the transcript: title, channel, date, description and category, told from the site's own words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archive.model.episode import Removed
from ingest.extract.site_words import is_skip_line, label_form, labels

_BULLET = re.compile(r"^\s*[•·●∙\-–—*]\s+(?P<words>\S.*)$")
_HASHTAGS = re.compile(r"^\s*[•·●∙\-–—*]\s+#\S+(?:\s+#\S+)*\s*$")
_EMOJI_LINE = re.compile(r"^[^\w\s]{1,8}$")
_EMOJI_BEFORE = re.compile(r"^[^\w\s]{1,8}\s*(?=\w)")
_CATEGORY_INLINE = re.compile(r"^(?P<label>[^\W\d]+)\s*[:：]\s*(?P<value>\S.{0,39})$")
_ABOVE_THE_DATE = 6
_CATEGORY_LINES = 4
_LONG_COPY = 100


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above a transcript. `when` are the words of the date line; `bulleted` tells that a bullet marks them
    as such."""

    title: str | None = None
    channel: str | None = None
    when: str | None = None
    bulleted: bool = False
    description: str = ""
    category: str | None = None
    removed: tuple[Removed, ...] = ()


@dataclass(slots=True)
class _HeaderParser:
    """The lines still unread, and what was made of those that were."""

    lines: list[str]
    removed: list[Removed] = field(default_factory=list)

    def drop(self, rule: str, first: int, end: int) -> None:
        text = " / ".join(line.strip() for line in self.lines[first:end] if line.strip())
        if text:
            self.removed.append(Removed(rule, text[:200]))
        del self.lines[first:end]


def read_header(lines: Sequence[str], is_date: Callable[[str], bool], title: str | None = None) -> Header:
    """The header of a page; `title`, where metadata has it, tells where a page full of menus really begins."""
    parser = _HeaderParser(list(lines))
    if title:
        _skip_to_title(parser, title)
    _drop_site_words(parser)
    category = _take_category(parser)
    found_title, channel = _take_follow(parser)
    when, bulleted, above = _take_date(parser, is_date)
    _drop_hashtags(parser, when is not None)
    found_title, channel = found_title or _nth(above, 0), channel or _nth(above, 1)
    description = _described(parser, title or found_title)
    return Header(found_title, channel, when, bulleted, description, category, tuple(parser.removed))


def _nth(lines: Sequence[str], number: int) -> str | None:
    return lines[number] if len(lines) > number else None


def _skip_to_title(parser: _HeaderParser, title: str) -> None:
    """Drop all that stands above the title's own line, and that line."""
    wanted = " ".join(title.split())
    for number, line in enumerate(parser.lines):
        if " ".join(line.split()) == wanted:
            parser.drop("above the title", 0, number)
            parser.drop("title line", 0, 1)
            return


def _drop_site_words(parser: _HeaderParser) -> None:
    """Skip links and buttons, as long as nothing else has come."""
    end = 0
    for number, line in enumerate(parser.lines):
        if not line.strip():
            continue
        if not (is_skip_line(line) or label_form(line) in labels().button):
            break
        end = number + 1
    parser.drop("skip links and buttons", 0, end)


# -- the category, from below


def _take_category(parser: _HeaderParser) -> str | None:
    """The value behind the last category label, when at most an emoji, the value and a heading nobody knew stand behind
    it."""
    written = [number for number, line in enumerate(parser.lines) if line.strip()][-_CATEGORY_LINES:]
    for number in reversed(written):
        behind = [parser.lines[at].strip() for at in written if at > number]
        if label_form(parser.lines[number]) in labels().category:
            parser.drop("category", number, len(parser.lines))
            return _value(behind)
    return _inline_category(parser, written)


def _value(lines: Sequence[str]) -> str | None:
    words = [_EMOJI_BEFORE.sub("", line) for line in lines if not _EMOJI_LINE.match(line)]
    return words[0] if words else None


def _inline_category(parser: _HeaderParser, written: Sequence[int]) -> str | None:
    """`Catégorie : TV` on the last line, or a known value alone under its emoji where the label was lost."""
    if not written:
        return None
    last = parser.lines[written[-1]].strip()
    match = _CATEGORY_INLINE.match(last)
    if match and match["label"] in labels().category:
        parser.drop("category", written[-1], len(parser.lines))
        return _EMOJI_BEFORE.sub("", match["value"]).strip()
    first = written[-2] if len(written) > 1 and _EMOJI_LINE.match(parser.lines[written[-2]].strip()) else written[-1]
    value = _EMOJI_BEFORE.sub("", last)
    if value in labels().category_value and (first != written[-1] or value != last):
        parser.drop("category", first, len(parser.lines))
        return value
    return None


# -- title, channel and date, from above


def _take_follow(parser: _HeaderParser) -> tuple[str | None, str | None]:
    """Title and channel above a "Follow" button (on its own line, or behind the channel's name)."""
    written = [number for number, line in enumerate(parser.lines) if line.strip()][:_ABOVE_THE_DATE]
    for place, number in enumerate(written):
        line = parser.lines[number].strip()
        above = [parser.lines[at].strip() for at in written[:place]]
        channel = _before_follow(line)
        if channel is None:
            continue
        title = above[0] if channel and above else (above[0] if len(above) > 1 else None)
        parser.drop("channel and its button", 0, number + 1)
        return title, channel or (above[-1] if above else None)
    return None, None


def _before_follow(line: str) -> str | None:
    """The channel's name in front of the button on one line, empty where the button stands alone; None where there is
    none."""
    form = label_form(line)
    if form in labels().follow:
        return ""
    name, _, button = form.rpartition(" ")
    return name if button in labels().follow and 0 < len(name) <= 60 and not name.startswith(("•", "-", "#")) else None


def _take_date(parser: _HeaderParser, is_date: Callable[[str], bool]) -> tuple[str | None, bool, list[str]]:
    """The words of the date line, whether a bullet marks it, and the lines above it (title, channel)."""
    written = [number for number, line in enumerate(parser.lines) if line.strip()][:_ABOVE_THE_DATE]
    for place, number in enumerate(written[:4]):
        line = parser.lines[number]
        match = _BULLET.match(line)
        words = (match["words"] if match else line).strip()
        if not is_date(words) and not (place == 0 and match and _may_be_a_date(words)):
            continue
        if place and not match and len(words) > 30:
            continue
        above = [parser.lines[at].strip() for at in written[:place]]
        if place and not _is_below_a_title(parser.lines, written[place - 1], number):
            continue
        parser.drop("date line", 0, number + 1)
        return words, match is not None, above
    return None, False, []


def _may_be_a_date(words: str) -> bool:
    """A first bullet, short and with a number: a date in a language nobody taught us."""
    return len(words) <= 30 and "#" not in words and any(character.isdigit() for character in words)


def _is_below_a_title(lines: Sequence[str], above: int, number: int) -> bool:
    """A date below a title has a blank line above it, or is a bullet that begins no list."""
    if number - above > 1:
        return True
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    bullet = _BULLET.match(lines[number])
    return bullet is not None and (not _BULLET.match(below) or _HASHTAGS.match(below) is not None)


def _drop_hashtags(parser: _HeaderParser, dated: bool) -> None:
    end = 0
    for number, line in enumerate(parser.lines):
        if not line.strip():
            continue
        if not _HASHTAGS.match(line):
            break
        end = number + 1
    if end and dated:
        parser.drop("hashtags", 0, end)


# -- the description


def _described(parser: _HeaderParser, title: str | None) -> str:
    """The description, kept whole; only a copy of itself is removed."""
    lines = [line.strip() for line in parser.lines]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    end = _end_without_copy(lines)
    if end < len(lines):
        parser.removed.append(Removed("copy of the description", " / ".join(filter(None, lines[end:]))[:200]))
    return "\n".join(lines[:end]).strip()


def _end_without_copy(lines: Sequence[str]) -> int:
    """Where the first copy ends: a second one is whole (P1 P1), lacks the first paragraph (P1 P2 P2), or is long and
    lacks more."""
    written = [number for number, line in enumerate(lines) if line]
    texts = [" ".join(lines[number].split()) for number in written]
    for size in range(len(texts) // 2, 0, -1):
        if texts[-size:] != texts[-2 * size : -size]:
            continue
        missing = len(texts) - 2 * size
        if missing <= 1 or sum(map(len, texts[-size:])) >= _LONG_COPY:
            return written[-size]
    return len(lines)
