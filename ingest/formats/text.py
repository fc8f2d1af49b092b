"""The one cleaner: the lines of a page, from text or from HTML, to header and transcript. Its rules are data: labels.toml."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.episode import Removed
from ingest.dates.published import SaveTime, parse_date
from ingest.extract.header import Header, read_header
from ingest.extract.timestamps import Stamped
from ingest.extract.transcript import find_transcript

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """A page without the site's words. `labelled`: a heading led to the transcript."""

    header: Header
    cues: tuple[Stamped, ...]
    removed: tuple[Removed, ...]
    labelled: bool


def split_lines(text: str) -> list[str]:
    """Lines as the page has them: cut at line ends only, never at a form feed or a Unicode separator inside a text."""
    return _LINE_END.split(text)


def clean(lines: Sequence[str], saved: SaveTime, title: str | None = None) -> CleanedPage | None:
    """Header and transcript of a page's lines; None where there is no transcript."""
    transcript = find_transcript(lines)
    if transcript is None or not transcript.cues:
        return None
    header = read_header(transcript.header, lambda words: parse_date(words, saved) is not None, title)
    return CleanedPage(header, transcript.cues, (*header.removed, *transcript.removed), transcript.labelled)
