"""What the index knows of each episode besides its words: dates, facet values, digest."""

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec
import numpy as np

from archive.episode import Episode, Published, length_ms
from archive.search.document import Document
from archive.search.engine import FIELDS, Summary
from archive.search.whoosh.arrays import Array, array_to_strings, strings_to_array

UNDATED = 0
"""The day, as a proleptic ordinal, of an episode without a date."""


@dataclass(slots=True)
class DocumentTable:
    """The episodes of a segment, column by column: lengths in words of each field, days as ordinals, strings."""

    lengths: list[tuple[int, ...]] = field(default_factory=list)
    first_day: list[int] = field(default_factory=list)
    last_day: list[int] = field(default_factory=list)
    slug: list[str] = field(default_factory=list)
    digest: list[str] = field(default_factory=list)
    show: list[str | None] = field(default_factory=list)
    category: list[str | None] = field(default_factory=list)
    language: list[str] = field(default_factory=list)
    people: list[list[str]] = field(default_factory=list)

    def add(self, document: Document, lengths: tuple[int, ...]) -> None:
        """One more episode, with the number of words in each of FIELDS."""
        episode = document.episode
        first, last = days_of(episode.published)
        self.lengths.append(lengths)
        self.first_day.append(first)
        self.last_day.append(last)
        self.slug.append(document.slug)
        self.digest.append(document.digest)
        self.show.append(episode.show)
        self.category.append(episode.category)
        self.language.append(episode.language)
        self.people.append([person.name for person in episode.people if person.kind != "cited"])

    def arrays(self) -> dict[str, Array]:
        """The table as arrays to be kept: `length` int32[fields, n] and the rest."""
        columns = asdict(self)
        length = np.array(columns.pop("lengths"), np.int32).reshape(-1, len(FIELDS)).T
        days = {name: np.array(columns.pop(name), np.int32) for name in ("first_day", "last_day")}
        return {"length": length, **days, **{name: strings_to_array(values) for name, values in columns.items()}}


def table_of(arrays: dict[str, Array]) -> DocumentTable:
    """What `DocumentTable.arrays` kept."""
    strings: dict[str, Any] = {name: array_to_strings(array) for name, array in arrays.items() if array.dtype == np.uint8}
    days = {name: arrays[name].tolist() for name in ("first_day", "last_day")}
    return DocumentTable(lengths=[tuple(row) for row in arrays["length"].T.tolist()], **days, **strings)


def days_of(published: Published | None) -> tuple[int, int]:
    """The first and last day that the date may be, as ordinals; UNDATED twice without one."""
    if published is None:
        return UNDATED, UNDATED
    day = published.date
    if published.precision == "year":
        return dt.date(day.year, 1, 1).toordinal(), dt.date(day.year, 12, 31).toordinal()
    if published.precision == "month":
        first = day.replace(day=1)
        following = (first + dt.timedelta(days=31)).replace(day=1) if first < dt.date(9999, 12, 1) else dt.date.max
        return first.toordinal(), following.toordinal() - 1
    return day.toordinal(), day.toordinal()


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


def unpack_summary(data: bytes) -> Summary:
    """What `pack_summary` was given."""
    return _decoder.decode(data)


def people_text(summary: Summary) -> str:
    """The words by which people are found: names and roles."""
    return " · ".join(f"{name}, {role}" if role else name for name, role, _ in summary.people)
