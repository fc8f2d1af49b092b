"""What pages say of themselves, cards, the browser's own search, and IIIF."""

import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import extruct
import jsonschema
from oembedpy import consumer, discovery
from owslib.opensearch import OpenSearch

from archive.model.episode import Episode, seconds_of
from archive.transcripts import end_ms, timed
from tests.open.readers import Outcome, Visited, different, plain
from tests.servers import get

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # iiif-prezi3's own
    import iiif_prezi3

SEARCH = json.loads((Path(__file__).parents[1] / "content_search_2.schema.json").read_text("utf8"))
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


def iiif_prezi3_(visited: Visited) -> Iterator[Outcome]:
    """Every manifest and every collection, and in each episode the search for one of its words: the cues that hold it, with the
    very times of the transcript."""
    for episode in visited.archive:
        read = iiif_prezi3.Manifest(**visited.json(f"/iiif/{episode.slug}/manifest"))
        [canvas] = read.items
        transcript = iiif_prezi3.AnnotationPage(**canvas.annotations[0].model_dump(exclude_none=True)).items[0].body
        label = next(iter(dict(read.label).values()))
        wrong = different(
            label=(label, [episode.title]),
            duration=(canvas.duration, end_ms(episode) / 1000),
            transcript=(transcript.id, f"http://localhost/episodes/{episode.slug}.vtt"),
        )
        yield episode.slug, wrong or _searched(visited, episode)
    shows = iiif_prezi3.Collection(**visited.json("/iiif/collection")).items or ()
    for show in shows:
        held = iiif_prezi3.Collection(**visited.json(show.id))
        named = {episode.slug for episode in visited.archive}
        yield show.id, different(items=({urlsplit(one.id).path.split("/")[2] for one in held.items} - named, set()))


def _searched(visited: Visited, episode: Episode) -> str | None:
    word = _word_of(episode)
    answer = visited.json(f"/iiif/{episode.slug}/search?q=%22{word}%22")
    jsonschema.validate(answer, SEARCH)
    said = [
        f"{end / 1000:.3f}"
        for cue, end in timed(episode)
        if cue.kind == "speech" and re.search(rf"\b{word}\b", cue.text, re.IGNORECASE)
    ]
    found = [one["target"].rpartition(",")[2] for one in answer["items"]]
    return different(**{f"search for {word}": (sorted(set(said) - set(found)), [])}) or different(hits=(bool(found), True))


def _word_of(episode: Episode) -> str:
    """A word of an episode, long enough to be one of its own."""
    texts = (cue.text for cue in episode.cues if cue.kind == "speech")
    return next((found[0] for text in texts if (found := _LONG_WORD.search(text))), "bonjour")
