"""Names of guests that nobody finds in their transcript: the machine wrote them in a way that not even their sound tells."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.library import Library, StoredEpisode
from archive.model.episode import Episode
from archive.text.tokenizer import fold, words

if TYPE_CHECKING:
    from archive.search.api import Index


@dataclass(frozen=True, slots=True)
class UnheardName:
    """A guest of an episode whose name is linked nowhere in its transcript."""

    name: str
    slug: str
    title: str


def unsaid(episode: Episode) -> tuple[str, ...]:
    """The guests whose last names do not stand in the transcript as they are spelt: told fast, some of them heard after all."""
    guests = [person.name for person in episode.people if person.kind == "guest"]
    if not guests or not episode.cues:
        return ()
    spoken = fold(" ".join(cue.text for cue in episode.cues))
    return tuple(name for name in guests if not _stands_in(words(name)[-1:], spoken))


def _stands_in(last: list[str], spoken: str) -> bool:
    """Whether a name's last word stands in a folded text, as a word of its own: Roy is not said by who says royaume."""
    return not last or re.search(rf"(?<!\w){re.escape(last[0])}(?!\w)", spoken) is not None


def unheard_names(library: Library, index: "Index", unsaid_in: Mapping[str, tuple[str, ...]]) -> tuple[UnheardName, ...]:
    """Of the names that `unsaid` gave (by slug), those that nobody finds: no link leads to them, and no accents hide them."""
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
            yield UnheardName(name, stored.slug, stored.episode.title)


def _key(name: str) -> tuple[str, ...]:
    return tuple(words(name))
