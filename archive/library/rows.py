"""How pages and episodes are laid down in rows, and read back."""

import datetime as dt
import hashlib
import sqlite3
import zlib
from dataclasses import dataclass, replace
from typing import Any, cast

import msgspec

from archive.library.records import DamagedLibrary
from archive.model.episode import Episode, dumped, is_untimed, loads
from archive.model.page import FetchedHow, RawPage, Stated

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
