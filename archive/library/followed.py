"""Feeds and sitemaps that are followed, and the pages that they name: how it went, and when each is asked for again."""

import datetime as dt
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from archive.library.schema import FOLLOWED, has_schema, writing

State = Literal["new", "waits", "taken", "held", "given up"]
"""`waits`: it had no transcript, or could not be had, and is asked for again; `held`: in quarantine, where staff look
at it."""


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed, asked for every so many seconds, at `due` the next time. `source`: its pages are read as those of this
    taught source. `came`: the last episode that it brought, and when. `failures`: so many times in a row it could not
    be had, at last for `trouble`. `inside`: whether it lies in our own network, as it was found when it was first asked
    for: what it names may lie there only then."""

    feed: str
    every_s: int
    due: dt.datetime
    source: str = ""
    etag: str | None = None
    modified: str | None = None
    asked: dt.datetime | None = None
    came: str = ""
    came_at: dt.datetime | None = None
    failures: int = 0
    trouble: str = ""
    inside: bool | None = None

    def is_due(self, now: dt.datetime) -> bool:
        """Whether its time has come, or the clock went back since it was asked for."""
        return self.due <= now or (self.asked is not None and self.asked > now)


@dataclass(frozen=True, slots=True)
class FollowedPage:
    """A page that a feed names by `key`: the addresses at which its transcript may be, the best first, and what the
    feed tells of it. `mark` changes when the feed says that the page did. `seen`: the ETag and the Last-Modified with
    which each address answered. `due` is None where it is not asked for again."""

    feed: str
    key: str
    mark: str
    addresses: tuple[str, ...]
    since: dt.datetime
    due: dt.datetime | None
    state: State = "new"
    heard: str | None = None
    guid: str | None = None
    title: str | None = None
    show: str | None = None
    seen: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    tries: int = 0
    trouble: str = ""


def feeds(connection: sqlite3.Connection) -> tuple[FollowedFeed, ...]:
    """All that are followed, in the order in which they came; none in a library that was last written before there were
    any."""
    if not has_schema(connection, FOLLOWED):
        return ()
    rows = connection.execute("SELECT body FROM followed_feed ORDER BY rowid")
    return tuple(msgspec.json.decode(body, type=FollowedFeed) for (body,) in rows)


def put_feed(connection: sqlite3.Connection, feed: FollowedFeed) -> None:
    """Follows a feed, from now on or otherwise than before."""
    with writing(connection):
        told = "INSERT INTO followed_feed VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
        connection.execute(told, (feed.feed, msgspec.json.encode(feed)))


def keep_feed(connection: sqlite3.Connection, feed: FollowedFeed) -> bool:
    """Keeps how a feed stands now; whether it is followed still."""
    with writing(connection):
        body = (msgspec.json.encode(feed), feed.feed)
        return connection.execute("UPDATE followed_feed SET body = ? WHERE feed = ?", body).rowcount > 0


def drop_feed(connection: sqlite3.Connection, feed: str) -> None:
    """Follows a feed no more; what it brought stays."""
    with writing(connection):
        for table in ("followed_feed", "followed_page"):
            connection.execute(f"DELETE FROM {table} WHERE feed = ?", (feed,))


def note_pages(connection: sqlite3.Connection, pages: Iterable[FollowedPage]) -> None:
    """Takes what a feed names now: new pages, and those of which it says that they changed, are due; the others stay as
    they are."""
    with writing(connection):
        for page in pages:
            known = connection.execute(
                "SELECT body FROM followed_page WHERE feed = ? AND key = ?", (page.feed, page.key)
            ).fetchone()
            if known is None or msgspec.json.decode(known[0], type=FollowedPage).mark != page.mark:
                put_page(connection, page)


def put_page(connection: sqlite3.Connection, page: FollowedPage) -> None:
    """Keeps how a page stands now, of a feed that is followed still."""
    with writing(connection):
        values = (page.feed, page.key, page.state, _written(page.due), msgspec.json.encode(page), page.feed)
        put = "INSERT INTO followed_page SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM followed_feed WHERE feed = ?)"
        told = "state = excluded.state, due = excluded.due, body = excluded.body"
        connection.execute(f"{put} ON CONFLICT DO UPDATE SET {told}", values)


LONGEST_WAIT = dt.timedelta(days=1)
"""Until a page is asked for again of which its server says nothing."""
MOST_RETRY = dt.timedelta(days=7)
"""Who asks for a longer wait is asked again all the same: no site is left for years by a slip of its own. A page that
is due later was asked for by a clock that went back since."""


def pages_due(connection: sqlite3.Connection, feed: str, now: dt.datetime, most: int) -> tuple[FollowedPage, ...]:
    """The pages of a feed that are to be asked for, in the order in which it named them."""
    question = "SELECT body FROM followed_page WHERE feed = ? AND (due <= ? OR due > ?) ORDER BY rowid LIMIT ?"
    rows = connection.execute(question, (feed, _written(now), _written(now + MOST_RETRY), most))
    return tuple(msgspec.json.decode(body, type=FollowedPage) for (body,) in rows)


def states(connection: sqlite3.Connection, feed: str) -> dict[State, int]:
    """How many pages of a feed stand how."""
    return dict(connection.execute("SELECT state, count(*) FROM followed_page WHERE feed = ? GROUP BY state", (feed,)).fetchall())


def _written(at: dt.datetime | None) -> str | None:
    """A time, so that the earlier one sorts first."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds") if at else None
