"""What a generation is built of: an episode as the Library serves it, with its analysis."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.analysis.analyze import Analysis
from archive.analysis.inference import with_inferred
from archive.model.episode import Episode


@dataclass(frozen=True, slots=True)
class Document:
    """`digest` changes with anything of the episode that is served (its cues, its corrections). What other pages tell of it stands
    in its analysis; `known` is the episode with that."""

    slug: str
    digest: str
    episode: Episode
    analysis: Analysis

    @property
    def known(self) -> Episode:
        """The episode as it is searched and shown: with what is inferred where its page says nothing."""
        return with_inferred(self.episode, self.analysis.inferred) if self.analysis.inferred else self.episode


class Source(Protocol):
    """Where the documents of a generation come from. A copy goes to each process that builds, by pickle."""

    def digests(self) -> Mapping[str, str]:
        """slug -> digest of all documents, in the order in which they are to be read."""
        ...

    def documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        """The documents of these slugs."""
        ...
