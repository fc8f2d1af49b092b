"""Whether the rows hold what was kept, beyond what SQLite sees: a bit within a text or a compressed page breaks no
table."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from archive.library import records
from archive.library.corrections import corrected
from archive.library.records import DamagedLibrary, LibraryError
from archive.library.schema import next_revision, writing
from archive.library.upsert import edits_of, line_of, list_episode
from archive.model.episode import Episode

Part = Literal["save", "text", "earlier text", "line"]
"""A page as it was saved, the cleaned text that serves, one of an earlier revision, the line in the list of
episodes."""
_LINE = "guid, origin, title, show, category, language, published, people"
UNREADABLE = "unreadable:"
"""Begins what stands in place of the sha256 of a save that cannot be read: the same bytes, added again, are laid down
anew."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A row that is not what was kept: of which episode, which part of it, its number, and what is wrong."""

    slug: str
    part: Part
    number: int
    what: str


def damages(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Every save, every cleaned text, every line of the list, read and compared; one row at a time is in memory."""
    yield from _saves(connection)
    yield from _texts(connection)
    yield from _lines(connection)


def mend_text(connection: sqlite3.Connection, damage: Damage, cleaned: Episode) -> None:
    """Lays down anew the text that serves, as it was just cleaned from its save."""
    with writing(connection):
        (number,) = connection.execute("SELECT episode FROM version WHERE id = ?", (damage.number,)).fetchone()
        episode = replace(cleaned, slug=damage.slug, number=None)
        connection.execute(
            "UPDATE version SET body = ?, digest = ?, cleaner = ? WHERE id = ?",
            (records.episode_blob(episode), records.digest_of(episode), episode.cleaner_version, damage.number),
        )
        list_episode(connection, number, episode)
        next_revision(connection)


def mend_line(connection: sqlite3.Connection, damage: Damage) -> None:
    """Writes a line of the list anew from the text that serves."""
    with writing(connection):
        (blob,) = connection.execute(
            "SELECT v.body FROM episode e JOIN version v ON v.id = e.version WHERE e.id = ?", (damage.number,)
        ).fetchone()
        list_episode(connection, damage.number, records.episode_of(blob, damage.slug))
        next_revision(connection)


def mark_unreadable(connection: sqlite3.Connection, damage: Damage) -> None:
    """Lets a save that cannot be read no longer be known by its bytes: the page, added again, is kept anew. One that no
    text was cleaned from goes."""
    with writing(connection):
        connection.execute("DELETE FROM page WHERE id = ? AND id NOT IN (SELECT page FROM version)", (damage.number,))
        connection.execute("UPDATE page SET sha256 = ? WHERE id = ?", (f"{UNREADABLE}{damage.number}", damage.number))


def _saves(connection: sqlite3.Connection) -> Iterator[Damage]:
    found = connection.execute(
        f"SELECT e.slug, p.id, {records.PAGE_COLUMNS_OF_P} FROM page p JOIN episode e ON e.id = p.episode ORDER BY p.id"
    )
    for slug, number, *row in found:
        try:
            page = records.page_of(tuple(row), slug)
        except DamagedLibrary as error:
            yield Damage(slug, "save", number, str(error))
            continue
        if hashlib.sha256(page.body).hexdigest() != page.sha256:
            yield Damage(slug, "save", number, f"the kept page {page.origin} is not what was saved")


def _texts(connection: sqlite3.Connection) -> Iterator[Damage]:
    found = connection.execute(
        "SELECT e.slug, v.id, v.id IS e.version, v.body FROM version v JOIN episode e ON e.id = v.episode ORDER BY v.id"
    )
    for slug, number, serves, blob in found:
        try:
            records.episode_of(blob, slug)
        except DamagedLibrary as error:
            yield Damage(slug, "text" if serves else "earlier text", number, str(error))


def _lines(connection: sqlite3.Connection) -> Iterator[Damage]:
    found = connection.execute(
        f"SELECT e.slug, e.id, v.body, {_LINE} FROM episode e JOIN version v ON v.id = e.version ORDER BY e.id"
    )
    for slug, number, blob, *line in found:
        try:
            episode = corrected(records.episode_of(blob, slug), edits_of(connection, number))
        except LibraryError:
            continue  # named as a damaged text, or a correction of another version
        if line_of(episode) != tuple(line):
            yield Damage(slug, "line", number, "its line in the list of episodes is not what was kept")
