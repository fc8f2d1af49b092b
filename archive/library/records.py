"""What the Library gives out, and how it refuses."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archive.errors import DamagedDataError, PresentableError
from archive.model.episode import Episode, Published
from archive.model.reasons import Reason

Outcome = Literal["added", "updated", "unchanged", "refused"]
GlossaryState = Literal["suggested", "confirmed", "refused"]


class LibraryError(PresentableError):
    """The Library cannot do what was asked; the message names the file or episode and the way out."""


class DamagedLibrary(LibraryError, DamagedDataError):
    """Rows of the library do not hold what was kept; which, and the way out."""


class LibraryLocked(LibraryError):
    """Another process writes to the library. `holder` reads `pid 4711 since 2026-02-09T20:30:00+00:00`."""

    code = "library-locked"

    def __init__(self, path: Path, holder: str) -> None:
        self.holder = holder or "a process that has not signed yet"
        super().__init__(
            f"{path.parent} is being written to by {self.holder}; wait until it has finished, or end it, and try again"
        )


class UnknownEpisode(LibraryError):
    """No episode has this slug."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"no episode is called {slug}; `archive list` shows all of them", code="unknown-episode", slug=slug)


@dataclass(frozen=True, slots=True)
class Upserted:
    """What became of a page. `note` says why, where that is not plain: an older save, another address, removed by
    order."""

    slug: str
    outcome: Outcome
    note: str | None = None


@dataclass(frozen=True, slots=True)
class StoredEpisode:
    """An episode that serves, corrections applied; `digest` changes with anything of it that is served."""

    slug: str
    digest: str
    episode: Episode


@dataclass(frozen=True, slots=True)
class ListedEpisode:
    """One line of the list of episodes."""

    slug: str
    guid: str | None
    origin: str
    title: str
    published: Published | None
    show: str | None
    category: str | None = None
    language: str = "und"
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstHeld:
    """The number of an episode, which grows with each that comes, and when the archive first served it."""

    number: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Removal:
    """An episode taken down: why and when, and whether its contents are gone for good."""

    slug: str
    reason: str
    at: dt.datetime
    purged: bool


@dataclass(frozen=True, slots=True)
class Rewound:
    """What a rewind changed: slugs given back an earlier text, and slugs that serve no more since they came later."""

    revision: int
    restored: tuple[str, ...]
    set_aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A name of the glossary and a form in which the machine writes it, for one show or (None) for all.
    `heard` is empty where staff give the name alone; `evidence` says where the pair was learned."""

    name: str
    heard: str = ""
    show: str | None = None
    state: GlossaryState = "suggested"
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class GoldenQuery:
    """A query staff keep an eye on, and the episode (and second) that ought to answer first."""

    query: str
    slug: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class QuarantinedPage:
    """A page held back, and why, with a sample of what it looked like."""

    number: int
    origin: str
    root: str
    reason: Reason
    sample: str
    show: str | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Holdings:
    """The library in figures. `cleaners`: cleaner version -> episodes cleaned by it."""

    episodes: int
    removed: int
    undated: int
    saves: int
    quarantined: int
    revision: int
    last_page: dt.datetime | None
    cleaners: dict[int, int]
