"""Programmes that are known to have been broadcast and have no transcript: counted, so that listeners are told."""

import datetime as dt
import sqlite3
from collections.abc import Sequence

from archive.model.page import Programme, RawPage
from archive.model.period import period_of

# One programme may be told of in several places.
_COUNT = "count(DISTINCT coalesce(guid, root || char(10) || origin))"


def note_untranscribed(connection: sqlite3.Connection, page: RawPage, programme: Programme) -> bool:
    """Writes down that a page tells of a programme without a transcript, unless an earlier save or another page gave
    one."""
    if _is_known(connection, page, programme):
        return False
    period = period_of(programme.published)
    days = period.first.toordinal(), period.last.toordinal()
    changed = connection.execute(
        "INSERT INTO untranscribed VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET guid = excluded.guid,"
        " title = excluded.title, show = excluded.show, first_day = excluded.first_day, last_day = excluded.last_day"
        " WHERE (guid, title, show, first_day, last_day)"
        " IS NOT (excluded.guid, excluded.title, excluded.show, excluded.first_day, excluded.last_day)",
        (page.root, page.origin, programme.guid, programme.title, programme.show, *days),
    ).rowcount
    _count(connection, changed)
    return bool(changed)


def _is_known(connection: sqlite3.Connection, page: RawPage, programme: Programme) -> bool:
    """Whether an episode has its guid; where it states none, whether one came from the same place."""
    if programme.guid is not None:
        known = connection.execute("SELECT 1 FROM episode WHERE guid = ?", (programme.guid,))
    else:
        known = connection.execute("SELECT 1 FROM page WHERE root = ? AND origin = ?", (page.root, page.origin))
    return known.fetchone() is not None


def found(connection: sqlite3.Connection, page: RawPage, guid: str | None) -> None:
    """Strikes out what a page that has a transcript was lacking."""
    gone = connection.execute(
        "DELETE FROM untranscribed WHERE (root = ? AND origin = ?) OR guid = ?", (page.root, page.origin, guid)
    ).rowcount
    _count(connection, gone)


def _count(connection: sqlite3.Connection, changed: int) -> None:
    if changed:
        connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'lacking'")


def count_untranscribed(
    connection: sqlite3.Connection, after: dt.date | None = None, before: dt.date | None = None, shows: Sequence[str] = ()
) -> int:
    """How many programmes of a period (and of some shows) have no transcript; counted in the index, in microseconds."""
    among = f" AND show IN ({', '.join('?' * len(shows))})" if shows else ""
    (count,) = connection.execute(
        f"SELECT {_COUNT} FROM untranscribed WHERE last_day >= ? AND first_day <= ?{among}",
        (*_bounds(after, before), *shows),
    ).fetchone()
    return int(count)


def by_show(connection: sqlite3.Connection, after: dt.date | None = None, before: dt.date | None = None) -> dict[str | None, int]:
    """The same for each show; None for those that state no show."""
    question = f"SELECT show, {_COUNT} FROM untranscribed WHERE last_day >= ? AND first_day <= ? GROUP BY show"
    return dict(connection.execute(question, _bounds(after, before)).fetchall())


def _bounds(after: dt.date | None, before: dt.date | None) -> tuple[int, int]:
    return (after or dt.date.min).toordinal(), (before or dt.date.max).toordinal()
