"""What the index knows of each episode besides its words: dates, facet values, digest."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import msgspec
import numpy as np

from archive.analysis import analyze
from archive.analysis.analyze import Analysis
from archive.analysis.inference import with_inferred
from archive.analysis.speakers import speakers_of
from archive.model.episode import Chapter, Episode, Published
from archive.model.period import period_of
from archive.search.index.types import FIELDS, Summary
from archive.storage.array_file import Array, array_to_strings, strings_to_array
from archive.text.tokenizer import fold_all
from archive.text.word_times import length_ms


@dataclass(frozen=True, slots=True)
class Document:
    """`digest` changes with anything of the episode that is served (its cues, its corrections). What other pages tell
    of it stands in its analysis; `known` is the episode with that."""

    slug: str
    digest: str
    episode: Episode
    analysis: Analysis

    @property
    def known(self) -> Episode:
        """The episode as it is searched and shown: with what is inferred where its page says nothing."""
        return with_inferred(self.episode, self.analysis.inferred) if self.analysis.inferred else self.episode


class Source(Protocol):
    """Where the documents of a generation come from. A copy goes to each process that builds, by pickle."""

    def digests(self) -> Mapping[str, str]:
        """slug -> digest of all documents, in the order in which they are to be read."""
        ...

    def documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        """The documents of these slugs."""
        ...


UNDATED = 0
"""The day, as a proleptic ordinal, of an episode without a date."""
COLUMNS = ("show", "category", "language", "person", "speaker")


@dataclass(frozen=True, slots=True)
class Column:
    """The values that the documents of a segment have of one kind. names: each value once; doc, code int32[m]: a
    document and a value it has, each pair once, documents rising."""

    names: tuple[str, ...]
    doc: Array
    code: Array


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What the table has of one episode. lengths: the words in each of FIELDS; first_day, last_day: ordinals, UNDATED
    without a date; duration_ms: how long it is; values: what it has of each of COLUMNS."""

    slug: str
    digest: str
    language: str
    lengths: tuple[int, ...]
    first_day: int
    last_day: int
    duration_ms: int
    values: Mapping[str, Sequence[str]]


def row_of(document: Document, lengths: tuple[int, ...]) -> DocumentRow:
    """The row of an episode whose words in each of FIELDS are counted."""
    episode = document.known
    values = {
        "show": _stated(episode.show),
        "category": _stated(episode.category),
        "language": _stated(episode.language),
        "person": _stated(*(person.name for person in episode.people if person.kind != "cited")),
        "speaker": speakers_of(episode).names,
    }
    first_day, last_day = days_of(episode.published)
    return DocumentRow(document.slug, document.digest, episode.language, lengths, first_day, last_day, length_ms(episode), values)


def folded(values: Sequence[str]) -> list[str]:
    """The forms in which values are compared."""
    return [" ".join(value.split()) for value in fold_all([value.replace("\n", " ") for value in values])]


def _stated(*values: str | None) -> tuple[str, ...]:
    """Each value once; blank ones say nothing."""
    return tuple(dict.fromkeys(value for value in values if value and value.strip()))


class Documents:
    """The episodes of a segment as they were kept; strings are decoded when asked for."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = arrays
        self.length, self.first_day, self.last_day = arrays["length"], arrays["first_day"], arrays["last_day"]
        self.duration_ms = arrays["duration_ms"]

    def __len__(self) -> int:
        return len(self.first_day)

    @cached_property
    def slug(self) -> list[str]:
        """The slug of each."""
        return self._strings("slug")

    @cached_property
    def digest(self) -> list[str]:
        """The digest of each."""
        return self._strings("digest")

    @cached_property
    def language(self) -> list[str]:
        """The language of each."""
        return self._strings("language")

    def column(self, name: str) -> Column:
        """What the episodes have of one of COLUMNS."""
        return Column(tuple(self._strings(f"{name}.names")), self._arrays[f"{name}.doc"], self._arrays[f"{name}.code"])

    def rows(self) -> list[DocumentRow]:
        """The rows from which the table was made."""
        numbers = (self.length.T.tolist(), self.first_day.tolist(), self.last_day.tolist(), self.duration_ms.tolist())
        strings = (self.slug, self.digest, self.language)
        values = [self._values(name) for name in COLUMNS]
        return [
            DocumentRow(slug, digest, language, tuple(lengths), first, last, duration, dict(zip(COLUMNS, held, strict=True)))
            for slug, digest, language, lengths, first, last, duration, *held in zip(*strings, *numbers, *values, strict=True)
        ]

    def _values(self, name: str) -> list[list[str]]:
        """What each episode has of one of COLUMNS, in the order in which it states them."""
        column, held = self.column(name), [[] for _ in range(len(self))]  # type: tuple[Column, list[list[str]]]
        for doc, code in zip(column.doc.tolist(), column.code.tolist(), strict=True):
            held[doc].append(column.names[code])
        return held

    def _strings(self, name: str) -> list[str]:
        strings: list[str] = array_to_strings(self._arrays[name])
        return strings


class DocumentTable:
    """The episodes of a segment that is being written, column by column."""

    def __init__(self) -> None:
        self._rows: list[DocumentRow] = []
        self._columns = {name: _ColumnWriter() for name in COLUMNS}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: DocumentRow) -> None:
        """One more episode."""
        for name, column in self._columns.items():
            column.add(len(self._rows), row.values[name])
        self._rows.append(row)

    def languages(self) -> tuple[list[str], Array]:
        """The languages of the episodes, sorted; int32[n]: which of them each is in."""
        languages = sorted({row.language for row in self._rows})
        place = {language: number for number, language in enumerate(languages)}
        return languages, np.array([place[row.language] for row in self._rows], np.int32)

    def lengths(self) -> Array:
        """int32[fields, n]: the words in each of FIELDS."""
        return np.array([row.lengths for row in self._rows], np.int32).reshape(-1, len(FIELDS)).T

    def arrays(self) -> dict[str, Array]:
        """The table as arrays to be kept: `length` int32[fields, n] and the rest."""
        arrays: dict[str, Array] = {
            "length": self.lengths(),
            "first_day": np.array([row.first_day for row in self._rows], np.int32),
            "last_day": np.array([row.last_day for row in self._rows], np.int32),
            "duration_ms": np.array([row.duration_ms for row in self._rows], np.int64),
            "slug": strings_to_array([row.slug for row in self._rows]),
            "digest": strings_to_array([row.digest for row in self._rows]),
            "language": strings_to_array([row.language for row in self._rows]),
        }
        for name, column in self._columns.items():
            arrays |= {f"{name}.{part}": array for part, array in column.arrays().items()}
        return arrays


class _ColumnWriter:
    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self._doc: list[int] = []
        self._code: list[int] = []

    def add(self, doc: int, values: Iterable[str]) -> None:
        """What one document has, each value once."""
        for value in values:
            self._doc.append(doc)
            self._code.append(self.codes.setdefault(value, len(self.codes)))

    def arrays(self) -> dict[str, Array]:
        """As `Column` takes them."""
        columns = {"doc": np.array(self._doc, np.int32), "code": np.array(self._code, np.int32)}
        return columns | {"names": strings_to_array(list(self.codes))}


def days_of(published: Published | None) -> tuple[int, int]:
    """The first and last day that the date may be, as ordinals; UNDATED twice without one."""
    if published is None:
        return UNDATED, UNDATED
    period = period_of(published)
    return period.first.toordinal(), period.last.toordinal()


def summary_of(slug: str, episode: Episode) -> Summary:
    """What a hit shows of the episode; near-duplicates are named when it is read."""
    published = episode.published
    return Summary(
        slug=slug,
        guid=episode.guid,
        title=episode.title,
        show=episode.show,
        channel=episode.channel,
        category=episode.category,
        language=episode.language,
        date=published.date if published else None,
        precision=published.precision if published else "day",
        approximate=published.approximate if published else False,
        duration_ms=length_ms(episode),
        people=tuple((person.name, person.role, person.kind) for person in episode.people),
        description=episode.description,
        source_url=episode.source_url,
        platform=episode.platform,
        video_id=episode.video_id,
    )


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Summary)


def pack_summary(summary: Summary) -> bytes:
    """The summary as bytes."""
    return _encoder.encode(summary)


def unpack_summary(data: bytes | memoryview) -> Summary:
    """What `pack_summary` was given."""
    return _decoder.decode(data)


def pack_analysis(analysis: Analysis) -> bytes:
    """What was computed over an episode, as bytes, a quarter of what they would take: these numbers repeat
    themselves."""
    return zlib.compress(analyze.dumps(analysis))


def unpack_analysis(data: bytes | memoryview) -> Analysis:
    """What `pack_analysis` was given."""
    return analyze.loads(zlib.decompress(data))


class _Chapters(msgspec.Struct, frozen=True):
    """Of what was computed over an episode its chapters alone: the rest is passed over, which takes a third of the
    time."""

    chapters: tuple[Chapter, ...] = ()


_chapters_decoder = msgspec.json.Decoder(_Chapters)


def unpack_chapters(data: bytes | memoryview) -> tuple[Chapter, ...]:
    """The chapters of what `pack_analysis` was given."""
    return _chapters_decoder.decode(zlib.decompress(data)).chapters


def people_text(summary: Summary) -> str:
    """The words by which people are found: names and roles."""
    return " · ".join(f"{name}, {role}" if role else name for name, role, _ in summary.people)
