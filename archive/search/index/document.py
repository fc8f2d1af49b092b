"""What a generation is built of: an episode as the Library serves it, with its analysis."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.analysis.analyze import Analysis
from archive.model.episode import Episode


@dataclass(frozen=True, slots=True)
class Document:
    """`digest` changes with anything of the episode that is served (its cues, its corrections)."""

    slug: str
    digest: str
    episode: Episode
    analysis: Analysis


class Source(Protocol):
    """Where the documents of a generation come from. A copy goes to each process that builds, by pickle."""

    def digests(self) -> Mapping[str, str]:
        """slug -> digest of all documents, in the order in which they are to be read."""
        ...

    def documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        """The documents of these slugs."""
        ...
