"""Headings with a time between the lines of a transcript in Markdown (`## [00:12:40] The harbour`): chapters, and nothing said."""

import re
from collections.abc import Sequence

from archive.model.episode import Chapter
from archive.text.stated_chapters import stated_chapter

_HEADING = re.compile(r"#{1,6}[ \t]+(?=[\[(]?[0-9]{1,3}:[0-9]{2})")
_STAMPED = re.compile(r"[*_>\[( \t]{0,6}[0-9]{1,3}:[0-9]{2}")


def without_headings(lines: Sequence[str]) -> tuple[list[str], tuple[Chapter, ...]]:
    """The lines without such headings, and these as chapters; all lines and none where most stamps stand in headings."""
    found = {place: chapter for place, line in enumerate(lines) if (chapter := _chapter_of(line))}
    stamped = sum(_STAMPED.match(line) is not None for line in lines)
    if not found or stamped <= len(found):
        return list(lines), ()
    return [line for place, line in enumerate(lines) if place not in found], tuple(found.values())


def _chapter_of(line: str) -> Chapter | None:
    match = _HEADING.match(line)
    return stated_chapter(line[match.end() :]) if match else None
