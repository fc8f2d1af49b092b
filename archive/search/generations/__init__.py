"""Generations of the index: built beside the serving one, verified, published by one rename, kept for a rollback.

DIR/index/g000001/ holds segments (immutable; an incremental generation links those of its parent), tables, and the
manifest, written last."""

from archive.search.generations.expansion_tables import known_words, open_expander
from archive.search.generations.generation import (
    Generation,
    current,
    is_of_other_version,
    is_published,
    kept,
    open_engine,
    serving,
    unreadable,
    usable,
    verify,
    verify_on_opening,
)
from archive.search.generations.layout import BusyError, GenerationError, OtherVersionError, forget_damaged
from archive.search.generations.publishing import (
    ReturnsTo,
    publish_full,
    publish_incremental,
    relink,
    rollback,
)
from archive.search.generations.recovery import collect_garbage, delete, dispose
from archive.search.generations.replication import ClusterFollower, WriteBeside, share, unheard_s
from archive.search.index.read.stored_documents import SpokenSegment, Volume

__all__ = [
    "BusyError",
    "ClusterFollower",
    "Generation",
    "GenerationError",
    "OtherVersionError",
    "ReturnsTo",
    "SpokenSegment",
    "Volume",
    "WriteBeside",
    "collect_garbage",
    "current",
    "delete",
    "dispose",
    "forget_damaged",
    "is_of_other_version",
    "is_published",
    "kept",
    "known_words",
    "open_engine",
    "open_expander",
    "publish_full",
    "publish_incremental",
    "relink",
    "rollback",
    "serving",
    "share",
    "unheard_s",
    "unreadable",
    "usable",
    "verify",
    "verify_on_opening",
]
