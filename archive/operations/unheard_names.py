"""Names of guests that nobody finds in their transcript: the machine wrote them in a way that not even their sound
tells."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from archive.analysis.mentions import nearest_mention
from archive.languages.lexicon import Lexicon
from archive.library import GlossaryEntry, Library, StoredEpisode
from archive.model.episode import Episode
from archive.text.token_stream import token_stream
from archive.text.tokenizer import fold, words

if TYPE_CHECKING:
    from archive.search.api import Index

NAMED_BY = "named by the page"
"""How the evidence of a guest begins whom only the page names."""


@dataclass(frozen=True, slots=True)
class UnheardName:
    """A guest of an episode whose name is linked nowhere in its transcript; the words that sound nearest to it as they
    are written, when they are said, and what tells so: empty where nothing is near enough to be the name."""

    name: str
    slug: str
    title: str
    show: str | None = None
    heard: str = ""
    start_ms: int = 0
    evidence: str = ""

    def entry(self) -> GlossaryEntry | None:
        """The glossary entry that what sounds nearest makes, for staff to hear and confirm; None where nothing sounds
        near."""
        return GlossaryEntry(self.name, self.heard, self.show, "suggested", self.evidence) if self.heard else None


def unsaid(episode: Episode) -> tuple[str, ...]:
    """The guests whose last names do not stand in the transcript as they are spelt: told fast, some of them heard after
    all."""
    guests = [person.name for person in episode.people if person.kind == "guest"]
    if not guests or not episode.cues:
        return ()
    spoken = fold(" ".join(cue.text for cue in episode.cues))
    return tuple(name for name in guests if not _stands_in(words(name)[-1:], spoken))


def _stands_in(last: list[str], spoken: str) -> bool:
    """Whether a name's last word stands in a folded text, as a word of its own: Roy is not said by who says royaume."""
    return not last or re.search(rf"(?<!\w){re.escape(last[0])}(?!\w)", spoken) is not None


def unheard_names(library: Library, index: "Index", unsaid_in: Mapping[str, tuple[str, ...]]) -> tuple[UnheardName, ...]:
    """Of the names that `unsaid` gave (by slug), those that nobody finds: no link leads to them, and no accents hide
    them."""
    slugs = [slug for slug, names in unsaid_in.items() if names]
    return (
        tuple(one for stored in library.stored(slugs) for one in _unheard(stored, index, unsaid_in[stored.slug])) if slugs else ()
    )


def _unheard(stored: StoredEpisode, index: "Index", names: Iterable[str]) -> Iterator[UnheardName]:
    analysis = index.analysis(stored.slug)
    linked = {_key(link.name) for link in (analysis.links if analysis else ())}
    spoken = {word for cue in stored.episode.cues for word in words(cue.text)}
    for name in names:
        if _key(name) not in linked and words(name)[-1:] and words(name)[-1] not in spoken:
            yield UnheardName(name, stored.slug, stored.episode.title, stored.episode.show)


def with_nearest(library: Library, names: Sequence[UnheardName], known: Path) -> tuple[UnheardName, ...]:
    """The names, each with what sounds nearest to it in its transcript. Reads every transcript again: ask for as many
    as are shown. `known`: the directory in which the words of languages are kept."""
    episodes = {stored.slug: stored.episode for stored in library.stored(sorted({one.slug for one in names}))}
    return tuple(_with_nearest(one, episodes[one.slug], known) if one.slug in episodes else one for one in names)


def _with_nearest(name: UnheardName, episode: Episode, known: Path) -> UnheardName:
    stream = token_stream(episode.cues)
    link = nearest_mention(stream, name.name, Lexicon.of(episode.language, known))
    if link is None:
        return name
    start_ms = episode.cues[int(stream.cues[link.position])].start_ms
    evidence = f"{NAMED_BY}: {name.slug}, word {link.position}, distance {link.distance:.2f}"
    return replace(name, heard=link.heard, start_ms=start_ms, evidence=evidence)


def _key(name: str) -> tuple[str, ...]:
    return tuple(words(name))
