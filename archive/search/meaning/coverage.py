"""How much of a generation can be found by meaning, and what would have to be done for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.search.meaning.encoder import is_installed
from archive.search.meaning.vector_files import VectorFile, passage_files

INSTALL = "pip install 'mot-pour-mot[meaning]'"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether the extra is here, and how many episodes the generation holds vectors of, as they answer now."""

    installed: bool
    episodes: int

    def __str__(self) -> str:
        if not self.installed:
            held = f" ({self.episodes} episodes were read)" if self.episodes else ""
            return f"not installed{held}: {INSTALL}, then archive reindex"
        if not self.episodes:
            return "installed, no French episode read: archive reindex reads them"
        return f"{self.episodes} French episode{'s' if self.episodes > 1 else ''} read"


def coverage(directory: Path, names: Collection[str], digests: Mapping[str, str]) -> Coverage:
    """That of a generation: `names` are its files, `digests` slug -> digest of what answers."""
    held = (zip(file.slugs, file.digests, strict=True) for file in map(VectorFile, passage_files(directory, names)))
    return Coverage(is_installed(), sum(digests.get(slug) == digest for pairs in held for slug, digest in pairs))
