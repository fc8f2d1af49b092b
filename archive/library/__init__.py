"""The truth on disk: saved pages, the episodes cleaned from them in revisions, and what staff say of them."""

from archive.library.corrections import FIELDS, LineCorrection, PlacedCorrection, people_of, published_of
from archive.library.decisions import Decision, Touched
from archive.library.followed import FollowedFeed, FollowedPage
from archive.library.integrity import Damage
from archive.library.library import Library
from archive.library.records import (
    DamagedLibrary,
    FirstHeld,
    GlossaryEntry,
    GlossaryState,
    Holdings,
    LibraryError,
    LibraryLocked,
    ListedEpisode,
    Outcome,
    QuarantinedPage,
    Removal,
    Rewound,
    StoredEpisode,
    UnknownEpisode,
    Upserted,
)

__all__ = [
    "FIELDS",
    "Damage",
    "DamagedLibrary",
    "Decision",
    "FirstHeld",
    "FollowedFeed",
    "FollowedPage",
    "GlossaryEntry",
    "GlossaryState",
    "Holdings",
    "Library",
    "LibraryError",
    "LibraryLocked",
    "LineCorrection",
    "ListedEpisode",
    "Outcome",
    "PlacedCorrection",
    "QuarantinedPage",
    "Removal",
    "Rewound",
    "StoredEpisode",
    "Touched",
    "UnknownEpisode",
    "Upserted",
    "people_of",
    "published_of",
]
