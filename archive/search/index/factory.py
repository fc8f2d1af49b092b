"""The one place that knows which engine an archive has."""

from dataclasses import dataclass, field
from functools import lru_cache
from os import getpid

from archive.errors import PresentableError
from archive.processes import bequeath
from archive.search.index.backend import Backend
from archive.search.index.layout import MARK
from archive.search.index.types import SegmentInfo
from archive.search.index.whoosh_index import WhooshBackend


class NoEngineError(PresentableError):
    """The engine that was chosen is not installed."""


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engine: the embedded one without an `address`; else the cluster there, to which `user` and `password` let
    in, and for which the certificates in the file `ca` vouch."""

    address: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""


_chosen = EngineChoice()


def choose(choice: EngineChoice) -> None:
    """Has this process build and open indexes by an engine from now on; processes that it starts are told by it."""
    global _chosen  # noqa: PLW0603
    _chosen = choice
    bequeath(choose, choice)


def backend() -> Backend:
    """The engine by which indexes are built and opened. Raises PresentableError where its address cannot be used."""
    return _cluster(_chosen, getpid()) if _chosen.address else WhooshBackend()


def wrote(segment: SegmentInfo) -> bool:
    """Whether a segment is one of the chosen engine's, by its name."""
    return segment.name.startswith(MARK) == bool(_chosen.address)


@lru_cache(4)
def _cluster(choice: EngineChoice, _: int) -> Backend:
    """The cluster as one process asks it: connections are no good behind a fork."""
    try:
        from archive.search.index_opensearch.backend import ClusterBackend
        from archive.search.index_opensearch.cluster import read_address
    except ModuleNotFoundError as error:
        raise NoEngineError("the engine of a cluster is not installed: pip install 'mot-pour-mot[opensearch]'") from error
    return ClusterBackend(read_address(choice.address, choice.user, choice.password, choice.ca))
