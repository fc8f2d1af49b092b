"""The one place that knows which engine an archive has."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from os import getpid
from pathlib import Path
from typing import Protocol

from archive.errors import PresentableError
from archive.processes import bequeath
from archive.search.index.protocols import Backend, Engine, SegmentInfo
from archive.search.index.whoosh_index import WhooshBackend


class NoEngineError(PresentableError):
    """The engine that was chosen is not installed."""


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engine: the embedded one without an `address`; else the cluster there, to which `user` and `password` let in, and for
    which the certificates in the file `ca` vouch."""

    address: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""


_chosen = EngineChoice()


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


def choose(choice: EngineChoice) -> None:
    """Has this process build and open indexes by an engine from now on; processes that it starts are told by it."""
    global _chosen  # noqa: PLW0603
    _chosen = choice
    bequeath(choose, choice)


def backend() -> Backend:
    """The engine by which indexes are built and opened. Raises PresentableError where its address cannot be used."""
    return _cluster(_chosen, getpid()) if _chosen.address else WhooshBackend()


@lru_cache(4)
def _cluster(choice: EngineChoice, _: int) -> Backend:
    """The cluster as one process asks it: connections are no good behind a fork."""
    try:
        from archive.search.index_opensearch.address import read_address
        from archive.search.index_opensearch.backend import ClusterBackend
    except ModuleNotFoundError as error:
        raise NoEngineError("the engine of a cluster is not installed: pip install 'mot-pour-mot[opensearch]'") from error
    return ClusterBackend(read_address(choice.address, choice.user, choice.password, choice.ca))


def open_engine(generation: Opened, without: Collection[str] = ()) -> Engine:
    """The engine of a generation, in which the slugs in `without` do not answer; closing it lets the generation go. Raises
    DamagedDataError."""
    return backend().open(generation.path, generation.segments, generation.close, without)
