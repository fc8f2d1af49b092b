"""How generations are shared with machines that have nothing of the archive: as files in pieces, each known by its
digest."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

PIECE_BYTES = 4 << 20
"""A file goes in pieces of so many bytes: one request each, and what did not change is not sent again."""


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of a generation: its name in the directory, with `/` between folders, and the sha256 of each piece, in
    hexadecimal."""

    name: str
    size: int
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedGeneration:
    """A generation as it is shared: what it is, its files, and the names of its segments."""

    identity: str
    number: int
    files: tuple[SharedFile, ...]
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lease:
    """A machine, and the identities of the generations that it holds until it says otherwise or is not heard of any
    more."""

    machine: str
    identities: tuple[str, ...]


class Sharing(Protocol):
    """Where generations are shared. All of it raises UnavailableError where it does not answer."""

    def share(self, generation: SharedGeneration, paths: Mapping[str, Path]) -> None:
        """Gives the files of a generation (name -> where it lies); it is there as a whole after this, or not at all."""
        ...

    def serve(self, identity: str) -> None:
        """Has a generation that is shared be the one that serves."""
        ...

    def serving(self) -> str | None:
        """The identity of the one that serves; None where none does."""
        ...

    def find(self, identity: str) -> SharedGeneration | None:
        """A generation that is shared and stays; None for one that is not, or is being let go."""
        ...

    def piece(self, digest: str) -> bytes:
        """A piece, held against its digest. Raises DamagedError."""
        ...

    def lease(self, machine: str, identities: Collection[str]) -> None:
        """Says that a machine lives, and holds these generations: nothing of them is deleted for a while. Ask for a
        generation again after this (`find`): only then it is held."""
        ...

    def release(self, machine: str) -> None:
        """Says that a machine holds nothing more."""
        ...

    def leases(self) -> tuple[Lease, ...]:
        """What the machines hold that were heard of lately, in order of their names."""
        ...


def pieces_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """The pieces of a file, each with its digest."""
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield hashlib.sha256(piece).hexdigest(), piece


def shared_file(name: str, path: Path) -> SharedFile:
    """A file as it is shared."""
    return SharedFile(name, path.stat().st_size, tuple(digest for digest, _ in pieces_of(path)))
