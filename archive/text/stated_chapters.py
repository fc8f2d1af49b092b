"""The chapters that a description lists, line by line, each with the time at which it begins."""

import re
from itertools import pairwise

from archive.model.episode import Chapter

_LINE = re.compile(
    r"^[^\w\n]{0,4}(?:([0-9]{1,2})[:.])?([0-9]{1,3})[:.]([0-5][0-9])\s*+(?:[)\]]\s*+)?(?:[:\-–—|]\s++|(?<=\s))(\S.*)$"
)
_MOST_LINES, _LONGEST_LINE = 2000, 300


def stated_chapter(line: str) -> Chapter | None:
    """The chapter that a line names behind a stamp (`01:22 en liaison`, `00.19 TITRE`, `(1:02:03) - Titre`); None for
    any other."""
    match = _LINE.match(line[:_LONGEST_LINE].rstrip())
    if match is None:
        return None
    hours, minutes, seconds, title = match.groups()
    return Chapter(((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000, title.strip())


def stated_chapters(description: str) -> tuple[Chapter, ...]:
    """Two or more such lines whose stamps rise, else none."""
    found = [chapter for line in description.splitlines()[:_MOST_LINES] if (chapter := stated_chapter(line))]
    rising = all(one.start_ms < two.start_ms for one, two in pairwise(found))
    return tuple(found) if len(found) > 1 and rising else ()
