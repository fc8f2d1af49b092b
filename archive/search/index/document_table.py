"""What the index knows of each episode besides its words: dates, facet values, digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np

from archive.model.episode import Episode, Published, length_ms
from archive.model.period import period_of
from archive.search.index.document import Document
from archive.search.index.types import FIELDS, Summary
from archive.storage.array_file import Array, array_to_strings, strings_to_array

UNDATED = 0
"""The day, as a proleptic ordinal, of an episode without a date."""
COLUMNS = ("show", "category", "language", "person")


@dataclass(frozen=True, slots=True)
class Column:
    """The values that the documents of a segment have of one kind. names: each value once; doc, code int32[m]: a document and a
    value it has, each pair once, documents rising."""

    names: tuple[str, ...]
    doc: Array
    code: Array


class Documents:
    """The episodes of a segment as they were kept; strings are decoded when asked for."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._arrays = arrays
        self.length, self.first_day, self.last_day = arrays["length"], arrays["first_day"], arrays["last_day"]

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

    def column(self, name: str) -> Column:
        """What the episodes have of one of COLUMNS."""
        return Column(tuple(self._strings(f"{name}.names")), self._arrays[f"{name}.doc"], self._arrays[f"{name}.code"])

    def _strings(self, name: str) -> list[str]:
        strings: list[str] = array_to_strings(self._arrays[name])
        return strings


class DocumentTable:
    """The episodes of a segment that is being written, column by column."""

    def __init__(self) -> None:
        self.slug: list[str] = []
        self._digest: list[str] = []
        self._language: list[str] = []
        self._length: list[tuple[int, ...]] = []
        self._days: list[tuple[int, int]] = []
        self._columns = {name: _ColumnWriter() for name in COLUMNS}

    def add(self, document: Document, lengths: tuple[int, ...]) -> None:
        """One more episode, with the number of words in each of FIELDS."""
        episode, doc = document.known, len(self.slug)
        self.slug.append(document.slug)
        self._digest.append(document.digest)
        self._language.append(episode.language)
        self._length.append(lengths)
        self._days.append(days_of(episode.published))
        values: dict[str, Iterable[str | None]] = {
            "show": [episode.show],
            "category": [episode.category],
            "language": [episode.language],
            "person": [person.name for person in episode.people if person.kind != "cited"],
        }
        for name, column in self._columns.items():
            column.add(doc, values[name])

    def languages(self) -> tuple[list[str], Array]:
        """The languages of the episodes, sorted; int32[n]: which of them each is in."""
        languages = sorted(set(self._language))
        return languages, np.array([languages.index(one) for one in self._language], np.int32)

    def arrays(self) -> dict[str, Array]:
        """The table as arrays to be kept: `length` int32[fields, n] and the rest."""
        arrays = {
            "length": np.array(self._length, np.int32).reshape(-1, len(FIELDS)).T,
            "first_day": np.array([first for first, _ in self._days], np.int32),
            "last_day": np.array([last for _, last in self._days], np.int32),
            "slug": strings_to_array(self.slug),
            "digest": strings_to_array(self._digest),
        }
        for name, column in self._columns.items():
            arrays |= {f"{name}.{part}": array for part, array in column.arrays().items()}
        return arrays


class _ColumnWriter:
    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self._doc: list[int] = []
        self._code: list[int] = []

    def add(self, doc: int, values: Iterable[str | None]) -> None:
        """What one document has; blank values say nothing."""
        for value in dict.fromkeys(value for value in values if value and value.strip()):
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


def people_text(summary: Summary) -> str:
    """The words by which people are found: names and roles."""
    return " · ".join(f"{name}, {role}" if role else name for name, role, _ in summary.people)
