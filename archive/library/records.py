"""What the Library gives out, how it is laid down in rows and read back, and how the Library refuses."""

import datetime as dt
import hashlib
import sqlite3
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from archive.errors import DamagedDataError, PresentableError
from archive.model.episode import Episode, Published, dumped, is_untimed, loads
from archive.model.page import FetchedHow, RawPage, Stated
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


MENDED = "`archive check --repair` cleans it anew from its saved page"
_PAGE_LEVEL = 4
_EPISODE_LEVEL = 1
"""A page is written once and hardly ever read: level 6 takes 3 % less room and two and a half times as long. An episode
is read at every reindex, where level 1 costs least."""

PAGE_COLUMNS = "sha256, root, origin, content_type, fetched_at, fetched_how, stated, body"
PAGE_COLUMNS_OF_P = ", ".join(f"p.{column}" for column in PAGE_COLUMNS.split(", "))
"""The same of the table `page` as `p`."""
PAGE_PLACES = "?, ?, ?, ?, ?, ?, ?, ?"

_encode = msgspec.json.Encoder().encode
_stated = msgspec.json.Decoder(Stated)
_JSON_BRACE = ord("{")


def now() -> str:
    """This moment, as it is written into the library."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def page_row(page: RawPage) -> tuple[Any, ...]:
    """The values of PAGE_COLUMNS."""
    return (*save_row(page), zlib.compress(page.body, _PAGE_LEVEL))


def save_row(page: RawPage) -> tuple[Any, ...]:
    """The values of PAGE_COLUMNS but the last: which save it is, without its bytes."""
    fetched = page.fetched_at.astimezone(dt.UTC).isoformat() if page.fetched_at else None
    return (page.sha256, page.root, page.origin, page.content_type, fetched, page.fetched_how, _encode(page.stated))


_DAMAGE = (zlib.error, ValueError, TypeError, LookupError)
"""What a row that is not what was written may raise; msgspec's errors are ValueErrors."""


def page_of(row: tuple[Any, ...], slug: str = "") -> RawPage:
    """The page that `page_row` laid down; raises DamagedLibrary."""
    sha256, root, origin, content_type, fetched, how, stated, body = row
    try:
        return RawPage(
            origin=origin,
            body=zlib.decompress(body),
            content_type=content_type,
            sha256=sha256,
            fetched_at=time_of(fetched),
            fetched_how=cast(FetchedHow, how),
            stated=_stated.decode(stated),
            root=root,
        )
    except _DAMAGE as error:
        raise DamagedLibrary(f"{slug}: the kept page {origin} cannot be read ({error}); add the page again") from error


def time_of(text: str | None) -> dt.datetime | None:
    """A time as the library writes it."""
    return dt.datetime.fromisoformat(text) if text else None


def episode_blob(episode: Episode) -> bytes:
    """The episode's JSON, lightly compressed."""
    packer = zlib.compressobj(_EPISODE_LEVEL)
    return b"".join([*map(packer.compress, dumped(episode)), packer.flush()])


def episode_of(blob: bytes, slug: str = "") -> Episode:
    """The episode that `episode_blob` laid down; raises DamagedLibrary."""
    try:
        return loads(blob if blob[0] == _JSON_BRACE else zlib.decompress(blob))
    except _DAMAGE as error:
        raise DamagedLibrary(f"{slug}: its text cannot be read ({error}); {MENDED}") from error


def digest_of(episode: Episode) -> str:
    """128 bits over all that is served of an episode: not over which save it came from nor which cleaner read it."""
    served = replace(episode, page_sha256="", cleaner_version=0)
    digest = hashlib.blake2b(digest_size=16)
    for piece in dumped(served):
        digest.update(piece)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Serving:
    """The version of an episode that serves: its row, its page's row and how that page was dated."""

    version: int
    page: int
    digest: str
    sha256: str
    fetched_at: dt.datetime | None
    fetched_how: str
    stated: bytes


def serving(connection: sqlite3.Connection, episode: int) -> Serving | None:
    """What serves of an episode; None where its contents are purged or were set aside."""
    row = connection.execute(
        "SELECT v.id, p.id, v.digest, p.sha256, p.fetched_at, p.fetched_how, p.stated"
        " FROM episode e JOIN version v ON v.id = e.version JOIN page p ON p.id = v.page WHERE e.id = ?",
        (episode,),
    ).fetchone()
    return row and Serving(row[0], row[1], row[2], row[3], time_of(row[4]), row[5], row[6])


def serves_times(connection: sqlite3.Connection, episode: int) -> bool:
    """Whether what serves of an episode tells when its words are said."""
    (body,) = connection.execute(
        "SELECT v.body FROM episode e JOIN version v ON v.id = e.version WHERE e.id = ?", (episode,)
    ).fetchone()
    return not is_untimed(episode_of(body))


def stated_blob(page: RawPage) -> bytes:
    """What was stated of a page, as it is compared and laid down."""
    return _encode(page.stated)
