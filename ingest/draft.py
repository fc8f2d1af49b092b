"""What a saved page states, before it is judged: bytes to text, text in its format, and the draft of an episode."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from archive.model.episode import PARAGRAPHS_MS, Chapter, Cue, Person, Published, Removed
from archive.model.page import RawPage
from archive.model.reasons import Reason, reason
from archive.text.timecode import stated_chapters
from ingest.encodings import decode
from ingest.extract.header import Header, read_header
from ingest.extract.published import DateSpan, SaveTime, guess_date, parse_date, stated_day
from ingest.extract.stamps import Stamped
from ingest.extract.transcript import Transcript, find_transcript, stamps_of, transcript_heading
from ingest.extract.untimed import find_untimed
from ingest.formats import registry, tables
from ingest.formats.front_matter import split_front_matter
from ingest.formats.html import HtmlPage, read_html
from ingest.formats.json_records import read_json
from ingest.formats.markup import unescaped
from ingest.formats.record import Caption, Record
from ingest.formats.sidecar_facts import JOINED, read_joined, told

_MOST_LINES = 300_000
_MARKDOWN = re.compile(r"\.(?:md|markdown|mdx|qmd)(?:\.gz)?(?:#[0-9]+)?$", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"^[ \t]*(?:\{%.{0,500}%\}|\{\{.{0,500}\}\}"
    r"|\[[^\]\n]{1,80}\]:[ \t]+<?(?:https?://|mailto:|[/#.]|\{\{)\S{0,500}(?:[ \t]+[\"'(].{0,300})?)[ \t]*$",
    re.MULTILINE,
)
"""Lines for a site generator, and where Markdown keeps its addresses: nobody sees them on the page."""
_LINE_END = re.compile(r"\r\n?|\n")
# Unicode's own line ends stand inside texts as well; they cut only where a stamp follows, or where a page has no
# others.
_BEFORE_A_STAMP = re.compile(r"[\u2028\u2029\u0085](?=\W{0,4}\w{1,3}[:：]\w\w)")
_UNICODE_LINE_END = re.compile(r"[\u2028\u2029]")

_HEADING_SIGN = re.compile(r"^#{1,6}[ \t]+(?=\S)")
_CONSOLE = re.compile(
    r"(?:Detecting language using|Detected language|main: processing|system_info:|whisper_[a-z_]+:|auto-detected language)\b"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What one kind of page states of an episode, before it is judged."""

    cues: tuple[Cue, ...]
    title: str | None = None
    title_source: str = ""
    show: str | None = None
    channel: str | None = None
    when: DateSpan | None = None
    stated: Published | None = None
    description: str = ""
    category: str | None = None
    language: str | None = None
    language_hint: str | None = None
    addresses: tuple[str, ...] = ()
    guid: str | None = None
    slug: str = ""
    number: int | None = None
    duration_ms: int | None = None
    picture: str | None = None
    chapters: tuple[Chapter, ...] = ()
    removed: tuple[Removed, ...] = ()
    people: tuple[Person, ...] = ()
    repair: tuple[Removed, ...] = ()
    """What had to be done to the bytes before they could be read."""
    prose: bool = False
    """Whether the description is what a reader of a page saw, promotion and all; a record's is its publisher's own."""


_TOLD = tuple(field.name for field in fields(Draft) if field.name not in {"cues", "removed", "repair", "prose", "title_source"})
"""What facts that stand beside a text, or above it, may tell of it: they go before what its own lines say."""


class Unread(NamedTuple):
    """Why a page gives nothing, and the line of it that says so, where one does."""

    reason: Reason
    line: str = ""


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """A page without the site's words. `labelled`: a heading led to the transcript."""

    header: Header
    cues: tuple[Stamped, ...]
    removed: tuple[Removed, ...]
    labelled: bool
    chapters: tuple[Chapter, ...] = ()
    shape: str = ""


def draft_of(page: RawPage, saved: SaveTime, zone: str) -> Draft | Unread:
    """What a page of any kind states."""
    if reader := registry.bytes_reader_of(page.content_type):
        return from_record(reader(page.body), zone)
    if page.content_type == JOINED:
        joined = read_joined(page.body)
        return _of_text(page, saved, zone, joined.text, joined.content_type, joined.facts)
    if page.content_type == "application/json":
        return from_record(registry.read_json_value(read_json(page.body)), zone)
    decoded = decode(page.body)
    repair = (Removed("encoding", decoded.repair),) if decoded.repair else ()
    return _of_text(page, saved, zone, decoded.text, page.content_type, repair=repair)


def _of_text(
    page: RawPage,
    saved: SaveTime,
    zone: str,
    text: str,
    content_type: str,
    facts: Record | None = None,
    repair: tuple[Removed, ...] = (),
) -> Draft | Unread:
    """What a text in any format states; `facts` stand in a file beside it, or above it."""
    above, text = split_front_matter(text)
    text = _TEMPLATE.sub("", text) if above else text
    if content_type == "text/plain" and (above or _MARKDOWN.search(page.origin)):
        text = unescaped(text)  # elsewhere a text that looks like an entity is kept as it stands
    matter = _matter(text, content_type, saved, zone, facts or above, page.stated.untimed)
    return matter if isinstance(matter, Unread) else replace(matter, repair=repair)


def _matter(text: str, content_type: str, saved: SaveTime, zone: str, facts: Record | None, untimed: bool) -> Draft | Unread:
    record = _record_of(text, content_type, untimed)
    if record is not None:
        return from_record(told(record, facts) if facts else record, zone)
    found = (_from_html if content_type == "text/html" else _from_text)(text, saved, zone, untimed)
    if isinstance(found, Unread) or facts is None:
        return found
    stated = from_record(told(Record(()), facts), zone)
    told_of = {name: value for name in _TOLD if (value := getattr(stated, name))}
    source = stated.title_source if stated.title else found.title_source
    return replace(found, **told_of, title_source=source, prose=found.prose and not stated.description)


def _record_of(text: str, content_type: str, untimed: bool) -> Record | None:
    """The record of a text that is no page."""
    if content_type == "application/json":
        return registry.read_json_value(read_json(text.encode()))
    reader = registry.reader_of(content_type)
    if reader is tables.read_table and untimed:
        return tables.read_paragraphs(text)
    return reader(text) if reader else None


# -- kinds of pages


def _from_text(text: str, saved: SaveTime, zone: str, untimed: bool) -> Draft | Unread:
    lines = _split_lines(text)
    if len(lines) > _MOST_LINES:
        return Unread(reason("page-too-long", lines=_MOST_LINES))
    cleaned = _clean(lines, saved) or _clean_untimed(lines, saved, stated=untimed)
    if cleaned is None:
        return _why_none(lines)
    del lines  # the cues are made in the room of what they were read from
    return _from_lines(cleaned, saved)


def _from_lines(cleaned: _Cleaned, saved: SaveTime) -> Draft:
    header = cleaned.header
    return Draft(
        cues=tuple(Cue(cue.start_ms, cue.text, cue.end_ms, cue.speaker) for cue in cleaned.cues),
        title=header.title,
        title_source="page: first line",
        channel=header.channel,
        when=_when(header, saved),
        description=header.description,
        category=header.category,
        chapters=cleaned.chapters or stated_chapters(header.description),
        removed=(*cleaned.removed, Removed("read as", cleaned.shape)),
        prose=True,
    )


def _when(header: Header, saved: SaveTime) -> DateSpan | None:
    if header.when is None:
        return None
    return parse_date(header.when, saved) or (guess_date(header.when, saved) if header.bulleted else None)


def _from_html(text: str, saved: SaveTime, zone: str, untimed: bool) -> Draft | Unread:
    page = read_html(text)
    title = page.heading or page.title
    cleaned = _clean(page.lines, saved, title) or _labelled(_clean(page.aside_lines, saved, title))
    if page.panel_lines and (panel := _clean(page.panel_lines, saved)):
        cleaned = replace(cleaned or panel, cues=panel.cues, chapters=panel.chapters, removed=panel.removed)
    if cleaned is None and page.captions:
        cleaned = _told_by_attributes(page, saved, title)
    cleaned = cleaned or _clean_untimed(page.lines, saved, title, stated=untimed)
    if cleaned is None:
        return _why_none(page.lines)
    matter = _from_lines(cleaned, saved)
    description = _fuller(page.description, matter.description)
    return Draft(
        cues=_cues(page.captions) if _words(page.captions) >= _words(matter.cues) else matter.cues,
        title=page.title or matter.title,
        title_source=page.title_source or matter.title_source,
        show=page.show,
        channel=page.channel or matter.channel,
        when=matter.when,
        stated=_published(page, zone),
        description=description,
        category=matter.category,
        language_hint=page.language,
        addresses=page.addresses,
        duration_ms=page.duration_ms,
        picture=page.picture,
        chapters=cleaned.chapters or stated_chapters(description),
        removed=matter.removed,
        prose=True,
    )


def _told_by_attributes(page: HtmlPage, saved: SaveTime, title: str | None) -> _Cleaned:
    """What stands above the words that tell their times in attributes."""
    first = page.captions[0].text.split()[0]
    above = list(takewhile(lambda line: not line.startswith(first), page.lines))
    shape = f"times in attributes: {len(page.captions)} cues"
    header = read_header(above, lambda words: parse_date(words, saved) is not None, title)
    return _Cleaned(header, (), header.removed, labelled=False, shape=shape)


def _words(said: Sequence[Caption | Cue]) -> int:
    return sum(len(one.text.split()) for one in said)


def _labelled(cleaned: _Cleaned | None) -> _Cleaned | None:
    """What stands aside is believed only under a transcript's heading: else it is a list of other films and their
    lengths."""
    return cleaned if cleaned and cleaned.labelled else None


def _fuller(meta: str | None, visible: str) -> str:
    """The metadata's description, unless it is only the beginning of the visible one."""
    if not meta:
        return visible
    begun = " ".join(meta.split()).rstrip("… .")
    return visible if len(visible) > len(meta) and " ".join(visible.split()).startswith(begun) else meta


def _published(page: HtmlPage, zone: str) -> Published | None:
    if page.published is None or (found := stated_day(page.published[0], zone)) is None:
        return None
    return Published(found[0], f"page: {page.published[1]}", found[1])


def _cues(captions: Sequence[Caption], *, in_order: bool = False) -> tuple[Cue, ...]:
    ordered = captions if in_order else sorted(captions, key=lambda caption: caption.start_ms)
    return tuple(
        Cue(one.start_ms, one.text, one.end_ms, one.speaker, heard=one.heard, words_ms=one.words_ms, label=one.label)
        for one in ordered
    )


def from_record(record: Record, zone: str) -> Draft:
    """The draft of what a file that is no page states."""
    found = stated_day(record.date, zone) if record.date else None
    precision = record.precision if record.precision in ("month", "year") else None
    stated = None
    if found and record.date:
        day = found[0].replace(day=1) if precision else found[0]
        day = day.replace(month=1) if precision == "year" else day
        stated = Published(day, f"record: {record.date}", "year" if precision == "year" else "month" if precision else found[1])
    timed = tuple(one for one in record.captions if record.untimed or one.start_ms < PARAGRAPHS_MS)
    late = len(record.captions) - len(timed)
    return Draft(
        cues=_cues(timed, in_order=record.is_ours),
        title=record.title,
        title_source="record",
        show=record.show,
        channel=record.channel,
        stated=stated,
        description=record.description,
        category=record.category,
        language=record.language,
        addresses=(record.url,) if record.url else (),
        guid=record.guid,
        slug=record.slug,
        number=record.number,
        duration_ms=record.duration_ms,
        picture=record.picture,
        chapters=record.chapters or stated_chapters(record.description),
        removed=(
            *record.removed,
            *([Removed("later than any recording lasts", f"{late} captions")] if late else []),
            *(() if record.is_ours else _sorted(record.captions)),
        ),
        people=record.people,
    )


def _sorted(captions: Sequence[Caption]) -> tuple[Removed, ...]:
    """A note where captions stood out of their order."""
    back = [after for before, after in pairwise(captions) if after.start_ms < before.start_ms]
    return (Removed("captions out of order", f"{len(back)} sorted by time: {back[0].text}"[:200]),) if back else ()


def _why_none(lines: Sequence[str]) -> Unread:
    if not any(line.strip() for line in lines):
        return Unread(reason("empty"))
    if heading := transcript_heading(lines):
        return Unread(reason("lost-shape"), heading)
    if found := stamps_of(lines):
        return Unread(
            reason("other-stamps", lines=found.lines, shape=str(found.form), rate=f"{found.rate:.1f}"), lines[found.first]
        )
    return Unread(reason("no-stamps"))


# -- header and transcript of lines


def _split_lines(text: str) -> list[str]:
    """Lines as the page has them: cut at line ends, never at a form feed or a Unicode separator inside a text."""
    if "\n" not in text and "\r" not in text:
        text = _UNICODE_LINE_END.sub("\n", text)
    elif not text.isascii():
        text = _BEFORE_A_STAMP.sub("\n", text)
    return _LINE_END.split(text)


def _clean(lines: Sequence[str], saved: SaveTime, title: str | None = None) -> _Cleaned | None:
    """Header and transcript of a page's lines; None where there is no transcript."""
    transcript = find_transcript(lines)
    if transcript is None or not transcript.cues:
        return None
    return _cleaned(transcript, saved, title)


def _clean_untimed(lines: Sequence[str], saved: SaveTime, title: str | None = None, *, stated: bool = False) -> _Cleaned | None:
    """The same of a page that is told to be a transcript and tells no times."""
    transcript = find_untimed(lines, stated=stated)
    return _cleaned(transcript, saved, title) if transcript else None


def _cleaned(transcript: Transcript, saved: SaveTime, title: str | None) -> _Cleaned:
    above, removed = _without_console(transcript.header)
    header = read_header(above, lambda words: parse_date(words, saved) is not None, title)
    return _Cleaned(
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
