"""What the library gives back: episodes, digests, lists, saved pages, figures. Nothing here writes."""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from archive.library import records
from archive.library.records import FirstHeld, Holdings, ListedEpisode, StoredEpisode
from archive.library.upsert import as_served
from archive.model.episode import Episode, Published
from archive.model.page import RawPage
from archive.model.period import period_of, place_by_date
from archive.text.tokenizer import fold

SERVING = "version IS NOT NULL AND removed = 0"
_published = msgspec.json.Decoder(Published)
_people = msgspec.json.Decoder(tuple[str, ...])


def digests(connection: sqlite3.Connection) -> dict[str, str]:
    """Slug to digest of all that serve, in slug order, in milliseconds."""
    return dict(connection.execute(f"SELECT slug, digest FROM episode INDEXED BY episode_serving WHERE {SERVING} ORDER BY slug"))


def episode(connection: sqlite3.Connection, slug: str) -> Episode | None:
    """The episode with its corrections; None where it is unknown or removed."""
    row = connection.execute(
        f"SELECT e.id, v.body FROM episode e JOIN version v ON v.id = e.version WHERE e.slug = ? AND {SERVING}", (slug,)
    ).fetchone()
    return row and as_served(connection, row[0], records.episode_of(row[1], slug))


def first_held(connection: sqlite3.Connection) -> dict[str, FirstHeld]:
    """Slug to number and first time of all that serve; no later save, correction or index changes either."""
    found = connection.execute(
        "SELECT slug, id, (SELECT at FROM served WHERE revision >= first ORDER BY revision LIMIT 1), fetched FROM"
        " (SELECT e.slug, e.id, min(p.revision) AS first, min(p.fetched_at) AS fetched"
        f" FROM episode e JOIN page p ON p.episode = e.id WHERE {SERVING} GROUP BY e.id)"
    )
    return {slug: FirstHeld(number, records.time_of(served or fetched) or _LONG_AGO) for slug, number, served, fetched in found}


_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def number(connection: sqlite3.Connection, slug: str) -> int | None:
    """The number of an episode, given once with its slug and never to another: no episode's row is ever deleted."""
    row = connection.execute("SELECT id FROM episode WHERE slug = ?", (slug,)).fetchone()
    return row and int(row[0])


def slug_numbered(connection: sqlite3.Connection, number: int) -> str | None:
    """The slug of a number, also where the episode was taken down; None for a number that nothing has."""
    row = connection.execute("SELECT slug FROM episode WHERE id = ?", (number,)).fetchone()
    return row and str(row[0])


def stored(connection: sqlite3.Connection, slugs: Iterable[str] | None = None) -> Iterator[StoredEpisode]:
    """All that serve, or those of the given slugs that do, in slug order, one decoded at a time."""
    for slug, digest, number, blob in _bodies(connection, slugs):
        yield StoredEpisode(slug, digest, as_served(connection, number, records.episode_of(blob, slug)))


def _bodies(connection: sqlite3.Connection, slugs: Iterable[str] | None) -> Iterator[tuple[str, str, int, bytes]]:
    select = f"SELECT e.slug, e.digest, e.id, v.body FROM episode e JOIN version v ON v.id = e.version WHERE {SERVING}"
    if slugs is None:
        yield from connection.execute(f"{select} ORDER BY e.slug")
        return
    for slug in sorted(set(slugs)):
        yield from connection.execute(f"{select} AND e.slug = ?", (slug,)).fetchall()


def listed(
    connection: sqlite3.Connection,
    *,
    after: dt.date | None = None,
    before: dt.date | None = None,
    language: str | None = None,
) -> tuple[ListedEpisode, ...]:
    """The episodes that serve and meet all that is given, newest first, those of a year alone and without a date
    last."""
    found = connection.execute(
        f"SELECT slug, guid, origin, title, published, show, category, language, people FROM episode WHERE {SERVING} ORDER BY slug"
    )
    lines = [line for line in map(_listed, found) if _is_wanted(line, after, before, language)]
    return tuple(sorted(lines, key=lambda line: place_by_date(period_of(line.published) if line.published else None)))


def _listed(row: tuple[str, str | None, str, str, bytes | None, str | None, str | None, str, bytes]) -> ListedEpisode:
    published = _published.decode(row[4]) if row[4] else None
    return ListedEpisode(row[0], row[1], row[2], row[3], published, row[5], row[6], row[7], _people.decode(row[8]))


def _is_wanted(line: ListedEpisode, after: dt.date | None, before: dt.date | None, language: str | None) -> bool:
    """Days are inclusive, and any day of a stated month or year will do; the language is compared folded."""
    if (after or before) and not (line.published and period_of(line.published).overlaps(after, before)):
        return False
    return language is None or fold(language) == fold(line.language)


_PAGE = records.PAGE_COLUMNS_OF_P


def page(connection: sqlite3.Connection, slug: str) -> RawPage | None:
    """The save from which the serving episode was cleaned."""
    row = connection.execute(
        f"SELECT {_PAGE} FROM episode e JOIN version v ON v.id = e.version JOIN page p ON p.id = v.page"
        f" WHERE e.slug = ? AND {SERVING}",
        (slug,),
    ).fetchone()
    return row and records.page_of(row, slug)


def pages(connection: sqlite3.Connection, older_than: int | None = None) -> Iterator[tuple[str, RawPage]]:
    """Of every episode that serves (and was cleaned by a cleaner older than the given one), the save it was cleaned
    from, in slug order; each is looked up when its turn comes, so the library may be written to meanwhile."""
    cleaned = "" if older_than is None else " AND v.cleaner < ?"
    slugs = connection.execute(
        f"SELECT e.slug FROM episode e JOIN version v ON v.id = e.version WHERE {SERVING}{cleaned} ORDER BY e.slug",
        () if older_than is None else (older_than,),
    ).fetchall()
    for (slug,) in slugs:
        saved = page(connection, slug)
        if saved is not None:
            yield slug, saved


def place_of(connection: sqlite3.Connection, wanted: RawPage) -> tuple[str, str | None] | None:
    """Slug and show of the episode whose serving save came from the page's place; None where none did."""
    return connection.execute(  # type: ignore[no-any-return]
        "SELECT e.slug, e.show FROM page p JOIN version v ON v.page = p.id JOIN episode e ON e.version = v.id"
        f" WHERE {SERVING} AND p.root = ? AND p.origin = ?",
        (wanted.root, wanted.origin),
    ).fetchone()


def like(connection: sqlite3.Connection, wanted: RawPage, show: str | None, most: int) -> Iterator[tuple[RawPage, Episode]]:
    """Of a show's serving episodes (with None: of those saved under the page's root) the last ones kept of the page's
    kind, with their saves."""
    column, value = ("e.show", show) if show is not None else ("p.root", wanted.root)
    found = connection.execute(
        f"SELECT v.body, {_PAGE} FROM episode e JOIN version v ON v.id = e.version JOIN page p ON p.id = v.page"
        f" WHERE {SERVING} AND {column} = ? AND p.content_type = ? ORDER BY p.id DESC LIMIT ?",
        (value, wanted.content_type, most),
    ).fetchall()
    for blob, *row in found:
        yield records.page_of(tuple(row)), records.episode_of(blob)


def knows(connection: sqlite3.Connection, page: RawPage) -> bool:
    """Whether these very bytes are kept already, be it as an earlier save."""
    return connection.execute("SELECT 1 FROM page WHERE sha256 = ?", (page.sha256,)).fetchone() is not None


def served_as(connection: sqlite3.Connection, page: RawPage) -> tuple[str, int] | None:
    """The slug under which this very save (its bytes, place, date and what was stated) serves, and the version of the
    cleaner that read it; None where it does not serve."""
    found = connection.execute(
        "SELECT e.slug, v.cleaner FROM page p JOIN episode e ON e.id = p.episode"
        " JOIN version v ON v.id = e.version AND v.page = p.id"
        " WHERE p.sha256 = ? AND p.root = ? AND p.origin = ? AND p.content_type = ? AND p.fetched_at IS ? AND p.fetched_how = ?"
        " AND p.stated = ? AND e.removed = 0",
        records.save_row(page),
    ).fetchone()
    return found and (str(found[0]), int(found[1]))


def saves(connection: sqlite3.Connection, slug: str) -> tuple[RawPage, ...]:
    """Every save of an episode, the oldest first, unless it was taken down."""
    found = connection.execute(
        f"SELECT {_PAGE} FROM page p JOIN episode e ON e.id = p.episode WHERE e.slug = ? AND removed = 0 ORDER BY p.id", (slug,)
    )
    return tuple(records.page_of(row, slug) for row in found)


def pages_since(connection: sqlite3.Connection, revision: int) -> Iterator[RawPage]:
    """The saves that came after a revision, as they came: what a rollback adds again."""
    found = connection.execute(
        f"SELECT {_PAGE} FROM page p JOIN episode e ON e.id = p.episode WHERE p.revision > ? AND removed = 0"
        " ORDER BY p.revision, p.id",
        (revision,),
    )
    for row in found:
        yield records.page_of(row)


def cleaners(connection: sqlite3.Connection) -> dict[int, int]:
    """Cleaner version to the episodes cleaned by it: of the holdings, what costs nothing to know."""
    found = connection.execute("SELECT cleaner, count(*) FROM version WHERE until IS NULL GROUP BY cleaner ORDER BY cleaner")
    return dict(found.fetchall())


def holdings(connection: sqlite3.Connection) -> Holdings:
    """The library in figures."""

    def one(question: str) -> int:
        return int(connection.execute(question).fetchone()[0] or 0)

    (last,) = connection.execute("SELECT max(fetched_at) FROM page").fetchone()
    return Holdings(
        episodes=one(f"SELECT count(*) FROM episode WHERE {SERVING}"),
        removed=one("SELECT count(*) FROM removal"),
        undated=one(f"SELECT count(*) FROM episode WHERE {SERVING} AND published IS NULL"),
        saves=one("SELECT count(*) FROM page"),
        quarantined=one("SELECT count(*) FROM quarantine"),
        revision=one("SELECT value FROM counter WHERE name = 'revision'"),
        last_page=records.time_of(last),
        cleaners=cleaners(connection),
    )


def cleaned(connection: sqlite3.Connection, slug: str) -> Episode | None:
    """The episode as it was cleaned, be it taken down."""
    row = connection.execute("SELECT v.body FROM episode e JOIN version v ON v.id = e.version WHERE e.slug = ?", (slug,)).fetchone()
    return row and records.episode_of(row[0], slug)
