"""A document made again from what the index keeps of it: how small segments become one without the library."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from archive.analysis import analyze as readings
from archive.analysis.mentions import NameLink
from archive.model.episode import Cue, Episode, Person, Published
from archive.search.index.captions import SPEECH, flags_of, unpack_captions
from archive.search.index.document import Document
from archive.search.index.document_table import unpack_summary
from archive.search.index.read.segments import OpenSegment, SegmentInfo
from archive.search.index.side_files import documents_of
from archive.search.index.types import Summary
from archive.search.index.whoosh_format.schema import CAPTIONS, READING, SUMMARY


def stored_documents(directory: Path, entries: Sequence[SegmentInfo], links: dict[int, list[NameLink]]) -> Iterator[Document]:
    """The live documents of some segments, in order, as indexing sees them; `links` by number of document among these segments."""
    first = 0
    for entry in entries:
        segment, digests = OpenSegment(directory, entry, 0), documents_of(directory, entry).digest
        for doc in sorted(set(range(entry.documents)) - set(entry.deleted)):
            yield _document(segment, doc, digests[doc], tuple(links.get(first + doc, ())))
        first += entry.documents


def _document(segment: OpenSegment, doc: int, digest: str, links: tuple[NameLink, ...]) -> Document:
    summary = unpack_summary(segment.column(SUMMARY, doc))
    reading = replace(readings.loads(segment.column(READING, doc)), links=links)
    return Document(summary.slug, digest, _episode(summary, _cues(segment.column(CAPTIONS, doc))), reading)


def _cues(table: bytes | memoryview) -> tuple[Cue, ...]:
    """Speech or not is all that the index knows of a cue's kind."""
    captions = unpack_captions(table)
    rows = zip(captions.start_ms.tolist(), captions.texts, flags_of(table).tolist(), strict=True)
    return tuple(Cue(start, text, kind="speech" if flag & int(SPEECH) else "sound") for start, text, flag in rows)


def _episode(summary: Summary, cues: tuple[Cue, ...]) -> Episode:
    return Episode(
        title=summary.title,
        title_source="",
        page_sha256="",
        cleaner_version=0,
        slug=summary.slug,
        guid=summary.guid,
        show=summary.show,
        channel=summary.channel,
        published=_published(summary.date, summary),
        description=summary.description,
        category=summary.category,
        people=tuple(Person(name, kind, role) for name, role, kind in summary.people),  # type: ignore[arg-type]
        language=summary.language,
        source_url=summary.source_url,
        platform=summary.platform,
        video_id=summary.video_id,
        duration_ms=summary.duration_ms or None,
        cues=cues,
    )


def _published(date: dt.date | None, summary: Summary) -> Published | None:
    return Published(date, "", summary.precision, summary.approximate) if date else None  # type: ignore[arg-type]
