"""What a glossary entry would add, before it is kept: the moments that would be linked to its name, and are not found by it yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.analysis.mentions import NameLink
from archive.library import GlossaryEntry, Library, StoredEpisode
from archive.operations.document_source import analyses_with
from archive.search.api import Index
from archive.search.index.filters import Filters
from archive.search.shown.answer import Hit, Moment
from archive.text.token_stream import TokenStream, token_stream
from archive.text.tokenizer import words

MOST_EPISODES = 40
"""So many episodes are read out anew for a preview, some hundredths of a second each; where more may hold the form, it says so."""


@dataclass(frozen=True, slots=True)
class AddedMoment:
    """A place that an entry would link to its name: the episode, when the line begins, the line, and what was heard in it."""

    name: str
    slug: str
    title: str
    start_ms: int
    text: str
    heard: str


@dataclass(frozen=True, slots=True)
class GlossaryPreview:
    """The moments that entries would add, and how many of the episodes that may hold them were read."""

    moments: tuple[AddedMoment, ...]
    read: int
    candidates: int

    @property
    def whole(self) -> bool:
        """Whether every episode that may hold a moment was read."""
        return self.read == self.candidates


def preview(library: Library, index: Index, entries: Sequence[GlossaryEntry]) -> GlossaryPreview:
    """The moments that entries would add if they were confirmed. Nothing is written. Raises SearchError where the index cannot be
    asked."""
    wanted = [replace(one, state="confirmed") for one in entries]
    found = tuple(dict.fromkeys(slug for one in wanted for slug in _candidates(index, one)))
    read = found[:MOST_EPISODES]
    names = {" ".join(words(one.name)) for one in wanted}
    moments = tuple(_added(library, index, read, wanted, names))
    return GlossaryPreview(moments, len(read), len(found))


def _candidates(index: Index, entry: GlossaryEntry) -> Iterator[str]:
    """The slugs of the episodes that may say it: the words as they were heard, then what resembles the name."""
    filters = Filters.of(show=entry.show)
    if entry.heard:
        yield from sorted(index.counted(f'"{" ".join(words(entry.heard))}"', filters=filters))
    answer = index.search(entry.name, filters=filters, limit=100, moments=0, aggregations=False)
    yield from (hit.summary.slug for hit in answer.hits if hit.counted or hit.found_as)


def _added(
    library: Library, index: Index, slugs: Sequence[str], entries: Sequence[GlossaryEntry], names: set[str]
) -> Iterator[AddedMoment]:
    for stored, analysis in analyses_with(library, slugs, entries):
        now = index.analysis(stored.slug)
        linked = {(one.name, one.position) for one in (now.links if now else ())}
        new = [one for one in analysis.links if (one.name, one.position) not in linked and _is_wanted(one, names)]
        stream = token_stream(stored.episode.cues) if new else None
        yield from (_moment(stored, stream, one) for one in new if stream)


def _is_wanted(link: NameLink, names: set[str]) -> bool:
    """Whether a link is of one of the names, and of words that are not the name itself: those are found anyhow."""
    name = " ".join(words(link.name))
    return name in names and " ".join(words(link.heard)) != name


def _moment(stored: StoredEpisode, stream: TokenStream, link: NameLink) -> AddedMoment:
    cue = stored.episode.cues[int(stream.cues[link.position])]
    return AddedMoment(link.name, stored.slug, stored.episode.title, cue.start_ms, cue.text, link.heard)


def passages(index: Index, entry: GlossaryEntry, most: int = 1) -> tuple[AddedMoment, ...]:
    """Where the form of an entry is heard, to be listened to: at most so many moments, none where the words are not said."""
    filters = Filters.of(show=entry.show)
    said = entry.heard or entry.name
    found = index.search(f'"{" ".join(words(said))}"', filters=filters, limit=most, moments=1, aggregations=False)
    return tuple(_heard(entry, one) for one in _spoken(found.hits))


def _spoken(hits: Iterable[Hit]) -> Iterator[tuple[Hit, Moment]]:
    return ((hit, moment) for hit in hits for moment in hit.moments[:1])


def _heard(entry: GlossaryEntry, at: tuple[Hit, Moment]) -> AddedMoment:
    hit, moment = at
    return AddedMoment(entry.name, hit.summary.slug, hit.summary.title, moment.start_ms, moment.text, entry.heard)
