"""From somebody's saved page to our Episode; pure: no store, no web, no network. What reads pages is imported when it
is first asked for: to know the version of the cleaner takes no parser."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal

if TYPE_CHECKING:
    from ingest.files import leads_out, pages
    from ingest.sources.sources_file import Sources

__all__ = ["BROUGHT", "CLEANER_VERSION", "leads_out", "pages", "read", "unload"]

BROUGHT = {
    2: "dates in figures, promotion taken out of descriptions, titles made of show, guests and day",
    3: "texts below front matter, headings with a time",
    4: "times and hours written behind who speaks, names with a figure",
    5: "every channel of a recording, records with NaN, line breaks of captions",
    6: "why lines were taken for speech, in an episode's notes",
    7: "transcripts without times, times of words, more encodings, more people and shows of descriptions",
    8: "guests who are named on the page and greeted at the beginning, those of titles, more people of podcasts",
    9: "descriptions and titles without the markup of Markdown, titles made in the language spoken, guests greeted by their "
    "whole name, a podcast's channel as its show, roles of one phrase",
    10: "titles without a month or a year that is only about so, the day set off in a title, "
    "who speaks only where names follow one another or stand at most lines",
    11: "who speaks by the labels of captions in JSON, and by those amid captions, which are cut there",
}
"""What each version reads that the one before did not."""
CLEANER_VERSION = max(BROUGHT)


def read(page: RawPage, zone: str = "Europe/Paris", sources: "Sources | None" = None) -> Episode | Refusal:
    """The episode of a saved page, or the reason why it gives none; dates are calendar days of the zone. `sources` are
    those that were taught: what the page's own gives goes before what is guessed."""
    from ingest.pipeline import build

    if sources is None or not sources.all:
        return build(page, zone)
    from ingest.sources.teaching import with_taught, zone_of

    guessed = build(page, zone_of(sources, page) or zone)
    return guessed if isinstance(guessed, Refusal) else with_taught(sources, page, guessed)


def unload() -> None:
    """Lets go of what is kept in memory from page to page, the model that tells languages; the next page has it read
    again."""
    from ingest.extract.language import unload as unload_model

    unload_model()


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("ingest.files"), name)
