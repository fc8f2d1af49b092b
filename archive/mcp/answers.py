"""What an assistant is told. All that was said comes as a quotation with its second and its link, and says how it was found."""

from dataclasses import dataclass
from typing import Literal

HowFound = Literal["said", "probably said", "near in sound", "near in meaning"]


@dataclass(frozen=True)
class Quotation:
    """Words of an automatic transcript, verbatim. `found`: whether they hold what was asked, or only sound or mean like it;
    `heard_as` is what the machine wrote for it then. Quote `text`, and give `link`."""

    text: str
    second: int
    clock: str
    link: str
    source_link: str | None
    slug: str
    episode: str
    show: str | None
    date: str | None
    found: HowFound
    heard_as: str | None = None


@dataclass(frozen=True)
class FoundEpisode:
    """An episode of an answer; `lacks` are the words asked for that are not said in it."""

    slug: str
    title: str
    show: str | None
    date: str | None
    link: str
    people: list[str]
    lacks: list[str]
    moments_total: int
    quotations: list[Quotation]


@dataclass(frozen=True)
class SearchResult:
    """`total` counts the episodes in which all that was asked is said, or, as `total_is` tells, probably said ("heard"); `note`
    says what an assistant ought to tell of it. `near_in_meaning` are episodes that do not hold these words, and may mean them."""

    query: str
    total: int
    total_is: Literal["said", "heard", "none"]
    note: str
    episodes: list[FoundEpisode]
    near_in_meaning: list[FoundEpisode]


@dataclass(frozen=True)
class MomentsResult:
    """The best moments of all episodes."""

    query: str
    moments_total: int
    note: str
    quotations: list[Quotation]


@dataclass(frozen=True)
class ChapterLine:
    """A chapter; `automatic` where a machine found it."""

    title: str
    second: int
    link: str
    automatic: bool


@dataclass(frozen=True)
class EpisodeResult:
    """An episode without its words; `opening` is how it begins."""

    slug: str
    title: str
    show: str | None
    channel: str | None
    date: str | None
    language: str
    description: str
    people: list[str]
    duration_s: int
    link: str
    source_link: str | None
    chapters: list[ChapterLine]
    opening: Quotation | None


@dataclass(frozen=True)
class Citation:
    """A quotation ready to be set into a text."""

    citation: str
    quotation: Quotation


@dataclass(frozen=True)
class PersonLine:
    """A person who presents or was invited, and the best moment in which the name is said, else how the newest episode begins."""

    name: str
    episodes: int
    link: str
    quotation: Quotation | None


@dataclass(frozen=True)
class PeopleResult:
    """People whose name holds what was asked."""

    people: list[PersonLine]


@dataclass(frozen=True)
class MonthLine:
    """A month in which something is said."""

    month: str
    moments: int
    episodes: int
    on_air: int


@dataclass(frozen=True)
class TrendLine:
    """A word or phrase by month; months without it are left out."""

    query: str
    moments: int
    months: list[MonthLine]
    best: Quotation | None


@dataclass(frozen=True)
class TrendsResult:
    """Words side by side."""

    trends: list[TrendLine]
