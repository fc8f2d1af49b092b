"""What pages say of themselves, cards, the browser's own search."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import extruct
from oembedpy import consumer, discovery
from owslib.opensearch import OpenSearch

from archive.model.episode import Episode, seconds_of
from tests.open.readers import Outcome, Visited, different, plain
from tests.servers import get

_FRAME = re.compile(r'<iframe src="([^"]+)"')
_LONG_WORD = re.compile(r"[^\W\d_]{7,}")


def extruct_(visited: Visited) -> Iterator[Outcome]:
    """The JSON-LD of every episode's page: its name, its chapters as clips that meet in time, its transcript or where it is."""
    for episode in visited.archive:
        graph = extruct.extract(visited.text(f"/episodes/{episode.slug}"), syntaxes=["json-ld"])["json-ld"][0]["@graph"]
        things = {thing["@type"]: thing for thing in graph}
        told = things.get("VideoObject") or things["PodcastEpisode"]
        clips = told.get("hasPart", [])
        starts, ends = [clip["startOffset"] for clip in clips], [clip["endOffset"] for clip in clips]
        chapters = visited.json(f"/episodes/{episode.slug}.chapters.json")["chapters"]
        wrong = different(
            name=(told["name"], episode.title),
            chapters=([plain(clip["name"]) for clip in clips], [plain(one["title"]) for one in chapters]),
            order=(starts, sorted(set(starts))),
            ends=([end > start for start, end in zip(starts, ends, strict=True)], [True] * len(starts)),
            breadcrumbs=(things["BreadcrumbList"]["itemListElement"][-1]["name"], episode.title),
            transcript=(_transcript(visited, told["transcript"]), True),
        )
        yield episode.slug, wrong


def _transcript(visited: Visited, told: Any) -> bool:
    """Whether the words stand there, short, or an address that answers."""
    if isinstance(told, str):
        return 0 < len(told.encode()) <= 10_000
    return visited.client.get(urlsplit(told["contentUrl"]).path).status_code == 200


def oembedpy_(visited: Visited) -> Iterator[Outcome]:
    """The card of every episode, found by its page's link, its frame asked for, its words those of the moment."""
    for episode in visited.archive:
        cue = next((cue for cue in episode.cues if cue.kind == "speech"), episode.cues[0])
        page = f"{visited.address}/episodes/{episode.slug}?t={seconds_of(cue.start_ms)}"
        card = consumer.fetch_content(*discovery.find_from_content(page))
        frame = _FRAME.search(card.html)
        shown = get(frame[1].replace("&amp;", "&")).decode() if frame else ""
        wrong = different(title=(card.title, episode.title), kind=(card.type, "rich"), frame=(bool(shown), True))
        yield episode.slug, wrong or different(script=("<script" in shown, False))


def owslib(visited: Visited) -> Iterator[Outcome]:
    """The description for browsers, and the two searches that it leads to."""
    found = OpenSearch(f"{visited.address}/opensearch.xml")
    kinds = {"text/html", "application/x-suggestions+json", "application/atom+xml"}
    yield "description", different(urls=(set(found.description.urls), kinds), name=(bool(found.description.shortname), True))
    word = _word_of(next(iter(visited.archive)))
    suggested = found.search("application/x-suggestions+json", **{"{searchTerms}": word[:4]})
    yield "suggestions", different(typed=(suggested[0], word[:4]), found=(bool(suggested[1]), True))
    page = found.search("text/html", **{"{searchTerms}": word})
    yield "results", different(word=(word in page.text, True))


def _word_of(episode: Episode) -> str:
    """A word of an episode, long enough to be one of its own."""
    texts = (cue.text for cue in episode.cues if cue.kind == "speech")
    return next((found[0] for text in texts if (found := _LONG_WORD.search(text))), "bonjour")
