"""Content Search 2.0 in one episode: an annotation for each cue that holds a marked word, with the very times of the cue in the
manifest's transcript. What is found is what the search of the site finds."""

from archive.model.episode import Episode
from archive.search.shown.answer import EpisodeMatches
from archive.text.token_stream import token_stream
from archive.transcripts import timed
from archive.web.http.search_params import query_string
from archive.web.iiif.manifests import address, fragment
from archive.web.iiif.types import Annotation, AnnotationPage, Body, Service, Term, TermPage
from archive.web.presentation.transcript import marked_in
from archive.web.site import index

CONTEXT = "http://iiif.io/api/search/2/context.json"
MOST_TERMS = 10


def found(episode: Episode, matches: EpisodeMatches | None, own: str) -> AnnotationPage:
    """The cues of an episode that hold what was asked; `own` is the address that was asked."""
    marked = marked_in(token_stream(episode.cues), matches.matches if matches else ())
    items = tuple(
        Annotation(
            id=address(episode.slug, f"cues/{place}"),
            motivation="supplementing",
            body=Body(type="TextualBody", value=cue.text, format="text/plain", language=_language(episode)),
            target=address(episode.slug, "canvas") + fragment(cue.start_ms, end),
        )
        for place, (cue, end) in enumerate(timed(episode))
        if marked.get(place)
    )
    return AnnotationPage(context=CONTEXT, id=own, items=items)


def completions(slug: str, typed: str, own: str) -> TermPage:
    """What the typed beginning may become, each with the search for it in the same episode."""
    items = tuple(
        Term(value=one.text, total=one.episodes, service=(_search_for(slug, one.text),))
        for one in index().suggest(typed, MOST_TERMS)
        if one.kind == "word"
    )
    return TermPage(context=CONTEXT, id=own, items=items)


def _search_for(slug: str, word: str) -> Service:
    return Service(id=address(slug, "search") + query_string([("q", word)]), type="SearchService2")


def _language(episode: Episode) -> str | None:
    return None if episode.language == "und" else episode.language
