"""Generations of the index: built beside the serving one, verified, published by one rename, kept for a rollback.

DIR/index/g000001/ holds segments (immutable; a child links those of its parent), tables, and the manifest, written last.
"""

from archive.search.generations.errors import BusyError, GenerationError
from archive.search.generations.generation import Generation, current, serving, usable
from archive.search.generations.housekeeping import dispose, sweep
from archive.search.generations.publishing import ReturnsTo, publish_child, publish_full, relink, rollback
from archive.search.generations.tables import known_words, open_variants
from archive.search.generations.verifying import verify

__all__ = [
    "BusyError",
    "Generation",
    "GenerationError",
    "ReturnsTo",
    "current",
    "dispose",
    "known_words",
    "open_variants",
    "publish_child",
    "publish_full",
    "relink",
    "rollback",
    "serving",
    "sweep",
    "usable",
    "verify",
]
