"""The truth on disk: saved pages, the episodes cleaned from them in revisions, and what staff say of them."""

from archive.library.corrections import FIELDS, people_of, published_of
from archive.library.library import Library
from archive.library.values import (
    Entry,
    EntryState,
    Golden,
    Holdings,
    Kept,
    LibraryError,
    LibraryLocked,
    Listed,
    Outcome,
    Quarantined,
    Removal,
    Rewound,
    Stored,
    UnknownEpisode,
)

__all__ = [
    "FIELDS",
    "Entry",
    "EntryState",
    "Golden",
    "Holdings",
    "Kept",
    "Library",
    "LibraryError",
    "LibraryLocked",
    "Listed",
    "Outcome",
    "Quarantined",
    "Removal",
    "Rewound",
    "Stored",
    "UnknownEpisode",
    "people_of",
    "published_of",
]
