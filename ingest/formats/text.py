"""The one cleaner: the lines of a page, from text or from HTML, to header and transcript. Its rules are data: labels.toml."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.model.episode import Chapter, Removed
from ingest.dates.published import SaveTime, parse_date
from ingest.extract.header import Header, read_header
from ingest.extract.stamps import Stamped
from ingest.extract.transcript import find_transcript

_LINE_END = re.compile(r"\r\n?|\n")
# Unicode's own line ends stand inside texts as well; they cut only where a stamp follows, or where a page has no others.
_BEFORE_A_STAMP = re.compile(r"[\u2028\u2029\u0085](?=\W{0,4}\w{1,3}[:：]\w\w)")
_UNICODE_LINE_END = re.compile(r"[\u2028\u2029]")

_HEADING_SIGN = re.compile(r"^#{1,6}[ \t]+(?=\S)")
_CONSOLE = re.compile(
    r"(?:Detecting language using|Detected language|main: processing|system_info:|whisper_[a-z_]+:|auto-detected language)\b"
)


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """A page without the site's words. `labelled`: a heading led to the transcript."""

    header: Header
    cues: tuple[Stamped, ...]
    removed: tuple[Removed, ...]
    labelled: bool
    chapters: tuple[Chapter, ...] = ()
    shape: str = ""


def split_lines(text: str) -> list[str]:
    """Lines as the page has them: cut at line ends, never at a form feed or a Unicode separator inside a text."""
    if "\n" not in text and "\r" not in text:
        text = _UNICODE_LINE_END.sub("\n", text)
    elif not text.isascii():
        text = _BEFORE_A_STAMP.sub("\n", text)
    return _LINE_END.split(text)


def clean(lines: Sequence[str], saved: SaveTime, title: str | None = None) -> CleanedPage | None:
    """Header and transcript of a page's lines; None where there is no transcript."""
    transcript = find_transcript(lines)
    if transcript is None or not transcript.cues:
        return None
    above, removed = _without_console(transcript.header)
    header = read_header(above, lambda words: parse_date(words, saved) is not None, title)
    return CleanedPage(
        header,
        transcript.cues,
        (*removed, *header.removed, *transcript.removed),
        transcript.labelled,
        transcript.chapters,
        transcript.shape,
    )


def _without_console(lines: Sequence[str]) -> tuple[list[str], tuple[Removed, ...]]:
    """The lines without what a recogniser prints of itself, and without the signs that make headings in Markdown."""
    own = [line for line in lines if _CONSOLE.match(line)]
    removed = (Removed("a recogniser's own lines", f"{len(own)} lines: {own[0]}"[:200]),) if own else ()
    return [_HEADING_SIGN.sub("", line) for line in lines if not _CONSOLE.match(line)], removed
