"""The one place that knows which engine an archive has."""

from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from archive.search.index.protocols import Backend, Engine, SegmentInfo
from archive.search.index.whoosh_index import WhooshBackend


class Opened(Protocol):
    """What an engine needs of a generation that is held for reading."""

    @property
    def path(self) -> Path:
        """Its directory."""
        ...

    @property
    def segments(self) -> tuple[SegmentInfo, ...]:
        """Its segments."""
        ...

    def close(self) -> None:
        """Lets go of its shared lock."""
        ...


def backend() -> Backend:
    """The engine by which indexes are built and opened: the one that is embedded in the program."""
    return WhooshBackend()


def open_engine(generation: Opened, without: Collection[str] = ()) -> Engine:
    """The engine of a generation, in which the slugs in `without` do not answer; closing it lets the generation go. Raises
    DamagedDataError."""
    return backend().open(generation.path, generation.segments, generation.close, without)
