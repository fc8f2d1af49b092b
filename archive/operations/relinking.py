"""Which episodes a decision about names can touch, and their links read out anew: all others keep the links they have.

An episode is touched where a name that was decided on is linked in it now, or where that name alone, with its forms, would be
linked: no other decision moves a link, since every link of an episode is claimed against those of its own names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from archive.analysis.mentions import NameLink, SoughtName, link_mentions
from archive.languages.lexicon import Lexicon
from archive.library import GlossaryEntry, Library, StoredEpisode
from archive.operations.document_source import BATCH, WORTH_A_POOL, Analyzer, cores, last_gathered
from archive.operations.progress import Progress, through
from archive.processes import batches, map_in_order
from archive.search.generations import Generation, known_words
from archive.text.token_stream import token_stream
from archive.text.tokenizer import words

HeardLinks = tuple[str, str | None, tuple[NameLink, ...]]
"""Slug, show and linked names of an episode."""

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


def linked_again(library: Library, generation: Generation, decisions: Decisions, progress: Progress) -> Iterator[HeardLinks]:
    """The links of every episode that serves, with the glossary as it is now; only those that the decisions can touch are read."""
    kept = {one.slug: one for one in generation.stored.mentions()}
    has = {slug: any(tuple(words(link.name)) in decisions.keys for link in one.links) for slug, one in kept.items()}
    asked = [slug for slug, one in kept.items() if has[slug] or decisions.concern(one.show)]
    told = through(_read(library, asked, has, decisions), "Linking names", progress, len(asked))
    read = {slug: links for slug, links in told if links is not None}
    yield from ((slug, one.show, read.get(slug, one.links)) for slug, one in kept.items())


def _read(
    library: Library, slugs: Sequence[str], has: Mapping[str, bool], decisions: Decisions
) -> Iterator[tuple[str, tuple[NameLink, ...] | None]]:
    """Slug and new links of each episode, None where it is not touched."""
    stored_words = known_words(library.directory)
    analyzer = Analyzer(last_gathered(library.directory), library.glossary(), stored_words)
    relinker = _Relinker(analyzer, decisions.sought(), stored_words)
    stored = ((has[one.slug], one) for one in library.stored(slugs))
    if len(slugs) < WORTH_A_POOL or cores() < 2:
        yield from ((one.slug, relinker(is_linked, one)) for is_linked, one in stored)
        return
    for batch, packed in map_in_order(partial(_relink_packed, relinker), batches(stored, BATCH), cores(), _pack):
        yield from ((one.slug, links) for (_, one), links in zip(batch, _unpack_links(packed), strict=True))


@dataclass(frozen=True, slots=True)
class _Relinker:
    """Reads out the links of an episode, where the sought names can touch it."""

    analyzer: Analyzer
    sought: tuple[SoughtName, ...]
    stored: Path

    def __call__(self, is_linked: bool, one: StoredEpisode) -> tuple[NameLink, ...] | None:
        return self.analyzer(one).links if is_linked or self._touches(one) else None

    def _touches(self, one: StoredEpisode) -> bool:
        lexicon = Lexicon.of(one.episode.language, self.stored)
        return bool(link_mentions(token_stream(one.episode.cues), self.sought, lexicon))


def _relink_packed(relinker: _Relinker, packed: bytes) -> bytes:
    """The links of some episodes, packed: far cheaper between processes than pickles."""
    return _pack([relinker(is_linked, one) for is_linked, one in _unpack(packed)])
