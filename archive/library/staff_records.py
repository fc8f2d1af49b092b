"""What staff keep beside the episodes: glossary, quarantine."""

import re
import sqlite3
from collections.abc import Iterable

from archive.library import records
from archive.library.records import GlossaryEntry, GlossaryState, LibraryError, QuarantinedPage
from archive.library.schema import DECISIONS, has_schema, writing
from archive.model.page import RawPage
from archive.model.reasons import Reason
from archive.text.tokenizer import words


def glossary(connection: sqlite3.Connection, show: str | None = None) -> tuple[GlossaryEntry, ...]:
    """The entries of all shows; with a show, its own and those that hold for every show."""
    every = "SELECT name, heard, show, state, evidence FROM glossary"
    order = " ORDER BY name, heard, show"
    found = (
        connection.execute(every + order) if show is None else connection.execute(f"{every} WHERE show IN ('', ?){order}", (show,))
    )
    return tuple(GlossaryEntry(name, heard, of or None, state, evidence) for name, heard, of, state, evidence in found)


def put_entries(connection: sqlite3.Connection, entries: Iterable[GlossaryEntry]) -> int:
    """Adds or replaces entries and says how many changed; a suggestion never overrules what staff decided, and none
    comes back in other capitals or accents."""
    with writing(connection):
        decided = [entry for entry in glossary(connection, None) if entry.state != "suggested"]
        wanted = (one for one in entries if one.state != "suggested" or not any(_settles(by, one) for by in decided))
        return sum(_put_entry(connection, entry) for entry in wanted)


def _put_entry(connection: sqlite3.Connection, entry: GlossaryEntry) -> int:
    if not entry.name.strip():
        raise LibraryError("a glossary entry needs a name", code="no-name")
    return connection.execute(
        "INSERT INTO glossary VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET state = excluded.state, evidence = excluded.evidence"
        " WHERE (state, evidence) <> (excluded.state, excluded.evidence)"
        " AND (state = 'suggested' OR excluded.state <> 'suggested')",
        (entry.name.strip(), entry.heard.strip(), entry.show or "", entry.state, entry.evidence),
    ).rowcount


def suggest_entries(connection: sqlite3.Connection, entries: Iterable[GlossaryEntry], learned: str) -> None:
    """Takes suggestions in the place of those whose evidence begins as that of learned ones does. None comes that staff
    decided on already, in whatever capitals and accents."""
    with writing(connection):
        for one in glossary(connection, None):
            if one.state == "suggested" and one.evidence.startswith(learned):
                drop_entry(connection, one)
        put_entries(connection, entries)


def _settles(decided: GlossaryEntry, entry: GlossaryEntry) -> bool:
    """Whether staff decided on what an entry suggests: on the name as a whole, or on the form, for its show or for
    all."""
    same_form = words(decided.heard) == words(entry.heard) or (decided.state == "refused" and not decided.heard)
    return decided.show in (None, entry.show) and words(decided.name) == words(entry.name) and same_form


def decide(
    connection: sqlite3.Connection, name: str, state: GlossaryState, heard: str | None = None, show: str | None = None
) -> int:
    """Confirms or refuses the entries of a name (and of one form, of one show); says how many changed."""
    with writing(connection):
        return connection.execute(
            "UPDATE glossary SET state = :state WHERE name = :name AND state <> :state"
            " AND (:heard IS NULL OR heard = :heard) AND (:show IS NULL OR show = :show)",
            {"state": state, "name": name, "heard": heard, "show": show},
        ).rowcount


def drop_entry(connection: sqlite3.Connection, entry: GlossaryEntry) -> bool:
    """Forgets a glossary entry."""
    with writing(connection):
        gone = connection.execute(
            "DELETE FROM glossary WHERE name = ? AND heard = ? AND show = ?", (entry.name, entry.heard, entry.show or "")
        ).rowcount
    return bool(gone)


_HELD = "id, origin, root, reason, sample, show, at"


def quarantine_page(
    connection: sqlite3.Connection, page: RawPage, reason: Reason, sample: str = "", show: str | None = None
) -> int:
    """Puts a page into quarantine and gives its number; another save of the same place takes the place of the first."""
    row = connection.execute(
        f"INSERT INTO quarantine (reason, sample, show, at, {records.PAGE_COLUMNS}) VALUES (?, ?, ?, ?, {records.PAGE_PLACES})"
        " ON CONFLICT (root, origin) DO UPDATE SET reason = excluded.reason, sample = excluded.sample, show = excluded.show,"
        " at = excluded.at, sha256 = excluded.sha256, content_type = excluded.content_type, fetched_at = excluded.fetched_at,"
        " fetched_how = excluded.fetched_how, stated = excluded.stated, body = excluded.body RETURNING id",
        (reason.kept(), sample, show, records.now(), *records.page_row(page)),
    ).fetchone()
    return int(row[0])


def quarantine(connection: sqlite3.Connection) -> tuple[QuarantinedPage, ...]:
    """What is held back, the oldest first."""
    return tuple(_quarantined(row) for row in connection.execute(f"SELECT {_HELD} FROM quarantine ORDER BY id"))


def _quarantined(row: tuple[int, str, str, str, str, str | None, str]) -> QuarantinedPage:
    at = records.time_of(row[6])
    assert at is not None
    return QuarantinedPage(row[0], row[1], row[2], Reason.of(row[3]), row[4], row[5], at)


def held_page(connection: sqlite3.Connection, number: int) -> RawPage | None:
    """The page held back under a number."""
    row = connection.execute(f"SELECT {records.PAGE_COLUMNS} FROM quarantine WHERE id = ?", (number,)).fetchone()
    return row and records.page_of(row)


def release(connection: sqlite3.Connection, number: int) -> bool:
    """Takes a page out of quarantine."""
    return bool(connection.execute("DELETE FROM quarantine WHERE id = ?", (number,)).rowcount)


def release_place(connection: sqlite3.Connection, page: RawPage) -> bool:
    """Takes out of quarantine what was held back of the page's place: a good save of it has come."""
    return bool(connection.execute("DELETE FROM quarantine WHERE root = ? AND origin = ?", (page.root, page.origin)).rowcount)


def note(connection: sqlite3.Connection, name: str, value: str | None) -> None:
    """Writes down what a command has begun; None strikes it out."""
    if value is None:
        connection.execute("DELETE FROM note WHERE name = ?", (name,))
    else:
        connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))


def noted(connection: sqlite3.Connection, name: str) -> str | None:
    """What an earlier command wrote down under a name."""
    row = connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
    return row and str(row[0])


def members(connection: sqlite3.Connection) -> dict[str, str]:
    """Name and password's hash of each member of staff; none in a library that was last written before there were
    any."""
    if not has_schema(connection, DECISIONS):
        return {}
    return dict(connection.execute("SELECT name, password FROM member ORDER BY name").fetchall())


def put_member(connection: sqlite3.Connection, name: str, password_hash: str) -> None:
    """Adds a member of staff, or gives one another password."""
    if not re.fullmatch(r"[\w.@-]{1,60}", name):
        raise LibraryError(f"{name!r} is not a name for the desk: use only letters, digits and . @ -", code="bad-name")
    with writing(connection):
        connection.execute("INSERT OR REPLACE INTO member VALUES (?, ?, ?)", (name, password_hash, records.now()))


def drop_member(connection: sqlite3.Connection, name: str) -> bool:
    """Lets a member of staff in no longer."""
    with writing(connection):
        return bool(connection.execute("DELETE FROM member WHERE name = ?", (name,)).rowcount)
