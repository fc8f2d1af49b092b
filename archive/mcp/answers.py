"""What an assistant is told. All that was said comes as a quotation with its second and its link, and says how it was
found."""

from dataclasses import dataclass
from typing import Literal

from archive.model.episode import Cue, Episode, paragraph_of, seconds_of, time_of
from archive.model.period import date_text
from archive.model.platforms import known_source
from archive.search.index.types import AS_ASKED, GUESSED, Summary
from archive.search.results.answer import Hit, Moment
from archive.search.results.answer_json import source_of_summary
from archive.text.timecode import clock
from archive.transcripts.addresses import episode_address

HowFound = Literal["said", "probably said", "near in sound", "near in meaning"]


@dataclass(frozen=True)
class Quotation:
    """Words of an automatic transcript, verbatim. `found`: whether they hold what was asked, or only sound or mean like
    it; `heard_as` is what the machine wrote for it then. A `date` with ~ is about so. Quote `text`, and give `link`.
    Where nobody tells when it is said, `second` is null and `paragraph` says where it stands."""

    text: str
    second: int | None
    clock: str
    link: str
    source_link: str | None
    slug: str
    episode: str
    show: str | None
    date: str | None
    found: HowFound
    heard_as: str | None = None
    paragraph: int | None = None


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
    """`total` counts the episodes in which all that was asked is said, or, as `total_is` tells, probably said
    ("heard"); `note` says what an assistant ought to tell of it. `near_in_meaning` are episodes that do not hold these
    words, and may mean them."""

    query: str
    total: int
    total_is: Literal["said", "heard", "none"]
    note: str
    episodes: list[FoundEpisode]
    near_in_meaning: list[FoundEpisode]


@dataclass(frozen=True)
class MomentsResult:
    """The best moments of all episodes; of several words, `moments_total` counts those in which any is said."""

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
    duration_s: int | None
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
    """A person who presents or was invited, and the best moment in which the name is said, else how the newest episode
    begins."""

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


MOST_LETTERS = 4000
"""Of one passage."""
MOST_OF_A_NAME = 300
"""Letters of a title, a show, a name."""


def cut(text: str, most: int = MOST_LETTERS) -> str:
    """So many letters of a text, whole words, with a sign where there was more."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " […]"


def name(text: str) -> str:
    """A title or a name, cut where it is endless."""
    return cut(text, MOST_OF_A_NAME)


def date_of(summary: Summary) -> str | None:
    """As much of its date as is known, ~2026-10 where it is about so."""
    return date_text(summary.date, summary.precision, summary.approximate) if summary.date else None


def how_found(moment: Moment) -> HowFound:
    """Whether a moment holds what was asked."""
    if moment.kind == "meaning":
        return "near in meaning"
    if moment.kind in AS_ASKED:
        return "said"
    return "near in sound" if moment.kind in GUESSED else "probably said"


def of_moment(hit: Hit, moment: Moment, base: str) -> Quotation:
    """A moment of a search."""
    summary, second = hit.summary, seconds_of(moment.start_ms)
    source = source_of_summary(summary)
    return Quotation(
        text=cut(moment.text),
        second=None if time_of(moment.start_ms) is None else second,
        clock=clock(moment.second * 1000),
        link=episode_address(summary.slug, moment.second, line=moment.line, base=base),
        source_link=source.page_at(moment.second) if source else None,
        slug=summary.slug,
        episode=name(summary.title),
        show=name(summary.show) if summary.show else None,
        date=date_of(summary),
        found=how_found(moment),
        heard_as=moment.heard,
        paragraph=paragraph_of(moment.start_ms),
    )


def of_cues(episode: Episode, cues: list[Cue], base: str) -> Quotation:
    """What is said in some cues of an episode, cut where it is too long."""
    text, start_ms = " ".join(cue.text for cue in cues if cue.kind == "speech"), cues[0].start_ms
    second = seconds_of(start_ms)
    source = known_source(episode.platform, episode.video_id, episode.source_url)
    published = episode.published
    return Quotation(
        text=cut(text),
        second=None if time_of(start_ms) is None else second,
        clock=clock(start_ms),
        link=episode_address(episode.slug, second, base=base),
        source_link=source.page_at(second) if source else None,
        slug=episode.slug,
        episode=name(episode.title),
        show=name(episode.show) if episode.show else None,
        date=date_text(published.date, published.precision, published.approximate) if published else None,
        found="said",
        paragraph=paragraph_of(start_ms),
    )
