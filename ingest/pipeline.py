"""A saved page to an Episode, or the reason why it is none. Touches nothing but its argument."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from archive.model.episode import CORRECTED, Chapter, Cue, Episode, Person, Published, Removed
from archive.model.page import Programme, RawPage, Refusal
from archive.model.reasons import Reason, reason
from archive.model.sources import Source, canonical_url, picture_address, source_of, without_password
from archive.text.stated_chapters import stated_chapters
from archive.text.timecode import clock
from archive.text.tokenizer import words
from ingest.dates.prose import find_mention
from ingest.dates.published import (
    DateSpan,
    SaveTime,
    guess_date,
    parse_date,
    resolve_published,
    save_time,
    stated_day,
)
from ingest.encodings import NotText, decode
from ingest.extract.header import Header
from ingest.extract.language import prepare, spoken_language
from ingest.extract.nonspeech import mark_kinds
from ingest.extract.people import find_people
from ingest.extract.prose import without_promotion
from ingest.extract.show import find_show
from ingest.extract.title import made_title, told_by_name
from ingest.extract.transcript import stamps_of, transcript_heading
from ingest.formats import registry
from ingest.formats.beside import JOINED, read_joined, told
from ingest.formats.front_matter import split_front_matter
from ingest.formats.html import HtmlPage, NoPage, read_html
from ingest.formats.record import BadRecord, Caption, NoSegments, Record
from ingest.formats.records import read_facts, read_json
from ingest.formats.text import CleanedPage, clean, split_lines
from ingest.version import CLEANER_VERSION

_MOST_REMOVED = 50
_MOST_LINES = 300_000
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{2,6}|#x[0-9A-Fa-f]{2,6});")
"""Markdown has HTML's entities; elsewhere a text that looks like one is kept as it stands."""
_MARKDOWN = re.compile(r"\.(?:md|markdown|mdx|qmd)(?:\.gz)?(?:#[0-9]+)?$", re.IGNORECASE)
# No text begins so: what stands there is the rest of a stamp that was misread.
_MISREAD = re.compile(r"\W{0,2}(?::[0-9]{2}(?![0-9])|[.,][0-9]{3}(?![0-9])|-{1,2}>|[→⟶]|=>)")


@dataclass(frozen=True, slots=True)
class _Draft:
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
    duration_ms: int | None = None
    picture: str | None = None
    chapters: tuple[Chapter, ...] = ()
    removed: tuple[Removed, ...] = ()
    people: tuple[Person, ...] = ()
    repair: tuple[Removed, ...] = ()
    """What had to be done to the bytes before they could be read."""
    prose: bool = False
    """Whether the description is what a reader of a page saw, promotion and all; a record's is its publisher's own."""


_TOLD = tuple(field.name for field in fields(_Draft) if field.name not in {"cues", "removed", "repair", "prose", "title_source"})
"""What facts that stand beside a text, or above it, may tell of it: they go before what its own lines say."""


class _Unread(NamedTuple):
    """Why a page gives nothing, and the line of it that says so, where one does."""

    reason: Reason
    line: str = ""


def build(page: RawPage, zone: str) -> Episode | Refusal:
    """The episode of a page; a Refusal with the reason where it gives none."""
    try:
        return _built(page, zone)
    except NoSegments as error:
        facts = _from_record(_facts_of(page), zone)
        return Refusal(page.origin, error.reason, skipped=True, programme=_programme(page, facts))
    except (NotText, BadRecord, NoPage) as error:
        return Refusal(page.origin, error.reason)


def _facts_of(page: RawPage) -> Record:
    """What a page without a transcript states all the same."""
    if page.content_type == JOINED:
        return read_joined(page.body).facts
    return read_facts(read_json(page.body)) if page.content_type == "application/json" else Record(())


def _built(page: RawPage, zone: str) -> Episode | Refusal:
    saved = save_time(page.fetched_at, zone, known=page.fetched_how != "file time")
    prepare(len(page.body))
    read = _read(page, saved, zone)  # the text of the page is let go with it
    return read if isinstance(read, Refusal) else _episode(page, saved, read)


def _read(page: RawPage, saved: SaveTime, zone: str) -> _Draft | Refusal:
    """What a page of any kind states."""
    if reader := registry.bytes_reader_of(page.content_type):
        return _from_record(reader(page.body), zone)
    if page.content_type == JOINED:
        joined = read_joined(page.body)
        return _of_text(page, saved, zone, joined.text, joined.content_type, joined.facts)
    if page.content_type == "application/json":
        return _from_record(registry.read_json_value(read_json(page.body)), zone)
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
) -> _Draft | Refusal:
    """What a text in any format states; `facts` stand in a file beside it, or above it."""
    above, text = split_front_matter(text)
    if content_type == "text/plain" and (above or _MARKDOWN.search(page.origin)):
        text = _ENTITY.sub(lambda match: unescape(match.group()), text)
    matter = _matter(text, content_type, saved, zone, facts or above)
    if isinstance(matter, _Unread):
        lost = matter.reason.code == "lost-shape"
        stated = _told_of(text, zone) if content_type == "text/html" else None
        programme = _programme(page, stated) if stated else None
        return Refusal(page.origin, matter.reason, shape_lost=lost, programme=programme, line=matter.line)
    return replace(matter, repair=repair)


def _matter(text: str, content_type: str, saved: SaveTime, zone: str, facts: Record | None) -> _Draft | _Unread:
    record = _record_of(text, content_type)
    if record is not None:
        return _from_record(told(record, facts) if facts else record, zone)
    found = (_from_html if content_type == "text/html" else _from_text)(text, saved, zone)
    if isinstance(found, _Unread) or facts is None:
        return found
    stated = _from_record(told(Record(()), facts), zone)
    told_of = {name: value for name in _TOLD if (value := getattr(stated, name))}
    source = stated.title_source if stated.title else found.title_source
    return replace(found, **told_of, title_source=source, prose=found.prose and not stated.description)


def _record_of(text: str, content_type: str) -> Record | None:
    """The record of a text that is no page."""
    if content_type == "application/json":
        return registry.read_json_value(read_json(text.encode()))
    reader = registry.reader_of(content_type)
    return reader(text) if reader else None


# -- kinds of pages


def _from_text(text: str, saved: SaveTime, zone: str) -> _Draft | _Unread:
    lines = split_lines(text)
    if len(lines) > _MOST_LINES:
        return _Unread(reason("page-too-long", lines=_MOST_LINES))
    cleaned = clean(lines, saved)
    if cleaned is None:
        return _why_none(lines)
    del lines  # the cues are made in the room of what they were read from
    return _from_lines(cleaned, saved)


def _from_lines(cleaned: CleanedPage, saved: SaveTime) -> _Draft:
    header = cleaned.header
    return _Draft(
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


def _from_html(text: str, saved: SaveTime, zone: str) -> _Draft | _Unread:
    page = read_html(text)
    title = page.heading or page.title
    cleaned = clean(page.lines, saved, title) or _labelled(clean(page.aside_lines, saved, title))
    if page.panel_lines and (panel := clean(page.panel_lines, saved)):
        cleaned = replace(cleaned or panel, cues=panel.cues, chapters=panel.chapters, removed=panel.removed)
    if cleaned is None:
        return _why_none(page.lines)
    matter = _from_lines(cleaned, saved)
    description = _fuller(page.description, matter.description)
    return _Draft(
        cues=matter.cues,
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


def _told_of(text: str, zone: str) -> _Draft | None:
    """What an HTML page without a transcript tells of, where it is a programme: it states how long it is."""
    page = read_html(text)
    return _Draft(cues=(), title=page.title, stated=_published(page, zone)) if page.duration_ms else None


def _programme(page: RawPage, matter: _Draft) -> Programme | None:
    """A programme that only its transcript is missing of; None where the page states no title or no date."""
    title = page.stated.title or matter.title
    if not title or matter.stated is None:
        return None
    return Programme(title, matter.stated, page.stated.guid or matter.guid, page.stated.show or matter.show)


def _labelled(cleaned: CleanedPage | None) -> CleanedPage | None:
    """What stands aside is believed only under a transcript's heading: else it is a list of other films and their lengths."""
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


def _cues(captions: Sequence[Caption]) -> tuple[Cue, ...]:
    ordered = sorted(captions, key=lambda caption: caption.start_ms)
    return tuple(
        Cue(one.start_ms, one.text, one.end_ms, one.speaker, heard=one.heard, words_ms=one.words_ms, label=one.label)
        for one in ordered
    )


def _from_record(record: Record, zone: str) -> _Draft:
    found = stated_day(record.date, zone) if record.date else None
    precision = record.precision if record.precision in ("month", "year") else None
    stated = None
    if found and record.date:
        day = found[0].replace(day=1) if precision else found[0]
        day = day.replace(month=1) if precision == "year" else day
        stated = Published(day, f"record: {record.date}", "year" if precision == "year" else "month" if precision else found[1])
    return _Draft(
        cues=_cues(record.captions),
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
        duration_ms=record.duration_ms,
        picture=record.picture,
        chapters=record.chapters or stated_chapters(record.description),
        removed=(*record.removed, *_sorted(record.captions)),
        people=record.people,
    )


def _sorted(captions: Sequence[Caption]) -> tuple[Removed, ...]:
    """A note where captions stood out of their order."""
    back = [after for before, after in pairwise(captions) if after.start_ms < before.start_ms]
    return (Removed("captions out of order", f"{len(back)} sorted by time: {back[0].text}"[:200]),) if back else ()


def _why_none(lines: Sequence[str]) -> _Unread:
    if not any(line.strip() for line in lines):
        return _Unread(reason("empty"))
    if heading := transcript_heading(lines):
        return _Unread(reason("lost-shape"), heading)
    if found := stamps_of(lines):
        return _Unread(
            reason("other-stamps", lines=found.lines, shape=str(found.form), rate=f"{found.rate:.1f}"), lines[found.first]
        )
    return _Unread(reason("no-stamps"))


# -- the episode


def _episode(page: RawPage, saved: SaveTime, matter: _Draft) -> Episode | Refusal:
    cues = mark_kinds([_uncorrected(cue) for cue in matter.cues])
    if why := _why_no_transcript(cues):
        return Refusal(page.origin, why.reason, shape_lost=True, line=why.line)
    title, title_source = _stated_title(page, matter)
    mention = find_mention(title or "", matter.description, saved.day)
    by_name = told_by_name(page.origin)
    published = resolve_published(matter.stated, matter.when, mention, saved, by_name.day)
    programme = find_show(matter.description, title or "", matter.category)
    show = page.stated.show or matter.show or programme.show
    people = _people(matter, title or "")
    description, promotion = without_promotion(matter.description) if matter.prose else (matter.description, ())
    if title is None:
        title, title_source = made_title(show, people, published, description, cues, by_name.title)
    source, url = _source(page, matter)
    return Episode(
        title=title,
        title_source=title_source,
        page_sha256=page.sha256,
        cleaner_version=CLEANER_VERSION,
        slug=matter.slug,
        guid=page.stated.guid or (without_password(matter.guid) if matter.guid else None),
        show=show,
        channel=matter.channel if matter.show and not matter.prose else programme.channel or matter.channel,
        published=published,
        description=description,
        category=matter.category,
        people=people,
        language=matter.language or spoken_language(cues, matter.language_hint),
        source_url=url,
        platform=source.platform if source else None,
        video_id=source.video_id if source else None,
        duration_ms=matter.duration_ms,
        cues=cues,
        chapters=matter.chapters,
        removed=(*matter.repair, *_backwards(cues), *promotion, *matter.removed)[:_MOST_REMOVED],
        hints=() if page.stated.show or matter.show or programme.show else programme.hints,
        origin=page.origin,
        picture=picture_address(matter.picture, page.stated.url or next(iter(matter.addresses), "")),
    )


def _uncorrected(cue: Cue) -> Cue:
    return replace(cue, text=cue.text.removesuffix(CORRECTED)) if cue.text.endswith(CORRECTED) else cue


def _why_no_transcript(cues: Sequence[Cue]) -> _Unread | None:
    """Why cues are none of an episode: a stamp was misread, or nothing is said in them."""
    if misread := next((cue for cue in cues if _MISREAD.match(cue.text)), None):
        return _Unread(reason("misread-stamp", clock=clock(misread.start_ms), text=misread.text[:80]), misread.text)
    if not any(cue.kind == "speech" and any(character.isalnum() for character in cue.text) for cue in cues):
        return _Unread(reason("no-speech"))
    return None


def _backwards(cues: Sequence[Cue]) -> tuple[Removed, ...]:
    """A note where the page's times go back: its order is kept."""
    back = [(before, after) for before, after in pairwise(cues) if after.start_ms < before.start_ms]
    if not back:
        return ()
    before, after = back[0]
    return (Removed("times that go back", f"{len(back)} times: {clock(after.start_ms)} behind {clock(before.start_ms)}"),)


def _people(matter: _Draft, title: str) -> tuple[Person, ...]:
    """Whom the prose names, and whom a list states beside; of one that both name the prose says more."""
    told = find_people(matter.description, title, matter.category)
    met = {" ".join(words(person.name)) for person in told}
    return (*told, *(person for person in matter.people if " ".join(words(person.name)) not in met))


def _stated_title(page: RawPage, matter: _Draft) -> tuple[str | None, str]:
    if page.stated.title:
        return page.stated.title, "stated"
    return (" ".join(matter.title.split()), matter.title_source) if matter.title else (None, "")


def _source(page: RawPage, matter: _Draft) -> tuple[Source | None, str | None]:
    """The player behind the first address that has one, and the episode's canonical address."""
    addresses = [page.stated.url, *matter.addresses] if page.stated.url else list(matter.addresses)
    source = next((found for address in addresses if (found := source_of(address))), None)
    if source:
        return source, source.url
    return None, next((url for address in addresses if (url := canonical_url(address))), None)
