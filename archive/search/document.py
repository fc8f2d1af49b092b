"""What a generation is built of: an episode as the Library serves it, with its reading."""

from dataclasses import dataclass

from archive.episode import Episode
from archive.reading import Reading


@dataclass(frozen=True, slots=True)
class Document:
    """`digest` changes with anything of the episode that is served (its cues, its corrections)."""

    slug: str
    digest: str
    episode: Episode
    reading: Reading
