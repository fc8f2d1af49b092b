"""Which episodes a decision about names can touch, and their links read out anew: all others keep the links they have.

An episode is touched where a name that was decided on is linked in it now, or where that name alone, with its forms,
would be linked: no other decision moves a link, since every link of an episode is claimed against those of its own
names. Which may be such is asked of the index, of the speech of all at once (`archive.analysis.phoneme_search`); only
these are read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from archive.analysis.mentions import NameLink, SoughtName, link_mentions
from archive.analysis.phoneme_search import exact_places, near_places
from archive.languages.lexicon import Lexicon
from archive.library import GlossaryEntry, Library, StoredEpisode
from archive.operations.document_source import BATCH, WORTH_A_POOL, Analyzer, cores, last_gathered
from archive.operations.progress import Progress, through
from archive.processes import batches, map_in_order
from archive.search.generations import Generation, SpokenSegment, known_words
from archive.text.token_stream import token_stream
from archive.text.tokenizer import words

Links = tuple[NameLink, ...]

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[tuple[bool, StoredEpisode]]).decode
_unpack_links = msgspec.msgpack.Decoder(list[tuple[NameLink, ...] | None]).decode


def decided(entries: Iterable[GlossaryEntry]) -> tuple[GlossaryEntry, ...]:
    """What staff decided: suggestions move no link."""
    return tuple(entry for entry in entries if entry.state != "suggested")


@dataclass(frozen=True, slots=True)
class Decisions:
    """The entries that were decided on since the names were linked last: those that came, went or changed."""

    entries: tuple[GlossaryEntry, ...]

    @classmethod
    def between(cls, before: Iterable[GlossaryEntry], now: Iterable[GlossaryEntry]) -> "Decisions":
        """What differs between two glossaries, whatever the evidence."""
        then, here = ({(one.name, one.heard, one.show, one.state): one for one in entries} for entries in (before, now))
        return cls(tuple((then | here)[key] for key in then.keys() ^ here.keys()))

    @property
    def keys(self) -> frozenset[tuple[str, ...]]:
        """The names, folded."""
        return frozenset(tuple(words(entry.name)) for entry in self.entries)

    def concern(self, show: str | None) -> bool:
        """Whether one of them holds for a show."""
        return any(entry.show in (None, show) for entry in self.entries)

    def sought(self) -> tuple[SoughtName, ...]:
        """The names with every form that was decided on."""
        forms: dict[str, list[str]] = {}
        for entry in self.entries:
            forms.setdefault(entry.name, []).extend(filter(None, [entry.heard]))
        return tuple(SoughtName(name, "glossary", tuple(heard)) for name, heard in forms.items())


def linked_again(library: Library, generation: Generation, decisions: Decisions, progress: Progress) -> dict[str, Links]:
    """Slug and links, with the glossary as it is now, of every episode that the decisions can touch; only those are
    read."""
    linked = generation.stored.linked(" ".join(key) for key in decisions.keys)
    said = _said(library, generation, decisions)
    asked = sorted(linked | said if said is not None else generation.stored.digests())
    told = through(_read(library, asked, linked, said or (), decisions), "Linking names", progress, len(asked))
    return {slug: links for slug, links in told if links is not None}


def _said(library: Library, generation: Generation, decisions: Decisions) -> set[str] | None:
    """The slugs of the episodes in which one of the names, or a form of it, may be said; None where only reading
    tells."""
    speech = generation.stored.speech()
    return None if speech is None else set().union(*(_said_in(one, library, decisions.sought()) for one in speech))


def _said_in(spoken: SpokenSegment, library: Library, sought: Sequence[SoughtName]) -> set[str]:
    found = spoken.episodes(exact_places(spoken, sought))
    for language in spoken.languages:
        lexicon = Lexicon.of(language, known_words(library.directory))
        found |= spoken.episodes(near_places(spoken, sought, lexicon), language)
    return found


def _read(
    library: Library, slugs: Sequence[str], linked: Collection[str], said: Collection[str], decisions: Decisions
) -> Iterator[tuple[str, Links | None]]:
    """Slug and new links of each episode, None where it is not touched."""
    read, stored_words = library.stored(slugs), known_words(library.directory)
    analyzer = Analyzer(last_gathered(library.directory), library.glossary(), stored_words)
    relinker = _Relinker(analyzer, decisions, stored_words)
    stored = ((one.slug in linked or (one.slug in said and decisions.concern(one.episode.show)), one) for one in read)
    if len(slugs) < WORTH_A_POOL or cores() < 2:
        yield from ((one.slug, relinker(is_linked, one)) for is_linked, one in stored)
        return
    for batch, packed in map_in_order(partial(_relink_packed, relinker), batches(stored, BATCH), cores(), _pack):
        yield from ((one.slug, links) for (_, one), links in zip(batch, _unpack_links(packed), strict=True))


@dataclass(frozen=True, slots=True)
class _Relinker:
    """Reads out the links of an episode, where the decisions can touch it."""

    analyzer: Analyzer
    decisions: Decisions
    stored: Path

    def __call__(self, is_known: bool, one: StoredEpisode) -> Links | None:
        """None for an episode that they do not touch; `is_known`: that they may is known."""
        return self.analyzer.links(one) if is_known or self._touches(one) else None

    def _touches(self, one: StoredEpisode) -> bool:
        if not self.decisions.concern(one.episode.show):
            return False
        lexicon = Lexicon.of(one.episode.language, self.stored)
        return bool(link_mentions(token_stream(one.episode.cues), self.decisions.sought(), lexicon))


def _relink_packed(relinker: _Relinker, packed: bytes) -> bytes:
    """The links of some episodes, packed: far cheaper between processes than pickles."""
    return _pack([relinker(is_linked, one) for is_linked, one in _unpack(packed)])
