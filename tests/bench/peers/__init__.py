"""The engines that are compared, each behind the same small protocol."""

import importlib
import importlib.util
from pathlib import Path

from tests.bench.peers.base import Peer

# name -> module, class, the package it needs, the largest corpus it is tried on
PEERS: dict[str, tuple[str, str, str, int]] = {
    "ours": ("ours", "Strict", "archive", 10**9),
    "ours, full query": ("ours", "Full", "archive", 10**9),
    "tantivy": ("tantivy_peer", "Tantivy", "tantivy", 10**9),
    "tantivy, no total": ("tantivy_peer", "TantivyWithoutTotal", "tantivy", 10**9),
    "xapian": ("xapian_peer", "Xapian", "xapian", 1_000),
    "FTS5 by episode": ("sqlite_peer", "ByEpisode", "sqlite3", 10_000),
    "FTS5 by caption": ("sqlite_peer", "ByCaption", "sqlite3", 10_000),
    "stock Whoosh": ("whoosh_peer", "StockWhoosh", "whoosh", 1_000),
}

# a peer that asks the index of another
SHARES = {"ours, full query": "ours", "tantivy, no total": "tantivy"}


def have(name: str) -> bool:
    """Whether the package that a peer needs is installed."""
    return importlib.util.find_spec(PEERS[name][2]) is not None


def largest(name: str) -> int:
    """The largest corpus that a peer is tried on: past it, it indexes or answers for minutes."""
    return PEERS[name][3]


def make(name: str, folder: Path, workers: int = 1) -> Peer:
    """A peer with its index in a folder."""
    module, kind, _, _ = PEERS[name]
    made: Peer = getattr(importlib.import_module(f"tests.bench.peers.{module}"), kind)(folder, workers)
    return made
