"""Subtitle files of players and broadcasters: ASS and SSA and MicroDVD by pysubs2, EBU-STL and SCC by ttconv, and SAMI.

The only user of pysubs2 and ttconv. What each library reads right and what not, measured:
docs/adr/0012-format-libraries.md."""

import html
import io
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from ingest.formats.record import BadRecord, Caption, NoSegments, Record, caption
from ingest.formats.timed_text import from_ten_hours
from ingest.formats.vtt_srt import spoken_by

_LONGEST_LINE = 4_000
_MOST_LINES = 200_000
_OVERRIDE = re.compile(r"\{[^{}]{0,400}\}")
_DRAWING = re.compile(r"\{[^{}]{0,400}\\p[1-9][^{}]{0,400}\}")
_TITLE = re.compile(r"^Title:[ \t]*(\S[^\r\n]{0,300})$", re.MULTILINE)
_NO_TITLE = frozenset({"<untitled>", "default aegisub file", "default file"})


def _record(captions: Iterator[Caption], title: str | None = None, language: str | None = None) -> Record:
    found = spoken_by(iter(sorted(captions, key=lambda one: one.start_ms)))
    if not found:
        raise NoSegments("no-words")
    return Record(tuple(found), title=title, language=language)


def _bounded(text: str) -> str:
    """The text without lines of a length that no subtitle has: the library's time for a line grows with its square."""
    lines = text.split("\n")
    if len(lines) > _MOST_LINES:
        raise BadRecord("subtitles-too-long", lines=_MOST_LINES)
    return "\n".join(line for line in lines if len(line) <= _LONGEST_LINE)


def _by_pysubs2(text: str, form: str) -> Any:
    import pysubs2

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pysubs2.SSAFile.from_string(_bounded(text), format_=form)
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, pysubs2.exceptions.Pysubs2Error) as error:
        raise BadRecord("subtitles-unreadable", error=str(error)[:200]) from error


# -- ASS, SSA


def is_ass(text: str) -> bool:
    """The first section of a SubStation file, and its dialogue."""
    return text.lstrip("\ufeff \t\r\n").lower().startswith("[script info]") or ("\nDialogue:" in text and "[Events]" in text)


def read_ass(text: str) -> Record:
    """The dialogue of a SubStation file, with its actors as speakers; comments and drawings left out."""
    form = "ssa" if re.search(r"^\[V4 Styles\]", text, re.MULTILINE | re.IGNORECASE) else "ass"
    title = _TITLE.search(text[:4000])
    said = title[1].strip() if title else None
    return _record(_dialogue(_by_pysubs2(text, form)), None if said and said.lower() in _NO_TITLE else said)


def _dialogue(subtitles: Any) -> Iterator[Caption]:
    for event in subtitles:
        if event.type != "Dialogue" or _DRAWING.search(event.text):
            continue
        text = _OVERRIDE.sub("", event.text).replace("\\N", " ").replace("\\n", " ").replace("\\h", " ")
        if event.start >= 0 and (found := caption(event.start, text, event.end, _actor(event.name))):
            yield found


def _actor(name: str) -> str | None:
    """Who speaks; `NTP` is what the first editor of the format wrote where nobody was named."""
    return name.strip() if name.strip() not in ("", "NTP") else None


# -- MicroDVD

_MICRODVD = re.compile(r"\{[0-9]{1,7}\}\{[0-9]{0,7}\}")


def is_microdvd(text: str) -> bool:
    """Lines that begin with two frame numbers."""
    return _MICRODVD.match(text.lstrip("\ufeff \t\r\n")) is not None


def read_microdvd(text: str) -> Record:
    """The lines of a MicroDVD file that states its frames a second in its first line; another cannot be timed."""
    if not re.match(r"\s*\{1\}\{1\}[0-9]{1,3}(?:\.[0-9]{1,6})?\s", text.lstrip("\ufeff")):
        raise BadRecord("frames")
    return _record(_dialogue(_by_pysubs2(text, "microdvd")))


# -- SAMI

_SYNC = re.compile(r"<sync\b[^>]{0,200}?\bstart\s*=\s*[\"']?([0-9]{1,9})(?:ms)?[^>]{0,200}>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b(?:[^>]{0,200}?\bclass\s*=\s*[\"']?([\w-]{1,40}))?[^>]{0,200}>", re.IGNORECASE)
_SAMI_TITLE = re.compile(r"<title>([^<]{1,300})</title>", re.IGNORECASE)
_CLASS_LANGUAGE = re.compile(r"\.([\w-]{1,40})\s{0,20}\{[^}]{0,400}?\blang\s*:\s*([A-Za-z]{2,3})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,400}>")


def read_sami(text: str) -> Record:
    """One language of a SAMI file, the first that its captions are in; each lasts until the next, an empty one clears
    it."""
    title = _SAMI_TITLE.search(text[:8000])
    languages = {name.lower(): code.lower() for name, code in _CLASS_LANGUAGE.findall(text[:20_000])}
    parts = list(_syncs(text))
    chosen = next((kind for _, kind, said in parts if said), None)
    own = [(start, said) for start, kind, said in parts if kind in (chosen, None)]
    found = (caption(start, said, after[0] if after else None) for (start, said), after in zip(own, [*own[1:], None], strict=False))
    return _record(
        iter([one for one in found if one]), html.unescape(title[1]).strip() if title else None, languages.get(chosen or "")
    )


def _syncs(text: str) -> Iterator[tuple[int, str | None, str]]:
    """Start, class and words of every part of every SYNC."""
    marks = list(_SYNC.finditer(text))
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        body = text[mark.end() : after.start() if after else len(text)]
        parts = list(_PARAGRAPH.finditer(body))
        for part, following in zip(parts, [*parts[1:], None], strict=False):
            words = re.sub(
                r"<br\s{0,5}/?>", " ", body[part.end() : following.start() if following else len(body)], flags=re.IGNORECASE
            )
            yield int(mark[1]), part[1].lower() if part[1] else None, " ".join(html.unescape(_TAG.sub("", words)).split())


# -- broadcasters


def is_stl(head: bytes) -> bool:
    """A GSI block: a code page and the disk format (EBU Tech 3264)."""
    return re.match(rb"[0-9]{3}STL[0-9]{2}\.01", head) is not None


def read_stl(data: bytes) -> Record:
    """The subtitles of an EBU-STL file, with the title of its header."""
    from ttconv.stl.reader import to_model

    title = data[16:48].decode("cp850", "replace").strip()
    return _record(iter(_ten_hours(_by_ttconv(lambda: to_model(io.BytesIO(data))))), title or None)


def is_scc(text: str) -> bool:
    """The first line of a Scenarist file."""
    return text.lstrip("\ufeff \t\r\n").startswith("Scenarist_SCC")


def read_scc(text: str) -> Record:
    """The captions of an SCC file (CEA-608)."""
    from ttconv.scc.reader import to_model

    if text.count("\n") > _MOST_LINES or len(text) > 4_000_000:
        raise BadRecord("scc-too-long")
    return _record(iter(_ten_hours(_by_ttconv(lambda: to_model(text)))))


def _ten_hours(captions: list[Caption]) -> list[Caption]:
    return from_ten_hours(captions) if captions else captions


def _by_ttconv(read: Callable[[], Any]) -> list[Caption]:
    """The captions of ttconv's model; whatever it raises on a broken file is one reason."""
    logger = logging.getLogger("ttconv")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)  # it tells of every odd block, thousands of times
    try:
        document = read()
        return list(_of_model(document))
    except Exception as error:  # the library raises bare errors of struct, codecs and its own on what it cannot read
        raise BadRecord("subtitles-unreadable", error=str(error)[:200] or type(error).__name__) from error
    finally:
        logger.setLevel(level)


def _of_model(document: Any) -> Iterator[Caption]:
    from ttconv import model

    body = document.get_body() if document is not None else None
    for element in body.dfs_iterator() if body is not None else ():
        if not isinstance(element, model.P) or element.get_begin() is None:
            continue
        parts = (
            part.get_text() if isinstance(part, model.Text) else " " if isinstance(part, model.Br) else ""
            for part in element.dfs_iterator()
        )
        end = element.get_end()
        if found := caption(round(element.get_begin() * 1000), "".join(parts), round(end * 1000) if end is not None else None):
            yield found
