"""From moments and cues to quotations."""

from archive.mcp.answers import HowFound, Quotation
from archive.model.episode import Cue, Episode, seconds_of
from archive.model.period import iso_date
from archive.model.sources import known_source
from archive.search.answer import Hit, Moment
from archive.search.answer_json import source_of_summary
from archive.search.index.types import AS_ASKED, GUESSED, Summary
from archive.text.timecode import clock
from archive.transcripts.addresses import episode_address

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
    """As much of its date as is known."""
    return iso_date(summary.date, summary.precision) if summary.date else None


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
        second=second,
        clock=clock(moment.start_ms),
        link=episode_address(summary.slug, second, base=base),
        source_link=source.page_at(second) if source else None,
        slug=summary.slug,
        episode=name(summary.title),
        show=name(summary.show) if summary.show else None,
        date=date_of(summary),
        found=how_found(moment),
        heard_as=moment.heard,
    )


def of_cues(episode: Episode, cues: list[Cue], base: str) -> Quotation:
    """What is said in some cues of an episode, cut where it is too long."""
    text, start_ms = " ".join(cue.text for cue in cues if cue.kind == "speech"), cues[0].start_ms
    second = seconds_of(start_ms)
    source = known_source(episode.platform, episode.video_id, episode.source_url)
    published = episode.published
    return Quotation(
        text=cut(text),
        second=second,
        clock=clock(start_ms),
        link=episode_address(episode.slug, second, base=base),
        source_link=source.page_at(second) if source else None,
        slug=episode.slug,
        episode=name(episode.title),
        show=name(episode.show) if episode.show else None,
        date=iso_date(published.date, published.precision) if published else None,
        found="said",
    )
