"""The manifest of a generation: what it is made of. Written last; a directory without one is no generation."""

import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from archive.search.generations.layout import GenerationError, GoneError, OtherVersionError
from archive.search.index.layout import WAY_OUT
from archive.search.index.types import SegmentInfo

FORMAT = "mot-pour-mot generation"
VERSION = 7
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` maps each file of the generation to its size and crc32. `parent` is the one whose files an incremental
    one links; `before` the one that `rollback` returns to; `expansions` the directories of expansion tables, the full
    generation's first; `base` how many of the segments, the first ones, are those of the full generation. `identity` is
    random and no other generation's, of whatever archive: numbers begin anew where an index was thrown away. `crc32` is
    over the rest of the manifest."""

    format: str
    version: int
    number: int
    revision: int
    episodes: int
    segments: tuple[SegmentInfo, ...]
    files: dict[str, tuple[int, int]]
    parent: int | None = None
    before: int | None = None
    expansions: tuple[str, ...] = ()
    base: int = 0
    identity: str = ""
    crc32: int | None = None


def new_identity() -> str:
    """An identity for a generation: 128 random bits."""
    return secrets.token_hex(16)


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a generation; raises GenerationError where it is not ours. Nothing else is opened before this."""
    try:
        data = (directory / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise GoneError(f"{directory} has no {NAME}: no generation; `archive reindex` builds one") from None
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (ValueError, RecursionError) as error:  # no JSON, no UTF-8, something else, or nested without end
        raise GenerationError(
            f"{directory / NAME} is not a manifest of this program ({error}); never open a stranger's index; {WAY_OUT}"
        ) from error
    if manifest.format != FORMAT:
        raise GenerationError(f"{directory} is of another program; never open a stranger's index")
    if manifest.version != VERSION:
        raise OtherVersionError(f"{directory} is of another version of this program; `archive reindex` builds a new one")
    if manifest.crc32 != _crc32(manifest):
        raise GenerationError(f"{directory / NAME} does not agree with its checksum; {WAY_OUT}")
    return manifest


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Writes the manifest; the caller syncs."""
    fresh = directory / f".{NAME}"
    signed = replace(manifest, crc32=_crc32(manifest))
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(signed), indent=1))
    fresh.replace(directory / NAME)


def _crc32(manifest: Manifest) -> int:
    return zlib.crc32(msgspec.json.encode(replace(manifest, crc32=None)))


def checksums(directory: Path, names: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Size and crc32 of files."""
    return {name: checksum(directory / name) for name in names}


def checksum(path: Path) -> tuple[int, int]:
    """Size and crc32 of a file."""
    crc, size = 0, 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc, size = zlib.crc32(block, crc), size + len(block)
    return size, crc
